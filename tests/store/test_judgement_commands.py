from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from store import connection
from store.documents import record
from tests.store.reprints import NOTICE, OTHERS, WHOLE
from tests.store.test_reprints import DAILY, ORIGINAL, RAISED, arrival

MIRROR = "https://mirror.example.cn/1.html"


@pytest.fixture
def run(path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """An archive with a notice (1), two reprints of which one is altered, and next year's (2)."""
    monkeypatch.setenv("POLICYWATCH_DB", str(path))
    db = connection.connect(path)
    title, text = OTHERS["next year"]
    for one in (arrival(), arrival(DAILY, RAISED), arrival(MIRROR, WHOLE["slips"])):
        record(db, one)
    record(db, arrival("https://kjj.jinan.gov.cn/2027/9.html", text, title))
    db.close()

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli.app, list(words))
        assert done.exit_code == code, done.output
        return done.output

    return run


def test_show_says_why_each_page_belongs_and_puts_the_altered_passages_side_by_side(run: Callable[..., str]) -> None:
    rows = [json.loads(line) for line in run("show", "1", "--sightings", "--json").splitlines()]
    assert [(row["url"], row["verdict"]) for row in rows] == [
        (ORIGINAL, "new"),
        (DAILY, "altered"),
        (MIRROR, "noisy"),
    ]
    assert "1 passage differs" in rows[1]["reason"]
    assert "stray edits" in rows[2]["reason"]
    (found,) = map(json.loads, run("show", "1", "--diff", "--json").splitlines())
    (passage,) = found["altered"][0]["passages"]
    assert ("不超过十万元" in passage["original"], "不超过二十万元" in passage["reprint"]) == (True, True)
    said = run("show", "1", "--diff")
    assert f"altered reprint: {DAILY}" in said
    assert "\n+ 二、每家企业每年申领额度不超过二十万元" in said


def test_show_names_the_facts_that_keep_look_alikes_apart(run: Callable[..., str]) -> None:
    assert "like 1, another release" in run("show", "2")
    assert "year: 2027年 | 2026年" in run("show", "2")
    (link,) = json.loads(run("show", "2", "--json"))["links"]
    assert (link["id"], link["kind"]) == (1, "series")


def test_split_and_merge_move_a_page_for_good(run: Callable[..., str], path: Path) -> None:
    assert "3 is a document of its own now; undo it with: policywatch merge 1 3" in run("split", "1", MIRROR)
    db = connection.connect(path)
    assert record(db, arrival(MIRROR, WHOLE["slips"] + "。")).document_id == 3
    db.close()
    assert "3 is part of 1 now" in run("merge", "1", "3")
    assert MIRROR in run("show", "1", "--sightings")
    assert NOTICE.splitlines()[2] in run("show", "1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("split", "1", "https://x.cn/"), "was not seen at"),
        (("split", "2", "https://kjj.jinan.gov.cn/2027/9.html"), "nothing to split"),
        (("merge", "1", "1"), "one document already"),
        (("merge", "1", "99"), "there is no document 99"),
    ],
)
def test_what_cannot_be_ruled_is_one_line_and_exit_2(run: Callable[..., str], words: list[str], said: str) -> None:
    assert said in run(*words, code=2)
