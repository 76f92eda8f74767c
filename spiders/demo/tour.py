"""The offline tour: every step is the real command, run as a person would run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shlex import quote
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from spiders.demo import sites

SIDE_BY_SIDE = 3
STEP_SECONDS = 240  # no step may take longer, however busy the machine; the whole tour takes about fifteen
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
    walk.steps(
        *(
            Step(
                words=("sources", "add", served[name].url, "--name", source, *(("--region", region) if region else ())),
                before=f"{what}:",
            )
            for name, source, region, what in SOURCES
        )
    )

    walk.chapter("2  Two subscriptions: a word in a city, and a theme anywhere")
    subscribe = ("subscriptions", "add")
    walk.steps(
        Step(words=(*subscribe, "济南创新券", "--query", "创新券", "--city", "济南", "--to", address), hidden=address),
        Step(words=(*subscribe, "研发机构", "--query", "研发机构 OR 高新技术企业", "--to", address), hidden=address),
    )

    walk.chapter("3  First round")
    walk.steps(Step(words=("crawl",)))
    walk.steps(Step(words=("deliver",)))
    walk.messages(received)

    walk.chapter("4  A day later: one page is new, one deadline has moved")
    for site in served.values():
        site.part = sites.SECOND
    walk.steps(Step(words=("crawl", "--recheck")))
    walk.steps(Step(words=("deliver",)))
    walk.messages(received)

    walk.chapter("5  What was kept: each release once, wherever it stood")
    hits = walk.ask("search", "创新券 OR 高新技术企业")
    walk.steps(
        Step(words=("search", "科技局 OR 金华")),
        *(Step(words=("show", str(hit["id"]), "--sightings")) for hit in hits if int(str(hit["sightings"])) > 1),
        *(
            Step(words=("show", str(hit["id"]), "--diff"), before="a deadline was moved; the earlier wording is kept:")
            for hit in hits
            if "创新券" in str(hit["title"])
        ),
    )

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command of the tour."""

    words: tuple[str, ...]
    before: str | None = None  # said first
    hidden: str | None = None  # a channel's address, which is a credential


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

    def steps(self, *steps: Step) -> None:
        """Run commands that do not depend on each other side by side; show each with what it printed."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for step, done in zip(steps, pool.map(lambda step: self._run(step.words), steps), strict=True):
                self._show(step, done)

    def _show(self, step: Step, done: subprocess.CompletedProcess[str]) -> None:
        if step.before:
            self.say(step.before)
        words = ("json://…" if word == step.hidden else quote(word) for word in step.words)
        self.console.print(Text(f"$ policywatch {' '.join(words)}", style="bold cyan"))
        output = (done.stdout + done.stderr).rstrip()
        if output:
            self.console.print(Text(output.replace("\t", "  ")))
        if done.returncode:
            raise Stopped(f"policywatch {step.words[0]} ended with exit code {done.returncode}")

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
