"""Which passages are a site's own, judged from many of its documents. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import pairwise

from extract.fold import bare, fold
from extract.repeats import Kind, kind

SKETCH = 32  # digests kept of a document to tell how much it shares with another
MARK = 4  # bytes of each
ALIKE = 0.5  # documents that share this much of their sentences are one form filled in twice
SAME_TITLE = 0.6
_ENDS = re.compile(r"[。;!?\n]")
_NO_LETTERS = re.compile(r"[\W\d_]+")
DAYS = 3  # pages published on fewer are one batch, or a site that was moved: they must prove twice as much


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One document as far as learning needs it."""

    passages: frozenset[bytes]
    sketch: frozenset[bytes]
    title: str
    day: date  # published, else arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """A passage that the site writes into its pages."""

    passage: bytes
    documents: int  # that hold it
    different: int  # of them, not counting those that are alike
    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """How often a passage must recur before it is the site's own."""

    different: int
    share: float  # of the different documents since it first appeared


NEEDED = {
    Kind.EDGE_STRANGE: Needed(different=6, share=0.2),
    Kind.STRANGE: Needed(different=10, share=0.25),
    Kind.EDGE_WORDED: Needed(different=10, share=0.5),
    Kind.WORDED: Needed(different=15, share=0.7),
}
WORDED = (Kind.EDGE_WORDED, Kind.WORDED)


def sketch(text: str) -> frozenset[bytes]:
    """The sentences of a text as a few digests: documents that share sentences share digests, numbers aside."""
    return sketch_of_folded(fold(text))


def sketch_of_folded(text: str) -> frozenset[bytes]:
    """As `sketch`, of a text that is folded already."""
    marks = {
        blake2b(letters.encode(), digest_size=MARK).digest()
        for sentence in _ENDS.split(text)
        if len(letters := _NO_LETTERS.sub("", sentence)) >= 8
    }
    return frozenset(sorted(marks)[:SKETCH])


def learn(documents: Sequence[Seen]) -> list[Recurring]:
    """The passages that recur in different documents, on several days; documents come oldest first."""
    usable = [document for document in documents if document.sketch]
    holders: dict[bytes, list[int]] = defaultdict(list)
    for at, document in enumerate(usable):
        for passage in document.passages:
            holders[passage].append(at)
    often = {passage: places for passage, places in holders.items() if len(places) >= NEEDED[kind(passage)].different}
    if not often:
        return []
    groups = _groups([_text_alike(document) for document in usable])
    titled = groups
    if any(kind(passage) in WORDED for passage in often):
        # What an authority could have said may stand in forms whose lists of names hide that they are one.
        titled = _merged(groups, _groups([_title_alike(document) for document in usable]))
    judged = (
        _judged(passage, places, usable, titled if kind(passage) in WORDED else groups)
        for passage, places in sorted(often.items())
    )
    return [recurring for recurring in judged if recurring is not None]


def _judged(passage: bytes, places: list[int], documents: Sequence[Seen], groups: list[int]) -> Recurring | None:
    needed = NEEDED[kind(passage)]
    different = len({groups[at] for at in places})
    since = len(set(groups[places[0] :]))  # a campaign that began last month is on no earlier page
    days = sorted({documents[at].day for at in places})
    enough = needed.different if len(days) >= DAYS else 2 * needed.different
    if different < max(enough, needed.share * since):
        return None
    return Recurring(passage=passage, documents=len(places), different=different, since=days[0], until=days[-1])


@dataclass(frozen=True, slots=True)
class _Likeness:
    marks: frozenset[bytes]
    enough: float  # of what either has
    bottom: int | None  # only so many of the smallest marks are known


def _text_alike(document: Seen) -> _Likeness:
    return _Likeness(document.sketch, ALIKE, SKETCH)


def _title_alike(document: Seen) -> _Likeness:
    letters = re.sub(r"\d+", "0", bare(document.title))
    return _Likeness(frozenset((a + b).encode() for a, b in pairwise(letters)), SAME_TITLE / (2 - SAME_TITLE), None)


def _groups(documents: Sequence[_Likeness]) -> list[int]:
    """For each document the number of the first one that it is like."""
    firsts: list[int] = []
    groups = []
    for at, document in enumerate(documents):
        group = next((first for first in firsts if _alike(documents[first], document)), at)
        if group == at:
            firsts.append(at)
        groups.append(group)
    return groups


def _alike(one: _Likeness, other: _Likeness) -> bool:
    ours, theirs = one.marks, other.marks
    if not ours or not theirs:
        return False
    shared = ours & theirs
    size = len(ours) + len(theirs) - len(shared)
    if one.bottom is None or size <= one.bottom:
        return len(shared) >= one.enough * size
    if len(shared) < one.enough * one.bottom:
        return False
    # The smallest digests of both together are a fair sample of what both say.
    sample = set(sorted(ours | theirs)[: one.bottom])
    return len(shared & sample) >= one.enough * one.bottom


def _merged(one: list[int], other: list[int]) -> list[int]:
    """Groups of what is together in either."""
    roots = list(range(len(one)))

    def root(at: int) -> int:
        while roots[at] != at:
            at = roots[at]
        return at

    for groups in (one, other):
        for at, group in enumerate(groups):
            roots[max(root(at), root(group))] = min(root(at), root(group))
    return [root(at) for at in range(len(one))]
