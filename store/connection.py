"""Opening the archive: one SQLite file, private to its owner, migrated by itself, never harmed."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlite_utils import Database

if TYPE_CHECKING:
    from store.index import Row, Words

APPLICATION_ID = 0x706F6C77  # "polw": what `file` and we know an archive by
VERSION = 15  # how many migrations schema.py has; here, so that an up-to-date archive opens without loading them
ROOM = 1 << 18  # bytes that the log and its index take at least
PATIENCE = 10.0  # seconds to wait for another process's transaction

Db = Database


class ArchiveError(Exception):
    """The archive cannot be used: one line with the place and what to do about it."""


class NoArchiveError(ArchiveError):
    """The file is something else."""


@dataclass(slots=True)
class Joint:
    """Much that is done in one transaction."""

    failed: bool = False
    unindexed: dict[int, tuple[int, Row] | None] = field(default_factory=dict)  # see shelf.together
    words: dict[int, Words] = field(default_factory=dict)  # ready, of documents that were added


class Archive(Database):
    """An open archive; its raw pages are in a second file, opened when first needed."""

    def __init__(self, conn: sqlite3.Connection, path: Path) -> None:
        super().__init__(conn, execute_plugins=False)
        self.path = path
        self.raw_pages: sqlite3.Connection | None = None
        self.joint: Joint | None = None  # within `together`

    def close(self) -> None:
        """Close both files."""
        if self.raw_pages is not None:
            self.raw_pages.close()
            self.raw_pages = None
        super().close()


def default_path() -> Path:
    """The archive in the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("policywatch") / "policywatch.db"


def raw_path(path: Path) -> Path:
    """Where the raw pages of the archive at `path` are."""
    return path.with_name(f"{path.stem}.raw.db")


def connect(path: Path) -> Archive:
    """The archive at `path`, made or brought up to date where needed; ArchiveError where that cannot be."""
    with trouble(path):
        _ensure_file(path)
        conn = open_file(path)
        try:
            _prepare(conn, path)
        except BaseException:
            conn.close()
            raise
    return Archive(conn, path)


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All or nothing: holds the write lock from the start, so what is read inside stays true until the commit."""
    conn = db.conn
    if conn.in_transaction:
        joint = db.joint if isinstance(db, Archive) else None
        with _savepoint(conn) if joint is None else _joined(joint):
            yield
        return
    with trouble(place(db)):
        # Immediate, because a deferred transaction lets two crawlers both read "not seen yet".
        conn.execute("begin immediate")
        try:
            yield
            conn.execute("commit")
        except BaseException:
            if conn.in_transaction:
                conn.execute("rollback")
            raise


@contextmanager
def together(db: Archive) -> Iterator[Joint]:
    """One transaction for much: those inside merely join it, and when one of them fails, nothing of all is kept."""
    # A savepoint for each would make FTS5 write out what it gathered so far.
    with transaction(db):
        joint = db.joint = Joint()
        try:
            yield joint
            if joint.failed:
                raise RuntimeError("a part of this transaction failed, and that was passed over")
        finally:
            db.joint = None


@contextmanager
def _joined(joint: Joint) -> Iterator[None]:
    try:
        yield
    except BaseException:
        joint.failed = True
        raise


@contextmanager
def _savepoint(conn: sqlite3.Connection) -> Iterator[None]:
    name = f"nested_{secrets.token_hex(8)}"
    conn.execute(f"savepoint {name}")
    try:
        yield
    except BaseException:
        # A full disk rolls back the whole transaction, savepoints included.
        if conn.in_transaction:
            conn.execute(f"rollback to {name}")
            conn.execute(f"release {name}")
        raise
    conn.execute(f"release {name}")


def place(db: Database) -> Path:
    """The file of this archive."""
    if isinstance(db, Archive):
        return db.path
    row = db.conn.execute("pragma database_list").fetchone()
    return Path(row[2] or ":memory:")


def open_file(path: Path) -> sqlite3.Connection:
    """A connection to an existing file with our settings; nothing is written."""
    try:
        return _opened(path, "mode=rw")
    except sqlite3.Error as wrong:
        if _code(wrong) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or _has_log(path):
            raise
    # A write-ahead log needs a writable folder even to read; where nobody can write, the file alone is everything.
    return _opened(path, "mode=ro&immutable=1")


def _opened(path: Path, how: str) -> sqlite3.Connection:
    uri = f"file:{quote(os.fsencode(path.absolute()))}?{how}"
    conn = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
    try:
        conn.execute("pragma foreign_keys = on")
        conn.execute("pragma synchronous = normal")
        conn.execute("pragma journal_size_limit = 67108864")
        conn.execute("pragma wal_autocheckpoint = 4000")  # the index rewrites the same pages again and again
        conn.execute("pragma cache_size = -32768")
        conn.execute("select count(*) from sqlite_master")  # touches the file, if nothing before did
    except BaseException:
        conn.close()
        raise
    return conn


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _ensure_file(path: Path) -> None:
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder: name a file in it with --db")
    if path.exists():
        return
    with suppress(OSError):  # create_private says it with the file's name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    create_private(path)


def create_private(path: Path) -> None:
    """An empty file only its owner can read, whatever the umask; an existing file stays as it is."""
    # SQLite gives its -wal and -shm files the mode of the database.
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError:
        return
    except OSError as wrong:
        raise ArchiveError(f"{path} cannot be created ({wrong.strerror}): name another file with --db") from wrong
    os.fchmod(handle, 0o600)
    os.close(handle)


def _prepare(conn: sqlite3.Connection, path: Path) -> None:
    if _version(conn, path) < VERSION:
        _migrate(conn, path)


def _version(conn: sqlite3.Connection, path: Path) -> int:
    """The archive's version, 0 for an empty file; ArchiveError for anything that is not ours or not yet known."""
    (application,) = conn.execute("pragma application_id").fetchone()
    (version,) = conn.execute("pragma user_version").fetchone()
    if application == APPLICATION_ID:
        if version > VERSION:
            raise ArchiveError(
                f"{path} was written by a newer policywatch (archive version {version}, this one knows {VERSION}): "
                "upgrade policywatch"
            )
        return int(version)
    (tables,) = conn.execute("select count(*) from sqlite_master").fetchone()
    if application or version or tables:
        raise _foreign(path)
    return 0


