from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from extract.document import Document
from notify import channels, dispatch
from notify.channels import Refused, Sent
from notify.dispatch import Report
from notify.message import Kind, Part
from notify.shapes import SHAPES, Shape
from store import connection, documents, outbox, subscriptions
from store.departures import Rate
from store.documents import Arrival
from tests.notify.conftest import Receiver

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 24, 3, tzinfo=UTC)  # 11:00 in Shanghai
SEND = partial(channels.send, private=True)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = connection.connect(tmp_path / "archive.db")
    yield opened
    opened.close()


def release(
    db: Database,
    number: int,
    *,
    title: str | None = None,
    text: str | None = None,
    published: date | None = date(2026, 9, 24),
    tell_since: date | None = None,
    source: str = "jinan",
    region: str | None = "370100",
    url: str | None = None,
) -> documents.Recorded:
    url = url or f"https://www.jinan.gov.cn/art/{number}.html"
    return documents.record(
        db,
        Arrival(
            document=Document(
                url=url,
                title=title or f"关于申报第{number}批人工智能创新券的通知",
                text=text or f"各区县：现组织申报第{number}批创新券，支持人工智能企业购买服务。" * 3,
                published=published,
                region=region,
                city="济南市",
                issuer="济南市科技局",
            ),
            url=url,
            source=source,
            seen_at=NOW,
            tell_since=tell_since,
        ),
    )


@dataclass
class Box:
    """Takes every message, or refuses those to some addresses."""

    refuses: tuple[str, ...] = ()
    told: list[tuple[str, Part, Kind, str]] = field(default_factory=list)

    def __call__(
        self, url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None
    ) -> Sent | Refused:
        if url in self.refuses:
            return Refused(error="HTTP 500")
        self.told.append((url, part, kind, message_id))
        return Sent()


def deliver(db: Database, send: dispatch.Send, now: datetime = NOW, **limits: float) -> list[Report]:
    dispatch.match(db, now, ZONE)
    return list(dispatch.deliver(db, lambda: now, ZONE, send, **limits))  # type: ignore[arg-type]


def test_everything_that_waits_is_one_message_with_each_title_whole_and_once(db: Database, receiver: Receiver) -> None:
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url], now=NOW)
    for number in range(20):
        release(db, number)
    (report,) = deliver(db, SEND)
    assert (report.subscription, report.kind, report.state) == ("券", "release", "sent")
    assert len(report.documents) == 20
    (told,) = receiver.messages
    assert told["kind"] == "release"
    for number in range(20):
        assert told["message"].count(f"关于申报第{number}批人工智能创新券的通知") == 1
        assert told["message"].count(f"https://www.jinan.gov.cn/art/{number}.html") == 1
    assert deliver(db, SEND) == []
    assert len(receiver.bodies) == 1


def test_held_releases_are_one_summary_and_alerts_release_sends_them_one_by_one(db: Database) -> None:
    box = Box()
    subscription = subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW)
    release(db, 1)
    for number in (2, 3):
        release(db, number, published=date(2020, 1, number), tell_since=date(2026, 9, 17))
    assert {(report.kind, len(report.documents)) for report in deliver(db, box)} == {("release", 1), ("summary", 2)}
    (summary,) = [part for _, part, kind, _ in box.told if kind == "summary"]
    assert summary.heading == "券：2 篇较早的发布"
    assert "policywatch alerts release 券" in summary.body
    assert outbox.release(db, subscription.id, NOW) == 2
    box.told.clear()
    assert [(report.kind, len(report.documents)) for report in deliver(db, box)] == [("release", 2)]


def test_only_the_channel_that_failed_is_tried_again(db: Database, receiver: Receiver, another: Receiver) -> None:
    another.status = 503
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url, another.url], now=NOW)
    release(db, 1)
    assert {(report.state, report.error) for report in deliver(db, SEND)} == {("sent", None), ("failed", "HTTP 503")}
    assert deliver(db, SEND) == []  # it backs off
    another.status = 200
    (report,) = deliver(db, SEND, NOW + timedelta(hours=1))
    assert report.state == "sent"
    assert len(receiver.bodies) == 1
    first, second = another.messages
    assert first["id"] == second["id"] != receiver.messages[0]["id"]


def test_a_channel_that_never_answers_delays_no_other(db: Database, receiver: Receiver, another: Receiver) -> None:
    another.delay = threading.Event()
    subscriptions.add(db, name="慢", query="创新券", channels=[another.url], now=NOW)
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url], now=NOW)
    release(db, 1)
    order = [report.subscription for report in deliver(db, SEND, seconds=1.0)]
    another.delay.set()
    assert order == ["券", "慢"]
    (waiting,) = outbox.pending(db)
    assert waiting.error == "no answer within 1 s"


