"""What came back when a URL was asked for: an answer, or the trouble that kept it away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit


class Trouble(StrEnum):
    """Why there is no answer at all."""

    PRIVATE = "private"  # the guard refused an address inside a private network
    ROBOTS = "robots"  # robots.txt forbids, or cannot be read for now
    DNS = "dns"
    TLS = "tls"
    CONNECTION = "connection"
    TIMEOUT = "timeout"
    REDIRECTS = "redirects"
    SIZE = "size"
    WAIT = "wait"  # the site asked to come back much later
    STOPPED = "stopped"  # we were told to stop
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One fetched URL; `status` is 0 and `error` says why when nothing came back."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    charset: str | None = None  # of the Content-Type header
    error: str | None = None
    trouble: Trouble | None = None
    wait: float | None = None  # seconds that the site asked us to stay away

    @property
    def kind(self) -> str:
        """The media type of the Content-Type header, in lower case; empty where the site says none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def host(self) -> str:
        return urlsplit(self.final_url).netloc
