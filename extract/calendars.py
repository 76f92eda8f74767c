"""Days as other languages than Chinese write them: with the month's name, or day before month with dots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from extract import dates
from extract.dates import Found

# English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Ukrainian, Turkish, Arabic.
_MONTHS = (
    "jan|jän|ene|gen|stycz|янв|січ|oca|يناير|جانفي",
    "feb|fév|fev|lut|фев|лют|şub|فبراير",
    "mar|mär|maa|maar|мар|бер|مارس",
    "apr|avr|abr|kwi|апр|кві|nis|أبريل|ابريل",
    "may|mai|mag|mei|maj|мая|май|трав|مايو",
    "jun|juin|giu|czerw|июн|черв|haz|يونيو",
    "jul|juil|lug|lip|июл|лип|tem|يوليو",
    "aug|aoû|aou|ago|sierp|авг|серп|ağu|أغسطس|اغسطس",
    "sep|set|wrz|сен|вер|eyl|سبتمبر",
    "oct|okt|ott|out|paź|окт|жов|eki|أكتوبر|اكتوبر",
    "nov|lis|ноя|лист|kas|نوفمبر",
    "dec|dez|déc|dic|dik|gru|дек|груд|ara|ديسمبر",
)
_MONTH = "|".join(f"(?P<m{number}>(?:{names})[^\\W\\d_]{{0,8}})" for number, names in enumerate(_MONTHS, 1))
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_SPELT = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?\s*(?:de\s+|-|/)?(?:{_MONTH})\.?,?\s*(?:de\s+|del\s+|-|/)?{_YEAR}",
    re.I,
)
_AMERICAN = re.compile(rf"(?<![^\W\d_])(?:{_MONTH})\.?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+{_YEAR}", re.I)
_DOTTED = re.compile(rf"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}")


_SLASHED = re.compile(rf"(?<![\d/.-])(?P<a>[0-3]?\d)(?P<sep>[/-])(?P<b>[0-3]?\d)(?P=sep){_YEAR}")
_KOREAN = re.compile(
    r"(?<!\d)(?:(?P<y>(?:19|20)\d\d)|['’‘]?(?P<yy>[2-9]\d))\s?년\s?(?P<m>[01]?\d)\s?월\s?(?P<d>[0-3]?\d)\s?일"
    r"|['’‘](?P<yd>[2-9]\d)\s?\.\s?(?P<md>[01]?\d)\s?\.\s?(?P<dd>[0-3]?\d)(?!\d)"
)


def find(text: str, *, day_first: bool | None = None) -> Iterator[Found]:
    """Every such day of a text, in no order.

    With slashes the day comes first or not as `day_first` says; else only where no month is that high.
    """
    for match in _SLASHED.finditer(text):
        a, b = int(match["a"]), int(match["b"])
        first = a > 12 if max(a, b) > 12 else True if a == b else day_first
        if first is not None:
            yield from _found_at(match, int(match["year"]), *((b, a) if first else (a, b)))
    for match in _KOREAN.finditer(text) if "년" in text or "'" in text or "’" in text or "‘" in text else ():
        year = int(match["y"] or f"20{match['yy'] or match['yd']}")
        yield from _found_at(match, year, int(match["m"] or match["md"]), int(match["d"] or match["dd"]))
    for pattern in (_SPELT, _AMERICAN):
        for match in pattern.finditer(text):
            month = next((number for number in range(1, 13) if match[f"m{number}"]), 0)
            yield from _found(match, month)
    for match in _DOTTED.finditer(text):
        yield from _found(match, int(match["month"]))


def _found(match: re.Match[str], month: int) -> Iterator[Found]:
    return _found_at(match, int(match["year"]), month, int(match["day"]))


def _found_at(match: re.Match[str], year: int, month: int, of_month: int) -> Iterator[Found]:
    day: date | None = dates.day(year, month, of_month)
    if day:
        yield Found(day=day, start=match.start(), end=match.end())


# Months whole, or as English shortens them: what follows the number of a day without a year may be any other word.
_NAMES = (
    "january|jan|januar|jänner|janvier|enero|gennaio|janeiro|januari|stycznia|января",
    "february|feb|februar|février|febrero|febbraio|fevereiro|februari|lutego|февраля",
    "march|mar|märz|mars|marzo|março|maart|marca|марта",
    "april|apr|avril|abril|aprile|kwietnia|апреля",
    "may|mai|mayo|maggio|maio|mei|maja|мая",
    "june|jun|juni|juin|junio|giugno|junho|czerwca|июня",
    "july|jul|juli|juillet|julio|luglio|julho|lipca|июля",
    "august|aug|août|agosto|augustus|sierpnia|августа",
    "september|sept|sep|septembre|septiembre|settembre|setembro|września|сентября",
    "october|oct|oktober|octobre|octubre|ottobre|outubro|października|октября",
    "november|nov|novembre|noviembre|novembro|listopada|ноября",
    "december|dec|dezember|décembre|diciembre|dicembre|dezembro|grudnia|декабря",
)
_NAME = "|".join(f"(?P<n{number}>{names})" for number, names in enumerate(_NAMES, 1))
_DAY_MONTH = re.compile(
    rf"(?<![\d.,/:-])(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(?:{_NAME})(?![^\W_])", re.I
)
_MONTH_DAY = re.compile(rf"(?<![^\W_])(?:{_NAME})\.?\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)", re.I)
_ASIAN = re.compile(
    r"(?<![\d年년.])\s?(?P<month>[01]?\d)\s?[月월]\s?(?P<day>[0-3]?\d)\s?[日일]"
    r"|(?<![\d.])(?P<md>1[0-2]|[1-9])\.\s?(?P<dd>[12]\d|3[01]|[1-9])\.?\s?\([월화수목금토일]\)"
    r"|(?:(?<=[~∼～])|(?<=[~∼～]\s))(?P<mr>1[0-2]|[1-9])\.\s?(?P<dr>[12]\d|3[01]|[1-9])(?=\.|\s|$)"
)


def yearless(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Month, day, begin and end of every day of a text that stands there without its year, or with it."""
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        for match in pattern.finditer(text):
            month = next((number for number in range(1, 13) if match[f"n{number}"]), 0)
            yield month, int(match["day"]), match.start(), match.end()
    for match in _ASIAN.finditer(text):
        yield (
            int(match["month"] or match["md"] or match["mr"]),
            int(match["day"] or match["dd"] or match["dr"]),
            match.start(),
            match.end(),
        )


