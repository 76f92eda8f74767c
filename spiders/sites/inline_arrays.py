"""Lists that a page keeps in script arrays: `urls[0]='…'; headers[0]="…"; dates[0]='…';` (an old system in Beijing)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from html import unescape

from extract.page import Unreadable
from spiders import listing, listpage
from spiders.listing import Listing, Raw
from spiders.sites import Site
from spiders.source import ListPage

_ENTRY = re.compile(r"""\b([A-Za-z_]\w*)\[(\d{1,5})\]\s*=\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")""")
_LINK, _TITLE, _DAY = ("urls", "url", "links", "hrefs"), ("headers", "titles", "title", "names"), ("dates", "times")


class InlineArrays(Site):
    """Reads one row per index out of parallel arrays."""

    def read(self, page: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime) -> Listing:
        try:
            text = listpage.parse(body, url, charset=charset, encoding=page.encoding).text
        except Unreadable as wrong:
            return Listing(rows=(), family="inline_arrays", problem=wrong.why)
        rows: dict[int, dict[str, str]] = defaultdict(dict)
        for name, index, single, double in _ENTRY.findall(text):
            rows[int(index)][name.lower()] = unescape(re.sub(r"\\(.)", r"\1", single or double)).strip()
        raw = [
            Raw(_first(row, _LINK), _first(row, _TITLE), listing.day(page, _first(row, _DAY), now))
            for _, row in sorted(rows.items())
        ]
        return listing.made(page, raw, url, now, family="inline_arrays", empty="the page has no arrays of links")


def _first(row: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)
