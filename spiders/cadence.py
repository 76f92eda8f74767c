"""When is a source due again? Pure."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from store.runs import Outcome

EVERY = 60  # minutes, where neither the user nor the source says otherwise
SPREAD = 0.1  # so that a hundred sources enabled together do not stay together
LONGEST = timedelta(days=1)


def next_due(source: str, *, every: int | None, failures: int, now: datetime) -> datetime:
    """When to visit next: the interval, spread by the source's name, doubled by every failure in a row up to a day."""
    interval = timedelta(minutes=every or EVERY) * (1 + SPREAD * _place(source))
    if failures:
        interval = max(interval, min(interval * 2 ** min(failures, 16), LONGEST))
    return now + interval


def failures_in_a_row(outcomes: list[Outcome | None]) -> int:
    """How many of the latest runs, newest first, ended badly before one that did not."""
    count = 0
    for outcome in outcomes:
        if outcome not in (Outcome.BROKEN, Outcome.BLOCKED):
            break
        count += 1
    return count


def _place(source: str) -> float:
    """Where a source lies between -1 and 1, the same on every machine."""
    digest = hashlib.sha256(source.encode()).digest()
    return int.from_bytes(digest[:4], "big") / 0xFFFFFFFF * 2 - 1
