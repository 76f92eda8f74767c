"""Ask for one URL: through Scrapy's downloader, its lines and our guards, to an Answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
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

from spiders.answer import Answer, Trouble
from spiders.guard import PrivateAddress
from spiders.patience import ONCE, STOP, AskedToWait
from spiders.robots import Forbidden
from spiders.tls import LEGACY

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine
    from scrapy.http import Response

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
    ) -> None:
        self._engine, self._headers = engine, dict(headers)
        self._meta = {"cookiejar": jar, STOP: stop}
        self._timeout = timeout
        if timeout:
            self._meta["download_timeout"] = timeout
        if legacy_host:
            self._meta[LEGACY] = legacy_host

    async def ask(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer after all redirects."""
        return await self._ask(url, headers, {})

    async def ask_once(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The first answer, even where it is a redirect."""
        return await self._ask(url, headers, {"handle_httpstatus_list": list(REDIRECTS)})

    async def ask_file(self, url: str, *, referer: str, seconds: float) -> Answer:
        """The answer to a file that belongs to a page; asked for once, because the page does not wait for long."""
        headers = {"Referer": referer} if referer else {}
        seconds = min(seconds, self._timeout or seconds)
        return await self._ask(url, headers, {"download_timeout": seconds, ONCE: True})

    async def _ask(self, url: str, headers: Mapping[str, str] | None, meta: Mapping[str, object]) -> Answer:
        try:
            request = Request(url, headers={**self._headers, **(headers or {})}, meta={**self._meta, **meta})
            response = await self._engine.download_async(request)
        except Exception as wrong:  # noqa: BLE001 - whatever keeps one page away must not end the round
            trouble, error = explain(wrong, url)
            return Answer(url=url, final_url=url, error=error, trouble=trouble)
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
        case CannotResolveHostError():
            return Trouble.DNS, f"the name {urlsplit(url).hostname} cannot be resolved: check the address"
        case DownloadTimeoutError():
            return Trouble.TIMEOUT, f"{host} did not answer in time"
        case DownloadConnectionRefusedError():
            return Trouble.CONNECTION, f"{host} refuses connections"
        case DownloadCancelledError():
            return Trouble.SIZE, "the answer is larger than 20 MB"
        case ResponseDataLossError():
            return Trouble.CONNECTION, f"{host} broke off in the middle of the answer"
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
