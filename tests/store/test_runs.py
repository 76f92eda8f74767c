from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlite_utils import Database

from store import runs
from store.runs import Outcome, Tally
from tests.store.arrivals import NOW

A_WEEK_AGO = (NOW - timedelta(days=7)).date()


def visit(db: Database, outcome: Outcome, at: datetime, source: str = "a") -> int:
    run = runs.start(db, source, at)
    runs.finish(db, run, outcome=outcome, reason=None, tally=Tally(listed=20), now=at + timedelta(seconds=4))
    return run


def test_a_run_is_remembered_as_it_ended(db: Database) -> None:
    run = runs.start(db, "a", NOW)
    tally = Tally(listed=20, fetched=3, new=1, revised=1, copies=1, unreadable=0, failed=0)
    runs.finish(db, run, outcome=Outcome.NEWS, reason="1 of 3 failed", tally=tally, now=NOW + timedelta(seconds=8.5))
    (last,) = runs.recent(db, "a", 5)
    assert (last.outcome, last.reason, last.tally, last.seconds) == (Outcome.NEWS, "1 of 3 failed", tally, 8.5)
    assert runs.get(db, run) == last


def test_runs_come_newest_first_and_a_cut_off_one_is_seen(db: Database) -> None:
    visit(db, Outcome.QUIET, NOW)
    runs.start(db, "a", NOW + timedelta(hours=1))
    visit(db, Outcome.QUIET, NOW, source="b")
    assert [(run.outcome, run.seconds) for run in runs.recent(db, "a", 5)] == [(None, None), (Outcome.QUIET, 4.0)]


def test_a_source_was_never_visited_until_a_run_of_it_begins(db: Database) -> None:
    visit(db, Outcome.BROKEN, NOW)
    assert runs.never_visited(db, ["a", "b"])
    assert not runs.never_visited(db, ["a"])
    assert not runs.never_visited(db, [])


def test_a_first_crawl_tells_a_week(db: Database) -> None:
    assert runs.tell_since(db, "a", NOW) == A_WEEK_AGO
    runs.start(db, "a", NOW)  # its own run has begun
    assert runs.tell_since(db, "a", NOW) == A_WEEK_AGO


@pytest.mark.parametrize("outcome", [Outcome.NEWS, Outcome.QUIET])
def test_after_a_good_run_everything_is_told(db: Database, outcome: Outcome) -> None:
    visit(db, Outcome.BROKEN, NOW - timedelta(days=2))
    visit(db, outcome, NOW - timedelta(days=1))
    runs.start(db, "a", NOW)
    assert runs.tell_since(db, "a", NOW) is None


@pytest.mark.parametrize("outcome", [Outcome.BROKEN, Outcome.BLOCKED])
def test_after_repair_a_week_or_all_since_the_last_good_run_is_told(db: Database, outcome: Outcome) -> None:
    visit(db, Outcome.NEWS, NOW - timedelta(days=30))
    visit(db, outcome, NOW - timedelta(days=1))
    assert runs.tell_since(db, "a", NOW) == (NOW - timedelta(days=30)).date()
    visit(db, Outcome.NEWS, NOW - timedelta(hours=20))
    visit(db, outcome, NOW - timedelta(hours=10))
    assert runs.tell_since(db, "a", NOW) == A_WEEK_AGO


def test_one_source_says_nothing_about_another(db: Database) -> None:
    visit(db, Outcome.NEWS, NOW)
    assert runs.tell_since(db, "b", NOW) == A_WEEK_AGO
    assert (runs.worked_before(db, "a"), runs.worked_before(db, "b")) == (True, False)


def test_a_source_that_only_failed_never_worked(db: Database) -> None:
    visit(db, Outcome.BLOCKED, NOW)
    assert not runs.worked_before(db, "a")
    assert runs.tell_since(db, "a", NOW) == A_WEEK_AGO == date(2026, 9, 17)
