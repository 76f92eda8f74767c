"""One file in, its text out."""

from __future__ import annotations

from collections.abc import Callable

from extract.attachments import kinds, legacy, ofd, oldsheets, packed, pdf, plain, sheets, word
from extract.attachments.limits import DAMAGED, LARGEST, NEEDS_OCR, Reading, too_large, why

_READERS: dict[str, Callable[[bytes], Reading]] = {
    "pdf": pdf.read,
    "docx": word.read,
    "xlsx": sheets.read,
    "ofd": ofd.read,
    "doc": legacy.doc,
    "rtf": legacy.rtf,
    "xls": oldsheets.read,
    "html": plain.html,
    "txt": plain.text,
    "zip": packed.read,
    "image": lambda data: Reading(text="", note=NEEDS_OCR),
}


def read(name: str, kind: str, data: bytes) -> Reading:
    """The text of a file, never an exception; `kind` is what its name says, its bytes have the last word."""
    try:
        if len(data) > LARGEST:
            raise too_large(f"over {LARGEST // 1024 // 1024} MB")
        if not data.strip():
            return Reading(text="", note=f"{DAMAGED}: empty")
        found = kinds.recognised(name, kind, data)
        reader = _READERS.get(found)
        return reader(data) if reader else Reading(text="", note=f"not read: {found}")
    except Exception as wrong:  # noqa: BLE001 - a stranger's file may break its library in any way
        return Reading(text="", note=why(wrong))
