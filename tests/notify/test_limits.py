"""Two hundred items through the services that people use, as Apprise writes to them, each part within its limit."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from notify import channels, composing, message, parts
from notify.channels import Sent
from notify.message import Item
from tests.notify.conftest import Receiver
from tests.notify.mailbox import Mailbox, served

COUNT = 200
NOW = datetime(2026, 9, 24, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
ITEMS = [
    Item(
        id=number,
        title=f"关于公布第{number}批“专精特新”企业 <名单> & 奖补_标准_（试行）*更正*的通知{'某' * (number % 90)}",
        url=f"https://kjj.example.gov.cn/art/2026/9/24/art_{number}.html?a=1&b=(2)",
        issuer="某市科学技术局",
        snippet="…支持企业购买科技服务，最高补贴二十万元…",
    )
    for number in range(COUNT)
]
TOLD = message.releases(ITEMS, name="科技 & 创新", lang="zh")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as box:
        yield box


def send(url: str) -> None:
    shape = channels.shape(url)
    for part in parts.split(TOLD, composing.form(shape, TOLD), shape.limit):
        assert channels.send(url, part, kind="release", message_id=f"m{part.number}", private=True) == Sent()


def assert_whole(texts: list[str]) -> None:
    """Every title and every link stands in one of the texts, once."""
    for item in ITEMS:
        assert item.url is not None
        assert sum(text.count(item.title) for text in texts) == 1, item.title
        assert sum(text.count(item.url) for text in texts) >= 1, item.url


def size(text: str) -> int:
    return len(text.encode())


def body_of(service: str, said: dict[str, Any]) -> str:
    match service:
        case "wecombot":
            return str(said["text"]["content"])
        case "dingtalk":
            return str(said["text"]["content"])
        case "feishu":
            return str(said["content"]["text"])
        case "tgram":
            return str(said["text"])
        case _:
            return str(said)


# The service's own limit for one text, in bytes of UTF-8; for a request where it counts those.
BOTS = [
    ("wecombot", "wecombot://abcdefghijklmnop", "apprise.plugins.wecombot.NotifyWeComBot.notify_url", 2048, None),
    ("dingtalk", "dingtalk://abcdefghijklmnop", "apprise.plugins.dingtalk.NotifyDingTalk.notify_url", 20_000, 20_000),
    ("feishu", "feishu://abcdefghijklmnop", "apprise.plugins.feishu.NotifyFeishu.notify_url", 30_000, 30_000),
]


@pytest.mark.parametrize(("service", "url", "where", "limit", "request_limit"), BOTS, ids=[one[0] for one in BOTS])
def test_bots_get_every_item_whole(
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
    url: str,
    where: str,
    limit: int,
    request_limit: int | None,
) -> None:
    channels.check(url, private=False)
    monkeypatch.setattr(where, f"http://127.0.0.1:{receiver.port}/{'{key}' if service == 'wecombot' else '{token}'}")
    receiver.answer = b'{"errcode":0,"code":0}'
    send(url)
    texts = [body_of(service, json.loads(body)) for body in receiver.bodies]
    assert_whole(texts)
    assert max(map(size, texts)) <= limit
    assert request_limit is None or max(map(len, receiver.bodies)) <= request_limit


def test_telegram_gets_every_item_whole(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "tgram://123456789:abcdefg_hijklmnop/12345"
    channels.check(url, private=False)
    monkeypatch.setattr("apprise.plugins.telegram.NotifyTelegram.notify_url", f"http://127.0.0.1:{receiver.port}/bot")
    receiver.answer = b'{"ok":true,"result":{}}'
    send(url)
    written = [json.loads(body)["text"] for body in receiver.bodies]
    assert max(map(size, written)) <= 4096
    assert_whole([html.unescape(text) for text in written])


def test_slack_gets_every_item_whole(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    channels.check(url, private=False)
    monkeypatch.setattr("apprise.plugins.slack.NotifySlack.webhook_url", f"http://127.0.0.1:{receiver.port}/services")
    receiver.answer = b"ok"
    send(url)
    found = [json.loads(body) for body in receiver.bodies]
    texts = ["\n".join(attachment["text"] for attachment in said["attachments"]) for said in found]
    assert_whole([html.unescape(text) for text in texts])
    assert max(map(size, texts)) <= 40_000


def test_mail_gets_every_item_whole(mailbox: Mailbox) -> None:
    send(f"mailto://127.0.0.1:{mailbox.port}?from=watch@a.example&to=me@a.example&mode=insecure")
    (mail,) = mailbox.mails
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert_whole([plain.get_content()])
    assert all(item.title in html.unescape(page.get_content()) for item in ITEMS)
    assert len(mailbox.raw[0]) < 10_000_000
