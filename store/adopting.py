"""Documents from another archive: with every sighting, its verdict and what its page says, as they were there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from extract.document import Document
from store import archived, dedup, documents, shelf, wordings
from store.connection import transaction
from store.documents import Arrival, Recorded, Verdict
from store.moments import maybe_iso, written

OWN = (Verdict.NEW, Verdict.PART, Verdict.QUOTE, Verdict.SERIES)  # verdicts that make a document


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sighting as the other archive had it."""

    url: str
    source: str | None
    seen_at: datetime
    verdict: Verdict
    says: Document | None = None  # None: nothing but what its document says
    same_words: bool = True  # what it says differs in other fields than the text, if at all
    evidence: Mapping[str, Any]  # what the verdict rests on


def adopt(db: Database, arrival: Arrival, seen: Sequence[Seen], *, updated_at: datetime | None = None) -> Recorded:
    """Record the document, and have it seen where the other archive saw it; pages known here stay as they are."""
    with transaction(db):
        recorded = documents.record(db, arrival)
        id, fresh = recorded.document_id, recorded.verdict in OWN
        with shelf.indexed(db, id):
            for one in seen:
                if one.url == arrival.url:
                    if fresh:
                        _as_it_was(db, one)
                elif archived.find(db, one.url) is None:
                    _attach(db, id, one, arrival.document)
        if fresh and updated_at is not None:
            db.conn.execute("update documents set updated_at = ? where id = ?", (written(updated_at), id))
    return recorded


def _as_it_was(db: Database, one: Seen) -> None:
    """A page that became its document's original later on was a copy when it was first seen."""
    db.conn.execute(
        "update sightings set seen_at = ?, verdict = ? where url = ?", (written(one.seen_at), one.verdict, one.url)
    )


def _attach(db: Database, id: int, one: Seen, original: Document) -> None:
    said = replace(one.says or original, url=one.url)
    facts = dedup.facts(said)
    db.conn.execute(
        """
        insert into sightings
          (url, document_id, source, title, published, wording, standing, verdict, seen_at, checked_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            *(one.url, id, one.source, said.title, maybe_iso(said.published), facts.wording),
            *(dedup.standing(one.url, mirror_of=said.mirror_of, own_site=False), one.verdict),
            *(written(one.seen_at), written(one.seen_at)),
        ),
    )
    if one.says is not None:
        wordings.keep(db, one.url, said, same_words=one.same_words, evidence=one.evidence)
