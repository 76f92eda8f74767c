"""One crawl round: one Scrapy crawler and one spider that sends a visit to every source, each host in one line."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler

from spiders import equipping, patience, robots
from spiders.claims import Claims
from spiders.source import Source
from spiders.visit import Limits, Visit, Visited
from spiders.writer import Writer
from store import frontier

if TYPE_CHECKING:
    from spiders.pipeline import Pipeline
    from spiders.workers import Workers

logger = logging.getLogger(__name__)

LINES_AT_ONCE = 64  # hosts visited side by side: as many as requests (CONCURRENT_REQUESTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a round is to do, and whom it tells."""

    sources: Sequence[Source]
    archive: Path
    recheck: bool = False  # look again at every known page, not only at those whose time has come
    limits: Limits = field(default_factory=Limits)
    every: Mapping[str, int | None] = field(default_factory=dict)  # minutes between visits, as the operator wishes
    scheduled: bool = False  # another round follows by itself
    visited: Callable[[Visited], None] = lambda visited: None
    landed: Callable[[str], None] = lambda source: None  # one page of this source is settled
    taken: Callable[[Source], None] = lambda source: None  # another process is visiting this one
    signals: bool = True  # False: whoever started Scrapy minds Ctrl-C


class RoundFailed(Exception):  # noqa: N818
    """The round could not be carried out at all."""


def crawl(plan: Plan) -> int | None:
    """Carry out the round; the number of the signal that ended it early, None when it ran to its end."""
    process = AsyncCrawlerProcess(equipping.settings(plan.sources))
    # What a download meets is said once, in the outcome of its source.
    for name in ("scrapy.core.downloader", "scrapy.downloadermiddlewares.httpcompression"):
        logging.getLogger(name).setLevel(logging.ERROR)
    crawler = process.create_crawler(RoundSpider)
    process.crawl(crawler, plan=plan)
    process.start(install_signal_handlers=False)
    spider = crawler.spider
    if not isinstance(spider, RoundSpider):
        raise RoundFailed("Scrapy did not start")
    if spider.failure is not None:
        raise spider.failure
    return spider.stopped_by


class RoundSpider(scrapy.Spider):
    """The one spider: it dispatches visits and follows none of Scrapy's callbacks."""

    name = "policywatch"

    def __init__(self, plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan
        self.failure: BaseException | None = None
        self.stopped_by: int | None = None
        self.robots_memory: robots.Memory | None = None
        self._running: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._finish_what_is_in_hand, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        self._stop = asyncio.Event()
        self._running = asyncio.ensure_future(self._round())
        try:
            await asyncio.shield(self._running)
        except asyncio.CancelledError:
            self._stop.set()  # `scrapy crawl` was told to stop
            raise
        except Exception as wrong:  # noqa: BLE001 - raised again by whoever started us
            self.failure = wrong
        return
        yield  # makes this the generator that Scrapy wants

    async def _finish_what_is_in_hand(self) -> None:
        """Scrapy waits here before it ends, whoever told it to."""
        if self._running is not None and not self._running.done():
            await asyncio.wait([self._running])

    async def _round(self) -> None:
        loop = asyncio.get_running_loop()
        if self.plan.signals:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self._told_to_stop, number)
        writer = Writer(self.plan.archive)
        reading = _Reading(writer, self._stop)
        await writer.open()
        self.robots_memory = _RobotsMemory(writer)
        try:
            with Claims(self.plan.archive) as claims:
                await self._visit_all(writer, reading, claims)
        finally:
            await asyncio.to_thread(reading.close)
            await writer.close()

    async def _visit_all(self, writer: Writer, reading: _Reading, claims: Claims) -> None:
        at_once = asyncio.Semaphore(LINES_AT_ONCE)
        seen: set[str] = set()

        async def line(sources: Sequence[Source]) -> None:
            async with at_once:
                for source in sources:
                    if self._stop.is_set():
                        return
                    if not claims.take(source.id):
                        self.plan.taken(source)
                        continue
                    await self._visit(source, writer, reading, seen)

        try:
            async with asyncio.TaskGroup() as lines:
                for sources in _lines(self.plan.sources):
                    lines.create_task(line(sources))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _visit(self, source: Source, writer: Writer, reading: _Reading, seen: set[str]) -> None:
        asker = equipping.asker(self.crawler.engine, source, stop=self._stop)
        visit = Visit(
            source,
            asker=asker,
            writer=writer,
            pipeline=reading.pipeline,
            stop=self._stop,
            seen=seen,
            limits=self.plan.limits,
            recheck=self.plan.recheck,
            every=self.plan.every.get(source.id),
            scheduled=self.plan.scheduled,
            landed=self.plan.landed,
        )
        visited = await visit.run()
        self.plan.visited(visited)

    def _told_to_stop(self, number: int) -> None:
        if self._stop.is_set():
            os._exit(128 + number)  # the archive survives it; readers end with us
        self.stopped_by = number
        self._stop.set()
        logger.warning("Stopping: what is in hand is finished first. Press Ctrl-C again to stop at once.")


class _Reading:
    """The readers and the pipeline, loaded when the first page comes: a quiet round does without."""

    def __init__(self, writer: Writer, stop: asyncio.Event) -> None:
        self._writer, self._stop = writer, stop
        self._readers: Workers | None = None
        self._pipeline: Pipeline | None = None

    async def pipeline(self) -> Pipeline:
        if self._pipeline is None:
            await asyncio.to_thread(importlib.import_module, "spiders.pipeline")  # takes half a second
        if self._pipeline is None:  # nobody else was faster
            from spiders.pipeline import Pipeline
            from spiders.workers import Workers

            self._readers = Workers()
            self._pipeline = Pipeline(self._readers, self._writer, self._stop)
        return self._pipeline

    def close(self) -> None:
        if self._readers is not None:
            self._readers.close(forced=self._stop.is_set())


class _RobotsMemory(robots.Memory):
    """robots.txt files in the archive."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def recall(self, origin: str) -> bytes | None:
        return await self._writer.do(lambda db: frontier.robots(db, origin, datetime.now(UTC)))

    async def keep(self, origin: str, status: int, body: bytes) -> None:
        await self._writer.do(lambda db: frontier.keep_robots(db, origin, body, datetime.now(UTC), status=status))


def _lines(sources: Sequence[Source]) -> list[list[Source]]:
    """The sources by host: those of one host stand in one line."""
    lines: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        lines[patience.slot(source.lists[0].url)].append(source)
    return list(lines.values())
