"""Troubles and the notices of them on their way to the operator."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from store import health, notices, runs
from store.health import Cause, Health, Rhythm, State, Usual

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def opened(db: Database, source: str, *, at: datetime = NOW, cause: Cause = Cause.SHAPE, host: str = "a.cn") -> None:
    notices.open_trouble(db, source=source, state=State.BROKEN, cause=cause, host=host, reason="why", now=at)


def told(db: Database, at: datetime = NOW) -> list[tuple[str, str]]:
    """Send what is due; the stage and source of everything that was in the one message."""
    bundle = notices.lease(db, at)
    if bundle is None:
        return []
    notices.sent(db, bundle, at)
    assert notices.lease(db, at) is None
    return sorted((notice.stage, notice.trouble.source) for notice in bundle.notices)


def test_everything_that_waits_is_one_message_and_is_told_once(db: Database) -> None:
    for source in "abc":
        opened(db, source, host=f"{source}.cn")
    assert told(db) == [("opened", "a"), ("opened", "b"), ("opened", "c")]
    assert told(db) == []


def test_an_end_is_told_once_where_the_trouble_was_told(db: Database) -> None:
    opened(db, "a")
    assert told(db) == [("opened", "a")]
    notices.end_trouble(db, "a", NOW + HOUR)
    assert told(db, NOW + HOUR) == [("ended", "a")]
    opened(db, "b")
    notices.end_trouble(db, "b", NOW)
    notices.end_trouble(db, "b", NOW)
    assert told(db, NOW + HOUR) == []


def test_a_host_is_told_once_however_many_of_its_sources_follow_and_ends_with_the_last(db: Database) -> None:
    opened(db, "a", cause=Cause.NETWORK)
    assert told(db) == [("opened", "a")]
    opened(db, "b", cause=Cause.NETWORK, at=NOW + HOUR)
    opened(db, "c", cause=Cause.SERVER, at=NOW + HOUR)
    opened(db, "d", cause=Cause.NETWORK, host="d.cn", at=NOW + HOUR)
    assert told(db, NOW + HOUR) == [("opened", "d")]
    notices.end_trouble(db, "a", NOW + 2 * HOUR)
    notices.end_trouble(db, "b", NOW + 2 * HOUR)
    assert told(db, NOW + 2 * HOUR) == []
    notices.end_trouble(db, "c", NOW + 3 * HOUR)
    assert told(db, NOW + 3 * HOUR) == [("ended", "a"), ("ended", "b"), ("ended", "c")]


def test_when_nothing_can_be_reached_any_more_one_message_is_enough(db: Database) -> None:
    for number in range(6):
        opened(db, f"s{number}", cause=Cause.NETWORK, host=f"{number}.cn")
    assert len(told(db)) == 6
    for number in range(6, 60):
        opened(db, f"s{number}", cause=Cause.NETWORK, host=f"{number}.cn", at=NOW + HOUR)
    assert told(db, NOW + HOUR) == []
    opened(db, "redesigned", at=NOW + HOUR)
    assert told(db, NOW + HOUR) == [("opened", "redesigned")]


def test_reminders_come_after_one_three_and_seven_days_and_then_weekly_until_the_end(db: Database) -> None:
    opened(db, "a")
    assert told(db) == [("opened", "a")]
    days = []
    for hours in range(1, 24 * 30):
        now = NOW + hours * HOUR
        notices.remind(db, now)
        if told(db, now):
            days.append(hours / 24)
    assert [round(day) for day in days] == [1, 3, 7, 14, 21, 28]
    notices.end_trouble(db, "a", NOW + 31 * DAY)
    notices.remind(db, NOW + 60 * DAY)
    assert told(db, NOW + 60 * DAY) == [("ended", "a")]


def test_reminders_that_are_due_almost_together_go_together(db: Database) -> None:
    opened(db, "a")
    opened(db, "b", at=NOW + 3 * HOUR, host="b.cn")
    told(db, NOW + 3 * HOUR)
    notices.remind(db, NOW + DAY)
    assert told(db, NOW + DAY) == [("lasting", "a"), ("lasting", "b")]
    notices.remind(db, NOW + DAY + 4 * HOUR)
    assert told(db, NOW + DAY + 4 * HOUR) == []


def test_without_a_channel_nothing_piles_up_and_later_only_what_lasts_is_told(db: Database) -> None:
    opened(db, "a")
    opened(db, "b", host="b.cn")
    assert notices.silence(db) == 2
    notices.end_trouble(db, "a", NOW + DAY)
    notices.silence(db)
    assert told(db, NOW + 2 * DAY) == []
    notices.remind(db, NOW + 2 * DAY)
    assert told(db, NOW + 2 * DAY) == [("lasting", "b")]
    assert [trouble.source for trouble in notices.open_troubles(db)] == ["b"]


def test_a_message_whose_sender_died_comes_back_as_it_was(db: Database) -> None:
    opened(db, "a")
    first = notices.lease(db, NOW, seconds=20)
    assert first is not None
    opened(db, "b", host="b.cn")
    second = notices.lease(db, NOW + timedelta(seconds=10), seconds=20)
    assert second is not None
    assert [notice.trouble.source for notice in second.notices] == ["b"]
    again = notices.lease(db, NOW + timedelta(seconds=21), seconds=20)
    assert again is not None
    assert (again.message_id, [n.id for n in again.notices]) == (first.message_id, [n.id for n in first.notices])
    assert notices.renew(db, first, NOW + timedelta(seconds=22)) is None


def test_a_failed_message_is_tried_again_under_its_id_and_in_the_end_given_up(db: Database) -> None:
    opened(db, "a")
    now, ids = NOW, set()
    for _ in range(100):
        bundle = notices.lease(db, now)
        if bundle is not None:
            ids.add(bundle.message_id)
            notices.failed(db, bundle, "HTTP 500", now)
        now += 3 * HOUR
    assert len(ids) == 1
    assert [notice.state for notice in notices.unfinished(db)] == ["dead"]
    assert notices.troubled(db) == 1
    assert notices.retry(db, now) == 1
    assert told(db, now) == [("opened", "a")]


def test_while_a_round_goes_on_its_notices_gather_but_not_for_ever(db: Database) -> None:
    run = runs.start(db, "b", NOW)
    opened(db, "a")
    assert told(db, NOW + timedelta(minutes=1)) == []
    assert told(db, NOW + timedelta(minutes=11)) == [("opened", "a")]
    opened(db, "c", at=NOW, host="c.cn")
    runs.finish(db, run, outcome=runs.Outcome.QUIET, tally=runs.Tally(), now=NOW)
    assert told(db, NOW) == [("opened", "c")]


def test_health_comes_back_from_the_archive_as_it_was_written(db: Database) -> None:
    rhythm = Rhythm(weekly=3.5, cadence=2.0, patience=5.0, free=0.1, releases=80, hours=tuple(range(24)))
    whole = Health(
        source="a",
        state=State.LATE,
        since=NOW,
        reason="no release since 2026-11-01",
        cause=Cause.SILENCE,
        failures=2,
        failing_since=NOW - HOUR,
        last_sign=date(2026, 11, 1),
        late_after=date(2026, 11, 9),
        rhythm=rhythm,
        lists={"http://a.cn/": Usual(rows=15.0, dated=1.0, reads=7, newest=date(2026, 11, 1))},
        notes=("fewer rows",),
        learnt_at=NOW,
    )
    health.put(db, whole)
    assert health.get(db, "a") == whole
    health.begin_anew(db, "a")
    assert health.everything(db)["a"].lists == {}


def test_a_host_is_left_alone_until_the_time_it_named(db: Database) -> None:
    health.wait(db, "a.cn", NOW + HOUR)
    assert health.wait_until(db, "a.cn", NOW) == NOW + HOUR
    assert health.wait_until(db, "a.cn", NOW + HOUR) is None
    assert health.wait_until(db, "b.cn", NOW) is None
