"""Looking at the lists of sources: politely, many hosts side by side, each host in one line, in bounded time."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from spiders import equipping, listing, lists, patience
from spiders.lists import Look
from spiders.source import ListPage, Source
from store.checks import Check, Found
from store.runs import Outcome

AT_ONCE = 48  # hosts
TIMEOUT = 20.0  # seconds for one answer, unless the source says another
TITLES = 5  # rows that are kept as a sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A source with what its lists showed."""

    source: Source
    check: Check
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which sources to look at, for how long, and whom to tell."""

    sources: Sequence[Source]
    seconds: float  # then nothing more is asked for
    checked: Callable[[Checked], None]
    looking: Callable[[Source], None] = field(default=lambda source: None)


def run(plan: Plan) -> None:
    """Look at all of them; what time was too short for is not reported as checked."""
    settings = equipping.settings(plan.sources)
    settings.set("RETRY_TIMES", 1)
    process = AsyncCrawlerProcess(settings)
    process.crawl(_CheckSpider, plan=plan)
    process.start()


class _CheckSpider(scrapy.Spider):
    name = "check"

    def __init__(self, plan: Plan, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.plan = plan

    async def start(self) -> AsyncIterator[Any]:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(self.plan.seconds, stop.set)
        at_once = asyncio.Semaphore(AT_ONCE)

        async def line(sources: Sequence[Source]) -> None:
            async with at_once:
                for source in sources:
                    if stop.is_set():
                        return
                    self.plan.looking(source)
                    checked = await self._check(source, stop)
                    if not stop.is_set() or checked.check.found is Found.GOOD:
                        self.plan.checked(checked)

        async with asyncio.TaskGroup() as group:
            for sources in _lines(self.plan.sources):
                group.create_task(line(sources))
        return
        yield  # makes this the generator that Scrapy wants

    async def _check(self, source: Source, stop: asyncio.Event) -> Checked:
        began = time.monotonic()
        asker = equipping.asker(self.crawler.engine, source, stop=stop, seconds=TIMEOUT)
        looks = tuple([await lists.look(asker, each) for each in source.lists])
        now = datetime.now(UTC)
        return Checked(
            source=source, looks=looks, check=judged(source, looks, at=now, seconds=time.monotonic() - began)
        )


def judged(source: Source, looks: Sequence[Look], *, at: datetime, seconds: float) -> Check:
    """What the looks at a source's lists, in their order, say about it. One bad list is enough."""
    rows = [row for look in looks if look.shown is not None for row in look.shown.rows]
    dated = sum(row.published is not None for row in rows)
    family = next((look.shown.family for look in looks if look.shown is not None), None)
    found, reason = _worst(source, looks)
    if found is Found.GOOD and not dated:
        found, reason = Found.DOUBTFUL, f"none of {len(rows)} rows has a date: they may be a menu"
    return Check(
        source=source.id,
        at=at,
        found=found,
        reason=reason,
        rows=len(rows),
        dated=dated,
        family=family,
        titles=tuple(row.title for row in rows if row.title)[:TITLES],
        seconds=round(seconds, 2),
    )


def _worst(source: Source, looks: Sequence[Look]) -> tuple[Found, str | None]:
    worst, reason = Found.GOOD, None
    for each, look in zip(source.lists, looks, strict=True):
        found, why = _of(each, look)
        if found is Found.BROKEN:
            return found, why
        if found is not Found.GOOD and worst is not Found.BLOCKED:
            worst, reason = found, why
    return worst, reason


def _of(each: ListPage, look: Look) -> tuple[Found, str | None]:
    if look.problem is not None:
        found = Found.BLOCKED if look.problem.outcome is Outcome.BLOCKED else Found.BROKEN
        return found, look.problem.reason
    if look.shown is None or not look.shown.rows:
        why = look.shown.problem if look.shown is not None else None
        return Found.BROKEN, f"{each.url}: {why or 'no links were found'}{_without_selectors(each, look)}"
    if look.shown.problem is not None:
        return Found.DOUBTFUL, f"{each.url}: {look.shown.problem}"
    return Found.GOOD, None


def _without_selectors(each: ListPage, look: Look) -> str:
    """What inference would find where the selectors find nothing."""
    if each.item is None:
        return ""
    bare = replace(each, item=None, title=None, link=None, date=None, date_format=(), date_regex=None)
    answer = look.answer
    found = listing.rows(bare, answer.body, answer.final_url, charset=answer.charset, now=datetime.now(UTC))
    return f"; without selectors {len(found.rows)} rows: policywatch sources add {each.url}" if found.rows else ""


def _lines(sources: Sequence[Source]) -> list[list[Source]]:
    """The sources by host: those of one host stand in one line."""
    lines: dict[str, list[Source]] = defaultdict(list)
    for source in sources:
        lines[patience.slot(source.lists[0].url)].append(source)
    return list(lines.values())
