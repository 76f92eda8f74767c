"""Which part of a title is the name of the site or of its column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extract.visible import clean

_SITE = re.compile(
    r"(?:网|網|网站|網站|官网|门户|門戶|门户网站|首页|主页|人民政府|政府|委员会|管委会|办公室|办公厅|专栏|频道|頻道|"
    r"[厅局委署]|公司|集团|协会|学会|联盟|中心|大学|学院|医院|研究[院所]|新闻|资讯|\.com|\.cn|\.net|\.gov|\.org)(?:欢迎您?[!！]?|>|\))*$",
    re.I,
)

_COLUMN = re.compile(
    r"(?:通知|公告|公示|通告){2}|(?:政策|法规|规范性)(?:文件|法规)|(?:工作|新闻|政务|部门|要闻|基层|行业)动态|图片新闻|(?:政务|政府|法定)?(?:主动|信息)?公开(?:内容|目录)?"
)


def named(metas: Mapping[str, str]) -> frozenset[str]:
    """What the page's metas call its site and its column."""
    said = (metas.get(name, "") for name in ("sitename", "columnname", "columntype", "og:site_name"))
    return frozenset(clean(name) for name in said if name.strip())


def like_one(text: str) -> bool:
    """Does it end as names of sites and bodies do?"""
    text = text.strip()
    return len(text) <= 30 and bool(_SITE.search(text) or _COLUMN.fullmatch(text))


def cut_off(text: str, names: frozenset[str]) -> str:
    """The text without site and column names at its end or beginning."""
    parts = [p for p in re.split(r"\s*(?:[|｜_]|-{2,}|\s[-–—·»]\s)\s*", text) if p]
    while len(parts) > 1 and (parts[-1] in names or like_one(parts[-1]) or len(parts[-1]) <= 0.35 * len(parts[0])):
        parts.pop()
    while len(parts) > 1 and (parts[0] in names or like_one(parts[0])):
        parts.pop(0)
    if len(parts) == 1:
        head, dash, tail = parts[0].rpartition("-")
        if dash and len(head) >= 6 and (tail in names or like_one(tail)):
            return head.strip()
    at = text.find(parts[0]) if parts else 0
    end = text.rfind(parts[-1]) + len(parts[-1]) if parts else len(text)
    return text[at:end].strip()
