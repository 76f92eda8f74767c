from __future__ import annotations

import multiprocessing
import os
import re
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlite_utils import Database

from extract.document import Attachment
from store import care, connection, documents, query
from store.connection import APPLICATION_ID, VERSION, ArchiveError, connect, raw_path, together, transaction
from store.schema import migrations
from store.search import search, within
from tests.store.arrivals import OTHER, arrival

NOBODY = 65534
SPAWN = multiprocessing.get_context("spawn")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_archive_is_private_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "data" / "archive.db"
    before = os.umask(0)
    try:
        db = connect(path)
        db.execute("insert into sources (source, enabled, enabled_at) values ('a', 1, '')")
    finally:
        os.umask(before)
    assert {file.name: mode(file) for file in path.parent.iterdir()} == {
        "archive.db": 0o600,
        "archive.db-wal": 0o600,
        "archive.db-shm": 0o600,
    }
    db.close()


def test_an_archive_has_the_pragmas_it_needs(db: Database) -> None:
    asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id", "user_version")
    said = [db.execute(f"pragma {name}").fetchone()[0] for name in asked]
    assert said == ["wal", 1, 1, 10_000, APPLICATION_ID, VERSION]


def test_the_version_counts_the_migrations(db: Database) -> None:
    assert len(migrations.applied(db)) == VERSION
    assert migrations.pending(db) == []


def test_every_table_says_which_question_it_answers(db: Database) -> None:
    tables = dict(db.execute("select name, sql from sqlite_master where type = 'table'").fetchall())
    ours = {
        name: sql for name, sql in tables.items() if not name.startswith(("search", "sketches", "sqlite", "_sqlite"))
    }
    assert ours.keys() >= {"documents", "sightings", "revisions", "changes", "pages", "deliveries"}
    assert [name for name, sql in ours.items() if "?" not in sql] == []


def test_opening_again_writes_nothing(path: Path) -> None:
    connect(path).close()
    before = path.read_bytes()
    connect(path).close()
    assert path.read_bytes() == before


def test_a_reader_opens_while_another_process_writes(path: Path) -> None:
    writer = connect(path)
    with transaction(writer):
        writer.conn.execute("insert into lists (url, source, read_at) values ('u', 's', '')")
        reader = connect(path)
        assert reader.execute("select count(*) from lists").fetchone() == (0,)
        reader.close()
    writer.close()


def test_an_older_archive_is_copied_beside_it_and_then_brought_up_to_date(path: Path) -> None:
    old = Database(sqlite3.connect(path, isolation_level=None), execute_plugins=False)
    old.execute("pragma journal_mode = wal")
    migrations.apply(old, stop_before="telling")
    old.execute("insert into runs (source, started) values ('a', '2026-01-01T00:00:00Z')")
    old.execute(f"pragma application_id = {APPLICATION_ID}")
    old.execute(f"pragma user_version = {VERSION - 1}")

    db = connect(path)  # while the old one is still open: what is in its log is copied, too
    assert db.execute("select source from runs").fetchall() == [("a",)]
    assert db.execute("select count(*) from alerts").fetchone() == (0,)
    db.close()
    old.close()

    copy = path.with_name(f"archive.db.before-{VERSION}")
    assert mode(copy) == 0o600
    kept = sqlite3.connect(copy)
    assert kept.execute("select source from runs").fetchall() == [("a",)]
    assert kept.execute("pragma user_version").fetchone() == (VERSION - 1,)
    kept.close()


def test_a_migration_that_fails_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Database(sqlite3.connect(path, isolation_level=None), execute_plugins=False)
    migrations.apply(old, stop_before="telling")
    old.execute("create table deliveries (taken)")  # in the way of the last migration, after others of its statements
    old.execute(f"pragma application_id = {APPLICATION_ID}")
    old.execute(f"pragma user_version = {VERSION - 1}")
    old.close()
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        connect(path)
    after = sqlite3.connect(path)
    assert after.execute("pragma user_version").fetchone() == (VERSION - 1,)
    assert after.execute("select count(*) from sqlite_master where name = 'alerts'").fetchone() == (0,)
    after.close()


