"""The rows of one page: by the source's selectors, or by inference where it gives none."""

from __future__ import annotations

import re
from datetime import date, datetime

from lxml.html import HtmlElement

from spiders import dating, family, inference, listing, listpage, selectors, stated, titling
from spiders.blocks import Block
from spiders.dating import Dates
from spiders.listing import Raw
from spiders.source import ListPage

_FIELD = re.compile(r"\{([^{}]+)\}")


def raw(source_list: ListPage, page: listpage.PageOfRows, kind: str, now: datetime) -> tuple[list[Raw], str | None]:
    """The rows as they stand on the page, and what is wrong with them; raises Unreadable."""
    if source_list.item is not None:
        return _selected(source_list, page, now)
    found = inference.find(page.tree, now=now)
    if found is None:
        told = stated.entries(page.tree, now)
        if told:
            return [Raw(row.link, row.title, row.published) for row in told], None
        return [], family.why_empty(kind) or "no list of links was found on this page"
    return [Raw(row.href, row.title, row.published, alone=row.anchor is None) for row in found.rows], None


def _selected(source_list: ListPage, page: listpage.PageOfRows, now: datetime) -> tuple[list[Raw], str | None]:
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


def _item(source_list: ListPage, item: HtmlElement, dates: Dates) -> Raw:
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
    published = dating.date_of(block, None, dates) if source_list.date is None else _day(source_list, item, dates.now)
    return Raw(address(source_list, href, item), title, published)


def _day(source_list: ListPage, item: HtmlElement, now: datetime) -> date | None:
    return listing.day(source_list, selectors.value(item, source_list.date or ""), now)


def address(source_list: ListPage, href: str | None, item: HtmlElement) -> str | None:
    """The link as the source makes it: {1} is the first group of link_regex, other names are attributes of the item."""
    if href is None or (source_list.link_regex is None and source_list.link_template is None):
        return href
    match = re.search(source_list.link_regex or ".+", href)
    if match is None:
        return None
    groups = match.groups() or (match.group(),)
    if source_list.link_template is None:
        return groups[0]
    named = {str(n): said or "" for n, said in enumerate(groups, 1)} | dict(item.attrib.items())
    if any(name not in named for name in _FIELD.findall(source_list.link_template)):
        return None
    return _FIELD.sub(lambda field: named[field.group(1)], source_list.link_template)
