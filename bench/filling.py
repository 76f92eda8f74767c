"""An archive filled quickly: the rows that `record` would write, made by one process, written by another."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time
from multiprocessing.connection import Connection

from bench import bank, releases
from bench.bank import Filled
from store import lifeline, rows
from store.connection import Archive
from store.moments import DAY, EPOCH, written

CHECKED = 20  # releases that are recorded to see whether the bank tells the truth
CHUNK = 500  # documents handed over at once
TRANSACTION = 20_000  # documents: FTS5 writes a piece of the index at each commit, and merges them later
HASH, USUAL_HASH = 2**30, 2**20  # bytes of new index that FTS5 holds back before it writes a piece
MERGED, USUAL_MERGED = 0, 4  # pieces of one size that are merged bit by bit; the bulk's only all sixteen at once


def fill(db: Archive, documents: int, *, seed: int = 1) -> Iterator[int]:
    """Write so many documents into an archive, oldest first; yields how many there are, now and then.

    A filling that was cut off goes on where it was. The archive holds nothing else.
    """
    conn = db.conn
    (done, last) = conn.execute("select count(*), coalesce(max(id), 0) from documents").fetchone()
    if done != last:
        raise ValueError(f"{db.path} holds more than a filling's documents: name another folder with --folder")
    taken = Counter(place >> DAY for (place,) in conn.execute("select place from documents"))
    _settings(db, cache=2**19, checkpoint=30_000, hash=HASH, merged=MERGED, synchronous="off")
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
    _settings(db, cache=2**15, checkpoint=4000, hash=USUAL_HASH, merged=USUAL_MERGED, synchronous="normal")
    conn.execute("pragma wal_checkpoint(truncate)")


def _settings(db: Archive, *, cache: int, checkpoint: int, hash: int, merged: int, synchronous: str) -> None:
    db.conn.execute(f"pragma cache_size = -{cache}")
    db.conn.execute(f"pragma wal_autocheckpoint = {checkpoint}")
    db.conn.execute(f"pragma synchronous = {synchronous}")
    for table in ("search", "sketches"):
        db.conn.execute(f"insert into {table} ({table}, rank) values ('hashsize', ?)", (hash,))
        db.conn.execute(f"insert into {table} ({table}, rank) values ('automerge', ?)", (merged,))


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
        source, at = releases.source(document), written(datetime.combine(document.published, time(8), UTC))
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
