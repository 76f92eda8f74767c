"""A list whose selectors find nothing any more: new ones, by the titles that are known from before. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from extract.page import Unreadable
from spiders import describing, inference, listing, listpage
from spiders.inference import Inferred
from spiders.source import ListPage
from store.frontier import Row

KNOWN = 2  # titles that must be found again; one alone may stand in any side column
WAYS = 30  # descriptions that are tried
_LONG = 8  # characters from which the beginning of a title is as good as the whole: lists cut titles
_NO_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """How the list could be read from now on, and what it then shows."""

    selectors: Mapping[str, str]  # of item, link, title, date; those not named are taken away, all: inference reads it
    mended: ListPage  # the list with these selectors and no old ones
    rows: tuple[Row, ...]
    known: int  # rows whose titles were known before


def propose(
    page: ListPage, body: bytes, url: str, known_titles: Collection[str], *, charset: str | None = None, now: datetime
) -> Repair | None:
    """New selectors for a fetched list page in which known titles stand; None where too few of them do.

    `known_titles` are the latest titles of the source, as its list or its documents say them.
    """
    known = _Known(known_titles)
    try:
        tree = listpage.parse(body, url, charset=charset, encoding=page.encoding).tree
    except Unreadable:
        return None
    best = max(inference.lists(tree, now=now), key=lambda each: (known.share(each), each.score), default=None)
    if best is None or known.count(row.title for row in best.rows) < min(KNOWN, len(known)) or not len(known):
        return None
    bare = replace(page, item=None, title=None, link=None, date=None, date_format=(), date_regex=None)
    wanted = {row.title for row in best.rows}
    for said in islice(describing.descriptions(best, tree), WAYS):
        mended = replace(bare, **said)
        shown = listing.rows(mended, body, url, charset=charset, now=now)
        if shown.problem is None and {row.title for row in shown.rows} == wanted:
            again = known.count(row.title or "" for row in shown.rows)
            return Repair(selectors=said, mended=mended, rows=shown.rows, known=again)
    shown = listing.rows(bare, body, url, charset=charset, now=now)
    again = known.count(row.title or "" for row in shown.rows)
    if again < min(KNOWN, len(known)):
        return None
    return Repair(selectors={}, mended=bare, rows=shown.rows, known=again)


class _Known:
    """Titles that were seen before, compared by their letters alone."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._whole = {folded for title in titles if (folded := _folded(title))}

    def __len__(self) -> int:
        return len(self._whole)

    def count(self, titles: Iterable[str]) -> int:
        """How many of the known titles are among these, whole or cut short by either side."""
        found = {folded for title in titles if (folded := _folded(title))}
        return sum(known in found or any(_begins(known, each) for each in found) for known in self._whole)

    def share(self, found: Inferred) -> float:
        """How well these rows are the known list: many known titles, and not many times as many others."""
        count = self.count(row.title for row in found.rows)
        return count * count / max(len(found.rows), len(self._whole)) if count else 0.0


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _LONG and long.startswith(short)


def _folded(title: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", title)).lower()
