"""`import` and `export`: documents in and out, one line each."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from store import terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from store.documents import Archived, Sighting, Verdict

TOGETHER = 50  # documents of one transaction: others wait no longer than that takes
SIGHTING = ("url", "document_id", "source", "seen_at", "verdict")
COUNTED = {"new": "new", "copy": "copies", "noisy": "copies", "altered": "copies", "revised": "revised"}


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="JSON Lines; - is stdin.")],
    start: Annotated[int, typer.Option("--start", metavar="LINE", help="Begin with this line.")] = 1,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Add documents from JSON Lines: url, title, text, published, source, and any other field that `export` writes.

    The region is found from title and text where a line has none. What is known already is not added twice. Releases
    of the last seven days are told one by one, older ones in one summary.

    Example: policywatch import releases.jsonl
    """
    name = "stdin" if str(file) == "-" else str(file)
    tally = {"read": 0, "new": 0, "copies": 0, "revised": 0, "unchanged": 0, "skipped": 0}
    with _opened(file) as lines, terminal.archive(ctx, db) as archive, _progress(file, lines) as advance:
        numbered = ((number, line) for number, line in enumerate(lines, 1) if number >= start and line.strip())
        done = start - 1
        try:
            while batch := list(islice(numbered, TOGETHER)):
                for counted, count in _record(archive, batch, name).items():
                    tally[counted] += count
                done = batch[-1][0]
                advance()
        except KeyboardInterrupt:
            terminal.note(f"policywatch: interrupted; the documents up to line {done} of {name} are in the archive")
            terminal.note(f"policywatch: go on with: policywatch import {file} --start {done + 1}")
            raise typer.Exit(130) from None
    if terminal.wants_json(ctx, json):
        terminal.emit(tally)
    else:
        print(", ".join(f"{count} {counted}" for counted, count in tally.items()))
    if tally["skipped"]:
        terminal.note(f"{tally['skipped']} of {tally['read']} lines could not be used")
        raise typer.Exit(terminal.LOOK_HERE)


def _record(archive: Database, batch: Iterable[tuple[int, bytes]], name: str) -> dict[str, int]:
    """All usable lines of the batch, or, when the machine fails, none; counts by what became of them."""
    from store import connection, documents, importing, runs

    now = datetime.now(UTC)
    tell_since = now.astimezone(terminal.zone()).date() - runs.RECENT
    tally: dict[str, int] = {}
    with connection.transaction(archive):
        for number, line in batch:
            try:
                arrival = importing.arrival(line, now=now, tell_since=tell_since)
            except importing.Unusable as wrong:
                terminal.note(terminal.safe(f"{name}:{number}: {wrong}"))
                counted = "skipped"
            else:
                counted = _counted(documents.record(archive, arrival).verdict)
            for what in ("read", counted):
                tally[what] = tally.get(what, 0) + 1
    return tally


def _counted(verdict: Verdict) -> str:
    # Parts, quotes and series are documents of their own.
    return "unchanged" if verdict == "unchanged" else COUNTED.get(verdict, "new")


def export_(
    ctx: typer.Context,
    sightings: Annotated[bool, typer.Option("--sightings", help="Every URL, not the documents.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    md: Annotated[Path | None, typer.Option("--md", metavar="DIR", help="A Markdown file for each document.")] = None,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Print every document with all its fields as JSON Lines; `import` reads them.

    Example: policywatch export > releases.jsonl
    """
    from store import documents, rows

    as_json = terminal.wants_json(ctx, json)
    if as_json + csv + (md is not None) > 1:
        terminal.fail("--json, --csv and --md exclude each other: choose one")
    if sightings and md is not None:
        terminal.fail("sightings have no text to write with --md: choose --csv or JSON Lines")
    with terminal.archive(ctx, db) as archive:
        if md is not None:
            _write_markdown(documents.each(archive), md)
            return
        found: Iterator[dict[str, Any]] = (
            map(sighting_row, documents.each_sighting(archive)) if sightings else map(row, documents.each(archive))
        )
        if csv:
            _print_csv(SIGHTING if sightings else ("id", *rows.COLUMNS, "source"), found)
        else:
            for one in found:
                terminal.emit(one)


def row(document: Archived) -> dict[str, Any]:
    """The document as export prints it."""
    from extract.document import fields

    return {"id": document.id, **fields(document.document), "source": document.source}


def sighting_row(sighting: Sighting) -> dict[str, Any]:
    """The sighting as export prints it."""
    return {name: getattr(sighting, name) for name in SIGHTING} | {"seen_at": sighting.seen_at.isoformat()}


def _print_csv(names: Sequence[str], found: Iterator[dict[str, Any]]) -> None:
    import csv
    import json

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(names)
    for one in found:
        values = (one[name] for name in names)
        out.writerow(json.dumps(v, ensure_ascii=False) if isinstance(v, list) else v for v in values)


def _write_markdown(documents: Iterator[Archived], folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for count, document in enumerate(documents, 1):
            (folder / f"{document.id}.md").write_text(_markdown(document), encoding="utf-8")
            if count % 1000 == 0:
                terminal.note(f"{count} documents written")
    except OSError as wrong:
        terminal.fail(f"{wrong.filename or folder} cannot be written ({wrong.strerror}): name another folder with --md")


def _markdown(document: Archived) -> str:
    """Title, fields and text; the fields in a head of YAML, whose strings JSON writes as well."""
    import json

    said = row(document)
    plain = {name: value for name, value in said.items() if value not in (None, [], False) and name not in _IN_BODY}
    head = "\n".join(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in plain.items())
    text = "\n\n".join(line for line in document.document.text.splitlines() if line.strip())
    return f"---\n{head}\n---\n\n# {terminal.safe(document.document.title)}\n\n{text}\n"


_IN_BODY = ("title", "text", "evidence", "cuts", "properties")


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = file.open("rb")
    except OSError as wrong:
        terminal.fail(f"{file} cannot be read: {wrong.strerror}")
    with opened:
        yield opened


@contextmanager
def _progress(file: Path, lines: IO[bytes]) -> Iterator[Callable[[], None]]:
    """Shows a person how far it is, by bytes; whoever reads stderr from a pipe is spared."""
    if not sys.stderr.isatty() or str(file) == "-":
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("import", total=file.stat().st_size)
        yield lambda: shown.update(task, completed=lines.tell())
