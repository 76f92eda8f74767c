"""What a message says about an item beside what the document is: why it is told, and what is different. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notify.message import ELLIPSIS, Lang
from store.outbox import Change
from store.subscriptions import Told

DIFFERENCES = 3  # passages of a revision that are shown
WIDTH = 80  # characters of each
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is said of one change."""

    label: str  # a few words among the facts
    lines: tuple[str, ...] = ()


def note(change: Change, told: Told, lang: Lang, *, id: int, before: str | None = None, now: str = "") -> Note | None:
    """What the change adds to its document's item; None for a release that is simply new.

    `before` and `now` are the texts of the wordings, for a revision.
    """
    zh = lang == "zh"
    match told:
        case "new":
            return None
        case "stale":
            return Note(label="旧文重新发布" if zh else "an old text published again")
        case "revised":
            shown = () if before is None else tuple(differences(before, now))
            return Note(label="内容有更新" if zh else "revised", lines=shown)
        case "attachment":
            names = _names(change.detail)
            return Note(label="附件有更新" if zh else "attachments changed", lines=(names,) if names else ())
        case "withdrawn":
            kept = f"原网页已无法打开，存档仍在：policywatch show {id}"
            left = f"its page is gone; the archive keeps it: policywatch show {id}"
            return Note(label="原网页已撤下" if zh else "withdrawn", lines=(kept if zh else left,))
        case "altered":
            passages = tuple(_passages(change.detail.get("passages", ())))
            return Note(label="转载与原文不一致" if zh else "altered by a reprint", lines=(change.url, *passages))
        case "deadline":
            return _deadline(change.detail, zh=zh)


def differences(before: str, now: str, most: int = DIFFERENCES) -> Iterator[str]:
    """The first passages in which two texts differ, the old wording behind −, the new one behind +."""
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(now)
    shown = 0
    for what, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        if shown == most:
            yield ELLIPSIS
            return
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        at = _first_difference(gone, come)
        if gone.strip():
            yield f"− {_passage(gone, at)}"
        if come.strip():
            yield f"+ {_passage(come, at)}"
        shown += 1


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _passage(text: str, at: int) -> str:
    """The text around the place where it begins to differ, on one line."""
    start = 0 if len(text) <= WIDTH else max(0, min(at - WIDTH // 3, len(text) - WIDTH))
    shown = " ".join(text[start : start + WIDTH].split())
    return f"{ELLIPSIS if start else ''}{shown}{ELLIPSIS if start + WIDTH < len(text) else ''}"


def _names(detail: Mapping[str, Any]) -> str:
    return "、".join(str(name) for name in detail.get("names") or detail.get("files", ()))


def _passages(found: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for passage in found[:DIFFERENCES]:
        for sign, text in (("−", passage.get("original")), ("+", passage.get("reprint"))):
            if text:
                yield f"{sign} {_passage(text, 0)}"


def _deadline(detail: Mapping[str, Any], *, zh: bool) -> Note:
    left, day, sentence = int(detail.get("left", 0)), detail.get("day", ""), detail.get("sentence")
    if zh:
        label = f"今天（{day}）截止" if left == 0 else f"距截止还有 {left} 天（{day}）"
    else:
        label = f"due today ({day})" if left == 0 else f"due in {left} {'day' if left == 1 else 'days'} ({day})"
    return Note(label=label, lines=(f"「{sentence}」",) if sentence else ())
