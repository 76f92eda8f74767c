"""The numbers that Word sets before paragraphs by itself: 1., 第一条, （一）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extract.attachments.packed import Packed, local

_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_MOST = 100_000  # a counter set higher is a prank


@dataclass(slots=True)
class _Level:
    shape: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """What numbers a file's paragraphs get, counted as they are asked for in order."""

    lists: dict[str, dict[int, _Level]] = field(default_factory=dict)  # by numId
    abstract: dict[str, str] = field(default_factory=dict)  # numId -> the definition whose count it goes on with
    styles: dict[str, tuple[str | None, str | None, int | None]] = field(default_factory=dict)  # parent, numId, level
    counts: dict[str, list[int]] = field(default_factory=dict)

    def label(self, paragraph: etree._Element) -> str:
        """The number in front of this paragraph, with the space it needs; empty where it has none."""
        if not self.lists:
            return ""
        number, level = self._of(paragraph)
        levels = self.lists.get(number or "")
        if levels is None or level not in levels:
            return ""
        counts = self.counts.setdefault(self.abstract.get(number or "", ""), [0] * _LEVELS)
        counts[level] = levels[level].start if not counts[level] else counts[level] + 1
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if levels[level].shape in ("bullet", "none"):
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            one = levels.get(at, levels[level])
            return _written(counts[at] or one.start, one.shape)

        said = re.sub(r"%([1-9])", shown, levels[level].text).strip()
        return f"{said} " if said and said[-1].isalnum() else said

    def _of(self, paragraph: etree._Element) -> tuple[str | None, int]:
        number, level, style = None, None, None
        for element in _under(_child(paragraph, "pPr")):
            tag = local(element)
            if tag == "pStyle":
                style = _value(element)
            elif tag == "numPr":
                number, level = _numbered(element)
        for _ in range(10):  # styles rest on styles
            if number is not None or style not in self.styles:
                break
            style, number, of_style = self.styles[style]
            level = of_style if level is None else level
        return number, min(level or 0, _LEVELS - 1)


def read(packed: Packed) -> Numbering:
    """The numbering that a DOCX defines; an empty one where it defines none."""
    found = Numbering()
    if "word/numbering.xml" not in packed.names:
        return found
    shapes: dict[str, dict[int, _Level]] = {}
    for _, element in packed.xml("word/numbering.xml", "end"):
        tag = local(element)
        if tag == "abstractNum":
            shapes[_attribute(element, "abstractNumId")] = dict(_levels(element))
        elif tag == "num":
            number, named = _attribute(element, "numId"), _value(_child(element, "abstractNumId"))
            found.lists[number] = dict(shapes.get(named, {}))
            found.abstract[number] = named
            overridden = [one for one in element if local(one) == "lvlOverride"]
            for one in overridden:
                at, start = _number(_attribute(one, "ilvl")), _child(one, "startOverride")
                found.lists[number].update(_levels(one))
                if start is not None and at in found.lists[number]:
                    old = found.lists[number][at]
                    found.lists[number][at] = _Level(old.shape, old.text, _number(_value(start)))
                    found.abstract[number] = f"{named}/{number}"  # it counts anew
    if found.lists and "word/styles.xml" in packed.names:
        for _, element in packed.xml("word/styles.xml", "end"):
            if local(element) == "style":
                based = _child(element, "basedOn")
                numbered = next((one for one in _under(_child(element, "pPr")) if local(one) == "numPr"), None)
                number_of, level = _numbered(numbered) if numbered is not None else (None, None)
                found.styles[_attribute(element, "styleId")] = (_value(based) or None, number_of, level)
    return found


def _levels(element: etree._Element) -> Iterator[tuple[int, _Level]]:
    for one in element:
        if local(one) == "lvl":
            parts = {local(part): _value(part) for part in one}
            level = _Level(parts.get("numFmt", "decimal"), parts.get("lvlText", ""), _number(parts.get("start", "1")))
            yield _number(_attribute(one, "ilvl")), level


def _numbered(element: etree._Element) -> tuple[str | None, int | None]:
    level, number = _child(element, "ilvl"), _child(element, "numId")
    return (
        _value(number) if number is not None else None,
        min(_number(_value(level)), _LEVELS - 1) if level is not None else None,
    )


def _written(count: int, shape: str) -> str:
    if shape.startswith(("chinese", "japaneseCounting", "taiwaneseCounting", "ideographDigital", "japaneseDigital")):
        return _han(count)
    if shape.startswith("decimalEnclosedCircle") and count <= len(_CIRCLED):
        return _CIRCLED[count - 1]
    if shape in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 5)
        return letter if shape == "upperLetter" else letter.lower()
    if shape in ("upperRoman", "lowerRoman"):
        return _roman(count) if shape == "upperRoman" else _roman(count).lower()
    return str(count)


def _han(count: int) -> str:
    """A number below a thousand as articles are counted: 十一, 二十, 一百零三."""
    if count >= 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    said = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        said += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        said += "零"
    return said + (_DIGITS[ones] if ones or not count else "")


def _roman(count: int) -> str:
    if count > 1000:
        return str(count)
    said = ""
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        times, count = divmod(count, worth)
        said += letters * times
    return said


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next((one for one in _under(element) if local(one) == name), None)


def _under(element: etree._Element | None) -> list[etree._Element]:
    return list(element) if element is not None else []


def _value(element: etree._Element | None) -> str:
    return _attribute(element, "val") if element is not None else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")


def _number(said: str) -> int:
    return min(int(said), _MOST) if said.isascii() and said.isdigit() else 0
