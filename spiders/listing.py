"""The rows of a fetched list, in whatever way its site publishes it: page, JSON, feed, sitemap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urljoin, urlsplit

from extract import urls
from extract.page import Unreadable
from spiders import apis, call, family, feed, jsonlist, leading, listdates, listpage, offlist, paging, sitemap
from spiders.call import Call
from spiders.source import SCRIPTED, ListPage, Pages
from store.frontier import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one list page holds."""

    rows: tuple[Row, ...]
    family: str  # what kind of page it is: trs, jpage, ucap, html, json, rss, atom, sitemap …
    next_pages: tuple[Call, ...] = ()  # of the same list, nearest first; it may end before the last of them
    elsewhere: tuple[Call, ...] = ()  # where the page gets its list or leads to it: ask these, their rows replace these
    parts: tuple[Call, ...] = ()  # the lists of which this one is only the index
    skipped: int = 0  # rows without a link to http or https
    problem: str | None = None  # why there are no rows, in one line

    @property
    def dated(self) -> bool:
        """Do most rows have a date, as releases do and menus do not?"""
        return 2 * sum(row.published is not None for row in self.rows) > len(self.rows)


@dataclass(frozen=True, slots=True)
class Raw:
    """A row before its link is resolved."""

    href: str | None
    title: str | None
    published: date | None
    alone: bool = False  # it has no link, and needs none


def rows(
    source_list: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime, asked: Call | None = None
) -> Listing:
    """The rows of a fetched list page, absolute against its final URL; never raises for what a page holds.

    `asked` is the request that was answered; a list that is asked for by POST counts its pages in there.
    """
    asked = asked or call.first(source_list, now)
    if source_list.site is not None:
        from spiders import sites

        return sites.named(source_list.site).read(source_list, body, url, charset=charset, now=now)
    if (source_list.kind in SCRIPTED and source_list.item is not None) or source_list.html is not None:
        return _from_json(source_list, body, url, asked, now)
    if source_list.kind == "sitemap" or sitemap.looks_like_one(body):
        return _from_sitemap(source_list, body, url, now)
    if source_list.kind == "feed" or (source_list.item is None and feed.looks_like_one(body)):
        return _from_feed(source_list, body, url, charset=charset, now=now)
    if feed.looks_like_one(body):
        return Listing(rows=(), family="feed", problem='this is a feed: write kind = "feed" and no item for this list')
    fetched = apis.read(body, now=now)
    if fetched is not None and fetched.html is None:
        entries = [Raw(entry.link, entry.title, entry.published) for entry in fetched.entries]
        empty = "the JSON answer has no list of objects with a title and an address: write item, title and link"
        return made(source_list, entries, url, now, family="json", empty=empty, onward=_onward(source_list, url, asked))
    try:
        if fetched is not None:
            page = listpage.PageOfRows(fetched.html or "", source_list.url)
        else:
            page = listpage.parse(body, url, charset=charset, encoding=source_list.encoding)
        return _from_page(source_list, page, url, fetched.family if fetched else family.of(page.text), asked, now)
    except Unreadable as wrong:
        return Listing(rows=(), family="html", problem=wrong.why)


def made(
    source_list: ListPage,
    raw: Iterable[Raw],
    base: str,
    now: datetime,
    *,
    family: str,
    empty: str,
    onward: Sequence[Call] = (),
) -> Listing:
    """The listing that these rows make, links resolved against the base; `empty` says what is wrong without any."""
    kept, skipped = _resolved(raw, source_list, base, now)
    problem = None if kept else empty
    return Listing(rows=tuple(kept), family=family, next_pages=tuple(onward), skipped=skipped, problem=problem)


def day(source_list: ListPage, said: str | None, now: datetime) -> date | None:
    """The date in a text that the source selected, read as the source says."""
    if said is None:
        return None
    if source_list.date_regex is not None:
        match = re.search(source_list.date_regex, said)
        if match is None:
            return None
        said = match.group(1) if match.re.groups else match.group()
    return listdates.read(said, now=now, formats=source_list.date_format)


def _from_page(
    source_list: ListPage, page: listpage.PageOfRows, url: str, kind: str, asked: Call, now: datetime
) -> Listing:
    from spiders import pagelist

    raw, problem = pagelist.raw(source_list, page, kind, now)
    kept, skipped = _resolved(raw, source_list, page.base, now)
    if not kept and problem is None:
        problem = f"none of the {len(raw)} rows has a link to http or https that the source wants"
    pages = source_list.pages or paging.infer(page.tree, page.text, url) or Pages(style="none")
    onward = paging.following(pages, page.tree, page.text, url) or apis.following(page.tree, url, pages.max)
    found = Listing(
        rows=tuple(kept),
        family=kind,
        next_pages=call.following(asked, pages) or tuple(Call(url=each) for each in onward if _usable(each)),
        skipped=skipped,
        problem=problem,
    )
    # Menus are often all that such a page shows by itself; releases have dates.
    if found.dated or (source_list.item is not None and kept):
        return found
    places = (*apis.addresses(page.tree, page.text, kind, url), *leading.ways(page.tree, page.text, url))
    return replace(found, elsewhere=tuple(Call(url=each) for each in places if _usable(each)))


