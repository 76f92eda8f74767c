"""An archive filled quickly: the rows that `record` would write for new documents, prepared by all cores, in bulk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from multiprocessing import get_context

from bench import releases
from extract.document import Document
from store import dedup, index, shelf
from store.connection import Archive
from store.moments import written

CHUNK = 1000  # documents of one transaction
HASH = 64 * 2**20  # bytes of new index that FTS5 holds back before it writes a segment
USUAL_HASH = 2**20


@dataclass(frozen=True, slots=True)
class Filled:
    """A document and what takes long to make of it."""

    document: Document
    wording: str
    fingerprint: str | None
    marks: tuple[str, ...]
    cells: tuple[str, str, str, str]


def fill(db: Archive, documents: int, *, seed: int = 1) -> Iterator[int]:
    """Write so many documents into an archive, oldest first; yields how many there are, now and then.

    A filling that was cut off goes on where it was.
    """
    conn = db.conn
    (done,) = conn.execute("select count(*) from documents").fetchone()
    conn.execute("pragma cache_size = -524288")
    conn.execute("pragma wal_autocheckpoint = 30000")
    for table in ("search", "sketches"):
        conn.execute(f"insert into {table} ({table}, rank) values ('hashsize', ?)", (HASH,))
    with get_context("fork").Pool(max(1, (os.cpu_count() or 2) - 1)) as pool:
        for chunk in pool.imap(partial(_chunk, of=documents, seed=seed), range(done, documents, CHUNK)):
            conn.execute("begin immediate")
            for one in chunk:
                _write(db, one)
            conn.execute("commit")
            done += len(chunk)
            yield done
    for table in ("search", "sketches"):
        conn.execute(f"insert into {table} ({table}, rank) values ('hashsize', ?)", (USUAL_HASH,))
    conn.execute("pragma wal_checkpoint(truncate)")
    conn.execute("pragma wal_autocheckpoint = 4000")
    conn.execute("pragma cache_size = -32768")


def _chunk(first: int, *, of: int, seed: int) -> list[Filled]:
    return [_filled(releases.release(number, of=of, seed=seed)) for number in range(first, min(first + CHUNK, of))]


def _filled(document: Document) -> Filled:
    facts = dedup.facts(document)
    return Filled(
        document=document,
        wording=facts.wording,
        fingerprint=facts.fingerprint,
        marks=shelf.marks(document, facts),
        cells=index.cells(index.row(document, [releases.source(document)])),
    )


def _write(db: Archive, one: Filled) -> None:
    document = one.document
    assert document.published is not None
    source, at = releases.source(document), datetime.combine(document.published, time(8), UTC)
    id = shelf.add(db, document, source=source, fingerprint=one.fingerprint, marks=one.marks, now=at)
    db.conn.execute(
        """
        insert into sightings
          (url, document_id, source, title, published, wording, standing, verdict, seen_at, checked_at)
        values (?, ?, ?, ?, ?, ?, 2, 'new', ?, ?)
        """,
        (
            *(document.url, id, source, document.title, document.published.isoformat(), one.wording),
            *(written(at), written(at)),
        ),
    )
    db.conn.execute(
        """
        insert into search (rowid, title, body, chars, meta)
        select place, ?, ?, ?, ? from documents where id = ?
        """,
        (*one.cells, id),
    )
