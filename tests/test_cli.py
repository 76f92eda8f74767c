"""What the command line says when it is used wrongly: one line, exit 2, nothing on stdout."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import connection, frontier

SECONDS = 60


def policywatch(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(folder / "archive.db"), "--sources", str(folder), *words],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("days", ["0", "soon", "9" * 20])
def test_raw_pages_are_kept_for_a_number_of_days_that_a_calendar_has(tmp_path: Path, days: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(tmp_path / "archive.db"), "doctor", "--mend"],
        env={**os.environ, "POLICYWATCH_RAW_DAYS": days},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == f"policywatch: POLICYWATCH_RAW_DAYS is '{days}': write a number of days, such as 365\n"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("serch", "科技"), "search"),
        (("search", "科技", "--limit", "many"), "'--limit': 'many' is not a whole number"),
        (("search", "科技", "--page", "9" * 30), "has more than 9 digits"),
        (("search", "科技", "--limit", "9" * 5000), "has more than 9 digits"),
        (("numbers", "济科发", "--year", "9" * 30), "has more than 9 digits"),
        (("alerts", "retry", "3", "all"), "'all' is not a whole number"),
        (("feed", "科技\udcff"), r"'科技\udcff' is not UTF-8"),
        (("search", "科技", "--since", "2026-13-01"), "YYYY-MM-DD"),
        (("search", "--since", "2026-05-01", "--until", "2026-01-01"), "no day lies from 2026-05-01 to 2026-01-01"),
        (("export", "since:2026-05-01 until:2026-01-01"), "exchange the two"),
        (("search", "科技 AND ("), "column"),
        (("search", "科技", "--city", "朝阳区"), "110105"),
        (("crawl",), "No source is enabled: policywatch init --city 济南"),
        (("crawl", "no-such-source"), "policywatch sources list"),
        (("init",), "--city 济南"),
        (("init", "--city", "火星"), "火星"),
        (("init", "--city", "济南", "--query", "科技"), "--to"),
        (("init", "--city", "济南", "--query", "科技", "--to", "carrier-pigeon://loft"), "carrier-pigeon"),
        (("subscriptions", "add", "mine", "--query", "科技", "--to", "json://127.0.0.1:9/"), "private"),
        (("sources", "add", "ftp://example.test/"), "http"),
        (("show", "99"), "99"),
        (("numbers", " "), "what stands before the year"),
        (("search", "科技", "--db", "a" * 300), "cannot be looked for (File name too long)"),
        (("sources", "list", "--sources", "a" * 300), "cannot be looked for (File name too long)"),
        (("restore", "a" * 300), "cannot be looked for (File name too long)"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_is_one_line_that_says_what_to_write(tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    done = policywatch(*words, folder=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert named in done.stderr


def test_a_backup_that_is_not_there_is_missed_before_anybody_is_asked(tmp_path: Path) -> None:
    policywatch("stats", folder=tmp_path)
    done = policywatch("restore", "nothing.db", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "policywatch: nothing.db is not there: name a backup\n"


def test_a_backup_that_is_none_is_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    policywatch("stats", folder=tmp_path)
    notes = tmp_path / "notes.txt"
    notes.write_text("no archive")
    done = policywatch("restore", str(notes), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"policywatch: {notes} is not a policywatch archive: name a backup\n"


def test_a_refused_first_subscription_enables_nothing(tmp_path: Path) -> None:
    policywatch("init", "--city", "济南", "--query", "科技 OR", "--to", "mailto://u:p@example.test", folder=tmp_path)
    assert policywatch("crawl", folder=tmp_path).returncode == 2


def test_init_enables_the_sources_of_a_place_and_adds_the_subscription(tmp_path: Path) -> None:
    channel = "mailto://user:hushhush@example.test"
    done = policywatch("init", "--city", "济南", "--query", "科技", "--to", channel, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    listed = policywatch("subscriptions", "list", "--json", folder=tmp_path)
    assert '"query": "科技"' in listed.stdout
    assert "hushhush" not in done.stdout + done.stderr + listed.stdout + listed.stderr
    enabled = policywatch("sources", "list", "--json", folder=tmp_path).stdout.splitlines()
    assert any('"enabled": true' in line and '"370100"' in line for line in enabled)
    assert all('"370' in line for line in enabled if '"enabled": true' in line)


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    words = ["--db", str(tmp_path / "archive.db"), "--sources", str(tmp_path), "sources", "list", "--columns", "--json"]
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("{")
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("words", [("stats",), ("sources", "list", "--region", "济南", "--json")])
def test_a_full_disk_behind_what_is_printed_is_told_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "--db", str(tmp_path / "archive.db"), *words],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "make room" in done.stderr


def test_a_question_that_nobody_answers_names_the_option_that_answers_it(tmp_path: Path) -> None:
    archive, copy = tmp_path / "archive.db", tmp_path / "copy.db"
    for path in (archive, copy):
        connection.connect(path).close()

    done = subprocess.run(
        [sys.executable, "-m", "cli", "--db", str(archive), "restore", str(copy)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )

    assert done.returncode == 1
    assert "add --yes" in done.stderr


def test_a_list_of_no_sources_says_so(tmp_path: Path) -> None:
    done = policywatch("sources", "list", "--topic", "nosuchtopic", folder=tmp_path)

    assert (done.returncode, done.stdout) == (0, "")
    assert "no source is like that" in done.stderr


def test_a_search_in_an_empty_archive_says_that_it_is_empty(tmp_path: Path) -> None:
    done = policywatch("search", "科技", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "nothing found: the archive is empty; policywatch crawl fills it\n"


def test_a_backup_in_a_pipe_says_one_line_and_no_more(tmp_path: Path) -> None:
    connection.connect(tmp_path / "archive.db").close()
    done = policywatch("backup", str(tmp_path / "copies"), folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


def test_doctor_finds_a_broken_source_file_and_says_where(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('id = "mine"\nname = "Mine"\n', encoding="utf-8")
    done = policywatch("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert "mine.toml" in done.stdout


def test_doctor_names_pages_given_up_and_lets_them_be_tried_again(tmp_path: Path) -> None:
    url, now = "http://www.example.test/t/1.html", datetime(2026, 9, 24, tzinfo=UTC)
    with closing(connection.connect(tmp_path / "archive.db")) as db:
        row = frontier.Row(url=url, title="关于申报的通知", published=None)
        frontier.discover(
            db,
            source="mine",
            list_url="http://www.example.test/",
            rows=[row],
            validators=None,
            tell_since=None,
            now=now,
        )
        for _ in range(20):
            frontier.settle(db, url, outcome="failed", now=now, reason="HTTP 500")
    done = policywatch("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert url in done.stdout
    assert policywatch("doctor", "--mend", folder=tmp_path).returncode == 0


def test_a_choice_that_is_none_is_told_without_the_name_of_an_exception(tmp_path: Path) -> None:
    done = policywatch("feed", "--format", "icss", folder=tmp_path)
    assert done.returncode == 2
    assert "Value error" not in done.stderr
    assert "'icss' is not one of 'atom', 'json', 'ics'" in done.stderr
