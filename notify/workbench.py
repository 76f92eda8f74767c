"""What a query would have caught in the archive: how much and when, what it just missed, and how to say it better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from sqlite_utils import Database

from extract.fold import normal
from store import query, search, volume
from store.query import BadQuery, Either, Every, Node, Query, Without, Word
from store.subscriptions import Subscription, Whose

DAYS = 30  # of which the volume is judged
A_DAY = 50  # releases that nobody reads
MOST = 0.5  # of the archive: a query that catches more tells nothing apart
ENOUGH = 20  # documents, before the archive says anything about a share
OTHERS = 500  # subscriptions that are looked at for an overlap
SHOWN = 5
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is looked for: the words, and filters that search knows."""

    words: Query
    city: str | None = None
    higher: bool = False
    place: Whose = "about"
    source: str | None = None

    @property
    def whole(self) -> Query:
        """Words and filters as one query."""
        return query.narrow(self.words, city=self.city, higher=self.higher, whose=self.place, source=self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """What a query would catch besides, were it not for one of its words."""

    word: str
    count: int
    title: str  # of the newest
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another way to say a word of the query."""

    word: str
    other: str
    more: int  # documents that have it and that the query does not catch


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How much of it another subscription catches already."""

    name: str
    both: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A query on the archive."""

    count: int
    documents: int  # in the archive
    days: Counter[date]
    misses: tuple[Miss, ...]
    dead: tuple[str, ...]  # words that no document has
    variants: tuple[Variant, ...]
    overlaps: tuple[Overlap, ...]
    warnings: tuple[str, ...]

    def last(self, today: date, days: int = DAYS) -> int:
        """How many of the last days."""
        return sum(count for day, count in self.days.items() if today - timedelta(days=days) <= day)


def trial(db: Database, asked: Asked, others: Iterable[Subscription], *, today: date) -> Trial:
    """The query on the archive; `others` are the subscriptions it may overlap with."""
    count = search.count(db, asked.whole)
    everything = search.count(db, Query())
    days = volume.by_day(db, asked.whole)
    found = Trial(
        count=count,
        documents=everything,
        days=days,
        misses=tuple(_misses(db, asked)),
        dead=tuple(word.normal for word in query.wanted(asked.words) if not search.count(db, Query(root=word))),
        variants=tuple(_variants(db, asked)),
        overlaps=tuple(_overlaps(db, asked, others)),
        warnings=(),
    )
    return replace(found, warnings=tuple(_warnings(found, asked, today)))


def months(days: Counter[date], today: date) -> list[tuple[str, int]]:
    """The last twelve months up to this one, oldest first."""
    counts: Counter[str] = Counter()
    for day, count in days.items():
        counts[f"{day:%Y-%m}"] += count
    names = []
    year, month = today.year, today.month
    for _ in range(MONTHS):
        names.append(f"{year}-{month:02}")
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return [(name, counts[name]) for name in reversed(names)]


def week_days(days: Counter[date], today: date) -> list[tuple[str, int]]:
    """The last thirty days, oldest first."""
    span = (today - timedelta(days=back) for back in range(DAYS - 1, -1, -1))
    return [(day.isoformat(), days[day]) for day in span]


def bars(rows: Sequence[tuple[str, int]], width: int = 40) -> Iterator[str]:
    """A plot for the terminal: a line for each row."""
    most = max((count for _, count in rows), default=0)
    for name, count in rows:
        length = -(-count * width // most) if most else 0  # rounded up: what is there is seen
        yield f"{name}  {'█' * length} {count}" if count else f"{name}  ·"


def columns(rows: Sequence[tuple[str, int]]) -> str:
    """A plot on one line."""
    most = max((count for _, count in rows), default=0)
    return "".join("▁▂▃▄▅▆▇█"[-(-count * 7 // most)] if count else "·" for _, count in rows)


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """Words for the same thing, as notify/data/variants.tsv has them."""
    text = (Path(__file__).parent / "data" / "variants.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))


def said_otherwise(word: str) -> list[str]:
    """Other ways to say a word in normal form."""
    found = [other for group in groups() if any(normal(one).text == word for one in group) for other in group]
    return [other for other in dict.fromkeys(found) if normal(other).text != word]


def _count(db: Database, *nodes: Node | None) -> int:
    return search.count(db, Query(root=query.every([node for node in nodes if node is not None])))


def _misses(db: Database, asked: Asked) -> Iterator[Miss]:
    root = asked.words.root
    if not isinstance(root, Every):
        return
    found = []
    for word in (part for part in root.parts if isinstance(part, Word)):
        rest = query.every([*(part for part in root.parts if part is not word), Without(part=word)])
        near = replace(asked, words=replace(asked.words, root=rest)).whole
        count = search.count(db, near)
        if count:
            newest = search.search(db, near, limit=1)[0]
            found.append(Miss(word=word.normal, count=count, title=newest.title, id=newest.id))
    yield from sorted(found, key=lambda miss: -miss.count)


def _variants(db: Database, asked: Asked) -> Iterator[Variant]:
    said = {word.normal for word in query.wanted(asked.words)}
    found = []
    for word in query.wanted(asked.words):
        for other in said_otherwise(word.normal):
            node = Word(normal=normal(other).text, field=word.field)
            if node.normal in said:
                continue
            wider = _replaced(asked.words.root, word, Either(parts=(word, node)))
            more = replace(asked, words=replace(asked.words, root=wider)).whole
            added = search.count(db, more) - search.count(db, asked.whole)
            found.append(Variant(word=word.normal, other=other, more=added))
    yield from sorted(found, key=lambda variant: -variant.more)


def _replaced(node: Node | None, old: Word, new: Node) -> Node | None:
    match node:
        case Word() if node == old:
            return new
        case Every(parts=parts):
            return Every(parts=tuple(filter(None, (_replaced(part, old, new) for part in parts))))
        case Either(parts=parts):
            return Either(parts=tuple(filter(None, (_replaced(part, old, new) for part in parts))))
        case _:
            return node  # a word under NOT stays as narrow as it is


def _overlaps(db: Database, asked: Asked, others: Iterable[Subscription]) -> Iterator[Overlap]:
    mine = asked.whole
    found = []
    for one, _ in zip(others, range(OTHERS), strict=False):
        try:
            words = query.parse(one.query)
        except BadQuery:
            continue
        theirs = Asked(words=words, city=one.city, higher=one.higher, place=one.place, source=one.source).whole
        both = replace(
            mine, root=query.every(filter(None, (mine.root, theirs.root))), issued=mine.issued + theirs.issued
        )
        count = search.count(db, both)
        if count:
            found.append(Overlap(name=one.name, both=count))
    yield from sorted(found, key=lambda overlap: -overlap.both)[:SHOWN]


def _warnings(found: Trial, asked: Asked, today: date) -> Iterator[str]:
    if asked.whole == Query():
        yield "this matches every release: add a word, a city or a source"
    elif found.documents >= ENOUGH and found.count > MOST * found.documents:
        share = partial(format, found.count / found.documents)
        yield f"this matches {share('.0%')} of the archive: add a word that tells apart what you look for"
    a_day = found.last(today) / DAYS
    if a_day > A_DAY:
        yield f"this would tell {a_day:.0f} releases a day: narrow it, or take --every daily"
    if found.dead:
        yield f"no document has {'、'.join(found.dead)}: is it spelt as releases spell it?"
