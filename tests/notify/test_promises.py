"""What delivery promises beyond a single message: pace, company, caps, floods, digests, clocks."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from notify import channels, dispatch
from notify.channels import Sent
from notify.message import Kind, Part
from notify.shapes import SHAPES, Shape
from store import departures, outbox, subscriptions
from store.departures import Rate
from tests.notify.mailbox import served
from tests.notify.test_dispatch import NOW, ZONE, Box, db, deliver, release

__all__ = ["db"]  # the fixture

MORNING = datetime(2026, 9, 25, 0, 1, tzinfo=UTC)  # 08:01 in Shanghai


def subscribe(db: Database, name: str = "券", to: str = "json://a.example", **settings: object) -> None:
    subscriptions.add(db, name=name, query="创新券", channels=[to], now=NOW, **settings)  # type: ignore[arg-type]


# --- pace


def test_no_span_has_more_departures_than_the_rate_allows(db: Database) -> None:
    rates = (Rate(count=20, seconds=60), Rate(count=5, seconds=1))
    left = [departures.depart(db, "wecombot://a", rates, NOW + timedelta(seconds=n / 10)) for n in range(70)]
    for rate in rates:
        for first, last in zip(left, left[rate.count :], strict=False):
            assert (last - first).total_seconds() >= rate.seconds
    assert left[:5] == [NOW + timedelta(seconds=n / 10) for n in range(5)]
    assert departures.depart(db, "wecombot://b", rates, NOW) == NOW
    assert not db.execute("select 1 from departures where address like '%wecombot%'").fetchall()


def test_a_clock_that_was_wrong_holds_up_no_departure(db: Database) -> None:
    rates = (Rate(count=1, seconds=60),)
    departures.depart(db, "a", rates, NOW + timedelta(days=400))
    assert departures.depart(db, "a", rates, NOW) == NOW
    assert departures.depart(db, "a", rates, NOW) == NOW + timedelta(seconds=60)


def test_a_channel_that_waits_for_its_pace_delays_no_other(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "xml", Shape(rates=(Rate(count=1, seconds=0.4),)))
    for number in range(4):
        subscribe(db, f"slow{number}", "xml://bot.example")
    for number in range(30):
        subscribe(db, f"{number}", f"json://{number}.example")
    release(db, 1)
    order: list[str] = []

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent:
        order.append(url.partition(":")[0])
        return Sent()

    dispatch.match(db, NOW, ZONE)
    began = time.monotonic()
    clock = lambda: NOW + timedelta(seconds=time.monotonic() - began)  # noqa: E731
    list(dispatch.deliver(db, clock, ZONE, send, workers=2))
    assert order.count("xml") == 4
    assert order[-2:] == ["xml", "xml"]


def test_many_channels_of_a_host_that_hangs_hold_up_nobody(db: Database) -> None:
    hanging, told = threading.Event(), list[str]()
    for number in range(40):
        subscribe(db, f"dead{number}", f"json://dead.example/{number}")
        subscribe(db, f"good{number}", f"json://good.example/{number}")
    release(db, 1)

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent:
        if "dead" in url:
            hanging.wait(20)
        told.append(url)
        return Sent()

    dispatch.match(db, NOW, ZONE)
    states = [one.state for one in dispatch.deliver(db, lambda: NOW, ZONE, send, workers=8, seconds=1.0)]
    hanging.set()
    assert sorted(states) == ["failed"] * 40 + ["sent"] * 40
    assert sum("good" in url for url in told) == 40


def test_no_more_is_in_hand_than_may_leave_soon(db: Database) -> None:
    hanging, held = threading.Event(), list[int]()
    for number in range(60):
        subscribe(db, f"dead{number}", f"json://dead.example/{number}")
        subscribe(db, f"good{number}", f"json://good.example/{number}")
    release(db, 1)

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent:
        if "dead" in url:
            hanging.wait(20)
        return Sent()

    def stopped() -> bool:
        held.append(db.conn.execute("select count(*) from deliveries where state = 'leased'").fetchone()[0])
        return False

    dispatch.match(db, NOW, ZONE)
    for report in dispatch.deliver(db, lambda: NOW, ZONE, send, stopped=stopped, workers=8, seconds=1.0):
        assert report.state == ("failed" if "dead" in report.subscription else "sent")
    hanging.set()
    assert max(held) <= 2 * 8 + 1
    assert outbox.pending(db) != []


# --- company


def test_a_message_that_may_wait_takes_along_what_comes_meanwhile(db: Database) -> None:
    box = Box()
    subscribe(db, window_minutes=10)
    release(db, 1)
    assert deliver(db, box) == []
    db.execute("update changes set at = ? where matched_at is null", [NOW.isoformat()])
    release(db, 2)
    db.execute("update changes set at = '2026-09-24T03:08:00Z' where matched_at is null")
    assert deliver(db, box, NOW + timedelta(minutes=9)) == []
    (report,) = deliver(db, box, NOW + timedelta(minutes=10))
    assert sorted(report.documents) == [1, 2]
    assert deliver(db, box, NOW + timedelta(minutes=30)) == []


# --- caps and floods


def test_what_is_over_the_cap_is_one_list_a_day(db: Database) -> None:
    box = Box()
    subscribe(db, cap=3)
    for number in range(5):
        release(db, number)
    assert {(report.kind, len(report.documents)) for report in deliver(db, box)} == {("release", 3), ("summary", 2)}
    (listed,) = [part for _, part, kind, _ in box.told if kind == "summary"]
    assert listed.heading == "券：另有 2 篇"
    assert "policywatch alerts release 券" in listed.body
    for number in (5, 6):
        release(db, number)
    assert deliver(db, box, NOW + timedelta(hours=1)) == []
    (report,) = deliver(db, box, MORNING)
    assert (report.kind, len(report.documents)) == ("summary", 2)
    release(db, 7)
    assert [report.kind for report in deliver(db, box, MORNING)] == ["release"]
    assert outbox.release(db, 1, MORNING) == 4
    assert [len(report.documents) for report in deliver(db, box, MORNING)] == [4]


def test_without_an_end_everything_is_told_one_by_one(db: Database) -> None:
    subscribe(db, cap=0)
    subscribe(db, name="default", to="json://b.example")
    for number in range(60):
        release(db, number)
    assert sorted((report.kind, len(report.documents)) for report in deliver(db, Box())) == [("release", 60)] * 2


def test_a_flood_of_old_releases_is_a_bounded_list(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHAPES, "json", Shape(limit=600, rates=()))
    box = Box()
    subscribe(db)
    for number in range(60):
        release(db, number, published=date(2020, 1, 1), tell_since=date(2026, 9, 17))
    (report,) = deliver(db, box)
    assert (report.kind, len(report.documents)) == ("summary", 60)
    assert len(box.told) == 11
    last = box.told[-1][1]
    assert f"另有 {len(last.documents)} 篇未列出" in last.body
    assert sum(len(part.documents) for _, part, _, _ in box.told) == 60
    assert outbox.pending(db) == []


# --- digests


def test_a_digest_says_what_it_rests_on(db: Database) -> None:
    box = Box()
    subscribe(db, every="daily")
    release(db, 1)
    dispatch.match(db, MORNING, ZONE)
    (report,) = dispatch.deliver(db, lambda: MORNING, ZONE, box, coverage=lambda one: f"覆盖：{one.name}")
    ((_, part, kind, _),) = box.told
    assert (report.kind, kind, part.heading) == ("digest", "digest", "券 日报：1 篇新发布")
    assert part.body.endswith("覆盖：券")


def test_a_digest_without_news_is_told_where_that_is_wished_once_and_retried_like_any(db: Database) -> None:
    box = Box(refuses=("json://a.example",))
    subscribe(db, every="daily", tell_empty=True)
    subscribe(db, name="quiet", to="json://b.example", every="daily")
    assert deliver(db, box) == []  # it is younger than the last digest
    assert [report.state for report in deliver(db, box, MORNING)] == ["failed"]
    box.refuses = ()
    (report,) = deliver(db, box, MORNING + timedelta(hours=1))
    assert (report.subscription, report.kind, report.state) == ("券", "digest", "sent")
    assert box.told[0][1].heading == "券 日报：没有新发布"
    assert deliver(db, box, MORNING + timedelta(hours=2)) == []
    release(db, 1)
    db.execute("update changes set at = '2026-09-25T02:00:00Z'")
    reports = deliver(db, box, MORNING + timedelta(days=1))
    assert [len(report.documents) for report in reports] == [1, 1]


def test_a_digest_comes_at_its_own_time_day_and_zone(db: Database) -> None:
    subscribe(db, every="weekly", at="18:30", weekday=4, zone="Europe/Berlin")  # Friday
    release(db, 1)
    friday = datetime(2026, 9, 25, 18, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert deliver(db, Box(), friday - timedelta(minutes=1)) == []
    assert [report.kind for report in deliver(db, Box(), friday)] == ["digest"]


# --- clocks


def test_a_clock_that_was_a_year_ahead_loses_nothing(db: Database) -> None:
    box = Box(refuses=("json://a.example",))
    subscribe(db)
    release(db, 1)
    assert [report.state for report in deliver(db, box, NOW + timedelta(days=365))] == ["failed"]
    box.refuses = ()
    db.execute("update changes set at = '2027-09-24T03:00:00Z', matched_at = null")
    release(db, 2)
    db.execute("update changes set at = '2027-09-24T03:00:00Z' where matched_at is null")
    assert sorted(id for report in deliver(db, box) for id in report.documents) == [1, 2]


def test_a_clock_that_was_years_behind_loses_nothing(db: Database) -> None:
    subscribe(db)
    release(db, 1)
    db.execute("update changes set at = '1970-01-01T00:00:00Z'")
    assert deliver(db, Box(refuses=("json://a.example",)), datetime(1970, 1, 1, tzinfo=UTC))[0].state == "failed"
    assert [report.state for report in deliver(db, Box())] == ["sent"]


# --- several readers


def test_a_mail_that_one_of_two_readers_refused_is_tried_again_for_him_alone(db: Database) -> None:
    with served() as box:
        box.refuses = "you@b.example"
        url = f"mailto://127.0.0.1:{box.port}?from=w@a.example&to=me@a.example,you@b.example&mode=insecure"
        subscriptions.add(db, name="券", query="创新券", channels=channels.each(url), now=NOW)
        release(db, 1)
        send = partial(channels.send, private=True)
        assert sorted(report.state for report in deliver(db, send)) == ["failed", "sent"]
        box.refuses = ""
        assert [report.state for report in deliver(db, send, NOW + timedelta(hours=1))] == ["sent"]
        assert box.readers == [["me@a.example"], ["you@b.example"]]
