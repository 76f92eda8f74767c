"""Dates as list pages write them: whole, without a year, relative to now, in English or as seconds since 1970."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from extract import dates

ZONE = ZoneInfo("Asia/Shanghai")  # what a Chinese site means when it names no zone
AHEAD = timedelta(days=400)  # meetings and entries into force are announced ahead; anything later is not a date
GRACE = timedelta(days=7)  # a date without a year may lie this far ahead before last year is meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date and where in the text it stands."""

    day: date
    start: int
    end: int
    whole: bool = True  # the text itself says the year
    yearless: bool = False  # neither does it say how long ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How the dates of a page are ordered; None where they do not tell."""

    year_last: bool | None = None  # of those with two digits for each
    day_first: bool | None = None  # of those that end with the year


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]*\.?)"
_DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_SHORT = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.](\d\d)(?![\d/.-])")
_LONG = re.compile(r"(?<![\d/.-])(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d\d)(?!\d)")
# Months by their beginnings, in the languages of the European Union's larger members, of Norway and of Russia.
_ABROAD = (
    r"jan|janv|gen|ene|sty|янв",
    r"feb|févr?|fev|lut|фев",
    r"mär|mar[sz]?|maer|mrt|мар",
    r"apr|avr|abr|kwi|апр",
    r"mai|maj|mei|mag|may|мая?й?",
    r"jun|juin|giu|cze|июн",
    r"jul|juil|lug|lip|июл",
    r"aug|août|aout|ago|sie|авг",
    r"sep|set|wrz|сен",
    r"okt|oct|out|ott|paź|paz|окт",
    r"nov|lis|ноя",
    r"dez|dec|déc|dic|gru|des|дек",
)
_MONTH_ABROAD = "|".join(f"(?P<m{n}>{names})" for n, names in enumerate(_ABROAD, 1))
# Not 今日头条, not 于10天前提交, not "your website today": beside such a day stands a time, a mark, or "released".
_ALONE = r"(?<![\u4e00-\u9fff](?<![于布新间期表]))"
_AND_NO_MORE = r"(?![\u4e00-\u9fff](?<![上中下凌早晚深发更来]))"
_AGO = re.compile(
    _ALONE + r"(?P<n>\d{1,4})\s*(?:(?P<weeks>周|星期|weeks?)|(?P<days>[天日]|days?)|(?P<months>个月)"
    r"|(?P<hours>小?时|hours?)|(?P<minutes>分钟?|min(?:ute)?s?)|(?P<seconds>秒钟?|seconds?))\s*(?:以?前|ago\b)"
    + _AND_NO_MORE,
    re.I,
)
_WORD = re.compile(
    _ALONE + r"(?:刚刚|今[天日]|昨[天日]|前天)" + _AND_NO_MORE + r"(?!早报|晚报)"
    r"|\b(?:today|yesterday)\b(?=\s*(?:$|[^\w\s'’!?]|at\b|by\b|\d))",
    re.I,
)
_BEFORE_WORD = re.compile(r"(?:^|[^\w\s]|\b(?:added|issued|modified|on|posted|published|released|updated))\s*$", re.I)
_COUNTED = "号页月年岁周天日人家名项期批届章条级次倍分万亿元米楼层以％%"  # 1-9月, 3-5年: two numbers, no day
_UNTIL = re.compile(r"[以之]?前(?![海湾进锋沿])|止|截止")  # what has to be done by then, not what was released
_WORDS = {"刚": 0, "今": 0, "t": 0, "昨": 1, "y": 1, "前": 2}
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


def read(text: str, *, now: datetime, formats: Sequence[str] = ()) -> date | None:
    """The date that a list row's date text says; None when it says none."""
    folded = " ".join(text.split())
    for form in formats:
        day = _by_format(folded, form, now)
        if day is not None:
            return day
    if _EPOCH.fullmatch(folded):
        return _plausible(datetime.fromtimestamp(int(folded[:10]), UTC).astimezone(ZONE).date(), now)
    found = search(folded, now=now)
    return found.day if found else None


def search(text: str, *, now: datetime, habit: Habit | None = None) -> Found | None:
    """The first date of the surest kind: whole, eight digits, relative, without a year."""
    for kinds in (_WHOLE, _COMPACT, _RELATIVE, _YEARLESS):
        found = [each for kind in kinds for each in [kind(text, now)] if each is not None]
        if found:
            first = min(found, key=lambda each: each.start)
            said = text[first.start : first.end]
            if habit is not None:
                first = replace(first, day=_as_is_usual(said, habit, now) or first.day)
            return (
                first
                if kinds in (_WHOLE, _COMPACT)
                else replace(first, whole=False, yearless=kinds is _YEARLESS and not _SHORT.fullmatch(said))
            )
    return None


