"""PDF: the text of its pages, in the order they are printed."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from extract.attachments import wrapped
from extract.attachments.limits import CUT_SHORT, ENCRYPTED, NEEDS_OCR, PAGES, Reading, Refused, collected, damaged

if TYPE_CHECKING:
    from pypdf import PdfReader

STREAM = 10 * 1024 * 1024  # bytes one page's drawing may inflate to; the densest real page has below 2 MB
STEPS = 300_000  # of one page's drawing; a page full of text has some 10,000, a map a million and no text
SPARSE = 8  # characters; a page number or a scanner's stamp is no text
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff]")  # what a font without a table of its characters leaves


def read(data: bytes) -> Reading:
    """The text of a PDF; where most pages have none it is a scan."""
    from pypdf import (
        PasswordType,
        PdfReader,
        apply_configuration,
    )  # takes half a second: not for every page that is read

    with (
        _quiet(),
        apply_configuration(
            zlib_maximum_output_length=STREAM,
            lzw_maximum_output_length=STREAM,
            run_length_maximum_output_length=STREAM,
            brotli_maximum_output_length=STREAM,
            array_based_stream_maximum_output_length=STREAM,
            stream_decoding_work_maximum_length=2 * STREAM,
            stream_parsing_work_maximum_count=STEPS,
            xform_maximum_invocations_per_extraction=500,
            page_tree_maximum_entries=20_000,
            page_tree_maximum_page_entries=200_000,
        ),
    ):
        reader = PdfReader(io.BytesIO(data), strict=False, root_object_recovery_limit=1_000)
        # Many are locked against changes only: those open with no password.
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Refused(ENCRYPTED)
        return _read(reader)


def _read(reader: PdfReader) -> Reading:
    count = len(reader.pages)
    if not count:
        raise Refused(damaged("no pages in it"))
    broken: list[str] = []
    empty: list[int] = []
    found = collected(wrapped.joined(_pages(reader, min(count, PAGES), broken, empty)))
    looked_at = min(count, PAGES)
    if broken and len(broken) + len(empty) == looked_at:
        return Reading(text=found.text, note=broken[0])
    if 2 * len(empty) > looked_at:
        return Reading(text=found.text, note=NEEDS_OCR)
    short = f"{CUT_SHORT}: the first {PAGES} of {count} pages are kept" if count > PAGES else None
    return Reading(text=found.text, note=found.note or next(iter(broken), short))


def _pages(reader: PdfReader, count: int, broken: list[str], empty: list[int]) -> Iterator[str]:
    for number in range(count):
        try:
            text = reader.pages[number].extract_text()
        except MemoryError:
            raise
        except Exception as wrong:  # noqa: BLE001 - one page that cannot be read does not hide the others
            broken.append(damaged(f"page {number + 1}: {type(wrong).__name__}: {wrong}"))
            continue
        said = len("".join(text.split()))
        strange = len(_STRANGE.findall(text))
        if said - strange < SPARSE or strange * 3 > said:
            empty.append(number)
        if strange * 3 <= said:
            yield from text.split("\n")


@contextmanager
def _quiet() -> Iterator[None]:
    """pypdf says on stderr what it mends; the note says what it could not."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)
