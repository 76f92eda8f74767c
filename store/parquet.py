"""Rows as a Parquet file, a few at a time; needs pyarrow, which the extra `parquet` brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from store import exporting

TOGETHER = 500  # rows of one group; they are in memory at once
DAYS = ("published", "signed", "effective", "expires", "deadline")
TIMES = ("first_seen", "updated_at", "seen_at")
TYPES = (
    dict.fromkeys(("id", "document_id"), pa.int64())
    | dict.fromkeys(DAYS, pa.date32())
    | dict.fromkeys(TIMES, pa.timestamp("us", tz="UTC"))
    | {"stale": pa.bool_()}
)


def write(names: Sequence[str], found: Iterable[Mapping[str, Any]], file: Path) -> None:
    """The rows in a new file, which appears when it is whole; lists are JSON."""
    schema = pa.schema([(name, TYPES.get(name, pa.string())) for name in names])
    part = file.with_name(f"{file.name}.part")
    rows = _typed(found)
    try:
        with parquet.ParquetWriter(part, schema, compression="zstd") as writer:
            while group := list(islice(rows, TOGETHER)):
                writer.write_table(pa.Table.from_pylist(group, schema=schema))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(file)


def _typed(found: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in map(exporting.flat, found):
        days = {name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)}
        times = {name: datetime.fromisoformat(row[name]) for name in TIMES if row.get(name)}
        yield row | days | times
