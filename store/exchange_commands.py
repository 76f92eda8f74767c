"""`import` and `export`: documents in and out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
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

    from store.connection import Archive
    from store.documents import Archived, Sighting, Verdict
    from store.importing import Progress, Unusable

    Raw = bytes | Mapping[str, Any] | Unusable  # a line of JSON, or what a row of CSV says

TOGETHER = 50  # documents of one transaction: others wait no longer than that takes
TALLY = ("read", "new", "copies", "revised", "unchanged", "skipped")
COUNTED = {"new": "new", "copy": "copies", "noisy": "copies", "altered": "copies", "revised": "revised"}


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines, or CSV by its name; - is stdin.")],
    start: Annotated[
        int | None, typer.Option("--start", metavar="LINE", help="Begin with this line, whatever came before.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="It is CSV, whatever its name.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Add documents from JSON Lines or CSV: url, title, text, published, source, and any other field of `export`.

    Region, category, deadline and language are read from title and text where a line has no such field. What is known
    already is not added twice. Releases of the last seven days are told one by one, older ones in one summary. What
    another archive exported keeps its sightings and verdicts. An import that was cut off goes on where it was.

    Example: policywatch import releases.jsonl
    """
    from store import importing

    name = "stdin" if str(file) == "-" else str(file)
    with _opened(file) as lines, terminal.archive(ctx, db) as archive, _progress(file, lines) as advance:
        mark = importing.mark(file) if file.is_file() else None
        progress = _begin(archive, file, mark, start)
        try:
            rows = _rows(lines, as_csv=csv or file.suffix.lower() == ".csv", after=progress.line)
            while batch := list(islice(rows, TOGETHER)):
                _record(archive, batch, name, progress, (file, mark) if mark else None)
                advance()
        except importing.Unusable as wrong:
            terminal.fail(f"{name}: {wrong}")
        except KeyboardInterrupt:
            again = "" if mark else f" --start {progress.line + 1}"
            terminal.note(f"policywatch: interrupted; {name} is in the archive up to line {progress.line}")
            terminal.note(f"policywatch: go on with: policywatch import {file}{again}")
            raise typer.Exit(130) from None
        if mark:
            importing.ended(archive, file)
    tally = {counted: progress.tally.get(counted, 0) for counted in TALLY}
    if terminal.wants_json(ctx, json):
        terminal.emit(tally)
    else:
        print(", ".join(f"{count} {counted}" for counted, count in tally.items()))
    if tally["skipped"]:
        terminal.note(f"{tally['skipped']} of {tally['read']} lines could not be used")
        raise typer.Exit(terminal.LOOK_HERE)


def _begin(archive: Database, file: Path, mark: str | None, start: int | None) -> Progress:
    """Where to begin: as told, where this very file was left, or at its first line."""
    from store import importing

    if start is not None:
        return importing.Progress(line=start - 1)
    left = importing.begun(archive, file, mark) if mark else None
    if left is None:
        return importing.Progress()
    terminal.note(f"policywatch: going on with line {left.line + 1} of {file}; --start 1 begins anew")
    return left


def _rows(lines: IO[bytes], *, as_csv: bool, after: int) -> Iterator[tuple[int, Raw]]:
    from store import importing

    if as_csv:
        return (pair for pair in importing.csv_rows(lines) if pair[0] > after)
    return ((number, line) for number, line in enumerate(lines, 1) if number > after and line.strip())


def _record(
    archive: Archive, batch: Sequence[tuple[int, Raw]], name: str, progress: Progress, file: tuple[Path, str] | None
) -> None:
    """All usable lines of the batch and how far that is, or, when the machine fails, nothing of it."""
    from store import adopting, importing, runs, shelf

    now = datetime.now(UTC)
    tell_since = now.astimezone(terminal.zone()).date() - runs.RECENT
    tally = dict(progress.tally)
    with shelf.together(archive):
        for number, raw in batch:
            try:
                found = importing.incoming(_row(raw), now=now, tell_since=tell_since)
            except importing.Unusable as wrong:
                terminal.note(terminal.safe(f"{name}:{number}: {wrong}"))
                counted = "skipped"
            else:
                recorded = adopting.adopt(archive, found.arrival, found.seen, updated_at=found.updated_at)
                counted = _counted(recorded.verdict)
            for what in ("read", counted):
                tally[what] = tally.get(what, 0) + 1
        reached = importing.Progress(line=batch[-1][0], tally=tally)
        if file:
            importing.reached(archive, *file, reached, now)
    progress.line, progress.tally = reached.line, reached.tally


