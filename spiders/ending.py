"""The end of a run: its outcome, its source's health, what the operator hears and the next visit, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from extract import workdays
from spiders import cadence, doubts, health
from spiders.health import Ended
from spiders.source import Source
from store import checks, notices, runs, switches
from store import health as kept
from store.connection import Db, transaction
from store.health import TROUBLE, Cause, Health
from store.runs import Outcome, Tally

LONGEST_WAIT = timedelta(days=30)  # that a site may ask for


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What a run met, beyond its tally."""

    outcome: Outcome
    reason: str
    cause: Cause | None = None
    wait: float | None = None  # seconds that the site asked us to stay away
    usual: Mapping[str, kept.Usual] = field(default_factory=dict)  # of the lists that were read
    notes: tuple[str, ...] = ()  # about its lists
    scheduled: bool = False  # another run follows by itself
    every_minutes: int | None = None
    in_hand: bool = False  # pages wait that only lack of time kept back


def write(db: Db, run: int, source: Source, met: Met, tally: Tally, now: datetime) -> Health:
    """Write all that follows from a run that has ended now; the source's health."""
    with transaction(db):
        runs.finish(db, run, outcome=met.outcome, reason=met.reason or None, tally=tally, now=now)
        before = kept.get(db, source.id) or health.fresh(source.id, now)
        after = _health(db, source, before, met, tally, now)
        if after != before:
            kept.put(db, after)
        _tell(db, source, before, after, now)
        _schedule(db, source, after, met, now)
    return after


def _health(db: Db, source: Source, before: Health, met: Met, tally: Tally, now: datetime) -> Health:
    today = now.astimezone(workdays.zone(source.region)).date()
    known, doubt, odd = before, None, list(met.notes)
    if met.usual:
        known = replace(known, lists={**known.lists, **met.usual})
    if met.outcome in (Outcome.NEWS, Outcome.QUIET):
        known = _studied(db, source, known, tally, today, now)
        new, old = kept.latest_pages(db, source.id, doubts.FEW) if tally.new or before.notes else (None, None)
        if new is not None and old is not None:
            doubt = doubts.pages_doubt(new, old)
            odd += doubts.pages_notes(new, old)
        elif not tally.fetched and not met.usual:
            odd = list(known.notes)  # nothing was looked at that could tell otherwise
    elif not met.usual:
        odd = list(known.notes)
    known = replace(known, notes=tuple(odd)) if tuple(odd) != known.notes else known
    ended = Ended(
        at=now,
        outcome=met.outcome,
        reason=met.reason,
        cause=met.cause,
        worked=checks.worked(db, source.id),
        doubt=doubt,
        scheduled=met.scheduled,
    )
    return health.after(known, ended, today=today)


def _studied(db: Db, source: Source, known: Health, tally: Tally, today: date, now: datetime) -> Health:
    """With what its releases say about its rhythm, where there are new ones or it was never studied."""
    if not tally.fetched and known.learnt_at is not None:
        return known
    found = kept.days(db, source.id, today)
    first = kept.first_found(db, source.id)
    days = [day for day, _ in found]
    # What came with the first back-fill came at no time of its own.
    later = [at for _, at in found if first is not None and at > first + timedelta(hours=6)]
    arrived = max((at.astimezone(workdays.zone(source.region)).date() for at in later), default=None)
    newest = max([*(day for day in days if day <= today), *([arrived] if arrived else [])], default=None)
    if newest is None:
        return replace(known, learnt_at=now)
    calendar = workdays.calendar(source.region)
    studied = health.learnt(known, lambda: days, calendar, today=today, now=now, newest=newest)
    if studied.rhythm is not None and studied.learnt_at == now:
        hours = _hours(later, source)
        studied = replace(studied, rhythm=replace(studied.rhythm, hours=hours))
    return studied


def _hours(found: Sequence[datetime], source: Source) -> tuple[int, ...]:
    zone, counts = workdays.zone(source.region), [0] * 24
    for at in found:
        counts[at.astimezone(zone).hour] += 1
    return tuple(counts)


def _tell(db: Db, source: Source, before: Health, after: Health, now: datetime) -> None:
    match health.turn(before, after):
        case "opened":
            notices.open_trouble(
                db,
                source=source.id,
                state=after.state,
                cause=after.cause,
                host=urlsplit(source.lists[0].url).netloc,
                reason=after.reason or after.state.value,
                now=now,
            )
        case "ended":
            notices.end_trouble(db, source.id, now)
        case None if after.state in TROUBLE and after.reason != before.reason:
            notices.explain(db, source.id, state=after.state, cause=after.cause, reason=after.reason or "")


def _schedule(db: Db, source: Source, after: Health, met: Met, now: datetime) -> None:
    wait = timedelta(seconds=met.wait) if met.wait else None
    until = now + min(wait, LONGEST_WAIT) if wait is not None else None
    if until is not None:
        kept.wait(db, urlsplit(source.lists[0].url).netloc, until)
    if met.in_hand:
        switches.schedule(db, source.id, now)
        return
    habits = cadence.Habits(
        calendar=workdays.calendar(source.region),
        zone=workdays.zone(source.region),
        rhythm=after.rhythm,
        every_minutes=met.every_minutes or source.every_minutes,
        failures=after.failures,
        cause=after.cause,
    )
    switches.schedule(db, source.id, cadence.next_due(source.id, habits, now, not_before=until))
