"""How often does a source publish, and from when on is its silence improbable? Pure.

Time is counted in the source's own working days: a free day counts as much as the source publishes on free days, a day
beside a long break by half. So a weekend, Spring Festival and National Day are hardly a silence at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from math import ceil
from typing import Protocol

from store.health import Rhythm

RELEASES, WEEKS, GAPS = 8, 3, 5  # below this nothing is said: too little to tell a pause from an end
WINDOW = timedelta(days=400)  # a year with all its holidays, and some
MOST_DAYS = 200  # publishing days that are looked at: a rhythm of long ago says little
FALSE_PER_YEAR = 0.1  # alarms that a source of this rhythm may raise in a year although it is well
TAIL = 0.3  # shape of the tail beyond the longest tenth (generalised Pareto): releases come in heaps
LEAST = 2.0  # working days: no silence is shorter than this
LONGEST = 3.0  # times the cadence: after so long somebody should look whatever the statistics say
NOTICED = 0.5  # working days: what passes before the next visit sees it
SLOW = 0.5  # how much a working day beside a long break counts
YEAR = 250.0  # working days
AHEAD = timedelta(days=800)


class Calendar(Protocol):
    """Which days are worked."""

    def works(self, day: date) -> bool: ...

    def slow(self, day: date) -> bool: ...


def learn(days: Iterable[date], calendar: Calendar, today: date) -> Rhythm | None:
    """The rhythm behind these days of publication, one per release in any order; None while they are too few."""
    count = Counter(day for day in days if today - WINDOW <= day <= today)
    shown = sorted(count)[-MOST_DAYS:]
    releases = sum(count[day] for day in shown)
    if releases < RELEASES or len(shown) <= GAPS or shown[-1] - shown[0] < timedelta(weeks=WEEKS):
        return None
    free = _free_share(shown, calendar)
    clock = Clock(shown[0], shown[-1], calendar, free)
    # Two days in a row are the shortest gap there is, also across a weekend that counts little.
    gaps = sorted(max(clock.between(one, other), 1.0) for one, other in pairwise(shown))
    span = max(clock.between(shown[0], shown[-1]), 1.0)
    cadence = gaps[ceil(0.9 * len(gaps)) - 1]
    return Rhythm(
        weekly=releases / ((shown[-1] - shown[0]).days / 7),
        cadence=cadence,
        patience=max(min(_improbable(gaps, YEAR * len(gaps) / span), LONGEST * cadence - NOTICED), LEAST),
        free=free,
        releases=releases,
    )


def late_after(rhythm: Rhythm, last: date, calendar: Calendar) -> date:
    """The last day on which it would still be normal that nothing came since `last`."""
    day, silence = last, 0.0
    while day - last < AHEAD:
        tomorrow = day + timedelta(days=1)
        silence += weight(tomorrow, calendar, rhythm.free)
        if silence > rhythm.patience:
            break
        day = tomorrow
    return day


def weight(day: date, calendar: Calendar, free: float) -> float:
    """How much of a working day this day is for the source."""
    if not calendar.works(day):
        return free
    return SLOW if calendar.slow(day) else 1.0


class Clock:
    """The source's own time between two days."""

    def __init__(self, first: date, last: date, calendar: Calendar, free: float) -> None:
        self._first = first
        self._until = list(accumulate(weight(day, calendar, free) for day in _days(first, last)))

    def between(self, one: date, other: date) -> float:
        """Working days after the one, up to the other and with it."""
        return self._until[(other - self._first).days] - self._until[(one - self._first).days]


def _free_share(shown: Sequence[date], calendar: Calendar) -> float:
    """How much rarer the source publishes on a free day than on a working day."""
    every = _days(shown[0], shown[-1])
    working = sum(calendar.works(day) for day in every)
    worked = sum(calendar.works(day) for day in shown)
    free = len(every) - working
    if not free or not worked:
        return 1.0
    return min((len(shown) - worked) / free / (worked / max(working, 1)), 1.0)


def _improbable(gaps: Sequence[float], yearly: float) -> float:
    """The gap that so regular a source exceeds FALSE_PER_YEAR times a year, by the tail of its gaps."""
    threshold = _quantile(gaps, 0.75)
    beyond = [gap - threshold for gap in gaps if gap > threshold] or [0.0]
    # A mean of few says little: it may well be so much larger.
    excess = max(sum(beyond) / len(beyond) * (1 + len(beyond) ** -0.5), 0.5)
    rarity = 0.25 * max(yearly, 1.0) / FALSE_PER_YEAR
    return threshold + excess / TAIL * (rarity**TAIL - 1) if rarity > 1 else threshold


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of ordered values, between its two neighbours."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _days(first: date, last: date) -> list[date]:
    return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
