"""Which parts of a page lead around the site instead of to its releases."""

from __future__ import annotations

import re
from itertools import islice

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
_BESIDE = re.compile(
    r"(?:点击|阅读|浏览|新闻|文章|一周|本周|本月|周)?(?:热点|热门|热文|排行|推荐|相关|猜你喜欢|图片新闻)[\u4e00-\u9fff]{0,4}"
)
_HEADED = frozenset(["ul", "ol", "dl", "div", "section", "table", "tbody"])
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
        elif element.tag in ("aside", "header") or words & _ASIDE or _is_beside(element):
            weight = 0.4
        if weight < 1 and sum(1 for _ in element.iter("a")) > 0.7 * self._whole:
            return 1.0  # the name of a frame around nearly everything
        return weight


def _is_beside(element: HtmlElement) -> bool:
    """Does what stands above the element, or at its own head, say that it holds what others read most, and the like?"""
    if element.tag not in _HEADED:
        return False
    for each in (element.getprevious(), element[0] if len(element) else None):
        if each is None or not isinstance(each.tag, str) or len(list(islice(each.iter(), _SMALL))) == _SMALL:
            continue
        if _BESIDE.fullmatch("".join(each.text_content().split())):
            return True
    return False


_SMALL = 8  # elements; more are no heading
