"""Where a passage stood that was taken out of a text, in words for whoever looks for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml import html

from extract.document import Cut

BEFORE, AFTER, WHOLE = "before the text", "after the text", "instead of a text"
TITLE, SCRIPT, ANYWHERE = "title", "written by a script", "all over the page"
_STEPS = 3
_NAME = re.compile(r"[\w-]{1,24}")
_PAGE = ("html", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A passage taken out of lines, and which of them it was or stood in."""

    reason: str
    text: str
    at: int


def placed(taken: Iterable[Taken], kept: Sequence[int]) -> list[Cut]:
    """The passages with their places, told by the lines that are left, counted from 1; `kept` ascends."""
    return [Cut(reason=one.reason, text=one.text, place=_place(one.at, kept)) for one in taken]


def _place(at: int, kept: Sequence[int]) -> str:
    if not kept:
        return WHOLE
    above = bisect_left(kept, at)
    if above < len(kept) and kept[above] == at:
        return f"in line {above + 1}"
    if above == 0:
        return BEFORE
    return AFTER if above == len(kept) else f"after line {above}"


def path(element: html.HtmlElement) -> str:
    """A short way to the element: itself and what it stands in, up to the nearest id, at most three steps."""
    steps: list[str] = []
    here: html.HtmlElement | None = element
    while here is not None and len(steps) < _STEPS and (here is element or here.tag not in _PAGE):
        step, unique = _step(here)
        steps.append(step)
        if unique:
            break
        here = here.getparent()
    return " > ".join(reversed(steps))


def _step(element: html.HtmlElement) -> tuple[str, bool]:
    tag = element.tag if isinstance(element.tag, str) else "comment"
    tag = tag if _NAME.fullmatch(tag) else "element"
    name = element.get("id", "").strip()
    if _NAME.fullmatch(name):
        return f"{tag}#{name}", True
    names = [name for name in element.get("class", "")[:200].split() if _NAME.fullmatch(name)]
    return (f"{tag}.{names[0]}" if names else tag), False
