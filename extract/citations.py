"""What a text cites: 《titles》 and 文号, and whether it builds on them, carries them out, amends or repeals them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extract import numbers

Relation = Literal["basis", "amends", "repeals", "mentions"]

MOST = 60  # citations of one document that are kept; a list of repealed rules has hundreds

_LONGEST = 120  # characters of a title
_NUMBER_AFTER = re.compile(r"\s*[（(]([^（()）]{4,60})[）)]")
_CLAUSE = re.compile("[。；;\n]")
_BUILDS = ("根据", "依据", "依照", "按照", "遵照", "遵循", "参照", "贯彻", "落实", "执行", "为实施")
_ENDS = ("废止", "停止执行", "自行失效")
_CHANGES = re.compile(r"作(?:如下|以下|出)?修[改订正]|进行(?:了)?修[改订正]|修改(?:如下|为)|作(?:如下|以下)调整")
_LOOSE = re.compile(r"[〔［\[【（(]\s*(?:19|20)\d\d\s*[〕］\]】）)]\s*第?\s*\d{1,5}\s*[号號]")
_MARK = re.compile(r"[一-鿿A-Za-z]{2,16}\s*$")  # what stands before the year
_NO_MARK = re.compile(
    r"^.*(?:根据|依据|依照|按照|遵照|参照|贯彻|落实|执行|转发|印发|废止|修改|关于|文件|即|和|与|及|以|由|了|的|对|将|见|按|据|原)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """Something that a text refers to; it has a title, a 文号, or both."""

    title: str | None  # without its marks
    number: str | None  # as X〔YYYY〕N号
    relation: Relation


def read(text: str) -> tuple[Citation, ...]:
    """What the text cites, each title or number once, in order of appearance, at most MOST."""
    found: dict[tuple[str | None, str | None], Citation] = {}
    for citation in _all(text):
        key = (citation.title, citation.number)
        known = found.get(key)
        if known is None:
            if len(found) >= MOST:
                break
            found[key] = citation
        elif known.relation == "mentions":
            found[key] = citation
    return tuple(found.values())


def _all(text: str) -> Iterator[Citation]:
    named: list[tuple[int, int]] = []
    for start, end, title in _titles(text):
        after = _NUMBER_AFTER.match(text, end)
        number = numbers.canonical(after[1]) if after else None
        named.append((start, after.end() if after and number else end))
        yield Citation(title=title, number=number, relation=_relation(text, *named[-1]))
    for match in _LOOSE.finditer(text):
        if any(start <= match.start() < end for start, end in named):
            continue
        before = _MARK.search(text[max(0, match.start() - 18) : match.start()])
        mark = _NO_MARK.sub("", before[0].strip()) if before else ""
        number = numbers.canonical(mark + match[0]) if len(mark) >= 2 else None
        if number:
            yield Citation(title=None, number=number, relation=_relation(text, match.start(), match.end()))


def _titles(text: str) -> Iterator[tuple[int, int, str]]:
    """Every 《title》 with where it begins and ends; a title within a title belongs to it."""
    at = 0
    while (start := text.find("《", at)) >= 0:
        depth, end = 1, start + 1
        while end < len(text) and depth and end - start <= _LONGEST:
            depth += (text[end] == "《") - (text[end] == "》")
            depth = 0 if text[end] == "\n" else depth
            end += 1
        title = text[start + 1 : end - 1].strip()
        if text[end - 1] == "》" and len(title) >= 3:
            yield start, end, title
            at = end
        else:
            at = start + 1


def _relation(text: str, start: int, end: int) -> Relation:
    """What the clause around a citation does with it."""
    before = _CLAUSE.split(text[max(0, start - 80) : start])[-1]
    after = _CLAUSE.split(text[end : end + 80], maxsplit=1)[0]
    if any(word in after or word in before for word in _ENDS):
        return "repeals"
    if _CHANGES.search(after):
        return "amends"
    return "basis" if any(word in before for word in _BUILDS) else "mentions"
