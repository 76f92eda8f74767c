"""XLS and ET: every sheet, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extract.attachments.limits import CELLS, CUT_SHORT, ENCRYPTED, Reading, Refused, collected
from extract.attachments.sheets import UNNAMED, written

if TYPE_CHECKING:
    from xlrd import Book


def read(data: bytes) -> Reading:
    """The text of an XLS, the values of its formulas as they were last worked out."""
    import xlrd  # few documents come with an old sheet

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True, ragged_rows=True)
    except xlrd.XLRDError as wrong:
        if "encrypted" in str(wrong):
            raise Refused(ENCRYPTED) from wrong
        raise
    return collected(_lines(book))


def _lines(book: Book) -> Iterator[str]:
    left = CELLS
    for number, name in enumerate(book.sheet_names()):
        if not UNNAMED.fullmatch(name):
            yield name
        sheet = book.sheet_by_index(number)
        for row in range(sheet.nrows):
            left -= sheet.row_len(row) + 1
            if left < 0:
                raise Refused(f"{CUT_SHORT}: the first {CELLS:,} cells are kept")
            yield "\t".join(filter(None, (_value(book, cell.ctype, cell.value) for cell in sheet.row(row))))
        book.unload_sheet(number)


def _value(book: Book, kind: int, value: Any) -> str:
    import xlrd

    if kind == xlrd.XL_CELL_DATE:
        try:
            return written(xlrd.xldate_as_datetime(value, book.datemode))
        except (xlrd.xldate.XLDateError, ValueError, OverflowError):
            return written(value)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return written(bool(value))
    if kind in (xlrd.XL_CELL_ERROR, xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    return written(value)
