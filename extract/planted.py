"""Links that somebody planted in a sentence: they lead to strangers and sell what the page is not about."""

from __future__ import annotations

import re
from functools import cache

from lxml import html

from extract import cutting, signs
from extract.pruning import Pruned
from extract.visible import content
from extract.words import listed

_HOST = re.compile(r"\s*(?:https?:)?//(?:www\.)?([^/:?#\s]+)", re.I)
_OFFICIAL = (".gov.cn", ".edu.cn", ".org.cn", ".mil.cn", ".gov", ".gov.tw", ".gov.hk", "mp.weixin.qq.com")
_LONGEST = 30  # characters; what is longer is a line of its own, and judged as one


def strip(tree: html.HtmlElement, *, title: str, host: str | None) -> list[Pruned]:
    """Takes such links out of the tree, each with its words, and leaves the sentence around them."""
    taken: list[Pruned] = []
    if _sells(title):  # a notice about gambling may name what it is about
        return taken
    for anchor in list(tree.iter("a")):
        found = _HOST.match(anchor.get("href") or "")
        parent = anchor.getparent()
        if found is None or parent is None or not _is_stranger(found[1].lower(), host) or not _within(anchor):
            continue
        text = " ".join(content(anchor).split())
        if not 2 < len(text) <= _LONGEST or not _sells(text):
            continue
        taken.append(Pruned(reason="spam", text=text, parent=parent, path=cutting.path(anchor), strangers=1))
        anchor.drop_tree()
    return taken


def _is_stranger(there: str, host: str | None) -> bool:
    if there.endswith(_OFFICIAL):
        return False
    here = (host or "").removeprefix("www.")
    return not here or not (there == here or there.endswith("." + here) or here.endswith("." + there))


def _within(anchor: html.HtmlElement) -> bool:
    """Does a sentence go on behind the link, or come to it?"""
    before = anchor.getprevious()
    parent = anchor.getparent()
    said = before.tail if before is not None else parent.text if parent is not None else None
    return any(_WORDS.search(each or "") for each in (said, anchor.tail))


_WORDS = re.compile("[\u3400-\u9fff]{2}")


def _sells(text: str) -> bool:
    said = signs.plain(text)
    words = signs.finder("spam").find_matches_as_indexes(said, overlapping=False)
    genuine = signs.finder("genuine").find_matches_as_indexes(said, overlapping=False)
    return not genuine and any(_topics()[index] in _NEVER for index, _, _ in words)


# What no office links to a stranger's page for; invoices, loans and diplomas may be explained on one.
_NEVER = frozenset(["gambling", "adult"])


@cache
def _topics() -> tuple[str, ...]:
    return tuple(line.split()[0] for line in listed("spam"))
