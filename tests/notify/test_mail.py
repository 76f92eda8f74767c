from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from notify import channels, message, parts
from notify.channels import Refused, Sent
from notify.message import Form, Item, Part
from tests.notify.mailbox import Mailbox, served

LONG = "关于组织申报二〇二六年度人工智能创新发展专项资金项目的通知" * 12


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as box:
        yield box


def part(title: str = LONG) -> Part:
    item = Item(id=7, title=title, url="https://a.example/7", snippet="支持" * 2000)
    (only,) = parts.split(message.releases([item], name="济南 AI", lang="zh"), Form.HTML, 5_000_000)
    return only


def url(mailbox: Mailbox, to: str, more: str = "") -> str:
    return f"mailto://127.0.0.1:{mailbox.port}?from=watch@a.example&to={to}&mode=insecure{more}"


def send(to: str, *, id: str = "m-1", title: str = LONG) -> Sent | Refused:
    return channels.send(to, part(title), kind="release", message_id=id, private=True)


def test_a_mail_keeps_its_id_when_it_is_sent_again(mailbox: Mailbox) -> None:
    for id in ("m-1", "m-1", "m-2"):
        assert send(url(mailbox, "me@a.example"), id=id) == Sent()
    assert [mail["Message-ID"] for mail in mailbox.mails] == ["<m-1@a.example>"] * 2 + ["<m-2@a.example>"]


def test_a_mail_can_be_unsubscribed_from_with_a_click(mailbox: Mailbox) -> None:
    send(url(mailbox, "me@a.example"))
    send(url(mailbox, "me@a.example", "&reply=team@a.example"))
    send(url(mailbox, "me@a.example", "&+List-Unsubscribe=<https://a.example/out>"))
    assert [mail["List-Unsubscribe"] for mail in mailbox.mails] == [
        "<mailto:watch@a.example?subject=unsubscribe%20%E6%B5%8E%E5%8D%97%20AI>",
        "<mailto:team@a.example?subject=unsubscribe%20%E6%B5%8E%E5%8D%97%20AI>",
        "<https://a.example/out>",
    ]


def test_the_way_out_is_not_folded_however_long_the_name(mailbox: Mailbox) -> None:
    item = Item(id=7, title="一", url=None)
    (long,) = parts.split(message.releases([item], name="济南人工智能" * 13, lang="zh"), Form.HTML, 5_000_000)
    channels.send(url(mailbox, "me@a.example"), long, kind="release", message_id="m", private=True)
    assert b"\nList-Unsubscribe: <mailto:watch@a.example?subject=unsubscribe%20%E6" in b"\n" + mailbox.raw[0]


def test_a_chinese_subject_and_long_lines_arrive_as_they_were_and_fit_the_protocol(mailbox: Mailbox) -> None:
    assert send(url(mailbox, "me@a.example"), title="短 标题 & <b>") == Sent()
    assert send(url(mailbox, "me@a.example")) == Sent()
    first, mail = mailbox.mails
    assert first["Subject"] == "济南 AI：1 篇新发布｜短 标题 & <b>"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert LONG in plain.get_content().splitlines()
    assert LONG in html.get_content()
    assert "支持" * 2000 in plain.get_content()
    assert all(len(line) <= 998 and line.isascii() for raw in mailbox.raw for line in raw.splitlines())


def test_the_sender_may_have_a_chinese_name(mailbox: Mailbox) -> None:
    (alone,) = channels.each(url(mailbox, "me@a.example", "&name=政策监测"))
    each = channels.each(url(mailbox, "me@a.example,you@b.example", "&name=政策监测"))
    assert [send(one) for one in (alone, *each)] == [Sent()] * 3
    assert {mail["From"].addresses[0].display_name for mail in mailbox.mails} == {"政策监测"}


def test_each_reader_is_a_channel_of_his_own_and_sees_no_other(mailbox: Mailbox) -> None:
    each = channels.each(url(mailbox, "me@a.example,you@b.example", "&cc=boss@c.example&bcc=file@d.example"))
    assert len(each) == 4
    mailbox.refuses = "you@b.example"
    said = [send(one) for one in each]
    assert [isinstance(one, Sent) for one in said] == [True, False, True, True]
    assert mailbox.readers == [["me@a.example"], ["boss@c.example"], ["file@d.example"]]
    assert [[mail["To"], mail["Cc"]] for mail in mailbox.mails] == [
        ["me@a.example", None],
        ["boss@c.example", None],
        ["file@d.example", None],
    ]


def test_several_readers_behind_one_reference_are_refused() -> None:
    environ = {"TEAM": "mailto://u:p@example.com?to=a@x.example,b@y.example", "ONE": "mailto://u:p@example.com"}
    assert channels.each("env:ONE", environ) == ("env:ONE",)
    with pytest.raises(channels.BadChannel, match="several readers"):
        channels.each("env:TEAM", environ)


def test_a_title_cannot_write_a_header(mailbox: Mailbox) -> None:
    assert send(url(mailbox, "me@a.example"), title="一\r\nBcc: you@b.example\r\n\r\n二") == Sent()
    assert mailbox.readers == [["me@a.example"]]
    assert mailbox.mails[0]["Bcc"] is None


def test_reports_name_the_readers_failure_when_one_is_refused(mailbox: Mailbox) -> None:
    mailbox.refuses = "me@a.example"
    assert send(url(mailbox, "me@a.example")) == Refused(error="SMTP 450")


def test_it_is_written_at_the_time_it_is_sent(mailbox: Mailbox) -> None:
    send(url(mailbox, "me@a.example"))
    assert abs((mailbox.mails[0]["Date"].datetime - datetime.now(UTC)).total_seconds()) < 60
