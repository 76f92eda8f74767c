"""Documents that answer a query, newest first.

The index is asked with one FTS5 expression and read from the newest row down, so the first twenty answers need neither
sorting nor the rest. Days are ranges of places; city, source and category are words of the index like any other.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from math import ceil
from types import MappingProxyType
from typing import Any

from sqlite_utils import Database

from extract import fold
from extract.fold import BREAK
from store import index, query, rows, snippets
from store.moments import DAY, EPOCH, maybe_day
from store.query import Either, Every, Node, Place, Query, Tag, Without, Word
from store.snippets import Spans


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A way to look for a phrase by a few of its tokens."""

    tokens: int  # the rarest
    first: int  # texts of the newest documents that have them: how many are answers says how many more would be read
    most: int  # texts


# Where none of that tells, the index is asked for the phrase.
STAGES: tuple[Stage, ...] = (
    Stage(tokens=1, first=8, most=60),
    Stage(tokens=2, first=8, most=100),
    Stage(tokens=4, first=24, most=100),
)
FEW = 3  # tokens of a phrase that the index finds as soon as its anchors, where nothing but days is asked for beside it
LETTERS = 4  # of a word of a title that are asked for beside it
DEEPEST = 200  # texts, where so many answers are wanted

# Few documents have a deadline. The plus keeps SQLite from walking through them instead of the index, newest first.
_DEADLINE = "+search.rowid in (select place from documents where deadline"

# The index knows what a release is about, not where it was issued.
_ISSUED = """
exists (
  select 1 from documents d join json_each(?) p on d.issuing_region glob p.value or {} glob p.value
  where d.place = search.rowid
)
"""

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
    for anchors, stage in _anchors(db, asked):
        found = _answers(db, asked, anchors, offset + limit, stage)
        if found is not None:
            words = query.wanted(asked)
            return [_hit(words, row) for row in found[offset:]]
    return hits(db, asked, list(_places(db, asked, limit, offset=offset)))


def _anchors(db: Database, asked: Query) -> Iterator[tuple[dict[str, list[str]], Stage]]:
    """For the long phrases that every answer must have: a few of their rarest tokens, then some more; and how many
    documents with them are few.

    For each document that has the rarest token of a phrase, FTS5 takes a step in the list of every other one, filters
    or not: for a rare phrase of common words, with a million documents, that would be a tenth of a second. And each
    token is looked up in every piece of the index. As near to each other as in the phrase, two or four tokens leave
    hardly a text without it, and the lists of the common ones are never walked through.
    """
    conjuncts = _conjuncts(asked.root)
    phrases = {
        word.normal: list(dict.fromkeys(index.phrase(word.normal)))
        for word in conjuncts
        if isinstance(word, Word) and word.field not in index.WORDS_OF and BREAK not in word.normal
    }
    alone = len(conjuncts) == 1  # then one word would not do
    least = FEW if alone else 1
    rarest = {normal: index.rarest(db, tokens) for normal, tokens in phrases.items() if len(tokens) > least}
    tried: dict[str, list[str]] = {}
    for stage in STAGES[alone:]:
        anchors = {normal: tokens[: stage.tokens] for normal, tokens in rarest.items()}
        if anchors != tried:
            yield anchors, stage
        tried = anchors


