"""When is a source due again? Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from spiders.rhythm import Calendar
from store.health import PASSING, Cause, Rhythm
from store.runs import Outcome

EVERY = timedelta(minutes=60)  # in office hours, where neither the user nor the source's own rhythm says otherwise
FASTEST, SLOWEST = timedelta(minutes=20), timedelta(hours=4)  # in office hours
REST = timedelta(hours=6)  # at night and on free days
OPENS, CLOSES = time(8), time(19)  # office hours with a margin, in the source's zone
WEEK = timedelta(hours=40)  # of office hours
LOOKS = 8  # visits between two releases
LIVELY = 0.3  # a source that publishes so much of its working day's share on free days never closes
ENOUGH_HOURS = 40  # releases whose hour is known, before the hours count
DENSE, SPARSE = 2 / 3, 3 / 2  # of the interval, in hours with many and with few releases
SOON = timedelta(minutes=15)  # the first look after what may pass
LONGEST = timedelta(days=1)  # between two looks at a source in trouble: nobody is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is known of when a source publishes."""

    calendar: Calendar
    zone: ZoneInfo
    rhythm: Rhythm | None = None
    every_minutes: int | None = None  # the operator's or the source file's wish: it wins
    failures: int = 0  # bad runs in a row
    cause: Cause | None = field(default=None)  # of the last of them


def next_due(source: str, habits: Habits, now: datetime, *, not_before: datetime | None = None) -> datetime:
    """When to visit next: by the source's own hours and days, spread by its name, later after every failure in a row.

    `not_before` is what the site itself asked for.
    """
    place = _place(source)
    due = _after_failures(place, habits, now) if habits.failures else _in_turn(place, habits, now)
    if not_before is not None and due < not_before:
        return not_before + FASTEST * place
    return due


def interval(habits: Habits, now: datetime) -> timedelta:
    """How long to leave the source alone at this hour of its day."""
    if habits.every_minutes:
        return timedelta(minutes=habits.every_minutes)
    if not is_open(habits, now):
        return REST
    if habits.rhythm is None:
        return EVERY
    usual = min(max(WEEK / max(habits.rhythm.weekly, 0.01) / LOOKS, FASTEST), SLOWEST)
    return min(max(usual * _density(habits.rhythm.hours, now.astimezone(habits.zone).hour), FASTEST), SLOWEST)


def is_open(habits: Habits, at: datetime) -> bool:
    """Is this an hour at which the source may publish?"""
    local = at.astimezone(habits.zone)
    lively = habits.rhythm is not None and habits.rhythm.free >= LIVELY
    return OPENS <= local.time() < CLOSES and (lively or habits.calendar.works(local.date()))


def failures_in_a_row(outcomes: Sequence[Outcome | None]) -> int:
    """How many of the latest runs, newest first, ended badly before one that did not."""
    count = 0
    for outcome in outcomes:
        if outcome not in (Outcome.BROKEN, Outcome.BLOCKED):
            break
        count += 1
    return count


def _in_turn(place: float, habits: Habits, now: datetime) -> datetime:
    wanted = interval(habits, now)
    due = _on_its_beat(now, wanted, place)
    if habits.every_minutes or is_open(habits, now):
        return due
    # Closed: at the latest shortly after the doors open, and not everybody at once.
    opening = _opening(habits, now)
    return min(due, opening + interval(habits, opening) * place)


def _after_failures(place: float, habits: Habits, now: datetime) -> datetime:
    wanted = interval(habits, now)
    first = min(SOON, wanted) if habits.cause in PASSING else 2 * wanted
    pause = first * (1 << min(habits.failures - 1, 16))
    return now + min(pause, max(LONGEST, wanted)) * (0.9 + 0.2 * place)


def _on_its_beat(now: datetime, wanted: timedelta, place: float) -> datetime:
    """The source's own moment within the interval, half an interval away or more: those of one host never coincide."""
    seconds = wanted.total_seconds()
    earliest = now.timestamp() + seconds / 2
    beats = -(-(earliest / seconds - place) // 1)
    return datetime.fromtimestamp((beats + place) * seconds, UTC)


def _opening(habits: Habits, now: datetime) -> datetime:
    local = now.astimezone(habits.zone)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    for _ in range(30):
        opening = datetime.combine(day, OPENS, habits.zone)
        if is_open(habits, opening):
            break
        day += timedelta(days=1)
    return opening.astimezone(UTC)


def _density(hours: Sequence[int], hour: int) -> float:
    """How much shorter or longer the interval is at this hour."""
    if len(hours) != 24 or sum(hours) < ENOUGH_HOURS:
        return 1.0
    usual = sum(hours[OPENS.hour : CLOSES.hour]) / (CLOSES.hour - OPENS.hour)
    if hours[hour] > 1.5 * usual:
        return DENSE
    return SPARSE if hours[hour] < 0.5 * usual else 1.0


@lru_cache(maxsize=4096)
def _place(source: str) -> float:
    """Where a source lies between 0 and 1, the same on every machine."""
    digest = hashlib.sha256(source.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
