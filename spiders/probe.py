"""Ask for a few URLs or for the lists of a source once, outside any round: same guard, same robots.txt, same name."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import json
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spiders.answer import Answer, Trouble

if TYPE_CHECKING:
    from spiders.asking import Asker
    from spiders.lists import Look
    from spiders.source import Source

__all__ = ["Answer", "Trouble", "fetch", "look"]

LATE = "no answer in time"
START = 20.0  # seconds that a child process may take beside its requests


def fetch(
    urls: Sequence[str], *, timeout: float | None = None, headers: Mapping[str, str] | None = None
) -> list[Answer]:
    """An answer for each URL, in their order; never raises for what a site does."""
    if not urls:
        return []
    seconds = timeout or 30.0
    said = _child({"urls": list(urls), "timeout": seconds, "headers": dict(headers or {})}, 4 * seconds * len(urls))
    if isinstance(said, str):
        trouble = Trouble.TIMEOUT if said == LATE else Trouble.OTHER
        return [Answer(url=url, final_url=url, error=said, trouble=trouble) for url in urls]
    return [_answer(row) for row in said]


def look(source: Source) -> list[Look]:
    """What the first page of each list of the source shows now, in their order; never raises for what a site does."""
    from spiders import source_writing
    from spiders.judging import Problem
    from spiders.lists import Look
    from store.runs import Outcome

    seconds = source.fetching.timeout or 30.0
    wish = {"source": source_writing.written(source), "timeout": seconds}
    said = _child(wish, 8 * seconds * len(source.lists))
    if isinstance(said, str):
        problem = Problem(outcome=Outcome.BROKEN, reason=said)
        return [Look(answer=Answer(url=each.url, final_url=each.url), problem=problem) for each in source.lists]
    return [_look(row) for row in said]


def _child(wish: dict[str, Any], seconds: float) -> list[dict[str, Any]] | str:
    """What a child process answers, or why it does not."""
    # In a child process, because Twisted's reactor runs once in a process and callers ask more than once.
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "spiders.probe"],
            input=json.dumps(wish).encode(),
            capture_output=True,
            timeout=START + seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return LATE
    if done.returncode:
        return (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["the probe ended without a word"])[-1]
    answered: list[dict[str, Any]] = json.loads(done.stdout)
    return answered


def _answer(row: dict[str, Any]) -> Answer:
    trouble = Trouble(row["trouble"]) if row["trouble"] else None
    return Answer(**{**row, "body": base64.b64decode(row["body"]), "trouble": trouble})


def _row(answer: Answer) -> dict[str, Any]:
    plain = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    return {**plain, "headers": dict(answer.headers), "body": base64.b64encode(answer.body).decode("ascii")}


def _look(row: dict[str, Any]) -> Look:
    from spiders.judging import Problem
    from spiders.listing import Listing
    from spiders.lists import Look
    from store.frontier import Row
    from store.health import Cause
    from store.runs import Outcome

    problem, shown = row["problem"], row["shown"]
    rows = [{**one, "published": one["published"] and date.fromisoformat(one["published"])} for one in row["rows"]]
    return Look(
        answer=_answer(row["answer"]),
        inner=_answer(row["inner"]) if row["inner"] else None,
        problem=Problem(outcome=Outcome(problem["outcome"]), reason=problem["reason"], cause=Cause(problem["cause"]))
        if problem
        else None,
        shown=Listing(**shown, rows=tuple(Row(**one) for one in rows)) if shown else None,
    )


def _look_row(look: Look) -> dict[str, Any]:
    shown, problem = look.shown, look.problem
    return {
        "answer": _row(look.answer),
        "inner": _row(look.inner) if look.inner else None,
        "problem": {"outcome": problem.outcome, "reason": problem.reason, "cause": problem.cause} if problem else None,
        "shown": {"family": shown.family, "problem": shown.problem, "skipped": shown.skipped} if shown else None,
        "rows": [
            {"url": row.url, "title": row.title, "published": row.published and row.published.isoformat()}
            for row in (shown.rows if shown else ())
        ],
    }


async def _answers(asker: Asker, wanted: dict[str, Any], source: Source | None) -> list[dict[str, Any]]:
    if source is None:
        return [_row(answer) for answer in await asyncio.gather(*(asker.ask(url) for url in wanted["urls"]))]
    from spiders import lists

    return [_look_row(await lists.look(asker, each)) for each in source.lists]


def main() -> None:
    """The child: a wish as JSON on stdin, the answers as JSON on stdout."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    from spiders import equipping, source_file
    from spiders.asking import Asker

    wanted = json.load(sys.stdin)
    source = source_file.source(tomllib.loads(wanted["source"]), Path("-")) if "source" in wanted else None
    answers: list[dict[str, Any]] = []

    class Probe(scrapy.Spider):
        name = "probe"

        async def start(self) -> AsyncIterator[Any]:
            engine, stop = self.crawler.engine, asyncio.Event()
            asker = (
                equipping.asker(engine, source, stop=stop)
                if source is not None
                else Asker(
                    engine,
                    jar="probe",
                    headers=wanted["headers"],
                    timeout=wanted["timeout"],
                    legacy_host=None,
                    stop=stop,
                )
            )
            answers.extend(await _answers(asker, wanted, source))
            return
            yield

    settings = equipping.settings([source] if source is not None else [])
    settings.set("RETRY_TIMES", 1)
    process = AsyncCrawlerProcess(settings)
    process.crawl(Probe)
    process.start()
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
