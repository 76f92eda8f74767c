"""Documents from lines of JSON, as `export` writes them and as other people's scripts do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from extract import places, urls
from extract.document import Document, from_fields
from store.documents import Arrival

TEXTS = (
    *("url", "title", "text", "issuer", "number", "index_number", "category", "region", "city", "issuing_region"),
    *("language", "mirror_of", "source"),
)
LISTS = ("attachments", "images", "properties", "evidence", "cuts")


class Unusable(ValueError):  # noqa: N818 - it reads as what the line is
    """The line is no document; says why."""


def arrival(line: bytes, *, now: datetime, tell_since: date) -> Arrival:
    """The document of one line; older releases, and those without a date, are held for a summary."""
    row = _row(line)
    for name in TEXTS:
        if not isinstance(row.get(name), str | None):
            raise Unusable(f"{name} is not text: write it in quotation marks")
    try:
        url = urls.canonical(row.get("url") or "")
    except ValueError as wrong:
        raise Unusable(str(wrong) if row.get("url") else "url is missing") from wrong
    return Arrival(
        document=_placed(replace(_document(row), url=url), row),
        url=url,
        source=row.get("source") or None,
        seen_at=now,
        tell_since=tell_since,
    )


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise Unusable("it is not UTF-8") from wrong
    except (ValueError, RecursionError) as wrong:
        raise Unusable("it is not JSON") from wrong
    if not isinstance(row, dict):
        raise Unusable("it is not a JSON object")
    if rb"\ud" in line.lower() and not _whole(row):
        raise Unusable("it has half a character in it (a lone surrogate)")
    return row


def _whole(row: Mapping[str, Any]) -> bool:
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _document(row: Mapping[str, Any]) -> Document:
    for name in LISTS:
        if not isinstance(row.get(name), list | None):
            raise Unusable(f"{name} is not a list")
    try:
        document = from_fields(row)
        if any(not isinstance(part, str | None) for file in document.attachments for part in (file.url, file.text)):
            raise TypeError("an attachment's url and text are text")
    except ValueError as wrong:
        raise Unusable(str(wrong)) from wrong
    except (TypeError, KeyError, AttributeError) as wrong:
        raise Unusable("attachments, properties, evidence or cuts are not as export writes them") from wrong
    return document


def _placed(document: Document, row: Mapping[str, Any]) -> Document:
    """With the region by its code; where the line has none at all, the one that title and text speak of."""
    if "region" not in row:
        found = places.locate(title=document.title, text=document.text, issuer=document.issuer, number=document.number)
        document = replace(
            document,
            region=found.region,
            issuing_region=document.issuing_region or found.issuing_region,
            evidence=(*document.evidence, *found.evidence),
        )
    elif document.region:
        try:
            document = replace(document, region=places.division(document.region).code)
        except places.UnknownPlace as wrong:
            raise Unusable(f"region {wrong}") from wrong
    return document if document.city else replace(document, city=places.city_name(document.region))
