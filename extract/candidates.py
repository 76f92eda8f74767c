"""Several opinions about which element or which words are the main text."""

from __future__ import annotations

import copy
import itertools
import logging
import re
from dataclasses import dataclass
from functools import cache
from typing import cast

import trafilatura
from lxml import etree, html
from readability import Document as Readability
from trafilatura.meta import reset_caches

from extract import decoding
from extract.rendering import Line
from extract.words import listed

logging.getLogger("readability").setLevel(logging.CRITICAL)  # it logs a traceback for every page it cannot read
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_calls = itertools.count(1)


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    entries = listed("containers")
    return (
        frozenset(entry[1:] for entry in entries if entry[0] == "#"),
        frozenset(entry[1:] for entry in entries if entry[0] == "."),
    )


@dataclass(slots=True)
class Weight:
    """What the lines inside one element come to, in characters."""

    size: int = 0
    linked: int = 0
    running: int = 0
    worth: int = 0  # running text and rows of data tables, less all else


Weights = dict[html.HtmlElement, Weight]


def weigh(lines: list[Line]) -> Weights:
    """Every element that has lines, in the order in which they begin."""
    found: Weights = {}
    for line in lines:
        size, linked, running = line.size, line.linked, line.running
        worth = 2 * (running or _row(line)) - size
        element: html.HtmlElement | None = line.place
        while element is not None:
            weight = found.get(element)
            if weight is None:
                weight = found[element] = Weight()
            weight.size += size
            weight.linked += linked
            weight.running += running
            weight.worth += worth
            element = element.getparent()
    return found


def _row(line: Line) -> int:
    """A row of a data table reads like labels, and is text."""
    return line.size if line.place.tag == "tr" and line.linked * 3 < line.size else 0


def container(body: html.HtmlElement, weights: Weights, hints: tuple[str, ...]) -> html.HtmlElement | None:
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
    best, most = None, 0
    for element in named:
        own = weights.get(element, _NOTHING)
        if own.size and own.linked < own.size * 0.4 and own.size - own.linked > most:
            best, most = element, own.size - own.linked
    if best is None:
        whole = weights.get(body, _NOTHING).running
        empty = [element for element in named if next(element.iter("img"), None) is not None]
        return empty[0] if empty and whole < 400 else None
    return _narrow(_climb(best, weights), weights)


_NOTHING = Weight()


def _climb(element: html.HtmlElement, weights: Weights) -> html.HtmlElement:
    """The parent, as long as the element is only a part of its running text."""
    own = weights.get(element, _NOTHING).running
    while (parent := element.getparent()) is not None and parent.tag not in ("body", "html"):
        around = weights.get(parent, _NOTHING)
        if around.running < own * 1.25 + 20 or around.linked > around.size * 0.3:
            break
        element, own = parent, around.running
    return element


_GENERIC = re.compile(
    r"(?:^|[-_\s])(?:article|content|detail|text|txt|zw|con|body|main)(?:$|[-_\s]?(?:content|text|txt|body|con|detail|main)?$)",
    re.I,
)


def _narrow(element: html.HtmlElement, weights: Weights) -> html.HtmlElement:
    """The innermost block named like a main text that still has all of it."""
    ids, classes = _known()
    own = weights.get(element, _NOTHING).running
    here = element
    while True:
        inner = max(
            (child for child in here if child in weights), key=lambda child: weights[child].running, default=None
        )
        if inner is None or weights[inner].running < own * 0.9 or not own:
            return element
        here = inner
        names = [*here.get("class", "").split(), here.get("id", "")]
        if any(name in ids or name in classes or _GENERIC.search(name) for name in names if name):
            element = here


def dense(body: html.HtmlElement, weights: Weights) -> html.HtmlElement | None:
    """The smallest element that holds most of the running text."""
    here, all_of_it = body, weights.get(body, _NOTHING).running
    if not all_of_it:
        return None
    while True:
        inner = max(
            (child for child in here if child in weights), key=lambda child: weights[child].running, default=None
        )
        enough = max(weights[here].running * 0.75, all_of_it * 0.5)
        if inner is None or weights[inner].running < enough:
            return here
        here = inner


def _is_huge(tree: html.HtmlElement) -> bool:
    return cast("float", _elements(tree)) > 20_000


_elements = etree.XPath("count(.//*)")


def by_trafilatura(tree: html.HtmlElement) -> str:
    """What trafilatura takes for the text, as plain text; nothing on a page that would take it minutes."""
    if _is_huge(tree):
        return ""
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
    """What readability takes for the text; nothing on a page that would take it minutes."""
    if _is_huge(tree):
        return ""
    try:
        found = _Parsed(tree).summary(html_partial=True)
        return str(decoding.parse(f"<div>{found}</div>").text_content())
    except (etree.LxmlError, ValueError, TypeError, IndexError):  # it has no opinion on this page
        return ""


def clear(weights: Weights) -> html.HtmlElement | None:
    """The element with the most running text that is not paid for with links and labels."""
    best, most, depth = None, 0, -1
    for element, weight in weights.items():
        worth = weight.worth
        if worth < most or (worth == most and best is None):
            continue
        deep = sum(1 for _ in element.iterancestors())
        if worth > most or deep > depth:
            best, most, depth = element, worth, deep
    return best
