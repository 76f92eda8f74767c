"""How much of what the archive holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from extract import places
from store import index
from store.shelf import DAY, EPOCH

MONTHS = 12
MOST = 10  # cities and sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many documents a month, a city or a source has."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the archive holds, in numbers."""

    documents: int
    sightings: int
    revisions: int
    sources: int
    months: tuple[Count, ...]  # the last twelve that have any, by publication, else arrival; newest first
    cities: tuple[Count, ...]  # those with the most; a city counts its districts' releases
    by_source: tuple[Count, ...]


def figures(db: Database) -> Figures:
    """What the archive holds, in numbers."""
    by_source = dict(_by_source(db))
    largest = sorted(by_source.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return Figures(
        documents=_count(db, "documents"),
        sightings=_count(db, "sightings"),
        revisions=_count(db, "revisions"),
        sources=len(by_source),
        months=tuple(_months(db)),
        cities=tuple(_cities(db)),
        by_source=tuple(Count(name=name, documents=count) for name, count in largest),
    )


def sources(db: Database) -> list[str]:
    """Every source that showed a document or was ever switched on."""
    found = db.conn.execute(
        """
        select source from sightings where source is not null
        union
        select source from sources
        order by source
        """
    )
    return [source for (source,) in found]


def _count(db: Database, table: str) -> int:
    (count,) = db.conn.execute(f"select count(*) from {table}").fetchone()
    return int(count)


def _by_source(db: Database) -> Iterator[tuple[str, int]]:
    yield from db.conn.execute(
        """
        select source, count(distinct document_id)
        from sightings
        where source is not null
        group by source
        """
    )


def _months(db: Database) -> Iterator[Count]:
    # The place says the day, and its index is read instead of every document.
    months: dict[str, int] = {}
    for day, count in db.conn.execute(
        "select place >> ? as day, count(*) from documents group by day order by day desc", (DAY,)
    ):
        month = (EPOCH + timedelta(days=day)).isoformat()[:7]
        if month not in months and len(months) == MONTHS:
            break
        months[month] = months.get(month, 0) + count
    return (Count(name=month, documents=count) for month, count in months.items())


def _cities(db: Database) -> list[Count]:
    # The index has counted the documents of each region already.
    db.conn.execute("create virtual table if not exists temp.terms using fts5vocab (main, search, col)")
    found = db.conn.execute(
        "select substr(term, 2), doc from terms where term >= ? and term < ? and col = 'meta'",
        (index.REGION, chr(ord(index.REGION) + 1)),
    )
    counts = [
        Count(name=name, documents=count)
        for code, count in found
        if (name := places.city_name(code)) and places.ancestors(code)[0] == code and _is_city(code)
    ]
    return sorted(counts, key=lambda row: (-row.documents, row.name))[:MOST]


def _is_city(code: str) -> bool:
    """Is the code that of the prefecture-level division itself, not of a part of it?"""
    above = places.ancestors(code)[1:2]
    return places.city_name(code) != (places.city_name(above[0]) if above else None)
