"""Changes: what happened to documents, each matched once against the subscriptions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from store import rows
from store.connection import transaction
from store.moments import moment, written

Kind = Literal["release", "summary", "reminder"]
ChangeKind = Literal["new", "revised", "copy", "original", "attachment", "withdrawn", "altered", "deadline", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something about a document worth telling."""

    id: int
    document_id: int
    kind: ChangeKind
    source: str | None
    url: str
    at: datetime
    held: bool  # told in a summary, not one by one
    revision_id: int | None = None  # the wording it replaced
    what: tuple[str, ...] = ()  # the fields that differ from that wording
    key: str | None = None  # what may be told once only has one
    detail: Mapping[str, Any] = field(default_factory=dict)  # passages, the proving sentence, file names: by kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAlert:
    """What matching decided for one subscription."""

    subscription_id: int
    kind: Kind
    due: datetime
    reason: Mapping[str, Any] = field(default_factory=dict)  # why it matched; kept as JSON


def tell(
    db: Database,
    *,
    document_id: int,
    kind: ChangeKind,
    url: str,
    at: datetime,
    source: str | None = None,
    held: bool = False,
    revision_id: int | None = None,
    what: Sequence[str] = (),
    key: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int | None:
    """Write a change, within the transaction of what it announces; its number, None where its key was told before.

    `detail` is kept as JSON. By kind: `attachment` has `files`, the URLs of those added or first read; `altered` has
    `passages`, pairs of the original's wording and the reprint's; `deadline` has `day`, `step` in days, and `sentence`,
    which proves it.
    """
    told = db.conn.execute(
        """
        insert into changes (document_id, kind, source, url, at, held, revision_id, what, key, detail)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (key) where key is not null do nothing
        """,
        (
            *(document_id, kind, source, url, written(at), held, revision_id, json.dumps(tuple(what)), key),
            rows.json_text(dict(detail or {})),
        ),
    )
    return told.lastrowid if told.rowcount else None


def unmatched(db: Database, limit: int) -> list[Change]:
    """Changes that no subscription was asked about yet, oldest first."""
    return list(_changes(db, "where matched_at is null order by id limit ?", limit))


def change(db: Database, id: int) -> Change | None:
    """The change with this number."""
    return next(_changes(db, "where id = ?", id), None)


def decide(db: Database, change_id: int, alerts: Sequence[NewAlert], now: datetime) -> int:
    """Write the alerts of a change and stamp it as matched; how many alerts that were, 0 where it was matched before.

    A subscription younger than the change gets none; for a copy or a new original none that knows the document already.
    """
    with transaction(db):
        stamped = db.conn.execute(
            "update changes set matched_at = ? where id = ? and matched_at is null", (written(now), change_id)
        ).rowcount
        return sum(_alert(db, change_id, alert, now) for alert in alerts) if stamped else 0


def _alert(db: Database, change_id: int, alert: NewAlert, now: datetime) -> int:
    added = db.conn.execute(
        """
        insert into alerts (subscription_id, change_id, document_id, kind, reason, created)
        select s.id, c.id, c.document_id, ?, ?, ?
        from changes c
        join subscriptions s on s.id = ? and s.since_change < c.id
        where c.id = ?
          and not (
            c.kind in ('copy', 'original')
            and exists (select 1 from alerts a where a.document_id = c.document_id and a.subscription_id = s.id)
          )
        on conflict (change_id, subscription_id) do nothing
        """,
        (alert.kind, rows.json_text(dict(alert.reason)), written(now), alert.subscription_id, change_id),
    )
    if not added.rowcount:
        return 0
    db.conn.execute(
        """
        insert into deliveries (alert_id, channel_id, subscription_id, kind, state, due)
        select ?, id, subscription_id, ?, 'waiting', ?
        from channels
        where subscription_id = ?
        """,
        (added.lastrowid, alert.kind, written(alert.due), alert.subscription_id),
    )
    return 1


def _changes(db: Database, where: str, *values: object) -> Iterator[Change]:
    found = db.conn.execute(
        f"""
        select id, document_id, kind, source, url, at, held, revision_id, what, key, detail
        from changes
        {where}
        """,
        values,
    )
    for id, document_id, kind, source, url, at, held, revision_id, what, key, detail in found:
        yield Change(
            id=id,
            document_id=document_id,
            kind=kind,
            source=source,
            url=url,
            at=moment(at),
            held=bool(held),
            revision_id=revision_id,
            what=tuple(json.loads(what)),
            key=key,
            detail=json.loads(detail),
        )
