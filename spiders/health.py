"""How a source is after a run, and what of it is worth telling. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from spiders import rhythm
from spiders.rhythm import Calendar
from store.health import PASSING, TROUBLE, Cause, Health, State
from store.runs import Outcome

# What is often over by itself is believed after so many bad runs in a row and so much time: most sites rest at night.
PASSING_RUNS, PASSING_TIME = 3, timedelta(hours=8)
LOCKED_RUNS, LOCKED_TIME = 2, timedelta(hours=1)
LESSON = timedelta(hours=20)  # between two studies of a rhythm

Turn = Literal["opened", "ended"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run ended, as its source's health sees it."""

    at: datetime
    outcome: Outcome
    reason: str | None = None
    cause: Cause | None = None
    worked: bool  # it ended well, or an earlier one did
    doubt: str | None = None  # why what was read cannot be right although it could be read
    scheduled: bool  # another run follows by itself, so that what passes may pass


def fresh(source: str, now: datetime) -> Health:
    """The health of a source of which nothing is known."""
    return Health(source=source, state=State.UNVERIFIED, since=now)


def after(known: Health, ended: Ended, *, today: date) -> Health:
    """The source's health after a run; what was learnt (rhythm, lists, notes) stays as it was."""
    good = ended.outcome in (Outcome.NEWS, Outcome.QUIET) and ended.doubt is None
    if good:
        return _read_well(known, ended, today)
    known = replace(known, failures=known.failures + 1, failing_since=known.failing_since or ended.at)
    state, cause, reason = _trouble(ended)
    if not ended.worked:
        return _turned(known, State.UNVERIFIED, cause, reason, ended.at)
    if known.state not in (State.BROKEN, State.BLOCKED) and not _believed(cause, known, ended):
        return replace(known, cause=cause)
    return _turned(known, state, cause, reason, known.failing_since or ended.at)


def turn(before: Health, now: Health) -> Turn | None:
    """What happened that the operator should hear of."""
    was = before.state
    if now.state in TROUBLE:
        # From broken to blocked and back is one trouble; that a late source cannot even be read is another.
        readable = (State.LATE, State.OK, State.QUIET, State.UNVERIFIED)
        return "opened" if was not in TROUBLE or (was is State.LATE and now.state not in readable) else None
    return "ended" if was in TROUBLE else None


def _read_well(known: Health, ended: Ended, today: date) -> Health:
    if known.failures:
        known = replace(known, failures=0, failing_since=None)
    late = known.late_after is not None and today > known.late_after
    if late and known.last_sign is not None:
        weekly = f", it usually has {_rate(known.rhythm.weekly)}" if known.rhythm else ""
        reason = f"no release since {known.last_sign}{weekly}"
        return _turned(known, State.LATE, Cause.SILENCE, reason, ended.at)
    state = State.OK if _usual(known, ended, today) else State.QUIET
    return _turned(known, state, None, None, ended.at)


def _usual(known: Health, ended: Ended, today: date) -> bool:
    """Has there been a release lately, by what is usual?"""
    if ended.outcome is Outcome.NEWS:
        return True
    if known.rhythm is None or known.late_after is None or known.last_sign is None:
        return False
    # The silence that is normal lasts `patience`; the usual part of it is as much of that as the cadence is.
    share = min(known.rhythm.cadence / known.rhythm.patience, 1.0) if known.rhythm.patience else 1.0
    return today <= known.last_sign + (known.late_after - known.last_sign) * share


def _trouble(ended: Ended) -> tuple[State, Cause | None, str | None]:
    if ended.doubt is not None and ended.outcome in (Outcome.NEWS, Outcome.QUIET):
        return State.BROKEN, Cause.PAGES, ended.doubt
    state = State.BLOCKED if ended.outcome is Outcome.BLOCKED else State.BROKEN
    return state, ended.cause, ended.reason


def _believed(cause: Cause | None, known: Health, ended: Ended) -> bool:
    """Has this gone on for long enough to be more than a passing fault?"""
    if not ended.scheduled:
        return True  # somebody asked for this very run, and nobody knows when there will be another
    lasted = ended.at - (known.failing_since or ended.at)
    if cause in PASSING:
        return known.failures >= PASSING_RUNS and lasted >= PASSING_TIME
    if cause is Cause.LOCKED:
        return known.failures >= LOCKED_RUNS and lasted >= LOCKED_TIME
    return True


def _turned(known: Health, state: State, cause: Cause | None, reason: str | None, at: datetime) -> Health:
    if (known.state, known.cause, known.reason) == (state, cause, reason):
        return known
    since = known.since if known.state is state else at
    return replace(known, state=state, cause=cause, reason=reason, since=since)


def _rate(weekly: float) -> str:
    """How many releases, as a person would say it."""
    if weekly >= 1:
        return f"{weekly:.0f} a week"
    return f"one in {round(1 / weekly)} weeks" if weekly < 0.67 else "about one a week"


def learnt(
    known: Health, days: Callable[[], Sequence[date]], calendar: Calendar, *, today: date, now: datetime, newest: date
) -> Health:
    """The health with the rhythm of the days of publication, and until when silence is normal; studied once a day.

    `newest` is the latest sign of life: the newest day of publication, or today where releases bear earlier days.
    """
    if known.learnt_at is None or now - known.learnt_at >= LESSON:
        known = replace(known, rhythm=rhythm.learn(days(), calendar, today), learnt_at=now)
    elif known.last_sign == newest:
        return known
    late_after = rhythm.late_after(known.rhythm, newest, calendar) if known.rhythm else None
    return replace(known, last_sign=newest, late_after=late_after)
