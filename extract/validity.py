"""From when to when a document is in force, and whether its text is older than its publication."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from extract import dates, properties
from extract.fold import fold

Proved = tuple[date, str, str]  # the day, where it was read, the words that say so

_EFFECTIVE = ("施行日期", "实施日期", "生效日期")
_EXPIRES = ("有效期至", "失效日期", "废止日期", "终止日期")
_SENTENCE = re.compile(r"[^。；;\n]+")
_OWN = re.compile(
    r"本(?:办法|规定|通知|意见|条例|细则|方案|政策|公告|通告|文件|规则|规范|标准|措施|实施|制度|决定|规划|指引|指南|准则|章程|计划|令|法|若干)"
    r"|现(?:予|将)?(?:公布|印发|发布|颁布)|予以?(?:公布|发布)|^[\s　]*(?:第[一二三四五六七八九十百]+条)?[\s　]*自"
)
_FROM = re.compile(
    r"自(?P<when>[^自，,。；;]{2,40}?)(?:之日)?起(?:正式|开始)?(?:施行|实施|执行|生效|试行)|(?P<on>\d{4}年\d{1,2}月\d{1,2}日)起?(?:施行|生效|实施)"
)
_SELF = re.compile(r"(?:发布|公布|印发|颁布|下发|发文|签发|通过|本通知)")
_UNTIL = re.compile(
    r"(?:有效期(?:限)?|执行期(?:限)?|试行期|实施期)?(?:截止?)?(?:至|到)(?P<when>[^，,。；;]{6,16}?日)(?:止|废止|失效|$)?|(?P<end>\d{4}年\d{1,2}月\d{1,2}日)(?:起)?(?:自行|自动)?(?:失效|废止)"
)
_YEARS = re.compile(
    r"(?:有效期|试行期|执行期|实施期)(?:限)?(?:为|是)?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*(?P<unit>年|个月)"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEARLY = re.compile(r"年度|年报|年鉴|公报|决算|预算|审计|统计|白皮书|报告")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The first and the last day in force."""

    effective: Proved | None = None
    expires: Proved | None = None


def read(table: Iterable[tuple[str, str]], text: str, *, start: date | None) -> Term:
    """The term by the table or the document's own words; 自印发之日起 counts from `start`, the day of signing."""
    pairs = tuple(table)
    effective, expires = _tabled(pairs, _EFFECTIVE), _tabled(pairs, _EXPIRES)
    for match in _SENTENCE.finditer(text):
        words = match[0].strip()
        sentence = fold(words)
        if not _OWN.search(sentence) and not sentence.startswith(("有效期", "试行期")):
            continue
        if not effective and (begins := _begins(sentence, start)):
            effective = (*begins, words)
        if not expires and (ends := _ends(sentence, effective[0] if effective else None)):
            expires = (*ends, words)
    if effective and expires and expires[0] <= effective[0]:
        expires = None
    return Term(effective=effective, expires=expires)


def stale(title: str, *, published: date | None, signed: date | None, number: str | None) -> bool:
    """Whether the text is evidently two years or more older than its publication."""
    if published is None:
        return False
    if signed:
        return signed + timedelta(days=730) <= published
    numbered = _YEAR.search(number or "")
    if numbered:
        return int(numbered[1]) + 2 <= published.year
    years = [int(year) for year in _YEAR.findall(title)]
    # What is reported for a year comes out in the year after it, now and then another year later.
    allowed = 3 if _YEARLY.search(title) else 2
    return bool(years) and max(years) + allowed <= published.year


def _tabled(table: tuple[tuple[str, str], ...], labels: tuple[str, ...]) -> Proved | None:
    said = properties.value(table, *labels)
    day = dates.first(said) if said else None
    return (day, "property table", said) if day and said else None


def _begins(sentence: str, start: date | None) -> tuple[date, str] | None:
    match = _FROM.search(sentence)
    if not match:
        return None
    when = match["when"] or match["on"]
    day = dates.first(when)
    if day:
        return day, "own words"
    return (start, "own words, from the day of issue") if start and _SELF.search(when) else None


def _ends(sentence: str, effective: date | None) -> tuple[date, str] | None:
    match = _UNTIL.search(sentence)
    if match and (day := dates.first(match["when"] or match["end"])):
        return day, "own words"
    span = _YEARS.search(sentence)
    count = dates.numeral(span["n"]) if span else None
    if span and count and effective:
        months = count * 12 if span["unit"] == "年" else count
        return _later(effective, months) - timedelta(days=1), "own words, counted"
    return None


def _later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for of_month in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, of_month)
        except ValueError:
            continue
    return day
