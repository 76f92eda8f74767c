"""How fast an archive of many documents records and finds, whether it finds what it should, and what it takes.

    python -m bench archive [--documents 1000000] [--folder DIR] [--alone]

The texts are made up (bench/releases.py). Most are written in bulk (bench/bank.py), the last through `record`, in
turns with a small archive, so that the ratio holds on a busy machine: half of them each in a transaction of its own,
half as a crawl writes pages that wait. What can be prepared is, as the crawl's readers do, and timed apart. Times of
queries are the best of three, on the clock. Exit 1 where a target is missed or an answer is wrong. Figures that were
taken once, with their machine: bench/FIGURES.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench import asking, filling, peers, releases
from store import connection, documents, facets, query, ranking, search, shelf
from store.connection import Archive
from store.documents import Arrival
from store.moments import moment
from store.query import Query

SMALL = 10_000  # documents of the archive that the large one is compared with
RECORDED = 10_000  # documents that come through `record`, at most a tenth of all
BATCH = 96  # documents recorded in the one archive before the other takes its turn
TOGETHER = 8  # that share a transaction where pages wait, as in spiders/writer.py
RATIO, RATE, WITHIN = 1.5, 100, 10.0  # wanted: times the small archive's, documents a second, milliseconds
CITY = "370100"
SINCE, UNTIL = date(2024, 1, 1), date(2024, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says."""

    documents: int
    queries: int
    seed: int
    alone: bool


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench archive")
    parser.add_argument("--documents", type=int, default=100_000, help="how many the large archive has")
    parser.add_argument("--queries", type=int, default=500, help="random queries whose answers are checked")
    parser.add_argument("--seed", type=int, default=1, help="other texts, other queries")
    parser.add_argument("--folder", type=Path, help="keep the archives there; a run that was cut off goes on")
    parser.add_argument("--alone", action="store_true", help="without trigram FTS5, LIKE and tantivy")
    said = parser.parse_args()
    asked = Asked(documents=said.documents, queries=said.queries, seed=said.seed, alone=said.alone)
    print(f"{asked.documents:,} documents, {os.cpu_count()} cores, Python {platform.python_version()}, ", end="")
    print(f"SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}", flush=True)
    if said.folder:
        said.folder.mkdir(parents=True, exist_ok=True)
        return _run(said.folder, asked)
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), asked)


