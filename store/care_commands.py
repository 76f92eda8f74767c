"""`backup` and `restore`: copies of the archive, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from store import progress, terminal
from store.terminal import DbOption, JsonOption

KEEP = 7


def backup(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Where to; backups/ beside the archive by default.")
    ] = None,
    keep: Annotated[int, typer.Option("--keep", metavar="N", help="How many copies stay in that folder.")] = KEEP,
    raw: Annotated[bool, typer.Option("--raw/--no-raw", help="Copy the raw pages, too.")] = True,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Copy the archive while others write, and read the copy back before it counts.

    Example: policywatch backup /mnt/copies --keep 14
    """
    from store import backup as copying
    from store.connection import Archive, ArchiveError

    if keep < 1:
        terminal.fail("--keep counts from 1: the copy just made stays")
    path = terminal.archive_path(ctx, db)
    _must_exist(path)
    with terminal.archive(ctx, db) as archive, progress.bars() as (report, _):
        assert isinstance(archive, Archive)  # noqa: S101 - terminal.archive opens no other
        try:
            made = copying.backup(
                archive,
                folder or path.parent / "backups",
                keep=keep,
                now=datetime.now(UTC),
                pages=raw,
                progress=report,
            )
        except ArchiveError as wrong:
            terminal.fail(str(wrong))
    if terminal.wants_json(ctx, json):
        terminal.emit(made)
        return
    size = f"{made.bytes / 1024**2:.1f} MiB"
    print(f"{made.path}: {made.documents} documents, {made.sightings} sightings, {size}, read back and sound")
    for file in made.removed:
        terminal.note(f"removed {file}")


def restore(
    ctx: typer.Context,
    copy: Annotated[Path, typer.Argument(metavar="FILE", help="A copy that backup made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: DbOption = None,
) -> None:
    """Put a backup in the archive's place; what was there is moved aside, not removed. Stop `watch` first.

    What was sent after the copy was made may be sent again.

    Example: policywatch restore backups/policywatch-20260105T030000Z.db
    """
    from store import backup as copying
    from store.connection import ArchiveError

    path = terminal.archive_path(ctx, db)
    if copy.absolute() == path.absolute():
        terminal.fail(f"{copy} is the archive itself: name a backup")
    terminal.reached(copy)
    try:
        copying.recognise(copy)  # before anybody is asked
        if not yes and path.exists() and not typer.confirm(f"Put {copy} in the place of {path}?", err=True):
            raise typer.Exit(terminal.LOOK_HERE)
        aside = copying.restore(copy, path, datetime.now(UTC))
    except ArchiveError as wrong:
        terminal.fail(str(wrong))
    print(f"{path} is {copy} now")
    for file in aside:
        terminal.note(f"what was there is {file}")


def _must_exist(path: Path) -> None:
    """Opening makes an empty archive; a copy of that would look like success."""
    if not path.exists():
        terminal.fail(f"{path} is not there: name the archive with --db")
