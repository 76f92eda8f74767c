"""Checks: what a source's lists showed when somebody looked, and which sources were ever seen to work."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from store import runs
from store.connection import transaction
from store.moments import moment, written

KEPT = 20  # checks of one source; older ones are forgotten


class Found(StrEnum):
    """What a check found."""

    GOOD = "good"  # every list was read and shows rows with dates
    DOUBTFUL = "doubtful"  # there are rows, but none has a date: they may be a menu
    BROKEN = "broken"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at the lists of a source."""

    source: str
    at: datetime
    found: Found
    reason: str | None  # why it is not good
    rows: int
    dated: int  # of the rows, those with a date
    family: str | None
    titles: tuple[str, ...]  # of the first rows
    seconds: float


def write(db: Database, check: Check) -> None:
    """Keep a check; the oldest of its source goes when there are many."""
    with transaction(db):
        db.conn.execute(
            """
            insert into checks (source, at, found, reason, rows, dated, family, titles, seconds)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                *(check.source, written(check.at), check.found.value, check.reason, check.rows, check.dated),
                *(check.family, json.dumps(check.titles, ensure_ascii=False), check.seconds),
            ),
        )
        db.conn.execute(
            """
            delete from checks
            where source = ?
              and found <> 'good'
              and id <= (select id from checks where source = ? order by id desc limit 1 offset ?)
            """,
            (check.source, check.source, KEPT),
        )


def last(db: Database, source: str) -> Check | None:
    """The latest check of a source."""
    return next(iter(_checks(db, "where source = ? order by id desc limit 1", source)), None)


def latest(db: Database) -> dict[str, Check]:
    """The latest check of every source that was ever checked, by source."""
    return {check.source: check for check in _checks(db, "where id in (select max(id) from checks group by source)")}


def working(db: Database, sources: Iterable[str] | None = None) -> frozenset[str]:
    """The sources that were ever seen to work: a run that ended well, or a good check."""
    seen = {
        source
        for (source,) in db.conn.execute(
            """
            with recursive crawled (source) as (
              -- one step in the index per source, however many runs it has
              select min(source) from runs
              union all
              select (select min(source) from runs where runs.source > crawled.source)
              from crawled
              where crawled.source is not null
            )
            select source
            from crawled
            where exists (
              select 1 from runs where runs.source = crawled.source and outcome in ('news', 'quiet')
            )
            union
            select source from checks where found = 'good'
            """
        )
    }
    return frozenset(seen if sources is None else seen.intersection(sources))


def worked(db: Database, source: str) -> bool:
    """Was this source ever seen to work?"""
    good = "select 1 from checks where source = ? and found = 'good' limit 1"
    return runs.worked_before(db, source) or db.conn.execute(good, (source,)).fetchone() is not None


def _checks(db: Database, where: str, *values: object) -> list[Check]:
    found = db.conn.execute(
        f"""
        select source, at, found, reason, rows, dated, family, titles, seconds
        from checks
        {where}
        """,
        values,
    )
    return [
        Check(
            source=source,
            at=moment(at),
            found=Found(how),
            reason=reason,
            rows=rows,
            dated=dated,
            family=family,
            titles=tuple(json.loads(titles)),
            seconds=seconds,
        )
        for source, at, how, reason, rows, dated, family, titles, seconds in found
    ]
