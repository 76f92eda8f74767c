"""At a site's pace: one line per host, its own delay, Crawl-delay and Retry-After."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import RetryMiddleware

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LONGEST_DELAY = 60.0  # seconds between two requests, whatever robots.txt says
LONGEST_WAIT = 60.0  # seconds of Retry-After that a visit waits for; what takes longer is for another round
ONCE = "dont_retry"  # in request.meta, Scrapy's name: what fails is not asked for again
STOP = "policywatch_stop"  # in request.meta: an asyncio.Event that ends every wait


class AskedToWait(Exception):  # noqa: N818 - it reads as what the site did
    """The site asks to come back much later."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the site asks to come back in {seconds:.0f} s")
        self.seconds = seconds


def slot(url: str) -> str:
    """The line in which a URL waits: its host, with the port where it names one."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def keep_delay(downloader: Downloader, key: str, seconds: float) -> None:
    """Never ask this host more often than once in so many seconds."""
    seconds = min(seconds, LONGEST_DELAY)
    known: dict[str, dict[str, Any]] = downloader.per_slot_settings
    if seconds > known.get(key, {}).get("delay", downloader.settings.getfloat("DOWNLOAD_DELAY")):
        known[key] = {"delay": seconds, "jitter": 0.0, "concurrency": 1}
        if key in downloader.slots:
            downloader.slots[key].delay, downloader.slots[key].jitter = seconds, 0.0


def slots(delays: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Scrapy's DOWNLOAD_SLOTS for the hosts whose sources say how long to wait."""
    return {key: {"delay": min(seconds, LONGEST_DELAY), "concurrency": 1} for key, seconds in delays.items()}


def retry_after(value: str | None, now: datetime) -> float | None:
    """How many seconds a Retry-After header asks for."""
    if not value:
        return None
    if value.strip().isdigit():
        return float(value.strip())
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max((when - now).total_seconds(), 0.0)


class SlotMiddleware:
    """Puts every request, a redirected one too, into the line of its own host."""

    def process_request(self, request: Request) -> None:
        request.meta["download_slot"] = slot(request.url)


class PatientRetryMiddleware(RetryMiddleware):
    """Asks again where Scrapy does, but not before the site's Retry-After, and not while we stop."""

    def __init__(self, settings: Any) -> None:
        super().__init__(settings)
        self._not_before: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        made = cls(crawler.settings)
        made.crawler = crawler
        return made

    async def process_request(self, request: Request) -> None:
        wait = self._not_before.get(slot(request.url), 0.0) - time.monotonic()
        if wait > LONGEST_WAIT:
            raise AskedToWait(wait)
        if wait > 0 and not await _sleep(wait, request.meta.get(STOP)):
            raise AskedToWait(wait)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        if _stopping(request):
            return response
        if response.status in (429, 503):
            said = response.headers.get("Retry-After")
            wait = retry_after(said.decode("latin-1") if said else None, datetime.now(UTC))
            if wait:
                self._not_before[slot(request.url)] = time.monotonic() + wait
                if wait > LONGEST_WAIT:
                    raise AskedToWait(wait)
        answered: Request | Response = super().process_response(request, response)
        return answered

    def process_exception(
        self, request: Request, exception: Exception, spider: Any = None
    ) -> Request | Response | None:
        if _stopping(request):
            return None
        again: Request | Response | None = super().process_exception(request, exception)
        return again


def _stopping(request: Request) -> bool:
    stop = request.meta.get(STOP)
    return bool(stop is not None and stop.is_set())


async def _sleep(seconds: float, stop: asyncio.Event | None) -> bool:
    """Wait; False when told to stop meanwhile."""
    if stop is None:
        await asyncio.sleep(seconds)
        return True
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return True
    return False
