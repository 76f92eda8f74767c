"""When may an alert go out: at once, each morning, each Monday; never in the subscriber's quiet hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from store.subscriptions import Subscription

Every = Literal["instant", "daily", "weekly"]
RHYTHMS: tuple[Every, ...] = get_args(Every)

MORNING = time(8, 0)  # when a daily or weekly message goes out, where nothing else is said
MONDAY = 0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


class BadQuiet(ValueError):  # noqa: N818 - it reads as what the hours are
    """Quiet hours that cannot be read; one line that says what to write instead."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} are no quiet hours: write from-to, for example 22:00-07:00")


class BadTime(ValueError):  # noqa: N818 - it reads as what the time is
    """A time of day that cannot be read; one line that says what to write instead."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no time of day: write for example 08:00")


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


def clock(text: str) -> time:
    """The time of day written like 08:00. Raises BadTime."""
    found = _CLOCK.fullmatch(text.strip().replace("：", ":"))
    try:
        return time(int(found[1]), int(found[2])) if found else _refuse(text)
    except ValueError as wrong:
        raise BadTime(text) from wrong


def _refuse(text: str) -> time:
    raise BadTime(text)


def due(
    now: datetime,
    every: Every,
    quiet: Quiet | None,
    zone: ZoneInfo,
    *,
    at: time = MORNING,
    weekday: int = MONDAY,
    window: timedelta = timedelta(0),
) -> datetime:
    """The first moment, in UTC, at which an alert that arose at `now` may be sent.

    `at` and `weekday` are those of a digest; `window` is how long an instant message waits for company.
    """
    earliest = now.astimezone(UTC) + window if every == "instant" else _digest(now, every, zone, at, weekday)
    if quiet is None or not quiet.holds(_wall(earliest, zone)):
        return earliest
    return _next(earliest, quiet.end, zone)


Hours = tuple[Every, str | None, str | None, int | None, str | None, int]


def hours(subscription: Subscription) -> Hours:
    """All that decides when a subscription is told something."""
    one = subscription
    return one.every, one.quiet, one.at, one.weekday, one.zone, one.window_minutes


def of(wished: Hours, now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment at which an alert that arose at `now` may be sent to whoever wished these hours."""
    every, quiet, at, weekday, own_zone, window = wished
    return due(
        now,
        every,
        quiet_hours(quiet) if quiet else None,
        ZoneInfo(own_zone) if own_zone else zone,
        at=clock(at) if at else MORNING,
        weekday=MONDAY if weekday is None else weekday,
        window=timedelta(minutes=window),
    )


def zone_of(subscription: Subscription, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone in which the subscription's hours are meant."""
    return ZoneInfo(subscription.zone) if subscription.zone else otherwise


def tomorrow(now: datetime, zone: ZoneInfo) -> datetime:
    """When a list of what was too much for today goes out."""
    return _next(now, MORNING, zone)


def last_digest(subscription: Subscription, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the subscription's latest digest was due, and the one before it."""
    span = timedelta(days=7 if subscription.every == "weekly" else 1)
    wished = hours(subscription)
    before = of(wished, now - 3 * span, zone)
    moment = of(wished, before, zone)
    while (following := of(wished, moment, zone)) <= now:
        before, moment = moment, following
    return moment, before


def _digest(now: datetime, every: Every, zone: ZoneInfo, at: time, weekday: int) -> datetime:
    moment = _next(now, at, zone)
    while every == "weekly" and moment.astimezone(zone).weekday() != weekday:
        moment = _next(moment, at, zone)
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
