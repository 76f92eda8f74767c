from __future__ import annotations

import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import backup, documents, raw
from store.connection import Archive, ArchiveError, connect, raw_path
from tests.store.arrivals import arrival

NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def fill(db: Archive, first: int, last: int) -> None:
    for number in range(first, last):
        digest = raw.keep(db, f"<html>{number}".encode())
        text = f"第{number}号：关于申报科技创新券的通知，请各有关单位于月底前报送材料。" * 4
        documents.record(db, arrival(f"https://a.gov.cn/{number}", text=text, raw=digest))


def test_a_backup_is_the_archive_with_its_raw_pages(db: Archive, tmp_path: Path) -> None:
    fill(db, 0, 5)
    made = backup.backup(db, tmp_path / "copies", keep=3, now=NOW)
    assert (made.documents, made.sightings) == (5, 5)
    assert made.path.name == f"{db.path.stem}-20260301T030000Z.db"
    assert {stat.S_IMODE(file.stat().st_mode) for file in (made.path, made.raw) if file} == {0o600}
    assert sorted(file.name for file in made.path.parent.iterdir()) == sorted(
        [made.path.name, raw_path(made.path).name]
    )
    copy = connect(made.path)
    assert list(documents.each(copy)) == list(documents.each(db))
    assert {raw.fetch(copy, seen.raw or "") for seen in documents.each_sighting(copy)} == {
        f"<html>{number}".encode() for number in range(5)
    }
    copy.close()


def test_only_the_newest_copies_of_this_archive_stay(db: Archive, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    fill(db, 0, 2)
    made = [backup.backup(db, folder, keep=2, now=NOW + timedelta(days=day)) for day in range(4)]
    stranger = folder / "other-20200101T000000Z.db"
    stranger.write_bytes(b"")
    assert backup.kept(folder, db.path.stem) == [made[3].path, made[2].path]
    assert made[3].removed == (made[1].path,)
    assert not raw_path(made[0].path).exists()
    assert stranger.exists()


def test_a_backup_made_while_others_write_is_one_moment_of_the_archive(db: Archive, tmp_path: Path) -> None:
    fill(db, 0, 50)
    stop = threading.Event()

    def write() -> None:
        other = connect(db.path)
        number = 1000
        while not stop.is_set():
            fill(other, number, number + 1)
            number += 1
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backup.backup(db, tmp_path, keep=9, now=NOW + timedelta(seconds=each)) for each in range(3)]
    finally:
        stop.set()
        writer.join()
    for one in made:
        copy = connect(one.path)
        assert copy.execute("select count(*) from documents").fetchone() == (one.documents,)
        missing = [seen for seen in documents.each_sighting(copy) if raw.fetch(copy, seen.raw or "") is None]
        assert missing == []
        copy.close()
    assert made[0].documents >= 50


def test_a_backup_puts_back_what_was_lost_and_keeps_what_was_there(db: Archive, tmp_path: Path) -> None:
    fill(db, 0, 3)
    made = backup.backup(db, tmp_path / "copies", keep=3, now=NOW)
    fill(db, 3, 6)
    db.close()
    aside = backup.restore(made.path, db.path, NOW)
    again = connect(db.path)
    assert len(list(documents.each(again))) == 3
    assert raw.fetch(again, next(documents.each_sighting(again)).raw or "") == b"<html>0"
    again.close()
    before = connect(next(file for file in aside if file.name.startswith(db.path.name)))
    assert len(list(documents.each(before))) == 6
    before.close()
    assert made.path.exists()


def test_what_is_no_sound_backup_is_refused_and_nothing_is_touched(db: Archive, tmp_path: Path) -> None:
    fill(db, 0, 3)
    db.close()
    said = db.path.read_bytes()
    text, foreign = tmp_path / "text.db", tmp_path / "foreign.db"
    text.write_text("not a database at all" * 100)
    sqlite3.connect(foreign).execute("create table t (x)").connection.close()
    for wrong in (text, foreign, tmp_path / "nowhere.db"):
        with pytest.raises(ArchiveError):
            backup.restore(wrong, db.path, NOW)
    assert db.path.read_bytes() == said


def test_a_copy_that_was_cut_off_is_cleared_away_by_the_next(db: Archive, tmp_path: Path) -> None:
    fill(db, 0, 1)
    part = tmp_path / "archive-20200101T000000Z.db.part"
    part.write_bytes(b"half")
    backup.backup(db, tmp_path, keep=1, now=NOW)
    assert not part.exists()


def test_a_folder_that_cannot_be_made_is_said_in_one_line(db: Archive, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError, match="name another folder"):
        backup.backup(db, tmp_path / "file", keep=1, now=NOW)
