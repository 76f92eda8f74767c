"""How every command speaks: the options they share, results on stdout, one clear line for wrong use.

Like the packages' `commands.py`, this module may read `POLICYWATCH_*` variables and print.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

if TYPE_CHECKING:
    from store.connection import Archive

WRONG_USE = 2
LOOK_HERE = 1  # something a person must look at

DbOption = Annotated[
    Path | None,
    typer.Option("--db", metavar="PATH", help="The archive (or POLICYWATCH_DB; by default in your data folder)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]
SourcesOption = Annotated[
    Path | None,
    typer.Option("--sources", metavar="DIR", help="The folder of your own sources (or POLICYWATCH_SOURCES)."),
]


@dataclasses.dataclass(slots=True, kw_only=True)
class Shared:
    """What was said before the command; the same options after the command win."""

    db: Path | None = None
    json: bool = False
    sources: Path | None = None


def shared(ctx: typer.Context) -> Shared:
    """The options given before the command."""
    found = ctx.find_object(Shared)
    return found if found is not None else Shared()


def archive_path(ctx: typer.Context, db: Path | None) -> Path:
    """Where the archive is: option, then POLICYWATCH_DB, then the user's data folder."""
    from store import connection

    chosen = db or shared(ctx).db or os.environ.get("POLICYWATCH_DB")
    return reached(Path(chosen) if chosen else connection.default_path())


def reached(path: Path) -> Path:
    """The path, whether anything is there or not; one line and exit 2 where nobody may so much as look."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except OSError as wrong:
        fail(f"{path} cannot be looked for ({wrong.strerror}): check its folder's permissions or name another")
    return path


def raw_days() -> int | None:
    """For how many days raw pages are kept; None: for good."""
    said = os.environ.get("POLICYWATCH_RAW_DAYS", "").strip()
    if not said:
        return None
    # More days than that no calendar goes back from now.
    if not said.isdecimal() or len(said) > 5 or int(said) < 1:
        fail(f"POLICYWATCH_RAW_DAYS is {safe(said)!r}: write a number of days, such as 365")
    return int(said)


@contextmanager
def archive(ctx: typer.Context, db: Path | None) -> Iterator[Archive]:
    """The open archive; one line and exit 2 where the file is not one or cannot be used."""
    from store import connection

    path = archive_path(ctx, db)
    try:
        opened = connection.connect(path)
    except connection.ArchiveError as wrong:
        fail(str(wrong))
    try:
        # A disk that fills up or a lock that is not given shows only when the command reads or writes.
        with connection.trouble(path):
            yield opened
    except connection.ArchiveError as wrong:
        fail(str(wrong))
    finally:
        opened.close()


def sources_folder(ctx: typer.Context, sources: Path | None) -> Path:
    """Where the user's own source files are."""
    import platformdirs

    chosen = sources or shared(ctx).sources or os.environ.get("POLICYWATCH_SOURCES")
    return reached(Path(chosen) if chosen else platformdirs.user_data_path("policywatch") / "sources")


def wants_json(ctx: typer.Context, after: bool) -> bool:
    """Was --json said before or after the command?"""
    return after or shared(ctx).json


def zone() -> ZoneInfo:
    """The display zone, POLICYWATCH_TZ; Asia/Shanghai by default."""
    name = os.environ.get("POLICYWATCH_TZ", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        fail(f"POLICYWATCH_TZ={name!r} is not a time zone: write for example Asia/Shanghai")


def fail(message: str) -> NoReturn:
    """Say on stderr, in one line, what is wrong and what to write instead; exit 2."""
    print(f"policywatch: {message}", file=sys.stderr)
    raise typer.Exit(WRONG_USE)


def note(message: str) -> None:
    """A line for the person at the terminal: stderr, so that results stay clean."""
    print(message, file=sys.stderr)


def emit(row: Any) -> None:
    """Print one JSON Lines object; dataclasses, dates and times as one expects."""
    print(json.dumps(row, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def day(text: str | None, option: str) -> date | None:
    """A date written YYYY-MM-DD, or exit 2 with the option's name."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        fail(f"{option} {text!r} is not a date: write YYYY-MM-DD, for example 2026-09-24")


def safe(text: str) -> str:
    """The text without control characters, so that a page's title cannot steer the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, gives: str | None = None) -> None:
    """Rows for a person: an aligned table on a terminal, tabs between fields in a pipe.

    The column that `gives` is cut where the terminal is too narrow; without one, cells are folded. A terminal is spared
    columns that say nothing, and a table without rows.
    """
    plain = [["" if cell is None else safe(str(cell)) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for row in plain:
            print("\t".join(row))
        return
    said = [n for n in range(len(columns)) if any(row[n] for row in plain)]
    if not said:
        return
    columns, plain = [columns[n] for n in said], [[row[n] for n in said] for row in plain]
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in columns:
        drawn.add_column(name, no_wrap=gives not in (None, name), overflow="fold")
    for row in plain:
        cut = (
            Text(cell, no_wrap=True, overflow="ellipsis") if name == gives else Text(cell)
            for name, cell in zip(columns, row, strict=True)
        )
        drawn.add_row(*cut)
    Console().print(drawn)
