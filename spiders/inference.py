"""Find the rows of any list page: which repeated blocks they are, and in them link, title and date."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import unquote_plus

from lxml import etree
from lxml.html import HtmlElement

from spiders import blocks, candidates, dating, listdates, planted, titling
from spiders.blocks import SILENT, Block, Column, Group, width
from spiders.candidates import SINGLE, Candidate
from spiders.chrome import Chrome
from spiders.dating import Dates, Headings
from spiders.titling import Titles

BESIDE = 40  # characters that may stand beside the title of such a row
UNLINKED = 6  # how wide the title of a row without a link is at least
LEAST = 8.0  # what scores less is a menu, a footer or a few stray links
_FILE = re.compile(r"\.(?:pdf|docx?|wps|ofd|xlsx?|rtf|zip|rar)$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inferred:
    """The list of a page."""

    rows: tuple[Candidate, ...]
    link_column: Column
    title_column: Column | None  # None: the title is the link's own
    date_column: Column | None
    score: float
    headed: bool = False  # the dates stand above several rows each


def find(tree: HtmlElement, *, now: datetime) -> Inferred | None:
    """The page's main list; None where nothing on it looks like one."""
    found = list(lists(tree, now=now))
    best = max(found, key=lambda each: each.score, default=None)
    best = max((each for each in found if best and _holds(each, best)), key=lambda each: each.score, default=best)
    best = max((each for each in found if best and _goes_on(each, best)), key=lambda each: len(each.rows), default=best)
    if best is None or sum(row.published is not None for row in best.rows) <= len(best.rows) / 2:
        # Menus are all there is beside the first row of a new list: one dated row says more than they do.
        best = max([*([best] if best else []), *_single(tree, now)], key=lambda each: each.score, default=None)
    return _with_unlinked(best, tree, _dates(tree, now)) if best is not None and best.score > LEAST else None


def _holds(outer: Inferred, inner: Inferred) -> bool:
    """Are the rows of the one, all of them dated, what the undated links of the other are parts of?"""
    if 3 * sum(row.published is not None for row in inner.rows) > len(inner.rows) or len(outer.rows) < 3:
        return False
    if any(row.published is None for row in outer.rows):
        return False
    inside = {node for row in outer.rows for node in row.block.nodes}
    held = sum(any(each in inside for each in row.block.nodes[0].iterancestors()) for row in inner.rows)
    return held > 0.8 * len(inner.rows) and 2 * len(outer.rows) < len(inner.rows)


def _goes_on(longer: Inferred, best: Inferred) -> bool:
    """Are the best rows among these, and their dates no reason against it or days that head several rows each?"""
    if len(longer.rows) <= len(best.rows):
        return False
    if 2 * sum(row.published is not None for row in best.rows) <= len(best.rows):
        # One of two parts of a list is dated, by what stands above it: a gazette's contents, say.
        anchors = {row.anchor: row.title for row in longer.rows}
        return longer.score > LEAST and all(anchors.get(row.anchor) == row.title for row in best.rows)
    if not longer.headed or any(row.published is None for row in longer.rows):
        return False
    told = {(row.title, row.published): row.anchor for row in longer.rows}
    if len(told) < len(longer.rows):
        return False
    return all(row.anchor is not None and told.get((row.title, row.published)) is row.anchor for row in best.rows)


def lists(tree: HtmlElement, *, now: datetime) -> Iterator[Inferred]:
    """Everything on the page that could be read as a list, menus and footers among it."""
    chrome = Chrome(tree)
    titles = Titles(_dates(tree, now))
    headings = Headings(tree, titles.dates)
    for group in blocks.groups(tree):
        inferred = _judged(group, chrome, titles, headings)
        if inferred is not None:
            yield inferred


def _dates(tree: HtmlElement, now: datetime) -> Dates:
    said = (
        text for each in tree.iter(etree.Element) if each.tag not in SILENT for text in (each.text, each.tail) if text
    )
    return Dates(now, listdates.habit(" ".join(said)))


def _single(tree: HtmlElement, now: datetime) -> Iterator[Inferred]:
    """Lists of one row: a link with a telling text, and beside it a date and little else."""
    chrome = Chrome(tree)
    titles = Titles(_dates(tree, now))
    headings = Headings(tree, titles.dates)
    for block in blocks.singles(tree):
        inferred = _judged(Group([block]), chrome, titles, headings, alone=True)
        if inferred is None or inferred.title_column is not None or chrome.weight(block.nodes[0]) < 1:
            continue
        row = inferred.rows[0]
        beside = sum(len(piece.text) for piece in block.pieces if piece.anchor is not row.anchor)
        if row.published is not None and width(row.title) >= SINGLE and beside <= BESIDE:
            yield replace(inferred, score=0.4 * inferred.score)


