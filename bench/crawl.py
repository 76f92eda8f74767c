"""2,000 captured pages into the archive, beside Scrapy that only fetches, Scrapy with trafilatura, and news-please.

Everybody asks the same sites, one request at a time and host, without a pause; who takes longer than --limit is stopped
and judged by the pages that came until then. What our own parts cost is measured alone in the same run: fetching
(bare Scrapy), reading and recording.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from bench import loopback, measuring, varied
from bench.loopback import Served
from bench.measuring import Cost
from bench.varied import Sites

TIMES_TRAFILATURA = 1.6
OF_WHAT_IS_POSSIBLE = 0.85
OURS, FETCHING, TEXT, NEWS = "policywatch", "Scrapy, only fetching", "Scrapy, trafilatura's text", "news-please"
MB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How one of them did."""

    cost: Cost
    pages: int  # that came

    @property
    def speed(self) -> float:
        """Pages per second."""
        return self.pages / self.cost.wall


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Processor seconds that one page takes in each part of our way."""

    fetch: float
    read: float
    record: float

    @property
    def whole(self) -> float:
        return self.fetch + self.read + self.record


def main() -> int:
    """Run everybody; 1 where a promise is broken."""
    ask = argparse.ArgumentParser(prog="python -m bench crawl", description=__doc__)
    ask.add_argument("--pages", type=int, default=2_000)
    ask.add_argument("--rounds", type=int, default=1, help="how often everybody runs, one after the other")
    ask.add_argument("--limit", type=float, default=900.0, metavar="SECONDS", help="how long each may take")
    ask.add_argument(
        "--news-please",
        type=Path,
        metavar="PYTHON",
        help="a Python of its own, with news-please: python -m venv np && np/bin/pip install news-please",
    )
    ask.add_argument("--parts", type=Path, nargs=2, metavar=("URLS", "FOLDER"), help=argparse.SUPPRESS)
    said = ask.parse_args()
    if said.parts:
        return _measure_parts(*said.parts)
    with tempfile.TemporaryDirectory(prefix="policywatch-crawl-") as folder:
        return _run(Path(folder), said.pages, said.rounds, said.limit, said.news_please)


def _run(folder: Path, pages: int, rounds: int, limit: float, news_please: Path | None) -> int:
    sites = varied.build(folder / "sites", pages)
    addresses = [f"127.82.{n // 250}.{n % 250 + 1}" for n in range(len(sites.roots))]
    with loopback.serve(folder / "nginx", dict(zip(addresses, sites.roots, strict=True))) as served:
        urls = [
            served.url(address, f"/t/{n}.html")
            for address, numbers in zip(addresses, sites.pages, strict=True)
            for n in numbers
        ]
        # Scrapy's scheduler is fair to hosts only when they come in turn.
        urls.sort(key=lambda url: sha256(url.encode()).digest())
        file = folder / "urls"
        file.write_text("\n".join(urls), encoding="utf-8")
        print(f"{len(urls)} pages of {len(sites.roots)} sites; {measuring.cores()} cores", flush=True)
        return _compared(folder, served, sites, addresses, file, rounds, limit, news_please)


def _compared(
    folder: Path,
    served: Served,
    sites: Sites,
    addresses: list[str],
    urls: Path,
    rounds: int,
    limit: float,
    news_please: Path | None,
) -> int:
    ran: dict[str, list[Ran]] = {}
    parts: list[Parts] = []
    bare = [sys.executable, "-m", "bench.bare", str(urls)]
    for number in range(rounds):
        everybody: dict[str, Callable[[], Cost]] = {
            OURS: partial(ours, folder / f"ours-{number}", served, addresses, sites.total, limit),
            FETCHING: partial(measuring.cost, bare, seconds=limit),
            TEXT: partial(measuring.cost, [*bare, "--read", "text"], seconds=limit),
            "Scrapy, trafilatura's text and fields": partial(measuring.cost, [*bare, "--read", "all"], seconds=limit),
        }
        if news_please is not None:
            script = str(Path(__file__).with_name("news_please.py"))
            everybody[NEWS] = partial(measuring.cost, [str(news_please), "-P", script, str(urls)], seconds=limit)
        else:
            print(f"  {NEWS}: left out, name a Python that has it with --news-please", flush=True)
        for name, run in everybody.items():
            ran.setdefault(name, []).append(_watched(name, run, served, sites.total))
        nothing = folder / "nothing"
        nothing.write_text("", encoding="utf-8")
        start = measuring.cost([sys.executable, "-m", "bench.bare", str(nothing)]).cpu
        fetch = (ran[FETCHING][-1].cost.cpu - start) / sites.total
        parts.append(alone(folder, urls, sites, addresses, fetch))
    shared = alone(folder, urls, sites, addresses, fetch, at_once=measuring.cores())
    return _said(ran, parts, shared, sites.total)


def _watched(name: str, run: Callable[[], Cost], served: Served, pages: int) -> Ran:
    served.requests()  # of those before
    cost = run()
    came = len({(host, path) for host, path, status in served.requests() if status == 200 and path.startswith("/t/")})
    ran = Ran(cost=cost, pages=came if cost.stopped else pages)
    end = f"; stopped after {cost.wall:.0f} s at {came} pages" if cost.stopped else ""
    print(f"  {name}: {ran.speed:.1f} pages/s{end}", flush=True)
    if cost.stopped and name in (OURS, FETCHING):
        sys.exit(f"{name} was stopped, and without it nothing can be compared: give it a longer --limit")
    return ran


def ours(folder: Path, served: Served, addresses: list[str], pages: int, limit: float) -> Cost:
    """One first round over all sites into a fresh archive; ends the bench where a page is missing."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for n, address in enumerate(addresses):
        lines = [
            "schema = 1",
            f'id = "s{n}"',
            f'name = "第{n}站"',
            "[[list]]",
            f'url = "{served.url(address, "/index.html")}"',
            'item = "ul.list li"',
            'pages = { style = "index_n", pattern = "index_{n}.html", start = 1, max = 100 }',
            "[detail]",
            "attachments_text = false",  # nobody else fetches files
        ]
        (sources / f"s{n}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    env = {**os.environ, "POLICYWATCH_ALLOW_PRIVATE": "1", "POLICYWATCH_DELAY": "0"}
    where = [sys.executable, "-m", "cli", "--db", str(folder / "archive.db"), "--sources", str(sources)]
    subprocess.run([*where, "sources", "enable", *(f"s{n}" for n in range(len(addresses)))], env=env, check=True)
    done = measuring.cost([*where, "crawl", "--json"], env, seconds=limit)
    if done.stopped:
        return done
    rows = [json.loads(line) for line in done.out.splitlines()]
    if sum(row["fetched"] for row in rows) != pages:
        ill = next((row for row in rows if row["outcome"] != "news"), rows)
        sys.exit(f"{sum(row['fetched'] for row in rows)} of {pages} pages came: {ill}")
    return done


def alone(folder: Path, urls: Path, sites: Sites, addresses: list[str], fetch: float, *, at_once: int = 1) -> Parts:
    """What reading and recording take, each by itself, one after the other in one process, or in several at once."""
    files = folder / "files"
    roots = dict(zip(addresses, sites.roots, strict=True))
    lines = []
    for url in urls.read_text(encoding="utf-8").split():
        address, path = url.removeprefix("http://").split("/", 1)
        lines.append(f"{url}\t{roots[address.partition(':')[0]] / path}")
    files.write_text("\n".join(lines), encoding="utf-8")
    with ExitStack() as stack:
        commands = []
        for _ in range(at_once):
            archive = stack.enter_context(tempfile.TemporaryDirectory(dir=folder))
            commands.append([sys.executable, "-m", "bench", "crawl", "--parts", str(files), archive])
        running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for command in commands]
        said = [process.communicate()[0].split() for process in running]
    read, record = (statistics.mean(map(float, words)) for words in zip(*said, strict=True))
    return Parts(fetch=fetch, read=read, record=record)


