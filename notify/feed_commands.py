"""`feed` and `serve`: what a search finds, for feed readers, calendars and browsers."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from notify.subscription_commands import now
from store import terminal
from store.terminal import DbOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from notify.feeding import Wanted

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Format(StrEnum):
    """What a feed is written as."""

    ATOM = "atom"
    JSON = "json"
    ICS = "ics"


def feed(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A subscription.")] = None,
    query: Annotated[str | None, typer.Option("--query", metavar="Q", help="Or a search.")] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="C", help="Of this place.")] = None,
    higher: Annotated[
        bool, typer.Option("--include-higher", help="Also what its province and the nation release.")
    ] = False,
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Only what this source shows.")] = None,
    format: Annotated[Format, typer.Option("--format", help="ics is a calendar of deadlines.")] = Format.ATOM,
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write a file, whole or not.")] = None,
    db: DbOption = None,
) -> None:
    """Write the feed of a subscription, of a place or of a search: Atom, JSON Feed, or a calendar of deadlines.

    Example: policywatch feed 济南创新券 --format ics --out /srv/www/jinan.ics
    """
    from notify import feeding, feeds
    from store.query import BadQuery

    zone = terminal.zone()
    with terminal.archive(ctx, db) as archive:
        wanted = _wanted(archive, name, query=query, city=city, higher=higher, source=source)
        try:
            match format:
                case Format.ATOM:
                    made = feeds.atom(feeding.feed(archive, wanted, now=now(), zone=zone))
                case Format.JSON:
                    made = feeds.json_feed(feeding.feed(archive, wanted, now=now(), zone=zone))
                case Format.ICS:
                    made = feeds.calendar(feeding.deadlines(archive, wanted, now=now(), zone=zone), now())
        except BadQuery as wrong:
            terminal.fail(str(wrong))
    if out is None:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(made)
        part.replace(out)
    except OSError as wrong:
        terminal.fail(f"{out} cannot be written ({wrong.strerror}): name another file with --out")
    terminal.note(f"wrote {out}")


def _wanted(
    archive: Database, name: str | None, *, query: str | None, city: str | None, higher: bool, source: str | None
) -> Wanted:
    from notify.feeding import Wanted, of
    from store import subscriptions
    from store.commands import region

    if name is not None:
        if query is not None or city is not None or source is not None or higher:
            terminal.fail("name a subscription or say what to search for, not both: policywatch feed NAME")
        try:
            return of(subscriptions.get(archive, name))
        except subscriptions.UnknownSubscription as wrong:
            terminal.fail(str(wrong))
    said = " ".join(filter(None, (city, query, source))) or "all releases"
    return Wanted(
        title=f"policywatch: {said}",
        query=query or "",
        city=region(city) if city is not None else None,
        higher=higher,
        source=source,
    )


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Where to listen; 0.0.0.0 lets others in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 8765,
    db: DbOption = None,
) -> None:
    """Show the archive in a browser, read only, with feeds and calendars for every search and subscription.

    Example: policywatch serve --port 8765
    """
    from notify.web import serving
    from store import connection

    if not 0 <= port <= 65535:
        terminal.fail(f"--port {port} is no port: write one from 1 to 65535, or 0 for a free one")
    path = terminal.archive_path(ctx, db)
    try:
        connection.connect(path).close()
    except connection.ArchiveError as wrong:
        terminal.fail(str(wrong))
    if host not in LOOPBACK:
        terminal.note(f"everyone who reaches {host} can read the archive and the names of its subscriptions")
    try:
        serving.run(path, host=host, port=port, zone=terminal.zone(), ready=lambda url: terminal.note(f"{url} is open"))
    except OSError as wrong:
        terminal.fail(f"{host}:{port} cannot be listened on ({wrong.strerror or wrong}): choose another --port")
