"""What a feed or a calendar shows: the newest answers to a search, with all that is known of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from store import archived, search
from store.archived import Archived
from store.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A document for a feed."""

    archived: Archived
    seed: str  # the URL it was first seen at: it stays though another original is elected


def newest(
    db: Database,
    asked: Query,
    *,
    city: str | None = None,
    higher: bool = False,
    source: str | None = None,
    limit: int,
) -> Iterator[Told]:
    """The newest documents that answer, as `search` orders them."""
    for hit in search.search(db, asked, city=city, higher=higher, source=source, limit=limit):
        found = archived.get(db, hit.id)
        if found is not None:
            (seed,) = db.conn.execute(
                "select url from sightings where document_id = ? order by id limit 1", (hit.id,)
            ).fetchone()
            yield Told(archived=found, seed=seed)
