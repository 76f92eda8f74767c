"""A document as a row of the archive, and a row as a document."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from extract.document import Document, fields, from_fields
from store.connection import ArchiveError

LISTS = ("attachments", "images", "properties", "evidence", "cuts")
COLUMNS = (
    *("url", "title", "text", "published", "signed", "effective", "expires", "deadline", "stale", "issuer", "number"),
    *("index_number", "category", "region", "city", "issuing_region", "language", "mirror_of"),
    *LISTS,
)


def columns(document: Document) -> dict[str, Any]:
    """The document's columns and their values, in the order of COLUMNS."""
    said = fields(document)
    return {name: json_text(said[name]) if name in LISTS else said[name] for name in COLUMNS}


def document(row: Mapping[str, Any]) -> Document:
    """The document that `columns` took apart; ArchiveError where a field cannot be read."""
    return from_fields({name: _parsed(row, name) if name in LISTS else row[name] for name in COLUMNS})


def _parsed(row: Mapping[str, Any], name: str) -> Any:
    try:
        return json.loads(row[name])
    except ValueError as wrong:
        raise ArchiveError(
            f"{name} of document {row['id']} cannot be read: restore a backup, or run policywatch doctor --mend"
        ) from wrong


def json_text(value: object) -> str:
    """The value as compact JSON, readable in the file."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def named(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> dict[str, Any]:
    """The row by column name."""
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
