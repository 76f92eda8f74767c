"""robots.txt as RFC 9309 wants it: read once a day, Crawl-delay heeded, a failing one means not now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request

from spiders.patience import ONCE, STOP, keep_delay, slot
from spiders.tls import LEGACY

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


IGNORE = "robots_ignored"  # in request.meta: this is the request for robots.txt itself
READ_AT_MOST = 512 * 1024


class Forbidden(Exception):  # noqa: N818 - it reads as what robots.txt says
    """robots.txt forbids the URL, or cannot be read for now."""


def rules(status: int, body: bytes) -> bytes | None:
    """The rules behind an answer to robots.txt: none for 4xx, None where nothing may be asked for now."""
    if 200 <= status < 300:
        return body[:READ_AT_MOST]
    if 300 <= status < 500 and status != 429:
        return b""
    return None


class Rules:
    """One host's robots.txt."""

    def __init__(self, body: bytes) -> None:
        self._parsed = Protego.parse(body.decode("utf-8-sig", "replace"))

    def allow(self, url: str, agent: str) -> bool:
        return bool(self._parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float | None:
        said = self._parsed.crawl_delay(agent)
        return None if said is None else float(said)


class Memory:
    """Where robots.txt files are remembered between rounds; this one forgets."""

    async def recall(self, origin: str) -> bytes | None:
        return None

    async def keep(self, origin: str, status: int, body: bytes) -> None:
        return None


class RobotsMiddleware:
    """Asks for each origin's robots.txt once and holds every request to it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._obey = crawler.settings.getbool("ROBOTSTXT_OBEY")
        self._known: dict[tuple[str, str | None, bool], asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if not self._obey or request.meta.get(IGNORE):
            return
        found = await self._rules(request)
        if not found.allow(request.url, self._agent):
            raise Forbidden(f"robots.txt of {slot(request.url)} forbids {urlsplit(request.url).path or '/'}")

    async def _rules(self, request: Request) -> Rules:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{slot(request.url)}"
        # What strict TLS could not reach, legacy TLS may; what did not answer once may answer those who ask again.
        key = (origin, request.meta.get(LEGACY), bool(request.meta.get(ONCE)))
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self._learn(origin, request))
        return await asyncio.shield(self._known[key])

    async def _learn(self, origin: str, request: Request) -> Rules:
        memory = _memory(self._crawler)
        body = await memory.recall(origin)
        if body is None:
            status, body = await self._ask(origin, request)
            await memory.keep(origin, status, body)
        found = Rules(body)
        delay = found.delay(self._agent)
        if delay:
            keep_delay(self._crawler.engine.downloader, slot(origin), delay)
        return found

    async def _ask(self, origin: str, request: Request) -> tuple[int, bytes]:
        wanted = (STOP, ONCE, LEGACY, "download_timeout", "proxy")
        passed_on = {key: request.meta[key] for key in wanted if key in request.meta}
        password = request.headers.get("Proxy-Authorization")
        answer = await self._crawler.engine.download_async(
            Request(
                f"{origin}/robots.txt",
                meta={IGNORE: True, **passed_on},
                headers={"Proxy-Authorization": password} if password else {},
            )
        )
        found = rules(answer.status, answer.body)
        if found is None:
            raise Forbidden(f"{origin}/robots.txt answers HTTP {answer.status}, so nothing may be asked for now")
        return answer.status, found


def _memory(crawler: Crawler) -> Memory:
    found = getattr(crawler.spider, "robots_memory", None)
    return found if found is not None else Memory()
