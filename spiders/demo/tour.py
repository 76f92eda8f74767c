"""The offline tour: every step is the real command, run as a person would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from spiders.demo import sites

STEP_SECONDS = 60  # no step may take longer; the whole tour takes about fifteen
SOURCES = (
    ("bureau", "jinan-kjj-demo", "370100", "a city bureau (TRS form)"),
    ("reprints", "huiqi-reprints-demo", None, "a site that reprints it, with promotion around (Z-Blog form)"),
    ("mirror", "hacked-mirror-demo", None, "a hacked mirror in Traditional characters"),
)


class Stopped(Exception):  # noqa: N818 - a step of the tour ended it
    """A step failed; its own words were already printed."""


def run(keep: Path | None) -> int:
    """Walk through the tour; returns the exit code: 0 when every step went as told."""
    console = Console(highlight=False)
    started = time.monotonic()
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="policywatch-demo-")))
        folder.mkdir(parents=True, exist_ok=True)
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        served = stack.enter_context(sites.serve(today))
        address, received = stack.enter_context(sites.mailbox())
        walk = Walk(console, folder)
        try:
            _tour(walk, served, address, received)
        except Stopped as stopped:
            console.print(Text(str(stopped), style="bold red"))
            return 1
    console.print(Rule())
    console.print(
        f"That was all of it in {time.monotonic() - started:.0f} s. Now for real: policywatch init --city 济南"
    )
    if keep:
        console.print(f"The archive stays here: policywatch --db {folder / 'demo.db'} search 创新券")
    return 0


def _tour(walk: Walk, served: Mapping[str, sites.Site], address: str, received: list[dict[str, object]]) -> None:
    walk.chapter("1  Three sites, recognised by themselves")
    for name, source, region, what in SOURCES:
        walk.say(f"{what}:")
        place = ("--region", region) if region else ()
        walk.step("sources", "add", served[name].url, "--name", source, *place)

    walk.chapter("2  Two subscriptions: a word in a city, and a theme anywhere")
    walk.step(
        "subscriptions", "add", "济南创新券", "--query", "创新券", "--city", "济南", "--to", address, shown=address
    )
    walk.step("subscriptions", "add", "研发机构", "--query", "研发机构 OR 高新技术企业", "--to", address, shown=address)

    walk.chapter("3  First round")
    walk.step("crawl")
    walk.step("deliver")
    walk.messages(received)

    walk.chapter("4  A day later: one page is new, one deadline has moved")
    for site in served.values():
        site.part = sites.SECOND
    walk.step("crawl", "--recheck")
    walk.step("deliver")
    walk.messages(received)

    walk.chapter("5  What was kept: each release once, wherever it stood")
    walk.step("search", "科技局 OR 金华")
    hits = walk.ask("search", "创新券 OR 高新技术企业")
    for hit in hits:
        if int(str(hit["sightings"])) > 1:
            walk.step("show", str(hit["id"]), "--sightings")
    walk.say("the bureau moved its deadline; the earlier wording is kept:")
    for hit in walk.ask("search", "title:创新券"):
        walk.step("show", str(hit["id"]), "--diff")

    walk.chapter("6  What was cut from the hacked mirror, and why")
    page = walk.folder / "mirror.html"
    found = served["mirror"].answer("/show/77.html")
    page.write_bytes(found[0] if found else b"")
    for document in walk.ask("extract", str(page)):
        cuts = document["cuts"]
        for cut in cuts if isinstance(cuts, list) else []:
            walk.say(f"  {cut['reason']:<14} {_short(cut['text'], 84)}")


def _short(text: str, length: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


class Walk:
    """The steps of one tour over one archive."""

    def __init__(self, console: Console, folder: Path) -> None:
        self.console, self.folder = console, folder
        self._printed = 0
        self._environment = os.environ | {
            "POLICYWATCH_DB": str(folder / "demo.db"),
            "POLICYWATCH_SOURCES": str(folder / "sources"),
            "POLICYWATCH_ALLOW_PRIVATE": "1",
            "POLICYWATCH_DELAY": "0",
            "PYTHONIOENCODING": "utf-8",
        }

    def chapter(self, title: str) -> None:
        self.console.print()
        self.console.print(Rule(title, align="left"))

    def say(self, text: str) -> None:
        self.console.print(Text(text))

    def step(self, *words: str, shown: str | None = None) -> None:
        """Run one command and show it with what it printed."""
        line = " ".join("'" + word + "'" if " " in word else word for word in words if word != shown)
        target = " json://…" if shown else ""
        self.console.print(Text(f"$ policywatch {line}{target}", style="bold cyan"))
        done = self._run(words)
        output = (done.stdout + done.stderr).rstrip()
        if output:
            self.console.print(Text(output.replace("\t", "  ")))
        if done.returncode:
            raise Stopped(f"policywatch {words[0]} ended with exit code {done.returncode}")

    def ask(self, *words: str) -> list[dict[str, object]]:
        """Run one command with --json and hand back its rows."""
        done = self._run((*words, "--json"))
        if done.returncode:
            raise Stopped(done.stderr.rstrip())
        return [json.loads(row) for row in done.stdout.splitlines()]

    def messages(self, received: Sequence[Mapping[str, object]]) -> None:
        """Show the messages that have arrived since the last look."""
        for message in received[self._printed :]:
            self.console.print(Text(f"✉ {message.get('kind')}: {message.get('title')}", style="bold green"))
            for line in str(message.get("message")).splitlines():
                self.console.print(Text(f"    {line}"))
        self._printed = len(received)

    def _run(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - our own command line
                [sys.executable, "-m", "cli", *words],
                env=self._environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=STEP_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Stopped(f"policywatch {words[0]} took over {STEP_SECONDS} s") from late
