"""A source's last runs as a line of signs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from math import log1p

from store.runs import Outcome, Run

WIDTH = 60  # runs in one line: what a terminal has room for
_BARS = "▁▂▃▄▅▆▇█"
_SIGNS = {Outcome.QUIET: "·", Outcome.BROKEN: "!", Outcome.BLOCKED: "x", None: "?"}
_LEGEND = (
    ("▃", "news: the higher the more"),
    ("·", "quiet"),
    ("!", "broken"),
    ("x", "blocked"),
    ("?", "not finished"),
)


def plot(runs: Sequence[Run], zone: tzinfo, *, width: int = WIDTH) -> str:
    """Three lines: one sign per run, the oldest left; from when to when; what the signs mean. Empty without runs."""
    shown = sorted(runs, key=lambda run: run.id)[-width:]
    if not shown:
        return ""
    most = max((_releases(run) for run in shown), default=0)
    signs = "".join(_sign(run, most) for run in shown)
    first, last = (run.started.astimezone(zone) for run in (shown[0], shown[-1]))
    meanings = "  ".join(f"{sign} {word}" for sign, word in _LEGEND if sign in signs or (sign == "▃" and most))
    span = f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}, {len(shown)} run{'s' if len(shown) > 1 else ''}"
    return f"{signs}\n{span}{f', at most {most} releases in one' if most else ''}\n{meanings}"


def _sign(run: Run, most: int) -> str:
    if run.outcome is not Outcome.NEWS:
        return _SIGNS[run.outcome]
    # By its logarithm: a back-fill of 200 must not flatten everything after it.
    share = log1p(_releases(run)) / log1p(most) if most else 0.0
    return _BARS[min(int(share * len(_BARS)), len(_BARS) - 1)]


def _releases(run: Run) -> int:
    return run.tally.new + run.tally.revised
