"""Times as the archive writes them: UTC, fixed width, so that text order is time order."""

from __future__ import annotations

from datetime import UTC, date, datetime

DAY = 20  # bits below the day in a document's place
EPOCH = date(1970, 1, 1)  # the day of place 0


def written(at: datetime) -> str:
    """The aware time as `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """The time that `written` wrote."""
    return datetime.fromisoformat(text)


def maybe_moment(text: str | None) -> datetime | None:
    """The time that `written` wrote, where there is one."""
    return datetime.fromisoformat(text) if text else None


def maybe_written(at: datetime | None) -> str | None:
    """The time as `written` writes it, where there is one."""
    return written(at) if at else None


def maybe_day(text: str | None) -> date | None:
    """The date that was stored as `YYYY-MM-DD`, where there is one."""
    return date.fromisoformat(text) if text else None


def maybe_iso(day: date | None) -> str | None:
    """The date as it is stored, where there is one."""
    return day.isoformat() if day else None
