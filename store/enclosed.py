"""The files of two looks at one page: are they the same, and do they say the same? Pure."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Attachment
from extract.fold import bare


def differ(old: Sequence[Attachment], new: Sequence[Attachment]) -> bool:
    """Does the page have other files now, or files that say something else?"""
    # A file moved to another server keeps its name; one renamed in place keeps its URL.
    moved = sorted(file.url for file in old) != sorted(file.url for file in new) and _names(old) != _names(new)
    return moved or bool(replaced(old, new))


def replaced(old: Sequence[Attachment], new: Sequence[Attachment]) -> list[str]:
    """URLs of files that say something else than they did; saved anew with the same words, a file is the same."""
    known = {file.url: file for file in old if file.digest is not None}
    return [file.url for file in new if file.url in known and _says_other(known[file.url], file)]


def _names(files: Sequence[Attachment]) -> list[str]:
    return sorted(bare(file.name) or file.url for file in files)


def _says_other(old: Attachment, new: Attachment) -> bool:
    if new.digest is None or new.digest == old.digest:
        return False
    if old.text and new.text:
        return bare(old.text) != bare(new.text)
    return not new.note or new.note == old.note  # a scan; a file that only could not be read this time is no news
