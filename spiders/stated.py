"""Lists that a page's own scripts hold as data, from which a browser would draw the rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from spiders import apis
from spiders.apis import Entry

_BEGINS = re.compile(r"(?:^\s*|[=(]\s*)(?=[{\[]\s*[\"{\[])")
_LEAST = 3  # rows; fewer are a menu or an example
_MOST = 20  # values of one script that are read
_DECODER = json.JSONDecoder(strict=False)


def entries(tree: HtmlElement, now: datetime) -> tuple[Entry, ...]:
    """The longest dated list of titles and addresses in the page's scripts; empty where none holds one."""
    best: tuple[Entry, ...] = ()
    for script in tree.iter("script"):
        for value in _values(script.text or ""):
            found = apis.listed(value, now=now)
            dated = sum(each.published is not None for each in found)
            if len(found) >= _LEAST and dated * 2 > len(found) and len(found) > len(best):
                best = found
    return best


def _values(code: str) -> Iterator[Any]:
    """The values in JSON that a script assigns or hands over, one after the other."""
    at, read = 0, 0
    while read < _MOST and (begins := _BEGINS.search(code, at)) is not None:
        read += 1
        try:
            value, at = _DECODER.raw_decode(code, begins.end())
        except (ValueError, RecursionError):
            at = begins.end() + 1
            continue
        yield value
