"""Mending a source whose list was redesigned: fetch, propose, compare; what is written is the user's copy."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spiders import listing, probe, repair
from spiders.source import ListPage, Source
from store import health, switches
from store.connection import Db, transaction
from store.frontier import Row

if TYPE_CHECKING:
    from spiders.answer import Answer

KEYS = ("item", "title", "link", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """How one list could be read from now on, or why nothing can be offered."""

    url: str
    before: ListPage
    after: ListPage
    rows: tuple[Row, ...] = ()
    known: int = 0  # of the rows, those whose titles were known before
    problem: str | None = None

    @property
    def changed(self) -> bool:
        """Is there anything to write?"""
        return self.problem is None and self.before != self.after

    @property
    def difference(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """The selectors that differ: their name, old and new."""
        pairs = ((key, getattr(self.before, key), getattr(self.after, key)) for key in KEYS)
        return tuple((key, old, new) for key, old, new in pairs if old != new)


def offers(source: Source, titles: Sequence[str], *, page: Path | None, now: datetime) -> list[Offer]:
    """An offer for every list of the source, from its site or from a saved page; OSError where that cannot be read."""
    if page is not None:
        body = page.read_bytes()
        body = gzip.decompress(body) if page.suffix == ".gz" else body
        return [_offer(source.lists[0], body, source.lists[0].url, titles, charset=None, now=now)]
    return list(_fetched(source, titles, now))


def _fetched(source: Source, titles: Sequence[str], now: datetime) -> Iterator[Offer]:
    for each, look in zip(source.lists, probe.look(source), strict=True):
        if look.problem is not None:
            yield Offer(url=each.url, before=each, after=each, problem=look.problem.reason)
            continue
        answer: Answer = getattr(look, "inner", None) or look.answer  # what its script fetched holds the rows
        yield _offer(each, answer.body, answer.final_url, titles, charset=answer.charset, now=now)


def _offer(
    each: ListPage, body: bytes, url: str, titles: Sequence[str], *, charset: str | None, now: datetime
) -> Offer:
    shown = listing.rows(each, body, url, charset=charset, now=now)
    known = _known(shown.rows, titles)
    if shown.rows and known:
        return Offer(url=each.url, before=each, after=each, rows=shown.rows, known=known)
    found = repair.propose(each, body, url, titles, charset=charset, now=now)
    if found is None:
        problem = (
            f"too few of the {len(titles)} titles known from before stand on this page: look for the list's new "
            "address, or say --accept where another list has taken its place"
        )
        return Offer(url=each.url, before=each, after=each, problem=problem)
    return Offer(url=each.url, before=each, after=found.mended, rows=found.rows, known=found.known)


def _known(rows: Sequence[Row], titles: Sequence[str]) -> int:
    known = {_folded(title) for title in titles}
    return sum(_folded(row.title or "") in known for row in rows)


def _folded(title: str) -> str:
    return re.sub(r"[\W_]+", "", title).lower()


def mended(source: Source, helpful: Sequence[Offer]) -> Source:
    """The source with the offered selectors in place of its old ones."""
    offered = {offer.url: offer.after for offer in helpful}
    return replace(source, lists=tuple(offered.get(each.url, each) for each in source.lists))


def take(db: Db, source: Source, now: datetime) -> None:
    """Let the mended source be visited at the next opportunity, and its lists be read as if they never were."""
    with transaction(db):
        health.begin_anew(db, source.id)
        switches.schedule(db, source.id, now)


def row(offer: Offer) -> dict[str, Any]:
    """The offer as `--json` prints it."""
    return {
        "url": offer.url,
        "changed": offer.changed,
        "old": {key: getattr(offer.before, key) for key in KEYS},
        "new": {key: getattr(offer.after, key) for key in KEYS},
        "known": offer.known,
        "rows": [{"title": each.title, "url": each.url, "date": each.published} for each in offer.rows],
        "error": offer.problem,
    }
