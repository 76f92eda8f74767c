"""What others have hung on a title: segments that sell something, an advertiser's name in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract import signs
from extract.visible import Visible, tight

# What only a hacked page has for a title; a notice against gambling or about invoices is not worded like this.
_SPAM = re.compile(
    r"人妻|无码|無碼|中文字幕|自拍偷拍|国产精品|成人(?:网|在线|视频|电影)|一区二区|[a-z]v(?:永久|在线)|娱乐城官网|送彩金|彩票(?:投注|代理)"
    r"|代开发票|发票(?:均可|代开)|代写|万词霸屏|关键词(?:快速)?排名|黑户下款|下款口子|资质证书代办|文凭办理|投注平台|整站优化",
    re.I,
)
_BRAND = re.compile(r"^[\[【]([^\]】]{2,20})[\]】]\s*")
_COMMERCE = re.compile(
    r"化妆品|护肤|美容|整形|公司|集团|品牌|招商|加盟|代理|官网|官方|旗舰|娱乐|彩票|棋牌|贷款|发票|减肥|酒业|药业|商城|店$"
)
_JOINT = re.compile(r"(\s*[|｜_\-—–－【】\[\]]+\s*|\s+)")
_AGAINST = re.compile(r"打击|整治|防范|严禁|禁止|查处|取缔|警惕|谨防|抵制|远离|拒绝|举报|诈骗|违法|犯罪|案件|风险")
_OFFICE = re.compile(r"关于|通知|公告|通告|公示|办法|规定|指南|须知|事项|流程|问答|典型|专项|条例|意见|批复|答复")


def without(title: str) -> str:
    """The title without the segments that sell something."""
    if not signs.suspicious(title):
        return title
    parts = _JOINT.split(title)
    sold = [bool(part.strip()) and _sells(part) for part in parts[::2]]
    left = [part for part, bad in zip(parts[::2], sold, strict=True) if part.strip() and not bad]
    # A warning against a trade names it.
    if not any(sold) or not left or any(_AGAINST.search(part) for part in left):
        return title
    kept, before = "", ""
    for at, bad in enumerate(sold):
        part, after = parts[2 * at], parts[2 * at + 1] if 2 * at + 1 < len(parts) else ""
        if part.strip() and not bad:
            kept += (before if kept else "") + part
            before = after
        elif not kept:
            before = ""
    return kept.strip()


def _sells(part: str) -> bool:
    said = signs.of(part)
    if not said.words or said.genuine or said.size >= 30 or _OFFICE.search(part):
        return False
    return said.share > 0.4 or said.contact or said.words > 1


def without_brand(title: str, visible: Visible) -> str:
    """The title without an advertiser's name in brackets before it."""
    brand = _BRAND.match(title)
    if brand and len(title) > brand.end() + 5:
        rest = title[brand.end() :]
        if _COMMERCE.search(brand[1]) or (not visible.alone(title) and visible.alone(rest)):
            return rest
    return title


def stains(text: str) -> bool:
    """Is this what only a hacked page has for a title?"""
    return bool(_SPAM.search(text)) and not _AGAINST.search(text) and not _OFFICE.search(text)


def hung(written: Iterable[str], title: str) -> tuple[str, ...]:
    """The segments of what was written that sell something and are not in the title."""
    found: dict[str, None] = {}
    for text in written:
        if tight(text) == tight(title):
            continue
        brand = _BRAND.match(text)
        if brand and brand[0].strip() not in title and _COMMERCE.search(brand[1]):
            found.setdefault(brand[0].strip())
        elif signs.suspicious(text):
            found.update(
                dict.fromkeys(p for p in map(str.strip, _JOINT.split(text)[::2]) if p and _sells(p) and p not in title)
            )
    return tuple(found)