def test_an_address_where_nobody_answers_is_tried_once_a_call(db: Database) -> None:
    tried: list[str] = []

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent | Refused:
        tried.append(url)
        return Refused(error="no connection", unreachable=True)

    for name in "abc":
        subscriptions.add(db, name=name, query="创新券", channels=["json://down.example"], now=NOW)
    release(db, 1)
    assert [report.state for report in deliver(db, send)] == ["failed"] * 3
    assert tried == ["json://down.example"]


def test_a_delivery_that_keeps_failing_is_dead_after_twelve_tries(db: Database) -> None:
    box = Box(refuses=("json://a.example",))
    subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW)
    release(db, 1)
    tries = [deliver(db, box, NOW + timedelta(hours=9 * n)) for n in range(20)]
    assert sum(map(len, tries)) in range(8, 13)
    (gone,) = outbox.dead(db)
    assert gone.error == "HTTP 500"


def test_a_channel_whose_variable_is_gone_fails_visibly(db: Database) -> None:
    subscriptions.add(db, name="券", query="创新券", channels=["env:POLICYWATCH_TEST_GONE"], now=NOW)
    release(db, 1)
    (report,) = deliver(db, SEND)
    assert report.state == "failed"
    assert "POLICYWATCH_TEST_GONE is not set" in str(report.error)


def test_parts_that_arrived_are_not_sent_again_when_a_later_one_fails(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHAPES, "json", Shape(limit=900, rates=()))
    subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW)
    for number in range(6):
        release(db, number)
    arrived: list[tuple[str, tuple[int, ...]]] = []
    broken = [False, True]

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent | Refused:
        if broken and broken.pop(0):
            return Refused(error="HTTP 500")
        arrived.append((message_id, part.documents))
        return Sent()

    assert [report.state for report in deliver(db, send)] == ["failed"]
    assert len(arrived) == 1
    assert [report.state for report in deliver(db, send, NOW + timedelta(hours=1))] == ["sent"]
    assert sorted(id for _, ids in arrived for id in ids) == [1, 2, 3, 4, 5, 6]
    assert len({message for message, _ in arrived}) == len(arrived)


def test_a_daily_subscription_hears_once_a_day(db: Database) -> None:
    box = Box()
    subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW, every="daily")
    release(db, 1)
    assert deliver(db, box) == []
    release(db, 2)
    (report,) = deliver(db, box, datetime(2026, 9, 25, 0, 1, tzinfo=UTC))  # 08:01
    assert len(report.documents) == 2


def test_nothing_leaves_in_quiet_hours_not_even_what_was_due_before(db: Database) -> None:
    box = Box(refuses=("json://a.example",))
    subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW, quiet="22:00-07:00")
    release(db, 1)
    evening = datetime(2026, 9, 24, 13, 59, tzinfo=UTC)  # 21:59
    assert [report.state for report in deliver(db, box, evening)] == ["failed"]
    assert deliver(db, Box(), evening + timedelta(hours=2)) == []
    assert [report.state for report in deliver(db, Box(), datetime(2026, 9, 24, 23, 1, tzinfo=UTC))] == ["sent"]


def test_city_and_source_filters_and_pauses_are_heeded(db: Database) -> None:
    box = Box()
    for name, city, higher, source in (
        ("jinan", "370100", False, None),
        ("district", "370102", False, None),
        ("district up", "370102", True, None),
        ("beijing", "110000", False, None),
        ("source", None, False, "jinan"),
        ("other source", None, False, "qingdao"),
        ("paused", None, False, None),
    ):
        subscriptions.add(
            db, name=name, query="", channels=["json://a.example"], now=NOW, city=city, higher=higher, source=source
        )
    subscriptions.pause(db, "paused")
    release(db, 1)
    assert {report.subscription for report in deliver(db, box)} == {"jinan", "district up", "source"}


def test_a_copy_tells_only_those_who_have_not_heard_of_the_document(db: Database) -> None:
    box = Box()
    for name, source in (("any", None), ("portal", "portal")):
        subscriptions.add(db, name=name, query="创新券", channels=["json://a.example"], now=NOW, source=source)
    release(db, 1)
    assert [report.subscription for report in deliver(db, box)] == ["any"]
    release(db, 1, source="portal", url="https://portal.example/1.html")
    assert [report.subscription for report in deliver(db, box)] == ["portal"]


