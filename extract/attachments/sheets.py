"""XLSX: every sheet, row by row."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from extract.attachments.limits import CELLS, CUT_SHORT, Reading, Refused, collected
from extract.attachments.packed import Packed

if TYPE_CHECKING:
    from openpyxl import Workbook

UNNAMED = re.compile(r"(?:Sheet|工作表)\s*\d+", re.I)
_MIDNIGHT = time()


def read(data: bytes) -> Reading:
    """The text of an XLSX, the values of its formulas as they were last worked out."""
    from openpyxl import load_workbook  # takes a quarter of a second, and few documents come with a sheet

    plain = Packed(data).unpacked()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, about styles and extensions that we do not look at
        book = load_workbook(plain, read_only=True, data_only=True, keep_links=False)
        try:
            return collected(_lines(book))
        finally:
            book.close()


def _lines(book: Workbook) -> Iterator[str]:
    left = CELLS
    for sheet in book.worksheets:
        if not UNNAMED.fullmatch(sheet.title):
            yield sheet.title
        sheet.reset_dimensions()  # what a sheet says of its size is often wrong
        for row in sheet.iter_rows(values_only=True):
            left -= len(row) + 1
            if left < 0:
                raise Refused(f"{CUT_SHORT}: the first {CELLS:,} cells are kept")
            yield "\t".join(filter(None, map(written, row)))


def written(value: Any) -> str:
    """A cell as a person would write it."""
    match value:
        case None:
            return ""
        case datetime():
            return f"{value:%Y-%m-%d}" if value.time() == _MIDNIGHT else f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case float():
            return f"{value:.15g}"
    return " ".join(str(value).split())