def _judged(
    group: Group, chrome: Chrome, titles: Titles, headings: Headings, *, alone: bool = False
) -> Inferred | None:
    """The group as a list; `alone` allows one of a single row."""
    listed = [block for block in group.blocks if block.links]
    if len(listed) < (1 if alone else 2):
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
        silent = sum(map(titling.is_poor, own)) > len(own) / 2
        worded = sum(bool(titling.said_outside(block, dates)) for block in listed) > len(listed) / 2
        if len(set(whole)) > 0.8 * len(listed) and (silent or worded):
            own, link_column = whole, _first_link_column(listed)
    rows = [
        made
        for block, said in zip(listed, own, strict=True)
        if (made := _row(block, link_column, date_column, said, titles, headings)) is not None
    ]
    rows = candidates.without_strays(candidates.of_dated_lists(planted.without(rows)))
    if len(rows) < 2 and not (rows and alone):
        return None
    days = [row.published for row in rows if row.published is not None]
    bare = len(days) == len(rows) and all(dating.is_yearless(row.block, date_column, titles.dates) for row in rows)
    if bare and not headings.years():
        rows = [replace(row, published=day) for row, day in zip(rows, dating.across_years(days), strict=True)]
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
        headed=not own_dates and any(row.published for row in rows),
        # What stands beside a link that does not tell is often the summary of a row whose title is another link.
        score=candidates.score(rows, trust=1.0 if own_dates else 0.5)
        * weight
        * (1.0 if title_column is None else 0.6)
        * (0.1 if candidates.is_shifted(rows, titles.dates.now) else 1.0),
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
        distinct *= 0.02 if sum(map(_is_search, anchors)) > len(anchors) / 2 else 1.0
        told = len(set(texts)) / len(texts)
        mean = sum(min(width(text), 60) for text in texts) / len(texts)
        poor = sum(titling.is_poor(text) for text in texts) / len(texts)
        return (len(anchors) / len(listed)) * distinct * (0.05 + told) * (2 + mean) * (1.1 - poor)

    files = [titling.is_poor(titles.of(block.links[0][1])) and _is_run(block) for block in listed]
    if sum(files) > len(listed) / 2:  # agenda, minutes and whatever else belongs to the row
        return Counter(block.links[0][0] for block in listed).most_common(1)[0][0]
    first = next(iter(seen))  # the second language of a row, its reprint or its explanation comes after the first
    return max(seen, key=lambda column: (worth(column) * (1.25 if column == first else 1.0), -len(column)))


def _is_run(block: Block) -> bool:
    """Do three links or more stand side by side, one built like the other?"""
    ways = Counter(tuple(step.partition(":")[0] for step in column) for column, _ in block.links)
    return max(ways.values()) > 2


def _first_link_column(listed: list[Block]) -> Column:
    """The first link that nearly every block has, always another: where links only say "PDF", any will do."""
    seen: dict[Column, list[str]] = defaultdict(list)
    for block in listed:
        for column, anchor in block.links:
            seen[column].append(anchor.get("href") or "")
    most = max(len(set(hrefs)) for hrefs in seen.values())
    full = [column for column, hrefs in seen.items() if len(set(hrefs)) > 0.9 * most]
    numbers = [
        titling.only_numbers(anchor.text_content()) for block in listed for at, anchor in block.links if at == full[0]
    ]
    if sum(numbers) > len(numbers) / 2:  # a number leads to a record, the file beside it is what was released
        full = [column for column in full if all(map(_is_file, seen[column]))] or full
    return full[0]


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


def _row(
    block: Block, link: Column, dated: Column | None, title: str, titles: Titles, headings: Headings
) -> Candidate | None:
    anchor = _anchor(block, link, titles)
    if anchor is None or not title or titling.is_onward(title):
        return None
    return Candidate(
        block=block,
        anchor=anchor,
        title=titling.completed(title, block),
        published=headings.completed(block, dating.found_in(block, dated, titles.dates)),
    )


def _own_title(block: Block, column: Column, titles: Titles) -> str:
    anchor = _anchor(block, column, titles)
    return "" if anchor is None else titles.of(anchor)


def _anchor(block: Block, column: Column, titles: Titles) -> HtmlElement | None:
    for at, anchor in block.links:
        if at == column:
            return anchor
    return max((each for _, each in block.links), key=lambda each: width(titles.of(each)), default=None)


def _with_unlinked(found: Inferred, tree: HtmlElement, dates: Dates) -> Inferred:
    """The list with the dated rows among its own that have no link (yet)."""
    dated = sum(row.published is not None for row in found.rows)
    if found.date_column is None or dated < 0.8 * len(found.rows):
        return found
    column = found.title_column
    added = [
        Candidate(block=block, anchor=None, title=title, published=day)
        for block in blocks.unlinked([row.block for row in found.rows])
        if (day := dating.date_at(block, found.date_column, dates)) is not None
        and (title := (titling.said_in(block, column, dates) if column else "") or titling.said_outside(block, dates))
        and width(title) >= UNLINKED
    ]
    if not added:
        return found
    order = {element: n for n, element in enumerate(tree.iter())}
    every = [*found.rows, *added]
    if len({row.title for row in every}) <= len(every) / 2:  # they only say where, and what is said above them
        every = [replace(row, title=_heading_above(row.block, tree, order) or row.title) for row in every]
    rows = sorted(every, key=lambda row: order[row.block.nodes[0]])
    return replace(found, rows=tuple(rows))


def _heading_above(block: Block, tree: HtmlElement, order: dict[HtmlElement, int]) -> str | None:
    at = order[block.nodes[0]]
    above = [each for each in tree.iter("h1", "h2", "h3", "h4", "h5", "caption", "legend") if order[each] < at]
    return titling.tidy(above[-1].text_content()) if above else None


def _is_file(href: str) -> bool:
    return _FILE.search(href.partition("#")[0].partition("?")[0]) is not None


def _is_search(anchor: HtmlElement) -> bool:
    """Does the link look for its own text, as those to a party, a tag or an author do?"""
    said = " ".join(anchor.text_content().split()).lower()
    query = unquote_plus((anchor.get("href") or "").partition("?")[2]).lower()
    return len(said) > 2 and said in query
