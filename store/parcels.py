"""Parcels: what is due for one channel, leased to one sender as one message."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from typing import Any
from uuid import uuid4

from sqlite_utils import Database

from store import changes
from store.changes import Change, Kind
from store.connection import transaction
from store.moments import moment, written
from store.pauses import backed_off
from store.subscriptions import Channel

ATTEMPTS = 12  # then a delivery is dead, visibly
PATIENCE = timedelta(days=5)  # since its first failure
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One alert within a parcel."""

    delivery_id: int
    alert_id: int
    change: Change
    reason: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to one channel, and the right to send it for a while."""

    message_id: str  # the same whenever the same deliveries are tried again
    subscription_id: int
    channel: Channel
    kind: Kind
    items: tuple[Item, ...]  # newest release first
    attempts: int  # failures so far
    lease_until: datetime

    @property
    def deliveries(self) -> tuple[int, ...]:
        """The deliveries it carries."""
        return tuple(item.delivery_id for item in self.items)

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents it tells of, each once, newest first."""
        return tuple(dict.fromkeys(item.change.document_id for item in self.items))


def lease(db: Database, now: datetime, *, seconds: float = 120) -> Parcel | None:
    """The next message to send, nobody else's for so many seconds; None where nothing is due."""
    until = now + timedelta(seconds=seconds)
    with transaction(db):
        message_id = _abandoned(db, now) or _gathered(db, now)
        if message_id is None:
            return None
        db.conn.execute(
            """
            update deliveries
            set state = 'leased', lease_until = ?
            where message_id = ?
              and state in ('waiting', 'leased')
            """,
            (written(until), message_id),
        )
        return _parcel(db, message_id, until)


def _abandoned(db: Database, now: datetime) -> str | None:
    """A message whose sender died: it may have been sent, so it comes back unchanged."""
    row = db.conn.execute(
        """
        select d.message_id
        from deliveries d
        join subscriptions s on s.id = d.subscription_id
        where d.state = 'leased'
          and d.lease_until <= ?
          and not s.paused
        order by d.lease_until, d.id
        limit 1
        """,
        (written(now),),
    ).fetchone()
    return row[0] if row else None


def _gathered(db: Database, now: datetime) -> str | None:
    """Everything due for the subscription and channel that waits longest, under one message."""
    first = db.conn.execute(
        """
        select d.subscription_id, d.channel_id, d.kind
        from deliveries d
        join subscriptions s on s.id = d.subscription_id
        where d.state = 'waiting'
          and d.due <= ?
          and not s.paused
        order by d.due, d.id
        limit 1
        """,
        (written(now),),
    ).fetchone()
    if first is None:
        return None
    due = db.conn.execute(
        """
        select id, message_id
        from deliveries
        where state = 'waiting'
          and due <= ?
          and subscription_id = ?
          and channel_id = ?
          and kind = ?
        """,
        (written(now), *first),
    ).fetchall()
    message_id = _tried_before(db, dict(due)) or uuid4().hex
    db.conn.executemany("update deliveries set message_id = ? where id = ?", [(message_id, id) for id, _ in due])
    return message_id


def _tried_before(db: Database, due: Mapping[int, str | None]) -> str | None:
    """The message that carried exactly these deliveries when it failed: its receiver may know it already."""
    messages = set(due.values())
    message_id = messages.pop()
    if messages or message_id is None:
        return None
    carried = db.conn.execute("select id from deliveries where message_id = ?", (message_id,)).fetchall()
    return message_id if {id for (id,) in carried} == due.keys() else None


def _parcel(db: Database, message_id: str, until: datetime) -> Parcel:
    found = db.conn.execute(
        """
        select d.id, d.alert_id, d.subscription_id, d.kind, d.attempts, c.id, c.url, a.change_id, a.reason
        from deliveries d
        join channels c on c.id = d.channel_id
        join alerts a on a.id = d.alert_id
        join documents o on o.id = a.document_id
        where d.message_id = ?
          and d.state = 'leased'
        order by o.place desc, a.change_id desc
        """,
        (message_id,),
    ).fetchall()
    _, _, subscription_id, kind, _, channel_id, url, _, _ = found[0]
    return Parcel(
        message_id=message_id,
        subscription_id=subscription_id,
        channel=Channel(id=channel_id, url=url),
        kind=kind,
        items=tuple(
            Item(delivery_id=id, alert_id=alert_id, change=told, reason=json.loads(reason))
            for id, alert_id, _, _, _, _, _, change_id, reason in found
            if (told := changes.change(db, change_id)) is not None
        ),
        attempts=max(row[4] for row in found),
        lease_until=until,
    )


def renew(db: Database, parcel: Parcel, now: datetime, *, seconds: float = 120) -> Parcel | None:
    """The parcel with a lease that begins anew; None where the old one ran out and another sender has it."""
    until = now + timedelta(seconds=seconds)
    with transaction(db):
        held = _held(db, parcel)
        db.conn.executemany(
            "update deliveries set lease_until = ? where id = ?", [(written(until), id) for id, _, _ in held]
        )
    return replace(parcel, lease_until=until) if held else None


def sent(db: Database, parcel: Parcel, now: datetime, *, documents: Collection[int] | None = None) -> None:
    """The message arrived, or the part of it that tells of these documents."""
    told = set(parcel.documents if documents is None else documents)
    arrived = [item.delivery_id for item in parcel.items if item.change.document_id in told]
    with transaction(db):
        # Also where the lease ran out meanwhile: that it was sent stays true.
        db.conn.executemany(
            """
            update deliveries
            set state = 'sent', sent_at = ?, error = null, lease_until = null
            where id = ?
              and message_id = ?
              and state in ('leased', 'waiting')
            """,
            [(written(now), id, parcel.message_id) for id in arrived],
        )


def failed(db: Database, parcel: Parcel, error: str, now: datetime) -> None:
    """The message did not arrive: try again later, or never again after many attempts or days."""
    with transaction(db):
        for id, attempts, first_try in _held(db, parcel):
            tried_since = moment(first_try) if first_try else now
            dead = attempts + 1 >= ATTEMPTS or now - tried_since >= PATIENCE
            db.conn.execute(
                """
                update deliveries
                set state = ?, attempts = ?, first_try = ?, due = ?, error = ?, lease_until = null
                where id = ?
                """,
                (
                    *("dead" if dead else "waiting", attempts + 1, written(tried_since)),
                    *(written(retry_at(attempts + 1, now)), error, id),
                ),
            )


def defer(db: Database, parcel: Parcel, due: datetime) -> None:
    """Give the message back untried, to be sent later: quiet hours are no failure."""
    with transaction(db):
        for id, _, _ in _held(db, parcel):
            db.conn.execute(
                "update deliveries set state = 'waiting', due = ?, lease_until = null where id = ?", (written(due), id)
            )


def _held(db: Database, parcel: Parcel) -> list[tuple[int, int, str | None]]:
    """The deliveries that this very lease still holds; another sender may have them by now."""
    return db.conn.execute(
        """
        select id, attempts, first_try
        from deliveries
        where message_id = ?
          and state = 'leased'
          and lease_until = ?
        """,
        (parcel.message_id, written(parcel.lease_until)),
    ).fetchall()


def retry_at(attempts: int, now: datetime, chance: Callable[[], float] = random) -> datetime:
    """When to try a failed message again."""
    return backed_off(attempts, now, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance)
