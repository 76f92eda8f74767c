"""Leases while a message is on its way: kept alive, given up part by part, waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from store.connection import transaction
from store.moments import maybe_moment, written
from store.parcels import Parcel


def renew(db: Database, parcel: Parcel, now: datetime, *, seconds: float) -> Parcel | None:
    """The parcel with a longer lease; None where another sender has it by now."""
    until = now + timedelta(seconds=seconds)
    with transaction(db):
        kept = db.conn.execute(
            """
            update deliveries
            set lease_until = ?
            where message_id = ?
              and state = 'leased'
              and lease_until = ?
            """,
            (written(until), parcel.message_id, written(parcel.lease_until)),
        ).rowcount
    return replace(parcel, lease_until=until) if kept else None


def arrived(db: Database, parcel: Parcel, deliveries: Sequence[int], now: datetime) -> None:
    """A part of the message arrived; the rest of it is still on its way."""
    marks = ", ".join("?" * len(deliveries))
    with transaction(db):
        # Also where the lease ran out meanwhile: that it was sent stays true.
        db.conn.execute(
            f"""
            update deliveries
            set state = 'sent', sent_at = ?, error = null, lease_until = null
            where message_id = ?
              and state in ('leased', 'waiting')
              and id in ({marks})
            """,
            (written(now), parcel.message_id, *deliveries),
        )


def busy_until(db: Database) -> datetime | None:
    """Until when other senders may hold what is due; None where nobody holds anything."""
    row = db.conn.execute("select max(lease_until) from deliveries where state = 'leased'").fetchone()
    return maybe_moment(row[0])


def troubled(db: Database) -> int:
    """How many deliveries have failed and are not mended yet."""
    row = db.conn.execute(
        "select count(*) from deliveries where state = 'dead' or (state = 'waiting' and attempts > 0)"
    ).fetchone()
    return int(row[0])
