"""Which parts of a page lead around the site instead of to its releases."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_TOKENS = re.compile(r"[a-z]+")
_CHROME_WORDS = """
    nav navbar navigation menu submenu foot footer bottom crumb crumbs breadcrumb breadcrumbs location position pager
    paging pages pagination friend friends friendlink share login toolbar copyright sitemap skip lang language social
    tag tags topbar
"""
_ASIDE_WORDS = """
    side sidebar aside hot rank ranking recommend related relate widget header banner slide slider swiper tab tabs
"""
_CHROME, _ASIDE = frozenset(_CHROME_WORDS.split()), frozenset(_ASIDE_WORDS.split())


class Chrome:
    """Knows which parts of the page lead around the site instead of to its releases."""

    def __init__(self, tree: HtmlElement) -> None:
        self._weights: dict[HtmlElement, float] = {}
        self._whole = max(1, sum(1 for _ in tree.iter("a")))

    def weight(self, element: HtmlElement) -> float:
        """1 for content, less for navigation, footers and side columns."""
        if element in self._weights:
            return self._weights[element]
        parent = element.getparent()
        outer = self.weight(parent) if parent is not None else 1.0
        self._weights[element] = min(outer, self._own(element))
        return self._weights[element]

    def _own(self, element: HtmlElement) -> float:
        if element.tag in ("html", "body", "form", "main", "article"):
            return 1.0
        said = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = set(_TOKENS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said).lower()))
        weight = 1.0
        if element.tag in ("nav", "footer") or words & _CHROME or element.get("role") == "navigation":
            weight = 0.08
        elif element.tag in ("aside", "header") or words & _ASIDE:
            weight = 0.4
        if weight < 1 and sum(1 for _ in element.iter("a")) > 0.7 * self._whole:
            return 1.0  # the name of a frame around nearly everything
        return weight
