"""Find the rows of any list page: which repeated blocks they are, and in them link, title and date."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lxml.html import HtmlElement

from spiders import blocks, listdates
from spiders.blocks import Block, Group, Piece

Column = tuple[str, ...]


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


_DATE_LIKE = re.compile(r"\d|[今昨前]天|今日|昨日|刚刚|today|yesterday|十", re.I)
_WORDY = re.compile(r"[^\W\d_]")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_BULLET = re.compile(r"^(?:[·•●○▪■□◆◇»›>\-–—*|﹒・]|\d{1,3}[、.])\s*(?=\D)|\s*[»›>|]$")
_TOKENS = re.compile(r"[a-z]+")
_CUT = ("…", "...", "．．．", "。。。", "··")
_CHROME_WORDS = """
    nav navbar navigation menu submenu foot footer bottom crumb crumbs breadcrumb breadcrumbs location position pager
    paging pages pagination friend friends friendlink share login toolbar copyright sitemap skip lang language social
    tag tags topbar
"""
_ASIDE_WORDS = """
    side sidebar aside hot rank ranking recommend related relate widget header banner slide slider swiper tab tabs
    search
"""
_POOR_WORDS = """
    pdf doc docx html htm txt link view download more details detail read click here agenda minutes notice opinion order
    open mp3 audio video file 下载 查看 详情 更多 附件 点击 阅读 全文 打开 预览 原文 链接 查阅
"""
_CHROME, _ASIDE, _POOR = (frozenset(words.split()) for words in (_CHROME_WORDS, _ASIDE_WORDS, _POOR_WORDS))


def find(tree: HtmlElement, *, now: datetime) -> Inferred | None:
    """The page's main list; None where nothing on it looks like one."""
    chrome = _Chrome(tree)
    dates = _Dates(now)
    best: Inferred | None = None
    for group in blocks.groups(tree):
        inferred = _judged(group, chrome, dates)
        if inferred is not None and (best is None or inferred.score > best.score):
            best = inferred
    return best


