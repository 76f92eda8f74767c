from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest

from notify import channels, message, parts
from notify.channels import BadChannel, Refused, Sent, check, resolve, send, shape
from notify.message import Form, Item, Part
from tests.notify.conftest import Receiver
from tests.notify.mailbox import Mailbox, free_port, served

TITLE = "济南市人民政府关于印发《人工智能 <试行> 办法》的通知 & 解读"
SECRET = "s3cr3t-t0ken"


def part(form: Form = Form.TEXT) -> Part:
    item = Item(id=7, title=TITLE, url="https://a.example/7")
    (only,) = parts.split(message.releases([item], name="济南", lang="zh"), form, 100_000)
    return only


def test_a_webhook_gets_the_title_the_kind_and_the_message_id(receiver: Receiver) -> None:
    assert send(receiver.url, part(), kind="release", message_id="m-1", private=True) == Sent()
    (told,) = receiver.messages
    assert told["title"] == "济南：1 篇新发布"
    assert TITLE in told["message"].split("\n")
    assert (told["kind"], told["id"]) == ("release", "m-1")


def test_form_and_xml_webhooks_carry_kind_and_id_as_well(receiver: Receiver) -> None:
    for scheme in ("form", "xml"):
        url = receiver.url.replace("json", scheme)
        assert send(url, part(), kind="summary", message_id="m-2", private=True) == Sent()
    posted, xml = receiver.bodies
    fields = parse_qs(posted.decode())
    assert (fields["kind"], fields["id"]) == (["summary"], ["m-2"])
    assert b"<kind>summary</kind>" in xml
    assert b"<id>m-2</id>" in xml


def test_the_users_own_fields_of_a_webhook_win(receiver: Receiver) -> None:
    url = f"{receiver.url}?:kind=mine&:message=text"
    assert send(url, part(), kind="release", message_id="m", private=True) == Sent()
    (told,) = receiver.messages
    assert told["kind"] == "mine"
    assert TITLE in told["text"]


def test_a_webhook_that_answers_an_error_has_refused(receiver: Receiver) -> None:
    receiver.status = 500
    assert send(receiver.url, part(), kind="release", message_id="m", private=True) == Refused(error="HTTP 500")


def test_a_redirect_is_not_followed_and_counts_as_refused(receiver: Receiver, another: Receiver) -> None:
    receiver.status, receiver.location = 302, f"http://127.0.0.1:{another.port}/"
    refused = send(f"{receiver.url}?redirect=no", part(), kind="release", message_id="m", private=True)
    assert refused == Refused(error="HTTP 302")
    assert another.bodies == []


