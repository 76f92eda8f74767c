"""The passage of a document that shows why somebody is told of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from notify.forms import CONTROL
from notify.message import ELLIPSIS, Item


def snippet(text: str, spans: Sequence[tuple[int, int]], *, title: str, width: int = 120) -> str | None:
    """The passage around the first hits, or the beginning of the text, without the title that stands above it."""
    start = len(title) if text.startswith(title) else 0
    hits = [(offset, length) for offset, length in spans if offset >= start]
    if hits:
        start = max(start, hits[0][0] - width // 3)
    stop = min(len(text), start + width)
    passage = " ".join(CONTROL.sub(" ", text[start:stop]).replace(title, ELLIPSIS).split()).strip("…。，；、 ")
    if not passage or title in passage:
        return None
    before = ELLIPSIS if hits and text[:start].strip() else ""
    return before + passage + (ELLIPSIS if stop < len(text) else "")


KEY = 6  # characters of a title by which it is looked up


def apart(items: Sequence[Item]) -> list[Item]:
    """The items with snippets that repeat none of the message's titles: a receiver may look for each title once."""
    titles: dict[str, list[str]] = {}
    for item in items:
        titles.setdefault(item.title[:KEY], []).append(item.title)
    return [replace(item, snippet=_without(item.snippet, titles)) if item.snippet else item for item in items]


def _without(text: str, titles: Mapping[str, Sequence[str]]) -> str:
    for at in range(len(text)):
        for title in titles.get(text[at : at + KEY], ()):
            if text.startswith(title, at):
                return text[:at] + ELLIPSIS
    return text
