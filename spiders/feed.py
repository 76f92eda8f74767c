"""RSS and Atom: a feed's entries as rows."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from spiders import listdates

_ROOT = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]", re.I)
_ZONED = re.compile(r"(?:[+-]\d\d:?\d\d|Z|GMT|UTC?|[ECMP][SD]T)\s*$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed; its link is absolute but not yet canonical."""

    link: str | None
    title: str | None
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed's entries in the feed's order."""

    family: str  # rss or atom
    title: str | None
    entries: tuple[Entry, ...]


def looks_like_one(body: bytes) -> bool:
    """Do the first bytes begin a feed rather than a page?"""
    head = body[:2000].lstrip(b"\xef\xbb\xbf\x00\r\n\t ")
    return head[:1] == b"<" and b"<html" not in head.lower() and _ROOT.search(head) is not None


def read(body: bytes, url: str, *, now: datetime, charset: str | None = None) -> Feed | None:
    """The feed in the bytes; None when they hold none."""
    import feedparser

    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    parsed = feedparser.parse(body, response_headers={**headers, "content-location": url})
    version = str(parsed.get("version") or "")
    if not version and not parsed.entries:
        return None
    return Feed(
        family="atom" if version.startswith("atom") else "rss",
        title=_text(parsed.feed.get("title")),
        entries=tuple(_entry(each, url, now) for each in parsed.entries),
    )


def _entry(each: Any, url: str, now: datetime) -> Entry:
    link = each.get("link") or next((it.get("href") for it in each.get("links", ()) if it.get("href")), None)
    if not link and str(each.get("id", "")).startswith(("http://", "https://")):
        link = each.get("id")
    try:
        absolute = urljoin(url, str(link).strip()) if link else None
    except ValueError:
        absolute = None
    return Entry(link=absolute, title=_text(each.get("title")), published=_day(each, now))


def _day(each: Any, now: datetime) -> date | None:
    for field in ("published", "updated", "created"):
        said = each.get(field)
        if not said:
            continue
        parsed = each.get(f"{field}_parsed")
        if parsed is not None and _ZONED.search(str(said)):
            moment = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
            return moment.astimezone(listdates.ZONE).date()
        # Without a zone feedparser takes UTC, but the site means its own clock: the day as it is written.
        day = listdates.read(str(said), now=now)
        if day is not None:
            return day
    return None


def _text(said: object) -> str | None:
    if not isinstance(said, str):
        return None
    plain = re.sub(r"<[^>]+>", "", said)
    return " ".join(plain.split()) or None
