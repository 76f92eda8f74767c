"""The strings that a page sets as headings, each on one line and without the date line that was glued to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import lxml.html
from lxml import etree

from extract import dates
from extract.visible import clean, words

LONGEST = 300
MARKED = etree.XPath(
    ".//@class[contains(., 'tit') or contains(., 'Tit') or contains(., 'headline') or contains(., 'biaoti')"
    " or .='bt' or .='h1']/.. | .//@id[contains(., 'title') or contains(., 'Title') or .='bt' or .='biaoti']/.."
    " | .//td[@align='center']//b | .//td[@align='center']//strong | .//p[@align='center']//b | .//center//b"
    " | .//@style[contains(., 'center')]/..//b | .//@style[contains(., 'center')]/..//strong"
)
_MARKUP = re.compile(r"<\s*/?\s*(?:br|p|b|strong|font|span|nobr|em|i|div)\b[^<>]*>", re.I)
_GLUED = re.compile(
    r"(?:\s*[（(\[【]?\s*(?:(?:信息)?(?:发布|發布|发表|更新|时间|時間|日期|来源|來源|作者|点击|浏览|阅读|字体|字号)"
    r"[^：:]{0,4}[：:].*|责任编辑.*))$"
)


def of(found: Iterable[lxml.html.HtmlElement]) -> Iterator[str]:
    """The text of each element that could be a title, once each."""
    seen = set()
    for element in found:
        if element.tag in ("input", "body", "form", "script", "style", "title", "img"):
            continue
        text = words(element, " ") if len(element) < 30 else ""
        text = plain(text) if len(text) <= 3 * LONGEST else ""
        text = _GLUED.sub("", text)
        found = list(dates.find(text))
        if found and len(text) - found[-1].end <= 12 and not dates.without(text[found[-1].start :]).strip(" ()（）[]"):
            text = text[: found[-1].start].rstrip(" （([【|-")
        if text and len(text) <= LONGEST and text not in seen:
            seen.add(text)
            yield text


def plain(text: str) -> str:
    """The text on one line, without markup that was typed into it."""
    return clean(_MARKUP.sub(" ", text))
