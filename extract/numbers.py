"""文号 and 索引号: the number that a document bears, never one that it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN, _CLOSE = "〔［\\[【（(﹝{〈", "〕］\\]】）)﹞}〉"
_NUMBER = re.compile(
    rf"(?P<mark>[一-鿿][一-鿿A-Za-z（）()·\-]{{0,24}}?)\s*[{_OPEN}]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[{_CLOSE}]\s*"
    r"(?:第|字第)?\s*(?P<serial>\d{1,5}(?:-\d{1,3})?)\s*[号號]"
)
_ORDER = re.compile(
    r"(?P<who>[一-鿿]{0,30}?令)\s*[（(]?\s*第\s*(?P<serial>\d{1,5}|[一二三四五六七八九十百零〇]{1,6})\s*[号號]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A 文号 in canonical form and the words it was read from."""

    text: str
    words: str
    start: int
    end: int


def canonical(text: str) -> str | None:
    """The first 文号 of the text as X〔YYYY〕N号."""
    found = find(text)
    return found.text if found else None


def find(text: str) -> Number | None:
    """The first 文号 of the text."""
    match = _NUMBER.search(text)
    if not match:
        return None
    mark = re.sub(r"\s+", "", match["mark"])
    return Number(
        text=f"{mark}〔{match['year']}〕{int(match['serial'].split('-')[0])}号",
        words=match[0],
        start=match.start(),
        end=match.end(),
    )
