"""Say an inferred list in selectors that a person can read and mend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Any

from lxml.html import HtmlElement

from spiders import blocks, selectors
from spiders.blocks import STATES, Column
from spiders.inference import Inferred

_IDENTIFIER = re.compile(r"-?[A-Za-z_][\w-]*")
_COUNTED = re.compile(r"\d{3,}")
MOST = 4  # ways to say the item that are tried


def descriptions(inferred: Inferred, tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """Keys of a ListPage that may give the same rows, the plainest first; the caller must see whether they do."""
    items = [row.block.nodes[0] for row in inferred.rows]
    for item in islice(_items(items, tree), MOST):
        links = list(_links(inferred, items))
        titles = list(_titles(inferred))
        dates = list(_dates(inferred))
        for link, title, date in product(links, titles, dates):
            said = {"item": item, "link": link, "title": title, "date": date}
            if all(value is None or _sayable(value) for value in said.values()):
                yield {key: value for key, value in said.items() if value is not None}


def _items(items: list[HtmlElement], tree: HtmlElement) -> Iterator[str]:
    """CSS that selects the items and nothing else with a link."""
    wanted = set(items)
    first = items[0]
    shared = {f"{first.tag}{name}" for name in _names(first) if all(name in set(_names(each)) for each in items)}
    for css in filter(_sayable, _chains(first, [first.tag, *sorted(shared)])):
        found = selectors.elements(tree, css)
        if wanted.issubset(found) and not any(_linked(each) for each in found if each not in wanted):
            yield css


def _chains(first: HtmlElement, own: list[str]) -> Iterator[str]:
    between = ""
    for depth, ancestor in enumerate(first.iterancestors()):
        if ancestor.tag in ("html", "body") or depth > 5:
            break
        for name in _names(ancestor):
            for item in own:
                yield f"{ancestor.tag}{name}{between} > {item}"
        between = f" > {ancestor.tag}{between}" if depth else f" > {ancestor.tag}"
    yield from own
    yield f"body{between} > {own[0]}"


def _sayable(css: str) -> bool:
    """Broken markup makes elements that no selector can name."""
    try:
        selectors.compiled(css)
    except selectors.BadSelector:
        return False
    return True


def _names(element: HtmlElement) -> list[str]:
    """What tells an element from others for longer than a day: its classes, then its id."""
    classes = [name for name in (element.get("class") or "").split() if _lasts(name)]
    id = element.get("id") or ""
    return [f".{name}" for name in classes] + ([f"#{id}"] if _lasts(id) else [])


def _lasts(name: str) -> bool:
    return bool(_IDENTIFIER.fullmatch(name)) and not _COUNTED.search(name) and name.lower() not in STATES


def _linked(element: HtmlElement) -> bool:
    anchors = [element] if element.tag == "a" else element.iter("a")
    return any(blocks.usable(anchor.get("href")) for anchor in anchors)


def _links(inferred: Inferred, items: list[HtmlElement]) -> Iterator[str | None]:
    css = _within(inferred.link_column)
    if css is not None:
        yield f"{css}@href"
    yield None


def _titles(inferred: Inferred) -> Iterator[str | None]:
    css = _within(inferred.title_column or inferred.link_column)
    if css is not None:
        if inferred.title_column is None:
            yield f"{css}@title | {css}" if css else "@title | _self"
        yield css or "_self"
    yield None


def _dates(inferred: Inferred) -> Iterator[str | None]:
    css = _within(inferred.date_column) if inferred.date_column is not None else None
    if css:
        yield css
    yield None


def _within(column: Column) -> str | None:
    """CSS of a column inside its item; empty for the item itself, None where CSS cannot say it."""
    top, *steps = column
    if not top.startswith("0:") or top.endswith(":tail") or "tail" in steps:
        return None
    said = []
    for step in steps:
        tag, _, place = step.partition(":")
        said.append(tag if tag in ("a", "span", "time", "em", "i") and place == "1" else f"{tag}:nth-of-type({place})")
    return " > ".join(said)
