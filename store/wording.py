"""A text as comparison sees it: its letters in one run, and the way back to its sentences. Pure."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from extract import signatures
from extract.fold import fold, offsets, stretches

SEED = 16  # letters that must agree for two texts to be compared there at all
HALF = SEED // 2  # a stretch that begins at a multiple of it lies within whatever SEED letters two texts share
LONG_LINE = 60  # characters: a menu, a teaser or a footer's line is shorter

_SENTENCE = re.compile(r"[。;!?…]|[,、].{4,}[,、]")
_ITEM = re.compile(
    r"\s*(?:第[一二三四五六七八九十百零\d]+[章节条款项]|[一二三四五六七八九十]{1,3}[、.]|\(?[一二三四五六七八九十\d]{1,3}\)"
    r"|\d{1,3}[.、](?!\d))"
)
_LINE = re.compile(r"[^\n]+")
_DAY_LINE = re.compile(r"^\s*[12〇零一二三四五六七八九]\S{3}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日\s*$", re.MULTILINE)
_ENDS = "\n。;!?"


class Wording:
    """One text; `letters` are its folded letters and digits without anything between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        spans = stretches(self.folded)
        self._origins = [start for start, _ in spans]
        self._starts = []
        length = 0
        for start, end in spans:
            self._starts.append(length)
            length += end - start
        self.letters = "".join([self.folded[start:end] for start, end in spans])

    @cached_property
    def quads(self) -> list[int]:
        """For each letter a number made of it and the three behind it: the same wherever the same four stand."""
        found = self.letters.encode("utf-16-le", "surrogatepass")
        if len(found) != 2 * len(self.letters):  # rare letters take two places: half of each must do
            found = b"".join((ord(letter) & 0xFFFF).to_bytes(2, "little") for letter in self.letters)
        quads = array("Q", bytes(8 * max(len(self.letters) - 3, 0)))
        for shift in range(min(4, len(quads))):
            quads[shift::4] = array("Q", found[2 * shift :][: 8 * ((len(quads) - shift + 3) // 4)])
        return quads.tolist()

    @cached_property
    def sparse_quads(self) -> frozenset[int]:
        """Those of them that begin where a seed may."""
        return frozenset(self.quads[::HALF])

    @cached_property
    def seeds(self) -> dict[str, int]:
        """The stretches of HALF letters, one behind the other, that are met once, and where."""
        return unique(self.letters, HALF, range(0, len(self.letters) - HALF + 1, HALF))

    @cached_property
    def lines(self) -> list[str]:
        """The folded lines that say anything."""
        return [line for line in map(str.strip, self.folded.split("\n")) if line]

    @cached_property
    def signature(self) -> signatures.Signature | None:
        """The names of those who signed it and the day below them."""
        found = signatures.read(self.lines)
        return found if found and found.offices else None

    def origin(self, at: int) -> int:
        """Where in the folded text this letter is; for the place behind the last letter, the text's end."""
        if at >= len(self.letters):
            return len(self.folded)
        run = bisect_right(self._starts, at) - 1
        return self._origins[run] + at - self._starts[run]

    @cached_property
    def signed(self) -> int:
        """The letter behind the last line that is only a day, as a signature is; without one that behind the last."""
        ends = [line.end() for line in _DAY_LINE.finditer(self.folded)]
        return self._letter(ends[-1]) if ends else len(self.letters)

    def prose(self, start: int, end: int) -> int:
        """How many letters between the two places belong to running text or to a numbered item."""
        if start >= end:
            return 0
        return self._prose_before(end) - self._prose_before(start)

    def _prose_before(self, at: int) -> int:
        starts, totals = self._running
        line = bisect_right(starts, at) - 1
        if line < 0:
            return 0
        running = totals[line + 1] > totals[line]
        return totals[line] + (at - starts[line] if running else 0)

    @cached_property
    def _running(self) -> tuple[list[int], list[int]]:
        """Where each line begins among the letters, and how many letters of running text there are before it."""
        starts, totals = [], [0]
        last = 0
        for line in _LINE.finditer(self.folded):
            first, last = last, self._letter(line.end())  # between two lines there is no letter
            if first == last:
                continue
            starts.append(first)
            totals.append(totals[-1] + (last - first if _runs(line[0]) else 0))
        return starts, totals

    def _letter(self, origin: int) -> int:
        """The first letter at or behind this place of the folded text."""
        run = bisect_right(self._origins, origin) - 1
        if run < 0:
            return 0
        end = self._starts[run + 1] if run + 1 < len(self._starts) else len(self.letters)
        return min(self._starts[run] + origin - self._origins[run], end)

    def placed_lines(self, start: int) -> Iterator[tuple[int, int, str]]:
        """Every line that begins at or behind this letter: its first letter, the one behind its last, and itself."""
        for line in _LINE.finditer(self.folded, self.origin(start)):
            first, last = self._letter(line.start()), self._letter(line.end())
            if first >= start and first < last:
                yield first, last, line[0].strip()

    def passage(self, start: int, end: int) -> str:
        """The sentences, as published, that hold these letters."""
        first, last = self.origin(start), self.origin(max(end - 1, start))
        first = max(self.folded.rfind(mark, 0, first) for mark in _ENDS) + 1
        ends = [at for mark in _ENDS if (at := self.folded.find(mark, last)) >= 0]
        places = offsets(self.text)
        return self.text[places[first] : places[min(ends, default=len(self.folded) - 1) + 1]].strip()


def unique(text: str, size: int, places: Sequence[int]) -> dict[str, int]:
    """The stretches of `size` letters that are met once at these ascending places, and where."""
    last = {text[at : at + size]: at for at in places}
    if len(last) == len(places):
        return last
    first = {text[at : at + size]: at for at in reversed(places)}
    return {gram: at for gram, at in last.items() if first[gram] == at}


def is_item(line: str) -> bool:
    """Does the folded line begin with the number of a clause, a paragraph or an entry of a list?"""
    return bool(_ITEM.match(line))


def _runs(line: str) -> bool:
    """Is the line running text or a numbered item, not a menu's or a footer's?"""
    return len(line) >= LONG_LINE or bool(_SENTENCE.search(line)) or is_item(line)
