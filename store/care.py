"""Is the archive well? What `doctor` looks at, and what can be mended without asking."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from store import raw, retention, rows
from store.connection import place, raw_path, transaction
from store.moments import moment, written

ENOUGH = 512 * 1024 * 1024  # bytes of free disk under which a crawl may not end well
PRIVATE = 0o600
AHEAD = timedelta(hours=1)  # entries later than that were written under a wrong clock
BUILT = datetime(2026, 1, 1, tzinfo=UTC)  # no clock that is right says less

Advance = Callable[[int, int], None]  # raw pages verified, of how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    mend: str | None = None  # what to do where it is not ok


def examine(
    db: Database, now: datetime | None = None, *, full: bool = False, advance: Advance = lambda *_: None
) -> list[Finding]:
    """Everything about the archive that can be seen from inside; `full` reads every page of both files."""
    path, now = place(db), now or datetime.now(UTC)
    return [
        Finding(name="SQLite", ok=True, detail=f"{sqlite3.sqlite_version}, driver {type(db.conn).__module__}"),
        _asked(db, "integrity", "pragma integrity_check" if full else "pragma quick_check"),
        _asked(db, "references", "pragma foreign_key_check"),
        _rows(db),
        _index(db),
        *_files(path),
        _room(path),
        _clock(db, now),
        _orphans(db, now),
        *([_raw_pages(db, advance)] if full else []),
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


def _damaged(db: Database) -> list[tuple[int, str]]:
    """Documents and their fields that cannot be read."""
    wrong = " union all ".join(
        f"select id, '{name}' from documents where not json_valid({name})" for name in rows.LISTS
    )
    return db.conn.execute(wrong).fetchall()


def _rows(db: Database) -> Finding:
    try:
        damaged = _damaged(db)
    except sqlite3.DatabaseError as wrong:
        return Finding(name="documents", ok=False, detail=str(wrong), mend="restore a backup")
    if not damaged:
        return Finding(name="documents", ok=True, detail="every one can be read")
    id, name = damaged[0]
    detail = f"{len(damaged)} fields cannot be read, the first: {name} of document {id}"
    return Finding(name="documents", ok=False, detail=detail, mend="restore a backup, or run policywatch doctor --mend")


def _clock(db: Database, now: datetime) -> Finding:
    (latest,) = db.conn.execute(
        """
        select max(at) from (
          select max(checked_at) as at from sightings
          union all
          select max(started) from runs
          union all
          select max(at) from changes
        )
        """
    ).fetchone()
    if now < BUILT:
        return Finding(
            name="clock", ok=False, detail=f"this machine says it is {now.date()}", mend="set the machine's clock"
        )
    if latest is not None and moment(latest) > now + AHEAD:
        detail = f"the archive has entries of {latest[:16]}, and it is {written(now)[:16]} UTC"
        return Finding(name="clock", ok=False, detail=detail, mend="set the machine's clock if it is slow")
    return Finding(name="clock", ok=True, detail=f"{written(now)[:16]} UTC, after all that is in the archive")


def _raw_pages(db: Database, advance: Advance) -> Finding:
    wrong = raw.damaged(db, advance)
    if not wrong:
        return Finding(name="raw pages, each", ok=True, detail="every one reads back")
    detail = f"{len(wrong)} do not read back, the first: {wrong[0]}"
    return Finding(name="raw pages, each", ok=False, detail=detail, mend="restore a backup")


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
        if not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)):
            yield Finding(
                name="writing",
                ok=False,
                detail=f"{file} or its folder cannot be written, so nothing new is kept",
                mend="make both writable for the user who runs policywatch",
            )
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


def mend(db: Database, now: datetime, *, raw_days: int | None = None) -> list[str]:
    """Put right what can be put right without loss; what was done, a line each."""
    from store import shelf  # with all that judges reprints, for those who only look

    done = []
    if damaged := _damaged(db):
        with transaction(db):
            for id, name in damaged:
                db.conn.execute(f"update documents set {name} = '[]' where id = ?", (id,))
            shelf.reindex(db)  # what the index said of them can no longer be told
        again = " ".join(dict.fromkeys(str(id) for id, _ in damaged))
        done.append(f"emptied {len(damaged)} fields that could not be read: policywatch reread {again} reads them anew")
    if not _index(db).ok:
        done.append(f"indexed {shelf.reindex(db)} documents anew")
    done += retention.tidy(db, now, raw_days=raw_days)
    for file in (place(db), raw_path(place(db))):
        if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            file.chmod(PRIVATE)
            done.append(f"made {file} private")
    return done
