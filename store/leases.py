"""What a sender asks of the outbox as a whole: who else is sending, and has anything gone wrong?"""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from store.moments import maybe_moment


def busy_until(db: Database) -> datetime | None:
    """Until when senders may hold what is due; None where nobody holds anything."""
    row = db.conn.execute("select max(lease_until) from deliveries where state = 'leased'").fetchone()
    return maybe_moment(row[0])


def troubled(db: Database) -> int:
    """How many deliveries have failed and are not mended yet."""
    row = db.conn.execute(
        "select count(*) from deliveries where state = 'dead' or (state = 'waiting' and attempts > 0)"
    ).fetchone()
    return int(row[0])
