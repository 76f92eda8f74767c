"""Raw pages as they were fetched: compressed, kept once, in a second file beside the archive."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

import zstandard
from sqlite_utils import Database

from store.connection import Archive, create_private, open_file, raw_path, trouble
from store.moments import written

LEVEL = 3  # higher levels cost far more time than they save room
UNCLAIMED = timedelta(days=1)  # a page this young may still be on its way to its document


def keep(db: Database, body: bytes) -> str:
    """Store the page, once, and return its digest; it is safe on disk before anything refers to it."""
    digest = sha256(body).hexdigest()
    archive = _archive(db)
    with trouble(raw_path(archive.path)):
        # Kept again, it is young again, so that nobody sweeps it away before its document refers to it.
        _pages(archive).execute(
            """
            insert into raw_pages (digest, body)
            values (?, ?)
            on conflict (digest) do update
            set kept_at = excluded.kept_at
            where kept_at < strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-1 hour')
            """,
            (digest, packed(body)),
        )
    return digest


def fetch(db: Database, digest: str) -> bytes | None:
    """The page with this digest."""
    archive = _archive(db)
    if archive.raw_pages is None and not raw_path(archive.path).exists():
        return None
    with trouble(raw_path(archive.path)):
        row = _pages(archive).execute("select body from raw_pages where digest = ?", (digest,)).fetchone()
    return unpacked(row[0]) if row else None


def packed(body: bytes) -> bytes:
    """The page as it is stored."""
    return zstandard.ZstdCompressor(level=LEVEL).compress(body)


def unpacked(stored: bytes) -> bytes:
    """The page that `packed` stored."""
    return zstandard.ZstdDecompressor().decompress(stored)


def orphans(db: Database, now: datetime) -> list[str]:
    """Digests of pages that nothing refers to, such as a crash leaves behind."""
    archive = _archive(db)
    if archive.raw_pages is None and not raw_path(archive.path).exists():
        return []
    with trouble(raw_path(archive.path)):
        stored = _pages(archive).execute("select digest from raw_pages where kept_at < ?", (written(now - UNCLAIMED),))
        return [digest for (digest,) in stored if not _referred(db, digest)]


def sweep(db: Database, now: datetime) -> int:
    """Remove every orphan; how many that were. Cheap enough for once a day."""
    return discard(db, orphans(db, now))


def discard(db: Database, digests: Iterable[str]) -> int:
    """Remove those of the pages that nothing refers to (any more); how many that were."""
    archive = _archive(db)
    unused = [digest for digest in digests if not _referred(db, digest)]
    if not unused:
        return 0
    with trouble(raw_path(archive.path)):
        pages = _pages(archive)
        return sum(pages.execute("delete from raw_pages where digest = ?", (digest,)).rowcount for digest in unused)


def _referred(db: Database, digest: str) -> bool:
    found = db.conn.execute(
        """
        select 1 from sightings where raw = ?
        union all
        select 1 from revisions where raw = ?
        union all
        select 1 from pages where raw = ?
        """,
        (digest, digest, digest),
    )
    return found.fetchone() is not None


def _archive(db: Database) -> Archive:
    if not isinstance(db, Archive):
        raise TypeError("raw pages belong to an archive that store.connection.connect opened")
    return db


def _pages(archive: Archive) -> sqlite3.Connection:
    if archive.raw_pages is None:
        path = raw_path(archive.path)
        create_private(path)
        pages = open_file(path)
        try:
            _lay_out(pages)
        except BaseException:
            pages.close()
            raise
        archive.raw_pages = pages
    return archive.raw_pages


def _lay_out(pages: sqlite3.Connection) -> None:
    if pages.execute("select count(*) from sqlite_master where name = 'raw_pages'").fetchone()[0]:
        return
    pages.execute("pragma journal_mode = wal")
    pages.execute(
        """
        create table if not exists raw_pages (
          -- What did the page with this digest look like when it was fetched?
          id integer primary key,
          digest text not null unique, -- SHA-256 of the page
          body blob not null, -- Zstandard
          kept_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))
        )
        """
    )
