"""Rows that somebody planted in a list: hidden, or selling where the list informs, and leading to strangers."""

from __future__ import annotations

import re
from collections import Counter

from extract import formulas, signs
from spiders.candidates import Candidate

OFFICES = (".gov.cn", ".edu.cn", "mp.weixin.qq.com")  # where lists lead that are no strangers to them
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_HOST = re.compile(r"\s*(?:https?:)?//([^/?#\s]+)", re.I)


def without(rows: list[Candidate]) -> list[Candidate]:
    """The rows without those that were planted; what may be a release is kept.

    Rows that wait for a click on "more" are hidden, too: they lead where the others lead.
    """
    hosts = Counter(map(_host, rows))
    if len(hosts) < 2:
        return rows
    unseen = [_is_hidden(row) for row in rows]
    shown = {"", *(_host(row) for row, hidden in zip(rows, unseen, strict=True) if not hidden)}
    some_hidden = any(unseen) and not all(unseen)

    def planted(row: Candidate, hidden: bool) -> bool:
        host = _host(row)
        if not host or host.endswith(OFFICES):
            return False
        return (some_hidden and hidden and host not in shown) or (4 * hosts[host] <= len(rows) and _sells(row.title))

    return [row for row, hidden in zip(rows, unseen, strict=True) if not planted(row, hidden)]


def _sells(title: str) -> bool:
    """Does it say what spam says, and nothing that an authority says?"""
    said = signs.of(title)
    return said.words > 0 and not said.genuine and not formulas.officialese(signs.plain(title))


def _is_hidden(row: Candidate) -> bool:
    first = row.block.nodes[0]
    item = first if first.tag in ("li", "tr") else next(first.iterancestors("li", "tr"), first)
    return any(_HIDDEN.search(node.get("style") or "") for node in (item, *row.block.nodes))


def _host(row: Candidate) -> str:
    found = _HOST.match(row.href or "")
    return found[1].lower() if found else ""
