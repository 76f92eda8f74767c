"""A piece of the tree as the lines a reader sees."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from lxml import html

_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table tbody"
        " td tfoot th thead tr ul ucapcontent ucaptitle caption legend",
    )
)
_CELLS = ("td", "th")
_SPACE = re.compile(r"[^\S\n]*\n\s*|[ \t\r\f\v\xa0\u2000-\u200a\u202f\u205f]+")
_BLANK = re.compile(r"[ \t\r\f\v\xa0\u2000-\u200a\u202f\u205f]+")
_HAN_BREAK = re.compile(
    r"(?<=[\u2e80-\u30ff\u3400-\u9fff\uff00-\uffef])\n(?=[\u2e80-\u30ff\u3400-\u9fff\uff00-\uffef])"
)
_PUNCTUATION = re.compile(r"[，。；：、！？,.;:!?،۔।]")
_WORD = re.compile(r"\w+")
_EDGE = " \t\n\r\f\v\xa0\u3000\u200b\u200e\u200f\u2060\ufeff\u00ad\u2002\u2003"


@dataclass(eq=False)
class Line:
    """One paragraph, heading, list item or table row, and where it stands."""

    text: str
    linked: int  # characters inside links
    links: int
    place: html.HtmlElement  # the block it stands in
    order: int = 0

    @cached_property
    def size(self) -> int:
        """Its characters."""
        return len(self.text)

    @cached_property
    def running(self) -> int:
        """How much of it reads like running text: 0 for links, labels and menus."""
        free = self.size - self.linked
        if free < 15 or self.linked * 2 > self.size:
            return 0
        return free if free > 60 or _PUNCTUATION.search(self.text) else 0

    @cached_property
    def letters(self) -> str:
        """What is left of it when other people's markup is compared: letters and digits."""
        return letters(self.text)


@dataclass(slots=True)
class _Pen:
    lines: list[Line] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0

    def end(self, place: html.HtmlElement) -> None:
        if self.pieces:
            text = tidy("".join(self.pieces))
            if text:
                self.lines.append(Line(text, self.linked, self.links, place, len(self.lines)))
            self.pieces.clear()
            self.linked = self.links = 0


def tidy(text: str) -> str:
    """Whitespace as a browser shows it, without the indent of the first line."""
    if "\n" not in text:
        return _BLANK.sub(" ", text).strip(_EDGE)
    text = _SPACE.sub(lambda run: "\n" if "\n" in run[0] else " ", text)
    return _HAN_BREAK.sub("", text).replace("\n", " ").strip(_EDGE)


def letters(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(_WORD.findall(unicodedata.normalize("NFC", text)))


def lines(root: html.HtmlElement) -> list[Line]:
    """Everything under the element, in reading order; rows of data tables are one line with tabs between cells."""
    pen = _Pen()
    _walk(root, pen, root, False)
    pen.end(root)
    return pen.lines


def _walk(element: html.HtmlElement, pen: _Pen, place: html.HtmlElement, in_link: bool) -> None:
    tag = element.tag
    if not isinstance(tag, str):  # a comment
        return
    if tag == "br":
        pen.end(place)
        return
    if tag == "table" and is_data(element):
        pen.end(place)
        _rows(element, pen)
        return
    if tag == "pre":
        pen.end(place)
        for row in (element.text_content()).split("\n"):
            pen.pieces.append(row)
            pen.end(element)
        return
    block = tag in _BLOCKS
    if block:
        pen.end(place)
        place = element
    if tag == "a":
        in_link = True
        pen.links += 1
    if element.text:
        _write(pen, element.text, in_link)
    for child in element:
        _walk(child, pen, place, in_link)
        if child.tail:
            _write(pen, child.tail, in_link)
    if block:
        pen.end(place)


def _write(pen: _Pen, text: str, in_link: bool) -> None:
    pen.pieces.append(text)
    if in_link:
        pen.linked += len(" ".join(text.split()) if "\n" in text else text.strip(_EDGE))


def is_data(table: html.HtmlElement) -> bool:
    """Do the cells belong together row by row, rather than hold the page's columns?"""
    if next(table.iter("table", "form"), table) is not table or any(True for _ in table.iterdescendants("table")):
        return False
    rows = list(table.iter("tr"))
    wide = [row for row in rows if sum(1 for cell in row if cell.tag in _CELLS) > 1]
    if len(rows) < 2 or len(wide) * 2 < len(rows):
        return False
    for row in wide:
        for cell in row.iterchildren(*_CELLS):
            text = cell.text_content()
            if (
                len(text) > 600
                and len(" ".join(text.split())) > 600
                and sum(1 for _ in cell.iter("p", "div", "br")) > 5
            ):
                return False
    return True


def _rows(table: html.HtmlElement, pen: _Pen) -> None:
    for caption in table.iter("caption"):
        pen.pieces.append(caption.text_content())
        pen.end(table)
    for row in table.iter("tr"):
        cells = [tidy(" ".join(cell.text_content().split(" "))) for cell in row if cell.tag in _CELLS]
        text = "\t".join(cells).strip(_EDGE)
        if text:
            linked = sum(len(" ".join(anchor.text_content().split())) for anchor in row.iter("a"))
            pen.lines.append(Line(text, linked, sum(1 for _ in row.iter("a")), row, len(pen.lines)))
