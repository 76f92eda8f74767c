"""What a query means: the same for search and for subscriptions.

A query is words, and fields of a word (`title:科技`), joined by AND, OR, NOT and parentheses; words side by side are
AND, `-word` is NOT. A phrase in quotation marks is one word with spaces in it. A query of nothing is every document.

The oracle. A word occurs in a text where the word's normal form (extract/fold.py) is a substring of the text's normal
form, and where it begins or ends with a letter of a script written with spaces, or a digit, the text must begin or end
a word there too. So Han, kana, Hangul, Thai, Lao, Khmer and Burmese match anywhere, all others as whole words.

- a plain word: in the title, or in the text with that of the attachments and the document's number behind it, each
  set off by a break
- `title:` `issuer:` `number:` a word of that field
- `city:` the region is that division or lies in it, by name or code; an unknown region is in none
- `source:` one of the document's sightings is of that source; `category:` it has exactly that category
- `since:` `until:` its day (publication, else arrival) is not before, not after
- `deadline:` its deadline is that day or later, so one can still act on it then; `deadline:<=` that day or earlier

The last three say when, for the whole query: they cannot stand inside OR or NOT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from extract import fold
from extract.fold import Normal
from store import index
from store.index import Row, Searched
from store.moments import DAY, EPOCH

if TYPE_CHECKING:
    from store.archived import Archived
    from store.subscriptions import Whose


class BadQuery(ValueError):  # noqa: N818 - it reads as what the text is
    """What was asked cannot be understood; one line with the column and what to write instead."""

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"query, column {column}: {message}")
        self.message, self.column = message, column

    def __reduce__(self) -> tuple[type[BadQuery], tuple[str, int]]:
        return type(self), (self.message, self.column)  # it may cross a process border


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or phrase in normal form, and where to look for it."""

    normal: str
    field: str | None = None  # None: anywhere; else title, issuer or number


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The region lies in this division; `higher` adds what concerns the divisions above it and the nation."""

    code: str
    higher: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """The document has this source or category."""

    field: str
    value: str  # of a source: folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Every:
    """All of these hold."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One of these holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """This does not hold."""

    part: Node


Node = Word | Place | Tag | Every | Either | Without


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """Its issuer sits in this division; `or_about`: or it is about it."""

    place: Place
    or_about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked, ready for search and for matching."""

    root: Node | None = None  # None: every document
    since: date | None = None
    until: date | None = None
    open_on: date | None = None  # the deadline is not before this day …
    closed_by: date | None = None  # … and not after this one
    issued: tuple[Issued, ...] = ()  # a filter only, for which the query language has no word


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A document as queries see it: made once, asked by many."""

    row: Row
    words: Searched
    day: date  # of publication, else of arrival
    deadline: date | None
    issuing: str | None = None  # region where its issuer sits


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a document is an answer: the words that occur, and where, as (offset, length) in the original."""

    words: tuple[Word, ...]
    title: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int], ...]  # in the text (with its attachments' text behind it)


def parse(text: str) -> Query:
    """The query a person wrote; BadQuery where it is none."""
    from store import parsing

    return parsing.parse(text)


def hints(text: str) -> list[str]:
    """What whoever wrote this query may have meant otherwise than we take it, a line each."""
    from store import parsing

    return parsing.hints(text)


