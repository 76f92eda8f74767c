"""What Scrapy and an asker need to know of the sources they serve: pace, proxies, browser, headers, TLS."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.settings import Settings

from spiders import browser, judging, patience
from spiders.asking import Asker
from spiders.source import Source

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine


def settings(sources: Sequence[Source]) -> Settings:
    """Scrapy's settings for a crawler that serves these sources."""
    made = Settings()
    made.setmodule("spiders.settings")
    made.set("SPIDER_LOADER_CLASS", "scrapy.spiderloader.DummySpiderLoader")
    made.set("DOWNLOAD_SLOTS", _slots(sources, made))
    proxies = {urlsplit(source.fetching.proxy).hostname for source in sources if source.fetching.proxy}
    made.set("SOURCE_PROXIES", sorted(filter(None, proxies)))
    if any("browser" in (source.fetching.fetch, *(each.fetch for each in source.lists)) for source in sources):
        made.set("DOWNLOAD_HANDLERS", {**made.getdict("DOWNLOAD_HANDLERS"), **browser.HANDLERS})
    return made


def asker(engine: ExecutionEngine, source: Source, *, stop: asyncio.Event, seconds: float | None = None) -> Asker:
    """Who asks on behalf of this source; an answer may take so many seconds where the source does not say."""
    fetching = source.fetching
    return Asker(
        engine,
        jar=source.id,
        headers=dict(fetching.headers),
        timeout=fetching.timeout or seconds,
        legacy_host=urlsplit(source.lists[0].url).hostname if fetching.tls == "legacy" else None,
        stop=stop,
        warmup=fetching.warmup,
        proxy=fetching.proxy,
        browsed=browsed(source),
    )


def browsed(source: Source) -> Callable[[str], bool]:
    """Which of a source's URLs a browser asks for: its lists, and its pages where the source itself says so."""
    by_list = {each.url: (each.fetch or source.fetching.fetch) == "browser" for each in source.lists}
    otherwise = source.fetching.fetch == "browser"
    return lambda url: by_list.get(url, otherwise and judging.ending(url) not in judging.FILES)


def _slots(sources: Sequence[Source], made: Settings) -> dict[str, dict[str, Any]]:
    if made.getbool("DOWNLOAD_DELAY_SAID"):
        return {}
    delays: dict[str, float] = {}
    for source in sources:
        if source.fetching.delay is not None:
            for each in source.lists:
                key = patience.slot(each.url)
                delays[key] = max(delays.get(key, 0.0), source.fetching.delay)
    return patience.slots(delays)
