"""What a list gives now: fetched, or read from saved pages; nothing is stored."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from spiders import captures, feed, listing, probe
from spiders.listing import Listing
from spiders.source import ListPage, Source

if TYPE_CHECKING:
    from spiders.lists import Look

NO_PLACE = "http://page.invalid/"  # for files whose address nobody knows


class BadManifest(ValueError):  # noqa: N818
    """The manifest cannot be used; the message names the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The rows of one list, as `sources try` prints them."""

    file: str
    family: str
    rows: tuple[dict[str, Any], ...]
    error: str | None


def fetched(source: Source, folder: Path, *, save: bool, now: datetime) -> Iterator[Tried]:
    """The rows that each list of the source has on its site; `save` keeps them with their pages in the folder."""
    for number, (each, look) in enumerate(zip(source.lists, probe.look(source), strict=True), 1):
        yield _looked(each, look)
        if save and look.shown is not None and look.shown.rows:
            captures.keep(folder, source.id, number, look.inner or look.answer, look.shown.rows, now=now)


def _looked(page: ListPage, look: Look) -> Tried:
    if look.shown is None:
        return Tried(file=page.url, family="", rows=(), error=look.problem.reason if look.problem else "no answer")
    return _tried(page.url, look.shown)


def saved(name: str, file: Path, wanted: ListPage, *, url: str, now: datetime) -> Tried:
    """The rows of a page that lies in a file."""
    try:
        body = file.read_bytes()
        body = gzip.decompress(body) if file.suffix == ".gz" else body
    except (OSError, EOFError, zlib.error) as wrong:
        return Tried(
            file=name, family="", rows=(), error=f"cannot be read: {getattr(wrong, 'strerror', None) or wrong}"
        )
    try:
        urlsplit(url)
    except ValueError:
        return Tried(file=name, family="", rows=(), error=f"{url} is no web address")
    if wanted.item is None and feed.looks_like_one(body):
        wanted = replace(wanted, kind="feed")
    return _tried(name, listing.rows(wanted, body, url, charset=None, now=now))


def all_saved(manifest: Path, *, now: datetime) -> Iterator[Tried]:
    """The rows of each page that the manifest names, in its order; raises BadManifest."""
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else wrong
        raise BadManifest(f"{manifest} cannot be read: {reason}") from wrong
    for number, line in enumerate(lines, 1):
        if line.strip():
            file, url = _entry(manifest, number, line)
            try:
                yield saved(file, manifest.parent / file, ListPage(url=url), url=url, now=now)
            except Exception as wrong:  # noqa: BLE001 - one page that we cannot take must not cost the others
                why = f"policywatch itself failed ({type(wrong).__name__}: {wrong})"[:300]
                yield Tried(file=file, family="", rows=(), error=why)


def _entry(manifest: Path, number: int, line: str) -> tuple[str, str]:
    try:
        said = json.loads(line)
        return str(said["file"]), str(said.get("url") or NO_PLACE)
    except (ValueError, KeyError, TypeError) as wrong:
        mend = 'write {"file": "page.html", "url": "https://…"}'
        raise BadManifest(f"{manifest}, line {number}: {mend}") from wrong


def _tried(name: str, found: Listing) -> Tried:
    rows = tuple({"title": row.title, "url": row.url, "date": row.published} for row in found.rows)
    return Tried(file=name, family=found.family, rows=rows, error=found.problem)
