"""Backups: a copy of the archive and its raw pages while others write, read back before it counts."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store import connection
from store.connection import Archive, ArchiveError, NoArchiveError, create_private, raw_path, trouble

STEP = 1024  # database pages between two reports of progress
NAMED = "%Y%m%dT%H%M%SZ"

Progress = Callable[[str, int, int], None]  # what is copied, pages done, pages in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A verified copy of an archive."""

    path: Path
    raw: Path | None  # its raw pages
    documents: int
    sightings: int
    bytes: int  # of both files
    removed: tuple[Path, ...] = ()  # older copies that made room


def backup(
    db: Archive,
    folder: Path,
    *,
    keep: int,
    now: datetime,
    pages: bool = True,
    progress: Progress = lambda *_: None,
) -> Backup:
    """A copy of everything committed so far, in `folder`; all but the `keep` newest copies there are removed.

    Raises ArchiveError where the folder cannot be written or lacks the room, or the copy does not read back as it was.
    """
    target = folder / f"{db.path.stem}-{now.astimezone(UTC).strftime(NAMED)}.db"
    _make_room(db.path, folder, pages=pages)
    # The archive before its raw pages: those it refers to were written before, so the later copy has them all.
    counted = _copied(db.path, target, progress)
    raw = None
    if pages and raw_path(db.path).exists():
        raw = raw_path(target)
        _copied(raw_path(db.path), raw, progress)
    files = [file for file in (target, raw) if file is not None]
    return Backup(
        path=target,
        raw=raw,
        documents=counted["documents"],
        sightings=counted["sightings"],
        bytes=sum(file.stat().st_size for file in files),
        removed=tuple(_thinned(folder, db.path.stem, keep)),
    )


def kept(folder: Path, stem: str) -> list[Path]:
    """The copies of the archive with this stem, newest first."""
    mine = re.compile(rf"{re.escape(stem)}-\d{{8}}T\d{{6}}Z\.db")
    return sorted((file for file in folder.glob("*.db") if mine.fullmatch(file.name)), reverse=True)


def recognise(copy: Path) -> None:
    """Raises ArchiveError where the file is no archive, without reading it through."""
    try:
        with trouble(copy):
            if not copy.is_file():
                raise ArchiveError(f"{copy} is not there: name a backup")
            with closing(_readable(copy)) as conn:
                connection.recognised(conn, copy)
    except NoArchiveError as wrong:
        raise ArchiveError(f"{copy} is not a policywatch archive: name a backup") from wrong


def restore(copy: Path, path: Path, now: datetime) -> list[Path]:
    """Put the copy in the archive's place; the files that were there, moved aside.

    Raises ArchiveError where the copy is not a sound archive; then nothing was touched. Nobody may use it meanwhile.
    """
    recognise(copy)
    with trouble(copy), closing(_readable(copy)) as conn:
        _sound(conn, copy)
    copies = [(copy, path), (raw_path(copy), raw_path(path))]
    parts = [(_duplicate(source, target), target) for source, target in copies if source.exists()]
    aside = _moved_aside(path, now)
    for part, target in parts:
        part.replace(target)
    return aside


def _make_room(path: Path, folder: Path, *, pages: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as wrong:
        raise ArchiveError(f"{folder} cannot be made ({wrong.strerror}): name another folder") from wrong
    for part in folder.glob("*.db.part*"):
        part.unlink(missing_ok=True)  # what a killed backup left; a journal of it would spoil the next of its name
    files = [path, *([raw_path(path)] if pages and raw_path(path).exists() else [])]
    needed, free = sum(file.stat().st_size for file in files), shutil.disk_usage(folder).free
    if needed > free:
        raise ArchiveError(
            f"{folder} has {free / 1024**2:.0f} MiB free and the copy needs {needed / 1024**2:.0f}: "
            "name a folder on another disk"
        )


def _copied(source: Path, target: Path, progress: Progress) -> dict[str, int]:
    """Copy one file, whole or not at all; how many rows its tables have."""
    part = target.with_name(f"{target.name}.part")
    with trouble(target):
        create_private(part)
        try:
            with closing(_readable(source)) as live, closing(sqlite3.connect(part)) as copy:
                # One read transaction pins what is copied: without it each commit of a writer starts the copy anew.
                live.execute("begin")
                expected = _counts(live)
                name = source.name
                live.backup(copy, pages=STEP, progress=lambda _, left, all_: progress(name, all_ - left, all_))
            with closing(_readable(part)) as copy:
                _sound(copy, part)
                if _counts(copy) != expected:
                    raise ArchiveError(f"{part} does not read back as {source}: check the disk")
            _make_lasting(part)
        except BaseException:
            for file in (part, *_beside(part)):
                file.unlink(missing_ok=True)
            raise
        part.replace(target)
    return expected


def _readable(path: Path) -> sqlite3.Connection:
    return connection.open_file(path)


def _counts(conn: sqlite3.Connection) -> dict[str, int]:
    tables = conn.execute("select name from pragma_table_list where type = 'table' and schema = 'main'").fetchall()
    wanted = [name for (name,) in tables if not name.startswith("sqlite_")]
    return {name: conn.execute(f'select count(*) from "{name}"').fetchone()[0] for name in wanted}


def _sound(conn: sqlite3.Connection, path: Path) -> None:
    said = [row[0] for row in conn.execute("pragma integrity_check(3)")]
    if said != ["ok"]:
        raise ArchiveError(f"{path} is damaged ({said[0]}): it is no use as a backup")


def _make_lasting(part: Path) -> None:
    for place in (part, part.parent):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm", "-journal")]


def _thinned(folder: Path, stem: str, keep: int) -> list[Path]:
    old = kept(folder, stem)[keep:]
    for file in old:
        for gone in (file, raw_path(file)):
            gone.unlink(missing_ok=True)
    return old


def _duplicate(source: Path, target: Path) -> Path:
    part = target.with_name(f"{target.name}.part")
    try:
        connection.copy_beside(source, part)
    except OSError as wrong:
        raise ArchiveError(f"{target} cannot be written ({wrong.strerror}): check the disk") from wrong
    return part


def _moved_aside(path: Path, now: datetime) -> list[Path]:
    mark = f"replaced-{now.astimezone(UTC).strftime(NAMED)}"
    moved = []
    for file in (path, raw_path(path)):
        for one in (file, *_beside(file)):
            if one.exists():
                moved.append(one.rename(one.with_name(f"{one.name}.{mark}")))
    return moved
