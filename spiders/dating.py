"""Which dates of a page date its rows: in a row's own texts, or in headings above several rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from extract.dates import day as calendar_day
from spiders import listdates
from spiders.blocks import WIDE, Block, Column, width

_DATE_LIKE = re.compile(r"\d|[今昨前]天|今日|昨日|刚刚|today|yesterday|十", re.I)
_WORDY = re.compile(r"[^\W\d_]")
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)[一二三四五六日天]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.I)
_PUBLISHED = re.compile(r"发布|公布|公开|发表|posted|published", re.I)
_OTHER = re.compile(r"成文|生成|截止|截至|施行|实施|生效|失效|开标|开始|结束|deadline|due|effective", re.I)
_LABELLED = re.compile(
    r"(?:发布|发文|公开)?(?:时间|日期)\s*[:：]\s*(\d{4}-\d\d-\d\d)"
)  # in a tip: title and day of a row
_LABEL = re.compile(
    r"(?:发布|发文|公开|公布|更新)?(?:时间|日期)\s*[:：]\s*$|发布(?:于|：|:)\s*$|(?:published|posted|date)\s*:?\s*$",
    re.I,
)
_DATA_DATE = re.compile(r"data-(?:[a-z]+-)?(?:pub|publish|published|post|release|create)?-?(?:date|time|day)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPAN = re.compile(
    r"[^\w]*(?:(?P<y>(?:19|20)\d\d)\s?年?度?\s?(?:[-/.年]?\s?(?P<m>0?[1-9]|1[0-2])\s?月)?"
    r"|(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)\s(?:meeting|agenda|minute|archive|release|opinion|news|notice|press|schedule)[a-z ]*)"
    r"[^\w]*(?:\(\d+\)|（\d+）)?",
    re.I,
)
_DAY_ALONE = re.compile(r"(\d{1,2})(?:日|号|st|nd|rd|th|\.)?(?:\s*(?:星期|周).)?", re.I)
_PART = re.compile(r"[\d\s./年月日-]{1,10}")  # of a date that is set in pieces
_ISO = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_CLOCK = re.compile(r"^\s*[012]?\d[:：]\d\d(?:[:：]\d\d)?(?=\W*$)")  # after a day
_COLONS = (":", "：")
_CLOSERS = ("", ")", "]", "）", "】")


_HEADS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend", "dt"])


class Dates:
    """Reads dates out of pieces, each text once."""

    def __init__(self, now: datetime, habit: listdates.Habit | None = None) -> None:
        self.now, self._habit = now, habit
        self._read: dict[str, listdates.Found | None] = {}

    def of(self, text: str) -> listdates.Found | None:
        """The date in the text; one without its year counts only in a short text that says little else."""
        if text not in self._read:
            found = self._searched(text) if len(text) < 400 and _DATE_LIKE.search(text) else None
            self._read[text] = None if found and not found.whole and width(text) > 30 else found
        return self._read[text]

    def _searched(self, text: str) -> listdates.Found | None:
        """The first date, or where labels name several days the one of publication."""
        first = listdates.search(text, now=self.now, habit=self._habit)
        if first is None or not first.whole or not _OTHER.search(text[: first.end + 6]):
            return first
        found, at = [first], first.end
        while (
            len(found) < 6
            and (more := listdates.search(text[at:], now=self.now, habit=self._habit)) is not None
            and more.whole
        ):
            found.append(replace(more, start=more.start + at, end=more.end + at))
            at += more.end
        ends = [0, *(each.end for each in found)]
        labels = [text[end : each.start] for end, each in zip(ends, found, strict=False)]
        published = next((each for each, label in zip(found, labels, strict=True) if _PUBLISHED.search(label)), None)
        other = next((each for each, label in zip(found, labels, strict=True) if not _OTHER.search(label)), None)
        return published or other or first

    def of_title(self, text: str) -> listdates.Found | None:
        """The date that stands before or after a title in one text; one amid the words is what the title speaks of."""
        found = self.of(text)
        if found is None or not WIDE.search(text) or only_a_date(text, self):
            return found
        before, after = text[: found.start].strip(" ([（【"), _CLOCK.sub("", text[found.end :]).strip()
        spoken = "年" in text[found.start : found.end]  # "2026年11月20日新闻发布会" is a title, "[2026-11-20]" a stamp
        return found if found.whole and not spoken and (not before or after in _CLOSERS) else None


class Headings:
    """Dates that stand alone above several rows, as where a list is divided by day."""

    def __init__(self, tree: HtmlElement, dates: Dates) -> None:
        self._tree, self._dates = tree, dates

    @cached_property
    def _order(self) -> dict[HtmlElement, int]:
        return {element: n for n, element in enumerate(self._tree.iter())}

    @cached_property
    def _all(self) -> list[tuple[int, date]]:
        found = []
        for element, n in self._order.items():
            text = " ".join((element.text or "").split()) if isinstance(element.tag, str) else ""
            if 4 < len(text) < 40 and element.tag not in ("a", "option"):
                said = self._dates.of(text)
                if said is not None and said.whole and (element.tag in _HEADS or only_a_date(text, self._dates)):
                    found.append((n, said.day))
        return found

    @cached_property
    def _spans(self) -> list[tuple[int, HtmlElement, int, int | None]]:
        """What is headed by a year or a month alone: place, element, year and month."""
        found = []
        for element, n in self._order.items():
            text = " ".join((element.text or "").split()) if isinstance(element.tag, str) else ""
            match = _SPAN.fullmatch(text) if 4 <= len(text) < 24 and element.tag not in ("a", "option") else None
            if match is not None:
                said = match["y"] or match["y2"] or match["y3"]
                named = match["name"]
                month = int(match["m"]) if match["m"] else _MONTHS.index(named[:3].lower()) + 1 if named else None
                found.append((n, element, int(said), month))
        return found

    def completed(self, row: Block, found: listdates.Found | None) -> date | None:
        """The row's date with the year, or the year and month, that the heading above it says."""
        if found is not None and not found.yearless:
            return found.day
        spans = self._spans
        around = {row.nodes[0], *row.nodes[0].iterancestors()}
        at = bisect_right([n for n, *_ in spans], self._order[row.nodes[0]]) - 1
        while at >= 0 and not self._reaches(spans[at][1], around):
            at -= 1
        if at < 0:
            return found.day if found is not None else None
        _, _, year, month = spans[at]
        if found is not None:
            return calendar_day(year, found.day.month, found.day.day) or found.day
        days = [match for piece in row.pieces if (match := _DAY_ALONE.fullmatch(piece.text)) is not None]
        return calendar_day(year, month, int(days[0][1])) if month is not None and days else None

    def years(self) -> bool:
        """Does the page head any of its parts by a year or a month?"""
        return bool(self._spans)

    @staticmethod
    def _reaches(heading: HtmlElement, around: set[HtmlElement]) -> bool:
        """Does the heading stand at the head of what the row is in? Otherwise it heads something else."""
        return any(each in around for each in islice(heading.iterancestors(), 3) if each.tag not in ("html", "body"))

    def above(self, rows: Sequence[Block]) -> list[date] | None:
        """For each row the date of the heading above it; None where no two headings divide the rows."""
        if len(self._all) < 2:
            return None
        at = [self._order[row.nodes[0]] for row in rows]
        places = [n for n, _ in self._all]
        heads = [bisect_right(places, n) - 1 for n in at]
        if min(heads) < 0 or len(set(heads)) < 2:
            return None
        return [self._all[head][1] for head in heads]


