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


def find(text: str) -> Iterator[Found]:
    """Every such day of a text, in no order."""
    for pattern in (_SPELT, _AMERICAN):
        for match in pattern.finditer(text):
            month = next((number for number in range(1, 13) if match[f"m{number}"]), 0)
            yield from _found(match, month)
    for match in _DOTTED.finditer(text):
        yield from _found(match, int(match["month"]))


def _found(match: re.Match[str], month: int) -> Iterator[Found]:
    day: date | None = dates.day(int(match["year"]), month, int(match["day"]))
    if day:
        yield Found(day=day, start=match.start(), end=match.end())


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
