"""Deliveries as a person sees them: what waits, what failed, what is held back, and what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from store.changes import ChangeKind, Kind
from store.connection import transaction
from store.moments import maybe_moment, moment, written
from store.subscriptions import Channel

State = Literal["waiting", "leased", "sent", "dead", "dropped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert on its way to one channel."""

    id: int
    subscription: str  # its name
    channel: str  # its label, never the URL
    kind: Kind
    state: State
    document_id: int
    title: str
    change: ChangeKind
    due: datetime
    attempts: int
    error: str | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """Why a subscription was told of a change."""

    change: ChangeKind
    reason: Mapping[str, Any]  # the query as it was then, and as what it was told
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBack:
    """An alert that is told in a summary only, unless it is released."""

    alert_id: int
    subscription: str  # its name
    document_id: int
    title: str
    created: datetime


def pending(db: Database) -> list[Delivery]:
    """What waits to be sent, the earliest due first."""
    return list(_deliveries(db, "d.state in ('waiting', 'leased')"))


def dead(db: Database) -> list[Delivery]:
    """What will not be tried again by itself."""
    return list(_deliveries(db, "d.state = 'dead'"))


def of_document(db: Database, document_id: int) -> list[Delivery]:
    """Who was told about this document, and how it went."""
    return list(_deliveries(db, "a.document_id = ?", document_id))


def _deliveries(db: Database, which: str, *values: object) -> Iterator[Delivery]:
    found = db.conn.execute(
        f"""
        select d.id, s.name, ch.id, ch.url, d.kind, d.state, a.document_id, o.title, c.kind,
               d.due, d.attempts, d.error, d.sent_at
        from deliveries d
        join alerts a on a.id = d.alert_id
        join changes c on c.id = a.change_id
        join documents o on o.id = a.document_id
        join channels ch on ch.id = d.channel_id
        join subscriptions s on s.id = d.subscription_id
        where {which}
        order by d.due, d.id
        """,
        values,
    )
    for id, name, channel_id, url, kind, state, document_id, title, change, due, attempts, error, sent_at in found:
        yield Delivery(
            id=id,
            subscription=name,
            channel=Channel(id=channel_id, url=url).label,
            kind=kind,
            state=state,
            document_id=document_id,
            title=title,
            change=change,
            due=moment(due),
            attempts=attempts,
            error=error,
            sent_at=maybe_moment(sent_at),
        )


def alerts_of(db: Database, subscription_id: int, document_id: int) -> list[Alerted]:
    """Why the subscription has alerts for the document, first to last."""
    found = db.conn.execute(
        """
        select c.kind, a.reason, a.created
        from alerts a
        join changes c on c.id = a.change_id
        where a.document_id = ?
          and a.subscription_id = ?
        order by a.id
        """,
        (document_id, subscription_id),
    )
    return [Alerted(change=kind, reason=json.loads(reason), created=moment(at)) for kind, reason, at in found]


def held_back(db: Database, subscription_id: int | None = None) -> list[HeldBack]:
    """What one subscription, or any, hears of in a summary only; newest release first."""
    found = db.conn.execute(
        """
        select a.id, s.name, a.document_id, o.title, a.created
        from alerts a
        join subscriptions s on s.id = a.subscription_id
        join documents o on o.id = a.document_id
        where a.kind = 'summary'
          and (? is null or a.subscription_id = ?)
        order by s.name, o.place desc
        """,
        (subscription_id, subscription_id),
    )
    return [
        HeldBack(alert_id=alert_id, subscription=name, document_id=document_id, title=title, created=moment(created))
        for alert_id, name, document_id, title, created in found
    ]


def retry(db: Database, now: datetime, ids: Sequence[int] | None = None) -> int:
    """Try dead deliveries, and those that wait after a failure, again now: these or all; how many.

    All of them are also digests that say that nothing is new: they have no number here.
    """
    return sum(
        _each(
            db,
            f"""
            update {table}
            set state = 'waiting', due = ?, attempts = 0, first_try = null
            where (state = 'dead' or (state = 'waiting' and attempts > 0))
            """,
            (written(now),),
            ids,
        )
        for table in ("deliveries", "digests")
        if ids is None or table == "deliveries"
    )


def drop(db: Database, ids: Sequence[int] | None = None) -> int:
    """Give up on waiting or dead deliveries, on these or on all the dead; how many."""
    states = "('dead')" if ids is None else "('waiting', 'dead')"
    dropped = _each(db, f"update deliveries set state = 'dropped' where state in {states}", (), ids)
    return (
        dropped if ids else dropped + _each(db, "update digests set state = 'dropped' where state = 'dead'", (), None)
    )


def _each(db: Database, update: str, values: tuple[object, ...], ids: Sequence[int] | None) -> int:
    with transaction(db):
        if ids is None:
            return db.conn.execute(update, values).rowcount
        return sum(db.conn.execute(f"{update} and id = ?", (*values, id)).rowcount for id in ids)


def release(db: Database, subscription_id: int, now: datetime) -> int:
    """Tell one by one what the subscription was to hear of in a summary only; how many alerts."""
    with transaction(db):
        held = db.conn.execute(
            "select id from alerts where subscription_id = ? and kind = 'summary' order by id", (subscription_id,)
        ).fetchall()
        for (alert_id,) in held:
            db.conn.execute(
                """
                update deliveries
                set kind = 'release', state = 'waiting', due = ?, attempts = 0, first_try = null, message_id = null
                where alert_id = ?
                  and state in ('waiting', 'dead')
                """,
                (written(now), alert_id),
            )
            # Where the summary has gone out already, the release follows it.
            db.conn.execute(
                """
                insert into deliveries (alert_id, channel_id, subscription_id, kind, state, due)
                select ?, id, subscription_id, 'release', 'waiting', ?
                from channels
                where subscription_id = ?
                on conflict (alert_id, channel_id, kind) do nothing
                """,
                (alert_id, written(now), subscription_id),
            )
        db.conn.execute(
            "update alerts set kind = 'release' where subscription_id = ? and kind = 'summary'", (subscription_id,)
        )
    return len(held)
