"""A quiet round over many sources beside bare Scrapy that fetches the same lists: requests, time and memory.

500 sources on 50 loopback hosts, nothing new anywhere. `--delay` is the pause per host that both keep;
`--validators no` serves lists that can never answer "not modified".
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench import loopback, measuring
from bench.loopback import Served
from bench.measuring import Cost

HOSTS = 50
ROWS = 20  # of a list
PAGES = 4  # releases of a host; its lists all name them
LIMIT = 1.3  # ours may take so many times as long as bare Scrapy
MB = 1024 * 1024


def main() -> int:
    """Measure 500 sources against bare Scrapy, then the memory of 2,000; 1 where a promise is broken."""
    ask = argparse.ArgumentParser(prog="python -m bench poll", description=__doc__)
    ask.add_argument("--sources", type=int, default=500)
    ask.add_argument("--more", type=int, default=2_000, help="memory is measured for so many, too; 0: not")
    ask.add_argument("--delay", type=float, nargs="*", default=[0.0, 0.2], help="seconds per host")
    ask.add_argument("--rounds", type=int, default=3, help="pairs of runs for each delay")
    ask.add_argument("--validators", choices=("yes", "no"), default="yes")
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="policywatch-poll-") as folder:
        broken = _compared(Path(folder), said.sources, said.delay, said.rounds, validators=said.validators == "yes")
    if said.more:
        with tempfile.TemporaryDirectory(prefix="policywatch-poll-") as folder:
            _large(Path(folder), said.more, validators=said.validators == "yes")
    return int(broken)


def _compared(folder: Path, sources: int, delays: Sequence[float], rounds: int, *, validators: bool) -> bool:
    broken = False
    with loopback.serve(folder / "nginx", _sites(folder, sources), validators=validators) as served:
        ours = Ours(folder, served, sources)
        ours.crawl(0.0)
        first = served.requests()
        print(f"first round: {_counted(first)}")
        urls = folder / "urls"
        urls.write_text("\n".join(ours.lists), encoding="utf-8")
        for delay in delays:
            pairs = []
            for _ in range(rounds):
                theirs = measuring.cost([sys.executable, "-m", "bench.bare", str(urls), "--delay", str(delay)])
                served.requests()
                pairs.append((ours.crawl(delay), theirs))
                asked = served.requests()
            broken |= _said(sources, delay, pairs, asked)
    return broken


def _said(sources: int, delay: float, pairs: list[tuple[Cost, Cost]], asked: list[tuple[str, str, int]]) -> bool:
    """Print one comparison; True where it fell short."""
    kinds = Counter(_kind(path) for _, path, _ in asked)
    robots = Counter(address for address, path, _ in asked if path == "/robots.txt")
    ratio = statistics.median(ours.wall / bare.wall for ours, bare in pairs)
    print(
        f"\n{sources} sources on {HOSTS} hosts, {delay:g} s between two requests to a host, {len(pairs)} pairs of runs"
    )
    print(f"  {'':<12}{'seconds':>9}{'cpu s':>9}{'peak MB':>9}")
    for name, at in (("policywatch", 0), ("bare Scrapy", 1)):
        wall, cpu = (statistics.median(getattr(pair[at], what) for pair in pairs) for what in ("wall", "cpu"))
        print(f"  {name:<12}{wall:>9.2f}{cpu:>9.2f}{max(pair[at].peak for pair in pairs) / MB:>9.0f}")
    counted = kinds["list"] == sources and not kinds["page"] and max(robots.values(), default=0) <= 1
    print(f"  {'ok  ' if counted else 'FAIL'} requests of the last quiet round: {_counted(asked)}")
    print(f"  {'ok  ' if ratio <= LIMIT else 'FAIL'} time: {ratio:.2f} times bare Scrapy (at most {LIMIT})")
    return not counted or ratio > LIMIT


def _large(folder: Path, sources: int, *, validators: bool) -> None:
    with loopback.serve(folder / "nginx", _sites(folder, sources), validators=validators) as served:
        ours = Ours(folder, served, sources)
        first = ours.crawl(0.0)
        served.requests()
        quiet = ours.crawl(0.0)
        print(f"\n{sources} sources on {HOSTS} hosts: {_counted(served.requests())}")
        print(f"  first round  {first.wall:>7.2f} s {first.peak / MB:>6.0f} MB at its peak, readers included")
        print(f"  quiet round  {quiet.wall:>7.2f} s {quiet.peak / MB:>6.0f} MB")


class Ours:
    """policywatch with an archive and sources of its own."""

    def __init__(self, folder: Path, served: Served, sources: int) -> None:
        self._archive, self._sources = folder / "archive.db", folder / "sources"
        self._sources.mkdir()
        self.lists = [served.url(_address(n % HOSTS), f"/list{n // HOSTS}/index.html") for n in range(sources)]
        for n, url in enumerate(self.lists):
            lines = [
                "schema = 1",
                f'id = "s{n}"',
                f'name = "源{n}"',
                "[[list]]",
                f'url = "{url}"',
                'item = "ul.list li"',
            ]
            (self._sources / f"s{n}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._run(0.0, "sources", "enable", *(f"s{n}" for n in range(sources)))

    def crawl(self, delay: float) -> Cost:
        """One round over all sources; ends the bench where one of them is not well."""
        done = self._run(delay, "crawl", "--json")
        rows = [json.loads(line) for line in done.out.splitlines()]
        ill = [row for row in rows if row["outcome"] not in ("news", "quiet")]
        if ill:
            sys.exit(f"{len(ill)} sources are not well, such as {ill[0]}")
        return done

    def _run(self, delay: float, *words: str) -> Cost:
        env = {**os.environ, "POLICYWATCH_ALLOW_PRIVATE": "1", "POLICYWATCH_DELAY": str(delay)}
        where = ["--db", str(self._archive), "--sources", str(self._sources)]
        return measuring.cost([sys.executable, "-m", "cli", *where, *words], env)


def _sites(folder: Path, sources: int) -> dict[str, Path]:
    """Static sites: root folders by loopback address."""
    roots = {}
    for host in range(HOSTS):
        root = folder / "sites" / str(host)
        for number in range(-(-sources // HOSTS)):
            (root / f"list{number}").mkdir(parents=True)
            (root / f"list{number}" / "index.html").write_text(_list(host, number), encoding="utf-8")
        for page in range(PAGES):
            (root / f"t{page}.html").write_text(_page(host, page), encoding="utf-8")
        (root / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n", encoding="utf-8")
        roots[_address(host)] = root
    return roots


def _address(host: int) -> str:
    return f"127.0.1.{host + 1}"


def _list(host: int, number: int) -> str:
    rows = "\n".join(
        f'<li><a href="/t{n % PAGES}.html?from=list" title="{_title(host, n % PAGES)}">{_title(host, n % PAGES)}</a>'
        f"<span>2024-0{n % 9 + 1}-15</span></li>"
        for n in range(ROWS)
    )
    menu = "".join(f'<li><a href="/about/{n}.html">栏目{n}</a></li>' for n in range(30))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告{number}</title></head><body>'
        f'<ul class="nav">{menu}</ul><ul class="list">\n{rows}\n</ul><div class="foot">版权所有</div></body></html>'
    )


def _title(host: int, page: int) -> str:
    return f"关于开展第{host + 1}区第{page + 1}批科技创新券申领工作的通知"


def _page(host: int, page: int) -> str:
    text = "".join(
        f"<p>第{n}条 第{host * 97 + page * 13 + n}号{'创新券资金平台申领'[n % 7 :]}由第{host + 1}区负责，"
        f"{n + page + 2}个工作日内办结。</p>"
        for n in range(6)
    )
    title = _title(host, page)
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2024-0{page + 1}-15 09:00"></head>'
        f'<body><h1>{title}</h1><div class="TRS_Editor">{text}</div></body></html>'
    )


def _kind(path: str) -> str:
    return "robots.txt" if path == "/robots.txt" else "list" if path.startswith("/list") else "page"


def _counted(asked: list[tuple[str, str, int]]) -> str:
    kinds = Counter(f"{_kind(path)}{' (304)' if status == 304 else ''}" for _, path, status in asked)
    return ", ".join(f"{times} {kind}" for kind, times in sorted(kinds.items())) or "nothing"


if __name__ == "__main__":
    sys.exit(main())
