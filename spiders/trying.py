"""What a list gives now: fetched, or read from saved pages; nothing is stored."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from spiders import feed, judging, listing, probe
from spiders.answer import Answer
from spiders.listing import Listing
from spiders.source import ListPage

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


def fetched(wanted: ListPage, *, now: datetime) -> Tried:
    """The rows that the list has on its site."""
    answer = probe.fetch([wanted.url])[0]
    problem = judging.list_problem(answer)
    if problem is not None:
        return Tried(file=wanted.url, family="", rows=(), error=problem.reason)
    return _tried(wanted.url, listed(wanted, answer, now=now)[1])


def listed(wanted: ListPage, answer: Answer, *, now: datetime) -> tuple[Answer, Listing]:
    """The rows of an answered list, and the answer that held them: the page, or what its script would fetch."""
    found = listing.rows(wanted, answer.body, answer.final_url, charset=answer.charset, now=now)
    for inner in probe.fetch(found.elsewhere, headers={"Referer": answer.final_url}):
        if judging.list_problem(inner) is None:
            again = listing.rows(wanted, inner.body, inner.final_url, charset=inner.charset, now=now)
            if again.rows:
                return inner, again
    return answer, found


def saved(name: str, file: Path, wanted: ListPage, *, url: str, now: datetime) -> Tried:
    """The rows of a page that lies in a file."""
    try:
        body = file.read_bytes()
        body = gzip.decompress(body) if file.suffix == ".gz" else body
    except (OSError, EOFError) as wrong:
        return Tried(file=name, family="", rows=(), error=f"cannot be read: {wrong}")
    if wanted.item is None and feed.looks_like_one(body):
        wanted = replace(wanted, kind="feed")
    return _tried(name, listing.rows(wanted, body, url, charset=None, now=now))


def all_saved(manifest: Path, *, now: datetime) -> Iterator[Tried]:
    """The rows of each page that the manifest names, in its order; raises BadManifest."""
    try:
        lines = manifest.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadManifest(f"{manifest} cannot be read: {wrong}") from wrong
    for number, line in enumerate(lines, 1):
        if line.strip():
            file, url = _entry(manifest, number, line)
            yield saved(file, manifest.parent / file, ListPage(url=url), url=url, now=now)


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
