"""Which division a release is about, and where its issuing body sits."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from extract import issuing
from extract.divisions import (
    NATIONWIDE,
    Division,
    UnknownPlace,
    ancestors,
    city_name,
    covers,
    division,
    entries,
    full_name,
    within,
)
from extract.document import Evidence
from extract.emphasis import Answer, Spoken, listen, most
from extract.fold import fold

__all__ = [
    "NATIONWIDE",
    "Division",
    "Located",
    "UnknownPlace",
    "ancestors",
    "city_name",
    "covers",
    "division",
    "full_name",
    "locate",
    "within",
]

TITLE = 300  # characters of a title; what follows is no title
READ = 20_000  # characters read at most: what a release is about stands far before that

_TAIL = re.compile(
    r"^[^\n]{0,12}(?:版权声明|免责声明|相关(?:文章|阅读|链接|新闻|推荐)|热门文章|上一[篇条]|下一[篇条]|最新发布|本文链接|延伸阅读)",
    re.MULTILINE,
)
_FURNITURE = re.compile(
    r"^.*(?:版权所有|ICP备|联系我们|技术支持|网站标识码|公安网备|公网安备|微信公众号|扫一扫|主办单位:|承办单位:|浏览量|责任编辑|当前位置|当前所在位置|网站地图).*$",
    re.MULTILINE,
)
BEGINNING = 400  # characters that tell the language
_KANA = re.compile(r"[ぁ-ヿ]")
_HAN = re.compile(r"[一-龥]")
_LEARNED = re.compile(r"(?:推广|学习|借鉴|复制)[^,。]{0,8}$")  # 学习推广三明市经验 is not about 三明
_MANY = re.compile(r"[^,。)》]{0,6}等\s*[0-9一二三四五六七八九十]*\s*(?:个|座|地|省|市|县|区|家)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a release belongs."""

    region: str | None  # the most specific division it is about; 000000 nationwide; None unknown
    issuing_region: str | None
    evidence: tuple[Evidence, ...]


def locate(
    *, title: str, text: str, issuer: str | None = None, number: str | None = None, declared: str | None = None
) -> Located:
    """The place a release is about and the place it comes from, with the words that say so."""
    head, body = fold(title[:TITLE]).strip(), _readable(text)
    if not _chinese(head + body[:BEGINNING]):
        return _located(Answer(region=declared, basis="source", text=declared) if declared else None, None, None)
    spoken = listen(head, body, declared)
    signs = list(issuing.signs(title=head, text=body, issuer=issuer, number=number))
    issued, sign = _issued(signs, weights=spoken.weights, declared=declared)
    if issued and sign:
        return _located(_about(issued, sign, spoken), issued, sign)
    found = most(spoken, declared)
    return _located(found, _first_person(fold(issuer), found.region) if issuer and found else None, None)


def _located(found: Answer | None, issued: str | None, sign: issuing.Sign | None) -> Located:
    about = [Evidence(field="region", basis=found.basis, text=found.text)] if found else []
    origin = [Evidence(field="issuing_region", basis=sign.basis, text=sign.text)] if sign else []
    return Located(region=found.region if found else None, issuing_region=issued, evidence=(*about, *origin))


def _readable(text: str) -> str:
    """The folded text without the site's own words at its end and between its lines."""
    body = fold(text[:READ])
    half = len(body) // 2
    if tail := _TAIL.search(body, half):
        body = body[: tail.start()]
    return _FURNITURE.sub("", body)


def _chinese(text: str) -> bool:
    """Is this Chinese? Japanese writes 中山 and 大同 as well, between kana."""
    han = len(_HAN.findall(text))
    return han > 0 and len(_KANA.findall(text)) * 8 < han


def _issued(
    signs: Sequence[issuing.Sign], *, weights: dict[str, float], declared: str | None
) -> tuple[str | None, issuing.Sign | None]:
    """The seat with the most weight of signs; a shared sign counts for the place that the names support."""
    votes: dict[str, float] = defaultdict(float)
    first: dict[str, issuing.Sign] = {}
    sure = [sign.codes[0] for sign in signs if len(sign.codes) == 1]
    for sign in signs:
        code = sign.codes[0] if len(sign.codes) == 1 else _supported(sign.codes, sure, weights, declared)
        if code:
            votes[code] += sign.weight
            first.setdefault(code, sign)
    if not votes:
        return None, None
    best = max(votes, key=lambda code: votes[code])
    return best, first[best]


def _supported(
    codes: Sequence[str], sure: Sequence[str], weights: dict[str, float], declared: str | None
) -> str | None:
    """Of several places with the same abbreviation the one the text names, or else the source's own."""

    def support(code: str) -> float:
        named = sum(weight for other, weight in weights.items() if within(other, code))
        return named + 5 * sum(within(other, code) for other in sure)

    ranked = sorted(((support(code), code) for code in codes), reverse=True)
    if ranked[0][0] > 2 * ranked[1][0]:
        return ranked[0][1]
    return next((code for code in codes if declared and within(declared, code)), None)


def _about(issued: str, sign: issuing.Sign, spoken: Spoken) -> Answer:
    """What a release of a known body is about: the one part of its area the title names, else its whole area."""
    title = spoken.title
    end = issuing.organ_end(title)
    topics = [
        m for m in spoken.in_title if m.start >= end and m.weight >= 0.8 and not _LEARNED.search(title, 0, m.start)
    ]
    parts = {m.code: title[m.start : m.end] for m in topics if _part(m.code, issued)}
    if not parts or any(_MANY.match(title, m.end) for m in topics):
        return Answer(region=issued, basis=sign.basis, text=sign.text)
    region = _common(list(parts))
    if region is None:
        return Answer(region=issued, basis=sign.basis, text=sign.text)
    return Answer(region=region, basis="title", text=next(iter(parts.values())))


def _part(code: str, outer: str) -> bool:
    """Is it a place strictly inside the other?"""
    return code != outer and (outer == NATIONWIDE or within(code, outer))


def _common(codes: Sequence[str]) -> str | None:
    """The smallest division that contains all of them."""
    return next((above for above in ancestors(codes[0]) if all(within(code, above) for code in codes)), None)


def _first_person(issuer: str, region: str) -> str | None:
    """市科技局 sits in the city the release is about."""
    wanted = {"省": "province", "市": "city", "区": "district", "县": "district"}.get(issuer[:1])
    return next((c for c in ancestors(region) if c in entries() and entries()[c].division.level == wanted), None)
