from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
import typer.main

import cli
from extract.document import Document
from store import connection, documents
from store.documents import Arrival
from tests.notify.conftest import Receiver

TODAY = datetime.now(UTC)


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        return self.stdout + self.stderr


Run = Callable[..., Said]


@cache
def command() -> Any:
    return typer.main.get_command(cli.app)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("POLICYWATCH_DB", str(tmp_path / "archive.db"))
    monkeypatch.setenv("POLICYWATCH_ALLOW_PRIVATE_CHANNELS", "1")

    def run(*words: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            command().main(list(words), prog_name="policywatch")
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, *capsys.readouterr())

    return run


def rows(result: Said) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def release(number: int, *, old: bool = False) -> int:
    import os

    archive = connection.connect(Path(os.environ["POLICYWATCH_DB"]))
    url = f"https://www.jinan.gov.cn/art/{number}.html"
    recorded = documents.record(
        archive,
        Arrival(
            document=Document(
                url=url,
                title=f"关于申报第{number}批人工智能创新券的通知",
                text=f"各区县：现组织申报第{number}批创新券，支持人工智能企业购买服务，请于月底前报送材料。" * 2,
                published=date(2020, 1, 2) if old else TODAY.date(),
                region="370100",
                city="济南市",
            ),
            url=url,
            source="jinan",
            seen_at=datetime.now(UTC),
            tell_since=TODAY.date() - timedelta(days=7),
        ),
    )
    archive.close()
    return recorded.document_id


def add(run: Run, receiver: Receiver, name: str = "券", *words: str) -> None:
    added = run("subscriptions", "add", name, "--query", "创新券", "--to", receiver.url, *words)
    assert added.exit_code == 0, added.output


def test_deliver_prints_a_line_for_each_message_and_is_quiet_afterwards(run: Run, receiver: Receiver) -> None:
    add(run, receiver)
    release(1)
    release(2)
    release(3, old=True)
    done = run("deliver", "--json")
    assert done.exit_code == 0
    assert sorted(rows(done), key=lambda row: str(row["kind"])) == [
        {
            "subscription": "券",
            "channel": "json #1",
            "kind": "release",
            "documents": [2, 1],
            "state": "sent",
            "error": None,
        },
        {
            "subscription": "券",
            "channel": "json #1",
            "kind": "summary",
            "documents": [3],
            "state": "sent",
            "error": None,
        },
    ]
    assert {message["kind"] for message in receiver.messages} == {"release", "summary"}
    again = run("deliver")
    assert (again.exit_code, again.output) == (0, "")
    assert run("alerts", "release", "券").stdout == "1 alert released: policywatch deliver sends them one by one\n"
    assert [row["kind"] for row in rows(run("deliver", "--json"))] == ["release"]


def test_an_alert_that_cannot_be_delivered_ends_with_1_until_it_is_retried_or_dropped(
    run: Run, receiver: Receiver
) -> None:
    add(run, receiver)
    release(1)
    receiver.status = 500
    done = run("deliver", "--json")
    assert done.exit_code == 1
    assert [(row["state"], row["error"]) for row in rows(done)] == [("failed", "HTTP 500")]
    (waiting,) = rows(run("alerts", "list", "--json"))
    assert (waiting["state"], waiting["error"], waiting["channel"]) == ("failed", "HTTP 500", "json #1")
    assert run("deliver").exit_code == 1  # still backing off, still not told
    receiver.status = 200
    assert run("alerts", "retry", str(waiting["id"])).exit_code == 0
    assert run("deliver").exit_code == 0
    assert rows(run("alerts", "list", "--json")) == []


