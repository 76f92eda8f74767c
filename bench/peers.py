"""Other ways to find words in the same texts: FTS5's trigram tokenizer, LIKE, and tantivy."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import asking
from bench.asking import Words
from extract import fold
from store import index
from store.connection import Archive

TOGETHER = 5000  # rows of one transaction
LIKE_WORDS = 2  # of a column: LIKE reads every text


def compare(db: Archive, folder: Path, words: Words) -> None:
    """The same words asked of each, newest 20, numbers only, without snippets; then how large each index is."""
    asking.heading("beside others, without snippets", words)
    asking.line("ours", words, _ours(db))
    sizes = {"ours": _ours_size(db)}
    for name, build in (("trigram FTS5", _trigram), ("tantivy, our tokens", _tantivy)):
        began = time.perf_counter()
        built = build(db, folder / name.split(",")[0].replace(" ", "-"))
        if built is None:
            print(f"  {name:28}not installed: pip install '.[bench]'")
            continue
        ask, sizes[name] = built
        took = time.perf_counter() - began
        asking.line(name, words, ask)
        print(f"  {'':28}built in {took:,.0f} s", flush=True)
    few = {column: found[:LIKE_WORDS] for column, found in words.items()}
    asking.line(f"LIKE ({LIKE_WORDS} words each)", few, _like(db))
    (count,) = db.execute("select count(*) from documents").fetchone()
    print("  bytes of index per document: " + ", ".join(f"{name} {size / count:,.0f}" for name, size in sizes.items()))


def _texts(db: Archive) -> Iterator[tuple[int, str]]:
    for place, title, text in db.execute("select place, title, text from documents order by place"):
        yield place, f"{title}\n{text}"


def _ours(db: Archive) -> Callable[[str], object]:
    from store import query, search

    def ask(word: str) -> object:
        where, values = search.within(query.parse(f'"{word}"'))
        return db.execute(f"select rowid from search where {where} order by rowid desc limit 20", values).fetchall()

    return ask


def _ours_size(db: Archive) -> int:
    (size,) = db.execute(
        "select coalesce((select sum(length(block)) from search_data), 0)"
        " + coalesce((select sum(length(sz)) from search_docsize), 0)"
    ).fetchone()
    return int(size)


def _like(db: Archive) -> Callable[[str], object]:
    return lambda word: db.execute(
        "select id from documents where text like ? or title like ? order by place desc limit 20",
        (f"%{word}%", f"%{word}%"),
    ).fetchall()


def _trigram(db: Archive, path: Path) -> tuple[Callable[[str], object], int]:
    path.unlink(missing_ok=True)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("pragma journal_mode = off")
    other.execute("create virtual table t using fts5 (x, content = '', tokenize = 'trigram')")
    other.execute("begin")
    other.executemany("insert into t (rowid, x) values (?, ?)", ((p, fold.fold(text)) for p, text in _texts(db)))
    other.execute("commit")

    def ask(word: str) -> object:
        return other.execute(
            "select rowid from t where t match ? order by rowid desc limit 20", (f'"{fold.fold(word)}"',)
        ).fetchall()

    return ask, path.stat().st_size


def _tantivy(db: Archive, folder: Path) -> tuple[Callable[[str], object], int] | None:
    try:
        import tantivy
    except ModuleNotFoundError:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("place", stored=True, fast=True)
    builder.add_text_field("x", stored=False, tokenizer_name="whitespace")
    folder.mkdir(exist_ok=True)
    made = tantivy.Index(builder.build(), path=str(folder), reuse=False)
    writer = made.writer(heap_size=256_000_000, num_threads=1)
    for place, text in _texts(db):
        writer.add_document(tantivy.Document(place=place, x=" ".join(index.tokens(fold.normal(text).text))))
    writer.commit()
    writer.wait_merging_threads()
    made.reload()
    searcher = made.searcher()

    def ask(word: str) -> object:
        tokens = index.phrase(fold.normal(word).text) or [word]
        asked = made.parse_query('"' + " ".join(tokens) + '"', ["x"])
        return searcher.search(asked, 20, order_by_field="place", order=tantivy.Order.Desc).hits

    return ask, sum(file.stat().st_size for file in folder.iterdir())
