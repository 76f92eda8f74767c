"""What the operator hears of the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from notify import operator
from notify.channels import Refused, Sent
from notify.message import Kind, Part
from notify.operator import Told
from store import connection, notices
from store.health import Cause, State

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SET = {operator.VARIABLE: "json://127.0.0.1:9/op"}


class Channel:
    """Takes messages, or refuses them."""

    def __init__(self, answer: Sent | Refused | None = None) -> None:
        self.answer = answer or Sent()
        self.taken: list[tuple[Kind, str, str, str]] = []

    def __call__(
        self, url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None
    ) -> Sent | Refused:
        self.taken.append((kind, part.heading, part.body, message_id))
        return self.answer


def opened(db: Database, *sources: str, cause: Cause = Cause.SHAPE, host: str = "a.cn") -> None:
    for source in sources:
        notices.open_trouble(
            db, source=source, state=State.BROKEN, cause=cause, host=host, reason=f"{cause}: why", now=NOW
        )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    archive = connection.connect(tmp_path / "archive.db")
    yield archive
    archive.close()


def deliver(db: Database, channel: Channel, now: datetime = NOW, environ: Mapping[str, str] = SET) -> list[Told]:
    return list(operator.deliver(db, lambda: now, UTC, channel, environ=environ))


def test_an_outage_of_many_sources_is_one_message_of_one_line(db: Database) -> None:
    for number in range(120):
        opened(db, f"source-{number}", cause=Cause.SERVER, host=f"{number}.cn")
    channel = Channel()
    assert [told.state for told in deliver(db, channel)] == ["sent"]
    [(kind, heading, body, _)] = channel.taken
    assert kind == "operator"
    assert "120 个来源出现问题" in heading
    assert "等 120 个来源" in body
    assert len(body.splitlines()) == 2
    assert len(body.encode()) < 2048
    assert deliver(db, channel) == []


def test_a_line_of_several_hosts_says_that_its_reason_is_one_of_them(db: Database) -> None:
    for source, why in (("a", "http://a.cn/: HTTP 412"), ("b", "http://b.cn/: HTTP 521")):
        notices.open_trouble(
            db, source=source, state=State.BLOCKED, cause=Cause.LOCKED, host=f"{source}.cn", reason=why, now=NOW
        )
    channel = Channel()
    deliver(db, channel)
    assert "a、b：例如 http://a.cn/: HTTP 412" in channel.taken[0][2]


def test_what_is_well_again_is_told_apart_from_what_lasts(db: Database) -> None:
    opened(db, "a")
    opened(db, "b", host="b.cn")
    channel = Channel()
    deliver(db, channel)
    notices.end_trouble(db, "b", NOW + timedelta(days=1))
    deliver(db, channel, NOW + timedelta(days=1))
    assert channel.taken[1][1] == "policywatch：1 个来源仍未恢复，1 个来源已恢复"
    assert "[无法读取] a：shape: why" in channel.taken[1][2]
    assert "[已恢复] b" in channel.taken[1][2]


def test_the_operator_may_read_english(db: Database) -> None:
    opened(db, "a", "b", cause=Cause.SERVER)
    opened(db, "c")
    notices.end_trouble(db, "c", NOW)
    channel = Channel()
    list(operator.deliver(db, lambda: NOW, UTC, channel, environ=SET, lang="en"))
    [(_, heading, body, _)] = channel.taken
    assert heading == "policywatch: 2 sources in trouble"
    assert body == ("[cannot be read] a, b: server: why (since 11-23 02:00)\nSee: policywatch sources health")


def test_a_refused_message_comes_again_under_the_same_id(db: Database) -> None:
    opened(db, "a")
    refusing, taking = Channel(Refused(error="HTTP 500")), Channel()
    assert [(told.state, told.error) for told in deliver(db, refusing)] == [("failed", "HTTP 500")]
    assert deliver(db, refusing) == []
    assert [told.sources for told in deliver(db, taking, NOW + timedelta(hours=1))] == [("a",)]
    assert taking.taken[0][3] == refusing.taken[0][3]


def test_a_channel_that_is_no_channel_is_a_failure_that_can_be_seen(db: Database) -> None:
    opened(db, "a")
    said = deliver(db, Channel(), environ={operator.VARIABLE: "nonsense"})
    assert said[0].state == "failed"
    assert "nonsense" not in (said[0].error or "")
    assert notices.troubled(db) == 1


def test_without_a_channel_nothing_is_sent_and_nothing_waits(db: Database) -> None:
    opened(db, "a")
    assert deliver(db, Channel(), environ={}) == []
    assert notices.unfinished(db) == []
