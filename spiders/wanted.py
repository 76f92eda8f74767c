"""Which sources a command was told to use; wrong words end here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store import terminal

if TYPE_CHECKING:
    from spiders.catalogue import Catalogue
    from spiders.source import Source

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Sources by id.")]
RegionOption = Annotated[
    str | None, typer.Option("--region", metavar="PLACE", help="Code or name, with all it covers.")
]
LevelOption = Annotated[
    str | None, typer.Option("--level", help="central, province, city, district or industry.", metavar="LEVEL")
]


def utc_now() -> datetime:
    """The time, as everything below the command line is handed it."""
    return datetime.now(UTC)


def known_sources(ctx: typer.Context, sources: Path | None) -> Catalogue:
    """The catalogue; its broken files are named."""
    from spiders import catalogue

    known = catalogue.load(terminal.sources_folder(ctx, sources))
    for bad in known.broken:
        terminal.note(f"policywatch: {bad}")
    return known


def one(known: Catalogue, id: str) -> Source:
    """The source with this id."""
    from spiders import catalogue

    try:
        return known.find(id)
    except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
        terminal.fail(str(wrong))


def placed(known: Catalogue, region: str | None, level: str | None) -> list[Source]:
    """The sources of a place and a level."""
    from extract import places
    from spiders import catalogue
    from spiders.source import LEVELS

    if level is not None and level not in LEVELS:
        terminal.fail(f"--level {level!r} is not known: write one of {', '.join(LEVELS)}")
    try:
        code = places.division(region).code if region is not None else None
    except places.UnknownPlace as unknown:
        terminal.fail(f"--region {unknown}")
    return catalogue.select(known.sources, region=code, level=level)


def chosen(
    ctx: typer.Context, sources: Path | None, ids: list[str] | None, region: str | None, level: str | None, verb: str
) -> list[str]:
    """The ids that were named, or those of a place and a level; `verb` is the command for the example."""
    known = known_sources(ctx, sources)
    if not ids and region is None and level is None:
        terminal.fail(f"name sources, a --region or a --level: policywatch sources {verb} --region 济南")
    named = [one(known, id).id for id in ids or []]
    there = [source.id for source in placed(known, region, level)] if region is not None or level is not None else []
    ids_chosen = list(dict.fromkeys([*named, *there]))
    if not ids_chosen:
        terminal.fail("no source is there or of that level: policywatch sources list shows all")
    return ids_chosen
