"""How a source stands, in one word: its switch, its last run, and whether it was ever seen to work. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from store.checks import Check, Found
from store.runs import Outcome

if TYPE_CHECKING:
    from spiders.source import Source
    from store.switches import State

WORDS = ("off", "new", "news", "quiet", "broken", "blocked", "unverified", "verified")  # what --state may ask for
_TROUBLE = (Outcome.BROKEN, Outcome.BLOCKED)


def word(state: State | None, *, works: bool) -> str:
    """Off, new (never visited), how its last run ended, or unverified where that was bad and none was ever good."""
    if state is None or not state.enabled:
        return "off"
    if state.outcome is None:
        return "new"
    return "unverified" if state.outcome in _TROUBLE and not works else state.outcome.value


def verified(source: Source, check: Check | None, *, works: bool) -> bool:
    """Has it been seen to work: by a run, by a check, or by whoever wrote its file, unless a look says otherwise?"""
    return works or (source.verified and (check is None or check.found is Found.GOOD))


def asked_for(said: str | None, state: State | None, source: Source, check: Check | None, *, works: bool) -> bool:
    """Does the source stand as `--state` asks?"""
    if said == "verified":
        return verified(source, check, works=works)
    if said == "unverified":
        return not verified(source, check, works=works)
    return said is None or word(state, works=works) == said


def summary(check: Check) -> str:
    """A check in a few words."""
    return f"{check.found.value}: {check.reason}" if check.reason else f"{check.found.value}: {check.rows} rows"
