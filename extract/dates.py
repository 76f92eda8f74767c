"""Days as Chinese pages write them: found in running text, in URLs, and never guessed from a clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST, LATEST = 1949, 2100

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "O": 0, "０": 0, "◯": 0}
_NUMERAL = "〇零○ＯO０◯一二三四五六七八九"
_ERAS = {"民國": 1911, "民国": 1911, "令和": 2018, "平成": 1988, "昭和": 1925}

# The year may follow other digits: "点击数:16872018-08-27" is a counter and a date without anything between them.
# The day may be followed by a time without anything between them: "2018-08-2717:04".
_DAY = re.compile(
    rf"""
      (?P<era>民[國国]|令和|平成|昭和)\s?(?P<ey>\d{{1,3}}|元)\s?年\s?(?P<em>\d{{1,2}})\s?月\s?(?P<ed>\d{{1,2}})\s?日
    | (?P<hy>(?:19|20)\d\d)\s?年\s?(?P<hm>\d{{1,2}})\s?月\s?(?P<hd>\d{{1,2}})\s?[日号號]
    | (?P<ny>(?:19|20)\d\d)\s?(?P<sep>[-/.．－—])\s?(?P<nm>0?[1-9]|1[0-2])\s?(?P=sep)\s?
      (?P<nd>0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?:(?!\d)|(?=[012]?\d:\d\d))
    | (?P<cy>[一二][{_NUMERAL}]{{3}})\s?年\s?(?P<cm>十[一二]?|[一二三四五六七八九元])\s?月\s?
      (?P<cd>(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?|卅一?))\s?[日号號]
    """,
    re.X,
)
_REPUBLICAN = re.compile(r"\s*(1[01]\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_TIME = re.compile(r"\s*T?\s*[012]?\d\s?[:：]\s?\d\d(?:\s?[:：]\s?\d\d)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A day and where it stands in the text."""

    day: date
    start: int
    end: int


def find(text: str) -> Iterator[Found]:
    """Every full date of the text, in order."""
    for match in _DAY.finditer(text):
        day = _day(match)
        if day:
            yield Found(day=day, start=match.start(), end=match.end())


def first(text: str) -> date | None:
    """The first full date of the text."""
    return next((found.day for found in find(text)), None)


def republican(text: str) -> Found | None:
    """A day at the beginning of the text that Taiwan writes without its era: 115-11-20."""
    match = _REPUBLICAN.match(text)
    made = day(int(match[1]) + 1911, int(match[2]), int(match[3])) if match else None
    return Found(day=made, start=0, end=match.end()) if match and made else None


def only(text: str) -> date | None:
    """The date a line consists of, with or without a time and brackets; None for a line that says more."""
    line = text.strip(" \t\r\n　\xa0（）()[]【】。．.")
    match = _DAY.match(line)
    if not match:
        return None
    rest = line[match.end() :]
    time = _TIME.match(rest)
    return _day(match) if not rest[time.end() if time else 0 :].strip() else None


def without(text: str) -> str:
    """The text with its dates and their times taken out."""
    kept, at = [], 0
    for found in find(text):
        kept.append(text[at : found.start])
        time = _TIME.match(text, found.end)
        at = time.end() if time else found.end
    return "".join([*kept, text[at:]])


def day(year: int, month: int, of_month: int) -> date | None:
    """The day, when there is such a day within the years a page can speak of."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def next_such(month: int, of_month: int, after: date) -> date | None:
    """The next such day from that day on, when it is not most of a year away: that would be a day just past."""
    this = day(after.year, month, of_month)
    if this and this >= after:
        return this
    following = day(after.year + 1, month, of_month)
    return following if following and following - after <= timedelta(days=240) else None


def numeral(text: str) -> int | None:
    """The number below a hundred that the digits or Chinese numerals say."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    text = text.replace("廿", "二十").replace("卅", "三十").replace("两", "二").replace("兩", "二")
    if "十" not in text:
        return _DIGITS.get(text)
    tens, _, ones = text.partition("十")
    high = _DIGITS.get(tens) if tens else 1
    low = _DIGITS.get(ones) if ones else 0
    return None if high is None or low is None else high * 10 + low


_URL_DAYS = (
    re.compile(r"/t((?:19|20)\d\d)(\d\d)(\d\d)_\d+"),
    re.compile(r"/((?:19|20)\d\d)[-_/](\d{1,2})[-_/](\d{1,2})/"),
    re.compile(r"/((?:19|20)\d\d)/(\d\d)(\d\d)/"),
    re.compile(r"/((?:19|20)\d\d)(\d\d)/?(\d\d)/"),
    re.compile(r"[/_-]((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/_.-]|$)"),
    re.compile(r"[/_]((?:19|20)\d\d)(\d\d)(\d\d)(?=[_.-]|$)"),
)
_URL_MONTHS = (
    re.compile(r"/((?:19|20)\d\d)(0[1-9]|1[0-2])/"),
    re.compile(r"/((?:19|20)\d\d)[-_/](0?[1-9]|1[0-2])/"),
)


def in_url(url: str) -> tuple[date, str] | None:
    """The day a URL names, and the part that names it."""
    for pattern in _URL_DAYS:
        match = pattern.search(url)
        if match and (found := day(int(match[1]), int(match[2]), int(match[3]))):
            return found, match[0]
    return None


def month_in_url(url: str) -> tuple[int, int] | None:
    """The year and month a URL names."""
    for pattern in _URL_MONTHS:
        match = pattern.search(url)
        if match:
            return int(match[1]), int(match[2])
    return None


def _day(match: re.Match[str]) -> date | None:
    if match["era"]:
        year = 1 if match["ey"] == "元" else int(match["ey"])
        return day(_ERAS[match["era"]] + year, int(match["em"]), int(match["ed"]))
    if match["hy"]:
        return day(int(match["hy"]), int(match["hm"]), int(match["hd"]))
    if match["ny"]:
        return day(int(match["ny"]), int(match["nm"]), int(match["nd"]))
    year = int("".join(str(_DIGITS[c]) for c in match["cy"]))
    return day(year, numeral(match["cm"]) or 0, numeral(match["cd"]) or 0)
