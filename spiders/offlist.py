"""Rows of a list that are kept by their title alone: those without a link, and those that lead off the site."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from hashlib import sha256

from extract import urls
from spiders.guard import literal
from spiders.source import Source

_ROW = "#/row/"  # a route that no page has: the address of what the list itself says
_APPS = frozenset(["mp.weixin.qq.com"])  # it answers crawlers with a challenge
_GENERIC = frozenset(["com", "gov", "org", "net", "edu", "ac", "co", "go"])
_OFFICIAL = re.compile(r"(?:^|\.)gov(?:\.[a-z]{2})?$|\.gob\.|\.gouv\.|\.europa\.eu$")


def of_row(list_url: str, title: str, day: date | None) -> str | None:
    """The address of a row without a link: its list's, with the day and a digest of the title behind it."""
    named = sha256(" ".join(title.split()).encode()).hexdigest()[:12]
    try:
        return urls.canonical(f"{list_url.partition('#')[0]}{_ROW}{day.isoformat() if day else 'undated'}-{named}")
    except ValueError:
        return None


def usual_hosts(addresses: Iterable[str]) -> frozenset[str]:
    """The hosts to which most rows of a list lead: its site's own, even where the list itself lies elsewhere."""
    counted = Counter(urls.host(address) or "" for address in addresses if _ROW not in address)
    most = counted.total() / 2
    return frozenset(host for host, count in counted.items() if count > most and host not in _APPS)


def why(source: Source, url: str, usual: Collection[str] = ()) -> str | None:
    """Why the page behind this row is not asked for; None where it is. `usual` are the hosts that most rows lead to."""
    if _ROW in url:
        return "the row has no link"
    host = urls.host(url) or ""
    if "*" in source.fetching.follow or _OFFICIAL.search(host):
        return None
    ours = [urls.host(each.url) or "" for each in source.lists]
    if any(site_of(host) == site_of(each) for each in (*ours, *source.fetching.follow, *usual)):
        return None
    return f"{host} is not a site that the source follows"


def site_of(host: str) -> str:
    """What a registrar gave away: kjj.jinan.gov.cn is jinan.gov.cn's, www.ncsti.example.com is example.com's."""
    if literal(host) is not None:
        return host
    labels = host.lower().strip(".").split(".")
    owned = 3 if len(labels) > 2 and labels[-2] in _GENERIC else 2
    return ".".join(labels[-owned:])
