"""Which of many words occur in a text: all of them in one pass, words that come later included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from store import query

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

PIECES = 20  # pieces of text that are cut and looked up in the time in which an automaton takes in one word
LATE = 2_000  # words that stay in an automaton of their own; with more all are put into one

_FIRST = itemgetter(0)


@dataclass(slots=True)
class Finder:
    """Words in normal form with a number each, sought in texts in normal form."""

    numbers: dict[str, int] = field(default_factory=dict)
    patience: int = PIECES  # how many pieces to cut for each word before an automaton is built
    partial: dict[int, str] = field(default_factory=dict)  # words that must not begin or end inside another
    _bounded: set[int] = field(default_factory=set)
    _lengths: set[int] = field(default_factory=set)
    _automata: list[tuple[AhoCorasick, Sequence[int]]] = field(default_factory=list)  # with the numbers of its words
    _late: int = 0  # words that no automaton knows yet
    _cut: int = 0  # pieces cut since then

    def add(self, words: Mapping[str, int]) -> None:
        """Seek these words as well, none of which was sought before."""
        self.numbers.update(words)
        partial = {number: word for word, number in words.items() if query.bounded(word)}
        self.partial.update(partial)
        self._bounded.update(partial)
        self._lengths.update(map(len, words))
        self._late += len(words)

    def find(self, text: str) -> set[int]:
        """The numbers of the words that occur in the text."""
        if self._late:
            self._cut += len(text) * len(self._lengths)
            # An automaton of a hundred thousand words takes half a second to build: a few texts are cut up sooner.
            if self._cut < self._late * self.patience:
                return self._exact(set(map(self.numbers.__getitem__, self._pieces(text))), text)
            self.settle()
        found: set[int] = set()
        for automaton, numbers in self._automata:
            # Overlapping, because a word may lie inside another.
            places = map(_FIRST, automaton.find_matches_as_indexes(text, overlapping=True))
            if isinstance(numbers, range) and numbers.start == 0:
                found.update(places)
            else:
                found.update(map(numbers.__getitem__, set(places)))
        return self._exact(found, text)

    def _pieces(self, text: str) -> set[str]:
        lengths = [length for length in self._lengths if length <= len(text)]
        return {
            text[at : at + length] for length in lengths for at in range(len(text) - length + 1)
        } & self.numbers.keys()

    def _exact(self, found: set[int], text: str) -> set[int]:
        for number in self._bounded & found:
            if not query.occurs(self.partial[number], text):
                found.discard(number)
        return found

    def settle(self) -> None:
        """Have all words in automata, as if many texts had been seen."""
        if not self._late:
            return
        from ahocorasick_rs import AhoCorasick, Implementation

        first, words, numbers = self._automata[:1], list(self.numbers), list(self.numbers.values())
        known = len(first[0][1]) if first else 0
        if not first or len(words) - known > LATE:
            first, known = [], 0
        self._automata = [
            *first,
            (AhoCorasick(words[known:], implementation=Implementation.ContiguousNFA), _evenly(numbers[known:])),
        ]
        self._late = self._cut = 0


def _evenly(numbers: Sequence[int]) -> Sequence[int]:
    """The numbers as a range where they are one."""
    first = numbers[0] if numbers else 0
    evenly = range(first, first + len(numbers))
    return evenly if list(evenly) == list(numbers) else tuple(numbers)