def test_nobody_listening_is_told_without_the_url(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    url = f"json://user:{SECRET}@127.0.0.1:{free_port()}/{SECRET}?+X-Token={SECRET}"
    refused = send(url, part(), kind="release", message_id="m", private=True)
    assert refused == Refused(error="no connection", unreachable=True)
    assert SECRET not in caplog.text


def test_sending_writes_the_url_to_no_log(receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert send(receiver.url, part(), kind="release", message_id="m", private=True) == Sent()
    assert "secret-token" not in caplog.text


def test_a_private_address_is_refused_when_sending_too(receiver: Receiver) -> None:
    for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost")):
        refused = send(url, part(), kind="release", message_id="m")
        assert isinstance(refused, Refused)
        assert "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1" in refused.error
    assert receiver.bodies == []


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with served() as box:
        yield box


def test_a_mail_names_the_first_title_in_its_subject_and_is_readable_as_text_and_html(mailbox: Mailbox) -> None:
    url = f"mailto://127.0.0.1:{mailbox.port}?from=watch@a.example&to=me@a.example&mode=insecure"
    assert send(url, part(Form.HTML), kind="release", message_id="m-3", private=True) == Sent()
    (mail,) = mailbox.mails
    assert mail["Subject"].startswith("济南：1 篇新发布｜济南市人民政府关于印发")
    assert mail["X-Policywatch-Id"] == "m-3"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert TITLE in plain.get_content().splitlines()
    assert html is not None
    assert "《人工智能 &lt;试行&gt; 办法》的通知 &amp; 解读" in html.get_content()


def test_a_dead_mail_server_is_no_connection() -> None:
    url = f"mailto://127.0.0.1:{free_port()}?from=watch@a.example&to=me@a.example&mode=insecure"
    refused = send(url, part(Form.HTML), kind="release", message_id="m", private=True)
    assert refused == Refused(error="no connection", unreachable=True)


@pytest.mark.parametrize("said", [b'{"errcode":93000,"errmsg":"invalid webhook url"}', b'{"errcode":0}'])
def test_a_bot_that_answers_200_and_an_error_code_has_refused(
    receiver: Receiver, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.wecombot import NotifyWeComBot

    monkeypatch.setattr(NotifyWeComBot, "notify_url", f"http://127.0.0.1:{receiver.port}/{{key}}")
    receiver.answer = said
    answer = send("wecombot://abcdefghijklmnop", part(), kind="release", message_id="m")
    (told,) = receiver.messages
    assert TITLE in told["text"]["content"].split("\n")
    assert answer == (Sent() if b":0" in said else Refused(error="the service answered errcode 93000"))


@pytest.mark.parametrize(
    "url",
    [
        "json://example.com/hook",
        "mailtos://user:password@example.com",
        "wecombot://abcdefghijklmnop",
        "tgram://123456789:abcdefg_hijklmnop/12345",
    ],
)
def test_a_usable_channel_gives_its_scheme(url: str) -> None:
    assert check(url, private=False) == url.partition(":")[0]


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        (f"nonsense-{SECRET}", "no Apprise URL"),
        (f"https://example.com/{SECRET}", "jsons://HOST/PATH"),
        (f"https://oapi.dingtalk.com/robot/send?access_token={SECRET}", "dingtalk://ACCESS_TOKEN"),
        (f"jsn://example.com/{SECRET}", r"did you mean json"),
        (f"slack://{SECRET}", "appriseit.com/services/slack"),
        (f"json://127.0.0.1/{SECRET}", "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1"),
        (f"json://localhost/{SECRET}", "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1"),
        (f"json://192.168.3.4/{SECRET}", "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1"),
        (f"json://[::1]/{SECRET}", "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1"),
        (f"mailto://u:{SECRET}@example.com?smtp=10.0.0.1", "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1"),
        ("env:", "the name of an environment variable"),
        ("env:POLICYWATCH_TEST_NOT_SET", "POLICYWATCH_TEST_NOT_SET is not set"),
    ],
)
def test_an_unusable_channel_is_refused_in_one_line_without_its_secret(url: str, hint: str) -> None:
    with pytest.raises(BadChannel, match=hint) as refused:
        check(url, private=False)
    assert "\n" not in str(refused.value)
    assert SECRET not in repr(refused.value)


def test_a_private_address_is_the_operators_choice() -> None:
    assert check("json://127.0.0.1/hook", private=True) == "json"


def test_a_channel_may_be_named_by_an_environment_variable() -> None:
    environ = {"TEAM": "json://example.com/hook"}
    assert resolve("env:TEAM", environ) == "json://example.com/hook"
    assert check("env:TEAM", private=False, environ=environ) == "json"
    assert send("env:TEAM", part(), kind="release", message_id="m") == Refused(
        error="the environment variable TEAM is not set: it must hold the channel's URL"
    )


def test_each_service_has_its_own_limit() -> None:
    assert shape("wecombot://abc").limit <= 2048
    assert shape("dingtalk://abc").limit <= 20_000
    assert shape("tgram://abc").form is Form.HTML
    assert shape("mailto://a:b@c.example").subject
    assert shape("vonage://a").limit == 500  # an SMS service takes several at once
    assert shape("gotify://a").limit == 32768


def test_two_threads_hear_only_their_own_answers(receiver: Receiver, another: Receiver) -> None:
    another.status = 404
    answers: dict[str, object] = {}

    def told(name: str, url: str) -> None:
        answers[name] = [send(url, part(), kind="release", message_id=name, private=True) for _ in range(5)]

    threads = [
        threading.Thread(target=told, args=("good", receiver.url)),
        threading.Thread(target=told, args=("bad", another.url)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert answers == {"good": [Sent()] * 5, "bad": [Refused(error="HTTP 404")] * 5}


def test_apprise_is_imported_only_when_needed() -> None:
    code = "import sys, notify.channels as c; c.shape('json://a'); sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert channels.FAMILIAR


def test_an_address_as_the_service_hands_it_out_is_understood() -> None:
    handed_out = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
    assert check(handed_out, private=False) == "wecombot"
    assert shape(handed_out) == shape("wecombot://key")
