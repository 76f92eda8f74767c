"""Raw pages as they were fetched: compressed, kept once, in a second file beside the archive."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import zstandard
from sqlite_utils import Database

from store.connection import Archive, create_private, open_file, raw_path, trouble
from store.moments import written

LEVEL = 3  # higher levels cost far more time than they save room
UNCLAIMED = timedelta(days=1)  # a page this young may still be on its way to its document
WORTHWHILE = 2_500  # free database pages (10 MB) below which a file is not written anew
VERSION = 1  # of the second file


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """A page as it was fetched."""

    body: bytes
    charset: str | None  # of its Content-Type header


def keep(db: Database, body: bytes, *, charset: str | None = None) -> str:
    """Store the page, once, and return its digest; it is safe on disk before anything refers to it."""
    digest = sha256(body).hexdigest()
    archive = _archive(db)
    with trouble(raw_path(archive.path)):
        # Kept again, it is young again, so that nobody sweeps it away before its document refers to it.
        _pages(archive).execute(
            """
            insert into raw_pages (digest, body, charset)
            values (?, ?, ?)
            on conflict (digest) do update
            set kept_at = excluded.kept_at
            where kept_at < strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-1 hour')
            """,
            (digest, packed(body), charset),
        )
    return digest


def fetch(db: Database, digest: str) -> bytes | None:
    """The page with this digest."""
    found = page(db, digest)
    return found.body if found is not None else None


def page(db: Database, digest: str) -> RawPage | None:
    """The page with this digest, with what else is needed to read it; None where it is not kept, or damaged."""
    archive = _archive(db)
    if archive.raw_pages is None and not raw_path(archive.path).exists():
        return None
    with trouble(raw_path(archive.path)):
        row = _pages(archive).execute("select body, charset from raw_pages where digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    try:
        return RawPage(body=unpacked(row[0]), charset=row[1])
    except zstandard.ZstdError:  # `doctor --full` names it; what its document says is in the archive
        return None


def damaged(db: Database, advance: Callable[[int, int], None]) -> list[str]:
    """Digests of the pages that do not read back as they were; `advance` hears how many of how many were looked at."""
    archive = _archive(db)
    if archive.raw_pages is None and not raw_path(archive.path).exists():
        return []
    wrong = []
    with trouble(raw_path(archive.path)):
        pages = _pages(archive)
        (count,) = pages.execute("select count(*) from raw_pages").fetchone()
        for number, (digest, body) in enumerate(pages.execute("select digest, body from raw_pages order by id"), 1):
            try:
                sound = sha256(unpacked(body)).hexdigest() == digest
            except zstandard.ZstdError:
                sound = False
            if not sound:
                wrong.append(digest)
            advance(number, count)
    return wrong


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


def expire(db: Database, before: datetime) -> int:
    """Remove the pages kept before that moment, whatever refers to them; how many that were.

    Their documents keep every wording, and their digests still tell whether a page changed; `reread` cannot reach them.
    """
    archive = _archive(db)
    if archive.raw_pages is None and not raw_path(archive.path).exists():
        return 0
    with trouble(raw_path(archive.path)):
        return _pages(archive).execute("delete from raw_pages where kept_at < ?", (written(before),)).rowcount


def shrink(db: Database) -> int:
    """Give back the room of removed pages where that is much of the file; how many bytes that were."""
    archive = _archive(db)
    path = raw_path(archive.path)
    if archive.raw_pages is None and not path.exists():
        return 0
    with trouble(path):
        pages = _pages(archive)
        (free,), (all_,) = (pages.execute(f"pragma {name}").fetchone() for name in ("freelist_count", "page_count"))
        if free < WORTHWHILE or free < all_ // 4 or shutil.disk_usage(path.parent).free < path.stat().st_size:
            return 0
        before = path.stat().st_size
        pages.execute("vacuum")
        pages.execute("pragma wal_checkpoint(truncate)")
    return before - path.stat().st_size


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
    (version,) = pages.execute("pragma user_version").fetchone()
    if version >= VERSION:
        return
    if pages.execute("select count(*) from sqlite_master where name = 'raw_pages'").fetchone()[0]:
        _add_charset(pages)
        return
    pages.execute("pragma journal_mode = wal")
    pages.execute(
        """
        create table if not exists raw_pages (
          -- What did the page with this digest look like when it was fetched?
          id integer primary key,
          digest text not null unique, -- SHA-256 of the page
          body blob not null, -- Zstandard
          kept_at text not null default (strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')),
          charset text -- of its Content-Type header
        )
        """
    )
    pages.execute(f"pragma user_version = {VERSION}")


def _add_charset(pages: sqlite3.Connection) -> None:
    pages.execute("begin immediate")
    try:
        # Read again: another process may have done it while we waited for the lock.
        names = {row[1] for row in pages.execute("pragma table_info(raw_pages)")}
        if "charset" not in names:
            pages.execute("alter table raw_pages add column charset text")
        pages.execute(f"pragma user_version = {VERSION}")
        pages.execute("commit")
    except BaseException:
        if pages.in_transaction:
            pages.execute("rollback")
        raise
