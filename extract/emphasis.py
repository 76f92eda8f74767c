"""Of which place a text speaks most, and of which level as its own."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.divisions import CITY_REGIONS, NATIONWIDE, ancestors, entries, within
from extract.mentions import Mention, find

HEAD = 400  # characters in which a release says what it is about
LONG = 800  # characters from which a text is long enough to mention places in passing
ENOUGH = 4.0  # weight in a long text below which names are only mentioned; less is enough in a shorter one
DOUBT = 3.0  # weight in a long text that speaks for no place at all
SHARE = 0.45  # of all weight that the best place must have
DEPTH_SHARE = 0.5  # of a division's weight that one part must have to be meant instead
OWN_SHARE = 0.3  # the same where the text says 我市 or 我区 and so means one part
BEYOND_SHARE = 0.7  # the same for a part below the level the text calls its own

_LEVELS = ("province", "city", "district")
_OURS = {
    "province": re.compile(r"[我本]省|全省"),
    "city": re.compile(r"[我本]市|全市(?![场民])|[我本全]州(?![县市])|(?<![一-龥])市(?:政府|委|直|[一-龥]{1,4}局)"),
    "district": re.compile(r"[我本]区|[我本全]县(?!级)"),
}
_AUTONOMOUS = frozenset({"150000", "450000", "540000", "640000", "650000"})  # there 我区 is the province
_NATION = re.compile(r"(?<![国洲])全国(?!文明|卫生|百强|先进|首|第一|领先|前列|重点|示范|试点)|我国")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What a text says of places; title and text are folded, and offsets are those of the text."""

    title: str
    text: str  # the title, a newline, the body
    mentions: tuple[Mention, ...]
    weights: dict[str, float]  # code -> how much the text speaks of it
    ours: str | None  # the level the text calls its own: province for 我省, city for 我市, district for 我区

    @property
    def in_title(self) -> tuple[Mention, ...]:
        """The mentions that stand in the title."""
        return tuple(mention for mention in self.mentions if mention.end <= len(self.title))

    def names(self, region: str) -> bool:
        """Does the text name the region or a part of it?"""
        return any(within(code, region) for code in self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A region with the words that say so."""

    region: str
    basis: str
    text: str


def listen(title: str, body: str, declared: str | None) -> Spoken:
    """What a folded text says of places; shared names lean to the source's declared region."""
    text = f"{title}\n{body}"
    mentions = tuple(find(text, known=(declared,) if declared in entries() else ()))
    weights = _weights(mentions, len(title))
    homes = {ancestors(code)[-1] for code in (*weights, declared or "")}
    return Spoken(title=title, text=text, mentions=mentions, weights=weights, ours=_own_level(text, homes))


def most(spoken: Spoken, declared: str | None) -> Answer | None:
    """The place a text speaks of most; the source's declared region where nothing in it speaks against that."""
    scores = dict(spoken.weights)
    if declared in entries():
        scores[declared] = scores.get(declared, 0.0) + _home_weight(spoken, declared)
    provinces: dict[str, float] = defaultdict(float)
    for code, weight in scores.items():
        provinces[ancestors(code)[-1]] += weight
    best, first, second = _first_two(provinces)
    scale = min(1.0, max(0.3, len(spoken.text) / LONG))
    enough = first >= _needed(spoken, best, declared) * scale
    if enough and first / (first + second + DOUBT * scale) >= SHARE and spoken.names(best):
        region = _descend(best, scores, ours=spoken.ours, limit=_own_level(spoken.title, {best}))
        words = [spoken.text[m.start : m.end] for m in spoken.mentions if within(m.code, region)]
        basis = "names in the text" if words else "source"
        return Answer(region=region, basis=basis, text=words[0] if words else region)
    nation = _NATION.search(spoken.title)
    if nation and not (spoken.ours or enough or spoken.names(declared or "")):
        return Answer(region=NATIONWIDE, basis="title", text=nation[0])
    if declared is None or (enough and best not in ancestors(declared)):
        return None
    return Answer(region=_home(declared, spoken.ours), basis="source", text=declared)


def _weights(mentions: Sequence[Mention], title_end: int) -> dict[str, float]:
    """Title, beginning and body count apart, and repeating pays little."""
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
    codes = dict.fromkeys(mention.code for mention in mentions)
    return {
        code: min(title[code], 9) + min(_count(head[code], 1.5), 4) + min(_count(body[code], 1), 6) for code in codes
    }


def _count(times: float, unit: float) -> float:
    return unit * (1 + math.log2(times)) if times >= 1 else unit * times


def _own_level(text: str, homes: Iterable[str]) -> str | None:
    """The level of which the text speaks as its own most often."""
    counts = {level: len(pattern.findall(text)) for level, pattern in _OURS.items()}
    if counts["district"] and not _AUTONOMOUS.isdisjoint(homes):
        counts["province"] += counts.pop("district")
    level = max(counts, key=lambda name: counts[name])
    return level if counts[level] else None


def _home_weight(spoken: Spoken, declared: str) -> float:
    """How much the source itself speaks for its region: most where the title says 我市."""
    if any(pattern.search(spoken.title) for pattern in _OURS.values()):
        return 6.0
    return 3.0 if spoken.ours or spoken.names(declared) else 0.0


def _first_two(scores: dict[str, float]) -> tuple[str, float, float]:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    best, first = ranked[0] if ranked else ("", 0.0)
    return best, first, ranked[1][1] if len(ranked) > 1 else 0.0


def _needed(spoken: Spoken, best: str, declared: str | None) -> float:
    """The weight a long text must give its best place; infinite where it names it only far from its beginning."""
    near = [m for m in spoken.mentions if m.start <= len(spoken.title) + HEAD and within(m.code, best)]
    if not near and spoken.ours is None:
        return math.inf
    if declared == NATIONWIDE and not any(m.end <= len(spoken.title) for m in near):
        return 2 * ENOUGH  # the nation's news speaks of many places in passing
    return ENOUGH


def _descend(top: str, scores: dict[str, float], *, ours: str | None, limit: str | None) -> str:
    """From a province down to the part that has most of its weight, no deeper than the title's own 我省 or 我市."""
    here = top
    while limit is None or _depth(here) < _LEVELS.index(limit):
        parts: dict[str, float] = defaultdict(float)
        total = 0.0
        for code, weight in scores.items():
            chain = ancestors(code)
            if here in chain:
                total += weight
                if code != here:
                    parts[chain[chain.index(here) - 1]] += weight
        if not parts:
            return here
        part = max(parts, key=lambda code: (parts[code], code))
        if parts[part] < _share(here, ours) * total:
            return here
        here = part
    return here


def _share(here: str, ours: str | None) -> float:
    """How much of a division's weight one part must have."""
    if ours is None:
        return DEPTH_SHARE
    return OWN_SHARE if _depth(here) < _LEVELS.index(ours) else BEYOND_SHARE


def _depth(code: str) -> int:
    """0 for a province, 1 for a city, 2 for a district; 北京 is both province and city."""
    return _LEVELS.index("city" if code in CITY_REGIONS else entries()[code].division.level)


def _home(declared: str, ours: str | None) -> str:
    """The source's region, or the province above it where the text speaks of 我省."""
    if ours is None or declared not in entries():
        return declared
    above = [code for code in ancestors(declared) if _depth(code) <= _LEVELS.index(ours)]
    return above[0] if above else declared
