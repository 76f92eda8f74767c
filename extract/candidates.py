"""Several opinions about which element or which words are the main text."""

from __future__ import annotations

import copy
import itertools
import logging
import re
from functools import cache

import trafilatura
from lxml import etree, html
from readability import Document as Readability
from trafilatura.meta import reset_caches

from extract import decoding
from extract.rendering import Line
from extract.words import listed

logging.getLogger("readability").setLevel(logging.ERROR)
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_PUNCTUATION = re.compile(r"[，。；：、！？,.;:!?،۔।]")
_calls = itertools.count(1)


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    entries = listed("containers")
    return (
        frozenset(entry[1:] for entry in entries if entry[0] == "#"),
        frozenset(entry[1:] for entry in entries if entry[0] == "."),
    )


def running(line: Line) -> int:
    """How much of a line reads like running text: 0 for links, labels and menus."""
    free = line.size - line.linked
    if free < 15 or line.linked * 2 > line.size:
        return 0
    marks = len(_PUNCTUATION.findall(line.text))
    return free if marks or free > 60 else 0


def container(body: html.HtmlElement, lines: list[Line], hints: tuple[str, ...]) -> html.HtmlElement | None:
    """The element that the source or its content system names as the main text."""
    for selector in hints:
        if found := body.cssselect(selector):
            return max(found, key=lambda element: len(element.text_content()))
    ids, classes = _known()
    named = [
        element
        for element in body.iter(etree.Element)
        if element.get("id") in ids
        or element.tag == "ucapcontent"
        or any(name in classes for name in element.get("class", "").split())
    ]
    if not named:
        return None
    inside = _inside(lines)
    whole = max(1, sum(running(line) for line in lines))
    best, most = None, 0
    for element in named:
        own = inside.get(element, [])
        text = sum(line.size for line in own)
        linked = sum(line.linked for line in own)
        if text and linked < text * 0.4 and text - linked > most:
            best, most = element, text - linked
    if best is None:
        empty = [element for element in named if next(element.iter("img"), None) is not None]
        return empty[0] if empty and whole < 400 else None
    return _narrow(_climb(best, inside), inside)


def _inside(lines: list[Line]) -> dict[html.HtmlElement, list[Line]]:
    """Every element's lines."""
    found: dict[html.HtmlElement, list[Line]] = {}
    for line in lines:
        element: html.HtmlElement | None = line.place
        while element is not None:
            found.setdefault(element, []).append(line)
            element = element.getparent()
    return found


def _climb(element: html.HtmlElement, inside: dict[html.HtmlElement, list[Line]]) -> html.HtmlElement:
    """The parent, as long as the element is only a part of its running text."""
    own = sum(running(line) for line in inside.get(element, ()))
    while (parent := element.getparent()) is not None and parent.tag not in ("body", "html"):
        around = inside.get(parent, [])
        more = sum(running(line) for line in around)
        linked = sum(line.linked for line in around)
        if more < own * 1.25 + 20 or linked > sum(line.size for line in around) * 0.3:
            break
        element, own = parent, more
    return element


_GENERIC = re.compile(
    r"(?:^|[-_\s])(?:article|content|detail|text|txt|zw|con|body|main)(?:$|[-_\s]?(?:content|text|txt|body|con|detail|main)?$)",
    re.I,
)


def _narrow(element: html.HtmlElement, inside: dict[html.HtmlElement, list[Line]]) -> html.HtmlElement:
    """The innermost block named like a main text that still has all of it."""
    ids, classes = _known()
    own = sum(running(line) for line in inside.get(element, ()))
    here = element
    while True:
        inner = max(
            (child for child in here if child in inside),
            key=lambda child: sum(running(line) for line in inside[child]),
            default=None,
        )
        if inner is None or sum(running(line) for line in inside[inner]) < own * 0.9 or not own:
            return element
        here = inner
        names = [*here.get("class", "").split(), here.get("id", "")]
        if any(name in ids or name in classes or _GENERIC.search(name) for name in names if name):
            element = here


def dense(body: html.HtmlElement, lines: list[Line]) -> html.HtmlElement | None:
    """The smallest element that holds most of the running text."""
    inside = _inside(lines)
    weight = {element: sum(running(line) for line in own) for element, own in inside.items()}
    here, all_of_it = body, weight.get(body, 0)
    if not all_of_it:
        return None
    while True:
        inner = max((child for child in here if child in weight), key=lambda child: weight[child], default=None)
        if inner is None or weight[inner] < weight[here] * 0.75 or weight[inner] < all_of_it * 0.5:
            return here
        here = inner


def by_trafilatura(tree: html.HtmlElement) -> str:
    """What trafilatura takes for the text, in its own markup-free form."""
    if next(_calls) % 500 == 0:
        reset_caches()  # its caches only grow
    return (
        trafilatura.extract(
            copy.deepcopy(tree),
            output_format="txt",
            include_comments=False,
            include_tables=True,
            favor_precision=True,
            with_metadata=False,
        )
        or ""
    )


class _Parsed(Readability):  # type: ignore[misc]  # readability-lxml has no types
    """Readability over a tree that is parsed already."""

    def __init__(self, tree: html.HtmlElement) -> None:
        super().__init__("<p></p>")
        self._ready = tree

    def _parse(self, input: object) -> html.HtmlElement:
        return copy.deepcopy(self._ready)

    def title(self) -> str:
        return ""


def by_readability(tree: html.HtmlElement) -> str:
    """What readability takes for the text."""
    try:
        found = _Parsed(tree).summary(html_partial=True)
        return str(decoding.parse(f"<div>{found}</div>").text_content())
    except (etree.LxmlError, ValueError, TypeError, IndexError):  # it has no opinion on this page
        return ""


def clear(lines: list[Line]) -> html.HtmlElement | None:
    """The element with the most running text that is not paid for with links and labels."""
    best, most, depth = None, 0, -1
    for element, own in _inside(lines).items():
        text = sum(line.size for line in own)
        worth = 2 * sum(running(line) or _row(line) for line in own) - text
        if worth < most or (worth == most and best is None):
            continue
        deep = sum(1 for _ in element.iterancestors())
        if worth > most or deep > depth:
            best, most, depth = element, worth, deep
    return best


def _row(line: Line) -> int:
    """A row of a data table reads like labels, and is text."""
    return line.size if line.place.tag == "tr" and line.linked * 3 < line.size else 0
