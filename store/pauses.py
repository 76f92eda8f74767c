"""When to try again, when to look again. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

TRIES = 8  # then a page is given up, visibly
FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(days=2)
AGES = tuple(timedelta(days=days) for days in (1, 3, 7, 30, 90))  # a release is looked at again when it is this old
NEWEST, OLDEST = AGES[0], AGES[-1]  # no more often than this, no more rarely than that


def retry_at(attempts: int, now: datetime, chance: Callable[[], float] = random.random) -> datetime:
    """When to try a failed page again: four times later each time, a quarter more or less so that pages spread out."""
    return backed_off(attempts, now, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance)


def backed_off(
    attempts: int, now: datetime, *, first: timedelta, longest: timedelta, chance: Callable[[], float] = random.random
) -> datetime:
    """The time after so many failures: exponential, bounded, with jitter."""
    times: int = 4 ** max(0, min(attempts - 1, 10))  # bounded, so that no count overflows a date
    return now + min(first * times, longest) * (0.75 + chance() / 2)


def recheck_at(published: date | None, first_seen: datetime, checked: datetime, now: datetime) -> datetime:
    """When to look at a known page again: the older the release, the later, and never twice a day."""
    born = first_seen
    if published is not None:
        born = min(born, datetime.combine(published, time(), UTC))
    birthday = next((born + age for age in AGES if born + age > checked), checked + OLDEST)
    return max(birthday, checked + NEWEST, now)
