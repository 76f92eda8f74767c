"""What can be read and is nevertheless suspicious: a list that is another one, pages that lost what they said. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta

from store.frontier import Row
from store.health import Pages, Remembered, Usual

FEW = 5  # rows or pages below which nothing is said
OLD_FEW = 15  # pages that must have been seen before the new ones are measured by them
READS = 5  # of a list, before it is known what is usual on it
MOST, LEAST = 0.8, 0.2  # a share that was at least that, and is now at most this, is a loss
SHRUNK = 1 / 3  # of the usual number of rows
SHORTER = 0.1  # of the usual length of a text
REGULAR = 200  # characters of text that a source must have had for its loss to be one
BACK = timedelta(days=30)  # that the newest date of a list may jump back: releases are withdrawn, too
LEARNS = 0.2  # how fast what is usual follows what is
_NO_LETTER = re.compile(r"[\W_]+")


def list_doubt(rows: Sequence[Row], known: Collection[str], before: Remembered) -> str | None:
    """Why these rows are not the list that was followed; `known` are those of their URLs that were found before."""
    if before.pages < FEW or not rows:
        return None
    dated = [row.published for row in rows if row.published is not None]
    if not known:
        titles = {_folded(title) for title in before.titles}
        if any(row.title and _folded(row.title) in titles for row in rows):
            return None  # the same releases at other addresses: the site has moved its pages
        if before.newest is not None and len(dated) >= MOST * len(rows) and min(dated) >= before.newest < max(dated):
            return None  # so much is new that nothing known is left on the list
        return f"none of the {before.pages} releases known from this list is on it any more, by address or by title"
    newest = max(dated, default=None)
    if before.newest is None or newest is None or len(dated) < FEW or before.latest & set(known):
        return None
    if newest < before.newest - BACK:
        return f"its newest date went back from {before.newest} to {newest}, and the newest releases are gone"
    return None


def list_notes(rows: Sequence[Row], usual: Usual | None) -> Iterator[str]:
    """What is odd about the first page of a list, by what is usual on it."""
    if usual is None or usual.reads < READS or usual.rows < 2 * FEW:
        return
    if len(rows) < usual.rows * SHRUNK:
        yield f"the list shows {len(rows)} rows where it used to show {usual.rows:.0f}"
    if usual.dated >= MOST and _dated(rows) <= LEAST:
        yield "the rows of the list have lost their dates"


def usual(rows: Sequence[Row], before: Usual | None) -> Usual:
    """What is usual on a list's first page, now that it was read once more."""
    newest = max((row.published for row in rows if row.published is not None), default=None)
    if before is None:
        return Usual(rows=float(len(rows)), dated=_dated(rows), reads=1, newest=newest)
    return Usual(
        rows=before.rows + LEARNS * (len(rows) - before.rows),
        dated=before.dated + LEARNS * (_dated(rows) - before.dated),
        reads=before.reads + 1,
        newest=newest or before.newest,
    )


def pages_doubt(new: Pages, old: Pages) -> str | None:
    """Why the latest pages cannot be right, by what earlier ones of the source said."""
    if new.count < FEW or old.count < OLD_FEW:
        return None
    if old.length >= REGULAR and new.length < old.length * SHORTER:
        return f"its last {new.count} pages have {new.length:.0f} characters of text where {old.length:.0f} are usual"
    return None


def pages_notes(new: Pages, old: Pages) -> Iterator[str]:
    """What the latest pages no longer say."""
    if new.count < FEW or old.count < OLD_FEW:
        return
    for name, now, then in (
        ("a day of publication", new.published, old.published),
        ("an issuer", new.issuer, old.issuer),
        ("a number", new.number, old.number),
    ):
        if then >= MOST and now <= LEAST:
            yield f"of its last {new.count} pages {now:.0%} name {name}, before {then:.0%} did"


def _dated(rows: Sequence[Row]) -> float:
    return sum(row.published is not None for row in rows) / max(len(rows), 1)


def _folded(title: str) -> str:
    return _NO_LETTER.sub("", title).lower()


def newest_of(rows: Sequence[Row], today: date) -> date | None:
    """The newest day of the rows that is not yet to come."""
    return max((row.published for row in rows if row.published is not None and row.published <= today), default=None)
