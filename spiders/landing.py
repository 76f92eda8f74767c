"""What became of a page; apart from the pipeline, which a visit without new pages need not load."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Landed(StrEnum):
    """What became of one page."""

    NEW = "new"
    REVISED = "revised"
    COPY = "copy"
    SAME = "same"
    UNREADABLE = "unreadable"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """What became of one page, and why."""

    landed: Landed
    reason: str | None = None
