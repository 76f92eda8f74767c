"""Import, backup and migration killed at random moments: what was there stays, nothing half done is left."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from store import backup, documents, raw
from store.connection import VERSION, Archive, connect
from store.schema import migrations
from tests.store.arrivals import arrival
from tests.store.test_survival import consistent

SPAWN = multiprocessing.get_context("spawn")
KILLS = 25 if os.environ.get("POLICYWATCH_LONG") else 5  # of each


def fill(db: Archive, count: int) -> None:
    for number in range(count):
        text = f"第{number}号：现将有关事项通知如下，请各单位认真组织实施并按时报送材料。" * 20
        digest = raw.keep(db, random.Random(number).randbytes(20_000))
        documents.record(db, arrival(f"https://a.gov.cn/{number}", text=text, raw=digest))


def copy_forever(path: Path, folder: Path, started: str) -> None:
    db = connect(path)
    Path(started).touch()
    at = datetime(2026, 3, 1, tzinfo=UTC)
    while True:
        at += timedelta(seconds=1)
        backup.backup(db, folder, keep=2, now=at)


def test_a_backup_killed_anywhere_leaves_whole_copies_only(path: Path, tmp_path: Path) -> None:
    db = connect(path)
    fill(db, 150)
    folder, luck = tmp_path / "copies", random.Random(3)
    whole = 0
    for kill in range(KILLS):
        started = tmp_path / f"started-{kill}"
        process = SPAWN.Process(target=copy_forever, args=(path, folder, str(started)))
        process.start()
        end_after(process, started, luck.uniform(0, 0.4))
        for copy in backup.kept(folder, path.stem):
            opened = sqlite3.connect(copy)
            assert opened.execute("pragma integrity_check").fetchone() == ("ok",)
            assert opened.execute("select count(*) from documents").fetchone() == (150,)
            opened.close()
            whole += 1
    made = backup.backup(db, folder, keep=1, now=datetime(2026, 4, 1, tzinfo=UTC))
    assert sorted(file.suffix for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm"))) == [".db"] * 2
    assert whole
    assert made.documents == 150
    consistent(db)
    db.close()


def test_an_import_killed_anywhere_goes_on_and_has_every_line_once(path: Path, tmp_path: Path) -> None:
    file, count = tmp_path / "in.jsonl", 700
    with file.open("w", encoding="utf-8") as out:
        for number in range(count):
            text = f"{number}号文件：现将有关事项通知如下，请各单位于{number}日内报送材料。第{number}批。" * 3
            line = {"url": f"https://a.gov.cn/{number}", "title": f"第{number}号通知", "text": text, "region": None}
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    words = [sys.executable, "-P", "-m", "cli", "--db", str(path), "import", str(file)]
    luck, had = random.Random(11), 0
    connect(path).close()
    for _ in range(KILLS):
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            more = had + luck.randint(1, 100)
            while kept(path) < more and process.poll() is None:
                time.sleep(0.01)
            process.kill()
        assert kept(path) >= had
        had = kept(path)
        db = connect(path)
        consistent(db)
        db.close()
    done = subprocess.run([*words, "--json"], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    db = connect(path)
    assert {sighting.url for sighting in documents.each_sighting(db)} == {f"https://a.gov.cn/{n}" for n in range(count)}
    assert kept(path) == count
    consistent(db)
    db.close()


def kept(path: Path) -> int:
    db = sqlite3.connect(path)
    try:
        (count,) = db.execute("select count(*) from sightings").fetchone()
    finally:
        db.close()
    return int(count)


def old_archive(path: Path, count: int) -> None:
    """An archive of the first release, with documents in it."""
    present = path.with_name("present.db")
    db = connect(present)
    fill(db, count)
    old = Database(path)
    migrations.apply(old, stop_before="event_kinds")
    old.conn.execute("pragma foreign_keys = off")
    for table in ("documents", "sightings"):
        names = [row[1] for row in old.conn.execute(f"pragma table_info({table})")]
        marks = ", ".join("?" * len(names))
        rows = db.conn.execute(f"select {', '.join(names)} from {table}").fetchall()
        old.conn.executemany(f"insert into {table} values ({marks})", rows)
    old.conn.execute(
        """
        insert into changes (document_id, kind, source, url, at, held, what)
        select id, 'new', source, url, first_seen, 0, '[]' from documents
        """
    )
    (version,) = old.conn.execute("select count(*) from _sqlite_migrations").fetchone()
    (application,) = db.conn.execute("pragma application_id").fetchone()
    old.conn.commit()
    old.conn.execute(f"pragma application_id = {application}")
    old.conn.execute(f"pragma user_version = {version}")
    old.conn.execute("pragma journal_mode = wal")
    old.close()
    db.close()


def bring_up_to_date(path: Path, started: str) -> None:
    Path(started).touch()
    connect(path).close()


def test_a_migration_killed_anywhere_leaves_the_old_archive_or_the_new(path: Path, tmp_path: Path) -> None:
    old_archive(path, 150)
    before = path.read_bytes()
    luck = random.Random(5)
    for kill in range(KILLS):
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        path.write_bytes(before)
        started = tmp_path / f"started-{kill}"
        process = SPAWN.Process(target=bring_up_to_date, args=(path, str(started)))
        process.start()
        end_after(process, started, luck.uniform(0, 0.06))
        db = connect(path)
        assert db.execute("pragma user_version").fetchone() == (VERSION,)
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("select count(*) from documents").fetchone() == (150,)
        assert db.execute("select count(*) from changes").fetchone() == (150,)
        assert db.execute("pragma foreign_key_check").fetchall() == []
        db.close()
        copy = sqlite3.connect(path.with_name(f"{path.name}.before-{VERSION}"))
        assert copy.execute("select count(*) from documents").fetchone() == (150,)
        copy.close()


def end_after(process: multiprocessing.process.BaseProcess, started: Path, seconds: float) -> None:
    """Kill it so long after it began its work."""
    end = time.monotonic() + 60
    while not started.exists():
        assert time.monotonic() < end
        assert process.is_alive()
        time.sleep(0.002)
    process.join(seconds)
    process.kill()
    process.join(20)


def test_the_first_release_is_older_than_this(path: Path) -> None:
    """The archive above must not be what we make today."""
    old_archive(path, 1)
    with closing(sqlite3.connect(path)) as old:
        (version,) = old.execute("pragma user_version").fetchone()
    assert 0 < version < VERSION