class _Dates:
    """Reads dates out of pieces, each text once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._read: dict[str, listdates.Found | None] = {}

    def of(self, text: str) -> listdates.Found | None:
        if text not in self._read:
            plausible = len(text) < 400 and _DATE_LIKE.search(text)
            self._read[text] = listdates.search(text, now=self.now) if plausible else None
        return self._read[text]


class _Chrome:
    """Knows which parts of the page lead around the site instead of to its releases."""

    def __init__(self, tree: HtmlElement) -> None:
        self._weights: dict[HtmlElement, float] = {}
        self._whole = max(1, sum(1 for _ in tree.iter("a")))

    def weight(self, element: HtmlElement) -> float:
        """1 for content, less for navigation, footers and side columns."""
        if element in self._weights:
            return self._weights[element]
        parent = element.getparent()
        outer = self.weight(parent) if parent is not None else 1.0
        self._weights[element] = min(outer, self._own(element))
        return self._weights[element]

    def _own(self, element: HtmlElement) -> float:
        if element.tag in ("html", "body", "form", "main", "article"):
            return 1.0
        said = f"{element.get('class') or ''} {element.get('id') or ''}"
        words = set(_TOKENS.findall(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said).lower()))
        weight = 1.0
        if element.tag in ("nav", "footer") or words & _CHROME or element.get("role") == "navigation":
            weight = 0.08
        elif element.tag in ("aside", "header") or words & _ASIDE:
            weight = 0.4
        if weight < 1 and sum(1 for _ in element.iter("a")) > 0.7 * self._whole:
            return 1.0  # the name of a frame around nearly everything
        return weight


def _judged(group: Group, chrome: _Chrome, dates: _Dates) -> Inferred | None:
    listed = [block for block in group.blocks if any(blocks.usable(a.get("href")) for _, a in block.anchors())]
    if len(listed) < 2:
        return None
    link_column = _link_column(listed)
    date_column = _date_column(listed, dates)
    own = [_own_title(block, link_column, dates) for block in listed]
    title_column = None if _telling(own) >= 0.5 else _title_column(listed, date_column, dates, _telling(own))
    rows = [
        made
        for block, said in zip(listed, own, strict=True)
        if (made := _row(block, link_column, title_column, date_column, said, dates)) is not None
    ]
    rows = _without_strays(rows)
    if len(rows) < 2:
        return None
    weight = sum(chrome.weight(row.block.nodes[0]) for row in rows) / len(rows)
    return Inferred(
        rows=tuple(rows),
        link_column=link_column,
        title_column=title_column,
        date_column=date_column,
        score=_score(rows) * weight,
    )


def _score(rows: list[Candidate]) -> float:
    """How much this looks like the releases of a site: many, distinct, told apart by their titles, dated."""
    count = len(rows)
    hrefs = {row.anchor.get("href") for row in rows}
    if len(hrefs) < 2:
        return 0.0
    titles = {row.title for row in rows}
    widths = [min(_width(row.title), 60) for row in rows]
    mean = sum(widths) / count
    dated = sum(row.published is not None for row in rows) / count
    links = sum(sum(1 for _ in row.block.anchors()) for row in rows) / count
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
    )


def _link_column(listed: list[Block]) -> Column:
    """Where in the blocks the link to the release stands: nearly everywhere, always another, with telling text."""
    seen: dict[Column, list[HtmlElement]] = defaultdict(list)
    for block in listed:
        for column, anchor in block.anchors():
            if blocks.usable(anchor.get("href")):
                seen[column].append(anchor)

    def worth(column: Column) -> float:
        anchors = seen[column]
        texts = [_title_of(anchor) for anchor in anchors]
        distinct = len({anchor.get("href") for anchor in anchors}) / len(anchors)
        told = len(set(texts)) / len(texts)
        width = sum(min(_width(text), 60) for text in texts) / len(texts)
        poor = sum(_is_poor(text) for text in texts) / len(texts)
        return (len(anchors) / len(listed)) * distinct * (0.05 + told) * (2 + width) * (1.1 - poor)

    return max(seen, key=lambda column: (worth(column), -len(column)))


def _date_column(listed: list[Block], dates: _Dates) -> Column | None:
    """The column in which most blocks have a date and little else."""
    shares: Counter[Column] = Counter()
    for block in listed:
        for column, piece in {piece.column: piece for piece in reversed(block.pieces)}.items():
            found = dates.of(piece.text)
            if found is not None:
                filled = (found.end - found.start) / len(piece.text)
                shares[column] += 10 + int(10 * filled) - (5 if piece.anchor is not None else 0)
    if not shares:
        return None
    order = {column: -n for n, column in enumerate(piece.column for block in listed[:5] for piece in block.pieces)}
    return max(shares, key=lambda column: (shares[column], order.get(column, -9999)))


def _date_of(block: Block, column: Column | None, dates: _Dates) -> tuple[date | None, Piece | None]:
    pieces = block.pieces
    for piece in pieces:
        if piece.column == column:
            found = dates.of(piece.text)
            if found is not None:
                return found.day, piece
    for piece in sorted(pieces, key=lambda piece: (piece.anchor is not None, len(piece.text) > 40)):
        found = dates.of(piece.text)
        if found is not None:
            return found.day, piece
    together = dates.of(" ".join(piece.text for piece in pieces if piece.anchor is None))
    return (together.day, None) if together else (None, None)


def _own_title(block: Block, column: Column, dates: _Dates) -> str:
    anchor = _anchor(block, column)
    return "" if anchor is None else _title_of(anchor, dates)


def _anchor(block: Block, column: Column) -> HtmlElement | None:
    anchors = [(at, anchor) for at, anchor in block.anchors() if blocks.usable(anchor.get("href"))]
    for at, anchor in anchors:
        if at == column:
            return anchor
    return max((anchor for _, anchor in anchors), key=lambda anchor: _width(_title_of(anchor)), default=None)


def usable(anchor: HtmlElement) -> bool:
    """Can this link lead to a release?"""
    return blocks.usable(anchor.get("href"))


def title_of(anchor: HtmlElement) -> str:
    """A link's title: its text, or its `title` where the text is cut short or missing."""
    return _title_of(anchor)