def test_the_operator_hears_of_an_alert_that_is_given_up(
    run: Run, receiver: Receiver, another: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYWATCH_OPERATOR", another.url)
    add(run, receiver)
    release(1)
    receiver.status = 500
    run("deliver")
    assert another.bodies == []
    archive = connection.connect(tmp_path / "archive.db")
    archive.execute("update deliveries set attempts = 11, due = '2026-01-01T00:00:00.000000Z'")
    archive.close()
    done = run("deliver", "--json")
    assert (done.exit_code, [row["state"] for row in rows(done)]) == (1, ["dead"])
    (told,) = another.messages
    assert (told["kind"], "券，json #1：HTTP 500" in told["message"]) == ("operator", True)
    assert run("alerts", "list").stdout.split("\t")[1] == "dead"


def test_a_dropped_alert_is_never_sent(run: Run, receiver: Receiver) -> None:
    add(run, receiver)
    release(1)
    receiver.status = 500
    run("deliver")
    (waiting,) = rows(run("alerts", "list", "--json"))
    assert run("alerts", "drop", str(waiting["id"])).stdout == "1 alert dropped\n"
    assert run("deliver").exit_code == 0
    unknown = run("alerts", "drop", "99")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (2, 1)


SECRET = "s3cr3t"
GOOD = f"json://127.0.0.1:9/{SECRET}"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--query", "创新券 AND"], "column 5"),
        (["--query", "创新券", "--city", "济男"], "济南"),
        (["--query", "创新券", "--source", "no/id"], "policywatch sources list"),
        (["--query", "创新券", "--every", "hourly"], "instant, daily, weekly"),
        (["--query", "创新券", "--quiet", "22-7"], "22:00-07:00"),
        (["--query", "创新券", "--lang", "fr"], "zh or en"),
        (["--query", "创新券", "--include-higher"], "--city"),
        (["--query", "创新券", "--to", f"jsn://a.example/{SECRET}"], "--to number 2: jsn:// is not a known channel"),
        ([], "--query 科技"),
    ],
)
def test_everything_is_checked_before_anything_is_saved(run: Run, words: list[str], hint: str) -> None:
    refused = run("subscriptions", "add", "券", "--to", GOOD, *words)
    assert refused.exit_code == 2
    assert hint in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert SECRET not in refused.output
    assert run("subscriptions", "list").output == ""