def test_a_revision_is_told_only_where_it_brings_the_words_in(db: Database) -> None:
    box = Box()
    for name, query in (("券", "创新券"), ("基地", "中试基地")):
        subscriptions.add(db, name=name, query=query, channels=["json://a.example"], now=NOW)
    release(db, 1)
    deliver(db, box)
    box.told.clear()
    release(db, 1, text="各区县：现组织申报创新券，并征集中试基地建设方案，支持企业购买服务，请于月底前报送材料。" * 2)
    assert [report.subscription for report in deliver(db, box)] == ["基地"]
    ((_, part, _, _),) = box.told
    assert part.heading == "基地：1 篇更新"


def test_a_subscription_hears_only_of_what_comes_after_it(db: Database) -> None:
    release(db, 1)
    subscriptions.add(db, name="券", query="创新券", channels=["json://a.example"], now=NOW)
    release(db, 2)
    (report,) = deliver(db, Box())
    assert report.documents == (2,)


def test_a_query_that_can_no_longer_be_read_stops_nobody_else(db: Database) -> None:
    for name, query in (("bad", "创新券 AND"), ("good", "创新券")):
        subscriptions.add(db, name=name, query=query, channels=["json://a.example"], now=NOW)
    release(db, 1)
    matched = dispatch.match(db, NOW, ZONE)
    assert [subscription.name for subscription, _ in matched.unreadable] == ["bad"]
    assert matched.alerts == 1


def test_two_senders_at_once_send_everything_once(db: Database, tmp_path: Path, receiver: Receiver) -> None:
    for number in range(30):
        subscriptions.add(db, name=f"s{number}", query="创新券", channels=[f"{receiver.url}/{number}"], now=NOW)
    release(db, 1)
    dispatch.match(db, NOW, ZONE)

    def run() -> None:
        mine = connection.connect(tmp_path / "archive.db")
        list(dispatch.deliver(mine, lambda: datetime.now(UTC), ZONE, SEND))
        mine.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(receiver.paths) == sorted(f"/hook/secret-token/{number}" for number in range(30))
    assert outbox.pending(db) == []


KILLED = """
import os, sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo
from notify import channels, dispatch, sending
from store import connection, outbox

def die(*_, **__):
    os.kill(os.getpid(), 9)

outbox.sent = die  # sent, and then the power goes
db = connection.connect(Path(sys.argv[1]))
sending.LEASE_SECONDS = 2.0
dispatch.match(db, datetime.now(UTC), ZoneInfo("Asia/Shanghai"))
send = partial(channels.send, private=True)
list(dispatch.deliver(db, lambda: datetime.now(UTC), ZoneInfo("Asia/Shanghai"), send))
"""


def test_a_kill_between_sending_and_stamping_repeats_one_message_with_the_same_id(
    db: Database, tmp_path: Path, receiver: Receiver
) -> None:
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url], now=NOW)
    for number in range(3):
        release(db, number)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "archive.db")], check=False, timeout=30)
    assert killed.returncode == -9
    # Right away: it waits for the dead sender's lease.
    reports = list(dispatch.deliver(db, lambda: datetime.now(UTC), ZONE, SEND))
    assert [report.state for report in reports] == ["sent"]
    first, second = receiver.messages
    assert first == second
    assert outbox.pending(db) == []


def test_told_to_stop_it_finishes_what_is_in_hand_and_begins_nothing_new(db: Database) -> None:
    for name in "abcd":
        subscriptions.add(db, name=name, query="创新券", channels=[f"json://{name}.example"], now=NOW)
    release(db, 1)
    dispatch.match(db, NOW, ZONE)
    box = Box()
    reports = dispatch.deliver(db, lambda: NOW, ZONE, box, stopped=lambda: bool(box.told), workers=2)
    assert 1 <= len(list(reports)) <= 2
    assert len(outbox.pending(db)) == 4 - len(box.told)
    assert {delivery.state for delivery in outbox.pending(db)} == {"waiting"}


def test_messages_to_one_address_follow_each_other_with_the_pause_of_the_service(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHAPES, "json", Shape(rates=(Rate(count=1, seconds=0.3),)))
    times: list[float] = []

    def send(url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None) -> Sent | Refused:
        times.append(time.monotonic())
        return Sent()

    for name in "abc":
        subscriptions.add(db, name=name, query="创新券", channels=["json://bot.example"], now=NOW)
    release(db, 1)
    assert [report.state for report in deliver(db, send)] == ["sent"] * 3
    assert all(later - earlier >= 0.29 for earlier, later in itertools.pairwise(times))
