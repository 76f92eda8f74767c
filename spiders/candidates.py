"""Rows that a group of blocks may be: those among them that are none, and how much they look like releases."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import unquote

from lxml.html import HtmlElement

from spiders import listdates
from spiders.blocks import Block, width

SINGLE = 16  # how wide the title of the only row of a list is at least
_HOME = re.compile(r"(?:https?:)?//[^/?#]+(?:/(?:index\.\w+)?)?|/|", re.I)
_NUMBERED = re.compile(r"\d")
_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+")
_ADDRESS = re.compile(r"(?:(?:https?:)?//([^/?]*))?([^?]*)(\??.*)", re.I | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row as it was found, its link still as written."""

    block: Block
    anchor: HtmlElement | None  # None: the row says all there is, as meetings do whose papers are still to come
    title: str
    published: date | None

    @property
    def href(self) -> str:
        """The link as written; empty without one."""
        return self.anchor.get("href") or "" if self.anchor is not None else ""


def score(rows: list[Candidate], *, trust: float) -> float:
    """How much this looks like the releases of a site: many, distinct, told apart by their titles, dated."""
    count = len(rows)
    hrefs = {row.href for row in rows}
    if len(hrefs) < min(2, count):
        return 0.0
    homes = sum(_HOME.fullmatch(row.href.strip()) is not None for row in rows) / count
    titles = {row.title for row in rows}
    widths = [min(width(row.title), 60) for row in rows]
    mean = sum(widths) / count
    dated = trust * sum(row.published is not None for row in rows) / count
    held = [len(row.block.links) for row in rows]
    links = sum(held) / count
    amount = math.pow(sum(widths), 0.75)  # more rows count, but not in proportion
    telling = 1.0 if mean >= 16 else 0.15 + 0.85 * (mean / 16) ** 2
    crowded = 1.0 if links <= 4 else 4 / links
    if sum(_is_section(row.block) for row in rows) > count / 2:
        crowded *= 0.4
    if count <= 4 and max(held) >= 5 and max(held) >= 3 * min(held):
        crowded *= 0.3  # a menu beside a list, not two rows
    return (
        amount
        * (0.3 + 3.0 * dated)
        * (0.2 + 0.8 * len(hrefs) / count)
        * (0.3 + 0.7 * len(titles) / count)
        * (telling if dated < 0.5 else max(telling, 0.6))
        * crowded
        * (1 - homes) ** 2
    )


def is_shifted(rows: list[Candidate], now: datetime) -> bool:
    """Do most addresses name the day of another row, as where a day was taken for that of the row above it?"""
    named = [(row.published, _day_in(row.href, now)) for row in rows]
    both = [(own, other) for own, other in named if own is not None and other is not None]
    days = {row.published for row in rows}
    return len(both) > 2 and sum(own != other and other in days for own, other in both) > len(both) / 2


def _day_in(href: str, now: datetime) -> date | None:
    """The day that an address names, as a CMS does that files by day, or people who name their files."""
    file = listdates.search(unquote(href.partition("?")[0].rpartition("/")[2]), now=now)
    return listdates.in_address(href, now=now) or (file.day if file is not None and file.whole else None)


def _is_section(block: Block) -> bool:
    """Does the block hold a list of its own: several links with telling texts, one built like the other?"""
    alike = Counter(
        tuple(step.partition(":")[0] for step in column)
        for column, anchor in block.links
        if width(anchor.text_content().strip()) >= SINGLE
    )
    return max(alike.values(), default=0) >= 3


def of_dated_lists(rows: list[Candidate]) -> list[Candidate]:
    """Without the menus that are built like the list beside them: they have no date anywhere."""
    held: Counter[HtmlElement] = Counter(each for row in rows for each in row.block.nodes[0].iterancestors())
    by_list: dict[HtmlElement | None, list[Candidate]] = defaultdict(list)
    for row in rows:
        around = row.block.nodes[0].iterancestors()
        by_list[next((each for each in around if held[each] > 1), None)].append(row)
    dated = {parent for parent, inside in by_list.items() if any(row.published is not None for row in inside)}
    if not dated or len(dated) == len(by_list):
        return rows
    kept = [row for parent in dated for row in by_list[parent]]
    share = sum(row.published is not None for row in kept) / len(kept)
    # A row that stands alone and has no date is only a row without its date.
    menus = [inside for parent, inside in by_list.items() if parent not in dated and len(inside) > 1]
    if share < 0.7 or not menus:
        return rows
    left_out = {id(row) for inside in menus for row in inside}
    return [row for row in rows if id(row) not in left_out]


def without_strays(rows: list[Candidate]) -> list[Candidate]:
    """Without pagers, "more" and "back" links, which stand among dated rows but lead elsewhere."""
    dated = [row for row in rows if row.published is not None]
    if not dated:
        return _in_one_room(rows)
    if len(dated) < 0.7 * len(rows):
        return rows
    mean = sum(width(row.title) for row in dated) / len(dated)
    shapes = {_shape(row.href) for row in dated}
    patterns = {_pattern(row.href) for row in dated}
    return [
        row
        for row in rows
        if row.published is not None
        or _pattern(row.href) in patterns
        or (width(row.title) > 0.4 * mean and _shape(row.href) in shapes)
    ]


def _in_one_room(rows: list[Candidate]) -> list[Candidate]:
    """Without one or two short links that are built like the rows but stand in another element than all of them."""
    rooms = Counter(row.block.nodes[0].getparent() for row in rows)
    room, most = rooms.most_common(1)[0] if rooms else (None, 0)
    strays = [row for row in rows if row.block.nodes[0].getparent() is not room]
    if most < 3 or not 0 < len(strays) <= 2:
        return rows
    mean = sum(width(row.title) for row in rows) / len(rows)
    left_out = {id(row) for row in strays if width(row.title) < 0.5 * mean}
    return [row for row in rows if id(row) not in left_out]


def _pattern(href: str) -> str:
    """An address with its numbers made equal: one pattern, one kind of page."""
    return _NUMBERS.sub("#", href.strip().lower())


def _shape(href: str) -> tuple[str, str, bool]:
    """What kind of address a link has: host, ending, and whether a number tells it from its like."""
    match = _ADDRESS.match(href.strip().partition("#")[0])
    host, path, query = match.groups("") if match else ("", "", "")
    ending = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return host, ending, bool(_NUMBERED.search(path + query))
