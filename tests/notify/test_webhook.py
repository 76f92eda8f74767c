from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from notify import channels, message, parts, webhook
from notify.channels import Sent
from notify.message import Item, Kind, Message
from tests.notify.conftest import Receiver

SECRET = "s3cr3t 密钥"
ITEM = Item(
    id=7,
    title="关于申报创新券的通知",
    url="https://kjj.example/7",
    issuer="济南市科技局",
    city="济南市",
    published=date(2026, 9, 24),
    snippet="…支持企业…",
    labels=("内容有更新",),
    notes=("− 十万元", "+ 二十万元"),
    told=("revised",),
    seen=("news.example",),
)
MESSAGES: tuple[Message, ...] = (
    message.releases([ITEM, Item(id=8, title="二", url=None)], name="券", lang="zh"),
    message.summary([ITEM], name="券", lang="en"),
    message.digest([], name="券", lang="zh", rhythm="daily", coverage="覆盖：…"),
    message.reminders([ITEM], name="券", lang="zh"),
    message.operator("源站异常", "…", lang="zh"),
)


def send(receiver: Receiver, told: Message, *, secret: str | None = None, more: str = "") -> None:
    for number, part in enumerate(parts.split(told, message.Form.TEXT, 1_000_000)):
        id = f"{number:032x}"
        assert (
            channels.send(receiver.url + more, part, kind=told.kind, message_id=id, secret=secret, private=True)
            == Sent()
        )


def wrong(value: Any, rule: dict[str, Any], at: str = "$") -> list[str]:
    """What of the value a JSON Schema does not allow; as much of the standard as ours uses."""
    types = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    allowed = rule.get("type", [])
    found = []
    if allowed and not any(
        isinstance(value, types[one]) for one in ([allowed] if isinstance(allowed, str) else allowed)
    ):
        return [f"{at} is {value!r}, not {allowed}"]
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{at} is {value!r}")
    if "const" in rule and value != rule["const"]:
        found.append(f"{at} is {value!r}")
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        found.append(f"{at} is {value!r}")
    if isinstance(value, dict):
        found += [f"{at} has no {key}" for key in rule.get("required", ()) if key not in value]
        for key, one in value.items():
            # Every field of ours is described.
            found += (
                wrong(one, rule["properties"][key], f"{at}.{key}") if key in rule["properties"] else [f"{at}.{key}"]
            )
    if isinstance(value, list):
        for number, one in enumerate(value):
            found += wrong(one, rule.get("items", {}), f"{at}[{number}]")
    return found


@pytest.mark.parametrize("told", MESSAGES, ids=lambda told: told.kind)
def test_every_kind_of_message_is_as_the_schema_says(receiver: Receiver, told: Message) -> None:
    send(receiver, told)
    (body,) = receiver.messages
    assert wrong(body, json.loads(webhook.schema())) == []
    assert body["kind"] == told.kind
    assert [item["id"] for item in body["items"]] == [item.id for item in told.items]


def test_an_item_comes_with_its_fields(receiver: Receiver) -> None:
    send(receiver, MESSAGES[0])
    first, second = receiver.messages[0]["items"]
    assert (first["published"], first["told"], first["seen"]) == ("2026-09-24", ["revised"], ["news.example"])
    assert first["notes"] == ["− 十万元", "+ 二十万元"]
    assert (second["url"], second["issuer"], second["told"]) == (None, None, ["new"])
    assert receiver.messages[0]["subscription"] == "券"


def test_a_receiver_that_knows_the_secret_can_tell_that_a_message_is_ours_and_fresh(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    send(receiver, MESSAGES[0], secret=SECRET)
    (said,), (body,) = receiver.headers, receiver.bodies
    assert webhook.is_ours(said, body, secret=SECRET, now=datetime.now(UTC))
    assert not webhook.is_ours(said, body, secret="another", now=datetime.now(UTC))
    assert not webhook.is_ours(said, body.replace(b"7", b"8"), secret=SECRET, now=datetime.now(UTC))
    later = {**said, webhook.TIMESTAMP: str(int(said[webhook.TIMESTAMP]) + 1)}
    assert not webhook.is_ours(later, body, secret=SECRET, now=datetime.now(UTC))
    assert not webhook.is_ours(said, body, secret=SECRET, now=now + timedelta(minutes=6))
    assert said[webhook.ID] == receiver.messages[0]["id"]
    assert SECRET.encode() not in body


def test_without_a_secret_nothing_is_signed(receiver: Receiver) -> None:
    send(receiver, MESSAGES[0])
    assert webhook.SIGNATURE not in receiver.headers[0]
    assert not webhook.is_ours(receiver.headers[0], receiver.bodies[0], secret="", now=datetime.now(UTC))


def test_what_the_url_says_still_holds(receiver: Receiver) -> None:
    send(receiver, MESSAGES[0], secret=SECRET, more="?+X-Team=9&-page=1&:team=nine&:message=text&:attachments=")
    (body,) = receiver.messages
    assert receiver.headers[0]["X-Team"] == "9"
    assert receiver.paths[0].endswith("?page=1")
    assert body["team"] == "nine"
    assert "text" in body
    assert not {"message", "attachments"} & body.keys()
    assert webhook.is_ours(receiver.headers[0], receiver.bodies[0], secret=SECRET, now=datetime.now(UTC))


def test_kinds_are_all_in_the_schema() -> None:
    from typing import get_args

    assert json.loads(webhook.schema())["properties"]["kind"]["enum"] == list(get_args(Kind))
