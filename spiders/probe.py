"""Ask for a few URLs once, outside any round: same guard, same robots.txt, same name."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from spiders.answer import Answer, Trouble

__all__ = ["Answer", "Trouble", "fetch"]

START = 20.0  # seconds that a child process may take beside its requests


def fetch(
    urls: Sequence[str], *, timeout: float | None = None, headers: Mapping[str, str] | None = None
) -> list[Answer]:
    """An answer for each URL, in their order; never raises for what a site does."""
    if not urls:
        return []
    # In a child process, because Twisted's reactor runs once in a process and callers ask more than once.
    seconds = timeout or 30.0
    wanted = json.dumps({"urls": list(urls), "timeout": seconds, "headers": dict(headers or {})})
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "spiders.probe"],
            input=wanted.encode(),
            capture_output=True,
            timeout=START + 4 * seconds * len(urls),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [Answer(url=url, final_url=url, error="no answer in time", trouble=Trouble.TIMEOUT) for url in urls]
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["the probe ended without a word"]
        return [Answer(url=url, final_url=url, error=last[0], trouble=Trouble.OTHER) for url in urls]
    return [_answer(row) for row in json.loads(done.stdout)]


def _answer(row: dict[str, Any]) -> Answer:
    trouble = Trouble(row["trouble"]) if row["trouble"] else None
    return Answer(**{**row, "body": base64.b64decode(row["body"]), "trouble": trouble})


def _row(answer: Answer) -> dict[str, Any]:
    plain = {field.name: getattr(answer, field.name) for field in dataclasses.fields(answer)}
    return {**plain, "headers": dict(answer.headers), "body": base64.b64encode(answer.body).decode("ascii")}


def main() -> None:
    """The child: a wish as JSON on stdin, the answers as JSON on stdout."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from spiders.asking import Asker

    wanted = json.load(sys.stdin)
    answers: list[Answer] = []

    class Probe(scrapy.Spider):
        name = "probe"

        async def start(self) -> AsyncIterator[Any]:
            asker = Asker(
                self.crawler.engine,
                jar="probe",
                headers=wanted["headers"],
                timeout=wanted["timeout"],
                legacy_host=None,
                stop=asyncio.Event(),
            )
            answers.extend(await asyncio.gather(*(asker.ask(url) for url in wanted["urls"])))
            return
            yield

    settings = Settings()
    settings.setmodule("spiders.settings")
    settings.set("SPIDER_LOADER_CLASS", "scrapy.spiderloader.DummySpiderLoader")
    settings.set("RETRY_TIMES", 1)
    process = AsyncCrawlerProcess(settings)
    process.crawl(Probe)
    process.start()
    json.dump([_row(answer) for answer in answers], sys.stdout)


if __name__ == "__main__":
    main()
