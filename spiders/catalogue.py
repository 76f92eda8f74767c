"""The catalogue: sources as TOML files, one per site, shipped ones and the user's own."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from extract import places
from spiders import source_file, source_writing
from spiders.source import BadSource, Detail, Fetching, ListPage, Pages, Source

__all__ = [
    "BadSource",
    "Catalogue",
    "Detail",
    "Fetching",
    "ListPage",
    "Pages",
    "Source",
    "UnknownSource",
    "load",
    "read",
    "select",
    "write",
]

SHIPPED = Path(__file__).parent / "sources"


class UnknownSource(LookupError):  # noqa: N818
    """No source has this id; the message names the nearest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """All sources by id, and the files that could not be used."""

    sources: tuple[Source, ...]
    broken: list[BadSource]

    def find(self, id: str) -> Source:
        """The source with this id; raises BadSource where its file is broken and UnknownSource where there is none."""
        for source in self.sources:
            if source.id == id:
                return source
        for bad in self.broken:
            if bad.file.stem == id:
                raise bad
        near = difflib.get_close_matches(id, [source.id for source in self.sources], n=3, cutoff=0.5)
        mend = f"did you mean {' or '.join(near)}?" if near else "`policywatch sources list` shows all ids"
        raise UnknownSource(f"no source {id!r}: {mend}")


def load(folder: Path | None) -> Catalogue:
    """The shipped sources and those of the user's folder, which win where the id is the same."""
    shipped, broken = _read_folder(SHIPPED, own=False)
    mine, mine_broken = _read_folder(folder, own=True) if folder is not None and folder.is_dir() else ({}, [])
    together = shipped | mine
    return Catalogue(sources=tuple(together[id] for id in sorted(together)), broken=[*broken, *mine_broken])


def _read_folder(folder: Path, *, own: bool) -> tuple[dict[str, Source], list[BadSource]]:
    found: dict[str, Source] = {}
    broken: list[BadSource] = []
    for file in sorted(folder.glob("*.toml")):
        try:
            source = replace(read(file), own=own)
            if source.id in found:
                raise BadSource(
                    file, "id", f"{source.id!r} is already the id of {found[source.id].file}: give it another"
                )
            found[source.id] = source
        except BadSource as bad:
            broken.append(bad)
    return found, broken


def read(file: Path) -> Source:
    """The source of one file; raises BadSource."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadSource(file, "", f"cannot be read as UTF-8 text ({wrong})") from wrong
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadSource(file, "", f"is not TOML: {wrong}") from wrong
    return source_file.source(table, file)


def write(source: Source, folder: Path) -> Path:
    """Put the source's TOML into the folder, all of it or nothing; the path of the file."""
    return source_writing.put(source, folder)


def select(sources: Iterable[Source], *, region: str | None = None, level: str | None = None) -> list[Source]:
    """The sources of a region (its cities and districts included) and of a level."""
    return [
        source
        for source in sources
        if (region is None or (source.region is not None and places.covers(region, source.region)))
        and (level is None or source.level == level)
    ]