_MONTH_FIRST = re.compile(r"(?:^|\.)(?:gov|mil|us|ph)$")
_DAY_FIRST = re.compile(
    r"(?:^|\.)(?:uk|ie|au|nz|in|za|sg|my|hk|eu|int|mt|cy|de|fr|es|it|at|ch|be|nl|lu|pt|br|mx|ar|cl|co|pe)$"
)


def day_first(text: str, *, tag: str | None, host: str | None) -> bool | None:
    """Does 4/3/2026 mean the fourth of March? By the page's other dates, its language tag, its host; None: not told.

    English alone does not say: of its countries the United States and the Philippines put the month first, Canada
    writes both.
    """
    numbers = [(int(match["a"]), int(match["b"])) for match in _SLASHED.finditer(text)]
    seen = {a > 12 for a, b in numbers if max(a, b) > 12}
    if len(seen) == 1:
        return seen.pop()
    language, _, region = (tag or "").lower().replace("_", "-").partition("-")
    if region in ("us", "ph") or (host and _MONTH_FIRST.search(host)):
        return False
    if region == "ca" and language == "en":
        return None
    named = bool(region) and len(region) == 2
    return True if named or language not in ("", "en") or (host and _DAY_FIRST.search(host)) else None


_SAID = re.compile(
    r"publish|posted|released|issued|erschienen|veröffentlicht|publi|pubblicat|gepubliceerd|geplaatst|opublikowan|опублик"
    r"|дата|yayın|نشر|by |on |von |par |por ",
    re.I,
)
_LINE = 90


def heads(line: str) -> date | None:
    """The day in a line that says when and by whom something was published, and little else."""
    if len(line) > _LINE or not re.search(r"(?:19|20)\d\d", line):
        return None
    hit = next(find(line), None)
    if hit is None:
        return None
    rest = re.findall(r"[^\W\d_]+", line[: hit.start] + " " + line[hit.end :])
    return hit.day if len(rest) <= (9 if _SAID.search(line) else 3) else None


def published(text: str) -> tuple[date, str] | None:
    """The day of a line that says it is the day of publication, with its words."""
    if len(text) > _LINE or not _PUBLISHED.search(text):
        return None
    hit = next(find(text), None)
    return (hit.day, text) if hit else None


_PUBLISHED = re.compile(
    r"^\W*(?:first\s)?(?:published|posted|released|issued|veröffentlicht|erschienen|publié|publicado|publicada|pubblicato"
    r"|gepubliceerd|opublikowano"
    r"|опубликовано|дата публикации|نشر)",
    re.I,
)
