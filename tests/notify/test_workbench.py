"""Subscriptions at the terminal: tried out, explained, owned by many, and wrong."""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from extract.fold import normal
from notify import channels, dispatch, workbench
from notify.channels import BadChannel
from store import connection, documents, outbox
from tests.notify.test_commands import Run, Said
from tests.notify.test_commands import run as run
from tests.store.arrivals import NOW, arrival

TO = ("--to", "json://localhost:9/hook/secret-token")
TITLES = ("高新技术企业补贴", "高企补贴", "高新技术企业认定", "农村公路养护")


@pytest.fixture
def archive(run: Run, tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    db = connection.connect(path)
    for number, title in enumerate(TITLES):
        text = f"{title}。各单位：现将有关事项通知如下，请认真组织实施，第{number}号。" * 3
        documents.record(
            db,
            arrival(
                f"https://a.gov.cn/{number}", title=f"关于{title}的通知", text=text, published=NOW.date(), source=None
            ),
        )
    db.close()
    return path


def row(said: Said) -> dict[str, Any]:
    assert said.exit_code == 0, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@pytest.mark.usefixtures("archive")
def test_preview_names_near_misses_dead_words_variants_and_overlaps(run: Run) -> None:
    run("subscriptions", "add", "补贴", "--query", "补贴", *TO)
    tried = row(run("subscriptions", "preview", "--query", "高新技术企业 补贴", "--json"))
    assert tried["count"] == 1
    assert {miss["word"]: miss["count"] for miss in tried["near_misses"]} == {"高新技术企业": 1, "补贴": 1}
    assert {"word": "高新技术企业", "other": "高企", "more": 1} in tried["variants"]
    assert tried["overlap"] == [{"name": "补贴", "both": 1}]
    assert sum(month["count"] for month in tried["per_month"]) <= 1
    dead = row(run("subscriptions", "preview", "--query", "高新技术企业 OR 火星", "--json"))
    assert dead["dead_terms"] == ["火星"]
    assert "火星" in dead["warnings"][0]


@pytest.mark.usefixtures("archive")
def test_preview_marks_the_hits_for_a_person(run: Run) -> None:
    said = run("subscriptions", "preview", "--query", "高新技术企业 补贴")
    assert "【高新技术企业】" in said.stdout
    assert "one word short: 1 more without 补贴" in said.stdout
    assert "also said: 高企 for 高新技术企业 (1 more)" in said.stdout


PLACED = {"370102": "370100", "370100": "110000", "370000": "370100", "000000": "000000", "310000": None}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--city", "济南"), {"370102", "370100"}),
        (("--city", "济南", "--place", "issuing"), {"370102", "370000"}),
        (("--city", "济南", "--place", "either"), {"370102", "370100", "370000"}),
        (("--city", "山东省", "--place", "issuing"), {"370102", "370000"}),
        (("--city", "济南市历下区", "--place", "issuing", "--include-higher"), {"370102", "370000", "000000"}),
        (("--city", "全国", "--place", "issuing"), {"000000"}),
    ],
)
def test_preview_counts_what_is_issued_in_a_place_or_about_it_and_deliver_tells_the_same(
    run: Run, tmp_path: Path, words: tuple[str, ...], found: set[str]
) -> None:
    run("subscriptions", "add", "a", "--query", "养护", *words, *TO)
    db = connection.connect(tmp_path / "archive.db")
    for number, (region, issuing) in enumerate(PLACED.items()):
        letters = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"[number * 4 : number * 4 + 4]
        documents.record(
            db,
            arrival(
                f"https://a.gov.cn/{number}",
                title=f"关于{region}养护的通知",
                text="。".join(f"{one}路段由{other}处负责" for one in letters for other in letters),
                said={"region": region, "issuing_region": issuing},
            ),
        )
    dispatch.match(db, datetime.now(UTC), ZoneInfo("Asia/Shanghai"))
    matched = {one.title for one in outbox.pending(db)}
    db.close()
    for asked in (("a",), ("--query", "养护", *words)):
        tried = row(run("subscriptions", "preview", *asked, "--json"))
        assert {hit["title"] for hit in tried["newest"]} == {f"关于{region}养护的通知" for region in found} == matched
        assert tried["count"] == len(found)
        assert sum(month["count"] for month in tried["per_month"]) <= len(found)


