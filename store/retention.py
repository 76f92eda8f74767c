"""What need not be kept: raw pages that belong to nothing or are too old, and the room they took."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from store import raw


def tidy(db: Database, now: datetime, *, raw_days: int | None = None) -> list[str]:
    """Remove raw pages that nothing refers to, and those older than so many days; what was done, a line each.

    Documents keep every wording. Cheap enough for once a day.
    """
    done = []
    if removed := raw.sweep(db, now):
        done.append(f"removed {removed} raw pages that belonged to nothing")
    if raw_days is not None and (removed := raw.expire(db, now - timedelta(days=raw_days))):
        done.append(f"removed {removed} raw pages older than {raw_days} days; their documents stay")
    if freed := raw.shrink(db):
        done.append(f"gave back {freed / 1024**2:.0f} MiB of disk")
    return done
