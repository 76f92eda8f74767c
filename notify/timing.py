"""When may an alert go out: at once, each morning, each Monday; never in the subscriber's quiet hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

Every = Literal["instant", "daily", "weekly"]
RHYTHMS: tuple[Every, ...] = get_args(Every)

MORNING = time(8, 0)  # when a daily or weekly message goes out, in the display zone
MONDAY = 0
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class BadQuiet(ValueError):  # noqa: N818 - it reads as what the hours are
    """Quiet hours that cannot be read; one line that says what to write instead."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} are no quiet hours: write from-to, for example 22:00-07:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """The hours in which nothing may be sent; `end` lies on the next day when it is before `start`."""

    start: time
    end: time

    def holds(self, at: time) -> bool:
        """Is this time of day quiet? The first minute is, the last one is not."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def quiet_hours(text: str) -> Quiet:
    """The quiet hours written like 22:00-07:00."""
    found = _SPAN.fullmatch(text.strip().replace("：", ":").replace("–", "-"))
    if found is None:
        raise BadQuiet(text)
    try:
        hours = Quiet(start=time(int(found[1]), int(found[2])), end=time(int(found[3]), int(found[4])))
    except ValueError as wrong:
        raise BadQuiet(text) from wrong
    if hours.start == hours.end:
        raise BadQuiet(text)  # a whole day without a message is `pause`
    return hours


def due(now: datetime, every: Every, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which an alert that arose at `now` may be sent."""
    earliest = now.astimezone(UTC) if every == "instant" else _morning(now, every, zone)
    if quiet is None or not quiet.holds(_wall(earliest, zone)):
        return earliest
    return _next(earliest, quiet.end, zone)


def _morning(now: datetime, every: Every, zone: ZoneInfo) -> datetime:
    moment = _next(now, MORNING, zone)
    while every == "weekly" and moment.astimezone(zone).weekday() != MONDAY:
        moment = _next(moment, MORNING, zone)
    return moment


def _wall(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def _next(after: datetime, at: time, zone: ZoneInfo) -> datetime:
    """The next moment strictly after `after` at which the wall clock shows `at`.

    Wall clock and UTC are never added to each other: where the clock is put forward a day has 23 hours, and a time
    that the clock skips is taken as the moment right after the gap.
    """
    day = after.astimezone(zone).date()
    while True:
        # Through UTC, because arithmetic between two local times ignores the change of the clock.
        moment = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
        if moment > after:
            return moment
        day += timedelta(days=1)
