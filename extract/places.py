"""Which division a release is about, and where its issuing body sits."""

from __future__ import annotations

import math
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
from extract.fold import fold
from extract.mentions import Mention, find

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

HEAD = 400  # characters in which a release says what it is about
TITLE = 300  # characters of a title; what follows is no title
READ = 20_000  # characters read at most: what a release is about stands far before that
LONG = 800  # characters from which a text is long enough to mention places in passing
ENOUGH = 4.0  # weight in a long text below which names are only mentioned; less is enough in a shorter one
DOUBT = 3.0  # weight in a long text that speaks for no place at all
SHARE = 0.45  # of all weight that the best place must have
DEPTH_SHARE = 0.5  # of a division's weight that one part must have to be meant instead
LOCAL_SHARE = 0.3  # the same where the text says 我市 or 我区 and so means one part

_OURS = {
    "province": re.compile(r"[我本]省|全省"),
    "city": re.compile(r"[我本]市|全市(?![场民])|[我本全]州(?![县市])|(?<![一-龥])市(?:政府|委|直|[一-龥]{1,4}局)"),
    "district": re.compile(r"[我本]区|[我本全]县(?!级)"),
}
_OUR_AUTONOMOUS_REGION = re.compile(r"自治区")  # there 我区 and 全区 are the province
_LEVELS = ("province", "city", "district")
_TAIL = re.compile(
    r"^[^\n]{0,12}(?:版权声明|免责声明|相关(?:文章|阅读|链接|新闻|推荐)|热门文章|上一[篇条]|下一[篇条]|最新发布|本文链接|延伸阅读)",
    re.MULTILINE,
)
_FURNITURE = re.compile(
    r"^.*(?:版权所有|ICP备|联系我们|技术支持|网站标识码|公安网备|公网安备|微信公众号|扫一扫|主办单位:|承办单位:|浏览量|责任编辑|当前位置|当前所在位置|网站地图).*$",
    re.MULTILINE,
)
_KANA = re.compile(r"[ぁ-ヿ]")
_HAN = re.compile(r"[一-龥]")
_LEARNED = re.compile(r"(?:推广|学习|借鉴|复制)[^,。]{0,8}$")  # 学习推广三明市经验 is not about 三明
_MANY = re.compile(r"^[^,。)》]{0,6}等\s*[0-9一二三四五六七八九十]*\s*(?:个|座|地|省|市|县|区|家)")
_NATION = re.compile(r"(?<![国洲])全国(?!文明|卫生|百强|先进|首|第一|领先|前列|重点|示范|试点)|我国")


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
    if not _chinese(head + body[:HEAD]):
        return _located(declared, None, [("source", declared or "")])
    named = (declared,) if declared in entries() else ()
    whole = find(f"{head}\n{body}", known=named)
    in_title = [m for m in whole if m.end <= len(head)]
    weights, origin = _weights(whole, len(head)), f"{head}\n{body}"
    issued, sign = _issued(
        list(issuing.signs(title=head, text=body, issuer=issuer, number=number)), weights=weights, declared=declared
    )
    topics = _topics(in_title, head)
    ours = _ours(origin)
    reasons: list[tuple[str, str]] = []
    if issued is None:
        region, reasons = _most_named(weights, ours=ours, declared=declared, head=head, whole=whole, origin=origin)
    else:
        region = _about(issued, topics, head)
        words = [head[m.start : m.end] for m in topics if m.code == region]
        reasons = [("title", words[0])] if words else [(sign.basis, sign.text)] if sign else []
    if issued is None and issuer and region:
        issued, sign = _first_person(fold(issuer), region), None
    evidence = [("issuing_region", sign.basis, sign.text)] if sign else []
    return Located(
        region=region,
        issuing_region=issued,
        evidence=tuple(
            [Evidence(field="region", basis=basis, text=words) for basis, words in reasons if region]
            + [Evidence(field=field, basis=basis, text=words) for field, basis, words in evidence]
        ),
    )


def _located(region: str | None, issued: str | None, reasons: Sequence[tuple[str, str]]) -> Located:
    evidence = tuple(Evidence(field="region", basis=basis, text=words) for basis, words in reasons if region)
    return Located(region=region, issuing_region=issued, evidence=evidence)


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


def _weights(mentions: Sequence[Mention], title_end: int) -> dict[str, float]:
    """How much the text speaks of each place: title, beginning and body count apart, and repeating pays little."""
    title: dict[str, float] = defaultdict(float)
    head: dict[str, float] = defaultdict(float)
    body: dict[str, float] = defaultdict(float)
    for mention in mentions:
        if mention.end <= title_end:
            title[mention.code] += mention.weight * (5.5 if mention.start < 2 else 5)
        elif mention.start <= title_end + HEAD:
            head[mention.code] += mention.weight
        else:
            body[mention.code] += mention.weight
    codes = dict.fromkeys([m.code for m in mentions])
    return {
        code: min(title[code], 9) + min(_count(head[code], 1.5), 4) + min(_count(body[code], 1), 6) for code in codes
    }


