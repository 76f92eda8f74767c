"""Find the rows of any list page: which repeated blocks they are, and in them link, title and date."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from lxml.html import HtmlElement

from spiders import blocks, dating, titling
from spiders.blocks import Block, Column, Group, width
from spiders.chrome import Chrome
from spiders.dating import Dates, Headings
from spiders.titling import Titles

LEAST = 8.0  # what scores less is a menu, a footer or a few stray links
_HOME = re.compile(r"(?:https?:)?//[^/?#]+(?:/(?:index\.\w+)?)?|/|", re.I)
_NUMBERED = re.compile(r"\d")
_NUMBERS = re.compile(r"[0-9a-f]{8,}|\d+")
_ADDRESS = re.compile(r"(?:(?:https?:)?//([^/?]*))?([^?]*)(\??.*)", re.I | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row as it was found, its link still as written."""

    block: Block
    anchor: HtmlElement
    title: str
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """The list of a page."""

    rows: tuple[Candidate, ...]
    link_column: Column
    title_column: Column | None  # None: the title is the link's own
    date_column: Column | None
    score: float


def find(tree: HtmlElement, *, now: datetime) -> Inferred | None:
    """The page's main list; None where nothing on it looks like one."""
    best = max(lists(tree, now=now), key=lambda each: each.score, default=None)
    return best if best is not None and best.score > LEAST else None


def lists(tree: HtmlElement, *, now: datetime) -> Iterator[Inferred]:
    """Everything on the page that could be read as a list, menus and footers among it."""
    chrome = Chrome(tree)
    dates = Dates(now)
    titles = Titles(dates)
    headings = Headings(tree, dates)
    for group in blocks.groups(tree):
        inferred = _judged(group, chrome, titles, headings)
        if inferred is not None:
            yield inferred


def _judged(group: Group, chrome: Chrome, titles: Titles, headings: Headings) -> Inferred | None:
    listed = [block for block in group.blocks if block.links]
    if len(listed) < 2:
        return None
    dates = titles.dates
    link_column = _link_column(listed, titles)
    date_column = dating.best_column(listed, dates)
    own = [_own_title(block, link_column, titles) for block in listed]
    told = titling.telling(own)
    title_column = None if told >= 0.5 else _title_column(listed, dates, told)
    if title_column is not None:
        own = [titling.said_in(block, title_column, dates) or said for block, said in zip(listed, own, strict=True)]
        link_column = _first_link_column(listed)  # its text was not the title, so the fullest text is not the best link
        told = titling.telling(own)
    if told < 0.2:  # every link says "Agenda": the row's day and kind are all there is to tell it by
        whole = [titling.without_links(block) for block in listed]
        if len(set(whole)) > 0.8 * len(listed):
            own, link_column = whole, _first_link_column(listed)
    rows = [
        made
        for block, said in zip(listed, own, strict=True)
        if (made := _row(block, link_column, date_column, said, titles)) is not None
    ]
    rows = _without_strays(rows)
    if len(rows) < 2:
        return None
    own_dates = any(row.published for row in rows)
    if not own_dates:
        above = headings.above([row.block for row in rows])
        rows = [replace(row, published=day) for row, day in zip(rows, above, strict=True)] if above else rows
    weight = sum(chrome.weight(row.block.nodes[0]) for row in rows) / len(rows)
    return Inferred(
        rows=tuple(rows),
        link_column=link_column,
        title_column=title_column,
        date_column=date_column,
        score=_score(rows, trust=1.0 if own_dates else 0.5) * weight,
    )


def _score(rows: list[Candidate], *, trust: float) -> float:
    """How much this looks like the releases of a site: many, distinct, told apart by their titles, dated."""
    count = len(rows)
    hrefs = {row.anchor.get("href") for row in rows}
    if len(hrefs) < 2:
        return 0.0
    homes = sum(_HOME.fullmatch((row.anchor.get("href") or "").strip()) is not None for row in rows) / count
    titles = {row.title for row in rows}
    widths = [min(width(row.title), 60) for row in rows]
    mean = sum(widths) / count
    dated = trust * sum(row.published is not None for row in rows) / count
    links = sum(len(row.block.links) for row in rows) / count
    amount = math.pow(sum(widths), 0.75)  # more rows count, but not in proportion
    telling = 1.0 if mean >= 16 else 0.15 + 0.85 * (mean / 16) ** 2
    crowded = 1.0 if links <= 4 else 4 / links
    return (
        amount
        * (0.3 + 2.2 * dated)
        * (0.2 + 0.8 * len(hrefs) / count)
        * (0.3 + 0.7 * len(titles) / count)
        * (telling if dated < 0.5 else max(telling, 0.6))
        * crowded
        * (1 - homes) ** 2
    )