def _title_of(anchor: HtmlElement, dates: _Dates | None = None) -> str:
    pieces = [piece for piece in Block((anchor,)).pieces if piece.anchor is not None]
    heading = [piece for piece in pieces if _is_heading(piece.element, anchor)]
    if heading:
        pieces = heading
    elif len(pieces) > 1 and dates is not None:
        pieces = [piece for piece in pieces if not _only_a_date(piece.text, dates)] or pieces
    text = _tidy(
        " ".join(piece.text for piece in pieces)
        if len({p.element for p in pieces}) > 1
        else "".join(p.text for p in pieces)
    )
    said = _tidy(anchor.get("title") or "")
    bare = text.rstrip("….。．· ")
    if said and (
        not text
        or (len(said) > len(text) and said.startswith(bare[:-1] if len(bare) > 6 else bare))
        or text.endswith(_CUT)
    ):
        return said
    if not text:
        images = [_tidy(image.get("alt") or "") for image in anchor.iter("img")]
        return next((alt for alt in images if alt), "")
    return text


def _is_heading(element: HtmlElement, anchor: HtmlElement) -> bool:
    while element is not anchor:
        if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return True
        if set(_TOKENS.findall((element.get("class") or "").lower())) & {"title", "tit", "bt", "headline", "subject"}:
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def _only_a_date(text: str, dates: _Dates) -> bool:
    found = dates.of(text)
    return found is not None and len(_WORDY.findall(text[: found.start] + text[found.end :])) < 3


def _telling(titles: Iterable[str]) -> float:
    """How well these titles tell their rows apart, from 0 to 1."""
    said = list(titles)
    if not said:
        return 0.0
    good = {title for title in said if not _is_poor(title)}
    distinct = len(good) / len(said)
    width = sum(min(_width(title), 30) for title in good) / (30 * len(good)) if good else 0.0
    return distinct * min(1.0, 2 * width)


def _is_poor(text: str) -> bool:
    """Does the text only say that here is a file or a number?"""
    words = re.findall(r"[^\W_]+", text.lower())
    return not any(_WORDY.search(word) and not any(c.isdigit() for c in word) for word in words if word not in _POOR)


def _title_column(listed: list[Block], date_column: Column | None, dates: _Dates, at_least: float) -> Column | None:
    """Where the title stands when the link's own text does not tell: the column that tells the rows apart best."""
    texts: dict[Column, list[str]] = defaultdict(list)
    for block in listed:
        for column in {piece.column for piece in block.pieces}:
            said = _tidy(" ".join(piece.text for piece in block.pieces if piece.column == column))
            if column != date_column and not _only_a_date(said, dates):
                texts[column].append(said)
    worth = {column: _telling(said) * len(said) / len(listed) for column, said in texts.items()}
    if not worth:
        return None
    best = max(worth, key=lambda column: worth[column])
    return best if worth[best] > at_least else None


def _row(
    block: Block, link: Column, title: Column | None, dated: Column | None, own: str, dates: _Dates
) -> Candidate | None:
    anchor = _anchor(block, link)
    if anchor is None:
        return None
    day, _ = _date_of(block, dated, dates)
    said = own
    if title is not None:
        other = _tidy(" ".join(piece.text for piece in block.pieces if piece.column == title))
        said = other or own
    return Candidate(block=block, anchor=anchor, title=said, published=day) if said else None


def _without_strays(rows: list[Candidate]) -> list[Candidate]:
    """Without pagers, "more" links and the like, which stand in the same table as the dated rows."""
    dated = [row for row in rows if row.published is not None]
    if not dated or len(dated) < 0.7 * len(rows):
        return rows
    mean = sum(_width(row.title) for row in dated) / len(dated)
    return [row for row in rows if row.published is not None or _width(row.title) > 0.4 * mean]


def _width(text: str) -> int:
    """How wide a text is: a Han character tells as much as two Latin letters."""
    return len(text) + len(_WIDE.findall(text))


def _tidy(text: str) -> str:
    folded = " ".join(text.split())
    return _BULLET.sub("", folded).strip() or folded
