"""Paragraphs of a page on which each printed line ends at the margin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_FULL = 0.9  # of the widest line before: only a line that reaches the margin goes on in the next
_NARROW = 50  # in half widths; official paper has 28 characters a line
_ENDS = re.compile(r"[。！？：；:;.!?]$")
_BEGINS = re.compile(  # a heading, an item of a list
    r"第[一二三四五六七八九十百零〇\d]+[条章节编款部]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[（(]?\d{1,3}[）)、.．]|附件|\S{2,12}[〔\[]\d{4}[〕\]]\d+号$|[—-]\s*\d+\s*[—-]$|\s*\d+$"
)
_HAN = re.compile(r"[\u3400-\u9fff，、；》”）〕%]$")
_HAN_BEGINS = re.compile(r"[\u3400-\u9fff\d《“（〔，。、；：]")


def joined(lines: Iterable[str]) -> Iterator[str]:
    """The lines, those of one Chinese paragraph together: a word that is broken by the margin is found again."""
    widest = 0
    held = ""
    last = 0  # width of the held paragraph's last line
    for line in lines:
        line = line.rstrip()
        if held and _goes_on(held, last, widest, line):
            held += line
        else:
            if held:
                yield held
            held = line
        last = _width(line)
        widest = max(widest, last) if "\t" not in line else widest
    if held:
        yield held


def _goes_on(held: str, last: int, widest: int, line: str) -> bool:
    if last < max(_NARROW, widest * _FULL) or "\t" in line or _ENDS.search(held) or _BEGINS.match(line):
        return False
    return bool(_HAN.search(held) and _HAN_BEGINS.match(line))


def _width(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in line)
