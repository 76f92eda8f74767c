"""Selectors as sources write them: CSS or XPath, `@attribute` at the end, alternatives between bars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from lxml.html import HtmlElement

_ATTRIBUTE = re.compile(r"@([A-Za-z_][\w:.-]*)$")
_BREAK = re.compile(r"\s+\|\s+")


class BadSelector(ValueError):  # noqa: N818 - it reads as what the text is
    """The text is neither CSS nor XPath; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Step:
    """One alternative of a selector: which elements, and which attribute of them (None: their text)."""

    path: etree.XPath | None  # None: the element itself
    attribute: str | None


@lru_cache(maxsize=4096)
def compiled(text: str) -> tuple[Step, ...]:
    """The alternatives of a selector in their order; raises BadSelector."""
    return tuple(_step(part.strip()) for part in _BREAK.split(text.strip()))


def elements(root: HtmlElement, text: str) -> list[HtmlElement]:
    """All elements that the first fruitful alternative finds, in document order."""
    for step in compiled(text):
        found = [root] if step.path is None else _asked(step.path, root)
        kept = [each for each in found if isinstance(each, HtmlElement)]
        if kept:
            return kept
    return []


def value(root: HtmlElement, text: str) -> str | None:
    """The text or attribute that the first fruitful alternative finds, its white space folded; None without any."""
    for step in compiled(text):
        for each in [root] if step.path is None else _asked(step.path, root):
            said = each if isinstance(each, str) else _said(each, step.attribute)
            folded = " ".join(said.split())
            if folded:
                return folded
    return None


def _said(element: HtmlElement, attribute: str | None) -> str:
    if attribute is not None:
        return element.get(attribute) or ""
    return "".join(str(piece) for piece in element.itertext() if isinstance(piece, str))


def _asked(path: etree.XPath, root: HtmlElement) -> list[HtmlElement | str]:
    found = path(root)
    if isinstance(found, list):
        return found
    return [str(found)]


def _step(part: str) -> Step:
    if part.startswith(("/", "./", "(", "string(", "normalize-space(")):
        return Step(_xpath(part, part), None)
    attribute = _ATTRIBUTE.search(part)
    css = part[: attribute.start()].strip() if attribute else part
    name = attribute.group(1) if attribute else None
    if not css or css == "_self":
        if name is None and css != "_self":
            raise BadSelector("is empty: write a CSS selector such as ul.list li")
        return Step(None, name)
    try:
        path = HTMLTranslator().css_to_xpath(css, prefix="descendant::")
    except SelectorError as wrong:
        raise BadSelector(f"{css!r} is not a CSS selector ({wrong}): write for example ul.list li") from wrong
    return Step(_xpath(path, css), name)


def _xpath(path: str, said: str) -> etree.XPath:
    try:
        return etree.XPath(path)
    except etree.XPathSyntaxError as wrong:
        raise BadSelector(f"{said!r} is not an XPath ({wrong}): write for example //ul/li") from wrong