def test_a_query_that_catches_nearly_everything_is_warned_of(run: Run, tmp_path: Path) -> None:
    db = connection.connect(tmp_path / "archive.db")
    for number in range(25):
        text = f"第{number}号通知，各单位请认真组织实施并及时报送有关材料。" * 3
        documents.record(db, arrival(f"https://a.gov.cn/{number}", title=f"第{number}号通知", text=text))
    db.close()
    said = run("subscriptions", "preview", "--query", "NOT 火星")
    assert "matches 100% of the archive" in said.stderr


def test_the_months_of_a_plot_are_the_last_twelve_and_a_bar_is_never_rounded_away() -> None:
    today = date(2026, 2, 10)
    days = Counter({today: 1, today - timedelta(days=40): 400})
    months = workbench.months(days, today)
    assert [months[0][0], *months[-2:]] == ["2025-03", ("2026-01", 400), ("2026-02", 1)]
    assert list(workbench.bars(months[-2:], width=4)) == ["2026-01  ████ 400", "2026-02  █ 1"]


def test_the_shipped_variants_are_words_that_can_be_searched_for() -> None:
    groups = workbench.groups()
    assert len(groups) > 100
    for group in groups:
        assert len(group) > 1, group
        assert all(normal(word).text for word in group), group
        assert len({normal(word).text for word in group}) == len(group), group
    assert "高企" in workbench.said_otherwise(normal("高新技術企業").text)


@pytest.mark.usefixtures("archive")
def test_explain_names_the_branch_that_fails_and_every_place_of_the_document(run: Run, archive: Path) -> None:
    run("subscriptions", "add", "a", "--query", "高企 AND (火星 OR 月球) NOT 补贴", *TO)
    said = run("subscriptions", "explain", "a", "2").stdout
    assert "none of 火星 / 月球" in said
    assert "it has 补贴, which the query excludes" in said
    told = row(run("subscriptions", "explain", "a", "2", "--json"))
    assert told["missing"] == ["none of 火星 / 月球", "it has 补贴, which the query excludes"]
    assert [seen["url"] for seen in told["cluster"]] == ["https://a.gov.cn/1"]


