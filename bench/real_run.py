"""Drive the main job over replayed real sites and count what was promised; called by bench/real_run.sh."""

from __future__ import annotations

import argparse
import collections
import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LINK = re.compile(r"https?://127\.[0-9.]+:\d+/t/\d+\.html")
PAGE = re.compile(r"/t/\d+\.html")  # what pages link to beside them, their files, is not here
SUBSCRIPTIONS = (  # name, query, city
    ("theme", "科技 OR 文化 OR 创新", None),
    ("jinan", "科技 OR 企业", "济南"),
    ("rare", '"国债" OR 马克思', None),
    ("not", "工作 NOT 科技", None),
)
SECONDS = 600  # no command may take longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One replayed site."""

    url: str
    name: str

    def ask(self, path: str) -> dict[str, Any]:
        """One of the replay server's own paths, as JSON."""
        with urllib.request.urlopen(urllib.parse.urljoin(self.url, path), timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


class Count:
    """Counts promises kept and broken."""

    def __init__(self) -> None:
        self.broken = 0

    def check(self, promise: str, kept: bool, figures: object) -> None:
        self.broken += not kept
        print(f"{'ok  ' if kept else 'FAIL'}  {promise}: {figures}", flush=True)


def policywatch(*words: str, codes: tuple[int, ...] = (0,)) -> str:
    """What one command prints on stdout; ends the run when its exit code is another than expected."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", *words], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode not in codes:
        sys.exit(f"policywatch {' '.join(words)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def rows(*words: str) -> list[dict[str, Any]]:
    """The JSON Lines that one command prints."""
    return [json.loads(line) for line in policywatch(*words, "--json").splitlines()]


def wait_for_sites(file: Path, wanted: int) -> list[Site]:
    """The sites, once the replay server has named them all."""
    for _ in range(100):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        if len(lines) >= wanted:
            return [Site(url=line.split("\t")[0], name=line.split("\t")[1]) for line in lines]
        time.sleep(0.1)
    sys.exit("the replay server did not start")


def messages(file: Path) -> list[dict[str, Any]]:
    """Everything that the receiver has accepted so far."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def round_of(name: str) -> list[dict[str, Any]]:
    """One crawl and one delivery, with what they said."""
    started = time.monotonic()
    crawled = rows("crawl")
    told = rows("deliver")
    outcomes = ", ".join(f"{row['source']} {row['outcome']} {row['fetched']}" for row in crawled)
    print(f"      {name}: {outcomes}; {len(told)} messages; {time.monotonic() - started:.1f} s", flush=True)
    return crawled


def main() -> int:
    """Run the three rounds; returns 1 when a promise was broken."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sites", type=Path, required=True)
    ask.add_argument("--messages", type=Path, required=True)
    ask.add_argument("--receiver", type=int, required=True)
    said = ask.parse_args()
    sites = wait_for_sites(said.sites, 3)
    count = Count()

    for site in sites:
        policywatch("sources", "add", site.url, "--name", site.name.replace("_", "-"), "--region", "000000")
    for name, query, city in SUBSCRIPTIONS:
        place = ("--city", city) if city else ()
        policywatch(
            "subscriptions", "add", name, "--query", query, *place, "--to", f"json://127.0.0.1:{said.receiver}/{name}"
        )

    round_of("first round, three pages a site")
    for site in sites:
        site.ask("/_publish?n=1000")
    round_of("second round, all pages")
    published = {site.url: site.ask("/_publish?n=0")["listed"] for site in sites}

    before = {site.url: site.ask("/_log") for site in sites}
    spoken = len(messages(said.messages))
    quiet = round_of("quiet round")
    after = {site.url: site.ask("/_log") for site in sites}

    asked = collections.Counter(
        times for log in after.values() for path, times in log["asked"].items() if PAGE.fullmatch(path)
    )
    total = sum(published.values())
    count.check("each detail page was asked for once", asked == {1: total}, f"{dict(asked)} of {total} pages")
    extra = {
        site.name: {
            path: times - before[site.url]["asked"].get(path, 0)
            for path, times in after[site.url]["asked"].items()
            if times != before[site.url]["asked"].get(path, 0) and path != "/robots.txt"
        }
        for site in sites
    }
    count.check(
        "the quiet round asked for list pages alone", all(e == {"/index.html": 1} for e in extra.values()), extra
    )
    unchanged = [
        sum(after[site.url]["not_modified"].values()) - sum(before[site.url]["not_modified"].values()) for site in sites
    ]
    count.check("and was answered 304", unchanged == [1] * len(sites), unchanged)
    count.check("the quiet round's outcomes are quiet", all(r["outcome"] == "quiet" for r in quiet), len(quiet))
    count.check(
        "the quiet round sent nothing", len(messages(said.messages)) == spoken, f"{spoken} messages before and after"
    )

    archived = rows("export")
    count.check("documents archived = distinct pages published", len(archived) == total, f"{len(archived)} of {total}")

    received = messages(said.messages)
    for name, query, city in SUBSCRIPTIONS:
        place = ("--city", city) if city else ()
        found = {hit["url"] for hit in rows("search", query, *place, "--limit", "1000")}
        titles = {hit["url"]: hit["title"] for hit in rows("search", query, *place, "--limit", "1000")}
        mine = [row["message"] for row in received if row["path"] == f"/{name}"]
        told = collections.Counter(link for message in mine for link in LINK.findall(message["message"]))
        whole = all(any(title in message["message"] for message in mine) for title in titles.values())
        kinds = collections.Counter(message.get("kind") for message in mine)
        count.check(
            f"{name}: told = found, each once, titles whole",
            told == dict.fromkeys(found, 1) and whole,
            f"{len(found)} found, {sum(told.values())} told in {dict(kinds)}",
        )
    return 1 if count.broken else 0


if __name__ == "__main__":
    sys.exit(main())
