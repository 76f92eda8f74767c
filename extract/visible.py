"""The strings a page shows, in reading order, and where a title stands among them."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import lxml.html
from lxml import etree

_STRINGS = etree.XPath(
    ".//text()[normalize-space() and not(parent::script or parent::style or parent::noscript or parent::title)]",
    smart_strings=False,
)
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands: index of its first string and of the one after its last."""

    begin: int
    end: int
    rest: str  # what follows it in its last string, without whitespace
    alone: bool  # it begins with a string and ends with one


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """The strings of a page; `flat` is all of them without any whitespace."""

    strings: tuple[str, ...]
    flat: str
    starts: tuple[int, ...]  # offset in flat at which each string begins

    def find(self, text: str) -> Iterator[Place]:
        """Every place the text stands, even over several strings."""
        wanted = tight(text)
        at = self.flat.find(wanted) if wanted else -1
        while at >= 0:
            begin = bisect.bisect_right(self.starts, at) - 1
            end = bisect.bisect_left(self.starts, at + len(wanted))
            stop = self.starts[end] if end < len(self.starts) else len(self.flat)
            rest = self.flat[at + len(wanted) : stop]
            yield Place(begin=begin, end=end, rest=rest, alone=self.starts[begin] == at and not rest)
            at = self.flat.find(wanted, at + 1)

    def alone(self, text: str) -> bool:
        """Whether the text begins with a string and ends with one: a heading, not words inside a sentence."""
        return any(place.alone for place in self.find(text))


def read(tree: lxml.html.HtmlElement) -> Visible:
    """The strings of the page's body, scripts and styles left out."""
    body = tree.find("body")
    found = cast("list[str]", _STRINGS(tree if body is None else body))
    strings, pieces, starts, at = [], [], [], 0
    for string in found:
        parts = string.replace("\u200b", "").replace("\ufeff", "").split()
        if parts:
            strings.append(" ".join(parts))
            pieces.append("".join(parts))
            starts.append(at)
            at += len(pieces[-1])
    return Visible(strings=tuple(strings), flat="".join(pieces), starts=tuple(starts))


def elements(path: etree.XPath, tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The elements that the path selects."""
    return cast("list[lxml.html.HtmlElement]", path(tree))


def content(element: lxml.html.HtmlElement) -> str:
    """As `text_content`; at once where no element is in it, which is so for three in four."""
    return str(element.text_content()) if len(element) else element.text or ""


def words(element: lxml.html.HtmlElement, between: str = "") -> str:
    """The text of the element and all in it."""
    return between.join(cast("Iterator[str]", element.itertext()))


def clean(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def tight(text: str) -> str:
    """The text without any whitespace."""
    return _SPACE.sub("", text)
