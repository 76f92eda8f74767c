"""Is the archive well? What `doctor` looks at, and what can be mended without asking."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from store import raw, shelf
from store.connection import place, raw_path

ENOUGH = 512 * 1024 * 1024  # bytes of free disk under which a crawl may not end well
PRIVATE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    mend: str | None = None  # what to do where it is not ok


def examine(db: Database, now: datetime | None = None) -> list[Finding]:
    """Everything about the archive that can be seen from inside."""
    path = place(db)
    return [
        Finding(name="SQLite", ok=True, detail=f"{sqlite3.sqlite_version}, driver {type(db.conn).__module__}"),
        _asked(db, "integrity", "pragma quick_check"),
        _asked(db, "references", "pragma foreign_key_check"),
        _index(db),
        *_files(path),
        _room(path),
        _orphans(db, now or datetime.now(UTC)),
    ]


def _asked(db: Database, name: str, question: str) -> Finding:
    """A question to SQLite whose answer is silence or ok."""
    try:
        said = [row for row in db.conn.execute(question) if row != ("ok",)]
    except sqlite3.DatabaseError as wrong:
        said = [(str(wrong),)]
    if not said:
        return Finding(name=name, ok=True, detail="ok")
    first = ", ".join(str(value) for value in said[0])
    return Finding(name=name, ok=False, detail=f"{len(said)} problems, the first: {first}", mend="restore a backup")


def _index(db: Database) -> Finding:
    missing, ghosts = db.conn.execute(
        """
        select
          (select count(*) from documents where place not in (select id from search_docsize)),
          (select count(*) from search_docsize where id not in (select place from documents))
        """
    ).fetchone()
    if missing or ghosts:
        detail = f"search misses {missing} documents and finds {ghosts} that are gone"
        return Finding(name="search index", ok=False, detail=detail, mend="run policywatch doctor --mend")
    (count,) = db.conn.execute("select count(*) from documents").fetchone()
    return Finding(name="search index", ok=True, detail=f"{count} documents, all indexed")


def _files(path: Path) -> Iterator[Finding]:
    for file in (path, raw_path(path)):
        if not file.exists():
            continue
        mode = stat.S_IMODE(file.stat().st_mode)
        private = not mode & 0o077
        yield Finding(
            name="permissions",
            ok=private,
            detail=f"{file} is private"
            if private
            else f"{file} can be read by others ({mode:o}); it holds channel URLs",
            mend=None if private else f"run chmod 600 {file}",
        )


def _room(path: Path) -> Finding:
    free = shutil.disk_usage(path.parent).free
    detail = f"{free / 1024**3:.1f} GiB free beside {path}"
    return Finding(name="disk", ok=free >= ENOUGH, detail=detail, mend=None if free >= ENOUGH else "free some space")


def _orphans(db: Database, now: datetime) -> Finding:
    """Raw pages a crash left without their document: only waste, so no reason to worry."""
    count = len(raw.orphans(db, now))
    detail = f"{count} pages belong to nothing" if count else "every page belongs to something"
    return Finding(name="raw pages", ok=True, detail=detail, mend="run policywatch doctor --mend" if count else None)


def mend(db: Database, now: datetime) -> list[str]:
    """Put right what can be put right without loss; what was done, a line each."""
    done = []
    if not _index(db).ok:
        done.append(f"indexed {shelf.reindex(db)} documents anew")
    if removed := raw.sweep(db, now):
        done.append(f"removed {removed} raw pages that belonged to nothing")
    for file in (place(db), raw_path(place(db))):
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(PRIVATE)
            done.append(f"made {file} private")
    return done
