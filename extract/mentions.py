"""The places a Chinese text names, each with the weight its surroundings leave it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

import ahocorasick_rs

from extract.divisions import ancestors, entries, table, within, zones
from extract.fold import fold


class Kind(StrEnum):
    """How a name stands in the text."""

    FULL = "full"  # 济南市, 历下区, 莱芜市
    BARE = "bare"  # 济南, 义乌
    ZONE = "zone"  # 苏州工业园区
    NICK = "nick"  # 泉城
    GENERIC = "generic"  # 新城区, 赵县, 日照: a place only behind its parent, before an office, or where it is known
    NONE = "none"  # 京津冀, 孙中山: swallows its characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place named in folded text."""

    start: int
    end: int
    codes: tuple[str, ...]  # more than one while the name is shared by several places
    kind: Kind
    weight: float

    @property
    def code(self) -> str:
        """The place, once it is settled."""
        return self.codes[0]


# Behind a bare name these make another thing of it: 北京路, 中山大学, 济南日报.
_OTHER_THING = re.compile(
    r"[东西南北中]?[一二三四五六]?路(?![网灯政桥线段面况检演由])|[东西南北中]?(?:大街|大道|支路|步行街|街(?![道区头])|巷|胡同)"
    r"|[一-龥]{0,6}?(?:大学|学院)(?!城)|师范|理工|交大|日报|晚报|时报|商报|早报|晨报|都市报|电视台|卫视|出版社|证券|人寿|籍|菜|话剧?"
)
_OTHER_THING_FULL = re.compile(r"[一-龥]{0,6}?(?:大学|学院)(?!城)|日报|晚报|早报|电视台|卫视")
_MARKET = re.compile(r"场(?![馆地所景])")  # 合作市|场, 中山市|场
_PARTS = re.compile(r"区(?![域内块])")  # 资源县|区
_COMPANY = re.compile(
    r"(?!.{0,8}(?:人民政府|市政府|区政府|县政府|关于|委员会|局))[^\s,。;、:()《》\"“”]{0,14}?"
    r"(?:有限公司|有限责任公司|股份公司|集团|公司|事务所|合作社|药业|酒业|饭店|宾馆|酒店|(?<!部)分行|支行)"
)
_ELSEWHERE = re.compile(r"(?:对口(?:支援|协作|帮扶|合作)|援助?|赴|驻|前往|考察|来自|飞往)$")
_OFFICE = re.compile(r"人民政府|政府|[一-龥]{0,8}?(?:局|办公室|委员会|管委会)|出台|印发|召开")
_BETWEEN = re.compile(r"[·/]?")
_HAN = re.compile(r"[一-龥]")


@cache
def surfaces() -> dict[str, tuple[Kind, tuple[str, ...]]]:
    """Every folded name that may stand in a text, with its kind and the divisions it may mean."""
    bare = {fold(row["name"]): row["kind"] for row in table("bare_names.tsv")}
    found: dict[str, tuple[Kind, dict[str, None]]] = {}

    def add(name: str, kind: Kind, code: str) -> None:
        found.setdefault(name, (kind, {}))[1][code] = None

    for code, entry in entries().items():
        for name in map(fold, (entry.division.name, *entry.aliases)):
            add(name, Kind.GENERIC if len(name) < 3 or bare.get(name) == "generic" else Kind.FULL, code)
    for code, entry in entries().items():
        name = fold(entry.short)
        if entry.division.level != "district":
            if bare.get(name) != "alone" and found.get(name, (Kind.BARE,))[0] is not Kind.FULL:
                found.setdefault(
                    name, (Kind.BARE, {code: None})
                )  # of namesakes the higher comes first: 吉林 the province
        elif bare.get(name) == "known":
            add(name, Kind.BARE, code)
        above = entry.division.parent
        if above and len(name) > 1 and bare.get(fold(entry.division.name)) != "generic":
            found.setdefault(fold(entries()[above].short) + name, (Kind.FULL, {code: None}))  # 济南历下, 山东日照
    for name, code in zones().items():
        found[name] = (Kind.ZONE, {code: None})
    for row in table("nicknames.tsv"):
        found.setdefault(fold(row["name"]), (Kind.NICK, {row["code"]: None}))
    for row in table("swallow.tsv"):
        found[fold(row["name"])] = (Kind.NONE, {})
    return {name: (kind, tuple(codes)) for name, (kind, codes) in found.items()}