def recognised(conn: sqlite3.Connection, path: Path) -> int:
    """The version of the archive behind this connection; ArchiveError where it is none, or a newer one."""
    version = _version(conn, path)
    if not version:
        raise _foreign(path)
    return version


def _foreign(path: Path) -> NoArchiveError:
    return NoArchiveError(f"{path} is not a policywatch archive: name another file with --db")


def _migrate(conn: sqlite3.Connection, path: Path) -> None:
    from store.schema import migrations

    if not conn.execute("select count(*) from sqlite_master").fetchone()[0]:
        conn.execute("pragma page_size = 8192")
    conn.execute("pragma journal_mode = wal")
    # A table that is rebuilt is dropped first, and with foreign keys on its rows would take their children along.
    conn.execute("pragma foreign_keys = off")
    db = Database(conn, execute_plugins=False)
    conn.execute("begin immediate")
    try:
        # Read again: another process may have migrated while we waited for the lock.
        version = _version(conn, path)
        if version < VERSION:
            if version:
                copy_beside(path, path.with_name(f"{path.name}.before-{VERSION}"))
            astray = _astray(conn)
            migrations.apply(db)
            if _astray(conn) > astray:
                raise sqlite3.IntegrityError(f"{path}: a migration left rows that lead nowhere")
            conn.execute(f"pragma application_id = {APPLICATION_ID}")
            conn.execute(f"pragma user_version = {VERSION}")
        conn.execute("commit")
    except BaseException:
        if conn.in_transaction:
            conn.execute("rollback")
        raise
    finally:
        conn.execute("pragma foreign_keys = on")


def _astray(conn: sqlite3.Connection) -> int:
    """How many rows refer to one that is not there."""
    return len(conn.execute("pragma foreign_key_check").fetchall())


def copy_beside(path: Path, copy: Path) -> None:
    """A consistent copy of the committed archive, private to its owner; it appears whole or not at all."""
    part = copy.with_name(f"{copy.name}.part")
    for left in (part, part.with_name(f"{part.name}-journal")):
        left.unlink(missing_ok=True)  # a killed copy's; its journal would spoil this one
    create_private(part)
    source, target = sqlite3.connect(path), sqlite3.connect(part)
    try:
        source.backup(target)
    except BaseException:
        part.unlink()
        raise
    finally:
        source.close()
        target.close()
    part.replace(copy)


@contextmanager
def trouble(path: Path) -> Iterator[None]:
    """Turns what the machine refuses into an ArchiveError; a mistake in our SQL stays what it is."""
    try:
        yield
    except sqlite3.Error as wrong:
        said = _said(path, wrong)
        if said is None:
            raise
        raise said from wrong


def _said(path: Path, wrong: sqlite3.Error) -> ArchiveError | None:
    match _code(wrong):
        case sqlite3.SQLITE_NOTADB:
            return _foreign(path)
        case sqlite3.SQLITE_CORRUPT:
            return ArchiveError(f"{path} is damaged ({wrong}): restore a backup")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ArchiveError(f"{path} was kept busy by another process for {PATIENCE:.0f} s: try again later")
        case sqlite3.SQLITE_FULL:
            return _no_room(path)
        case sqlite3.SQLITE_IOERR:
            if _free(path) < ROOM:  # what SQLite says where the index of its log finds no room
                return _no_room(path)
            return ArchiveError(f"{path} cannot be read or written ({wrong}): check the disk")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return ArchiveError(f"{path} cannot be written ({wrong}): check its permissions or name another with --db")
    return None


def _no_room(path: Path) -> ArchiveError:
    return ArchiveError(f"{path} cannot grow, the disk is full: free some space, then run again")


def _free(path: Path) -> float:
    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return inf


def _code(wrong: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 where the driver itself complains."""
    return getattr(wrong, "sqlite_errorcode", 0) & 0xFF
