"""OFD, the national format of official documents (GB/T 33190): the text of its pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from extract.attachments.limits import CUT_SHORT, NEEDS_OCR, PAGES, Reading, Refused, collected, damaged
from extract.attachments.packed import Packed, local

_PAGE = re.compile(r".*Pages?/.*Content\.xml", re.I)


def read(data: bytes) -> Reading:
    """The text of an OFD; one without any is a scan."""
    packed = Packed(data)
    pages = _pages(packed)
    if not pages:
        raise Refused(damaged("no pages in it"))
    found = collected(line for name in pages[:PAGES] for line in _lines(packed, name))
    if not found.text and not found.note:
        return Reading(text="", note=NEEDS_OCR)
    if len(pages) > PAGES and not found.note:
        return Reading(text=found.text, note=f"{CUT_SHORT}: the first {PAGES} of {len(pages)} pages are kept")
    return found


def _pages(packed: Packed) -> list[str]:
    """The pages' members in the order of the document, by name where the document does not list them."""
    known = set(packed.names)
    listed = []
    for root in _said(packed, "OFD.xml", "DocRoot"):
        document = _path("", root)
        if document in known:
            folder = posixpath.dirname(document)
            listed += [_path(folder, place) for place in _locations(packed, document)]
    found = [name for name in dict.fromkeys(listed) if name in known]
    return found or sorted((name for name in packed.names if _PAGE.fullmatch(name)), key=_counted)


def _said(packed: Packed, name: str, tag: str) -> list[str]:
    return [(element.text or "").strip() for _, element in packed.xml(name, "end") if local(element) == tag]


def _locations(packed: Packed, document: str) -> list[str]:
    return [element.get("BaseLoc", "") for _, element in packed.xml(document, "end") if local(element) == "Page"]


def _path(folder: str, place: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, place)).lstrip("/")


def _counted(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)[:8]]


def _lines(packed: Packed, name: str) -> Iterator[str]:
    """The page's lines: text objects that stand at one height are one line."""
    line: list[str] = []
    height = None
    at = (0.0, 0.0)  # where the text object stands, and how high it is
    for event, element in packed.xml(name, "start", "end"):
        tag = local(element)
        if event == "start":
            if tag == "TextObject":
                at = _box(element)
        elif tag == "TextCode":
            here = at[0] + _number(element.get("Y"))
            if height is not None and abs(here - height) > max(at[1] / 2, 0.5):
                yield "".join(line)
                line.clear()
            height = here
            line.append(element.text or "")
        elif tag.endswith("Object"):
            element.clear()  # a map is a million paths
    yield "".join(line)


def _box(element: etree._Element) -> tuple[float, float]:
    numbers = (element.get("Boundary") or "").split()
    return (_number(numbers[1]), _number(numbers[3])) if len(numbers) == 4 else (0.0, 0.0)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
