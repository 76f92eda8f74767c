"""An archive filled quickly: the rows that `record` would write, made by one process, written by another."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from math import ceil, log
from multiprocessing.connection import Connection

from bench import bank, releases
from bench.bank import Filled
from store import connection, lifeline, moments, rows
from store.connection import Archive
from store.moments import DAY, EPOCH

CHECKED = 20  # releases that are recorded to see whether the bank tells the truth
CHUNK = 500  # documents handed over at once
TRANSACTION = 20_000  # documents: FTS5 writes a piece of the index at each commit, and merges them later
TOGETHER = 8  # documents that share a transaction when pages wait
PAGES = 50_000  # of an index that are merged in one transaction, in the end
# Of new index that FTS5 holds back, bytes; pieces of one size that are merged bit by bit, and at once.
BULK = {"hashsize": 2**30, "automerge": 0, "crisismerge": 1000}
USUAL = {"hashsize": 2**20, "automerge": 4, "crisismerge": 16}


def fill(db: Archive, documents: int, *, seed: int = 1) -> Iterator[int]:
    """Write so many documents into an archive, oldest first; yields how many there are, now and then.

    A filling that was cut off goes on where it was. The archive holds nothing else.
    """
    conn = db.conn
    if conn.execute("select count(*) from documents").fetchone()[0] < documents:
        yield from _written(db, documents, seed)
    elif conn.execute("select v from search_config where k = 'automerge'").fetchone() in (None, (USUAL["automerge"],)):
        return
    for table in ("search", "sketches"):
        _merge(db, table)
        _sink(db, table, documents)
    _settings(db, USUAL, cache=2**15, checkpoint=4000, synchronous="normal")
    conn.execute("pragma wal_checkpoint(truncate)")


def _merge(db: Archive, table: str) -> None:
    before = -2
    while db.conn.total_changes - before >= 2:
        before = db.conn.total_changes
        db.conn.execute(f"insert into {table} ({table}, rank) values ('merge', ?)", (-PAGES,))


def _sink(db: Archive, table: str, documents: int) -> None:
    """Put the one piece of the index on the level that it would have if the archive had grown by itself."""
    # FTS5 merges four pieces of a level into one of the next. On a low one the bulk's would be merged with the first
    # documents that are recorded, for tens of thousands of them, while small pieces gather by the dozen.
    wanted = ceil(log(max(documents, TOGETHER) / TOGETHER, 4))
    other = connection.open_file(db.path)  # FTS5 does not read again what its own connection wrote
    (block,) = other.execute(f"select block from {table}_data where id = 10").fetchone()
    levels, pieces = block[4:6]  # behind a cookie; then a counter, and of each level two numbers and its pieces
    at = next(at for at in range(6, len(block)) if block[at] < 0x80) + 1
    if pieces == 1 and levels <= wanted:
        more = wanted + 1 - levels
        block = b"".join((block[:4], bytes([levels + more]), block[5:at], b"\0\0" * more, block[at:]))
        other.execute(f"update {table}_data set block = ? where id = 10", (block,))
    other.close()


def _written(db: Archive, documents: int, seed: int) -> Iterator[int]:
    conn = db.conn
    (done, last) = conn.execute("select count(*), coalesce(max(id), 0) from documents").fetchone()
    if done != last:
        raise ValueError(f"{db.path} holds more than a filling's documents: name another folder with --folder")
    taken = Counter(place >> DAY for (place,) in conn.execute("select place from documents"))
    _settings(db, BULK, cache=2**19, checkpoint=30_000, synchronous="off")
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    maker = context.Process(target=_make, args=(theirs, done, documents, seed), daemon=True)
    maker.start()
    theirs.close()  # so that the end of the maker is the end of what comes
    while done < documents:
        conn.execute("begin immediate")
        for _ in range(0, TRANSACTION, CHUNK):
            chunk: list[Filled] = ours.recv() if done < documents else []
            _write(db, done + 1, chunk, taken)
            done += len(chunk)
        conn.execute("commit")
        yield done
    maker.join()


def _settings(db: Archive, index: dict[str, int], *, cache: int, checkpoint: int, synchronous: str) -> None:
    db.conn.execute(f"pragma cache_size = -{cache}")
    db.conn.execute(f"pragma wal_autocheckpoint = {checkpoint}")
    db.conn.execute(f"pragma synchronous = {synchronous}")
    for table in ("search", "sketches"):
        for name, value in index.items():
            db.conn.execute(f"insert into {table} ({table}, rank) values (?, ?)", (name, value))


def _make(out: Connection, first: int, of: int, seed: int) -> None:
    for number in random.Random(f"{seed}/checked").sample(range(of), min(CHECKED, of)):
        if not bank.agrees(bank.release(number, of=of, seed=seed)):
            raise AssertionError(
                f"release {number} would be recorded otherwise than it is filled in: mend bench/bank.py"
            )
    for start in range(first, of, CHUNK):
        out.send([bank.release(number, of=of, seed=seed) for number in range(start, min(start + CHUNK, of))])


def _write(db: Archive, first: int, chunk: list[Filled], taken: Counter[int]) -> None:
    """These documents under the numbers from `first` on."""
    kept, seen, words, sketched, sketches = [], [], [], [], []
    for id, one in enumerate(chunk, first):
        document = one.document
        assert document.published is not None
        source, at = releases.source(document), moments.written(datetime.combine(document.published, time(8), UTC))
        day = (document.published - EPOCH).days
        place = (day << DAY) + taken[day]
        taken[day] += 1
        kept.append((id, place, source, one.wording, at, at, *rows.columns(document).values()))
        seen.append((document.url, id, source, document.title, document.published.isoformat(), one.wording, at, at))
        words.append((place, *one.cells))
        sketched.append((id, id))
        sketches.append((id, " ".join(one.marks)))
    conn = db.conn
    names = ", ".join(("id", "place", "source", "fingerprint", "first_seen", "updated_at", *rows.COLUMNS))
    values = ", ".join("?" * (len(rows.COLUMNS) + 6))
    conn.executemany(f"insert into documents ({names}) values ({values})", kept)
    conn.executemany(
        """
        insert into sightings
          (url, document_id, source, title, published, wording, standing, verdict, seen_at, checked_at)
        values (?, ?, ?, ?, ?, ?, 2, 'new', ?, ?)
        """,
        seen,
    )
    conn.executemany("insert into search (rowid, title, body, chars, meta) values (?, ?, ?, ?, ?)", words)
    conn.executemany("insert into sketched (row, document_id) values (?, ?)", sketched)
    conn.executemany("insert into sketches (rowid, tokens) values (?, ?)", sketches)
    for id, one in enumerate(chunk, first):
        lifeline.record(db, id, one.document)
