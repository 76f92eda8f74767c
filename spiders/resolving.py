"""Names that lead to public addresses only; apart from guard.py, whose judgements need no Twisted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import DNSLookupError

from spiders.guard import REFUSED, is_public

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only; redirects and literal addresses pass here, too."""

    def __init__(
        self, reactor: ReactorBase, cache_size: int, timeout: float, *, allow_private: bool, proxies: Sequence[str]
    ) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allow_private = allow_private
        self._proxies = frozenset(proxies)  # named by the operator, who may keep them inside

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getfloat("DNS_TIMEOUT"),
            allow_private=settings.getbool("POLICYWATCH_ALLOW_PRIVATE"),
            proxies=settings.getlist("SOURCE_PROXIES"),
        )

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if self._allow_private or name in self._proxies else found.addCallback(_public_only, name)


def _public_only(address: str, name: str) -> str | Deferred[str]:
    if is_public(address):
        return address
    REFUSED[name] = address
    return fail(DNSLookupError(f"{name} is {address}"))