def test_a_table_that_is_rebuilt_keeps_its_rows_their_children_and_its_numbering(path: Path) -> None:
    old = Database(sqlite3.connect(path, isolation_level=None), execute_plugins=False)
    old.execute("pragma foreign_keys = on")
    migrations.apply(old, stop_before="event_kinds")
    for statement in (
        """
        insert into documents
          (place, url, title, text, stale, attachments, images, properties, evidence, cuts, first_seen, updated_at)
        values (1, 'u', 't', '', 0, '[]', '[]', '[]', '{}', '[]', '', '')
        """,
        "insert into changes (document_id, kind, url, at, held, what) values (1, 'new', 'u', '', 0, '[]')",
        "insert into changes (document_id, kind, url, at, held, what) values (1, 'copy', 'v', '', 0, '[]')",
        "delete from changes where id = 2",
        """
        insert into subscriptions (name, query, higher, every, lang, created, since_change)
        values ('a', '', 0, 'instant', 'zh', '', 2)
        """,
        "insert into channels (subscription_id, url) values (1, 'json://x')",
        """
        insert into alerts (subscription_id, change_id, document_id, kind, reason, created)
        values (1, 1, 1, 'release', '{}', '')
        """,
        """
        insert into deliveries (alert_id, channel_id, subscription_id, kind, state, due, attempts)
        values (1, 1, 1, 'release', 'waiting', '', 3)
        """,
        f"pragma application_id = {APPLICATION_ID}",
        f"pragma user_version = {len(migrations.applied(old))}",
    ):
        old.execute(statement)
    old.close()

    db = connect(path)
    assert db.execute("select id, kind, key, detail from changes").fetchall() == [(1, "new", None, "{}")]
    assert db.execute("select change_id, kind from alerts").fetchall() == [(1, "release")]
    assert db.execute("select alert_id, channel_id, attempts from deliveries").fetchall() == [(1, 1, 3)]
    assert db.execute("select kinds, place, owner from subscriptions").fetchall() == [('["new"]', "about", None)]
    db.execute("insert into changes (document_id, kind, url, at, held, what) values (1, 'deadline', 'u', '', 0, '[]')")
    assert db.execute("select max(id) from changes").fetchone() == (3,)  # the subscription has heard all up to 2
    db.execute("delete from documents")  # what hangs on it still goes along
    assert db.execute("select count(*) from deliveries").fetchone() == (0,)
    db.close()


def test_an_archive_indexed_in_other_columns_is_indexed_anew_exactly(path: Path) -> None:
    old = Database(sqlite3.connect(path, isolation_level=None), execute_plugins=False)
    migrations.apply(old, stop_before="body_first")
    file = Attachment(url="https://a.example/f.docx", name="附件", kind="docx", text="申报书")
    said = {"number": "济科发〔2026〕3号", "issuer": "济南市科技局", "region": "370100", "attachments": (file,)}
    for source in ("a", "b"):  # the second is a copy
        documents.record(old, arrival(f"https://{source}.example/1", source=source, said=said))
    documents.record(old, arrival("https://a.example/2", title="通知", text=OTHER, published=None, source=None))
    old.execute("update documents set attachments = 'torn' where id = 2")
    old.execute(f"pragma application_id = {APPLICATION_ID}")
    old.execute(f"pragma user_version = {len(migrations.applied(old))}")
    old.close()

    db = connect(path)
    for text in ("科技创新券", "券", "申报书", "source:b 企业", "issuer:科技局", "city:济南 number:济科发〔2026〕3号"):
        assert [hit.id for hit in search(db, query.parse(text))] == [1], text
    where, values = within(query.parse("秋季农村公路"))
    assert db.execute(f"select count(*) from search where {where}", values).fetchone() == (1,)
    db.execute("update documents set attachments = '[]' where id = 2")
    assert [finding.name for finding in care.examine(db) if not finding.ok] == ["permissions"]  # of our own old file
    for id in (1, 2):  # to be taken back, a row must have been added as it is made today
        documents.forget(db, id)
    db.execute("insert into search (search) values ('optimize')")
    db.execute("create virtual table temp.words using fts5vocab (main, search, instance)")
    assert db.execute("select * from words").fetchall() == []
    db.close()


def open_and_close(path: Path) -> None:
    connect(path).close()


def test_processes_that_open_a_new_archive_at_once_all_get_it(path: Path) -> None:
    with SPAWN.Pool(4) as pool:
        pool.map(open_and_close, [path] * 12)
    db = connect(path)
    assert len(migrations.applied(db)) == VERSION
    db.close()


def test_a_folder_may_have_any_bytes_in_its_name(path: Path) -> None:
    folder = path.with_name(os.fsdecode("济南#?%41".encode() + b"\xff"))
    folder.mkdir()
    open_and_close(folder / path.name)
    assert (folder / path.name).stat().st_size
    assert [file.name for file in path.parent.iterdir()] == [folder.name]


@pytest.mark.parametrize("content", [b"not a database, but long enough to have a header of a page " * 20, b"short"])
def test_a_file_that_is_no_archive_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"archive\.db is not a policywatch archive: name another file with --db"):
        connect(path)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == ["archive.db"]


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    theirs = sqlite3.connect(path)
    theirs.execute("create table documents (id integer primary key, text)")
    theirs.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="is not a policywatch archive"):
        connect(path)
    assert path.read_bytes() == before


