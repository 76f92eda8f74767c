"""The rows of the full-text index: what a document's words become, and how a word of a query is asked for.

FTS5 knows no Chinese, so we hand it tokens of our own, made from the normal form (extract/fold.py). A stretch of a
joined script becomes its first character, every pair of neighbours and its last character; a word stays whole; a break
is a token too. Then a query's word is one FTS5 phrase, which occurs exactly where the normal form is a substring.
The single characters at both ends are what lets `2025年` and `年AI` be phrases without a prefix search.

Columns: body (text, attachments, number), first because that takes least room; title; chars, every character of a
joined script once, for queries of one character; meta, what filters ask for, each token with one letter that says what
it is.

The table is contentless: a row is deleted by handing in exactly the tokens it was added with. Whoever changes the
tokens, here or in the tables of extract/fold.py, appends a migration that indexes everything anew (shelf.reindex).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import add as beside

from sqlite_utils import Database

from extract import fold
from extract.document import Document
from extract.fold import BREAK, Normal

EVERY = "a"  # the meta token all rows have: what a query of nothing but NOT is taken from
NATION = "000000"

# Meta tokens are one of these letters and a value.
REGION, EXACTLY, SOURCE, CATEGORY = "r", "e", "s", "c"
# Fields whose words are searched within meta: the letter of a word, the letter of a single character.
WORDS_OF = {"issuer": ("i", "j"), "number": ("n", "o")}
IN_TITLE = "t"  # in chars: a character of the title

LONGEST = 64  # characters; beyond lies no word but a digest or an address, and a token has an end in FTS5

# FTS5's own table: for every page of a piece on which a word begins, the least that tells it from the word before.
# Here are the largest piece and where it ends …
_LARGEST = """
with recursive piece (id) as (
  select min(segid) from search_idx
  union all
  select (select min(segid) from search_idx where segid > piece.id) from piece where piece.id is not null
)
select id, (select pgno from search_idx where segid = piece.id order by term desc limit 1) as last
from piece
where id is not null
order by last desc
limit 1
"""
# … and how many pages of it each word takes at most: no word is taken for rarer than it is, some are for more common.
_PAGES = """
with asked (piece, last, token, term) as (select ?, ?, value, cast('0' || value as blob) from json_each(?))
select token,
       coalesce((select pgno from search_idx where segid = piece and term > a.term order by term limit 1), 2 * last)
       - coalesce((select pgno from search_idx where segid = piece and term <= a.term order by term desc limit 1), 0)
from asked a
"""

# What the oldest unicode61 (Unicode 6.1) keeps as it is, whatever it folds and splits of the rest.
_UNSAFE = re.compile("[^0-9a-z぀-ゖァ-ヺー㐀-䶵一-鿌가-힣]")
_UNITS = re.compile("j+|w+|b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What of a document can be searched."""

    title: str
    body: str
    region: str | None = None
    sources: tuple[str, ...] = ()  # of every sighting
    category: str | None = None
    issuer: str | None = None
    number: str | None = None


def row(document: Document, sources: Iterable[str]) -> Row:
    """The row of a document seen at these sources."""
    return Row(
        title=document.title,
        body=body(document.text, (file.text for file in document.attachments)),
        region=document.region,
        sources=tuple(sorted(set(sources))),
        category=document.category,
        issuer=document.issuer,
        number=document.number,
    )


def body(text: str, attached: Iterable[str | None]) -> str:
    """A document's text with its attachments' texts behind it; no word reaches from one into the next."""
    return BREAK.join([text, *filter(None, attached)])


def add(db: Database, place: int, row: Row, ready: Words | None = None) -> None:
    """Make the row searchable at this place; words that are ready are used where they are the row's."""
    made = ready if ready is not None and ready.of == _said(row) else words(row)
    db.conn.execute(
        "insert into search (rowid, title, body, chars, meta) values (?, ?, ?, ?, ?)", (place, *made.cells, meta(row))
    )


