"""How much of a file is read, and what is said of a file that is not read whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

LARGEST = 20 * 1024 * 1024  # bytes of a file: as much as is downloaded of anything
INFLATED = 64 * 1024 * 1024  # bytes of all that is packed in a file: three times the largest file, enough for pictures
MEMBERS = 5_000  # files packed in a file; an OFD of 200 pages with its seals has about 1,000
RATIO = 100  # how far text may be packed; XML of empty cells reaches 50, a bomb begins at 1,000
SUSPICIOUS = 8 * 1024 * 1024  # inflated bytes below which no ratio does harm
PAGES = 200  # of a PDF or OFD: a policy with all its annexes; what follows are drawings and printed tables
CHARACTERS = 200_000  # of text: a book's worth, more than anybody searches within
CELLS = 500_000  # of a sheet, empty ones too: a single cell in the last row makes a million rows

NEEDS_OCR = "needs_ocr"
ENCRYPTED = "encrypted"
TOO_LARGE = "too large"
CUT_SHORT = "cut short"
DAMAGED = "damaged"

_NEVER_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"[^\S\t\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file says; the note says why it is not all, None where it is."""

    text: str
    note: str | None = None


class Refused(Exception):  # noqa: N818 - it reads as what the file is
    """The file is not read, or not further; its note says why."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


def too_large(what: str) -> Refused:
    """A file that holds more than we read."""
    return Refused(f"{TOO_LARGE}: {what}")


def damaged(wrong: BaseException | str) -> str:
    """The note of a file that broke its reader."""
    why = wrong if isinstance(wrong, str) else f"{type(wrong).__name__}: {wrong}".rstrip(": ")
    return f"{DAMAGED}: {' '.join(why.split())}"[:200]


def collected(lines: Iterable[str]) -> Reading:
    """The lines up to the limit; what was read before a file broke off is kept."""
    kept: list[str] = []
    room = CHARACTERS
    note = None
    try:
        for line in lines:
            if not (said := clean(line)):
                continue
            kept.append(said[:room])
            room -= len(said) + 1
            if room < 0:
                note = f"{CUT_SHORT}: the first {CHARACTERS:,} characters are kept"
                break
    except Exception as wrong:  # noqa: BLE001 - a stranger's file may break its library in any way
        note = why(wrong)
    return Reading(text="\n".join(kept), note=note)


def why(wrong: Exception) -> str:
    """The note for whatever went wrong while a file was read."""
    match wrong:
        case Refused():
            return wrong.note
        case MemoryError():
            return f"{TOO_LARGE}: reading it took too much memory"
    return damaged(wrong)


def clean(text: str) -> str:
    """Lines without what is no text, without blank ones."""
    # A lone half of a pair cannot be written to any archive.
    lines = _SPACES.sub(" ", _NEVER_TEXT.sub("", text.replace("\r", "\n"))).split("\n")
    return "\n".join(line for each in lines if (line := each.strip()))
