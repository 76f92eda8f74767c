from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify import timing
from notify.timing import BadQuiet, Quiet, due, quiet_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = quiet_hours("22:00-07:00")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def test_an_instant_alert_goes_out_at_once() -> None:
    now = at("2026-09-24 15:00")
    assert due(now, "instant", None, SHANGHAI) == now
    assert due(now, "instant", NIGHT, SHANGHAI) == now


@pytest.mark.parametrize("arises", ["2026-09-24 22:00", "2026-09-24 23:59", "2026-09-25 00:00", "2026-09-25 06:59"])
def test_an_alert_of_the_night_waits_for_the_morning(arises: str) -> None:
    assert due(at(arises), "instant", NIGHT, SHANGHAI) == at("2026-09-25 07:00")


def test_quiet_hours_within_a_day_end_on_that_day() -> None:
    noon = quiet_hours("12:00-14:00")
    assert due(at("2026-09-24 12:30"), "instant", noon, SHANGHAI) == at("2026-09-24 14:00")
    assert due(at("2026-09-24 14:00"), "instant", noon, SHANGHAI) == at("2026-09-24 14:00")


def test_a_daily_alert_waits_for_the_next_morning_and_a_weekly_one_for_monday() -> None:
    thursday = at("2026-09-24 15:00")
    assert due(thursday, "daily", None, SHANGHAI) == at("2026-09-25 08:00")
    assert due(at("2026-09-24 07:59"), "daily", None, SHANGHAI) == at("2026-09-24 08:00")
    assert due(thursday, "weekly", None, SHANGHAI) == at("2026-09-28 08:00")


def test_quiet_hours_hold_back_a_daily_alert_too() -> None:
    assert due(at("2026-09-24 15:00"), "daily", quiet_hours("22:00-09:30"), SHANGHAI) == at("2026-09-25 09:30")


def test_a_change_of_the_clock_neither_loses_nor_doubles_an_hour() -> None:
    # On 2026-03-29 the clock in Berlin goes from 02:00 to 03:00, on 2026-10-25 from 03:00 back to 02:00.
    assert due(at("2026-03-28 23:00", BERLIN), "instant", NIGHT, BERLIN) == at("2026-03-29 07:00", BERLIN)
    assert due(at("2026-10-24 23:00", BERLIN), "instant", NIGHT, BERLIN) == at("2026-10-25 07:00", BERLIN)
    skipped = quiet_hours("22:00-02:30")
    moment = due(at("2026-03-28 23:00", BERLIN), "instant", skipped, BERLIN)
    assert moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 by the new clock


@pytest.mark.parametrize("text", ["", "22-7", "25:00-07:00", "22:60-07:00", "22:00", "22:00-22:00", "at night"])
def test_unreadable_quiet_hours_say_what_to_write(text: str) -> None:
    with pytest.raises(BadQuiet, match="22:00-07:00"):
        quiet_hours(text)


@settings(deadline=None)
@given(
    now=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)),
    every=st.sampled_from(timing.RHYTHMS),
    quiet=st.none()
    | st.builds(lambda a, b: Quiet(start=a, end=b), _a := st.times(), _a).filter(lambda q: q.start != q.end),
    zone=st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/New_York")]),
)
def test_an_alert_is_never_early_never_in_quiet_hours_and_at_most_eight_days_late(
    now: datetime, every: timing.Every, quiet: Quiet | None, zone: ZoneInfo
) -> None:
    moment = due(now, every, quiet, zone)
    assert now <= moment <= now + timedelta(days=8, hours=2)
    skipped_by_the_clock = (
        moment.astimezone(zone).utcoffset() != (moment - timedelta(hours=2)).astimezone(zone).utcoffset()
    )
    assert quiet is None or skipped_by_the_clock or not quiet.holds(moment.astimezone(zone).time())


def test_times_of_day_are_read_with_one_digit_and_full_width_colons() -> None:
    assert quiet_hours(" 9:00-18：30 ") == Quiet(start=time(9), end=time(18, 30))
