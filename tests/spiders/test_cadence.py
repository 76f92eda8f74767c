"""When is a source due again?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from extract import workdays
from spiders import cadence
from spiders.cadence import Habits
from store.health import Cause, Rhythm
from store.runs import Outcome

HABITS = Habits(calendar=workdays.calendar("370100"), zone=workdays.zone("370100"))
OFFICE = datetime(2026, 11, 23, 2, tzinfo=UTC)  # Monday, ten o'clock in Jinan
NIGHT = datetime(2026, 11, 23, 14, tzinfo=UTC)
HOLIDAY = datetime(2026, 10, 2, 2, tzinfo=UTC)
WORKED_SUNDAY = datetime(2026, 9, 20, 2, tzinfo=UTC)  # in exchange for a day of National Day


def rhythm(weekly: float, **more: float) -> Rhythm:
    return Rhythm(**{"weekly": weekly, "cadence": 2.0, "patience": 5.0, "free": 0.0, "releases": 50, **more})  # type: ignore[arg-type]


def test_a_busy_source_is_visited_more_often_than_a_slow_one_and_none_all_too_often() -> None:
    spans = [cadence.interval(replace(HABITS, rhythm=rhythm(weekly)), OFFICE) for weekly in (0.2, 2, 5, 100)]
    assert spans == [timedelta(hours=4), timedelta(hours=2.5), timedelta(hours=1), timedelta(minutes=20)]
    assert cadence.interval(HABITS, OFFICE) == timedelta(hours=1)


def test_nights_weekends_and_holidays_are_left_alone_and_worked_weekends_are_not() -> None:
    assert [cadence.is_open(HABITS, at) for at in (OFFICE, NIGHT, HOLIDAY, WORKED_SUNDAY)] == [True, False, False, True]
    assert cadence.interval(HABITS, NIGHT) == timedelta(hours=6)
    lively = replace(HABITS, rhythm=rhythm(5, free=0.8))
    assert cadence.is_open(lively, HOLIDAY)


def test_when_the_doors_open_not_everybody_is_there_at_once() -> None:
    before = datetime(2026, 11, 22, 23, 50, tzinfo=UTC)
    waits = [cadence.next_due(f"source-{n}", HABITS, before) - before for n in range(200)]
    assert max(waits) <= timedelta(minutes=70)
    quarters = [
        sum(timedelta(minutes=m) <= wait < timedelta(minutes=m + 15) for wait in waits) for m in (10, 25, 40, 55)
    ]
    assert min(quarters) > 25


def test_the_hours_at_which_a_source_usually_publishes_are_watched_more_closely() -> None:
    hours = tuple(30 if hour in (9, 10) else 2 for hour in range(24))
    habits = replace(HABITS, rhythm=replace(rhythm(5), hours=hours))
    assert cadence.interval(habits, OFFICE) < timedelta(hours=1) < cadence.interval(habits, OFFICE + timedelta(hours=5))


def test_the_users_wish_wins_at_any_hour() -> None:
    habits = replace(HABITS, every_minutes=30, rhythm=rhythm(0.2))
    spans = {cadence.next_due(f"source-{n}", habits, at) - at for n in range(99) for at in (OFFICE, NIGHT, HOLIDAY)}
    assert timedelta(minutes=15) <= min(spans) < max(spans) <= timedelta(minutes=45)


def test_sources_that_ran_together_do_not_stay_together() -> None:
    due = sorted(cadence.next_due(f"source-{n}", HABITS, OFFICE) for n in range(60))
    assert max(later - sooner for sooner, later in pairwise(due)) < timedelta(minutes=8)
    assert due[-1] - due[0] > timedelta(minutes=50)


def test_the_same_source_gets_the_same_place_every_time() -> None:
    assert cadence.next_due("a", HABITS, OFFICE) == cadence.next_due("a", HABITS, OFFICE)


@pytest.mark.parametrize(("cause", "first"), [(Cause.NETWORK, 15), (Cause.SHAPE, 120), (Cause.LOCKED, 120)])
def test_failures_push_the_next_visit_away_up_to_a_day_and_nobody_is_given_up(cause: Cause, first: int) -> None:
    spans = [
        cadence.next_due("a", replace(HABITS, failures=n, cause=cause), OFFICE) - OFFICE for n in (1, 2, 3, 4, 9, 400)
    ]
    assert 0.9 * first <= spans[0] / timedelta(minutes=1) <= 1.1 * first
    assert spans == sorted(spans)
    assert spans[-1] <= timedelta(days=1.1)


def test_a_rare_source_does_not_come_sooner_because_it_failed() -> None:
    habits = replace(HABITS, every_minutes=7 * 24 * 60, failures=3, cause=Cause.SHAPE)
    assert cadence.next_due("a", habits, OFFICE) - OFFICE > timedelta(days=6)


def test_nobody_comes_back_before_the_time_that_the_site_named() -> None:
    until = OFFICE + timedelta(hours=9)
    due = [cadence.next_due(f"source-{n}", HABITS, OFFICE, not_before=until) for n in range(20)]
    assert until <= min(due) < max(due) <= until + timedelta(minutes=20)


def test_failures_are_counted_back_to_the_last_good_run() -> None:
    assert cadence.failures_in_a_row([Outcome.BROKEN, Outcome.BLOCKED, Outcome.QUIET, Outcome.BROKEN]) == 2
    assert cadence.failures_in_a_row([Outcome.QUIET, Outcome.BROKEN]) == 0
