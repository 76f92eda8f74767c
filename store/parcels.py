"""Parcels: what is due for one channel, leased to one sender as one message."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from typing import Any, Literal
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
    table: Literal["deliveries", "digests"] = "deliveries"  # where it is kept: digests have no items

    @property
    def deliveries(self) -> tuple[int, ...]:
        """The deliveries it carries."""
        return tuple(item.delivery_id for item in self.items)

    @property
    def documents(self) -> tuple[int, ...]:
        """The documents it tells of, each once, newest first."""
        return tuple(dict.fromkeys(item.change.document_id for item in self.items))


def lease(db: Database, now: datetime, *, seconds: float = 120, busy: Collection[str] = ()) -> Parcel | None:
    """The next message to send, nobody else's for so many seconds; None where nothing is due.

    What is due for the channels with the `busy` URLs is passed over.
    """
    until = now + timedelta(seconds=seconds)
    passed = json.dumps([*busy])
    with transaction(db):
        message_id = _abandoned(db, "deliveries", now, passed) or _gathered(db, now, passed)
        if message_id is not None:
            _hold(db, "deliveries", message_id, until)
            return _parcel(db, message_id, until)
        message_id = _abandoned(db, "digests", now, passed) or _empty(db, now, passed)
        if message_id is not None:
            _hold(db, "digests", message_id, until)
            return _empty_parcel(db, message_id, until)
    return None


def _hold(db: Database, table: str, message_id: str, until: datetime) -> None:
    db.conn.execute(
        f"""
        update {table}
        set state = 'leased', lease_until = ?
        where message_id = ?
          and state in ('waiting', 'leased')
        """,
        (written(until), message_id),
    )


def _abandoned(db: Database, table: str, now: datetime, busy: str) -> str | None:
    """A message whose sender died: it may have been sent, so it comes back unchanged."""
    row = db.conn.execute(
        f"""
        select d.message_id
        from {table} d
        join subscriptions s on s.id = d.subscription_id
        join channels c on c.id = d.channel_id
        where d.state = 'leased'
          and d.lease_until <= ?
          and not s.paused
          and c.url not in (select value from json_each(?))
        order by d.lease_until, d.id
        limit 1
        """,
        (written(now), busy),
    ).fetchone()
    return row[0] if row else None


def _gathered(db: Database, now: datetime, busy: str) -> str | None:
    """Everything for the subscription and channel that waits longest, under one message.

    What is due, and what may wait for company and has found it.
    """
    first = db.conn.execute(
        """
        select d.subscription_id, d.channel_id, d.kind, s.window_minutes
        from deliveries d
        join subscriptions s on s.id = d.subscription_id
        join channels c on c.id = d.channel_id
        where d.state = 'waiting'
          and d.due <= ?
          and not s.paused
          and c.url not in (select value from json_each(?))
        order by d.due, d.id
        limit 1
        """,
        (written(now), busy),
    ).fetchone()
    if first is None:
        return None
    *whose, window = first
    due = db.conn.execute(
        """
        select id, message_id
        from deliveries
        where state = 'waiting'
          and (due <= ? or (attempts = 0 and due <= ?))
          and subscription_id = ?
          and channel_id = ?
          and kind = ?
        """,
        (written(now), written(now + timedelta(minutes=window)), *whose),
    ).fetchall()
    message_id = _tried_before(db, dict(due)) or uuid4().hex
    db.conn.executemany("update deliveries set message_id = ? where id = ?", [(message_id, id) for id, _ in due])
    return message_id


def _empty(db: Database, now: datetime, busy: str) -> str | None:
    """A digest that says that nothing is new."""
    row = db.conn.execute(
        """
        select d.id, d.message_id
        from digests d
        join subscriptions s on s.id = d.subscription_id
        join channels c on c.id = d.channel_id
        where d.state = 'waiting'
          and d.due <= ?
          and not s.paused
          and c.url not in (select value from json_each(?))
        order by d.due, d.id
        limit 1
        """,
        (written(now), busy),
    ).fetchone()
    if row is None:
        return None
    message_id: str = row[1] or uuid4().hex
    db.conn.execute("update digests set message_id = ? where id = ?", (message_id, row[0]))
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


def _empty_parcel(db: Database, message_id: str, until: datetime) -> Parcel:
    subscription_id, attempts, channel_id, url = db.conn.execute(
        """
        select d.subscription_id, d.attempts, c.id, c.url
        from digests d
        join channels c on c.id = d.channel_id
        where d.message_id = ?
        """,
        (message_id,),
    ).fetchone()
    return Parcel(
        message_id=message_id,
        subscription_id=subscription_id,
        channel=Channel(id=channel_id, url=url),
        kind="release",
        items=(),
        attempts=attempts,
        lease_until=until,
        table="digests",
    )


def renew(db: Database, parcel: Parcel, now: datetime, *, seconds: float = 120) -> Parcel | None:
    """The parcel with a lease that begins anew; None where the old one ran out and another sender has it."""
    until = now + timedelta(seconds=seconds)
    with transaction(db):
        held = _held(db, parcel)
        db.conn.executemany(
            f"update {parcel.table} set lease_until = ? where id = ?", [(written(until), id) for id, _, _ in held]
        )
    return replace(parcel, lease_until=until) if held else None


def sent(db: Database, parcel: Parcel, now: datetime, *, documents: Collection[int] | None = None) -> None:
    """The message arrived, or the part of it that tells of these documents."""
    told = set(parcel.documents if documents is None else documents)
    arrived = [item.delivery_id for item in parcel.items if item.change.document_id in told]
    with transaction(db):
        if parcel.table == "digests":
            db.conn.execute(
                "update digests set state = 'sent', sent_at = ?, error = null, lease_until = null where message_id = ?",
                (written(now), parcel.message_id),
            )
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


def failed(db: Database, parcel: Parcel, error: str, now: datetime) -> bool:
    """The message did not arrive: try again later, or never again after many attempts or days; is it given up?"""
    given_up = False
    with transaction(db):
        for id, attempts, first_try in _held(db, parcel):
            tried_since = moment(first_try) if first_try else now
            dead = attempts + 1 >= ATTEMPTS or now - tried_since >= PATIENCE
            given_up = given_up or dead
            db.conn.execute(
                f"""
                update {parcel.table}
                set state = ?, attempts = ?, first_try = ?, due = ?, error = ?, lease_until = null
                where id = ?
                """,
                (
                    *("dead" if dead else "waiting", attempts + 1, written(tried_since)),
                    *(written(retry_at(attempts + 1, now)), error, id),
                ),
            )
    return given_up


def defer(db: Database, parcel: Parcel, due: datetime) -> None:
    """Give the message back untried, to be sent later: quiet hours are no failure."""
    with transaction(db):
        for id, _, _ in _held(db, parcel):
            db.conn.execute(
                f"update {parcel.table} set state = 'waiting', due = ?, lease_until = null where id = ?",
                (written(due), id),
            )


def due_urls(db: Database, now: datetime) -> list[str]:
    """The URLs of the channels that something is due for."""
    found = db.conn.execute(
        """
        select distinct c.url
        from channels c
        where c.id in (select channel_id from deliveries where state = 'waiting' and due <= ?)
           or c.id in (select channel_id from digests where state = 'waiting' and due <= ?)
        """,
        (written(now), written(now)),
    )
    return [url for (url,) in found]


def give_back(db: Database, parcel: Parcel) -> None:
    """Give the message back untried; it is as due as it was."""
    with transaction(db):
        db.conn.executemany(
            f"update {parcel.table} set state = 'waiting', lease_until = null where id = ?",
            [(id,) for id, _, _ in _held(db, parcel)],
        )


def _held(db: Database, parcel: Parcel) -> list[tuple[int, int, str | None]]:
    """The deliveries that this very lease still holds; another sender may have them by now."""
    return db.conn.execute(
        f"""
        select id, attempts, first_try
        from {parcel.table}
        where message_id = ?
          and state = 'leased'
          and lease_until = ?
        """,
        (parcel.message_id, written(parcel.lease_until)),
    ).fetchall()


def retry_at(attempts: int, now: datetime, chance: Callable[[], float] = random) -> datetime:
    """When to try a failed message again."""
    return backed_off(attempts, now, first=FIRST_PAUSE, longest=LONGEST_PAUSE, chance=chance)
