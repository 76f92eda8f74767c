"""A source's last runs as a line of signs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from spiders import plotting
from store.runs import Outcome, Run, Tally

BEGAN = datetime(2026, 11, 20, 8, tzinfo=UTC)


def run(number: int, outcome: Outcome | None, new: int = 0) -> Run:
    at = BEGAN + timedelta(hours=number)
    return Run(id=number, source="one", started=at, finished=at, outcome=outcome, reason=None, tally=Tally(new=new))


def test_every_run_is_one_sign_with_the_oldest_on_the_left() -> None:
    outcomes = [Outcome.NEWS, Outcome.QUIET, Outcome.BROKEN, Outcome.BLOCKED, None, Outcome.NEWS]
    runs = [run(n, outcome, new=200 if n == 0 else 3 * (n == 5)) for n, outcome in enumerate(outcomes)]
    signs, span, meanings = plotting.plot(runs[::-1], UTC).splitlines()
    assert signs == "█·!x?▃"
    assert span == "2026-11-20 08:00 to 2026-11-20 13:00, 6 runs, at most 200 releases in one"
    assert "! broken" in meanings


def test_only_the_latest_runs_are_shown_and_only_signs_that_occur_are_explained() -> None:
    text = plotting.plot([run(n, Outcome.QUIET) for n in range(200)], UTC, width=30)
    assert text.splitlines()[0] == "·" * 30
    assert text.splitlines()[2] == "· quiet"


def test_without_runs_there_is_nothing_to_see() -> None:
    assert plotting.plot([], UTC) == ""