@cache
def _finder() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[Kind, tuple[str, ...]]]]:
    known = surfaces()
    finder = ahocorasick_rs.AhoCorasick(list(known), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return finder, list(known.values())


def find(text: str, *, known: Iterable[str] = ()) -> list[Mention]:
    """The settled mentions of a folded text in its order; `known` codes are named outside it."""
    return _settle(_raw(text), known)


def _raw(text: str) -> list[Mention]:
    """Every name with what its neighbours say, chains such as 山东省济南市历下区 joined into their last link."""
    finder, values = _finder()
    found: list[Mention] = []
    for index, start, end in finder.find_matches_as_indexes(text, overlapping=False):
        kind, codes = values[index]
        if kind is Kind.NONE:
            continue
        before = found[-1] if found and found[-1].end <= start <= found[-1].end + 1 else None
        joined = _inside(codes, before.codes) if before and _BETWEEN.fullmatch(text, before.end, start) else ()
        if kind is Kind.GENERIC and _starts(text, start) and _OFFICE.match(text, end):
            kind = Kind.FULL
        weight = _weight(text, start, end, kind)
        if not weight:
            continue
        if before and joined:
            found[-1] = Mention(start=before.start, end=end, codes=joined, kind=Kind.FULL, weight=weight)
        else:
            found.append(Mention(start=start, end=end, codes=codes, kind=kind, weight=weight))
    return found


def _starts(text: str, at: int) -> bool:
    """Does a line or a name begin here?"""
    return at == 0 or text[at - 1] in '\n 《〈"“【[(、,。;:'


def _weight(text: str, start: int, end: int, kind: Kind) -> float:
    """How much a name counts by its neighbours; 0 where it is part of another thing's name."""
    last = text[end - 1]
    if kind is Kind.BARE:
        if _OTHER_THING.match(text, end):
            return 0.0
    elif _OTHER_THING_FULL.match(text, end) or (last == "市" and _MARKET.match(text, end)):
        return 0.0
    if last == "县" and _PARTS.match(text, end):
        return 0.0
    if last == "区" and text.startswith("域", end):  # 平安区|域
        return 0.0
    if _COMPANY.match(text, end, end + 40):
        return 0.15
    if _ELSEWHERE.search(text, max(0, start - 6), start):
        return 0.3
    return 0.8 if kind is Kind.NICK else 1.0


def _settle(found: Sequence[Mention], known: Iterable[str]) -> list[Mention]:
    """Shared names become the place whose parent the text names most; those that stay open are dropped."""
    times = Counter(known)
    times.update(m.code for m in found if len(m.codes) == 1 and m.kind is not Kind.GENERIC)
    votes: Counter[str] = Counter()
    for code, count in times.items():
        for above in ancestors(code):
            votes[above] += count
    settled = []
    for mention in found:
        again = [code for code in mention.codes if code in times]
        if mention.kind is Kind.GENERIC or (len(mention.codes) > 1 and len(again) == 1):
            settled += [replace(mention, codes=(again[0],))] if len(again) == 1 else []
        elif len(mention.codes) > 1:
            chosen = _best(mention.codes, votes)
            settled += [replace(mention, codes=(chosen,))] if chosen else []
        elif mention.kind is Kind.BARE and _level(mention.code) == "district" and not votes[_above(mention.code)]:
            settled.append(replace(mention, weight=mention.weight * 0.7))
        else:
            settled.append(mention)
    return settled


def _best(codes: Sequence[str], votes: Counter[str]) -> str | None:
    """The one code whose city, or failing that whose province, is named most; None for a draw."""
    for depth in (1, 2):
        ranked = sorted(((votes[above], code) for code in codes if (above := _above(code, depth))), reverse=True)
        if ranked and ranked[0][0] and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            return ranked[0][1]
    return None


def _above(code: str, depth: int = 1) -> str:
    chain = ancestors(code)
    return chain[depth] if depth < len(chain) else ""


def _level(code: str) -> str:
    return entries()[code].division.level


def _inside(codes: Sequence[str], outer: Sequence[str]) -> tuple[str, ...]:
    return tuple(code for code in codes if any(within(code, above) for above in outer))