def best_column(listed: Sequence[Block], dates: Dates) -> Column | None:
    """The column in which most blocks have a date and little else; the day of publication where heads name days."""
    worth: Counter[Column] = Counter()
    for block in listed:
        before = ["", *(piece.text for piece in block.pieces)]
        for column, (label_before, piece) in {
            piece.column: (said, piece) for said, piece in reversed([*zip(before, block.pieces, strict=False)])
        }.items():
            found = dates.of(piece.text) if piece.anchor is None else dates.of_title(piece.text)
            if found is not None:
                label = piece.text[: found.start] + head_of(piece.element)
                label += label_before if label_before.endswith(_COLONS) else ""
                worth[column] += 10 + int(10 * (found.end - found.start) / len(piece.text))
                worth[column] += 5 * (_PUBLISHED.search(label) is not None) - 8 * (_OTHER.search(label) is not None)
                worth[column] -= 5 * (piece.anchor is not None)
    order = {column: -n for n, column in enumerate(piece.column for block in listed[:5] for piece in block.pieces)}
    return max(worth, key=lambda column: (worth[column], order.get(column, -9999)), default=None)


def head_of(element: HtmlElement) -> str:
    """What stands at the head of a table cell's column; empty outside tables."""
    cell = next((each for each in (element, *element.iterancestors("td", "tr")) if each.tag in ("td", "tr")), None)
    if cell is None or cell.tag == "tr":
        return ""
    table = next(cell.iterancestors("table"), None)
    first = next(table.iter("tr"), None) if table is not None else None
    place = sum(1 for _ in cell.itersiblings("td", "th", preceding=True))
    return first[place].text_content() if first is not None and place < len(first) else ""


