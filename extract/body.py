"""The main text of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import html

from extract import candidates, rendering
from extract.page import Hints
from extract.rendering import Line

_DENSE_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")
_WORD = re.compile(r"\w+")


@dataclass(slots=True, kw_only=True)
class Body:
    """The lines of the main text and the element they stand in."""

    lines: list[Line]
    element: html.HtmlElement
    known: bool  # named by the source or its content system
    around: list[Line] = field(default_factory=list)  # all other lines of the page


def take(tree: html.HtmlElement, hints: Hints) -> Body:
    """The main text of a pruned page."""
    body = tree.find("body")
    body = tree if body is None else body
    lines = rendering.lines(body)
    named = candidates.container(body, lines, hints.body)
    if named is not None:
        return _within(named, lines, known=True)
    dense = candidates.dense(body, lines)
    return _vote(tree, body, lines, dense)


def _within(element: html.HtmlElement, lines: list[Line], *, known: bool) -> Body:
    inside = set(element.iter())
    return Body(
        lines=[line for line in lines if line.place in inside],
        element=element,
        known=known,
        around=[line for line in lines if line.place not in inside],
    )


def _vote(tree: html.HtmlElement, body: html.HtmlElement, lines: list[Line], dense: html.HtmlElement | None) -> Body:
    inside = set(dense.iter()) if dense is not None else set()
    by_density = [line for line in lines if line.place in inside]
    text = "".join(line.text for line in lines)
    chinese = len(_DENSE_SCRIPT.findall(text)) * 4 > len(text)
    opinions = [by_density]
    readable = _matched(lines, candidates.by_readability(tree))
    opinions.append(readable)
    if not chinese or _alike(by_density, readable) < 0.97:
        opinions.append(_matched(lines, candidates.by_trafilatura(tree)))
    best = _medoid(opinions) if chinese else opinions[2] or _medoid(opinions)
    chosen = set(map(id, best))
    return Body(
        lines=best,
        element=_common(best) if best else body,
        known=False,
        around=[line for line in lines if id(line) not in chosen],
    )


def _medoid(opinions: list[list[Line]]) -> list[Line]:
    return max(opinions, key=lambda one: sum(_alike(one, other) for other in opinions))


def _alike(one: list[Line], other: list[Line]) -> float:
    """Twice what both have, of all that either has, by characters."""
    mine = {id(line) for line in one}
    both = sum(line.size for line in other if id(line) in mine)
    total = sum(line.size for line in one) + sum(line.size for line in other)
    return 2 * both / total if total else 1.0


def _matched(lines: list[Line], text: str) -> list[Line]:
    """Our lines that somebody else's text contains, between its first and its last long one."""
    squeezed = _squeeze(text)
    if not squeezed:
        return []
    found = [(line, _squeeze(line.text)) for line in lines]
    has = [bool(key) and key in squeezed for _, key in found]
    long = [at for at, (_, key) in enumerate(found) if has[at] and len(key) >= 12]
    if not long:
        return []
    return [line for at, (line, key) in enumerate(found) if has[at] and long[0] - 3 <= at <= long[-1] + 3]


def _squeeze(text: str) -> str:
    return "".join(_WORD.findall(text))


def _common(lines: list[Line]) -> html.HtmlElement:
    """The smallest element around all of them."""
    chain = list(reversed([lines[0].place, *lines[0].place.iterancestors()]))
    for line in lines[1:]:
        other = {line.place, *line.place.iterancestors()}
        while chain and chain[-1] not in other:
            chain.pop()
    return chain[-1]
