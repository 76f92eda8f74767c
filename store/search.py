"""Documents that answer a query, newest first.

The index is asked with one FTS5 expression and read from the newest row down, so the first twenty answers need neither
sorting nor the rest. Days are ranges of places; city, source and category are words of the index like any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain, pairwise, zip_longest
from typing import Any

from sqlite_utils import Database

from extract import fold
from extract.fold import BREAK
from store import index, query, rows
from store.moments import maybe_day
from store.query import Either, Every, Node, Place, Query, Tag, Without, Word
from store.shelf import DAY, EPOCH

WIDTH = 80  # characters of a snippet
BEFORE = 20  # of them in front of the first hit
STRETCH = 240  # characters that are looked at for the best snippet
MARKED = 100  # hits that are looked at for the best snippet

Spans = tuple[tuple[int, int], ...]  # passages of a text, as (offset, length)

# Few documents have a deadline. The plus keeps SQLite from walking through them instead of the index, newest first.
_DEADLINE = "+search.rowid in (select place from documents where deadline"

TAGS = {"source": index.SOURCE, "category": index.CATEGORY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A document that answers the query."""

    id: int
    title: str
    url: str
    published: date | None
    city: str | None
    region: str | None
    source: str | None
    snippet: str  # of the original text, around the words that were asked for
    sightings: int
    marks: Spans = ()  # of these words in the snippet,
    title_marks: Spans = ()


def search(
    db: Database,
    asked: Query,
    *,
    city: str | None = None,
    higher: bool = False,
    source: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    offset: int = 0,
) -> list[Hit]:
    """The documents that answer, newest first by day of publication, then arrival; `city` is a region code."""
    narrowed = query.narrow(asked, city=city, higher=higher, source=source, since=since, until=until)
    return newest(db, narrowed, limit=limit, offset=offset)