def habit(text: str) -> Habit:
    """In which order the dates of a page have year, month and day: the year differs least, no month is above twelve."""
    numbers = (tuple(map(int, match.groups())) for match in _SHORT.finditer(text))
    short = [(a, b, c) for a, b, c in numbers if min(a, b) > 0 and max(a, b) < 32]
    long = [(int(match[1]), int(match[2])) for match in _LONG.finditer(text)]
    firsts, thirds = len({each[0] for each in short}), len({each[2] for each in short})
    year_last = firsts > thirds if len(short) > 2 and firsts != thirds else None
    pairs = long + ([(a, b) for a, b, _ in short] if year_last else [])
    return Habit(
        year_last=year_last,
        day_first=any(a > 12 for a, _ in pairs) if any(max(pair) > 12 for pair in pairs) else None,
    )


def _as_is_usual(said: str, habit: Habit, now: datetime) -> date | None:
    """The date that these numbers mean where the page tells their order; None where it does not matter."""
    short, long = _SHORT.fullmatch(said), _LONG.fullmatch(said)
    if short is not None and habit.year_last is not None:
        a, b, c = map(int, short.groups())
        if not habit.year_last:
            return _made(2000 + a, b, c, now)
        return _ordered(2000 + c, a, b, habit, "." in said, now)
    if long is not None and habit.day_first is not None:
        return _ordered(int(long[3]), int(long[1]), int(long[2]), habit, "." in said, now)
    return None


def _ordered(year: int, a: int, b: int, habit: Habit, points: bool, now: datetime) -> date | None:
    day_first = points if habit.day_first is None else habit.day_first
    return _made(year, b, a, now) if day_first else _made(year, a, b, now)


def in_address(url: str, *, now: datetime) -> date | None:
    """The day that a URL names, as CMS do that file pages by day."""
    found = dates.in_url(url)
    return _plausible(found[0], now) if found else None


Kind = Callable[[str, datetime], Found | None]


def _chinese(text: str, now: datetime) -> Found | None:
    for found in dates.find(text):
        if _plausible(found.day, now) and not _UNTIL.match(text, found.end):
            return Found(day=found.day, start=found.start, end=found.end)
    return None


def _form(
    form: re.Pattern[str], made: Callable[[re.Match[str], datetime], date | None], text: str, now: datetime
) -> Found | None:
    for match in form.finditer(text):
        day = made(match, now)
        if day is not None and not _UNTIL.match(text, match.end()):
            return Found(day=day, start=match.start(), end=match.end())
    return None


def _kind(form: str, made: Callable[[re.Match[str], datetime], date | None]) -> Kind:
    return partial(_form, re.compile(form, re.I), made)


def _numbers(match: re.Match[str], now: datetime) -> date | None:
    return _made(int(match["y"]), int(match["m"]), int(match["d"]), now)


def _republic(match: re.Match[str], now: datetime) -> date | None:
    return _made(int(match["y"]) + 1911, int(match["m"]), int(match["d"]), now)


def _reiwa(match: re.Match[str], now: datetime) -> date | None:
    return _made(int(match["y"]) + 2018, int(match["m"]), int(match["d"]), now)


def _heisei(match: re.Match[str], now: datetime) -> date | None:
    return _made(int(match["y"]) + 1988, int(match["m"]), int(match["d"]), now)


def _named(match: re.Match[str], now: datetime) -> date | None:
    month = _MONTHS.index(match["name"][:3].lower()) + 1
    return _made(int(match["y"]), month, int(match["d"]), now)


def _named_abroad(match: re.Match[str], now: datetime) -> date | None:
    month = next(n for n in range(1, 13) if match[f"m{n}"])
    return _made(int(match["y"]), month, int(match["d"]), now)


def _named_yearless(match: re.Match[str], now: datetime) -> date | None:
    return _latest(_MONTHS.index(match["name"][:3].lower()) + 1, int(match["d"]), now)


