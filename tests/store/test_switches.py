from __future__ import annotations

from datetime import timedelta

from sqlite_utils import Database

from store import runs, switches
from store.runs import Outcome, Tally
from tests.store.arrivals import NOW

HOUR = timedelta(hours=1)


def test_an_enabled_source_is_due_at_once_and_then_when_it_is_scheduled(db: Database) -> None:
    switches.enable(db, ["b", "a"], NOW)
    assert switches.due(db, NOW) == ["a", "b"]
    switches.schedule(db, "a", NOW + HOUR)
    assert switches.due(db, NOW) == ["b"]
    assert switches.due(db, NOW + HOUR) == ["b", "a"]


def test_a_disabled_source_is_never_due_and_keeps_its_pace(db: Database) -> None:
    switches.enable(db, ["a"], NOW)
    switches.pace(db, "a", 90)
    switches.disable(db, ["a", "unknown"])
    assert switches.due(db, NOW) == []
    assert not switches.states(db)["a"].enabled
    switches.enable(db, ["a"], NOW)
    assert (switches.states(db)["a"].enabled, switches.states(db)["a"].every_minutes) == (True, 90)


def test_enabling_what_is_enabled_changes_no_schedule(db: Database) -> None:
    switches.enable(db, ["a"], NOW)
    switches.schedule(db, "a", NOW + HOUR)
    switches.enable(db, ["a"], NOW)
    assert switches.due(db, NOW) == []
    switches.disable(db, ["a"])
    switches.enable(db, ["a"], NOW)
    assert switches.due(db, NOW) == ["a"]


def test_a_state_tells_of_the_last_run_and_the_last_good_one(db: Database) -> None:
    switches.enable(db, ["a"], NOW)
    for hours, outcome, reason in ((0, Outcome.NEWS, None), (1, Outcome.BROKEN, "no links")):
        run = runs.start(db, "a", NOW + hours * HOUR)
        runs.finish(db, run, outcome=outcome, reason=reason, tally=Tally(), now=NOW + hours * HOUR)
    runs.start(db, "a", NOW + 2 * HOUR)
    state = switches.states(db)["a"]
    assert (state.last_run, state.last_success) == (NOW + HOUR, NOW)
    assert (state.outcome, state.reason) == (Outcome.BROKEN, "no links")


def test_a_source_crawled_by_name_has_a_state_without_being_enabled(db: Database) -> None:
    runs.start(db, "named", NOW)
    state = switches.states(db)["named"]
    assert (state.enabled, state.last_run, state.outcome) == (False, None, None)


def test_a_removed_source_has_no_switch(db: Database) -> None:
    switches.enable(db, ["a", "b"], NOW)
    switches.remove(db, ["a"])
    assert switches.states(db).keys() == {"b"}