def _places(
    db: Database,
    asked: Query,
    most: int,
    *,
    offset: int = 0,
    anchors: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[int]:
    """The places of the newest answers, or of what has at least the anchors of the phrases that have any."""
    where, values = within(asked, anchors)
    found = db.conn.execute(
        f"select rowid from search where {where} order by rowid desc limit ? offset ?", (*values, most, offset)
    )
    return (place for (place,) in found)


def _answers(
    db: Database, asked: Query, anchors: Mapping[str, Sequence[str]], wanted: int, stage: Stage
) -> list[dict[str, Any]] | None:
    """The rows of the newest answers, by the texts of what has the anchors; None where that would be too many texts."""
    words = [word for word in _conjuncts(asked.root) if isinstance(word, Word) and word.normal in anchors]
    most = max(stage.most, min(DEEPEST, 2 * wanted))
    places = _places(db, asked, most + 1, anchors=anchors)  # taken as they are needed: the next may be far

    def there(candidates: Sequence[int]) -> list[dict[str, Any]]:
        return [row for row in _rows(db, candidates) if all(_there(word, row) for word in words)]

    found: list[dict[str, Any]] = []
    read, needed = 0, stage.first
    while len(found) < wanted:
        if read + needed > most:  # too many, unless nothing else has the anchors
            needed = most - read + 1
        candidates = list(islice(places, needed))
        if read + len(candidates) > most:
            return None
        found += there(candidates)
        read += len(candidates)
        if len(candidates) < needed:
            break
        needed = ceil((wanted - len(found)) * read / len(found)) if found else most
    return found[:wanted]


def _conjuncts(root: Node | None) -> tuple[Node, ...]:
    """What every answer must have."""
    return root.parts if isinstance(root, Every) else () if root is None else (root,)


def _there(word: Word, row: Mapping[str, Any]) -> bool:
    """Has the document the word? It has none of these with a break in it, so its parts can be looked at one by one."""
    parts = [row["title"]] if word.field == "title" else [row["title"], _body(row), row["number"] or ""]
    return any(_in(word, part) for part in parts)


def _in(word: Word, text: str) -> bool:
    if not query.bounded(word.normal) and word.normal in text:
        return True
    likely = snippets.glance((word,)).search(text)
    if likely is None and fold.even(text):
        return False
    if likely is not None and snippets.seen([word], text, max(0, likely.start() - 1), likely.end() + 1):
        return True
    return query.occurs(word.normal, fold.normal(text).text)


def hits(db: Database, asked: Query, places: Sequence[int]) -> list[Hit]:
    """The answers at these places, newest first, with snippets for what was asked."""
    words = query.wanted(asked)
    return [_hit(words, row) for row in _rows(db, places)]


def _rows(db: Database, places: Sequence[int]) -> Iterator[dict[str, Any]]:
    cursor = db.conn.execute(
        """
        select d.id, d.place, d.title, d.url, d.published, d.city, d.region, d.source, d.number, d.text, d.attachments,
               (select count(*) from sightings s where s.document_id = d.id) as sightings
        from documents d
        where d.place in (select value from json_each(?))
        order by d.place desc
        """,
        (json.dumps(places),),
    )
    return (rows.named(cursor, row) for row in cursor)


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


def expression(node: Node | None, anchors: Mapping[str, Sequence[str]] = MappingProxyType({})) -> str:
    """The FTS5 query of what must hold; of a phrase that has anchors, only these."""
    match node:
        case Word(normal=normal) if normal in anchors:
            return _near(_columns(node), index.phrase(normal), anchors[normal])
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
            wanted = [expression(part, anchors) for part in parts if not isinstance(part, Without)]
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
    found = _phrase(_columns(word), index.phrase(normal))
    # Which titles have its characters is known without a look at the body's positions, which may be in every document.
    letters = [index.IN_TITLE + token for token in index.singles(normal)[:LETTERS]] if in_title else []
    return _all([*(_phrase("chars", [letter]) for letter in letters), found], []) if letters else found


def _columns(word: Word) -> str:
    return "title" if word.field == "title" else "{title body}"


def _meta(token: str) -> str:
    return _phrase("meta", [token])


def _phrase(column: str, tokens: Sequence[str]) -> str:
    # No token has a quotation mark in it: see index._safe.
    return f'{column} : "{" ".join(tokens)}"'


def _near(column: str, phrase: Sequence[str], anchors: Sequence[str]) -> str:
    """The anchors no farther apart than in the phrase, and side by side where they are in it."""
    grouped = groupby(enumerate(phrase), lambda at: at[1] in anchors)
    runs = [list(run) for chosen, run in grouped if chosen]
    if len(runs) == 1:
        return _phrase(column, [token for _, token in runs[0]])
    (first_end, _), (last_start, _) = runs[0][-1], runs[-1][0]
    said = " ".join(f'"{" ".join(token for _, token in run)}"' for run in runs)
    return f"{column} : NEAR({said}, {last_start - first_end - 1})"


def within(asked: Query, anchors: Mapping[str, Sequence[str]] = MappingProxyType({})) -> tuple[str, list[object]]:
    """What holds of the answers, as a condition on `search` and its values."""
    clauses: list[tuple[str, object]] = [("search match ?", expression(asked.root, anchors))]
    if asked.since:
        clauses.append(("search.rowid >= ?", _first_place(asked.since)))
    if asked.until:
        clauses.append(("search.rowid < ?", _first_place(asked.until) + (1 << DAY)))
    if asked.open_on:
        clauses.append((f"{_DEADLINE} >= ?)", asked.open_on.isoformat()))
    if asked.closed_by:
        clauses.append((f"{_DEADLINE} <= ?)", asked.closed_by.isoformat()))
    clauses += [(_ISSUED.format("d.region" if one.or_about else "null"), _covered(one.place)) for one in asked.issued]
    return " and ".join(clause for clause, _ in clauses), [value for _, value in clauses]


def _covered(place: Place) -> str:
    """Patterns of the regions whose releases pass the filter, as JSON."""
    code = place.code
    within = f"{code.removesuffix('00').removesuffix('00').ljust(6, '?')}" if code.isdigit() else f"{code}-*"
    return json.dumps([code, code if code == index.NATION else within, *(query.above(code) if place.higher else [])])


def _first_place(day: date) -> int:
    return (day - EPOCH).days << DAY


def _body(row: Mapping[str, Any]) -> str:
    return index.body(row["text"], (file["text"] for file in json.loads(row["attachments"])))


def _hit(words: Sequence[Word], row: Mapping[str, Any]) -> Hit:
    body = _body(row)
    snippet, marks = snippets.excerpt(body, snippets.first_spans(query.text_words(words), body))
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
        title_marks=snippets.title_spans(query.title_words(words), row["title"]),
    )
