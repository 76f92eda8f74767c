"""Ask for one URL: through Scrapy's downloader, its lines and our guards, to an Answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from w3lib.encoding import http_content_type_encoding
from w3lib.http import basic_auth_header

from spiders.answer import Answer, Trouble
from spiders.browser import BROWSER, NoBrowser
from spiders.guard import PrivateAddress
from spiders.patience import ONCE, STOP, AskedToWait, retry_after
from spiders.robots import Forbidden
from spiders.tls import LEGACY

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine
    from scrapy.http import Response

CONDITIONS = frozenset(["If-None-Match", "If-Modified-Since"])
REDIRECTS = (301, 302, 303, 307, 308)


class Asker:
    """Asks on behalf of one source: its headers, cookies, patience and TLS."""

    def __init__(
        self,
        engine: ExecutionEngine,
        *,
        jar: str,
        headers: Mapping[str, str],
        timeout: float | None,
        legacy_host: str | None,
        stop: asyncio.Event,
        warmup: str | None = None,
        proxy: str | None = None,
        browsed: Callable[[str], bool] = lambda url: False,
    ) -> None:
        self._engine, self._headers = engine, dict(headers)
        self._warmup, self._browsed = warmup, browsed
        self._warm: asyncio.Future[None] | None = None
        self._meta = {"cookiejar": jar, STOP: stop}
        self._timeout = timeout
        if timeout:
            self._meta["download_timeout"] = timeout
        if proxy:
            parts = urlsplit(proxy)
            self._meta["proxy"] = f"http://{parts.hostname}:{parts.port}"
            if parts.username is not None:
                self._headers["Proxy-Authorization"] = basic_auth_header(parts.username, parts.password or "").decode()
        if legacy_host:
            self._meta[LEGACY] = legacy_host

    async def ask(self, url: str, headers: Mapping[str, str] | None = None, *, body: bytes | None = None) -> Answer:
        """The answer after all redirects; a body makes the request a POST."""
        return await self._ask(url, headers, {}, body)

    async def ask_once(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The first answer, even where it is a redirect."""
        return await self._ask(url, headers, {"handle_httpstatus_list": list(REDIRECTS)})

    async def ask_file(self, url: str, *, referer: str, seconds: float) -> Answer:
        """The answer to a file that belongs to a page; asked for once, because the page does not wait for long."""
        headers = {"Referer": referer} if referer else {}
        seconds = min(seconds, self._timeout or seconds)
        return await self._ask(url, headers, {"download_timeout": seconds, ONCE: True})

    async def _ask(
        self, url: str, headers: Mapping[str, str] | None, meta: Mapping[str, object], body: bytes | None = None
    ) -> Answer:
        if self._warmup is not None:
            if self._warm is None:
                self._warm = asyncio.ensure_future(self._fetch_cookie(self._warmup))
            await asyncio.shield(self._warm)
        if self._browsed(url) and ONCE not in meta:
            meta = {**meta, BROWSER: True}
            headers = {name: said for name, said in (headers or {}).items() if name not in CONDITIONS}
        return await self._asked(url, headers, meta, body)

    async def _fetch_cookie(self, url: str) -> None:
        await self._asked(url, {}, {})  # what comes of it shows in what is asked next

    async def _asked(
        self, url: str, headers: Mapping[str, str] | None, meta: Mapping[str, object], body: bytes | None = None
    ) -> Answer:
        try:
            all_headers, all_meta = {**self._headers, **(headers or {})}, {**self._meta, **meta}
            method = "GET" if body is None else "POST"
            request = Request(url, method=method, headers=all_headers, body=body or b"", meta=all_meta)
            response = await self._engine.download_async(request)
        except Exception as wrong:  # noqa: BLE001 - whatever keeps one page away must not end the round
            trouble, error = explain(wrong, url)
            wait = wrong.seconds if isinstance(wrong, AskedToWait) else None
            return Answer(url=url, final_url=url, error=error, trouble=trouble, wait=wait)
        return answer(url, response)


def answer(url: str, response: Response) -> Answer:
    """Scrapy's response as our Answer to that URL."""
    headers = {
        name.decode("latin-1").lower(): b", ".join(values).decode("utf-8", "replace")
        for name, values in response.headers.items()
    }
    return Answer(
        url=url,
        final_url=response.url,
        status=response.status,
        headers=headers,
        body=response.body,
        charset=http_content_type_encoding(headers.get("content-type")),
        wait=retry_after(headers.get("retry-after"), datetime.now(UTC)) if response.status in (429, 503) else None,
    )


def explain(wrong: BaseException, url: str) -> tuple[Trouble, str]:
    """What kept the page away, for us and in words for a person."""
    host = urlsplit(url).netloc
    words = str(wrong)
    match wrong:
        case PrivateAddress():
            return Trouble.PRIVATE, words
        case Forbidden():
            return Trouble.ROBOTS, words
        case AskedToWait():
            return Trouble.WAIT, words
        case NoBrowser():
            return Trouble.OTHER, words
        case CannotResolveHostError():
            return (
                Trouble.DNS,
                f"the name {urlsplit(url).hostname} cannot be resolved: check the address, or the network",
            )
        case DownloadTimeoutError():
            return Trouble.TIMEOUT, f"{host} did not answer in time"
        case DownloadConnectionRefusedError():
            return Trouble.CONNECTION, f"{host} refuses connections"
        case DownloadCancelledError():
            return Trouble.SIZE, "the answer is larger than 20 MB"
        case ResponseDataLossError():
            return Trouble.CONNECTION, f"{host} broke off in the middle of the answer"
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in words:  # said of what was packed
            return Trouble.SIZE, "the answer is larger than 20 MB"
        case IgnoreRequest() if "redirection" in words:
            return Trouble.REDIRECTS, "redirects go in a circle"
        case UnsupportedURLSchemeError() | NotSupported():
            return Trouble.OTHER, "only http and https are crawled"
        case DownloadFailedError() if _about_tls(wrong):
            return Trouble.TLS, f'{host} speaks TLS that cannot be verified: write tls = "legacy" if you trust it'
        case DownloadFailedError():
            return Trouble.CONNECTION, f"{host} broke off the connection"
        case asyncio.CancelledError():
            return Trouble.STOPPED, "stopped"
    if "TLS" in words or "SSL" in words or "certificate" in words.lower():
        return Trouble.TLS, f'{host} speaks TLS that cannot be verified: write tls = "legacy" if you trust it'
    return Trouble.OTHER, f"{type(wrong).__name__}: {words}"[:300]


def _about_tls(wrong: BaseException) -> bool:
    from OpenSSL import SSL

    reasons = getattr(wrong.__cause__, "reasons", ()) or ()
    return any(isinstance(getattr(reason, "value", None), SSL.Error) for reason in reasons) or "SSL" in str(wrong)
