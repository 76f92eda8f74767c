from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store import checks, runs
from store.checks import Check, Found
from store.connection import Archive
from store.runs import Outcome, Tally

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)


def check(source: str = "a", found: Found = Found.GOOD, minutes: int = 0) -> Check:
    return Check(
        source=source,
        at=NOW + timedelta(minutes=minutes),
        found=found,
        reason=None if found is Found.GOOD else "no links",
        rows=15,
        dated=14,
        family="trs",
        titles=("关于征集技术需求的通知",),
        seconds=0.5,
    )


def test_a_check_is_read_as_it_was_written(db: Archive) -> None:
    checks.write(db, check())
    assert checks.last(db, "a") == check()
    assert checks.last(db, "b") is None


def test_the_latest_check_of_each_source_counts(db: Archive) -> None:
    for minutes, found in enumerate((Found.GOOD, Found.BROKEN)):
        checks.write(db, check(found=found, minutes=minutes))
        checks.write(db, check("b", Found.BLOCKED, minutes))
    assert {source: one.found for source, one in checks.latest(db).items()} == {"a": "broken", "b": "blocked"}


def test_what_worked_once_stays_known_however_many_bad_checks_follow(db: Archive) -> None:
    checks.write(db, check())
    for minutes in range(1, 60):
        checks.write(db, check(found=Found.BROKEN, minutes=minutes))
    assert checks.working(db) == {"a"}
    assert db.execute("select count(*) from checks").fetchone()[0] <= checks.KEPT + 1


def test_a_good_run_shows_that_a_source_works_and_a_doubtful_check_does_not(db: Archive) -> None:
    for source, outcome in (("ran", Outcome.QUIET), ("bad", Outcome.BROKEN)):
        runs.finish(db, runs.start(db, source, NOW), outcome=outcome, tally=Tally(), now=NOW)
    checks.write(db, check("maybe", Found.DOUBTFUL))
    assert checks.working(db) == {"ran"}
    assert checks.working(db, ["bad", "maybe"]) == frozenset()
    assert [checks.worked(db, source) for source in ("ran", "bad", "maybe", "nobody")] == [True, False, False, False]
