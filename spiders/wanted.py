"""Which sources a command was told to use; wrong words end here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from store import terminal

if TYPE_CHECKING:
    from spiders.catalogue import Catalogue
    from spiders.source import Source

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Sources by id, or by a pattern: 'jn-*'.")]
RegionOption = Annotated[
    str | None,
    typer.Option("--region", "--city", "--all-in", metavar="PLACE", help="Code or name, with all it covers."),
]
HigherOption = Annotated[
    bool, typer.Option("--include-higher", help="With --region: those of its province and of the nation, too.")
]
TopicOption = Annotated[
    str | None, typer.Option("--topic", metavar="WORD", help="A tag, or a word of the name: 科技, 医药, 转载.")
]
LevelOption = Annotated[
    str | None, typer.Option("--level", help="central, province, city, district or industry.", metavar="LEVEL")
]
ColumnsOption = Annotated[
    bool,
    typer.Option("--columns", help="The policy columns of all governments, too; a --region has those of its own."),
]


def utc_now() -> datetime:
    """The time, as everything below the command line is handed it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which sources are meant when they are not named one by one."""

    region: str | None = None  # as the user wrote it
    level: str | None = None
    topic: str | None = None
    higher: bool = False
    columns: bool = False  # the policy columns of every government, not only of the region

    @property
    def says_nothing(self) -> bool:
        """Would it take every source there is?"""
        return self.region is None and self.level is None and self.topic is None and not self.columns


def known_sources(ctx: typer.Context, sources: Path | None, *, only: Collection[str] | None = None) -> Catalogue:
    """The catalogue, or its sources with these ids; broken files are named."""
    from spiders import catalogue

    known = catalogue.load(terminal.sources_folder(ctx, sources), only=only)
    for bad in known.broken:
        terminal.note(f"policywatch: {bad}")
    return known


def named(ctx: typer.Context, sources: Path | None, id: str) -> Source:
    """The source with this id; no other shipped file is read."""
    return one(known_sources(ctx, sources, only=only([id], Filter())), id)


def one(known: Catalogue, id: str) -> Source:
    """The source with this id."""
    from spiders import catalogue

    try:
        return known.find(id)
    except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
        terminal.fail(str(wrong))


def fitting(known: Catalogue, ids: Iterable[str]) -> list[Source]:
    """The sources with these ids or patterns, each once."""
    from spiders import catalogue

    try:
        return list({source.id: source for id in ids for source in known.matching(id)}.values())
    except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
        terminal.fail(str(wrong))


def placed(known: Catalogue, wanted: Filter, *, also: Collection[str] = ()) -> list[Source]:
    """The sources of a place, a level and a topic; policy columns only where a place or all of them are asked for.

    `also` are ids of columns that count wherever they are.
    """
    from extract import divisions
    from spiders import catalogue
    from spiders.source import LEVELS

    if wanted.level is not None and wanted.level not in LEVELS:
        terminal.fail(f"--level {wanted.level!r} is not known: write one of {', '.join(LEVELS)}")
    if wanted.higher and wanted.region is None:
        terminal.fail("--include-higher widens a place: write --region 济南 as well")
    try:
        code = divisions.division(wanted.region).code if wanted.region is not None else None
    except divisions.UnknownPlace as unknown:
        terminal.fail(f"--region {unknown}")
    if code is not None or wanted.columns:
        columns = known.policy_columns(region=code, higher=wanted.higher)
    else:
        columns = known.columns_among(also)
    return catalogue.select(
        (*known.sources, *columns), region=code, level=wanted.level, topic=wanted.topic, higher=wanted.higher
    )


def only(ids: Sequence[str] | None, wanted: Filter) -> Sequence[str] | None:
    """Which files have to be read: all, unless plain ids say it."""
    plain = ids and all(id.isascii() and not _is_pattern(id) for id in ids) and wanted.says_nothing
    return ids if plain else None


def _is_pattern(id: str) -> bool:
    return any(sign in id for sign in "*?[")


def chosen(known: Catalogue, ids: Sequence[str] | None, wanted: Filter, *, verb: str) -> list[Source]:
    """The sources that were named, and those of a place, a level or a topic; `verb` is the command for the example."""
    there = placed(known, wanted)
    if not ids and wanted.says_nothing:
        terminal.fail(f"name sources, a --region, a --level or a --topic: policywatch sources {verb} --region 济南")
    patterns = [id for id in ids or [] if _is_pattern(id)]
    several = fitting(known, [id for id in ids or [] if not _is_pattern(id)])
    if not wanted.says_nothing:
        fit = {source.id for source in fitting(known, patterns)} if patterns else None
        several += [source for source in there if fit is None or source.id in fit]  # filters narrow patterns
    elif patterns:
        several += fitting(known, patterns)
    if not several:
        terminal.fail("no source is there, of that level and about that topic: policywatch sources list shows all")
    return list({source.id: source for source in several}.values())
