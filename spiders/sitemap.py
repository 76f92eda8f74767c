"""Sitemaps, news sitemaps and indexes of sitemaps: their entries as rows, the newest first."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from lxml import etree

from spiders import listdates

MOST = 1_000  # entries: a sitemap names everything a site ever published, and only what is new is news
CHILDREN = 5  # sitemaps of an index that are read, the newest first
LARGEST = 50 * 1024 * 1024  # bytes unpacked, as sitemaps.org allows
_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)[\s>]", re.I)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One page that a sitemap names."""

    link: str
    title: str | None  # only news sitemaps say one
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap holds: pages, or further sitemaps."""

    entries: tuple[Entry, ...] = ()
    children: tuple[str, ...] = ()
    news: bool = False


def unpacked(body: bytes) -> bytes:
    """The bytes themselves, or what gzip holds, up to what a sitemap may have."""
    if body[:2] != b"\x1f\x8b":
        return body
    try:
        with gzip.open(io.BytesIO(body)) as packed:
            return packed.read(LARGEST)
    except (OSError, EOFError, zlib.error):
        return body


def looks_like_one(body: bytes) -> bool:
    """Do the first bytes begin a sitemap?"""
    head = unpacked(body)[:2000].lstrip(b"\xef\xbb\xbf\x00\r\n\t ")
    return head[:1] == b"<" and b"<html" not in head.lower() and _ROOT.search(head) is not None


def read(body: bytes, url: str, *, now: datetime) -> Sitemap | None:
    """The sitemap in the bytes; None when they hold none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(unpacked(body).lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _name(root) not in ("urlset", "sitemapindex"):
        return None
    if _name(root) == "sitemapindex":
        return Sitemap(children=_children(root, url, now))
    found = [entry for each in root if _name(each) == "url" and (entry := _entry(each, url, now)) is not None]
    if any(entry.published for entry in found):
        found.sort(key=lambda entry: entry.published or date.min, reverse=True)
    return Sitemap(entries=tuple(found[:MOST]), news=any(entry.title for entry in found))


def _children(root: etree._Element, url: str, now: datetime) -> tuple[str, ...]:
    """The newest sitemaps of an index: by their dates, else by the numbers in their names."""
    found: list[tuple[date, int, str]] = []
    for each in root:
        link = _said(each, "loc") if _name(each) == "sitemap" else None
        if link:
            day = listdates.read(_said(each, "lastmod") or "", now=now) or date.min
            numbers = [int(number) for number in _NUMBER.findall(link.rpartition("/")[2])]
            found.append((day, numbers[-1] if numbers else 0, urljoin(url, link)))
    found.sort(reverse=True)
    return tuple(link for _, _, link in found[:CHILDREN])


def _entry(each: etree._Element, url: str, now: datetime) -> Entry | None:
    link = _said(each, "loc")
    if not link:
        return None
    day = next(
        (day for name in ("publication_date", "lastmod") if (day := listdates.read(_said(each, name) or "", now=now))),
        None,
    )
    return Entry(link=urljoin(url, link), title=_said(each, "title"), published=day)


def _said(element: etree._Element, name: str) -> str | None:
    """The text of the first element of that name below, whatever its namespace, images and videos left out."""
    for each in element.iter():
        outer = each.getparent()
        if _name(each) == name and (outer is None or _name(outer) not in ("image", "video")):
            return " ".join((each.text or "").split()) or None
    return None


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname).lower() if isinstance(element.tag, str) else ""