def _either_way(match: re.Match[str], now: datetime) -> date | None:
    """11/20/2026 and 20.11.2026; where both would do, points mean the day comes first."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    month, day = (b, a) if match["sep"] == "." else (a, b)
    return _made(year, month, day, now) or _made(year, day, month, now)


def _two_digit_year(match: re.Match[str], now: datetime) -> date | None:
    """26-11-20 begins with the year, 11/20/26 ends with it."""
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    if len(match["a"]) == 1:
        return _made(2000 + c, a, b, now)
    year_first, year_last = _made(2000 + a, b, c, now), _made(2000 + c, a, b, now)
    either = (year_last or year_first) if match["sep"] == "/" else (year_first or year_last)
    return either or _made(2000 + c, b, a, now)


def _yearless(match: re.Match[str], now: datetime) -> date | None:
    return _latest(int(match["m"]), int(match["d"]), now)


def _span_ago(match: re.Match[str], now: datetime) -> date | None:
    if match["days"] == "日" and match.group() != match.string:  # 25日前: until the 25th
        return None
    unit = next(unit for unit in ("weeks", "days", "months", "hours", "minutes", "seconds") if match[unit])
    number = int(match["n"])
    ago = timedelta(days=30 * number) if unit == "months" else timedelta(**{unit: number})
    return (now.astimezone(ZONE) - ago).date()


def _word(match: re.Match[str], now: datetime) -> date | None:
    if match.group().isascii() and not _BEFORE_WORD.search(match.string, 0, match.start()):
        return None
    return (now.astimezone(ZONE) - timedelta(days=_WORDS[match.group()[0].lower()])).date()


_WHOLE: tuple[Kind, ...] = (
    _chinese,
    _kind(r"(?<!\d)(?P<y>1[0-2]\d)\s?[年./-]\s?(?P<m>[01]?\d)\s?[月./-]\s?(?P<d>[0-3]?\d)(?![\d./-])", _republic),
    # 令和8年11月20日 in short; 平成 ended where the new numbers began.
    _kind(
        r"(?<![a-z\d])(?:R|令)\s?(?P<y>[1-9]\d?)\s?[年./-]\s?(?P<m>[01]?\d)\s?[月./-]\s?(?P<d>[0-3]?\d)(?!\d)", _reiwa
    ),
    _kind(
        r"(?<![a-z\d])(?:H|平)\s?(?P<y>[1-3]\d)\s?[年./-]\s?(?P<m>[01]?\d)\s?[月./-]\s?(?P<d>[0-3]?\d)(?!\d)", _heisei
    ),
    _kind(rf"(?<![a-z]){_NAME}\s*{_DAY}\s*,?\s*{_YEAR}", _named),
    _kind(rf"(?<!\d){_DAY}\s*[-/. ]?\s*{_NAME}\s*[-/., ]*\s*{_YEAR}", _named),
    _kind(
        rf"(?<!\d){_DAY}[.ºª]?(?:er)?\s+(?:de\s+)?(?:{_MONTH_ABROAD})[^\W\d]*\.?,?\s+(?:del?\s+)?{_YEAR}", _named_abroad
    ),
    _kind(r"(?<![\d/.-])(?P<a>[0-3]?\d)\s?(?P<sep>[-/.])\s?(?P<b>[0-3]?\d)\s?(?P=sep)\s?" + _YEAR, _either_way),
    _kind(r"(?<![\d/])(?P<a>\d{1,2})(?P<sep>/)(?P<b>\d{1,2})/(?P<c>\d\d)(?![\d/])", _two_digit_year),
    # "20 2026-11", "11-20 2026" and, alone, "2026-11 20": the day stands large above or below the rest.
    _kind(r"(?<!\d)(?P<d>[0-3]\d)\s+(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>[01]?\d)\s?月?(?![\d/.-])", _numbers),
    _kind(rf"(?<![\d/.-])(?P<m>[01]?\d)\s?[-/.月]\s?(?P<d>[0-3]?\d)\s?日?\s+{_YEAR}", _numbers),
    _kind(r"^(?P<y>20\d\d)\s?[-/.年]\s?(?P<m>[01]?\d)\s?月?\s+(?P<d>[0-3]\d)\s?日?$", _numbers),
)
_COMPACT: tuple[Kind, ...] = (
    _kind(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)", _numbers),
)
_RELATIVE: tuple[Kind, ...] = (partial(_form, _AGO, _span_ago), partial(_form, _WORD, _word))
_YEARLESS: tuple[Kind, ...] = (
    _kind(
        r"(?<![\d/.-])(?P<a>\d{1,2})\s?(?P<sep>[-/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d\d)(?![\d/.-])",
        _two_digit_year,
    ),
    _kind(rf"(?<![\d./:第年-])(?P<m>[01]?\d)[-/](?P<d>[0-3]?\d)(?![\d./-]|\s?(?:[{_COUNTED}]|个))", _yearless),
    _kind(r"(?<![\d年])(?P<m>[01]?\d)\s?月\s?(?P<d>[0-3]?\d)\s?日", _yearless),
    _kind(rf"(?<![a-z]){_NAME}\s+{_DAY}(?![\d:])(?!\s*,?\s*\d{{4}})", _named_yearless),
)


def _by_format(text: str, form: str, now: datetime) -> date | None:
    has_year = "%y" in form.lower()
    try:
        read = datetime.strptime(text if has_year else f"2000 {text}", form if has_year else f"%Y {form}")
    except ValueError:
        return None
    return read.date() if has_year else _latest(read.month, read.day, now)


def _latest(month: int, day: int, now: datetime) -> date | None:
    """The latest such day that has come, or nearly."""
    today = now.astimezone(ZONE).date()
    made = (_made(today.year + back, month, day, now) for back in (1, 0, -1, -2, -3, -4))
    return next((each for each in made if each is not None and each <= today + GRACE), None)


def _made(year: int, month: int, day: int, now: datetime) -> date | None:
    made = dates.day(year, month, day)
    return _plausible(made, now) if made else None


def _plausible(day: date, now: datetime) -> date | None:
    return day if day <= now.astimezone(ZONE).date() + AHEAD else None