def _row(raw: Raw) -> Mapping[str, Any]:
    from store import importing

    if isinstance(raw, bytes):
        return importing.json_row(raw)
    if isinstance(raw, importing.Unusable):
        raise raw
    return raw


def _counted(verdict: Verdict) -> str:
    # Parts, quotes and series are documents of their own.
    return "unchanged" if verdict == "unchanged" else COUNTED.get(verdict, "new")


def export_(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]", help="Only what answers, newest first; as in search.")
    ] = None,
    sightings: Annotated[bool, typer.Option("--sightings", help="Every URL, not the documents.")] = False,
    city: Annotated[str | None, typer.Option("--city", metavar="C", help="Name or code: 济南, 370100, 全国.")] = None,
    higher: Annotated[
        bool, typer.Option("--include-higher", "--higher", help="Also what its province and the nation release.")
    ] = False,
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Only what this source shows.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Published on that day or later.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Published on that day or before.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    md: Annotated[Path | None, typer.Option("--md", metavar="DIR", help="A Markdown file for each document.")] = None,
    parquet: Annotated[Path | None, typer.Option("--parquet", metavar="FILE", help="Write a Parquet file.")] = None,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Print documents with all their fields as JSON Lines; `import` reads them, sightings and verdicts included.

    What documents said earlier, raw pages and subscriptions stay behind: `backup` takes everything.

    Example: policywatch export > releases.jsonl
    """
    from store import commands, exporting

    as_json = terminal.wants_json(ctx, json)
    if as_json + csv + (md is not None) + (parquet is not None) > 1:
        terminal.fail("--json, --csv, --md and --parquet exclude each other: choose one")
    if sightings and md is not None:
        terminal.fail("sightings have no text to write with --md: choose --csv, --parquet or JSON Lines")
    asked = commands.question(query, city=city, higher=higher, since=since, until=until)
    with terminal.archive(ctx, db) as archive:
        documents = _told(exporting.documents(archive, commands.of_source(archive, asked, source)))
        if md is not None:
            _write_markdown(documents, md)
            return
        names = exporting.SIGHTING if sightings else exporting.COLUMNS
        found = exporting.sightings(archive, documents) if sightings else exporting.rows(archive, documents)
        if parquet is not None:
            _write_parquet(names, found, parquet)
        elif csv:
            _print_csv(names, found)
        else:
            for one in found:
                terminal.emit(one)


def _told(found: Iterator[Archived]) -> Iterator[Archived]:
    """The same; where there is nothing, a person is told so."""
    first = next(found, None)
    if first is None:
        terminal.note("nothing found")
        return
    yield first
    yield from found


def row(document: Archived) -> dict[str, Any]:
    """The document as export prints it."""
    from store import exporting

    return exporting.row(document)


def sighting_row(sighting: Sighting) -> dict[str, Any]:
    """The sighting as export prints it."""
    from store import exporting

    return exporting.sighting_row(sighting)


def _print_csv(names: Sequence[str], found: Iterator[dict[str, Any]]) -> None:
    import csv

    from store import exporting

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(names)
    for one in map(exporting.flat, found):
        out.writerow(one[name] for name in names)


def _write_markdown(found: Iterator[Archived], folder: Path) -> None:
    """A file for each document, in place of one that an earlier export wrote of it under another title."""
    from store import exporting

    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = {number: file for file in folder.glob("*.md") if (number := file.stem.partition("-")[0]).isdecimal()}
        for count, document in enumerate(found, 1):
            file = folder / exporting.file_name(document)
            if (old := there.get(str(document.id))) and old != file:
                old.rename(file)
            file.write_text(exporting.markdown(document), encoding="utf-8")
            if count % 1000 == 0:
                terminal.note(f"{count} documents written")
    except OSError as wrong:
        terminal.fail(f"{wrong.filename or folder} cannot be written ({wrong.strerror}): name another folder with --md")


def _write_parquet(names: Sequence[str], found: Iterator[dict[str, Any]], file: Path) -> None:
    try:
        from store import parquet
    except ModuleNotFoundError:
        terminal.fail("--parquet needs pyarrow: run pip install 'policywatch[parquet]', or choose --csv")
    try:
        parquet.write(names, found, file)
    except OSError as wrong:
        terminal.fail(f"{file} cannot be written ({wrong}): name another file with --parquet")


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
