from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from extract import divisions, fold
from extract.document import Attachment, Document
from store import index, schema
from store.index import Row, phrase, tokens
from tests.store.texts import TEXTS


@pytest.fixture
def db() -> Iterator[Database]:
    with closing(Database(memory=True)) as db:
        schema.search(db)
        yield db


def test_a_joined_stretch_becomes_its_ends_and_its_pairs_and_a_word_stays_whole() -> None:
    assert tokens("科技券ai\ue000年") == ["科", "科技", "技券", "券", "ai", "\ue000", "年"]


def test_a_phrase_leaves_open_how_the_text_goes_on() -> None:
    assert phrase("科技券") == ["科技", "技券"]
    assert phrase("科技ai") == ["科技", "技", "ai"]
    assert phrase("2025年") == ["2025", "年"]
    assert phrase("a科技b") == ["a", "科", "科技", "技", "b"]


def test_a_row_taken_back_leaves_nothing_in_the_index(db: Database) -> None:
    row = Row(
        title="关于科技创新券的通知",
        body="各区县:AI 与 𠮷野家 Ελλάδα 한국어",
        region="370102",
        sources=("jinan-kjj", "济南日报"),
        category="通知",
        issuer="济南市科学技术局",
        number="济科发〔2026〕1号",
    )
    index.add(db, 5 << 20, row)
    db.conn.execute("create virtual table words using fts5vocab (search, instance)")
    assert db.conn.execute("select count(*) from words").fetchone()[0] > 50
    index.remove(db, 5 << 20, row)
    assert db.conn.execute("select count(*) from words").fetchone() == (0,)
    db.conn.execute("insert into search (search) values ('integrity-check')")


def test_tokens_are_those_that_archives_were_written_with() -> None:
    row = Row(
        title="關於2026年度科技創新券的通知",
        body="各区县：AI 与 𠮷野家 Ελλάδα 한국어 ก",
        region="370102",
        sources=("jinan-kjj",),
        category="通知",
        issuer="济南市科学技术局",
        number="济科发〔2026〕1号",
    )
    letters = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    said = "\n".join([*index.cells(row), fold.fold(letters), fold.kinds(letters)])
    # Changed on purpose? Then append a migration that calls shelf.reindex, and write the new digest here.
    assert sha256(said.encode()).hexdigest() == "8eb63e98eec39605e4fd0f2ef2cdd3ec4033b21296fc5b5e6fb7a37e0bfaf53f"


@given(TEXTS)
def test_the_stock_tokenizer_keeps_every_token_as_we_made_it(text: str) -> None:
    with closing(Database(memory=True)) as db:
        schema.search(db)
        index.add(db, 1, Row(title=text, body=""))
        db.conn.execute("create virtual table words using fts5vocab (search, instance)")
        kept = db.conn.execute("select term from words where col = 'title' order by offset").fetchall()
    assert [term for (term,) in kept] == tokens(fold.normal(text).text)


def test_every_letter_that_is_not_escaped_passes_the_stock_tokenizer_unchanged() -> None:
    letters = [
        chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000 and index.tag("", chr(code)) == chr(code)
    ]
    assert len(letters) > 35_000
    conn = sqlite3.connect(":memory:")
    conn.execute(
        "create virtual table t using fts5 (x, tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\")"
    )
    conn.executemany("insert into t (rowid, x) values (?, ?)", ((ord(c), f"a{c}a") for c in letters))
    conn.execute("create virtual table v using fts5vocab (t, instance)")
    assert {(f"a{c}a", ord(c)) for c in letters} == set(conn.execute("select term, doc from v"))
    conn.close()


@given(st.text(max_size=40), st.text(max_size=40))
def test_different_values_have_different_tags(one: str, other: str) -> None:
    assert (index.tag("s", one) == index.tag("s", other)) is (fold.fold(one) == fold.fold(other))


def test_words_too_long_for_a_token_are_told_apart_by_their_digest(db: Database) -> None:
    long, other = "x" * 50_000, "x" * 49_999 + "y"
    index.add(db, 1, Row(title="", body=long))
    index.add(db, 2, Row(title="", body=other))
    asked = " ".join(phrase(long))
    assert db.conn.execute("select rowid from search where search match ?", (f'body : "{asked}"',)).fetchall() == [(1,)]


def test_a_region_is_found_under_every_division_above_it_that_the_table_knows() -> None:
    for code in divisions.entries():
        above = set(divisions.ancestors(code))
        assert above <= set(index.regions(code))
        assert not (set(index.regions(code)) - above) & divisions.entries().keys()
    assert index.regions("US-CA") == ["US-CA", "US"]
    assert index.regions("000000") == ["000000"]


def test_attachments_are_part_of_what_can_be_searched() -> None:
    files = (Attachment(name="附件", url="https://a.example/1.pdf", kind="pdf", text="申报条件"),)
    row = index.row(Document(url=None, title="通知", text="见附件", attachments=files), ["b", "a", "b"])
    assert "申报条件" in row.body
    assert row.sources == ("a", "b")
