from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from store.connection import Archive
from tests.store.test_lifeline import DRAFT, ISSUED, TOLD, put

RUNNER = CliRunner()


def said(db: Archive, *words: str) -> str:
    done = RUNNER.invoke(cli.app, ["--db", str(db.path), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.fixture
def issued(db: Archive) -> int:
    put(db, *DRAFT)
    id = put(db, *ISSUED, text="根据《中华人民共和国科学技术进步法》，制定本办法。", number="济科发〔2026〕3号")
    put(db, *TOLD)
    put(db, "six", "关于做好科技统计年报报送有关工作的函", date(2026, 2, 1), number="济科发〔2026〕6号")
    return id


def test_show_tells_the_life_of_a_release(db: Archive, issued: int) -> None:
    shown = said(db, "show", str(issued)).splitlines()
    assert [line.split()[-1] for line in shown if "  draft  " in line] == [DRAFT[1]]
    assert any(line.startswith("life line") for line in shown)
    assert any("← this one" in line for line in shown)
    assert "cites          basis: 《中华人民共和国科学技术进步法》" in shown
    assert "number series  济科发〔2026〕 3, 6; never seen: 4–5" in shown
    life = json.loads(said(db, "show", str(issued), "--json"))["lifeline"]
    assert [step["stage"] for step in life["steps"]] == ["draft", "issued", "interpretation"]


def test_numbers_lists_series_and_their_gaps(db: Archive, issued: int) -> None:
    assert said(db, "numbers", "济科").splitlines() == ["济科发〔2026〕\t3, 6\t4–5"]
    assert json.loads(said(db, "numbers", "济科发", "--json")) == {
        "mark": "济科发",
        "year": 2026,
        "known": [3, 6],
        "missing": [4, 5],
    }
    assert said(db, "numbers", "鲁政办") == ""


def test_an_archive_from_before_life_lines_gets_them(tmp_path: Path) -> None:
    from store.connection import connect
    from tests.store.test_kills import old_archive

    path = tmp_path / "archive.db"
    old_archive(path, 3)
    db = connect(path)
    assert db.execute("select count(*) from subjects").fetchone() == (3,)
    db.close()
