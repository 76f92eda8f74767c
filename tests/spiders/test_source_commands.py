"""`sources list`, `show`, `enable` and `disable`, as a person uses them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app
from store import checks, connection, frontier, runs
from store.checks import Check, Found
from store.connection import Archive
from store.runs import Outcome, Tally

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
OURS = 'id = "ours"\nname = "青禾市科技局"\nregion = "370100"\nlevel = "city"\n[[list]]\nurl = "https://a.example/l/"\n'


@pytest.fixture
def archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Archive]:
    monkeypatch.setenv("POLICYWATCH_DB", str(tmp_path / "archive.db"))
    monkeypatch.setenv("POLICYWATCH_SOURCES", str(tmp_path / "sources"))
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "ours.toml").write_text(OURS, encoding="utf-8")
    opened = connection.connect(tmp_path / "archive.db")
    yield opened
    opened.close()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["sources", *words], catch_exceptions=False)


def rows(*words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(*words, "--json").stdout.splitlines()]


def ids(*words: str) -> set[str]:
    return {row["id"] for row in rows("list", *words)}


def ended(archive: Archive, source: str, outcome: Outcome, days_ago: int = 0, reason: str | None = None) -> None:
    at = NOW - timedelta(days=days_ago)
    run = runs.start(archive, source, at)
    tally = Tally(listed=20, fetched=3, new=3 if outcome is Outcome.NEWS else 0)
    runs.finish(archive, run, outcome=outcome, reason=reason, tally=tally, now=at + timedelta(seconds=5))


def checked(archive: Archive, source: str, found: Found, reason: str | None = None) -> None:
    check = Check(
        source=source,
        at=NOW,
        found=found,
        reason=reason,
        rows=20,
        dated=18,
        family="trs",
        titles=("关于征集青禾市技术需求的通知",),
        seconds=1.5,
    )
    checks.write(archive, check)


def test_a_source_is_seen_to_work_by_a_good_check_or_a_good_run_and_by_nothing_else(archive: Archive) -> None:
    checked(archive, "moa-1", Found.GOOD)
    checked(archive, "mof-2", Found.DOUBTFUL, "none of 20 rows has a date")
    ended(archive, "mee-1", Outcome.QUIET)
    ended(archive, "mwr-1", Outcome.BROKEN)
    run("enable", "mwr-1", "mee-1", "moa-1")
    assert ids("--state", "verified") == {"moa-1", "mee-1", "ours"}
    assert ids("--state", "unverified", "--enabled") == {"mwr-1"}
    by_id = {row["id"]: row for row in rows("list", "--enabled")}
    assert (by_id["mwr-1"]["state"], by_id["mwr-1"]["outcome"]) == ("unverified", "broken")
    assert (by_id["mee-1"]["state"], by_id["moa-1"]["state"]) == ("quiet", "new")
    assert by_id["moa-1"]["checked"] == "good"


def test_a_later_bad_run_of_a_source_that_worked_is_broken(archive: Archive) -> None:
    run("enable", "mee-1")
    ended(archive, "mee-1", Outcome.NEWS, days_ago=2)
    ended(archive, "mee-1", Outcome.BROKEN)
    assert rows("list", "--enabled")[0]["state"] == "broken"


def test_a_hand_written_source_that_a_check_found_broken_is_not_verified(archive: Archive) -> None:
    checked(archive, "ours", Found.BROKEN, "no links")
    assert "ours" not in ids("--state", "verified")


def test_places_levels_topics_and_patterns_choose_and_narrow_each_other(archive: Archive) -> None:
    assert run("enable", "--region", "370100", "--level", "city").exit_code == 0
    assert ids("--enabled") == ids("--city", "济南", "--level", "city")
    assert run("enable", "zc-37*", "--region", "370100").exit_code == 0
    assert {id for id in ids("--enabled") if id.startswith("zc-")} == ids("--region", "370100") & {
        id for id in ids() if id.startswith("zc-37")
    }
    before = ids("--enabled")
    assert run("enable", "--topic", "汽车").exit_code == 0
    assert "caam-zcfg" in ids("--enabled") - before
    assert run("disable", "*").exit_code == 0
    assert ids("--enabled") == set()


def test_what_was_already_so_is_said_and_the_unseen_are_counted(archive: Archive) -> None:
    run("enable", "moa-1")
    said = run("enable", "moa-1", "mee-1", "ours").stderr
    assert said.splitlines() == [
        "enabled 2 sources (1 already was): mee-1, ours",
        "2 of them were never seen to work yet: policywatch sources check --enabled",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("enable", "zc-37010"), "did you mean zc-3701"),
        (("enable", "中国汽车"), "did you mean caam-cxsj or caam-zcfg?"),
        (("enable", "qq-*"), "no source fits 'qq-*'"),
        (("enable", "--level", "town"), "central, province, city, district, industry"),
        (("enable", "--region", "济南", "--topic", "有色金属"), "no source is there"),
        (("list", "--include-higher"), "--region"),
        (("list", "--state", "fine"), "off, new, news"),
        (("list", "--kind", "carrier-pigeon"), "feed"),
        (("show", "moa-l"), "did you mean moa-1"),
        (("check",), "--region 济南"),
        (("check", "--all", "moa-1"), "--all is every source"),
        (("check", "--enabled"), "No source is enabled"),
    ],
)
def test_wrong_words_are_answered_in_one_line_with_what_to_write(
    archive: Archive, words: tuple[str, ...], said: str
) -> None:
    ended = run(*words)
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_kinds_and_industry_can_be_listed(archive: Archive) -> None:
    assert "us-federal-register" in ids("--kind", "feed", "--region", "US")
    assert len(ids("--level", "industry")) >= 40
    assert "jn-jnsti-tzgg" in ids("--kind", "jpaas")


def test_show_says_everything_a_person_wants(archive: Archive) -> None:
    run("enable", "moa-1")
    for day, outcome in enumerate((Outcome.QUIET, Outcome.NEWS, Outcome.BROKEN, Outcome.QUIET, Outcome.NEWS)):
        ended(archive, "moa-1", outcome, days_ago=4 - day, reason="HTTP 500" if outcome is Outcome.BROKEN else None)
    checked(archive, "moa-1", Found.GOOD)
    shown = run("show", "moa-1").stdout
    for said in (
        "农业农村部 法律法规",
        "family by URL shape: trs",
        "000000 全国",
        "https://fgs.moa.gov.cn/flfg/",
        "news, was seen to work",
        "at its own rhythm",
        "good: 20 rows",
        "关于征集青禾市技术需求的通知",
        "HTTP 500",
        "20 listed, 3 fetched, 3 new",
    ):
        assert said in shown
    assert "·█!·█" in shown
    whole = json.loads(run("show", "moa-1", "--json").stdout)
    assert whole["source"]["id"] == "moa-1"
    assert (whole["state"]["enabled"], whole["verified"], len(whole["runs"])) == (True, True, 5)
    assert whole["check"]["found"] == "good"


def test_show_names_pages_that_were_given_up(archive: Archive) -> None:
    row = frontier.Row(url="https://a.example/1.html", title="通知")
    frontier.discover(
        archive, source="ours", list_url="https://a.example/l/", rows=[row], validators=None, tell_since=None, now=NOW
    )
    archive.execute(
        "update pages set state = 'given up', reason = 'HTTP 500', checked_at = '2026-11-22T02:00:00.000000Z'"
    )
    assert "given up: 1 pages" in run("show", "ours").stdout
