"""Documents that are about each other: parts, quotations, renewals; later what a release cites or amends."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from store import rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How one document lies to another."""

    document_id: int  # the part, the one that quotes, the later of a series
    other_id: int
    kind: str
    evidence: Mapping[str, Any]


def add(db: Database, document_id: int, other_id: int, kind: str, evidence: Mapping[str, Any]) -> None:
    """Link two documents; what was known of such a link is replaced."""
    if document_id == other_id:
        return
    db.conn.execute(
        """
        insert into links (document_id, other_id, kind, evidence)
        values (?, ?, ?, ?)
        on conflict (document_id, other_id, kind) do update
        set evidence = excluded.evidence
        """,
        (document_id, other_id, kind, rows.json_text(dict(evidence))),
    )


def remove(db: Database, document_id: int, kinds: tuple[str, ...]) -> None:
    """Forget the links of these kinds that begin at the document."""
    marks = ", ".join("?" * len(kinds))
    db.conn.execute(f"delete from links where document_id = ? and kind in ({marks})", (document_id, *kinds))


def of(db: Database, document_id: int) -> list[Link]:
    """Every link that begins or ends at the document."""
    found = db.conn.execute(
        """
        select document_id, other_id, kind, evidence from links where document_id = ?
        union all
        select document_id, other_id, kind, evidence from links where other_id = ?
        order by kind, document_id, other_id
        """,
        (document_id, document_id),
    )
    return [
        Link(document_id=id, other_id=other, kind=kind, evidence=json.loads(evidence))
        for id, other, kind, evidence in found
    ]
