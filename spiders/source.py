"""What a source is: one site, its lists, and how it wants to be asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from extract.page import Hints

Kind = Literal["html", "feed", "json", "jsonp", "html_in_json", "sitemap", "record_xml", "jpaas"]
Level = Literal["central", "province", "city", "district", "industry"]
Style = Literal["none", "index_n", "query", "next", "body"]
Method = Literal["GET", "POST"]
Fetch = Literal["http", "browser"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS: tuple[Level, ...] = get_args(Level)
STYLES: tuple[Style, ...] = get_args(Style)
METHODS: tuple[Method, ...] = get_args(Method)
FETCHES: tuple[Fetch, ...] = get_args(Fetch)
SCRIPTED: frozenset[Kind] = frozenset(["json", "jsonp", "html_in_json"])  # kinds whose answer is JSON

PAGES = 10  # how many pages of a list are read at most when the source does not say
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
REGION = re.compile(r"\d{6}|[A-Z]{2}(-[A-Z0-9]{1,3})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How a list goes on after its first page."""

    style: Style
    pattern: str | None = None  # index_n: the second and later pages relative to the first, with {n}
    param: str | None = None  # query, body: the parameter that counts; body: with points into a JSON body
    css: str | None = None  # next: the link to the following page
    start: int | None = None  # the number that the second page bears
    step: int = 1
    total: int | None = None  # how many pages the page itself says there are
    max: int = PAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list of a source; without `item` its rows are found by inference.

    `item`, `title`, `link` and `date` are selectors in a page, and dotted paths in a JSON answer.
    """

    url: str  # {year} and {today} stand for now
    kind: Kind = "html"
    method: Method = "GET"
    form: tuple[tuple[str, str], ...] = ()  # what a form would send
    json: str | None = None  # the JSON that is sent, as text
    html: str | None = None  # html_in_json: where in the answer the piece of HTML stands
    item: str | None = None
    title: str | None = None
    link: str | None = None
    link_regex: str | None = None  # cuts something out of what `link` selects, for link_template
    link_template: str | None = None  # an address with {path.in.the.item}, or {1} for the first group of link_regex
    date: str | None = None
    date_format: tuple[str, ...] = ()  # strptime; tried before the forms that are known anyway
    date_regex: str | None = None  # cuts the date out of what `date` selects; its first group if it has one
    include: str | None = None  # a row's URL must match this expression
    exclude: str | None = None  # and must not match this one
    encoding: str | None = None
    pages: Pages | None = None  # None: inferred from the page
    site: str | None = None  # the plug-in that reads it, where these keys cannot say how
    fetch: Fetch | None = None  # None: as its source says


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What the source knows about its pages: CSS selectors, first match wins."""

    body: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    encoding: str | None = None
    attachments_text: bool = True  # False: files are linked, not fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetching:
    """How the site wants to be asked; None: as everybody."""

    fetch: Fetch = "http"
    delay: float | None = None  # seconds between two requests
    timeout: float | None = None
    tls: Literal["strict", "legacy"] = "strict"
    follow: tuple[str, ...] = ()  # hosts beside its own and official ones whose pages are fetched; "*": all
    proxy: str | None = None  # http://[user:password@]host:port; it resolves the names, too
    warmup: str | None = None  # asked for first in every visit: it sets the cookie that the others need
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site we follow."""

    id: str
    name: str
    lists: tuple[ListPage, ...]
    level: Level | None = None
    region: str | None = None  # GB/T 2260 or ISO 3166: the last resort for its documents
    issuer: str | None = None  # the default issuer: the last resort, too
    language: str | None = None
    tags: tuple[str, ...] = ()
    every_minutes: int | None = None
    preset: str | None = None  # the publishing system whose defaults these keys override
    detail: Detail = field(default_factory=Detail)
    fetching: Fetching = field(default_factory=Fetching)
    basis: str | None = None  # where the definition comes from
    verified: bool = True  # False: nobody has yet seen it work on the live site
    file: Path | None = None
    own: bool = False  # lies in the user's folder

    def hints(self, *, title: str | None, published: date | None) -> Hints:
        """What the source and a list row say about the page behind that row."""
        return Hints(
            title=title,
            published=published,
            region=self.region,
            issuer=self.issuer,
            language=self.language,
            encoding=self.detail.encoding,
            body=self.detail.body,
            remove=self.detail.remove,
            attachments=self.detail.attachments,
        )


class BadSource(Exception):  # noqa: N818 - it reads as what the file is
    """A source file that cannot be used: which file, which key, and what to write instead."""

    def __init__(self, file: Path, key: str, mend: str) -> None:
        super().__init__(f"{file}: {key}: {mend}" if key else f"{file}: {mend}")
        self.file, self.key, self.mend = file, key, mend
