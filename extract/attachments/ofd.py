"""OFD, the national format of official documents (GB/T 33190): the text of its pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree

from extract.attachments import wrapped
from extract.attachments.limits import CUT_SHORT, NEEDS_OCR, PAGES, Reading, Refused, collected, damaged
from extract.attachments.packed import Packed, local

_PAGE = re.compile(r".*Pages?/.*Content\.xml", re.I)
_GAP = 1.5  # heights of a line between the cells of a table


def read(data: bytes) -> Reading:
    """The text of an OFD; one without any is a scan."""
    packed = Packed(data)
    pages, templates = _pages(packed)
    if not pages:
        raise Refused(damaged("no pages in it"))
    found = collected(wrapped.joined(_all(packed, pages[:PAGES], templates)))
    if not found.text and not found.note:
        return Reading(text="", note=NEEDS_OCR)
    if len(pages) > PAGES and not found.note:
        return Reading(text=found.text, note=f"{CUT_SHORT}: the first {PAGES} of {len(pages)} pages are kept")
    return found


def _pages(packed: Packed) -> tuple[list[str], dict[str, str]]:
    """The pages' members in the order of the document, by name where it does not list them; templates' by their ID."""
    known = set(packed.names)
    listed: list[str] = []
    templates: dict[str, str] = {}
    for root in _said(packed, "OFD.xml", "DocRoot"):
        document = _path("", root)
        if document not in known:
            continue
        folder = posixpath.dirname(document)
        for _, element in packed.xml(document, "end"):
            tag, place = local(element), _path(folder, element.get("BaseLoc", ""))
            if tag == "Page":
                listed.append(place)
            elif tag == "TemplatePage" and place in known:
                templates[element.get("ID", "")] = place
    found = [name for name in dict.fromkeys(listed) if name in known]
    return found or sorted((name for name in packed.names if _PAGE.fullmatch(name)), key=_counted), templates


def _said(packed: Packed, name: str, tag: str) -> list[str]:
    return [(element.text or "").strip() for _, element in packed.xml(name, "end") if local(element) == tag]


def _path(folder: str, place: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, place.strip())).lstrip("/")


def _counted(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)[:8]]


def _all(packed: Packed, pages: list[str], templates: dict[str, str]) -> Iterator[str]:
    """All lines; a template's, such as the head of the paper, once."""
    for name in pages:
        lines, used = _lines(packed, name)
        for template in used:
            if (place := templates.pop(template, None)) is not None:
                yield from _lines(packed, place)[0]
        yield from lines


def _lines(packed: Packed, name: str) -> tuple[list[str], list[str]]:
    """The page's lines, and the templates it is printed on: text objects that stand at one height are one line."""
    lines: list[str] = []
    used: list[str] = []
    line: list[str] = []
    height = None
    end = 0.0  # of the text before, from the left
    left = top = width = high = 0.0  # of the text object
    for event, element in packed.xml(name, "start", "end"):
        tag = local(element)
        if event == "start":
            if tag == "TextObject":
                left, top, width, high = _box(element)
        elif tag == "Template":
            used.append(element.get("TemplateID", ""))
        elif tag == "TextCode":
            here = top + _number(element.get("Y"))
            if height is not None and abs(here - height) > max(high / 2, 0.5):
                lines.append("".join(line))
                line.clear()
            elif line and high and left - end > _GAP * high:
                line.append("\t")
            height, end = here, left + width
            line.append(element.text or "")
        elif tag.endswith("Object"):
            element.clear()  # a map is a million paths
    return [*lines, "".join(line)], used


def _box(element: etree._Element) -> tuple[float, float, float, float]:
    numbers = [_number(part) for part in (element.get("Boundary") or "").split()]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == 4 else (0.0, 0.0, 0.0, 0.0)


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0
