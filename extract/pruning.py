"""The tree without what a site puts around every page: menus, share bars, related links, footers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lxml import etree, html

from extract import cutting, imprints
from extract.trimming import announces_links
from extract.visible import content
from extract.words import listed

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_TAGS = {"nav": "navigation", "footer": "footer", "aside": "related", "header": "navigation", "form": "navigation"}
_TRUSTED = 800  # a block of such a name may hold this much running text: lists of related pages quote their first lines
_WEAK = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """A block taken out, and where it stood."""

    reason: str
    text: str
    parent: html.HtmlElement
    path: str  # its own, as cutting.path says it
    strangers: int = 0  # hosts of others that it links to


def prune(tree: html.HtmlElement, remove: tuple[str, ...] = ()) -> list[Pruned]:
    """Takes blocks out that their tag, class or id gives away, unless they hold the page's running text."""
    body = tree.find("body")
    body = tree if body is None else body
    total = _running(body)
    taken: list[Pruned] = []
    for selector in remove:
        for element in body.cssselect(selector):
            _take(element, "source's rule", taken)
    for block, reason in imprints.found(body):
        if block.getparent() is not None and not _detached(block, body) and _running(block) < max(_WEAK, total * 0.45):
            _take(block, reason, taken)
    for element in list(body.iter(etree.Element)):
        named = _named(element)
        if named is None or element is body:
            continue
        reason, trusted = named
        if element.getparent() is None or _detached(element, body):
            continue
        running = _running(element)
        most = max(_WEAK, total // 3) if trusted else _WEAK
        if running >= most or (running > 60 and running * 2 > total):
            continue
        _take(element, reason, taken)
    for heading in [
        element for element in body.iter(*_HEADINGS) if len(element) < 4 and announces_links(content(element).strip())
    ]:
        block = None if _detached(heading, body) else _announced(heading, body)
        if block is not None and _running(block) < total * 0.5:
            _take(block, "related", taken)
    return taken


def _announced(heading: html.HtmlElement, body: html.HtmlElement) -> html.HtmlElement | None:
    """The block of links that a heading such as 相关阅读 stands over."""
    words = len("".join(content(heading).split()))
    block = heading
    while (parent := block.getparent()) is not None and parent is not body:
        if len("".join(content(parent).split())) > words + 4:
            break
        block = parent
    around = block.getparent()
    if around is not None and around is not body and around[0] is block and _lists_links(around):
        return around
    after = block.getnext()
    return after if after is not None and isinstance(after.tag, str) and _lists_links(after) else None


def _lists_links(block: html.HtmlElement) -> bool:
    items = [
        item
        for item in block.iter("li", "dl", "tr", "p", "h4", "h5", "a")
        if item.tag == "a" or item.find(".//a") is not None
    ]
    links = sum(1 for item in items if item.tag == "a")
    paragraphs = sum(1 for child in block.iter("p") if child.find(".//a") is None and len(content(child)) > 200)
    return links >= 2 and paragraphs < 2


_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong", "b", "dt", "td", "legend", "li")


def _named(element: html.HtmlElement) -> tuple[str, bool] | None:
    tag = element.tag
    if tag in _TAGS:
        return _TAGS[tag], tag in ("nav", "footer")
    if tag in (
        "a",
        "p",
        "h1",
        "h2",
        "h3",
        "span",
        "b",
        "strong",
        "em",
        "i",
        "font",
        "td",
        "tr",
        "tbody",
        "table",
        "img",
        "br",
    ):
        name = element.get("class", "") if tag in ("p", "span", "td", "table") else ""
    else:
        name = element.get("class", "") + " " + element.get("id", "")
    return meaning(name) if name.strip() else None


@cache
def meaning(name: str) -> tuple[str, bool] | None:
    """What class and id say a block is, and whether they are to be trusted."""
    exact, within = _vocabulary()
    low = name.lower()
    parts = {part.lower() for part in _PARTS.findall(name)} | set(re.split(r"[\s_-]+", low)) | set(low.split())
    hit = None
    if {"banner", "summary"} <= parts:  # what the page says in short, set as a banner
        return None
    for part in sorted(parts & exact.keys()):
        hit = exact[part]
        if hit[1]:
            return hit
    for word, found in within:
        if word in low:
            if found[1]:
                return found
            hit = hit or found
    return hit


@cache
def _vocabulary() -> tuple[dict[str, tuple[str, bool]], list[tuple[str, tuple[str, bool]]]]:
    exact, within = {}, []
    for line in listed("chrome"):
        word, reason = line.split()
        value = (reason.lower(), reason.isupper())
        if word.endswith("*"):
            within.append((word[:-1].lower(), value))
        else:
            exact[word.lower()] = value
    return exact, within


def _running(element: html.HtmlElement) -> int:
    """Characters of text that are not links."""
    total = len("".join(content(element).split()))
    return total - sum(len("".join(content(anchor).split())) for anchor in element.iter("a"))


def _detached(element: html.HtmlElement, body: html.HtmlElement) -> bool:
    top = element
    while (parent := top.getparent()) is not None:
        if parent is body:
            return False
        top = parent
    return True


def _take(element: html.HtmlElement, reason: str, taken: list[Pruned]) -> None:
    parent = element.getparent()
    if parent is None:
        return
    text = " ".join(content(element).split())
    path = cutting.path(element)
    element.drop_tree()
    if text:
        taken.append(Pruned(reason=reason, text=text, parent=parent, path=path))
