"""How the answers to a query spread over cities, sources, months and categories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlite_utils import Database

from store import search
from store.moments import DAY, EPOCH
from store.query import Query

FACETS = ("city", "source", "month", "category")
COUNTED = 10_000  # of the newest answers; beyond, counting would take as long as there are answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many answers have this value; None where the document has none, and for releases above any city."""

    facet: str
    value: str | None
    count: int


def facets(db: Database, asked: Query, names: Iterable[str], *, most: int = COUNTED) -> list[Facet]:
    """Values of these facets among the newest answers, the most frequent first, months newest first."""
    where, values = search.within(asked)
    newest = f"select rowid as place from search where {where} order by rowid desc limit ?"
    found = []
    for name in names:
        counts = _months(db, newest, (*values, most)) if name == "month" else _of(db, name, newest, (*values, most))
        found += [Facet(facet=name, value=value, count=count) for value, count in counts]
    return found


_COUNTS = {
    "city": "select d.city, count(*) from newest cross join documents d on d.place = newest.place group by d.city",
    "category": """
        select d.category, count(*)
        from newest
        cross join documents d on d.place = newest.place
        group by d.category
        """,
    "source": """
        select s.source, count(distinct d.id)
        from newest
        cross join documents d on d.place = newest.place
        cross join sightings s on s.document_id = d.id
        group by s.source
        """,
}


def _of(db: Database, name: str, newest: str, values: Sequence[object]) -> list[tuple[str | None, int]]:
    return db.conn.execute(
        f"with newest as materialized ({newest}) {_COUNTS[name]} order by 2 desc, 1", values
    ).fetchall()


def _months(db: Database, newest: str, values: Sequence[object]) -> Iterator[tuple[str, int]]:
    # The place says the day: no document has to be read.
    days = db.conn.execute(f"select place >> {DAY}, count(*) from ({newest}) group by 1 order by 1 desc", values)
    months: Counter[str] = Counter()
    for day, count in days:
        months[(EPOCH + timedelta(days=day)).isoformat()[:7]] += count
    yield from months.items()
