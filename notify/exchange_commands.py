"""`subscriptions export`, `import`: to keep, to move, to write by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from notify.subscription_commands import found, now, saved
from store import terminal
from store.terminal import DbOption, JsonOption


def export_(
    ctx: typer.Context,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="None means all.")] = None,
    db: DbOption = None,
) -> None:
    """Print subscriptions as TOML; env:NAME stands for each channel, its URL is a credential and left out.

    Example: policywatch subscriptions export > subscriptions.toml
    """
    from notify import exchange
    from store import subscriptions

    with terminal.archive(ctx, db) as archive:
        chosen = [found(archive, name) for name in names] if names else subscriptions.listed(archive)
    print(exchange.written(chosen), end="")
    hidden = sum(not exchange.is_reference(channel) for one in chosen for channel in one.channels)
    if hidden:
        terminal.note(
            f"not in it: {hidden} channel URL{'' if hidden == 1 else 's'}; set the variables it names to import it"
        )


def import_(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="As `subscriptions export` writes it.")],
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Add the subscriptions of a TOML file, all of them or, when one is wrong, none.

    Example: policywatch subscriptions import subscriptions.toml
    """
    from notify import exchange
    from notify.wishes import BadWish
    from store import subscriptions
    from store.connection import transaction

    try:
        written = exchange.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else "it is not UTF-8"
        terminal.fail(f"{file} cannot be read: {reason}")
    except BadWish as wrong:
        terminal.fail(f"{file}: {wrong}")
    with terminal.archive(ctx, db) as archive, transaction(archive):
        for one in written:
            added = saved(archive, one.said, now=now(), where=f"{file}: subscription {one.name!r}: ")
            if one.paused:
                subscriptions.pause(archive, added.name)
    if terminal.wants_json(ctx, json):
        terminal.emit({"subscriptions": len(written)})
    else:
        print(f"added {len(written)} {'subscription' if len(written) == 1 else 'subscriptions'}")
