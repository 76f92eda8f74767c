"""What a sender asks of the outbox as a whole: who else is sending, has anything gone wrong, was the clock right?"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from store.connection import transaction
from store.moments import maybe_moment, written

FURTHEST = timedelta(days=9)  # a weekly digest and a night: whatever is due later was written by a clock that was wrong
TABLES = ("deliveries", "digests")


def busy_until(db: Database) -> datetime | None:
    """Until when senders may hold what is due; None where nobody holds anything."""
    row = db.conn.execute(
        """
        select max(lease_until)
        from (
          select max(lease_until) as lease_until from deliveries where state = 'leased'
          union all
          select max(lease_until) from digests where state = 'leased'
        )
        """
    ).fetchone()
    return maybe_moment(row[0])


def troubled(db: Database) -> int:
    """How many deliveries have failed and are not mended yet."""
    return sum(
        int(
            db.conn.execute(
                f"select count(*) from {table} where state = 'dead' or (state = 'waiting' and attempts > 0)"
            ).fetchone()[0]
        )
        for table in TABLES
    )


def bring_back(db: Database, now: datetime) -> None:
    """Make due what a clock that was wrong put off further than anything is ever put off."""
    late = written(now + FURTHEST)
    with transaction(db):
        for table in TABLES:
            db.conn.execute(f"update {table} set due = ? where state = 'waiting' and due > ?", (written(now), late))
            db.conn.execute(
                f"update {table} set lease_until = ? where state = 'leased' and lease_until > ?", (written(now), late)
            )