def _link_column(listed: list[Block], titles: Titles) -> Column:
    """Where in the blocks the link to the release stands: nearly everywhere, always another, with telling text."""
    seen: dict[Column, list[HtmlElement]] = defaultdict(list)
    for block in listed:
        for column, anchor in block.links:
            seen[column].append(anchor)

    def worth(column: Column) -> float:
        anchors = seen[column]
        texts = [titles.of(anchor) for anchor in anchors]
        distinct = len({anchor.get("href") for anchor in anchors}) / len(anchors)
        told = len(set(texts)) / len(texts)
        mean = sum(min(width(text), 60) for text in texts) / len(texts)
        poor = sum(titling.is_poor(text) for text in texts) / len(texts)
        return (len(anchors) / len(listed)) * distinct * (0.05 + told) * (2 + mean) * (1.1 - poor)

    return max(seen, key=lambda column: (worth(column), -len(column)))


def _first_link_column(listed: list[Block]) -> Column:
    """The first link that nearly every block has, always another: where links only say "PDF", any will do."""
    seen: dict[Column, list[str]] = defaultdict(list)
    for block in listed:
        for column, anchor in block.links:
            seen[column].append(anchor.get("href") or "")
    return max(seen, key=lambda column: len(set(seen[column])))


def _title_column(listed: list[Block], dates: Dates, at_least: float) -> Column | None:
    """Where the title stands when the link's own text does not tell: the column that tells the rows apart best."""
    texts: dict[Column, list[str]] = defaultdict(list)
    for block in listed:
        for column in dict.fromkeys(piece.column for piece in block.pieces):
            said = titling.said_in(block, column, dates)
            if said:
                texts[column].append(said)

    def worth(column: Column) -> tuple[float, float]:
        said = texts[column]
        mean = sum(min(width(text), 60) for text in said) / len(said)
        return titling.telling(said) * len(said) / len(listed), mean

    best = max(texts, key=worth, default=None)
    return best if best is not None and worth(best)[0] > at_least else None


def _row(block: Block, link: Column, dated: Column | None, title: str, titles: Titles) -> Candidate | None:
    anchor = _anchor(block, link, titles)
    if anchor is None or not title:
        return None
    return Candidate(block=block, anchor=anchor, title=title, published=dating.date_of(block, dated, titles.dates))


def _own_title(block: Block, column: Column, titles: Titles) -> str:
    anchor = _anchor(block, column, titles)
    return "" if anchor is None else titles.of(anchor)


def _anchor(block: Block, column: Column, titles: Titles) -> HtmlElement | None:
    for at, anchor in block.links:
        if at == column:
            return anchor
    return max((each for _, each in block.links), key=lambda each: width(titles.of(each)), default=None)


def _without_strays(rows: list[Candidate]) -> list[Candidate]:
    """Without pagers, "more" and "back" links, which stand among dated rows but lead elsewhere."""
    dated = [row for row in rows if row.published is not None]
    if not dated or len(dated) < 0.7 * len(rows):
        return rows
    mean = sum(width(row.title) for row in dated) / len(dated)
    shapes = {_shape(row.anchor) for row in dated}
    patterns = {_pattern(row.anchor) for row in dated}
    return [
        row
        for row in rows
        if row.published is not None
        or _pattern(row.anchor) in patterns
        or (width(row.title) > 0.4 * mean and _shape(row.anchor) in shapes)
    ]


def _pattern(anchor: HtmlElement) -> str:
    """A link's address with its numbers made equal: one pattern, one kind of page."""
    return _NUMBERS.sub("#", (anchor.get("href") or "").strip().lower())


def _shape(anchor: HtmlElement) -> tuple[str, str, bool]:
    """What kind of address a link has: host, ending, and whether a number tells it from its like."""
    href = (anchor.get("href") or "").strip()
    match = _ADDRESS.match(href.partition("#")[0])
    host, path, query = match.groups("") if match else ("", "", "")
    ending = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return host, ending, bool(_NUMBERED.search(path + query))
