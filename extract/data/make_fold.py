"""Make fold.tsv and kinds.tsv: `python -m extract.data.make_fold` (needs opencc, which the program itself does not).

fold.tsv: a code point and the code points it folds to, both in hexadecimal; what is missing folds to itself.
kinds.tsv: first and last code point of a range, and what its characters are for matching (see extract/fold.py).

Both are shipped, not computed, so that an archive's search index means the same under every version of Python.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).parent
CODES = [code for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]

# What the single-character tables of opencc leave to its phrases.
BY_HAND = {"瞭": "了", "覆": "复", "甦": "苏"}

# Seen by no reader, yet able to split a word: soft hyphen, joiners, direction marks, fillers, variation selectors.
INVISIBLE = (
    (0xAD, 0xAD),
    (0x34F, 0x34F),
    (0x61C, 0x61C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xE0000, 0xE01EF),
)

# Scripts written without spaces between words. Han has whole planes, so that what Unicode adds later is in it already.
JOINED = (
    (0x3005, 0x3007),  # 々〆〇
    (0x3021, 0x3029),
    (0x3038, 0x303C),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFD),
    (0x3100, 0x312F),  # bopomofo
    (0x31A0, 0x31BF),
    (0x3041, 0x309F),  # kana
    (0x30A1, 0x30FF),
    (0x31F0, 0x31FF),
    (0x1AFF0, 0x1B16F),
    (0x1100, 0x11FF),  # Hangul
    (0x3131, 0x318E),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0x0E01, 0x0E4E),  # Thai
    (0x0E80, 0x0EFF),  # Lao
    (0x1780, 0x17DD),  # Khmer
    (0x1000, 0x109F),  # Burmese
    (0xA9E0, 0xA9FE),
    (0xAA60, 0xAA7F),
)
WHOLE_PLANES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFD))


def main() -> None:
    """Write both files."""
    folds = folding(simplifiers())
    _write("fold.tsv", (f"{code:04X}\t{' '.join(f'{ord(c):04X}' for c in to)}" for code, to in folds.items()))
    _write("kinds.tsv", (f"{first:04X}\t{last:04X}\t{kind}" for first, last, kind in ranges(folds)))


def simplifiers() -> list[Callable[[str], str]]:
    """Traditional to Simplified for one character, mainland form first, then those of Taiwan and Hong Kong."""
    import opencc

    return [opencc.OpenCC(name).convert for name in ("t2s", "tw2s", "hk2s")]


def folding(simplify: list[Callable[[str], str]]) -> dict[int, str]:
    """Every character that does not fold to itself; folding twice changes nothing more."""
    simple = {
        char: next((to for convert in simplify if (to := convert(char)) != char), char)
        for code in CODES
        if (char := chr(code)) and _is(code, JOINED)
    }
    simple |= BY_HAND

    def once(text: str) -> str:
        kept = "".join(char for char in text if not _is(ord(char), INVISIBLE))
        # Character by character, as the shipped table will be applied: a whole string would be put in another order.
        wide = "".join(unicodedata.normalize("NFKC", char) for char in kept)
        return "".join(simple.get(char, char) for char in wide).casefold()

    found = {}
    for code in CODES:
        before, after = chr(code), once(chr(code))
        while before != after:
            before, after = after, once(after)
        if after != chr(code):
            found[code] = after
    return found


def ranges(folds: dict[int, str]) -> Iterator[tuple[int, int, str]]:
    """Runs of characters of one kind; what is missing is a break."""
    # Folded text never holds a character that folds to something else: it counts as its neighbour, for fewer runs.
    kinds: list[str] = []
    for code in CODES:
        kinds.append(kinds[-1] if code in folds else kind_of(code))
    for kind, run in groupby(zip(CODES, kinds, strict=True), key=lambda pair: pair[1]):
        codes = [code for code, _ in run]
        if kind:
            yield codes[0], codes[-1], kind


def kind_of(code: int) -> str:
    """One letter: j joined script, w word, s space; nothing for a break."""
    if _is(code, WHOLE_PLANES):
        return "j"
    char = chr(code)
    if char.isspace():
        return "s"
    category = unicodedata.category(char)
    if category[0] not in "LMN":
        return ""
    return "j" if _is(code, JOINED) and category != "Nd" else "w"


def _is(code: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in spans)


def _write(name: str, lines: Iterator[str]) -> None:
    head = f"# made by extract/data/make_fold.py with Unicode {unicodedata.unidata_version}"
    (HERE / name).write_text("\n".join([head, *lines, ""]), encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
