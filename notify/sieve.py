"""Which of many subscriptions can a document concern at all? One pass over its text instead of one per query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick_rs

from extract.fold import BREAK
from notify.matching import Interest
from store.query import Either, Every, Node, Query, Subject, Word


def needed(asked: Query) -> frozenset[str] | None:
    """Words, in normal form, of which every answer has at least one; None where an answer needs no word."""
    return _needed(asked.root)


def _needed(node: Node | None) -> frozenset[str] | None:
    match node:
        case Word(normal=normal):
            return frozenset({normal})
        case Every(parts=parts):
            found = [words for words in map(_needed, parts) if words is not None]
            # The longest are the rarest: fewer documents get through than with the fewest.
            return max(found, key=lambda words: min(map(len, words)), default=None)
        case Either(parts=parts):
            alternatives = [_needed(part) for part in parts]
            if any(words is None for words in alternatives):
                return None
            return frozenset().union(*filter(None, alternatives))
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Subscriptions by the words they need."""

    always: tuple[Interest, ...]  # they need none: a place, a source, or nothing but NOT
    words: tuple[str, ...]
    waiting: tuple[tuple[Interest, ...], ...]  # for each word
    automaton: ahocorasick_rs.AhoCorasick

    def candidates(self, subject: Subject) -> list[Interest]:
        """The subscriptions that may want the document, each once; the others cannot."""
        texts = subject.words
        everything = BREAK.join([texts.title.text, texts.whole, texts.issuer.text, texts.number.text])
        # Overlapping, because a word may lie inside another; whole words are told from parts when the query is asked.
        found = {index for index, _, _ in self.automaton.find_matches_as_indexes(everything, overlapping=True)}
        chosen = {wish.subscription.id: wish for index in found for wish in self.waiting[index]}
        return [*self.always, *(chosen[id] for id in sorted(chosen))]


def sieve(interests: Iterable[Interest]) -> Sieve:
    """The subscriptions, ready to be asked about one document after another."""
    always: list[Interest] = []
    waiting: dict[str, list[Interest]] = {}
    for wish in interests:
        words = needed(wish.words)
        if words is None:
            always.append(wish)
        for word in words or ():
            waiting.setdefault(word, []).append(wish)
    return Sieve(
        always=tuple(always),
        words=tuple(waiting),
        waiting=tuple(tuple(wishes) for wishes in waiting.values()),
        automaton=ahocorasick_rs.AhoCorasick(list(waiting)),
    )