def _count(times: float, unit: float) -> float:
    return unit * (1 + math.log2(times)) if times >= 1 else unit * times


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


def _topics(mentions: Sequence[Mention], title: str) -> list[Mention]:
    """The places in the title behind the name of the issuing body."""
    end = issuing.organ_end(title)
    return [m for m in mentions if m.start >= end and m.weight >= 0.8 and not _LEARNED.search(title, 0, m.start)]


def _about(issued: str, topics: Sequence[Mention], title: str) -> str:
    """What a release of a known body is about: the one part of its area the title names, else its whole area."""
    parts = list(dict.fromkeys(m.code for m in topics if issuing.is_part(m, issued)))
    if not parts or any(_MANY.match(title[m.end :]) for m in topics):
        return issued
    if len(parts) == 1:
        return parts[0]
    return _common(parts) or issued


def _common(codes: Sequence[str]) -> str | None:
    """The smallest division that contains all of them."""
    return next((above for above in ancestors(codes[0]) if all(within(code, above) for code in codes)), None)


def _ours(text: str) -> str | None:
    """The level of which the text speaks as its own: 我省, 我市 or 我区."""
    counts = {level: len(pattern.findall(text)) for level, pattern in _OURS.items()}
    if counts["district"] and _OUR_AUTONOMOUS_REGION.search(text):
        counts["province"] += counts.pop("district")
    level = max(counts, key=lambda name: counts[name])
    return level if counts[level] else None


def _most_named(
    weights: dict[str, float],
    *,
    ours: str | None,
    declared: str | None,
    head: str,
    whole: Sequence[Mention],
    origin: str,
) -> tuple[str | None, list[tuple[str, str]]]:
    """The place a text speaks of most, where no body is known to have issued it."""
    scores = dict(weights)
    if declared in entries():
        at_home = ours is not None or any(within(code, declared) for code in weights)
        scores[declared] = scores.get(declared, 0.0) + (6 if _says_ours(head) else 3 if at_home else 0)
    provinces: dict[str, float] = defaultdict(float)
    for code, weight in scores.items():
        provinces[ancestors(code)[-1]] += weight
    ranked = sorted(provinces.items(), key=lambda pair: (-pair[1], pair[0]))
    best, first = ranked[0] if ranked else ("", 0.0)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    scale = min(1.0, max(0.3, len(origin) / LONG))
    near = any(within(m.code, best) and m.start <= len(head) + HEAD for m in whole)
    enough = first >= ENOUGH * scale and (near or ours is not None)
    if declared == NATIONWIDE and not any(within(m.code, best) and m.end <= len(head) for m in whole):
        enough = enough and first >= 2 * ENOUGH  # the nation's news speaks of many places in passing
    if enough and first / (first + second + DOUBT * scale) >= SHARE and any(within(code, best) for code in weights):
        region = _descend(best, scores, ours)
        words = [origin[m.start : m.end] for m in whole if within(m.code, region)]
        return region, [("names in the text", words[0])] if words else [("source", region)]
    nation = None if ours or enough or any(within(code, declared or "") for code in weights) else _NATION.search(head)
    if nation:
        return NATIONWIDE, [("title", nation[0])]
    if declared is None or (enough and best not in ancestors(declared)):
        return None, []
    return _home(declared, ours), [("source", declared)]


def _says_ours(head: str) -> bool:
    return any(pattern.search(head) for pattern in _OURS.values())


def _descend(top: str, scores: dict[str, float], ours: str | None) -> str:
    """From a province down to the part that has most of its weight, no deeper than the text's own 我省 or 我市."""
    here = top
    while True:
        level = entries()[here].division.level
        parts: dict[str, float] = defaultdict(float)
        total = 0.0
        for code, weight in scores.items():
            if not within(code, here):
                continue
            total += weight
            chain = ancestors(code)
            if code != here:
                parts[chain[chain.index(here) - 1]] += weight
        if not parts:
            return here
        part = max(parts, key=lambda code: (parts[code], code))
        deeper = ours in _LEVELS and _LEVELS.index(ours) > _LEVELS.index(level)
        share = LOCAL_SHARE if deeper else DEPTH_SHARE if ours is None else 0.7
        if parts[part] < share * total:
            return here
        here = part


def _home(declared: str, ours: str | None) -> str:
    """The source's region, or the province above it where the text speaks of 我省."""
    if ours is None or declared not in entries():
        return declared
    level = entries()[declared].division.level
    if _LEVELS.index(ours) >= _LEVELS.index(level):
        return declared
    return next(
        code for code in ancestors(declared) if _LEVELS.index(entries()[code].division.level) <= _LEVELS.index(ours)
    )


def _first_person(issuer: str, region: str) -> str | None:
    """市科技局 sits in the city the release is about."""
    wanted = {"省": "province", "市": "city", "区": "district", "县": "district"}.get(issuer[:1])
    return next((c for c in ancestors(region) if c in entries() and entries()[c].division.level == wanted), None)
