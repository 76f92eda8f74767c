"""The tree of Chinese divisions, and the division a person means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extract.fold import fold

NATIONWIDE = "000000"
MUNICIPALITIES = frozenset({"110000", "120000", "310000", "500000"})
CITY_REGIONS = MUNICIPALITIES | {"810000", "820000"}  # provinces that are one city
LEVELS = {"country": 0, "province": 1, "city": 2, "district": 3}
LONGEST = 40  # characters of a place a person writes; more is a sentence, and splitting it would be slow
NATIONWIDE_NAMES = ("全国", "国家", "中央", "中国", "全国性", "国家级", "中华人民共和国", "cn", "china")
SEPARATORS = re.compile(r"[\s/,，、>›·\-]+")
ISO = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?")
ZONE = re.compile(  # 济南高新区 is governed by 济南
    r"(?:国家级?)?(?:高新技术产业开发区|高新技术开发区|高新区|经济技术开发区|经济开发区|经开区|综合保税区|保税区|开发区|工业园区|科技城"
    r"|起步区|自由贸易试验区|自贸区)$"
)
GREATER_CHINA = {"hk": "810000", "mo": "820000", "tw": "710000"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A place with its own code: GB/T 2260 in China, ISO 3166 elsewhere."""

    code: str
    name: str
    level: str  # country, province, city or district
    parent: str | None  # code of the division directly above


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the shipped table: a division with the other names it goes by."""

    division: Division
    short: str
    aliases: tuple[str, ...]


class UnknownPlace(ValueError):  # noqa: N818 - it reads as what the text is
    """No single place has this name; `suggestions` are what it may have meant, as `110105 北京市朝阳区`."""

    def __init__(self, text: str, suggestions: tuple[str, ...], *, ambiguous: bool = False) -> None:
        text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        meant = " or ".join(suggestions)
        if ambiguous:
            line = f"{text!r} is the name of several places: write {meant}"
        elif meant:
            line = f"{text!r} is no place we know: did you mean {meant}?"
        else:
            line = f"{text!r} is no place we know: write a name such as 济南市, a code such as 370100, or 全国"
        super().__init__(line)
        self.text, self.suggestions, self.ambiguous = text, suggestions, ambiguous

    def __reduce__(self) -> tuple[object, ...]:
        return _unknown_place, (self.text, self.suggestions, self.ambiguous)  # it may cross a process border


def _unknown_place(text: str, suggestions: tuple[str, ...], ambiguous: bool) -> UnknownPlace:
    return UnknownPlace(text, suggestions, ambiguous=ambiguous)


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the shipped tables."""
    text = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8")
    heading, *rows = (line.split("\t") for line in text.splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


@cache
def entries() -> dict[str, Entry]:
    """Every division of China by its code, in the order of codes."""
    return {
        row["code"]: Entry(
            division=Division(code=row["code"], name=row["name"], level=row["level"], parent=row["parent"] or None),
            short=row["short"],
            aliases=tuple(row["aliases"].split()),
        )
        for row in table("divisions.tsv")
    }


@cache
def zones() -> dict[str, str]:
    """Development zones: folded name -> code of the governing division."""
    return {fold(row["name"]): row["code"] for row in table("zones.tsv")}


@cache
def named() -> dict[str, tuple[str, ...]]:
    """Folded name -> codes of the divisions that go by it."""
    found: dict[str, dict[str, None]] = {}
    for code, entry in entries().items():
        for name in (entry.division.name, entry.short, *entry.aliases):
            found.setdefault(fold(name), {})[code] = None
    for name, code in zones().items():
        found.setdefault(name, {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def ancestors(code: str) -> tuple[str, ...]:
    """The division itself and everything above it, nearest first, without the nation."""
    chain = [code]
    known = entries()
    while (entry := known.get(chain[-1])) and entry.division.parent:
        chain.append(entry.division.parent)
    if code not in known and "-" in code:
        chain.append(code.partition("-")[0])  # US-CA lies in US
    return tuple(chain)


def within(inner: str, outer: str) -> bool:
    """Is `inner` the division `outer`, or a part of it?"""
    return outer in ancestors(inner)


def covers(filter_code: str, region: str | None, *, higher: bool = False) -> bool:
    """Does a release about `region` pass a filter for a division? `higher` adds its province's and the nation's."""
    if region is None:
        return False
    if within(region, filter_code):
        return True
    chinese = filter_code in entries()
    return higher and (region in ancestors(filter_code) or (region == NATIONWIDE and chinese))


def city_name(code: str | None) -> str | None:
    """The name of the prefecture-level division a code lies in; None above prefecture and outside China."""
    for above in ancestors(code or ""):
        entry = entries().get(above)
        if entry is None:
            return None
        parent = entry.division.parent
        directly_under_province = parent is not None and parent.endswith("0000") and parent not in CITY_REGIONS
        if above in CITY_REGIONS or directly_under_province:
            return entry.division.name
    return None


def full_name(code: str) -> str:
    """A name nobody can mistake: 浙江省金华市婺城区."""
    known = entries()
    if code not in known:
        return division(code).name
    return "".join(known[above].division.name for above in reversed(ancestors(code)))


def division(text: str) -> Division:
    """The division a person means by a code, a name, a short name or a path; otherwise UnknownPlace."""
    wanted = SEPARATORS.sub("", fold(text.strip()))
    if outside := _outside(text.strip()):
        return outside
    if re.fullmatch(r"\d+", wanted):
        return _by_code(text, wanted)
    if not wanted or len(wanted) > LONGEST:
        raise UnknownPlace(text, ())
    codes = _most_important(_meant(wanted) or _meant(ZONE.sub("", wanted)))
    if len(codes) == 1:
        return entries()[codes[0]].division
    if codes:
        raise UnknownPlace(text, tuple(map(_suggestion, codes)), ambiguous=True)
    raise UnknownPlace(text, tuple(_nearest(wanted)))


def _outside(text: str) -> Division | None:
    """The nation as a whole, or a country or one of its parts in ISO 3166."""
    folded = fold(text)
    if folded in NATIONWIDE_NAMES or text == NATIONWIDE:
        return Division(code=NATIONWIDE, name="全国", level="country", parent=None)
    if folded in GREATER_CHINA:
        return entries()[GREATER_CHINA[folded]].division
    code = _country_codes().get(folded, text.upper())
    if not ISO.fullmatch(code):
        return None
    country = code.partition("-")[0]
    if country == "CN" or country not in countries():
        return None
    name = countries()[country] if code == country else code
    return Division(code=code, name=name, level="country", parent=country if code != country else None)


@cache
def countries() -> dict[str, str]:
    """ISO 3166 alpha-2 -> name in Chinese."""
    return {row["code"]: row["name"] for row in table("countries.tsv")}


@cache
def _country_codes() -> dict[str, str]:
    return {fold(name): code for code, name in countries().items()}


def _by_code(text: str, digits: str) -> Division:
    known = entries()
    code = digits.ljust(6, "0")[:6] if len(digits) in (2, 4, 9, 12) else digits  # streets have 9, villages 12
    if code in known:
        return known[code].division
    near = [above for above in (code[:4] + "00", code[:2] + "0000") if above in known]
    raise UnknownPlace(text, tuple(map(_suggestion, near[:1])))


def _meant(wanted: str) -> tuple[str, ...]:
    """The codes of every division the folded text may mean, as one name or as a path from the top down."""
    names = named()
    if wanted in names:
        return names[wanted]
    found: dict[str, None] = {}
    for cut in range(2, len(wanted) - 1):
        above = names.get(wanted[:cut])
        if above is None:
            continue
        for code in _meant(wanted[cut:]):
            if any(within(code, top) for top in above):
                found[code] = None
    return tuple(found)


def _most_important(codes: Iterable[str]) -> list[str]:
    """Of namesakes at several levels the highest is meant: 吉林 is the province, 朝阳 the city."""
    ranked = [(LEVELS[entries()[code].division.level], code) for code in codes]
    highest = min((rank for rank, _ in ranked), default=0)
    return [code for rank, code in ranked if rank == highest]


def _nearest(wanted: str) -> Iterator[str]:
    for end in range(len(wanted) - 1, 3, -1):  # 山东省济南市历下区龙奥北路 begins with what was meant
        if beginning := _most_important(_meant(wanted[:end])):
            return map(_suggestion, beginning[:3])
    alike: dict[str, float] = {}
    for name in difflib.get_close_matches(wanted, named(), n=12, cutoff=0.5):
        for code in named()[name]:
            alike[code] = max(alike.get(code, 0.0), _likeness(wanted, name))
    best = sorted(alike, key=lambda code: (-alike[code], LEVELS[entries()[code].division.level], code))
    return map(_suggestion, best[:3])


def _likeness(wanted: str, name: str) -> float:
    """How alike two names are; the first character is the one people rarely get wrong."""
    return round(difflib.SequenceMatcher(None, wanted, name).ratio(), 2) + 0.1 * (wanted[0] == name[0])


def _suggestion(code: str) -> str:
    return f"{code} {full_name(code)}"
