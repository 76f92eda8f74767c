"""The day of an article on WeChat, which its page writes into an empty element by script."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from lxml import html

_CHINA = timezone(timedelta(hours=8))
_STAMP = re.compile(r"\b(?:var\s+)?(?:ct|oriCreateTime|ori_create_time)\s*[:=]\s*[\"']?(1\d{9})\b")


def published(tree: html.HtmlElement) -> tuple[date, str] | None:
    """The day and the words that say so; None where the page is no such article or does not tell."""
    if tree.find(".//*[@id='js_content']") is None or tree.find(".//*[@id='activity-name']") is None:
        return None
    for script in tree.iter("script"):
        if found := _STAMP.search(script.text or ""):
            return datetime.fromtimestamp(int(found[1]), _CHINA).date(), found[0]
    return None
