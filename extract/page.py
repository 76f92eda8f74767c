"""What came in: the bytes of one page and what its source says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the source and its list row already say about a page; every field may be missing."""

    title: str | None = None  # the row's title, possibly cut short with an ellipsis
    published: date | None = None  # the row's date, in the source's zone
    region: str | None = None  # the source's declared region, GB/T 2260 or ISO 3166: the last resort
    issuer: str | None = None  # the source's default issuer: the last resort
    language: str | None = None  # ISO 639-1
    encoding: str | None = None  # overrides every other sign of the page's encoding
    body: tuple[str, ...] = ()  # CSS selectors of the main text, first match wins
    remove: tuple[str, ...] = ()  # CSS selectors of what is never main text
    attachments: tuple[str, ...] = ()  # CSS selectors of attachment links
    repeats: frozenset[bytes] = frozenset()  # passages that the source writes into page after page (repeats.py)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One fetched page as it arrived."""

    body: bytes
    url: str | None = None  # after redirects; relative links are resolved against it
    charset: str | None = None  # of the HTTP Content-Type header
    hints: Hints = field(default_factory=Hints)


class Unreadable(Exception):  # noqa: N818 - it reads as what the page is
    """The page has neither text nor attachment nor image worth keeping."""

    def __init__(self, url: str | None, why: str) -> None:
        super().__init__(f"{url or 'page'}: {why}")
        self.url, self.why = url, why

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str | None, str]]:
        return type(self), (self.url, self.why)  # it crosses a process border
