"""Documents from lines of JSON or CSV, as `export` writes them and as other people's scripts do."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from extract import categories, deadlines, language, places, urls
from extract.document import Document, Evidence, from_fields
from store.adopting import Seen
from store.documents import Arrival, Verdict
from store.moments import written

TEXTS = (
    *("url", "title", "text", "issuer", "number", "index_number", "category", "region", "city", "issuing_region"),
    *("language", "mirror_of", "source"),
)
LISTS = ("attachments", "images", "properties", "evidence", "cuts")
NESTED = (*LISTS, "seen")
LONGEST = 2**30  # characters of one CSV cell
HEAD = 2**16  # bytes that tell files apart


class Unusable(ValueError):  # noqa: N818 - it reads as what the line is
    """The line is no document; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A document on its way in, with what another archive knew of it."""

    arrival: Arrival
    seen: tuple[Seen, ...] = ()
    updated_at: datetime | None = None


def incoming(row: Mapping[str, Any], *, now: datetime, tell_since: date) -> Incoming:
    """The document of one row; older releases, and those without a date, are held for a summary."""
    for name in TEXTS:
        if not isinstance(row.get(name), str | None):
            raise Unusable(f"{name} is not text: write it in quotation marks")
    try:
        url = urls.canonical(row.get("url") or "")
    except ValueError as wrong:
        raise Unusable(str(wrong) if row.get("url") else "url is missing") from wrong
    document = _told(_placed(replace(_document(row), url=url), row), row)
    seen = tuple(_seen(one) for one in row.get("seen") or ())
    first_seen = min([now, *(one.seen_at for one in seen), *filter(None, [_moment(row, "first_seen")])])
    arrival = Arrival(
        document=document,
        url=url,
        source=row.get("source") or None,
        seen_at=first_seen,
        tell_since=tell_since,
    )
    return Incoming(arrival=arrival, seen=seen, updated_at=_moment(row, "updated_at"))


def _seen(row: Any) -> Seen:
    try:
        says = row.get("says")
        return Seen(
            url=urls.canonical(row["url"]),
            source=row.get("source"),
            seen_at=_aware(row["seen_at"]),
            verdict=Verdict(row["verdict"]),
            says=from_fields({**says, "url": row["url"]}) if says else None,
            same_words=not says or says.get("text") is None,
            evidence=row.get("evidence") or {},
        )
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise Unusable("seen is not as export writes it") from wrong


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return _aware(row[name]) if row.get(name) else None
    except (ValueError, TypeError) as wrong:
        raise Unusable(f"{name} is not a time with its zone: write 2026-09-24T08:00:00+00:00") from wrong


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("no zone")
    return at


def json_row(line: bytes) -> Mapping[str, Any]:
    """The object on a line of JSON."""
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
    for name in NESTED:
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


def _told(document: Document, row: Mapping[str, Any]) -> Document:
    """With what title and text say of category, deadline and language where the line has no such field."""
    made: dict[str, Any] = {}
    evidence = list(document.evidence)
    if "category" not in row:
        category = categories.of(
            document.title,
            table=(),
            metas={},
            number=document.number,
            issuer=document.issuer,
            lines=document.text.splitlines(),
        )
        if category is not None:
            made["category"] = category[0]
            evidence.append(Evidence(field="category", basis=category[1], text=category[2]))
    if "deadline" not in row:
        deadline = deadlines.read(
            document.text,
            published=document.published,
            signed=document.signed,
            language=document.language or language.detect(document.text),
        )
        if deadline is not None:
            made["deadline"] = deadline.day
            evidence.append(Evidence(field="deadline", basis=deadline.basis, text=deadline.text))
    if "language" not in row:
        made["language"] = language.detect(document.text)
    return replace(document, **made, evidence=tuple(evidence))


def csv_rows(lines: Iterable[bytes]) -> Iterator[tuple[int, Mapping[str, Any] | Unusable]]:
    """The rows of a CSV file, or why one is none, each with the number of its last line; the first names the columns.

    Unusable where the first line does not name `url` and `title`.
    """
    csv.field_size_limit(LONGEST)
    reader = csv.reader(_decoded(lines))
    names = [name.strip().lower() for name in _next(reader) or ()]
    if not {"url", "title"} <= set(names):
        raise Unusable("its first line does not name the columns, url and title among them")
    while (cells := _next(reader)) is not None:
        if cells:
            yield reader.line_num, _csv_row(names, cells)


def _next(reader: Any) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error:
        return [""]  # a row that is none


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    for number, line in enumerate(lines):
        # What is not UTF-8 becomes surrogates, for the row it is in to be refused by.
        yield line.decode("utf-8-sig" if number == 0 else "utf-8", errors="surrogateescape").replace("\0", "\udc00")


def _csv_row(names: list[str], cells: list[str]) -> Mapping[str, Any] | Unusable:
    if len(cells) != len(names):
        return Unusable(f"it has {len(cells)} cells, the first line has {len(names)}")
    row: dict[str, Any] = {name: cell or None for name, cell in zip(names, cells, strict=True)}
    if not _whole(row):
        return Unusable("it is not UTF-8")
    try:
        row |= {name: json.loads(row[name]) for name in NESTED if row.get(name)}
    except (ValueError, RecursionError):
        return Unusable(f"{', '.join(NESTED)} are lists in JSON")
    return row | {"stale": str(row.get("stale")).lower() in ("1", "true", "yes")}


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far an import came: all lines up to this one are in the archive."""

    line: int = 0
    tally: dict[str, int] = field(default_factory=dict)


def mark(path: Path) -> str:
    """A digest by which a file is known again that was not written to since."""
    about = path.stat()
    with path.open("rb") as file:
        head = file.read(HEAD)
    return sha256(f"{about.st_size}/{about.st_mtime_ns}/".encode() + head).hexdigest()


def begun(db: Database, path: Path, mark: str) -> Progress | None:
    """Where an import of this very file was cut off; None where none was."""
    row = db.conn.execute(
        "select line, tally from imports where file = ? and mark = ?", (str(path.resolve()), mark)
    ).fetchone()
    return Progress(line=row[0], tally=json.loads(row[1])) if row else None


def reached(db: Database, path: Path, mark: str, progress: Progress, now: datetime) -> None:
    """Remember how far the import of this file came; in the transaction that records the documents."""
    db.conn.execute(
        """
        insert into imports (file, mark, line, tally, began)
        values (?, ?, ?, ?, ?)
        on conflict (file) do update
        set mark = excluded.mark,
            line = excluded.line,
            tally = excluded.tally,
            began = case when mark = excluded.mark then began else excluded.began end
        """,
        (str(path.resolve()), mark, progress.line, json.dumps(progress.tally), written(now)),
    )


def ended(db: Database, path: Path) -> None:
    """The whole file is in the archive: a next import of it begins at its beginning."""
    db.conn.execute("delete from imports where file = ?", (str(path.resolve()),))
