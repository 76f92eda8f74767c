"""Lists that a page's own scripts hold as data, from which a browser would draw the rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml.html import HtmlElement

from spiders import apis, listdates
from spiders.apis import Entry

_BEGINS = re.compile(r"(?:^\s*|[=(:]\s*)(?=[{\[]\s*[\"{\[])")
_LEAST = 3  # rows; fewer are a menu or an example
_MOST = 20  # values of one script that are read
_DECODER = json.JSONDecoder(strict=False)
_LITERAL = r"""(?:"(?:[^"\\\n]|\\.){0,400}"|'(?:[^'\\\n]|\\.){0,400}')"""
_OBJECT = re.compile(r"\{[^{}]{20,3000}\}")
_PAIR = re.compile(rf"""[{{,]\s*["']?([A-Za-z_]\w{{0,40}})["']?\s*:\s*({_LITERAL}|\d{{1,14}}(?!\w))""")
_TUPLE = re.compile(rf"\[\s*{_LITERAL}(?:\s*,\s*(?:{_LITERAL}|\d{{1,14}})){{1,9}}\s*\]")
_PART = re.compile(_LITERAL)
_ESCAPE = re.compile(r"\\(?:u(?!d[89a-f])([0-9a-f]{4})|(.))", re.I)
_PLACE = re.compile(r"(?:https?:/)?/\S+|\.{1,2}/\S+|\S+\.(?:s?html?|jsp|aspx?|php|pdf|docx?)(?:\?\S*)?", re.I)


def entries(tree: HtmlElement, now: datetime) -> tuple[Entry, ...]:
    """The longest dated list of titles and addresses in the page's scripts; empty where none holds one."""
    best: tuple[Entry, ...] = ()
    for script in tree.iter("script"):
        code = script.text or ""
        for value in (*_values(code), _objects(code), _tuples(code, now)):
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


def _objects(code: str) -> list[dict[str, str]]:
    """The small objects in JavaScript's own spelling: names without quotes, texts in single ones."""
    if "title" not in code.lower():
        return []
    pairs = (_PAIR.findall(found[0]) for found in _OBJECT.finditer(code))
    return [{name: _plain(said) for name, said in each} for each in pairs if len(each) > 1]


def _tuples(code: str, now: datetime) -> list[dict[str, str]]:
    """Rows without names, told by what they hold: an address, a day, and as the title the longest of the others."""
    rows = []
    for found in _TUPLE.finditer(code):
        said = [_plain(each) for each in _PART.findall(found[0])]
        links = [each for each in said if _PLACE.fullmatch(each)]
        days = [each for each in said if len(each) < 24 and listdates.read(each, now=now)]
        title = max((each for each in said if each not in links and each not in days), key=len, default="")
        if links and days and len(title) > 3:
            rows.append({"title": title, "url": links[0], "date": days[0]})
    return rows


def _plain(said: str) -> str:
    if said[:1] not in ("'", '"'):
        return said
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], said[1:-1]).strip()