def _run(folder: Path, asked: Asked) -> int:
    recorded = min(RECORDED, asked.documents // 10)
    small = _filled(folder / "small.db", min(SMALL, asked.documents - recorded), asked.seed)
    large = _filled(folder / "large.db", asked.documents - recorded, asked.seed)
    missed = _record(small, large, recorded, asked.seed)
    texts = asking.sample(large, asked.seed)
    missed += _latencies(large, texts, asked)
    if not asked.alone:
        peers.compare(large, folder, asking.words(large, texts, asked.seed))
    wrong = _correctness(large, texts, asked)
    _size(large)
    small.close()
    large.close()
    print("\n" + ("\n".join(f"MISSED {one}" for one in missed) or "every target is met"))
    return 1 if wrong or missed else 0


def _filled(path: Path, count: int, seed: int) -> Archive:
    db = connection.connect(path)
    began, before = time.perf_counter(), db.execute("select count(*) from documents").fetchone()[0]
    for done in filling.fill(db, count, seed=seed):
        print(f"  {path.stem}: {done:,} written", file=sys.stderr, flush=True)
    if before >= count:
        return db
    rate = (count - before) / (time.perf_counter() - began)
    print(f"{path.stem}: {count:,} documents written in bulk, {rate:,.0f}/s", flush=True)
    return db


# --- record ----------------------------------------------------------------------------------------------------------


def _record(small: Archive, large: Archive, count: int, seed: int) -> list[str]:
    """The same documents into both archives, in turns; what falls short."""
    clock: dict[tuple[int, str], list[float]] = {
        (size, name): [] for size in (1, TOGETHER) for name in ("small", "large")
    }
    preparing = 0.0
    for turn, first in enumerate(range(0, count, BATCH)):
        arrivals = [_arrival(number, seed) for number in range(first, min(first + BATCH, count))]
        began = time.perf_counter()
        ready = [(arrival, documents.prepared(arrival.document)) for arrival in arrivals]
        preparing += time.perf_counter() - began
        size = (1, TOGETHER)[turn % 2]
        for name, db in (("small", small), ("large", large)):
            for at in range(0, len(ready), size):
                began = time.perf_counter()
                _write(db, ready[at : at + size])
                share = ready[at : at + size]
                clock[size, name] += [(time.perf_counter() - began) / len(share)] * len(share)
    print(f"\nprepared beforehand: {preparing / count * 1e3:.2f} ms a document, {count / preparing:,.0f}/s and core")
    print("record, one writer                      ms median      p95     mean   documents/s")
    missed = []
    for size, how in ((1, "a transaction each"), (TOGETHER, f"{TOGETHER} to a transaction")):
        for name, db in (("small", small), ("large", large)):
            (held,) = db.execute("select count(*) from documents").fetchone()
            times = sorted(clock[size, name]) or [0.0]
            mean = statistics.mean(times) or 1e-9
            print(f"  {how}, at {held:>9,} {times[len(times) // 2] * 1e3:13.2f} ", end="")
            print(f"{times[int(len(times) * 0.95)] * 1e3:8.2f} {mean * 1e3:8.2f} {1 / mean:13,.0f}")
            if 1 / mean < RATE and size == TOGETHER:
                missed.append(f"record: {1 / mean:.0f} documents/s at {held:,}, {how} (wanted: {RATE})")
        ratio = sum(clock[size, "large"]) / (sum(clock[size, "small"]) or 1)
        print(f"  ratio {ratio:.2f} (wanted: at most {RATIO})", flush=True)
        if ratio > RATIO:
            missed.append(f"record: {ratio:.2f} times the small archive's, {how} (wanted: {RATIO})")
    return missed


def _write(db: Archive, ready: list[tuple[Arrival, documents.Prepared]]) -> None:
    with shelf.together(db) if len(ready) > 1 else nullcontext():
        for arrival, prepared in ready:
            documents.record(db, arrival, prepared)


def _arrival(number: int, seed: int) -> Arrival:
    document = releases.recent(number, seed=seed)
    assert document.url is not None
    at = moment(f"{document.published}T08:00:00.000000+00:00")
    return Arrival(document=document, url=document.url, source=releases.source(document), seen_at=at)


# --- search ----------------------------------------------------------------------------------------------------------


def _latencies(db: Archive, texts: list[str], asked: Asked) -> list[str]:
    """What is slower than wanted."""
    words = asking.words(db, texts, asked.seed)
    filters: dict[str, Callable[[Query], Query]] = {
        "newest 20": lambda q: q,
        "… of a city": lambda q: query.narrow(q, city=CITY),
        "… of a year": lambda q: query.narrow(q, since=SINCE, until=UNTIL),
        "… of a city in a year": lambda q: query.narrow(q, city=CITY, since=SINCE, until=UNTIL),
    }
    asking.heading("search with snippets", words)
    missed = []
    for name, narrowed in filters.items():
        worst = asking.line(name, words, lambda word, f=narrowed: _timed(db, f(query.parse(f'"{word}"'))))  # type: ignore[misc]
        if worst > WITHIN:
            missed.append(f"search, {name}: p95 {worst:.1f} ms (wanted: {WITHIN:.0f})")
    asking.line("count up to 10,000", words, lambda word: search.count_up_to(db, query.parse(f'"{word}"'), 10_000))
    asking.line("the most relevant", words, lambda word: ranking.most_relevant(db, query.parse(f'"{word}"')))
    asking.line("facet month", words, lambda word: facets.facets(db, query.parse(f'"{word}"'), ["month"]))
    asking.line("facet city", words, lambda word: facets.facets(db, query.parse(f'"{word}"'), ["city"]))
    print("\ncombined                                          ms p50      p95")
    for name, queries in asking.combined(words, asked.seed):
        times = sorted(asking.best(lambda q=one: search.newest(db, query.parse(q))) for one in queries)  # type: ignore[misc]
        print(f"  {name:46} {times[len(times) // 2]:8.2f} {times[int(len(times) * 0.95)]:8.2f}", flush=True)
    return missed


def _timed(db: Archive, asked: Query) -> object:
    return search.newest(db, asked)


# --- correctness -----------------------------------------------------------------------------------------------------


def _correctness(db: Archive, texts: list[str], asked: Asked) -> int:
    """How many of the random queries are not answered as the written oracle says, within a stretch of days."""
    checks = list(asking.checks(texts, asked.queries, asked.seed))
    since, until = asking.stretch(db)
    oracle: list[set[int]] = [set() for _ in checks]
    seen = 0
    for id, title, text, number in db.execute(
        "select id, title, text, number from documents where published between ? and ?", (since, until)
    ):
        seen += 1
        subject = asking.subject(title, text, number)
        for at, check in enumerate(checks):
            if check.holds(subject):
                oracle[at].add(id)
    wrong = 0
    for check, expected in zip(checks, oracle, strict=True):
        found = set(_all(db, query.narrow(query.parse(check.text), since=since, until=until)))
        if found != expected:
            wrong += 1
            print(f"  WRONG {check.text}: {len(found - expected)} too many, {len(expected - found)} missing")
    answers = sum(map(len, oracle))
    print(f"\n{len(checks) - wrong} of {len(checks)} random queries answered as the oracle does ", end="")
    print(f"({answers:,} answers among {seen:,} documents)", flush=True)
    return wrong


def _all(db: Archive, asked: Query) -> Iterator[int]:
    where, values = search.within(asked)
    statement = f"select d.id from search cross join documents d on d.place = search.rowid where {where}"
    return (id for (id,) in db.execute(statement, values))


# --- size ------------------------------------------------------------------------------------------------------------


def _size(db: Archive) -> None:
    (count, text) = db.execute("select count(*), sum(length(cast(text as blob))) from documents").fetchone()
    size = db.path.stat().st_size
    print(f"\nbytes per document: {size / count:,.0f} ({text / count:,.0f} of them the text)")
    try:
        parts = db.execute("select name, sum(pgsize) from dbstat group by name order by 2 desc limit 8").fetchall()
    except sqlite3.OperationalError:
        return  # this SQLite was built without dbstat
    for name, bytes in parts:
        print(f"  {name:40} {bytes / count:8,.0f}")


if __name__ == "__main__":
    sys.exit(main())