def test_a_channel_is_needed_and_private_ones_are_the_operators_choice(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run("subscriptions", "add", "券", "--query", "创新券")
    assert (refused.exit_code, "--to" in refused.stderr) == (2, True)
    monkeypatch.delenv("POLICYWATCH_ALLOW_PRIVATE_CHANNELS")
    monkeypatch.delenv("POLICYWATCH_ALLOW_PRIVATE", raising=False)
    refused = run("subscriptions", "add", "券", "--query", "创新券", "--to", GOOD)
    assert refused.exit_code == 2
    assert "POLICYWATCH_ALLOW_PRIVATE_CHANNELS=1" in refused.stderr
    assert SECRET not in refused.output


def test_no_command_shows_a_channels_url(run: Run, receiver: Receiver) -> None:
    add(run, receiver, "券", "--city", "济南", "--include-higher")
    release(1)
    receiver.status = 500
    said = [
        run(*words).output
        for words in (
            ("deliver",),
            ("subscriptions", "list", "--json"),
            ("subscriptions", "show", "券"),
            ("subscriptions", "show", "券", "--json"),
            ("subscriptions", "explain", "券", "1"),
            ("subscriptions", "test", "券"),
            ("subscriptions", "export"),
            ("subscriptions", "remove", "卷"),
            ("alerts", "list", "--json"),
        )
    ]
    assert all(said)
    assert "secret-token" not in "".join(said)
    assert "127.0.0.1" not in "".join(said)


def test_list_names_place_and_channels(run: Run, receiver: Receiver) -> None:
    add(run, receiver, "券", "--city", "济南", "--quiet", "22:00-7:00", "--every", "daily")
    (row,) = rows(run("subscriptions", "list", "--json"))
    assert row["city_name"].endswith("济南市")
    assert (row["city"], row["quiet"], row["every"]) == ("370100", "22:00-07:00", "daily")
    assert row["channels"] == ["json #1"]


def test_edit_changes_what_is_named_and_keeps_the_rest(run: Run, receiver: Receiver) -> None:
    add(run, receiver, "券", "--city", "济南", "--quiet", "22:00-07:00")
    assert run("subscriptions", "edit", "券", "--rename", "新", "--city", "", "--every", "weekly").exit_code == 0
    (row,) = rows(run("subscriptions", "list", "--json"))
    assert (row["name"], row["query"], row["city"]) == ("新", "创新券", None)
    assert (row["every"], row["quiet"], row["channels"]) == ("weekly", "22:00-07:00", ["json #1"])
    refused = run("subscriptions", "edit", "新", "--query", "(")
    assert (refused.exit_code, "column 1" in refused.stderr) == (2, True)
    idle = run("subscriptions", "edit", "新")
    assert (idle.exit_code, "nothing to change" in idle.stderr) == (2, True)


def test_pause_resume_and_remove(run: Run, receiver: Receiver) -> None:
    add(run, receiver)
    run("subscriptions", "pause", "券")
    release(1)
    assert run("deliver").output == ""
    run("subscriptions", "resume", "券")
    release(2)
    assert [row["documents"] for row in rows(run("deliver", "--json"))] == [[2]]
    assert run("subscriptions", "remove", "券").exit_code == 0
    gone = run("subscriptions", "pause", "券")
    assert (gone.exit_code, gone.stderr.count("\n")) == (2, 1)


def test_a_test_message_shows_whether_a_channel_works(run: Run, receiver: Receiver) -> None:
    add(run, receiver)
    assert run("subscriptions", "test", "券").stdout == "json #1\tsent\n"
    (told,) = receiver.messages
    assert told["kind"] == "operator"
    assert "测试消息" in told["title"]
    receiver.status = 403
    refused = run("subscriptions", "test", "券", "--json")
    assert (refused.exit_code, rows(refused)[0]["error"]) == (1, "HTTP 403")


def test_preview_counts_and_shows_the_newest(run: Run) -> None:
    release(1)
    release(2, old=True)
    said = run("subscriptions", "preview", "--query", "创新券", "--city", "济南")
    assert said.exit_code == 0
    assert said.stdout.startswith("2 documents match, 1 of the last 30 days\n1\t")
    (row,) = rows(run("subscriptions", "preview", "--query", "创新券 NOT 人工智能", "--json"))
    assert (row["count"], row["last_30_days"], row["newest"]) == (0, 0, [])
    assert run("subscriptions", "preview", "--query", "OR").exit_code == 2
    assert run("subscriptions", "preview").exit_code == 2


def test_explain_says_why_and_why_not(run: Run, receiver: Receiver) -> None:
    add(run, receiver)
    for name, words in (("青岛", ["--city", "青岛"]), ("没有", []), ("源", ["--source", "elsewhere"])):
        query = "低空经济" if name == "没有" else "创新券"
        run("subscriptions", "add", name, "--query", query, "--to", receiver.url, *words)
    release(1)
    run("deliver")
    why = run("subscriptions", "explain", "券", "1").stdout
    assert why.startswith("wanted: #1")
    assert "✓ words: 创新券 in title and text" in why
    assert "✓ json #1: release sent" in why
    (row,) = rows(run("subscriptions", "explain", "券", "1", "--json"))
    title = row["title"]
    assert [title[start : start + length] for start, length in row["title_spans"]] == ["创新券"]
    for name, obstacle in (("青岛", "city"), ("没有", "words"), ("源", "source")):
        (row,) = rows(run("subscriptions", "explain", name, "1", "--json"))
        assert (row["wanted"], row["obstacles"]) == (False, [obstacle])
    assert "370100" in run("subscriptions", "explain", "青岛", "1").stdout
    assert run("subscriptions", "explain", "券", "7").exit_code == 2


def test_what_was_there_before_the_subscription_is_explained(run: Run, receiver: Receiver) -> None:
    release(1)
    add(run, receiver)
    assert "in the archive before the subscription" in run("subscriptions", "explain", "券", "1").stdout


def test_export_and_import_move_subscriptions_without_their_secrets(
    run: Run, receiver: Receiver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(run, receiver, '券 "1"', "--city", "济南", "--include-higher", "--quiet", "22:00-07:00")
    monkeypatch.setenv("TEAM_HOOK", receiver.url)
    run("subscriptions", "add", "源", "--source", "jinan", "--to", "env:TEAM_HOOK", "--lang", "en")
    exported = run("subscriptions", "export").stdout
    assert [one["to"] for one in tomllib.loads(exported)["subscription"]] == [["env:CHANNEL_1"], ["env:TEAM_HOOK"]]
    before = rows(run("subscriptions", "list", "--json"))
    file = tmp_path / "subscriptions.toml"
    file.write_text(exported, encoding="utf-8")
    for name in ('券 "1"', "源"):
        run("subscriptions", "remove", name)
    refused = run("subscriptions", "import", str(file))
    assert refused.exit_code == 2
    assert "CHANNEL_1 is not set" in refused.stderr
    assert run("subscriptions", "list").output == ""
    monkeypatch.setenv("CHANNEL_1", receiver.url)
    assert run("subscriptions", "import", str(file)).exit_code == 0
    after = rows(run("subscriptions", "list", "--json"))
    for row in (*before, *after):
        del row["created"], row["channels"]
    assert before == after


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", r"[[subscription]]"),
        ("[[subscription]]\nquery = '创新券'", "name is missing"),
        ("[[subscription]]\nname = 'x'\ncitty = '济南'", "citty is not known"),
        ("[[subscription]]\nname = 'x'\nto = 'json://a'", "to must be a list of strings"),
        ("[[subscription]]\nname = 'x'\nquery = '('\nto = ['json://a.example']", "column 1"),
        ("name =", "no TOML"),
    ],
)
def test_a_file_that_cannot_be_imported_says_where_it_is_wrong(run: Run, tmp_path: Path, text: str, hint: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    refused = run("subscriptions", "import", str(file))
    assert refused.exit_code == 2
    assert hint in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_source_nobody_has_heard_of_is_worth_a_word(run: Run, receiver: Receiver) -> None:
    release(1)
    added = run("subscriptions", "add", "源", "--source", "jinam", "--to", receiver.url)
    assert added.exit_code == 0
    assert "nothing has come from source jinam yet" in added.stderr


def test_the_commands_are_light() -> None:
    heavy = "{'apprise', 'requests', 'sqlite_utils', 'lark'} & set(sys.modules)"
    code = f"import sys, notify.commands; sys.exit(bool({heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--at", "25:00"), "08:00"),
        (("--weekday", "someday"), "mon, tue"),
        (("--zone", "Mars/Olympus"), "Asia/Shanghai"),
        (("--gather", "soon"), "10m or 2h"),
        (("--gather", "25h"), "up to a day"),
        (("--secret", "plain"), "env:NAME"),
        (("--secret", "env:POLICYWATCH_TEST_GONE"), "must hold the secret"),
    ],
)
def test_wishes_about_delivery_are_checked_before_anything_is_saved(
    run: Run, receiver: Receiver, words: tuple[str, ...], hint: str
) -> None:
    said = run("subscriptions", "add", "券", "--query", "创新券", "--to", receiver.url, *words)
    assert said.exit_code == 2
    assert hint in said.stderr
    assert len(said.stderr.strip().splitlines()) == 1
    assert run("subscriptions", "list", "--json").stdout == ""


