"""What each reprint says: kept beside the document it belongs to, so that every judgement can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from extract.document import Document, fields, from_fields
from extract.fold import bare
from store import rows, sketches

SKETCHED = 8  # wordings of one document in the sketches; more would make its words look common


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A reprint in its own words."""

    sighting_id: int
    url: str
    document_id: int
    source: str | None
    digest: str
    verdict: str
    document: Document
    evidence: Mapping[str, Any]


def keep(db: Database, url: str, document: Document, *, same_words: bool, evidence: Mapping[str, Any]) -> None:
    """Keep what the page at this URL says; of the very words of its document only the other fields."""
    sighting_id, document_id = db.conn.execute("select id, document_id from sightings where url = ?", (url,)).fetchone()
    drop(db, url)
    rest = {name: value for name, value in fields(document).items() if name not in ("url", "title", "text")}
    db.conn.execute(
        "insert into wordings (sighting_id, text, fields, evidence) values (?, ?, ?, ?)",
        (
            sighting_id,
            None if same_words else document.text,
            rows.json_text(rest | {"title": document.title}),
            rows.json_text(dict(evidence)),
        ),
    )
    if not same_words and sketches.reprints(db, document_id) < SKETCHED:
        marks = sketches.tokens(bare(document.text), title=document.title, number=document.number)
        sketches.add(db, marks, document_id=document_id, sighting_id=sighting_id)


def explain(db: Database, url: str, evidence: Mapping[str, Any]) -> None:
    """Say anew what the verdict on this page rests on."""
    db.conn.execute(
        "update wordings set evidence = ? where sighting_id = (select id from sightings where url = ?)",
        (rows.json_text(dict(evidence)), url),
    )


def drop(db: Database, url: str) -> None:
    """Forget the page's own words."""
    row = db.conn.execute("select id, document_id from sightings where url = ?", (url,)).fetchone()
    if row is not None:
        sketches.remove(db, document_id=row[1], sighting_id=row[0])
        db.conn.execute("delete from wordings where sighting_id = ?", (row[0],))


def of(db: Database, document_id: int) -> list[Kept]:
    """Every reprint of the document in its own words, first seen first."""
    found = db.conn.execute(
        """
        select s.id, s.url, s.document_id, s.source, s.wording, s.verdict, w.text, w.fields, w.evidence
        from sightings s
        join wordings w on w.sighting_id = s.id
        where s.document_id = ?
        order by s.seen_at, s.id
        """,
        (document_id,),
    ).fetchall()
    kept = []
    for sighting_id, url, id, source, digest, verdict, text, rest, evidence in found:
        said = json.loads(rest) | {"url": url, "text": _same_words(db, id, digest) if text is None else text}
        kept.append(
            Kept(
                sighting_id=sighting_id,
                url=url,
                document_id=id,
                source=source,
                digest=digest,
                verdict=verdict,
                document=from_fields(said),
                evidence=json.loads(evidence),
            )
        )
    return kept


def _same_words(db: Database, document_id: int, digest: str) -> str:
    """The text under this digest: what the document says, said once, or what another reprint says."""
    row = db.conn.execute(
        """
        select text, 0 as later from documents where id = ? and fingerprint = ?
        union all
        select text, 1 from revisions where document_id = ? and fingerprint = ?
        union all
        select w.text, 2
        from sightings s
        join wordings w on w.sighting_id = s.id
        where s.document_id = ? and s.wording = ? and w.text is not null
        union all
        select text, 3 from documents where id = ?
        order by later
        limit 1
        """,
        (document_id, digest, document_id, digest, document_id, digest, document_id),
    ).fetchone()
    return str(row[0])