def test_an_archive_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    db = connect(path)
    db.execute(f"pragma user_version = {VERSION + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=f"newer policywatch.*{VERSION + 1}.*upgrade policywatch"):
        connect(path)
    assert path.read_bytes() == before


def test_a_damaged_archive_is_named(path: Path) -> None:
    connect(path).close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * (size // 2))
    with pytest.raises(ArchiveError, match=r"is damaged .*: restore a backup"):
        connect(path)


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="is a folder: name a file in it with --db"):
        connect(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ArchiveError, match=r"sub/archive\.db cannot be created.*with --db"):
        connect(tmp_path / "file" / "sub" / "archive.db")


def as_nobody(what: str, path: Path) -> str:
    """What happens to someone who may not write here."""
    if os.getuid() == 0:
        os.setuid(NOBODY)
    try:
        db = connect(path)
        if what == "write":
            with transaction(db):
                db.conn.execute("delete from runs")
        if what == "look":
            return next(one.detail for one in care.examine(db) if not one.ok and one.name == "writing")
        return f"read {db.execute('select count(*) from runs').fetchone()[0]}"
    except ArchiveError as wrong:
        return str(wrong)


@pytest.fixture
def readable() -> Iterator[Path]:
    """An archive that nobody may write, in a folder that nobody may write."""
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others
    path = folder / "archive.db"
    db = connect(path)
    db.execute("insert into runs (source, started) values ('a', '2026-01-01T00:00:00Z')")
    db.close()
    path.chmod(0o444)
    folder.chmod(0o555)
    yield path
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("read", "^read 1$"),
        ("write", "archive.db cannot be written.*--db"),
        ("look", "archive.db or its folder cannot be written"),
    ],
)
def test_who_may_not_write_may_still_read(readable: Path, what: str, said: str) -> None:
    with SPAWN.Pool(1) as pool:
        told = pool.apply(as_nobody, (what, readable))
    assert re.search(said, told), told


def on_a_full_disk(path: Path) -> str:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        connect(path).close()
    except ArchiveError as wrong:
        return str(wrong)
    return "opened"


def test_a_disk_without_room_is_one_line_and_no_harm(path: Path) -> None:
    with SPAWN.Pool(1) as pool:
        said = pool.apply(on_a_full_disk, (path,))
    assert said.startswith(f"{path} ")
    assert "disk" in said
    connect(path).close()  # with room again, the same file becomes an archive


def test_an_error_of_the_disk_is_a_full_disk_where_it_has_no_room() -> None:
    wrong = sqlite3.OperationalError("disk I/O error")
    wrong.sqlite_errorcode = sqlite3.SQLITE_IOERR
    nowhere = Path("/proc/archive.db")  # a place that never has room
    with pytest.raises(ArchiveError, match="the disk is full: free some space"), connection.trouble(nowhere):
        raise wrong


def fill(db: Database) -> None:
    with transaction(db):
        db.conn.execute("delete from robots")
        with transaction(db):
            db.conn.execute("insert into robots values ('b', 200, zeroblob(1000000), '')")


def test_a_full_archive_says_so_and_keeps_what_it_had(db: Database, path: Path) -> None:
    with transaction(db):
        db.conn.execute("insert into robots (origin, status, body, read_at) values ('a', 200, x'', '')")
    (pages,) = db.execute("pragma page_count").fetchone()
    db.execute(f"pragma max_page_count = {pages + 5}")
    with pytest.raises(ArchiveError, match="disk is full: free some space"):
        fill(db)
    assert db.execute("select origin from robots").fetchall() == [("a",)]


def test_a_transaction_holds_the_lock_from_its_beginning(path: Path) -> None:
    one, other = connect(path), connect(path)
    other.execute("pragma busy_timeout = 50")
    with transaction(one), pytest.raises(ArchiveError, match="kept busy by another process"), transaction(other):
        pass
    one.close()
    other.close()


def put(db: Database, source: str, trouble: BaseException | None = None) -> None:
    with transaction(db):
        db.conn.execute("insert into sources (source, enabled, enabled_at) values (?, 1, '')", (source,))
        if trouble is not None:
            raise trouble


def test_an_inner_transaction_that_fails_leaves_the_outer_one_whole(db: Database) -> None:
    with transaction(db):
        put(db, "before")
        with pytest.raises(KeyError):
            put(db, "undone", KeyError())
        put(db, "then")
    assert db.execute("select source from sources order by source").fetchall() == [("before",), ("then",)]


def test_an_interrupted_transaction_leaves_nothing(db: Database) -> None:
    with pytest.raises(KeyboardInterrupt):
        put(db, "undone", KeyboardInterrupt())
    assert db.execute("select count(*) from sources").fetchone() == (0,)
    assert not db.conn.in_transaction


def test_the_raw_pages_are_in_a_second_file_beside_it() -> None:
    assert raw_path(Path("/data/policywatch.db")) == Path("/data/policywatch.raw.db")
    assert connection.default_path().name == "policywatch.db"


def test_what_is_done_together_is_undone_together_also_where_a_failure_was_passed_over(path: Path) -> None:
    db = connect(path)
    db.conn.execute("create table t (x)")

    def write(value: int) -> None:
        with transaction(db):
            db.conn.execute("insert into t values (?)", (value,))
            if value == 2:
                raise ValueError("two")

    with pytest.raises(RuntimeError, match="passed over"), together(db):  # noqa: PT012 - that is the case
        write(1)
        with suppress(ValueError):
            write(2)
        write(3)
    assert db.execute("select x from t").fetchall() == []
    with together(db):
        write(4)
    with suppress(ValueError), transaction(db):
        write(5)
        write(2)
    assert db.execute("select x from t").fetchall() == [(4,)]
    db.close()
