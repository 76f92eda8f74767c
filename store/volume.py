"""How much a query finds, and when it was published."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from sqlite_utils import Database

from store import search
from store.moments import DAY, EPOCH
from store.query import Query


def by_day(db: Database, asked: Query) -> Counter[date]:
    """How many documents answer of each day: of publication, else of arrival."""
    where, values = search.within(asked)
    found = db.conn.execute(
        f"select search.rowid >> {DAY} as day, count(*) from search where {where} group by day", values
    )
    return Counter({EPOCH + timedelta(days=day): count for day, count in found})