def newest(db: Database, asked: Query, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """The documents that answer, newest first by day of publication, then arrival."""
    where, values = within(asked)
    return hits(db, asked, f"where {where} order by search.rowid desc limit ? offset ?", (*values, limit, offset))


def hits(db: Database, asked: Query, which: str, values: Sequence[object]) -> list[Hit]:
    """The answers that this end of a statement about `search` chooses, with snippets for what was asked."""
    cursor = db.conn.execute(
        f"""
        select d.id, d.title, d.url, d.published, d.city, d.region, d.source, d.text, d.attachments,
               (select count(*) from sightings s where s.document_id = d.id) as sightings
        from search
        cross join documents d on d.place = search.rowid
        {which}
        """,
        values,
    )
    return [_hit(asked, rows.named(cursor, row)) for row in cursor]


def count(
    db: Database,
    asked: Query,
    *,
    city: str | None = None,
    higher: bool = False,
    source: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> int:
    """How many documents answer; takes the longer the more there are."""
    narrowed = query.narrow(asked, city=city, higher=higher, source=source, since=since, until=until)
    where, values = within(narrowed)
    (found,) = db.conn.execute(f"select count(*) from search where {where}", values).fetchone()
    return int(found)


def count_up_to(db: Database, asked: Query, most: int) -> int:
    """How many documents answer, or `most` where it is that many or more."""
    where, values = within(asked)
    (found,) = db.conn.execute(
        f"select count(*) from (select 1 from search where {where} order by rowid desc limit ?)", (*values, most)
    ).fetchone()
    return int(found)


def expression(node: Node | None) -> str:
    """The FTS5 query of what must hold."""
    match node:
        case None:
            return _meta(index.EVERY)
        case Word():
            return _word(node)
        case Place(code=code, higher=higher):
            above = query.above(code) if higher else []
            return _any([_meta(index.tag(index.REGION, code)), *(_meta(index.tag(index.EXACTLY, up)) for up in above)])
        case Tag(field=field, value=value):
            return _meta(index.tag(TAGS[field], value))
        case Either(parts=parts):
            return _any([expression(part) for part in parts])
        case Without(part=part):
            return _all([], [expression(part)])
        case Every(parts=parts):
            wanted = [expression(part) for part in parts if not isinstance(part, Without)]
            return _all(wanted, [expression(part.part) for part in parts if isinstance(part, Without)])


def _all(wanted: list[str], unwanted: list[str]) -> str:
    # FTS5 knows NOT only as "this, not that".
    found = " AND ".join(wanted or [_meta(index.EVERY)])
    return f"(({found}) NOT {_any(unwanted)})" if unwanted else f"({found})"


def _any(parts: list[str]) -> str:
    return f"({' OR '.join(parts)})" if len(parts) > 1 else parts[0]


def _word(word: Word) -> str:
    normal = word.normal
    if word.field in index.WORDS_OF:
        of_word, of_char = index.WORDS_OF[word.field]
        if index.single(normal):
            return _phrase("meta", [of_char + token for token in index.tokens(normal)])
        return _phrase("meta", [of_word + token for token in index.phrase(normal)])
    in_title = word.field == "title"
    if index.single(normal):
        return _phrase("chars", [index.IN_TITLE * in_title + token for token in index.tokens(normal)])
    return _phrase("title" if in_title else "{title body}", index.phrase(normal))


def _meta(token: str) -> str:
    return _phrase("meta", [token])


def _phrase(column: str, tokens: list[str]) -> str:
    # No token has a quotation mark in it: see index._safe.
    return f'{column} : "{" ".join(tokens)}"'


def within(asked: Query) -> tuple[str, list[object]]:
    """What holds of the answers, as a condition on `search` and its values."""
    clauses: list[tuple[str, object]] = [("search match ?", expression(asked.root))]
    if asked.since:
        clauses.append(("search.rowid >= ?", _first_place(asked.since)))
    if asked.until:
        clauses.append(("search.rowid < ?", _first_place(asked.until) + (1 << DAY)))
    if asked.open_on:
        clauses.append((f"{_DEADLINE} >= ?)", asked.open_on.isoformat()))
    if asked.closed_by:
        clauses.append((f"{_DEADLINE} <= ?)", asked.closed_by.isoformat()))
    return " and ".join(clause for clause, _ in clauses), [value for _, value in clauses]


def _first_place(day: date) -> int:
    return (day - EPOCH).days << DAY


def _hit(asked: Query, row: Mapping[str, Any]) -> Hit:
    body = index.body(row["text"], (file["text"] for file in json.loads(row["attachments"])))
    words = query.wanted(asked)
    snippet, marks = excerpt(body, first_spans(query.text_words(words), body))
    return Hit(
        id=row["id"],
        title=row["title"],
        url=row["url"],
        published=maybe_day(row["published"]),
        city=row["city"],
        region=row["region"],
        source=row["source"],
        snippet=snippet,
        sightings=row["sightings"],
        marks=marks,
        title_marks=_title_spans(query.title_words(words), row["title"]),
    )


def _title_spans(words: Sequence[Word], title: str) -> Spans:
    marked = _seen(words, title, 0, len(title))
    return query.spans(words, fold.normal(title), title) if marked is None else marked


def first_spans(words: Sequence[Word], body: str) -> Spans:
    """Where the words are in the first stretch of text that has any of them."""
    if not words:
        return ()
    seen = glance(tuple(words)).search(body)
    if not seen and fold.even(body):
        return ()
    if seen:
        # To bring twenty long texts into normal form would take far longer than to find them.
        start, end = max(0, seen.start() - BEFORE), min(len(body), seen.start() + STRETCH)
        marked = _seen(words, body, start, end)
        if marked:
            return marked
        stretch = body[start:end]
        found = tuple((start + at, length) for at, length in query.spans(words, fold.normal(stretch), stretch))
        # What touches an end that we made may be a part of a longer word.
        inner = tuple(
            (at, length)
            for at, length in found
            if (at > start or not start) and (at + length < end or end == len(body))
        )
        if inner:
            return inner
    return query.spans(words, fold.normal(body), body)


def _seen(words: Sequence[Word], text: str, start: int, end: int) -> Spans | None:
    """Where the words are between two places of an original text; None where only its normal form can tell."""
    if not fold.even(text[start:end]) or any(set(" " + BREAK) & set(word.normal) for word in words):
        return None
    found = {
        match.span(1)
        for word in words
        for match in _exactly(word.normal).finditer(text, start, end)
        if not _within_word(word.normal, text, *match.span(1))
    }
    return tuple((at, stop - at) for at, stop in sorted(found, key=lambda span: (span[0], span[1])))


def _within_word(normal: str, text: str, start: int, end: int) -> bool:
    """Does a longer word go on before or behind?"""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (fold.kinds(normal[0]) == fold.kinds(fold.fold(before)) == "w") or (
        fold.kinds(normal[-1]) == fold.kinds(fold.fold(behind)) == "w"
    )


@lru_cache(maxsize=256)
def _exactly(normal: str) -> re.Pattern[str]:
    """Finds in an original text that folds evenly where a word without gaps may stand, overlaps included."""
    letters = [f"[{re.escape(fold.spellings(char))}]" for char in normal]
    gaps = ["" if pair == ("w", "w") else r"\s*" for pair in pairwise(fold.kinds(normal))]
    return re.compile(f"(?=({''.join(chain(*zip_longest(letters, gaps, fillvalue='')))}))")


@lru_cache(maxsize=256)
def glance(words: tuple[Word, ...]) -> re.Pattern[str]:
    """Finds in an original text the likely place of a word, in no time.

    Where it finds one there may be none; where it finds none there is none, if the text folds evenly.
    """
    return re.compile("|".join(_likely(word.normal) for word in words))


def _likely(normal: str) -> str:
    # Spaces are allowed for between letters only: next to a break, any run of signs, they would be tried twice.
    stretches = re.split(f"[ {BREAK}]", normal)
    return r"[\W_]+".join(
        r"\s*".join(f"[{re.escape(fold.spellings(char))}]" for char in letters) for letters in stretches
    )


def excerpt(body: str, spans: Spans) -> tuple[str, Spans]:
    """Some words around the hits, and where the hits are in them; the beginning where the text has none."""
    first = _densest(spans)
    start = max(0, first - BEFORE)
    # At the end of a text there is more to show in front.
    start = max(0, min(start, len(body) - WIDTH))
    end = min(len(body), start + WIDTH)
    lead, tail = "…" if start else "", "…" if end < len(body) else ""
    plain = body[start:end]
    if not plain.isprintable():
        plain = "".join(char if char.isprintable() else " " for char in plain)
    shift = len(lead) - start
    marks = tuple((at + shift, min(at + length, end) - at) for at, length in spans if start <= at < end)
    return f"{lead}{plain}{tail}", marks


def _densest(spans: Spans) -> int:
    """The hit behind which most different hits fit into one snippet; the first of equals."""
    best, most = 0, 0
    spans = spans[:MARKED]
    for at, _ in spans:
        fits = sum(at <= other and other + size <= at + WIDTH - BEFORE for other, size in spans)
        if fits > most:
            best, most = at, fits
    return best
