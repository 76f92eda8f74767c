"""Documents and sightings on their way out: rows for JSON Lines, CSV and Parquet, text for Markdown files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from extract.document import fields
from store import archived, query, search, wordings
from store.archived import Archived, Sighting
from store.query import Query
from store.rows import COLUMNS as FIELDS

PAGE = 200  # documents of one statement, so that a slow reader does not keep the write-ahead log from being emptied
SIGHTING = ("url", "document_id", "source", "seen_at", "verdict")
COLUMNS = ("id", *FIELDS, "source", "first_seen", "updated_at", "seen")
IN_BODY = ("title", "text", "evidence", "cuts", "properties", "seen")  # not in the head of a Markdown file
NAME = 60  # characters of a title in a file's name


def documents(db: Database, asked: Query) -> Iterator[Archived]:
    """What answers the query, newest first; every document, by its number, where nothing is asked."""
    return archived.each(db) if asked == query.Query() else _answering(db, asked)


def _answering(db: Database, asked: Query) -> Iterator[Archived]:
    where, values = search.within(asked)
    before = 2**62
    while True:
        page = db.conn.execute(
            f"""
            select d.id, d.place
            from search
            cross join documents d on d.place = search.rowid
            where {where}
              and search.rowid < ?
            order by search.rowid desc
            limit ?
            """,
            (*values, before, PAGE),
        ).fetchall()
        if not page:
            return
        yield from filter(None, (archived.get(db, id) for id, _ in page))
        before = page[-1][1]


def row(document: Archived) -> dict[str, Any]:
    """The document with all its fields."""
    return {"id": document.id, **fields(document.document), "source": document.source}


def rows(db: Database, found: Iterable[Archived]) -> Iterator[dict[str, Any]]:
    """Documents with everything that an import into another archive needs."""
    for document in found:
        times = {"first_seen": document.first_seen.isoformat(), "updated_at": document.updated_at.isoformat()}
        yield row(document) | times | {"seen": _seen(db, document.id)}


def _seen(db: Database, id: int) -> list[dict[str, Any]]:
    """The document's sightings, each with what its page says where that is not what the document shows."""
    kept = {one.url: one for one in wordings.of(db, id)}
    seen = []
    for sighting in archived.sightings(db, id):
        about = {name: value for name, value in sighting_row(sighting).items() if name != "document_id"}
        if own := kept.get(sighting.url):
            said = fields(own.document)
            if own.verdict == "copy":
                del said["text"]
            about |= {"says": said, "evidence": own.evidence}
        seen.append(about)
    return seen


def sightings(db: Database, found: Iterable[Archived]) -> Iterator[dict[str, Any]]:
    """Every sighting of these documents."""
    for document in found:
        yield from map(sighting_row, archived.sightings(db, document.id))


def sighting_row(sighting: Sighting) -> dict[str, Any]:
    """The sighting as export prints it."""
    return {name: getattr(sighting, name) for name in SIGHTING} | {"seen_at": sighting.seen_at.isoformat()}


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row for a table: lists as JSON."""
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for name, value in row.items()
    }


def markdown(document: Archived) -> str:
    """Title, fields and text; the fields in a head of YAML, whose strings JSON writes as well."""
    said = row(document)
    plain = {name: value for name, value in said.items() if value not in (None, [], False) and name not in IN_BODY}
    plain = {"title": _line(document.document.title), **plain}
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in plain.items())
    text = "\n\n".join(line for line in document.document.text.splitlines() if line.strip())
    return f"---\n{head}\n---\n\n# {_line(document.document.title)}\n\n{text}\n"


def file_name(document: Archived) -> str:
    """A name that any file system takes and that stays unique whatever the title: the number, then the title."""
    title = "".join(char if char.isalnum() else " " for char in document.document.title)
    # Letters take up to four bytes, and a name has 255.
    return "-".join([str(document.id), *" ".join(title.split())[:NAME].split()]) + ".md"


def _line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
