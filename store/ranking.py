"""Answers by how much they are about what was asked, among the newest ones.

BM25 as SQLite has it counts each word in the whole archive first: with a million documents that takes a third of a
second for a common one. Whoever follows policies looks for the recent past: so the newest answers are compared with
each other, by their own texts, and it takes the same time however large the archive is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from store import index, query, search, snippets
from store.query import Query, Word
from store.search import Hit

COMPARED = 1000  # of the newest answers
TITLE = 5  # a word in the title says as much as so many in the text
# As everywhere: how soon one more occurrence says nothing new, and how much a long text is held against it.
SATURATION, LENGTH = 1.2, 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """How often each word stands in one of the answers."""

    place: int
    size: int  # characters of its text
    occurrences: tuple[int, ...]  # one number for each word


def most_relevant(db: Database, asked: Query, *, limit: int = 20, offset: int = 0) -> list[Hit]:
    """The answers that are most about what was asked, among the newest COMPARED ones; the newer of equals first."""
    words = query.wanted(asked)
    places = order(_candidates(db, asked, words))[offset : offset + limit]
    at = {place: number for number, place in enumerate(places)}
    found = zip(sorted(places, reverse=True), search.hits(db, asked, places), strict=True)
    return [hit for _, hit in sorted(found, key=lambda one: at[one[0]])]


def order(candidates: Sequence[Candidate]) -> list[int]:
    """The places, most relevant first; candidates come newest first, and equals stay so."""
    if not candidates:
        return []
    usual = sum(one.size for one in candidates) / len(candidates) or 1
    weights = [
        math.log(1 + (len(candidates) - having + 0.5) / (having + 0.5))
        for having in (sum(map(bool, counts)) for counts in zip(*(one.occurrences for one in candidates), strict=True))
    ]

    def score(one: Candidate) -> float:
        resistance = SATURATION * (1 - LENGTH + LENGTH * one.size / usual)
        return sum(w * n / (n + resistance) for w, n in zip(weights, one.occurrences, strict=True))

    return [one.place for one in sorted(candidates, key=score, reverse=True)]


def _candidates(db: Database, asked: Query, words: Sequence[Word]) -> list[Candidate]:
    where, values = search.within(asked)
    found = db.conn.execute(
        f"""
        select d.place, d.title, d.text, d.attachments
        from search
        cross join documents d on d.place = search.rowid
        where {where}
        order by search.rowid desc
        limit ?
        """,
        (*values, COMPARED),
    )
    candidates = []
    for place, title, text, attachments in found:
        body = index.body(text, (file["text"] for file in json.loads(attachments)))
        counts = (TITLE * _often(word, title) + (word.field is None and _often(word, body)) for word in words)
        candidates.append(Candidate(place=place, size=len(body), occurrences=tuple(counts)))
    return candidates


def _often(word: Word, text: str) -> int:
    # A part of a longer word is counted too: the answer is sure already, this only says how near to the top.
    if word.normal.isascii():
        return text.lower().count(word.normal)
    return len(snippets.glance((word,)).findall(text))
