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

# What bears a number of its own, or says much that the other does not, is more than a piece of it.
PIECE = """
              select l.other_id from links l
              join alerts a on a.document_id = l.other_id and a.subscription_id = {subscription}
              join documents piece on piece.id = l.document_id
              join documents whole on whole.id = l.other_id
              where l.document_id = {document}
                and l.kind = 'part'
                and json_extract(l.evidence, '$.relation') in ('within', 'whole')
                and json_extract(l.evidence, '$.ours') >= 0.8
                and coalesce(piece.number = whole.number, 1)
"""


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
    `passages`, each with `original` and `reprint`; `deadline` has `day`, `step` in days, and `sentence`,
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


def waiting(db: Database) -> bool:
    """Is there a change that no subscription was asked about yet?"""
    return db.conn.execute("select 1 from changes where matched_at is null limit 1").fetchone() is not None


def version(db: Database) -> int:
    """A number that differs from the last one whenever another connection has written to the archive meanwhile."""
    return int(db.conn.execute("pragma data_version").fetchone()[0])


def change(db: Database, id: int) -> Change | None:
    """The change with this number."""
    return next(_changes(db, "where id = ?", id), None)


def told(db: Database, document_id: int) -> set[int]:
    """The numbers of the subscriptions that have an alert for the document."""
    found = db.conn.execute("select distinct subscription_id from alerts where document_id = ?", (document_id,))
    return {id for (id,) in found}


def decide(db: Database, change_id: int, alerts: Sequence[NewAlert], now: datetime) -> int:
    """Write the alerts of a change and stamp it as matched; how many alerts that were, 0 where it was matched before.

    A subscription younger than the change gets none; for a copy, a new original or a piece of a release none that knows
    that release already.
    """
    with transaction(db):
        stamped = db.conn.execute(
            "update changes set matched_at = ? where id = ? and matched_at is null", (written(now), change_id)
        ).rowcount
        return _write(db, change_id, alerts, now) if stamped and alerts else 0


def piece_of(db: Database, document_id: int, subscription_id: int) -> int | None:
    """The document of which this is no more than a piece, where the subscription was told of it."""
    found = db.conn.execute(PIECE.format(document="?", subscription="?"), (subscription_id, document_id)).fetchone()
    return found[0] if found else None


def _write(db: Database, change_id: int, alerts: Sequence[NewAlert], now: datetime) -> int:
    """All alerts of a change, and a delivery to each of their channels, in two statements however many they are."""
    reasons: dict[int, str] = {}  # many share one
    wanted = [
        (alert.subscription_id, alert.kind, reasons.get(id(alert.reason)) or _reason(alert, reasons), alert.due)
        for alert in alerts
    ]
    added = db.conn.execute(
        f"""
        insert into alerts (subscription_id, change_id, document_id, kind, reason, created)
        select s.id, c.id, c.document_id, json_extract(j.value, '$[1]'), json_extract(j.value, '$[2]'), ?
        from changes c
        join json_each(?) j
        join subscriptions s on s.id = json_extract(j.value, '$[0]') and s.since_change < c.id
        where c.id = ?
          and not (
            c.kind in ('copy', 'original')
            and exists (select 1 from alerts a where a.document_id = c.document_id and a.subscription_id = s.id)
          )
          and not (
            c.kind = 'new' -- but no more than a piece of what it was told of
            and exists ({PIECE.format(document="c.document_id", subscription="s.id")})
          )
        on conflict (change_id, subscription_id) do nothing
        """,
        (written(now), rows.json_text([one[:3] for one in wanted]), change_id),
    ).rowcount
    db.conn.execute(
        """
        insert into deliveries (alert_id, channel_id, subscription_id, kind, state, due)
        select a.id, ch.id, a.subscription_id, a.kind, 'waiting', json_extract(j.value, '$[1]')
        from json_each(?) j
        join alerts a on a.change_id = ? and a.subscription_id = json_extract(j.value, '$[0]')
        join channels ch on ch.subscription_id = a.subscription_id
        order by a.id, ch.id
        on conflict (alert_id, channel_id, kind) do nothing
        """,
        (rows.json_text([(one[0], written(one[3])) for one in wanted]), change_id),
    )
    return added


def _reason(alert: NewAlert, reasons: dict[int, str]) -> str:
    return reasons.setdefault(id(alert.reason), rows.json_text(dict(alert.reason)))


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
