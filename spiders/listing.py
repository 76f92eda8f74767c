"""The rows of a list page: by the source's selectors, or by inference where it gives none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from extract import urls
from extract.page import Unreadable
from spiders import apis, dating, family, feed, inference, listdates, listpage, paging, selectors, titling
from spiders.blocks import Block
from spiders.dating import Dates
from spiders.source import ListPage, Pages
from store.frontier import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one list page holds."""

    rows: tuple[Row, ...]
    family: str  # what kind of page it is: trs, jpage, ucap, html, rss, atom …
    next_pages: tuple[str, ...] = ()  # of the same list, nearest first; it may end before the last of them
    elsewhere: tuple[str, ...] = ()  # where the page's script gets its list: ask these first, their rows replace these
    skipped: int = 0  # rows without a link to http or https
    problem: str | None = None  # why there are no rows, in one line


@dataclass(frozen=True, slots=True)
class _Raw:
    """A row before its link is resolved."""

    href: str | None
    title: str | None
    published: date | None


def rows(source_list: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime) -> Listing:
    """The rows of a fetched list page, absolute against its final URL; never raises for what a page holds."""
    if source_list.kind == "feed":
        return _from_feed(source_list, body, url, charset=charset, now=now)
    if feed.looks_like_one(body):
        return Listing(rows=(), family="feed", problem='this is a feed: write kind = "feed" for this list')
    fetched = apis.read(body, now=now)
    if fetched is not None and fetched.html is None:
        return _from_entries(source_list, fetched, url, now)
    try:
        if fetched is not None:
            page = listpage.PageOfRows(fetched.html or "", source_list.url)
        else:
            page = listpage.parse(body, url, charset=charset, encoding=source_list.encoding)
        return _from_page(source_list, page, url, "jpaas" if fetched else family.of(page.text), now)
    except Unreadable as wrong:
        return Listing(rows=(), family="html", problem=wrong.why)


def _from_page(source_list: ListPage, page: listpage.PageOfRows, url: str, kind: str, now: datetime) -> Listing:
    if source_list.item is not None:
        raw, problem = _selected(source_list, page, now)
    else:
        raw, problem = _inferred(page, kind, now)
    kept, skipped = _resolved(raw, source_list, page.base, now)
    if not kept and problem is None:
        problem = f"none of the {len(raw)} rows has a link to http or https that the source wants"
    pages = source_list.pages or paging.infer(page.tree, page.text, url) or Pages(style="none")
    onward = paging.following(pages, page.tree, page.text, url) or apis.following(page.tree, url, pages.max)
    dated = sum(row.published is not None for row in kept)
    return Listing(
        rows=tuple(kept),
        family=kind,
        next_pages=tuple(each for each in onward if _usable(each)),
        # Menus are often all that such a page shows by itself; releases have dates.
        elsewhere=apis.addresses(page.tree, page.text, kind, url) if 2 * dated <= len(kept) else (),
        skipped=skipped,
        problem=problem,
    )


def _from_entries(source_list: ListPage, fetched: apis.Fetched, url: str, now: datetime) -> Listing:
    raw = [_Raw(entry.link, entry.title, entry.published) for entry in fetched.entries]
    kept, skipped = _resolved(raw, source_list, url, now)
    problem = None if kept else "the JSON answer has no list of objects with a title and an address"
    return Listing(rows=tuple(kept), family="json", skipped=skipped, problem=problem)


def _from_feed(source_list: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime) -> Listing:
    read = feed.read(body, url, now=now, charset=charset)
    if read is None:
        return Listing(rows=(), family="feed", problem="this is no RSS or Atom feed")
    raw = [_Raw(entry.link, entry.title, entry.published) for entry in read.entries]
    kept, skipped = _resolved(raw, source_list, url, now)
    problem = None if kept else "the feed has no entries with a link"
    return Listing(rows=tuple(kept), family=read.family, skipped=skipped, problem=problem)


def _selected(source_list: ListPage, page: listpage.PageOfRows, now: datetime) -> tuple[list[_Raw], str | None]:
    items = selectors.elements(page.tree, source_list.item or "")
    if not items:
        return [], f"selector {source_list.item!r} found nothing"
    dates = Dates(now)
    raw = [_item(source_list, item, dates) for item in items]
    for key, missing in (
        ("link", all(row.href is None for row in raw)),
        ("title", all(row.title is None for row in raw)),
        ("date", source_list.date is not None and all(row.published is None for row in raw)),
    ):
        if missing and key != "date":
            return [], f"selector {getattr(source_list, key) or 'a'!r} ({key}) found nothing in {len(items)} items"
        if missing:
            return raw, f"selector {source_list.date!r} (date) found no date in {len(items)} items"
    return raw, None


def _item(source_list: ListPage, item: HtmlElement, dates: Dates) -> _Raw:
    block = Block((item,))
    anchor = next((each for _, each in block.links), None)
    if source_list.link is not None:
        href = selectors.value(item, source_list.link)
    else:
        href = anchor.get("href") if anchor is not None else None
    if source_list.title is not None:
        title = selectors.value(item, source_list.title)
    else:
        title = titling.Titles(dates).of(anchor) if anchor is not None else None
    day = dating.date_of(block, None, dates) if source_list.date is None else _day(source_list, item, dates.now)
    return _Raw(href, title, day)


def _day(source_list: ListPage, item: HtmlElement, now: datetime) -> date | None:
    said = selectors.value(item, source_list.date or "")
    if said is None:
        return None
    if source_list.date_regex is not None:
        match = re.search(source_list.date_regex, said)
        if match is None:
            return None
        said = match.group(1) if match.re.groups else match.group()
    return listdates.read(said, now=now, formats=source_list.date_format)


def _inferred(page: listpage.PageOfRows, kind: str, now: datetime) -> tuple[list[_Raw], str | None]:
    found = inference.find(page.tree, now=now)
    if found is None:
        return [], family.why_empty(kind) or "no list of links was found on this page"
    return [_Raw(row.anchor.get("href"), row.title, row.published) for row in found.rows], None


def _resolved(raw: list[_Raw], source_list: ListPage, base: str, now: datetime) -> tuple[list[Row], int]:
    """Rows with canonical addresses, each address once, and how many rows had none."""
    kept: dict[str, Row] = {}
    skipped = 0
    for row in raw:
        url = _absolute(base, row.href)
        if url is None:
            skipped += 1
            continue
        if not _wanted(source_list, url):
            continue
        published = row.published or listdates.in_address(url, now=now)
        kept.setdefault(url, Row(url=url, title=row.title, published=published))
    return list(kept.values()), skipped


def _absolute(base: str, href: str | None) -> str | None:
    try:
        # Browsers read a backslash as a slash, and pages made on Windows rely on it.
        joined = urljoin(base, href.strip().replace("\\", "/")) if href and href.strip() else ""
        return urls.canonical(joined) if _usable(joined) else None
    except ValueError:
        return None


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _wanted(source_list: ListPage, url: str) -> bool:
    if source_list.include is not None and not re.search(source_list.include, url):
        return False
    return source_list.exclude is None or not re.search(source_list.exclude, url)