def remove(db: Database, place: int, row: Row, ready: Words | None = None) -> None:
    """Take back exactly the row that was added; words that are ready are used where they are the row's."""
    made = ready if ready is not None and ready.of == _said(row) else words(row)
    db.conn.execute(
        "insert into search (search, rowid, title, body, chars, meta) values ('delete', ?, ?, ?, ?, ?)",
        (place, *made.cells, meta(row)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """The row's words in normal form: what queries are about."""

    title: Normal
    body: Normal
    issuer: Normal
    number: Normal
    whole: str  # the body with the number behind it


def searched(row: Row) -> Searched:
    """The row's words in normal form."""
    body, number = fold.normal(row.body), fold.normal(row.number or "")
    return Searched(
        title=fold.normal(row.title),
        body=body,
        issuer=fold.normal(row.issuer or ""),
        number=number,
        whole=BREAK.join(part for part in (body.text, number.text) if part),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What of a row costs most to make, and depends on its words alone."""

    of: tuple[str, str, str | None]  # title, body and number
    cells: tuple[str, str, str]  # title, body and chars, as the tokenizer shall see them


def words(row: Row) -> Words:
    """The row's words as the tokenizer shall see them."""
    title, body = fold.normal(row.title).text, fold.normal(row.body).text
    whole = BREAK.join(part for part in (body, fold.normal(row.number or "").text) if part)
    chars = [*singles(title + whole), *(IN_TITLE + char for char in singles(title))]
    return Words(of=_said(row), cells=(" ".join(tokens(title)), " ".join(tokens(whole)), " ".join(chars)))


def cells(row: Row) -> tuple[str, str, str, str]:
    """The row's title, body, chars and meta as the tokenizer shall see them."""
    return *words(row).cells, meta(row)


def _said(row: Row) -> tuple[str, str, str | None]:
    return row.title, row.body, row.number


def meta(row: Row) -> str:
    """What filters ask for, as the tokenizer shall see it."""
    said = (("issuer", row.issuer), ("number", row.number))
    spelt = [token for field, value in said for token in _words(field, fold.normal(value or "").text)]
    return " ".join([*_filters(row), *spelt])


def tokens(normal: str) -> list[str]:
    """The tokens of a whole text in normal form."""
    found: list[str] = []
    kinds = fold.kinds(normal)
    # Looked for once in the whole text: run by run it would be half the work.
    joined = _joined if _UNSAFE.search(normal.replace(BREAK, "")) else _pairs
    for unit in _UNITS.finditer(kinds):
        start, end = unit.span()
        if kinds[start] == "j":
            found += joined(normal[start:end])
        else:
            found.append(_whole(normal[start:end]))
    return found


def phrase(normal: str) -> list[str]:
    """The tokens that stand in a row wherever this normal form is a substring; not for a single joined character."""
    found: list[str] = []
    parts = list(units(normal))
    for at, (kind, run) in enumerate(parts):
        if kind != "j":
            found.append(_whole(run))
            continue
        made = _joined(run)
        # Where the query's stretch may go on in the text, the token that says it ends there is left out.
        starts, ends = at > 0, at < len(parts) - 1
        if len(run) > 1:
            made = made[0 if starts else 1 : len(made) if ends else -1]
        found.extend(made)
    return found


def rarest(db: Database, tokens: Sequence[str]) -> list[str]:
    """The tokens, those of the fewest documents first, roughly."""
    # To ask the index for each would take longer than the search. Were its pages otherwise one day, the order would be.
    largest = db.conn.execute(_LARGEST).fetchone()
    if largest is None:
        return list(tokens)
    pages = dict(db.conn.execute(_PAGES, (*largest, json.dumps(tokens))).fetchall())
    return sorted(tokens, key=pages.__getitem__)


def units(normal: str) -> Iterator[tuple[str, str]]:
    """Kind and letters of every joined stretch, word and break."""
    for found in _UNITS.finditer(fold.kinds(normal)):
        yield found.group()[0], normal[found.start() : found.end()]


def single(normal: str) -> bool:
    """Is it one character of a joined script, which phrases cannot find?"""
    return len(normal) == 1 and fold.kinds(normal) == "j"


def regions(code: str) -> list[str]:
    """The code and the codes above it, by GB/T 2260's own digits (370102, 370100, 370000) or ISO 3166's (US-CA, US)."""
    # Not from the table of divisions: a new edition would turn rows already written into ghosts.
    if re.fullmatch(r"\d{6}", code) and code != NATION:
        return list(dict.fromkeys([code, code[:4] + "00", code[:2] + "0000"]))
    return list(dict.fromkeys([code, code.partition("-")[0]]))


def tag(letter: str, value: str) -> str:
    """The meta token of a value."""
    return letter + _safe(value)


def _filters(row: Row) -> Iterator[str]:
    yield EVERY
    if row.region:
        yield from (tag(REGION, code) for code in regions(row.region))
        yield tag(EXACTLY, row.region)
    yield from (tag(SOURCE, fold.fold(source)) for source in row.sources)
    if row.category:
        yield tag(CATEGORY, row.category)


def _words(field: str, normal: str) -> Iterator[str]:
    word, char = WORDS_OF[field]
    yield from (word + token for token in tokens(normal))
    yield from (char + single for single in singles(normal))


def _joined(run: str) -> list[str]:
    return _all_safe(_pairs(run))


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[0], *map(beside, run, run[1:]), run[-1]]


def _whole(word: str) -> str:
    if len(word) > LONGEST:
        return f"\ue003{sha256(word.encode()).hexdigest()}"
    return word if word == BREAK else _safe(word)


def singles(normal: str) -> list[str]:
    """Every joined character of a text in normal form, once."""
    once = "".join(dict.fromkeys(normal))
    return _all_safe([char for char, kind in zip(once, fold.kinds(once), strict=True) if kind == "j"])


def _all_safe(tokens: list[str]) -> list[str]:
    return [_safe(token) for token in tokens] if _UNSAFE.search("".join(tokens)) else tokens


def _safe(token: str) -> str:
    """The token such that no tokenizer splits, folds or drops any of it; different tokens stay different."""
    return _UNSAFE.sub(lambda char: f"\ue001{ord(char.group()):x}\ue002", token)