def _from_json(source_list: ListPage, body: bytes, url: str, asked: Call, now: datetime) -> Listing:
    said = jsonlist.parsed(body)
    if said is None:
        return Listing(rows=(), family=source_list.kind, problem="the answer is no JSON")
    if source_list.html is not None:
        piece = jsonlist.html(source_list, said)
        if piece is None:
            return Listing(rows=(), family="html_in_json", problem=f"path {source_list.html!r} (html) found no text")
        try:
            inner = _from_page(
                source_list, listpage.PageOfRows(piece, source_list.url), url, "html_in_json", asked, now
            )
        except Unreadable as wrong:
            return Listing(rows=(), family="html_in_json", problem=wrong.why)
        return replace(inner, next_pages=inner.next_pages or _onward(source_list, url, asked))
    found = jsonlist.items(source_list, said)
    if found is None:
        return Listing(rows=(), family=source_list.kind, problem=f"path {source_list.item!r} (item) leads to no list")
    if not found:
        return Listing(rows=(), family=source_list.kind, problem=f"the list at {source_list.item!r} is empty")
    raw = [_entry(source_list, each, now) for each in found]
    for key, missing in (
        ("link", all(row.href is None for row in raw)),
        ("title", all(row.title is None for row in raw)),
    ):
        if missing:
            path = getattr(source_list, key) or key
            problem = f"path {path!r} ({key}) found nothing in {len(raw)} items"
            return Listing(rows=(), family=source_list.kind, problem=problem)
    empty = f"none of the {len(raw)} items has a link to http or https that the source wants"
    onward = _onward(source_list, url, asked)
    read = made(source_list, raw, url, now, family=source_list.kind, empty=empty, onward=onward)
    if source_list.date is not None and all(row.published is None for row in raw):
        return replace(read, problem=f"path {source_list.date!r} (date) found no date in {len(raw)} items")
    return read


def _entry(source_list: ListPage, row: object, now: datetime) -> Raw:
    known = apis.entry(row, now)
    title = jsonlist.text(row, source_list.title) if source_list.title else known.title
    href = jsonlist.text(row, source_list.link) if source_list.link else known.link
    if href is not None and source_list.link_regex is not None:
        match = re.search(source_list.link_regex, href)
        href = (match.group(1) if match.re.groups else match.group()) if match else None
    if source_list.link_template is not None:
        template = source_list.link_template.replace("{1}", href or "")
        href = jsonlist.filled(template, row)
    published = known.published if source_list.date is None else None
    if source_list.date is not None:
        # One field after the other: some systems fill the first with words and the second with the moment.
        said = (day(source_list, jsonlist.text(row, path), now) for path in source_list.date.split("|"))
        published = next((each for each in said if each is not None), None)
    return Raw(href, title, published)


def _onward(source_list: ListPage, url: str, asked: Call) -> tuple[Call, ...]:
    pages = source_list.pages
    if pages is None:
        return ()
    if pages.style == "body":
        return call.following(asked, pages)
    return tuple(replace(asked, url=each) for each in paging.counted(pages, url) if _usable(each))


def _from_sitemap(source_list: ListPage, body: bytes, url: str, now: datetime) -> Listing:
    read = sitemap.read(body, url, now=now)
    if read is None:
        return Listing(rows=(), family="sitemap", problem="this is no sitemap")
    if read.children:
        parts = tuple(Call(url=each) for each in read.children if _usable(each))
        problem = None if parts else "the index names no sitemaps"
        return Listing(rows=(), family="sitemap", parts=parts, problem=problem)
    raw = [Raw(entry.link, entry.title, entry.published) for entry in read.entries]
    empty = "the sitemap names no page that the source wants"
    return made(source_list, raw, url, now, family="news_sitemap" if read.news else "sitemap", empty=empty)


def _from_feed(source_list: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime) -> Listing:
    read = feed.read(body, url, now=now, charset=charset)
    if read is None:
        return Listing(rows=(), family="feed", problem="this is no RSS or Atom feed")
    raw = [Raw(entry.link, entry.title, entry.published) for entry in read.entries]
    return made(source_list, raw, url, now, family=read.family, empty="the feed has no entries with a link")


def _resolved(raw: Iterable[Raw], source_list: ListPage, base: str, now: datetime) -> tuple[list[Row], int]:
    """Rows with canonical addresses, each address once, and how many rows had none."""
    kept: dict[str, Row] = {}
    skipped = 0
    for row in raw:
        url = _absolute(base, row.href) if not row.alone else offlist.of_row(base, row.title or "", row.published)
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