def test_wishes_about_delivery_are_kept_exported_and_used(
    run: Run, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notify import webhook

    monkeypatch.setenv("PW_SECRET", "geheim")
    words = ("--gather", "2h", "--cap", "0", "--at", "7:30", "--zone", "Europe/Berlin", "--secret", "env:PW_SECRET")
    (row,) = rows(
        run(
            "subscriptions",
            "add",
            "券",
            "--query",
            "创新券",
            "--to",
            receiver.url,
            "--weekday",
            "Fri",
            *words,
            "--json",
        )
    )
    assert (row["gather_minutes"], row["cap"], row["at"], row["weekday"], row["signed"]) == (120, 0, "07:30", 4, True)
    (table,) = tomllib.loads(run("subscriptions", "export").stdout)["subscription"]
    assert (table["gather"], table["cap"], table["weekday"], table["secret"]) == ("120m", 0, "fri", "env:PW_SECRET")
    assert run("subscriptions", "test", "券").exit_code == 0
    assert webhook.is_ours(receiver.headers[0], receiver.bodies[0], secret="geheim", now=datetime.now(UTC))


def test_new_subscriptions_take_the_language_of_the_house_where_they_name_none(
    run: Run, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICYWATCH_LANG", "en")
    for name, words in (("a", ()), ("b", ("--lang", "zh"))):
        assert run("subscriptions", "add", name, "--query", "创新券", "--to", receiver.url, *words).exit_code == 0
    assert [row["lang"] for row in rows(run("subscriptions", "list", "--json"))] == ["en", "zh"]
    monkeypatch.setenv("POLICYWATCH_LANG", "fr")
    said = run("deliver")
    assert said.exit_code == 2
    assert "POLICYWATCH_LANG is fr: write zh or en" in said.stderr.replace("'", "")
