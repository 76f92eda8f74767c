"""Lists that only a browser shows: the system's Chromium behind Scrapy's lines, our guard and the same bounds.

The extra `browser` brings scrapy-playwright; no browser is downloaded.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, DownloadTimeoutError

from spiders.guard import ALLOW, PrivateAddress
from spiders.tls import LEGACY, TlsDownloadHandler
from spiders.tunnel import Tunnel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.async_api import Page, Route
    from playwright.async_api import Request as Wish
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

BROWSER = "policywatch_browser"  # in request.meta: a browser shall ask
PAGES_AT_ONCE = 3
SETTLES = 8.0  # seconds that the scripts of a page get to fetch its list

CLOSES = 5.0  # seconds
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = ("/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
NEEDED = frozenset(["document", "script", "xhr", "fetch"])  # kinds of requests; nobody looks at the rest
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # else scripts reach past the proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
HANDLERS = {"http": "spiders.browser.HttpHandler", "https": "spiders.browser.HttpsHandler"}  # DOWNLOAD_HANDLERS


class NoBrowser(Exception):  # noqa: N818 - it reads as what there is
    """A browser is wanted and cannot be had; the message names the command that mends it."""


def chromium(said: str | None) -> Path:
    """The browser to use: the one that was named, or where systems keep theirs; raises NoBrowser."""
    if said is not None:
        if os.access(said, os.X_OK) and Path(said).is_file():
            return Path(said)
        raise NoBrowser(f"POLICYWATCH_CHROMIUM names {said}, which is no program")
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    found = found or next((place for place in PLACES if os.access(place, os.X_OK)), None)
    if found is None:
        raise NoBrowser("this list needs a browser: apt-get install chromium, or name one in POLICYWATCH_CHROMIUM")
    return Path(found)


class HttpHandler(HTTP11DownloadHandler):
    """Scrapy's handler, but for requests that a browser shall make."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._browser = _of(crawler)

    async def download_request(self, request: Request) -> Response:
        if request.meta.get(BROWSER):
            return await self._browser.ask(request)
        return await super().download_request(request)

    async def close(self) -> None:
        await self._browser.close()
        await super().close()


class HttpsHandler(HttpHandler, TlsDownloadHandler):
    """The same for https."""


