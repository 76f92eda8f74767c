"""Bare Scrapy, as somebody would write it in ten minutes: what ours is measured beside. A process of its own.

`python -m bench.bare URLS --delay S [--read text|all]` asks for each URL of a file with one line per URL.
"""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class Bare(scrapy.Spider):
    """Asks for every URL once."""

    name = "bare"

    def __init__(self, urls: list[str], read: Callable[[Response], Any] | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.urls, self.read, self.came, self.texts = urls, read, 0, 0

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> None:
        self.came += 1
        if self.read is not None:
            self.texts += bool(self.read(response))


def text_only(response: Response) -> str | None:
    """The main text alone."""
    import trafilatura

    found: str | None = trafilatura.extract(response.body, url=response.url)
    return found


def with_fields(response: Response) -> Any:
    """Text, title, date and what else trafilatura can tell."""
    import trafilatura

    return trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True)


def main() -> None:
    """Fetch, and say how many came."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("urls", type=Path)
    ask.add_argument("--delay", type=float, default=0.0)
    ask.add_argument("--read", choices=("text", "all"))
    said = ask.parse_args()
    process = AsyncCrawlerProcess(
        {
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": said.delay,
            "DOWNLOAD_DELAY_JITTER": 0.25,
            "CONCURRENT_REQUESTS": 64,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "LOG_LEVEL": "WARNING",
            "LOG_VERSIONS": [],
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
        }
    )
    crawler = process.create_crawler(Bare)
    readers = {"text": text_only, "all": with_fields}
    process.crawl(
        crawler,
        urls=said.urls.read_text(encoding="utf-8").split(),
        read=readers[said.read] if said.read else None,
    )
    process.start()
    assert isinstance(crawler.spider, Bare)
    print(crawler.spider.came, crawler.spider.texts)


if __name__ == "__main__":
    main()