def date_of(block: Block, column: Column | None, dates: Dates) -> date | None:
    """The block's date, in the column if it has one there."""
    found = found_in(block, column, dates)
    return found.day if found else None


def found_in(block: Block, column: Column | None, dates: Dates) -> listdates.Found | None:
    """The block's date: as its texts say it, or whole in its markup where they say less."""
    found = _told(block, column, dates)
    marked = _marked(block, dates) if found is None or not found.whole else None
    return marked or found


def is_yearless(block: Block, column: Column | None, dates: Dates) -> bool:
    """Does the block's date say neither its year nor how long ago it was?"""
    found = found_in(block, column, dates)
    return found is not None and found.yearless


def across_years(days: Sequence[date]) -> list[date]:
    """Days without a year in a list from new to old: where it goes on after such a turn, each is of the year before.

    Counted alone, each such day is the latest that has come. Rows pinned above a list are too few to be taken for one.
    """
    placed = list(days)
    for at in range(1, len(placed)):
        if placed[at] <= placed[at - 1]:
            continue
        earlier = calendar_day(placed[at].year - 1, placed[at].month, placed[at].day)
        if at < _TURNED or earlier is None or not placed[at - 1] - _APART <= earlier <= placed[at - 1]:
            return list(days)
        placed[at] = earlier
    return placed


_TURNED = 5  # rows from new to old, before which no turn of the year is believed
_APART = timedelta(days=120)


def _marked(block: Block, dates: Dates) -> listdates.Found | None:
    """The moment that a time element or a schema.org property of the block names."""
    for node in block.nodes:
        for each in node.iter("time", "meta"):
            said = each.get("datetime") if each.tag == "time" else None
            if each.tag == "meta" and each.get("itemprop") in ("datePublished", "dateCreated", "startDate"):
                said = each.get("content")
            found = dates.of(said[:10]) if said and _ISO.match(said) else None
            if found is not None:
                return found
    attributes = (pair for node in block.nodes for each in node.iter(etree.Element) for pair in each.attrib.items())
    for name, value in attributes:
        labelled = _LABELLED.search(value) if name == "title" else None
        said = labelled[1] if labelled else value if _DATA_DATE.fullmatch(name) else ""
        found = dates.of(said[:10]) if _ISO.match(said) else None
        if found is not None:
            return found
    return None


def _told(block: Block, column: Column | None, dates: Dates) -> listdates.Found | None:
    pieces = block.pieces
    told = [piece for piece in pieces if piece.anchor is None]
    for piece in sorted(told, key=lambda piece: (piece.column != column, len(piece.text) > 40)):
        found = dates.of(piece.text)
        if found is not None:
            return found
    for piece in pieces:
        found = dates.of_title(piece.text) if piece.anchor is not None else None
        if found is not None:
            return found
    within = " ".join(piece.text for piece in pieces if piece.anchor is not None and _PART.fullmatch(piece.text))
    return dates.of(" ".join(piece.text for piece in told)) or (dates.of(within) if within else None)


def date_at(block: Block, column: Column, dates: Dates) -> date | None:
    """The date that stands in this very column of the block."""
    for piece in block.pieces:
        if piece.column == column and (found := dates.of(piece.text)) is not None:
            return found.day
    return None


def only_a_date(text: str, dates: Dates) -> bool:
    found = dates.of(text)
    if found is None:
        return False
    rest = _WEEKDAY.sub("", _LABEL.sub("", text[: found.start]) + text[found.end :])
    return len(_WORDY.findall(rest)) < 3
