"""How much of what the archive holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database

from extract import divisions
from extract.fold import fold
from store import connection, index
from store.moments import DAY, EPOCH

MONTHS = 12
MOST = 10  # cities and sources
VIRTUAL = ("search", "sketches")  # tables that SQLite keeps in others


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many documents a month, a city or a source has, or how many sightings a verdict."""

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
    verdicts: tuple[Count, ...]  # of the sightings: what attached each to its document
    bytes: int  # of the archive's file
    raw_bytes: int  # of the file of raw pages


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
        verdicts=tuple(_verdicts(db)),
        bytes=_size(connection.place(db)),
        raw_bytes=_size(connection.raw_path(connection.place(db))),
    )


def tables(db: Database) -> list[tuple[str, int]]:
    """Every table with its indexes and its bytes, the largest first; reads the whole file.

    Raises sqlite3.OperationalError where SQLite was built without dbstat.
    """
    found: dict[str, int] = {}
    owners = dict(db.conn.execute("select name, tbl_name from sqlite_master"))
    for name, size in db.conn.execute("select name, pgsize from dbstat where aggregate = true"):
        table = owners.get(name, name)
        whole = next((virtual for virtual in VIRTUAL if table.startswith(f"{virtual}_")), table)
        found[whole] = found.get(whole, 0) + size
    return sorted(found.items(), key=lambda pair: -pair[1])


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
    # The index has each source's documents in one list already.
    _terms(db)
    for (source,) in db.conn.execute(
        """
        with recursive known (source) as (
          select min(source) from sightings
          union all
          select (select min(s.source) from sightings s where s.source > known.source)
          from known
          where known.source is not null
        )
        select source from known where source is not null
        """
    ).fetchall():
        term = index.tag(index.SOURCE, fold(source))
        row = db.conn.execute("select doc from terms where term = ? and col = 'meta'", (term,)).fetchone()
        yield source, row[0] if row else 0


def _months(db: Database) -> Iterator[Count]:
    # The place says the day: month by month from the newest, in its index alone.
    (last,) = db.conn.execute("select max(place) from documents").fetchone()
    for _ in range(MONTHS):
        if last is None:
            return
        first_day = (EPOCH + timedelta(days=last >> DAY)).replace(day=1)
        first = (first_day - EPOCH).days << DAY
        (count,) = db.conn.execute(
            "select count(*) from documents where place between ? and ?", (first, last)
        ).fetchone()
        yield Count(name=first_day.isoformat()[:7], documents=count)
        (last,) = db.conn.execute("select max(place) from documents where place < ?", (first,)).fetchone()


def _verdicts(db: Database) -> list[Count]:
    found = db.conn.execute("select verdict, count(*) from sightings group by verdict order by 2 desc, 1")
    return [Count(name=verdict, documents=count) for verdict, count in found]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _terms(db: Database) -> None:
    db.conn.execute("create virtual table if not exists temp.terms using fts5vocab (main, search, col)")


def _cities(db: Database) -> list[Count]:
    # The index has counted the documents of each region already.
    _terms(db)
    found = db.conn.execute(
        "select substr(term, 2), doc from terms where term >= ? and term < ? and col = 'meta'",
        (index.REGION, chr(ord(index.REGION) + 1)),
    )
    counts = [
        Count(name=name, documents=count)
        for code, count in found
        if (name := divisions.city_name(code)) and divisions.ancestors(code)[0] == code and _is_city(code)
    ]
    return sorted(counts, key=lambda row: (-row.documents, row.name))[:MOST]


def _is_city(code: str) -> bool:
    """Is the code that of the prefecture-level division itself, not of a part of it?"""
    above = divisions.ancestors(code)[1:2]
    return divisions.city_name(code) != (divisions.city_name(above[0]) if above else None)
