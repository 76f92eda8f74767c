"""One form for all spellings: what search, subscriptions and deduplication compare.

`fold` works character by character: compatibility forms (full width, circled, ligatures), Traditional to Simplified,
case; invisible characters vanish. So a substring stays a substring, and `offsets` leads back to the original.

`normal` is what matching sees. Folded characters are of four kinds:
- joined: letters of scripts written without spaces (Han, kana, Hangul, Thai, Lao, Khmer, Burmese);
- word: all other letters, marks and digits;
- space;
- break: everything else.
Spaces vanish next to a joined character and are one space between words; a run with a break in it is one BREAK.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

LINE = 1000  # characters; what is longer is not remembered
BREAK = "\ue000"  # private use: no text that was folded holds it

_LETTERS = re.compile("[jw]+")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_WORD = ord("w")
_RUNS = re.compile("j+|w+|[sb]+")
_ENDS = f" {BREAK}"
_AROUND_BREAK = re.compile(f"[{_ENDS}]*{BREAK}[{_ENDS}]*")
_SPACES = re.compile(" {2,}")


def fold(text: str) -> str:
    """The text in its one form; fold(a + b) is fold(a) + fold(b)."""
    if "\n" in text:  # most of its lines were folded by themselves before
        return "\n".join([fold(line) for line in text.split("\n")])
    return _folded(text) if len(text) <= LINE else text.translate(_table())


@lru_cache(maxsize=1024)  # one reader after the other looks at the lines of a page
def _folded(line: str) -> str:
    return line.translate(_table())


def even(text: str) -> bool:
    """Does each character of the text fold to exactly one?"""
    return text.isascii() or not _perhaps_uneven().search(text) or _uneven_letters().isdisjoint(text)


def offsets(text: str) -> Sequence[int]:
    """For every character of fold(text), and for its end, where in `text` it comes from."""
    if even(text):
        return range(len(text) + 1)
    table = _uneven()
    found = [at for at, char in enumerate(text) for _ in range(table.get(ord(char), 1))]
    found.append(len(text))
    return found


def kinds(folded: str) -> str:
    """One letter per character of folded text: j joined, w word, s space, b break."""
    return folded.translate(_kinds())


def bare(text: str) -> str:
    """The folded letters and digits alone."""
    return letters(fold(text))


def letters(folded: str) -> str:
    """The letters and digits of folded text."""
    return "".join([folded[start:end] for start, end in stretches(folded)])


def stretches(folded: str) -> list[tuple[int, int]]:
    """Where the letters and digits of folded text stand; the point of 3.5 is one of them: 35 is another amount."""
    said = kinds(folded)
    if "." in folded and (points := [point.start() for point in _POINT.finditer(folded)]):
        marked = bytearray(said, "ascii")
        for at in points:
            marked[at] = _WORD
        said = marked.decode("ascii")
    return [run.span() for run in _LETTERS.finditer(said)]


def spellings(char: str) -> str:
    """Every single character that folds to this one, itself included."""
    return char + _spellings().get(char, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Normal:
    """A text as matching sees it, and the way back."""

    text: str
    source: str  # as published

    def origin(self, at: int) -> int:
        """Where in the folded text the letter at this place is."""
        starts, origins = _ways(self.source)
        stretch = bisect_right(starts, at) - 1
        return origins[stretch] + at - starts[stretch]


def normal(text: str) -> Normal:
    """The text as matching sees it, without breaks and spaces at its ends."""
    spaced = _AROUND_BREAK.sub(BREAK, text.translate(_plain()))
    return Normal(text=_beside_joined().sub("", _SPACES.sub(" ", spaced)).strip(_ENDS), source=text)


@lru_cache(maxsize=8)
def _ways(text: str) -> tuple[list[int], list[int]]:
    """Where each stretch of letters begins in the normal form, and where in the folded text."""
    starts, origins = list[int](), list[int]()
    length, last, gap = 0, "", ""
    for kind, start, end in _stretches(kinds(fold(text))):
        if kind not in "jw":
            gap = kind
            continue
        if last and (gap == "b" or last == kind == "w"):
            length += 1  # a break, or the space between two words
        starts.append(length)
        origins.append(start)
        length += end - start
        last, gap = kind, ""
    return starts, origins


def _stretches(kinds: str) -> Iterator[tuple[str, int, int]]:
    for run in _RUNS.finditer(kinds):
        kind = kinds[run.start()]
        yield "b" if kind == "s" and "b" in run.group() else kind, run.start(), run.end()


class _Kinds(dict[int, str]):
    """Code point -> kind, looked up in the shipped ranges the first time it is met."""

    def __init__(self, ranges: Sequence[tuple[int, int, str]]) -> None:
        super().__init__()
        self._ranges = ranges
        self._firsts = [first for first, _, _ in ranges]

    def __missing__(self, code: int) -> str:
        first, last, kind = self._ranges[max(bisect_right(self._firsts, code) - 1, 0)]
        self[code] = kind if first <= code <= last else "b"
        return self[code]


class _Plain(dict[int, str]):
    """Code point -> what it folds to, a space or a BREAK; worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        folded = fold(chr(code))
        self[code] = "".join(
            " " if kind == "s" else BREAK if kind == "b" else char
            for char, kind in zip(folded, kinds(folded), strict=True)
        )
        return self[code]


@cache
def _plain() -> _Plain:
    return _Plain()


@cache
def _beside_joined() -> re.Pattern[str]:
    """A space beside a joined character."""
    joined = "".join(f"{chr(first)}-{chr(last)}" for first, last, kind in _ranges() if kind == "j")
    return re.compile(f" (?:(?=[{joined}])|(?<=[{joined}] ))")


@cache
def _table() -> dict[int, str]:
    rows = (line.split("\t") for line in _lines("fold.tsv"))
    return {int(code, 16): "".join(chr(int(char, 16)) for char in to.split()) for code, to in rows}


@cache
def _uneven() -> dict[int, int]:
    """How many characters those have become that did not become one."""
    return {code: len(to) for code, to in _table().items() if len(to) != 1}


@cache
def _uneven_letters() -> frozenset[str]:
    return frozenset(map(chr, _uneven()))


@cache
def _perhaps_uneven() -> re.Pattern[str]:
    """Any of them, or a character beyond the first 2^16: found in a fifth of the time that a set of letters takes."""
    near = "".join(sorted(letter for letter in _uneven_letters() if letter <= "\uffff"))
    return re.compile(f"[{re.escape(near)}\U00010000-\U0010ffff]")


@cache
def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, to in _table().items():
        if len(to) == 1:
            found[to] = found.get(to, "") + chr(code)
    return found


@cache
def _kinds() -> _Kinds:
    return _Kinds(_ranges())


@cache
def _ranges() -> list[tuple[int, int, str]]:
    rows = (line.split("\t") for line in _lines("kinds.tsv"))
    return [(int(first, 16), int(last, 16), kind) for first, last, kind in rows]


def _lines(name: str) -> list[str]:
    text = (Path(__file__).parent / "data" / name).read_text(encoding="ascii")
    return [line for line in text.splitlines() if not line.startswith("#")]