def _measure_parts(files: Path, folder: Path) -> int:
    """In a process of its own: read every page, then record every document; print the seconds of one each."""
    from extract import reading, urls
    from extract.page import Hints, Page, Unreadable
    from spiders import warm
    from store import connection, documents, raw
    from store.documents import Arrival

    del warm
    pages = []
    for line in files.read_text(encoding="utf-8").splitlines():
        url, file = line.split("\t")
        pages.append((url, Path(file).read_bytes()))
    found = []
    began = time.process_time()
    for url, body in pages:
        try:
            found.append((url, body, reading.read(Page(body=body, url=url, hints=Hints()))))
        except Unreadable:
            continue
    read = time.process_time() - began
    db = connection.connect(folder / "archive.db")
    began = time.process_time()
    for url, body, document in found:
        digest = raw.keep(db, body)
        documents.record(
            db,
            Arrival(
                document=document,
                url=urls.canonical(url),
                source=f"s{url.split('/')[2]}",
                seen_at=datetime.now(UTC),
                raw=digest,
            ),
        )
    record = time.process_time() - began
    db.close()
    print(read / len(pages), record / len(pages))
    return 0


def _said(ran: dict[str, list[Ran]], parts: list[Parts], shared: Parts, pages: int) -> int:
    print(f"\n{'':<40}{'seconds':>9}{'pages/s':>9}{'cpu s':>9}{'ms/page':>9}{'peak MB':>9}")
    for name, several in ran.items():
        wall, cpu = statistics.median(r.cost.wall for r in several), statistics.median(r.cost.cpu for r in several)
        speed = statistics.median(r.speed for r in several)
        each = statistics.median(r.cost.cpu / max(r.pages, 1) for r in several) * 1000
        peak = max(r.cost.peak for r in several) / MB
        stopped = "  stopped" if any(r.cost.stopped for r in several) else ""
        print(f"{name:<40}{wall:>9.1f}{speed:>9.1f}{cpu:>9.1f}{each:>9.1f}{peak:>9.0f}{stopped}")
    cores = measuring.cores()
    mine = ran[OURS]
    print("\nour parts alone, processor ms per page, and all of it in the round")
    shares = []
    for part, one in zip(parts, mine, strict=True):
        possible = cores / part.whole
        shares.append(one.speed / possible)
        print(
            f"  fetch {part.fetch * 1000:.1f} + read {part.read * 1000:.1f} + record {part.record * 1000:.1f}"
            f" = {part.whole * 1000:.1f}; the round {one.cost.cpu / pages * 1000:.1f}, start-up included;"
            f" {cores} cores could do {possible:.1f} pages/s"
        )
    # Cores that share caches and memory take longer for the same work: what is lost to that is nobody's waste.
    busy = cores / shared.whole
    print(
        f"  with every core at it: read {shared.read * 1000:.1f} + record {shared.record * 1000:.1f}; so {busy:.1f}"
        f" pages/s, of which the round is {statistics.median(one.speed for one in mine) / busy:.2f}"
    )
    times = [a.speed / max(b.speed, 0.01) for a, b in zip(mine, ran[TEXT], strict=True)]
    return max(
        _promise("times Scrapy with trafilatura's text", statistics.median(times), TIMES_TRAFILATURA),
        _promise("of what the cores could do", statistics.median(shares), OF_WHAT_IS_POSSIBLE),
    )


def _promise(words: str, figure: float, least: float) -> int:
    print(f"  {'ok  ' if figure >= least else 'FAIL'} {figure:.2f} {words} (at least {least})")
    return int(figure < least)


if __name__ == "__main__":
    sys.exit(main())