class Browser:
    """One Chromium for a whole round, started with its first page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        settings = crawler.settings
        self._chromium = settings.get("POLICYWATCH_CHROMIUM")
        self._agent = str(settings["USER_AGENT"])
        self._timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        self._largest = settings.getint("DOWNLOAD_MAXSIZE")
        self._allow_private = settings.getbool("POLICYWATCH_ALLOW_PRIVATE")
        self._tunnel = Tunnel(allow_private=self._allow_private, largest=self._largest)
        self._starting = asyncio.Lock()
        self._handler: Any = None
        self._leaves: WeakKeyDictionary[Any, asyncio.Event] = WeakKeyDictionary()  # page -> it wants to go elsewhere

    async def ask(self, request: Request) -> Response:
        """What the page shows once its scripts have run."""
        handler = await self._started()
        seconds = float(request.meta.get("download_timeout") or self._timeout)
        headers = {name: said for name, said in request.headers.items() if name.lower() != b"proxy-authorization"}
        asked = request.replace(headers=headers, meta={**request.meta, **self._wishes(request, seconds)})
        try:
            # Playwright's own limits do not hold where a script never ends.
            answered: Response = await asyncio.wait_for(handler.download_request(asked), seconds + SETTLES)
        except TimeoutError as late:
            raise DownloadTimeoutError(f"{request.url} was not shown in time") from late
        except Exception as wrong:
            raise self._said(request, wrong) from wrong
        finally:
            await _closed(asked.meta.get("playwright_page"))
        host = urlsplit(request.url).hostname or ""
        if host in self._tunnel.refused:
            raise self._private(host)
        if len(answered.body) > self._largest:
            raise DownloadCancelledError(f"{request.url} became too large")
        for name in ("ETag", "Last-Modified"):  # they are of the page, and say nothing of what its scripts fetch
            answered.headers.pop(name, None)
        return answered.replace(request=request)

    async def close(self) -> None:
        """End the browser."""
        handler, self._handler = self._handler, None
        if handler is not None:
            with suppress(Exception):  # whatever state it is in, it ends with its pipe
                await asyncio.wait_for(handler.close(), 2 * CLOSES)
        await self._tunnel.close()

    async def _started(self) -> Any:
        async with self._starting:
            if self._handler is None:
                self._handler = await self._start()
            return self._handler

    async def _start(self) -> Any:
        try:
            from scrapy_playwright.handler import ScrapyPlaywrightDownloadHandler
        except ImportError as missing:
            raise NoBrowser("this list needs the browser extra: pip install 'policywatch[browser]'") from missing
        program = chromium(self._chromium)
        logging.getLogger("scrapy-playwright").setLevel(logging.CRITICAL)  # what fails is said once, by its source
        handler = ScrapyPlaywrightDownloadHandler(self._crawler)
        handler.config.max_pages_per_context = PAGES_AT_ONCE
        handler.config.navigation_timeout_ms = self._timeout * 1000
        handler.config.launch_options = {
            "executable_path": str(program),
            "args": list(ARGUMENTS),
            "chromium_sandbox": os.geteuid() != 0,  # Chromium refuses to be root in one
            # By its name everything on loopback would go around the proxy.
            "proxy": {"server": await self._tunnel.open(), "bypass": "<-loopback>"},
            "handle_sigint": False,  # what is in hand is finished first
            "handle_sigterm": False,
            "handle_sighup": False,
        }
        handler._apply_page_methods = self._settle  # theirs wait for a page that may never be whole
        try:
            await handler._launch()
        except Exception as wrong:
            raise NoBrowser(f"{program} could not be started: {_first_line(wrong)}") from wrong
        return handler

    def _wishes(self, request: Request, seconds: float) -> Mapping[str, Any]:
        legacy = request.meta.get(LEGACY) is not None and request.meta.get(LEGACY) == urlsplit(request.url).hostname
        proxy = _proxy(request)
        return {
            "playwright": True,
            "playwright_include_page": True,
            "playwright_context": f"{'legacy' if legacy else 'strict'} {proxy.get('proxy', '')}",
            "playwright_context_kwargs": {
                **proxy,
                "user_agent": self._agent,
                "locale": "zh-CN",
                "accept_downloads": False,
                "service_workers": "block",
                "ignore_https_errors": legacy,
            },
            # Not later: a script may send the page elsewhere before it is whole.
            "playwright_page_goto_kwargs": {"timeout": seconds * 1000, "wait_until": "commit"},
            "playwright_page_init_callback": self._mind,
        }

    async def _mind(self, page: Page, request: Request) -> None:
        await page.route("**", self._judge)

    async def _judge(self, route: Route, wish: Wish) -> None:
        with suppress(Exception):  # the page is gone
            if self._unwanted(wish):
                await route.abort("aborted")  # with any other word Chromium shows an error page instead
            else:
                await route.fallback()

    def _unwanted(self, wish: Wish) -> bool:
        """Should the browser not ask for this?"""
        if wish.resource_type not in NEEDED or urlsplit(wish.url).scheme not in ("http", "https"):
            return True
        if wish.is_navigation_request() and wish.frame.parent_frame is None:
            # A page that goes on by script is a challenge or has moved: both are said, neither is followed.
            page = wish.frame.page
            if page in self._leaves:
                self._leaves[page].set()
                return True
            self._leaves[page] = asyncio.Event()
        return False

    async def _settle(self, page: Page, request: Request, spider: object) -> None:
        """Wait until the page's scripts have fetched what they show, or for as long as anybody would."""
        leaves = asyncio.ensure_future(self._leaves.get(page, asyncio.Event()).wait())
        rests = asyncio.ensure_future(page.wait_for_load_state("networkidle", timeout=SETTLES * 1000))
        try:
            await asyncio.wait({leaves, rests}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in (leaves, rests):
                one.cancel()
                with suppress(asyncio.CancelledError, Exception):  # what never comes to rest shows what it has
                    await one

    def _said(self, request: Request, wrong: Exception) -> Exception:
        host = urlsplit(request.url).hostname or ""
        if host in self._tunnel.refused:
            return self._private(host)
        words = _first_line(wrong)
        if "Timeout" in type(wrong).__name__:
            return DownloadTimeoutError(words)
        if "ERR_CERT" in words or "ERR_SSL" in words:
            return DownloadFailedError(f"SSL: {words}")
        return wrong if isinstance(wrong, NoBrowser | OSError) else DownloadFailedError(words)

    def _private(self, host: str) -> PrivateAddress:
        return PrivateAddress(f"{host} resolves to the private address {self._tunnel.refused[host]}: {ALLOW}")


_BROWSERS: WeakKeyDictionary[Crawler, Browser] = WeakKeyDictionary()


def _of(crawler: Crawler) -> Browser:
    """The one browser of a crawler, whatever the scheme."""
    return _BROWSERS.setdefault(crawler, Browser(crawler))


def _proxy(request: Request) -> Mapping[str, Any]:
    """The source's own proxy, which resolves names itself, in the place of ours."""
    server = request.meta.get("proxy")
    if not server:
        return {}
    said = request.headers.get("Proxy-Authorization") or b""
    user, _, password = base64.b64decode(said.partition(b" ")[2]).decode().partition(":")
    login = {"username": user, "password": password} if user else {}
    return {"proxy": {"server": server, "bypass": "<-loopback>", **login}}


async def _closed(page: Page | None) -> None:
    if page is not None:
        with suppress(Exception):  # it ends with its browser at the latest
            await asyncio.wait_for(page.close(), CLOSES)


def _first_line(wrong: Exception) -> str:
    return next(iter(str(wrong).strip().splitlines()), type(wrong).__name__)[:200]