def test_all_of_an_owner_is_listed_paused_and_resumed_at_once(run: Run) -> None:
    for name, owner in (("a", "张三"), ("b", "张三"), ("c", "李四")):
        assert run("subscriptions", "add", name, "--query", "科技", "--owner", owner, *TO).exit_code == 0
    assert run("subscriptions", "pause", "--owner", "张三").exit_code == 0
    listed = [json.loads(line) for line in run("subscriptions", "list", "--json").stdout.splitlines()]
    assert {one["name"]: one["paused"] for one in listed} == {"a": True, "b": True, "c": False}
    assert run("subscriptions", "resume", "--owner", "张三").exit_code == 0
    mine = run("subscriptions", "list", "--owner", "李四", "--json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in mine] == ["c"]
    wrong = run("subscriptions", "pause", "--owner", "张四")
    assert (wrong.exit_code, "did you mean" in wrong.stderr) == (2, True)
    assert run("subscriptions", "pause", "a", "--owner", "张三").exit_code == 2


def test_an_exported_subscription_comes_back_as_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--tell", "new,revised,deadline", "--deadline-days", "7,1", "--place", "issuing", "--owner", "张三")
    run("subscriptions", "add", "a", "--city", "济南", "--template", r"{title}\n{url}", *options, *TO)
    exported = run("subscriptions", "export").stdout
    (table,) = tomllib.loads(exported)["subscription"]
    assert (table["tell"], table["place"], table["owner"]) == ("new,revised,deadline", "issuing", "张三")
    before = row(run("subscriptions", "show", "a", "--json"))
    run("subscriptions", "remove", "a")
    (tmp_path / "s.toml").write_text(exported, encoding="utf-8")
    monkeypatch.setenv("CHANNEL_1", TO[1])
    assert run("subscriptions", "import", str(tmp_path / "s.toml")).exit_code == 0
    after = row(run("subscriptions", "show", "a", "--json"))
    for moving in ("created", "channels"):
        before.pop(moving), after.pop(moving)
    assert after == before


def test_an_edit_keeps_what_it_does_not_name(run: Run) -> None:
    run("subscriptions", "add", "a", "--query", "科技", "--tell", "revised", "--owner", "张三", *TO)
    run("subscriptions", "edit", "a", "--deadline-days", "5", "--owner", "")
    shown = row(run("subscriptions", "show", "a", "--json"))
    assert (shown["tell"], shown["deadline_days"], shown["owner"]) == (["revised"], [5], None)


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("--city", "济喃市"), "did you mean"),
        (("--query", "(科技 OR 人工智能"), "column 1"),
        (("--query", '科技 "未完'), "column 4"),
        (("--query", "科技", "--tell", "new,revized"), "did you mean revised?"),
        (("--query", "科技", "--place", "near"), "about, issuing, either"),
        (("--query", "科技", "--deadline-days", "soon"), "14,3,1"),
        (("--query", "科技", "--template", "{tilte}"), "{title}"),
        (("--query", "科技", "--template", "{title"), "stands alone"),
        (("--query", "科技", "--template", "{title.__class__}"), "is no field"),
    ],
)
def test_wrong_words_end_with_one_line_and_nothing_saved(run: Run, words: tuple[str, ...], mend: str) -> None:
    said = run("subscriptions", "add", "a", *words, *TO)
    assert said.exit_code == 2
    assert mend in said.stderr
    assert len(said.stderr.splitlines()) == 1
    assert run("subscriptions", "list", "--json").stdout == ""


@pytest.mark.parametrize(
    ("url", "mend"),
    [("jsn://example.com/secret-token", "json"), ("keyring:policywatch", "a service and a name")],
)
def test_a_channel_nobody_knows_is_refused_with_a_hint_and_without_its_url(run: Run, url: str, mend: str) -> None:
    said = run("subscriptions", "add", "a", "--query", "科技", "--to", url)
    assert (said.exit_code, run("subscriptions", "list", "--json").stdout) == (2, "")
    assert len(said.stderr.splitlines()) == 1
    assert mend in said.stderr
    assert "secret-token" not in said.stderr


def test_a_private_address_is_refused_unless_it_is_allowed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICYWATCH_ALLOW_PRIVATE_CHANNELS")
    said = run("subscriptions", "add", "a", "--query", "科技", "--to", "json://192.168.1.9/secret-token")
    assert (said.exit_code, len(said.stderr.splitlines())) == (2, 1)
    assert "POLICYWATCH_ALLOW_PRIVATE_CHANNELS" in said.stderr
    assert "secret-token" not in said.stderr
    assert run("subscriptions", "list", "--json").stdout == ""


def test_without_the_extra_a_keyring_reference_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(BadChannel, match=r"pip install 'policywatch\[keyring\]'"):
        channels.resolve("keyring:policywatch/team", {})


def test_a_channel_may_be_kept_in_the_keyring() -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            return {("policywatch", "team"): TO[1]}.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None: ...

        def delete_password(self, service: str, username: str) -> None: ...

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())  # type: ignore[no-untyped-call]  # keyring has types for some
    try:
        assert channels.resolve("keyring:policywatch/team", {}) == TO[1]
        with pytest.raises(BadChannel, match="keyring set policywatch other"):
            channels.resolve("keyring:policywatch/other", {})
    finally:
        keyring.set_keyring(before)
