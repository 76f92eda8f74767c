"""Runs: how each visit to a source ended, and what that means for the next one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from store.connection import transaction
from store.moments import maybe_moment, moment, written

RECENT = timedelta(days=7)  # what a first crawl or a repair may tell one by one


class Outcome(StrEnum):
    """Three kinds of ending, never two."""

    NEWS = "news"
    QUIET = "quiet"  # the list was read and held nothing new
    BROKEN = "broken"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a run counted."""

    listed: int = 0
    fetched: int = 0
    new: int = 0
    revised: int = 0
    copies: int = 0
    unreadable: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One crawl of one source."""

    id: int
    source: str
    started: datetime
    finished: datetime | None  # None: still running, or cut off
    outcome: Outcome | None
    reason: str | None
    tally: Tally

    @property
    def seconds(self) -> float | None:
        """How long it took."""
        return (self.finished - self.started).total_seconds() if self.finished else None


def start(db: Database, source: str, now: datetime) -> int:
    """The number of a run that begins now."""
    with transaction(db):
        run = db.conn.execute("insert into runs (source, started) values (?, ?)", (source, written(now))).lastrowid
    assert run is not None  # noqa: S101 - an insert has one
    return run


def finish(
    db: Database, run_id: int, *, outcome: Outcome, reason: str | None = None, tally: Tally, now: datetime
) -> None:
    """Write down how the run ended."""
    with transaction(db):
        db.conn.execute(
            """
            update runs
            set finished = ?, outcome = ?, reason = ?,
                listed = ?, fetched = ?, new = ?, revised = ?, copies = ?, unreadable = ?, failed = ?
            where id = ?
            """,
            (
                *(written(now), Outcome(outcome).value, reason),
                *(tally.listed, tally.fetched, tally.new, tally.revised, tally.copies, tally.unreadable, tally.failed),
                run_id,
            ),
        )


def recent(db: Database, source: str, limit: int) -> list[Run]:
    """The source's latest runs, newest first."""
    return list(_runs(db, "where source = ? order by id desc limit ?", source, limit))


def get(db: Database, run_id: int) -> Run | None:
    """The run with this number."""
    return next(_runs(db, "where id = ?", run_id), None)


def _runs(db: Database, where: str, *values: object) -> Iterator[Run]:
    found = db.conn.execute(
        f"""
        select id, source, started, finished, outcome, reason,
               listed, fetched, new, revised, copies, unreadable, failed
        from runs
        {where}
        """,
        values,
    )
    for (
        id,
        source,
        started,
        finished,
        outcome,
        reason,
        listed,
        fetched,
        new,
        revised,
        copies,
        unreadable,
        failed,
    ) in found:
        yield Run(
            id=id,
            source=source,
            started=moment(started),
            finished=maybe_moment(finished),
            outcome=Outcome(outcome) if outcome else None,
            reason=reason,
            tally=Tally(
                listed=listed,
                fetched=fetched,
                new=new,
                revised=revised,
                copies=copies,
                unreadable=unreadable,
                failed=failed,
            ),
        )


def tell_since(db: Database, source: str, now: datetime) -> date | None:
    """From which day on releases are told one by one: None after a good run, else a week back or the last good run."""
    last = db.conn.execute(
        """
        select outcome in ('news', 'quiet')
        from runs
        where source = ?
          and finished is not null
        order by id desc
        limit 1
        """,
        (source,),
    ).fetchone()
    if last and last[0]:
        return None
    good = db.conn.execute(
        """
        select max(started)
        from runs
        where source = ?
          and outcome in ('news', 'quiet')
        """,
        (source,),
    ).fetchone()[0]
    week_ago = (now - RECENT).date()
    return min(week_ago, moment(good).date()) if good else week_ago


def never_visited(db: Database, sources: Iterable[str]) -> bool:
    """Is there one among these sources that no run was ever begun for?"""
    found = db.conn.execute(
        """
        select 1
        from json_each(?)
        where not exists (select 1 from runs where source = value)
        limit 1
        """,
        (json.dumps(list(sources)),),
    ).fetchone()
    return found is not None


def worked_before(db: Database, source: str) -> bool:
    """Has any run of this source ended well?"""
    found = db.conn.execute(
        "select 1 from runs where source = ? and outcome in ('news', 'quiet') limit 1", (source,)
    ).fetchone()
    return found is not None
