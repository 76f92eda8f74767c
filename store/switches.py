"""Switches: which sources are crawled, when each is due, and how it has been lately."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from store.connection import transaction
from store.moments import maybe_moment, written
from store.runs import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What the archive knows of a source."""

    source: str
    enabled: bool
    every_minutes: int | None  # the operator's wish; None: learnt from its releases
    next_due: datetime | None  # None: now
    last_run: datetime | None  # when its last finished run ended
    last_success: datetime | None  # the last that ended in news or quiet
    outcome: Outcome | None  # of the last finished run
    reason: str | None


def enable(db: Database, sources: Iterable[str], now: datetime) -> None:
    """Crawl these sources from now on."""
    with transaction(db):
        db.conn.executemany(
            """
            insert into sources (source, enabled, enabled_at)
            values (?, 1, ?)
            on conflict (source) do update
            set enabled_at = case when enabled then enabled_at else excluded.enabled_at end,
                next_due = case when enabled then next_due end,
                enabled = 1
            """,
            [(source, written(now)) for source in sources],
        )


def disable(db: Database, sources: Iterable[str]) -> None:
    """Crawl these sources no longer, except by name; what they found stays."""
    with transaction(db):
        db.conn.executemany("update sources set enabled = 0 where source = ?", [(source,) for source in sources])


def remove(db: Database, sources: Iterable[str]) -> None:
    """Forget the switches of these sources; documents and runs stay."""
    with transaction(db):
        db.conn.executemany("delete from sources where source = ?", [(source,) for source in sources])


def pace(db: Database, source: str, every_minutes: int | None) -> None:
    """Crawl an enabled source this often; None learns it from its releases."""
    with transaction(db):
        db.conn.execute(
            "update sources set every_minutes = ?, next_due = null where source = ?", (every_minutes, source)
        )


def schedule(db: Database, source: str, next_due: datetime) -> None:
    """When the source is due next."""
    with transaction(db):
        db.conn.execute("update sources set next_due = ? where source = ?", (written(next_due), source))


def due(db: Database, now: datetime) -> list[str]:
    """The enabled sources whose time has come, the longest waiting first."""
    found = db.conn.execute(
        """
        select source
        from sources
        where enabled
          and (next_due is null or next_due <= ?)
        order by next_due, source
        """,
        (written(now),),
    )
    return [source for (source,) in found]


def enabled(db: Database) -> list[str]:
    """The sources that are switched on, by name."""
    return [source for (source,) in db.conn.execute("select source from sources where enabled order by source")]


def paces(db: Database) -> dict[str, int | None]:
    """How many minutes the operator wishes between visits, where he has said so."""
    return dict(db.conn.execute("select source, every_minutes from sources where every_minutes is not null"))


def first_due(db: Database, known: Container[str], now: datetime) -> datetime | None:
    """When the first enabled source whose file is known is due; None where there is none."""
    found = db.conn.execute("select source, next_due from sources where enabled order by next_due")
    return next((maybe_moment(due) or now for source, due in found if source in known), None)


def states(db: Database) -> dict[str, State]:
    """Every source that was ever switched on or crawled, by name."""
    found = db.conn.execute(
        """
        with recursive crawled (source) as (
          -- one step in the index per source, however many runs it has
          select min(source) from runs
          union all
          select (select min(source) from runs where runs.source > crawled.source)
          from crawled
          where crawled.source is not null
        ),
        seen as (
          select source from sources
          union
          select source from crawled where source is not null
        )
        select seen.source, coalesce(sources.enabled, 0), sources.every_minutes, sources.next_due,
               run.finished, good.finished, run.outcome, run.reason
        from seen
        left join sources on sources.source = seen.source
        left join runs run on run.id = (
          select id from runs
          where runs.source = seen.source and finished is not null
          order by id desc
          limit 1
        )
        left join runs good on good.id = (
          select id from runs
          where runs.source = seen.source and outcome in ('news', 'quiet')
          order by id desc
          limit 1
        )
        order by seen.source
        """
    )
    return {
        source: State(
            source=source,
            enabled=bool(enabled),
            every_minutes=every_minutes,
            next_due=maybe_moment(next_due),
            last_run=maybe_moment(last_run),
            last_success=maybe_moment(last_success),
            outcome=Outcome(outcome) if outcome else None,
            reason=reason,
        )
        for source, enabled, every_minutes, next_due, last_run, last_success, outcome, reason in found
    }
