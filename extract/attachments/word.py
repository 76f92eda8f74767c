"""DOCX: paragraphs and tables in order, with what Word wraps its text in.

The markup is read directly. python-docx would pass over insertions, smart tags (the dates and places of older Chinese
files) and content controls, and gives up on a file whose pictures are missing, as WPS writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from extract.attachments import numbering
from extract.attachments.limits import Reading, Refused, collected, damaged
from extract.attachments.packed import Packed, local

_MAIN = re.compile(r"word/document\d*\.xml")
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_SKIPPED = frozenset(["Fallback", "moveFrom", "del"])  # said elsewhere, or no longer said
_BETWEEN = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read(data: bytes) -> Reading:
    """The text of a DOCX."""
    packed = Packed(data)
    main = [name for name in packed.names if _MAIN.fullmatch(name)]
    if not main:
        raise Refused(damaged("no document in it"))
    notes = [name for name in _NOTES if name in packed.names]
    numbers = numbering.read(packed)
    return collected(line for name in main + notes for line in _lines(packed, name, numbers))


def _lines(packed: Packed, name: str, numbers: numbering.Numbering) -> Iterator[str]:
    """Paragraphs, and rows of tables as one line with tabs between the cells."""
    words: list[str] = []  # of the paragraph
    cells: list[list[str]] = []  # paragraphs of the row's cells
    rows = skipped = 0
    for event, element in packed.xml(name, "start", "end"):
        tag = local(element)
        if tag in _SKIPPED:
            skipped += 1 if event == "start" else -1
        elif event == "start":
            if tag == "tr":
                rows += 1
            elif tag == "tc":
                cells.append([])
        elif tag == "t" and not skipped:
            words.append(element.text or "")
        elif tag in _BETWEEN and _in_run(element):
            words.append(_BETWEEN[tag])
        elif tag == "p":
            said = "".join(words)
            if said.strip():
                said = numbers.label(element) + said
            words.clear()
            _forget(element)
            if cells:
                cells[-1].append(said)
            else:
                yield said
        elif tag == "tr":
            rows -= 1
            if not rows:  # a table within a cell belongs to that cell's row
                yield "\t".join(filter(None, (" ".join(" ".join(cell).split()) for cell in cells)))
                cells.clear()
                _forget(element)


def _in_run(element: etree._Element) -> bool:
    # A tab is also a position among a paragraph's properties.
    parent = element.getparent()
    return parent is not None and local(parent) == "r"


def _forget(element: etree._Element) -> None:
    """Let go of what was read, so that a long file is never held as a tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
