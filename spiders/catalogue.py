"""The catalogue: sources as TOML files, one per site, shipped ones and the user's own, and a table of policy columns.

The columns (columns.py) are sources like all others, but thousands: they are built when somebody names one or a place.
"""

from __future__ import annotations

import difflib
import fnmatch
import tomllib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from extract import divisions
from extract.fold import fold
from spiders import columns, source_file, source_writing
from spiders.columns import Column
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


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All sources that have a file, or those that were asked for, and the files that could not be used."""

    sources: tuple[Source, ...]
    broken: list[BadSource]
    unread: frozenset[str] = frozenset()  # ids of shipped sources that nobody asked for

    @property
    def ids(self) -> frozenset[str]:
        """The ids of everything that can be followed, columns included."""
        return self.unread.union(
            (source.id for source in self.sources), (column.id for column in columns.known() if self._free(column))
        )

    def find(self, id: str) -> Source:
        """The source with this id; raises BadSource where its file is broken and UnknownSource where there is none."""
        for source in self.sources:
            if source.id == id:
                return source
        for bad in self.broken:
            if bad.file.stem == id:
                raise bad
        column = columns.find(id)
        if column is None:
            raise UnknownSource(f"no source {id!r}: {self._mend(id)}")
        if (mine := self._follower(column)) is not None:
            raise UnknownSource(f"your source {mine} follows the list of {id}: policywatch sources show {mine}")
        return columns.source(column)

    def why_missing(self, id: str) -> str:
        """Why a source that is switched on cannot be visited."""
        if any(bad.file.stem == id for bad in self.broken):
            return "its file cannot be used"
        column = columns.find(id)
        mine = self._follower(column) if column is not None else None
        return f"your source {mine} follows its list" if mine is not None else "its file is gone"

    def way_back(self, id: str) -> str:
        """What to do about a source that is switched on and cannot be visited."""
        if any(bad.file.stem == id for bad in self.broken):
            return "correct it where policywatch doctor says"
        return f"policywatch sources disable {id}"

    def matching(self, pattern: str) -> list[Source]:
        """The sources whose ids fit a pattern such as `jn-*`, or the one with this id; raises as `find` does.

        Columns fit patterns that begin as their ids do: `*` is about sources with a file.
        """
        if not any(sign in pattern for sign in "*?["):
            return [self.find(pattern)]
        found = [source for source in self.sources if fnmatch.fnmatchcase(source.id, pattern)]
        if pattern.startswith(columns.PREFIX):
            fitting = (column for column in columns.known() if fnmatch.fnmatchcase(column.id, pattern))
            found += [columns.source(column) for column in fitting if self._free(column)]
        if not found:
            raise UnknownSource(f"no source fits {pattern!r}: {self._mend(pattern.strip('*?'))}")
        return found

    def policy_columns(self, *, region: str | None = None, higher: bool = False) -> list[Source]:
        """The policy columns of a region (its cities and districts included), or all, but for what files follow."""
        wanted = None if region is None else partial(divisions.covers, region, higher=higher)
        return [columns.source(column) for column in columns.known(wanted=wanted) if self._free(column)]

    def columns_among(self, ids: Iterable[str]) -> list[Source]:
        """Those of these ids that are columns."""
        found = (column for id in ids if (column := columns.find(id)))
        return [columns.source(column) for column in found if self._free(column)]

    def _free(self, column: Column) -> bool:
        """Is there no file of this id or list? What a person wrote is known better."""
        return column.id not in self._taken and self._follower(column) is None

    def _follower(self, column: Column) -> str | None:
        """The user's source that has the column's list."""
        return self._mine.get(columns.address(column.url))

    @cached_property
    def _taken(self) -> frozenset[str]:
        return frozenset([*(source.id for source in self.sources), *(bad.file.stem for bad in self.broken)])

    @cached_property
    def _mine(self) -> dict[tuple[str, ...], str]:
        """Addresses of the user's lists -> their sources; the table has none of those that shipped files follow."""
        return {columns.address(each.url): source.id for source in self.sources if source.own for each in source.lists}

    def _mend(self, said: str) -> str:
        everything = (*self.sources, *self.policy_columns())
        ids = [*(source.id for source in everything), *self.unread]
        named = [source.id for source in everything if said and said.lower() in f"{source.id} {source.name}".lower()]
        near = list(dict.fromkeys([*difflib.get_close_matches(said, ids, n=3, cutoff=0.6), *named]))[:3]
        meant = f"did you mean {' or '.join(near)}? " if near else ""
        return f"{meant}`policywatch sources list` shows all ids"


def load(folder: Path | None, *, only: Collection[str] | None = None) -> Catalogue:
    """The shipped sources and those of the user's folder, which win where the id is the same.

    With `only`, shipped files of other ids are left unread: a round over one source need not read four hundred. Columns
    are among the sources where `only` names them.
    """
    files = {file.stem: file for file in SHIPPED.glob("*.toml")}  # a shipped file is named after its id
    asked = files if only is None else {id: files[id] for id in only if id in files}
    shipped, broken = _read_files(asked.values(), _shipped)
    mine, mine_broken = _read_folder(folder) if folder is not None and folder.is_dir() else ({}, [])
    together = shipped | mine
    filed = Catalogue(
        sources=tuple(together[id] for id in sorted(together)),
        broken=[*broken, *mine_broken],
        unread=frozenset(files.keys() - asked.keys()),
    )
    named = filed.columns_among(only or ())
    return replace(filed, sources=tuple(sorted((*filed.sources, *named), key=lambda source: source.id)))


def _read_folder(folder: Path) -> tuple[dict[str, Source], list[BadSource]]:
    return _read_files(folder.glob("*.toml"), _own)


def _read_files(
    files: Iterable[Path], source_of: Callable[[Path], Source]
) -> tuple[dict[str, Source], list[BadSource]]:
    found: dict[str, Source] = {}
    broken: list[BadSource] = []
    for file in sorted(files):
        try:
            source = source_of(file)
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
    return source_file.source(_table(file), file)


def _own(file: Path) -> Source:
    return replace(read(file), own=True)


def _shipped(file: Path) -> Source:
    return source_file.shipped(_table(file), file)


def _table(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadSource(file, "", f"cannot be read as UTF-8 text ({wrong})") from wrong
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadSource(file, "", f"is not TOML: {wrong}") from wrong


def write(source: Source, folder: Path) -> Path:
    """Put the source's TOML into the folder, all of it or nothing; the path of the file."""
    return source_writing.put(source, folder)


def select(
    sources: Iterable[Source],
    *,
    region: str | None = None,
    level: str | None = None,
    topic: str | None = None,
    higher: bool = False,
) -> list[Source]:
    """The sources of a region (its cities and districts included), of a level and about a topic.

    `higher` adds those of the region's province and of the nation. A topic is a tag, or a word of the name.
    """
    return [
        source
        for source in sources
        if (region is None or divisions.covers(region, source.region, higher=higher))
        and (level is None or source.level == level)
        and (topic is None or _about(source, topic))
    ]


def _about(source: Source, topic: str) -> bool:
    wanted = fold(topic)
    return wanted in map(fold, source.tags) or wanted in fold(source.name)