def narrow(
    query: Query,
    *,
    city: str | None = None,
    higher: bool = False,
    whose: Whose = "about",
    source: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Query:
    """The query with filters added; `city` is a region code, `whose` says whether it is issued there or about it."""
    parts = [] if query.root is None else [query.root]
    issued = query.issued
    if city is not None and whose == "about":
        parts.append(Place(code=city, higher=higher))
    elif city is not None:
        issued += (Issued(place=Place(code=city, higher=higher), or_about=whose == "either"),)
    if source is not None:
        parts.append(Tag(field="source", value=fold.fold(source)))
    return replace(
        query,
        root=every(parts),
        issued=issued,
        since=max(filter(None, (query.since, since)), default=None),
        until=min(filter(None, (query.until, until)), default=None),
    )


def every(parts: Iterable[Node]) -> Node | None:
    """All of these in one node; None for none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Every) else (part,))]
    if len(flat) < 2:
        return flat[0] if flat else None
    return Every(parts=tuple(flat))


def subject(archived: Archived, sources: Iterable[str]) -> Subject:
    """The document as queries see it, seen at these sources."""
    row = index.row(archived.document, sources)
    day = EPOCH + timedelta(days=archived.place >> DAY)
    return Subject(
        row=row,
        words=index.searched(row),
        day=day,
        deadline=archived.document.deadline,
        issuing=archived.document.issuing_region,
    )


def matches(query: Query, subject: Subject) -> Match | None:
    """Why the document is an answer to the query; None where it is none."""
    if not answers(query, subject):
        return None
    asked, words = wanted(query), subject.words
    return Match(
        words=tuple(word for word in asked if any(occurs(word.normal, text) for text in _texts(word, words))),
        title=spans(title_words(asked), words.title, subject.row.title),
        spans=spans(text_words(asked), words.body, subject.row.body),
    )


def answers(query: Query, subject: Subject) -> bool:
    """Is the document an answer to the query? Quicker than `matches`, which also says where its words stand."""
    return (
        _in_time(query, subject)
        and (query.root is None or _holds(query.root, subject))
        and all(
            covered(one.place, subject.issuing) or (one.or_about and covered(one.place, subject.row.region))
            for one in query.issued
        )
    )


def wanted(query: Query) -> list[Word]:
    """The words a person hopes to see: those under NOT are not."""
    return list(dict.fromkeys(_wanted(query.root)))


def sources(query: Query) -> list[str]:
    """The sources that it names, folded."""
    return list(dict.fromkeys(_sources(query.root)))


def title_words(words: Iterable[Word]) -> list[Word]:
    """Those that are looked for in the title."""
    return [word for word in words if word.field in (None, "title")]


def text_words(words: Iterable[Word]) -> list[Word]:
    """Those that are looked for in the text."""
    return [word for word in words if word.field is None]


def spans(words: Iterable[Word], normal: Normal, original: str) -> tuple[tuple[int, int], ...]:
    """Where the words are in the original text, as (offset, length)."""
    found = {(at, at + len(word.normal) - 1) for word in words for at in occurrences(word.normal, normal.text)}
    if not found:
        return ()
    back = fold.offsets(original)
    whole = ((back[normal.origin(first)], back[normal.origin(last)] + 1) for first, last in found)
    return tuple(sorted((start, end - start) for start, end in whole))


def occurrences(needle: str, text: str) -> Iterator[int]:
    """Where a word in normal form occurs in a text in normal form."""
    starts_word, ends_word = _letter(needle[0]), _letter(needle[-1])
    at = text.find(needle)
    while at >= 0:
        end = at + len(needle)
        inside = (starts_word and at > 0 and _letter(text[at - 1])) or (
            ends_word and end < len(text) and _letter(text[end])
        )
        if not inside:
            yield at
        at = text.find(needle, at + 1)


def occurs(needle: str, text: str) -> bool:
    """Does a word in normal form occur in a text in normal form?"""
    at = text.find(needle)
    if at < 0 or not bounded(needle):
        return at >= 0
    end = at + len(needle)
    # Most that occur stand apart at once, and matching asks this of every document.
    if (at == 0 or not _letter(text[at - 1])) and (end == len(text) or not _letter(text[end])):
        return True
    return next(occurrences(needle, text), None) is not None


def bounded(needle: str) -> bool:
    """Must the word stand apart from other letters where it occurs?"""
    return _letter(needle[0]) or _letter(needle[-1])


@cache
def _letter(char: str) -> bool:
    """Does this character stand in words that have spaces between them?"""
    return fold.kinds(char) == "w"


def _in_time(query: Query, subject: Subject) -> bool:
    return (
        (query.since is None or subject.day >= query.since)
        and (query.until is None or subject.day <= query.until)
        and (query.open_on is None or (subject.deadline is not None and subject.deadline >= query.open_on))
        and (query.closed_by is None or (subject.deadline is not None and subject.deadline <= query.closed_by))
    )


def _holds(node: Node, subject: Subject) -> bool:
    match node:
        case Every(parts=parts):
            return all(_holds(part, subject) for part in parts)
        case Either(parts=parts):
            return any(_holds(part, subject) for part in parts)
        case Without(part=part):
            return not _holds(part, subject)
        case Word():
            return any(occurs(node.normal, text) for text in _texts(node, subject.words))
        case Place():
            return covered(node, subject.row.region)
        case Tag(field="source"):
            return any(fold.fold(source) == node.value for source in subject.row.sources)
        case Tag():
            return subject.row.category == node.value


def _texts(word: Word, words: Searched) -> Iterator[str]:
    match word.field:
        case "title":
            yield words.title.text
        case "issuer":
            yield words.issuer.text
        case "number":
            yield words.number.text
        case _:
            yield words.title.text
            yield words.whole


def covered(place: Place, region: str | None) -> bool:
    """Does a release of this region pass the filter?"""
    if region is None:
        return False
    return place.code in index.regions(region) or (place.higher and region in above(place.code))


def above(code: str) -> list[str]:
    """The divisions whose own releases concern this one too."""
    higher = [division for division in index.regions(code) if division != code]
    return [*higher, index.NATION] if code.isdigit() and code != index.NATION else higher


def _wanted(node: Node | None) -> Iterator[Word]:
    match node:
        case Word():
            yield node
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _wanted(part)


def _sources(node: Node | None) -> Iterator[str]:
    match node:
        case Tag(field="source", value=value):
            yield value
        case Without(part=part):
            yield from _sources(part)
        case Every(parts=parts) | Either(parts=parts):
            for part in parts:
                yield from _sources(part)
