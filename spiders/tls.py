"""https as most sites speak it, and as some old ones still do: `tls = "legacy"` for one source, never for all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

LEGACY = "tls_legacy_host"  # in request.meta: the one host whose old TLS is put up with
_LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT, which OpenSSL 3 no longer sets by itself


@implementer(IOpenSSLClientConnectionCreator)
class _LegacyConnection:
    def __init__(self, host: bytes) -> None:
        self._host = host

    def clientConnectionForTLS(self, tlsProtocol: Any) -> SSL.Connection:  # noqa: N802, N803 - Twisted's names
        connection = SSL.Connection(_legacy_context(), None)
        if not self._host.replace(b".", b"").isdigit() and b":" not in self._host:
            connection.set_tlsext_host_name(self._host)
        return connection


@implementer(IPolicyForHTTPS)
class _LegacyPolicy:
    def creatorForNetloc(self, hostname: bytes, port: int) -> _LegacyConnection:  # noqa: N802 - Twisted's name
        return _LegacyConnection(hostname)


def _legacy_context() -> SSL.Context:
    """Old protocols, weak ciphers, broken certificate chains: what the site speaks, unverified."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_options(_LEGACY_SERVER_CONNECT)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")
    context.set_verify(SSL.VERIFY_NONE, lambda *_: True)
    return context


class TlsDownloadHandler(HTTP11DownloadHandler):
    """Verifies certificates, except for the one host that a source says cannot be verified."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        # Its own handler, so that no verified request rides on a connection nobody verified.
        self._legacy = HTTP11DownloadHandler(crawler)
        self._legacy._contextFactory = _LegacyPolicy()  # type: ignore[assignment]

    async def download_request(self, request: Request) -> Response:
        if request.meta.get(LEGACY) == urlsplit(request.url).hostname:
            return await self._legacy.download_request(request)
        return await super().download_request(request)

    async def close(self) -> None:
        await self._legacy.close()
        await super().close()
