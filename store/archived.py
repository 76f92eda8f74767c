"""What the archive holds of a document: its present wording, its sightings, its earlier wordings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from extract.document import Document, from_fields
from store import rows
from store.moments import maybe_day, moment
from store.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A document of the archive, in the wording of its elected original."""

    id: int
    document: Document
    source: str | None
    first_seen: datetime
    updated_at: datetime  # when the present wording was recorded
    sightings: int
    place: int  # newest first by publication, then arrival, is place descending


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A URL under which a document was seen."""

    url: str
    document_id: int
    source: str | None
    title: str
    published: date | None
    seen_at: datetime
    checked_at: datetime
    verdict: Verdict  # what attached it
    raw: str | None  # digest of the page as last read


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a document said before."""

    id: int
    document_id: int
    title: str
    text: str
    seen_at: datetime  # when this wording was recorded
    url: str
    source: str | None
    fingerprint: str | None
    raw: str | None
    document: Document  # all of it


def get(db: Database, id: int) -> Archived | None:
    """The document with this number."""
    return next(_archived(db, "where d.id = ?", id), None)


def any_there(db: Database) -> bool:
    """Does the archive hold a document?"""
    return db.conn.execute("select 1 from documents limit 1").fetchone() is not None


def find(db: Database, url: str) -> int | None:
    """The number of the document seen under this canonical URL."""
    row = db.conn.execute("select document_id from sightings where url = ?", (url,)).fetchone()
    return row[0] if row else None


def each(db: Database) -> Iterator[Archived]:
    """Every document, by number."""
    last = 0
    # In pages, so that a slow reader does not keep the write-ahead log from being emptied.
    while page := list(_archived(db, "where d.id > ? order by d.id limit 200", last)):
        yield from page
        last = page[-1].id


def _archived(db: Database, where: str, *values: object) -> Iterator[Archived]:
    cursor = db.conn.execute(
        f"""
        select d.*, (select count(*) from sightings s where s.document_id = d.id) as sightings
        from documents d
        {where}
        """,
        values,
    )
    for found in cursor:
        row = rows.named(cursor, found)
        yield Archived(
            id=row["id"],
            document=rows.document(row),
            source=row["source"],
            first_seen=moment(row["first_seen"]),
            updated_at=moment(row["updated_at"]),
            sightings=row["sightings"],
            place=row["place"],
        )


def sightings(db: Database, id: int) -> list[Sighting]:
    """Where the document was seen, first sighting first."""
    return list(_sightings(db, "where document_id = ? order by seen_at, id", id))


def sighting(db: Database, url: str) -> Sighting | None:
    """What is known of this URL."""
    return next(_sightings(db, "where url = ?", url), None)


def each_sighting(db: Database) -> Iterator[Sighting]:
    """Every sighting of the archive, in the order they came."""
    return _sightings(db, "order by id")


def _sightings(db: Database, where: str, *values: object) -> Iterator[Sighting]:
    cursor = db.conn.execute(
        f"""
        select url, document_id, source, title, published, seen_at, checked_at, verdict, raw
        from sightings
        {where}
        """,
        values,
    )
    for url, document_id, source, title, published, seen_at, checked_at, verdict, raw in cursor:
        yield Sighting(
            url=url,
            document_id=document_id,
            source=source,
            title=title,
            published=maybe_day(published),
            seen_at=moment(seen_at),
            checked_at=moment(checked_at),
            verdict=Verdict(verdict),
            raw=raw,
        )


def revisions(db: Database, id: int) -> list[Revision]:
    """What the document said before, newest first."""
    cursor = db.conn.execute(
        """
        select id, title, text, seen_at, url, source, fingerprint, raw, fields
        from revisions
        where document_id = ? and merged_from is null
        order by id desc
        """,
        (id,),
    )
    return [
        Revision(
            id=revision_id,
            document_id=id,
            title=title,
            text=text,
            seen_at=moment(seen_at),
            url=url,
            source=source,
            fingerprint=fingerprint,
            raw=raw,
            document=from_fields({**json.loads(rest), "url": url, "title": title, "text": text}),
        )
        for revision_id, title, text, seen_at, url, source, fingerprint, raw, rest in cursor
    ]
