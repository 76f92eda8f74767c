"""Reading pages for whoever brings them: files, stdin, URLs or a manifest, on all cores, in the order they came."""

from __future__ import annotations

import gzip
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import unquote, urlsplit

from extract.attachments import Reading
from extract.document import Document, fields
from extract.page import Page
from spiders import workers
from spiders.workers import Workers

LARGEST = 20 * 1024 * 1024  # bytes of one page
WINDOW = 8  # pages in hand for every reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One page to read."""

    file: str  # as it was named: a path, - or a URL
    url: str | None = None
    folder: Path | None = None  # what a manifest's paths are relative to


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What is behind a name: a page, or a file of some kind that is a release by itself."""

    page: Page
    kind: str | None = None
    name: str = ""


@dataclass(slots=True, kw_only=True)
class Begun:
    """One that is being read: a page in one step, a file in two, as a round reads them."""

    brought: Brought
    document: Future[Document] | None = None
    said: Future[Reading] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One page that was read, or why it was not."""

    wanted: Wanted
    found: Document | str


class BadManifest(ValueError):  # noqa: N818
    """The manifest cannot be used: which line, and what it should be."""


def listed(manifest: Path) -> list[Wanted]:
    """The pages that a manifest names; raises BadManifest."""
    try:
        lines = manifest.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else wrong
        raise BadManifest(f"{manifest} cannot be read: {reason}") from wrong
    return [_wanted(manifest, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _wanted(manifest: Path, number: int, line: str) -> Wanted:
    example = '{"file": "page.html", "url": "https://…"}'
    try:
        row = json.loads(line)
    except json.JSONDecodeError as wrong:
        raise BadManifest(f"{manifest}:{number} is not JSON: write {example}") from wrong
    if not isinstance(row, dict) or not isinstance(row.get("file"), str):
        raise BadManifest(f"{manifest}:{number} names no file: write {example}")
    url = row.get("url")
    return Wanted(file=row["file"], url=url if isinstance(url, str) else None, folder=manifest.parent)


def rows(wanted: Sequence[Wanted]) -> Iterator[dict[str, Any]]:
    """Each page as the command line prints it."""
    return (_row(done) for done in read_all(wanted))


def read_all(wanted: Sequence[Wanted]) -> Iterator[Done]:
    """Every page, read or not, in the order they were named."""
    fetched = _fetched([one.file for one in wanted if _is_url(one.file)])
    readers = Workers(most=len(wanted))
    pending: deque[tuple[Wanted, Begun | str]] = deque()
    source = iter(wanted)
    try:
        while True:
            for one in islice(source, WINDOW * readers.count - len(pending)):
                pending.append((one, _begin(one, fetched, readers)))
            if not pending:
                return
            yield _end(*pending.popleft(), readers)
    finally:
        readers.close(forced=bool(pending))


def _begin(one: Wanted, fetched: dict[str, Brought | str], readers: Workers) -> Begun | str:
    brought = fetched[one.file] if one.file in fetched else _brought(one)
    if isinstance(brought, str):
        return brought
    if brought.kind is None:
        return Begun(brought=brought, document=readers.submit(brought.page))
    return Begun(brought=brought, said=readers.submit_attachment(brought.name, brought.kind, brought.page.body))


def _end(one: Wanted, begun: Begun | str, readers: Workers) -> Done:
    if isinstance(begun, str):
        return Done(wanted=one, found=begun)
    try:
        return Done(wanted=one, found=_document(begun, readers))
    except Exception as wrong:  # noqa: BLE001 - every page gets its line
        return Done(wanted=one, found=workers.why(wrong))


def _document(begun: Begun, readers: Workers) -> Document:
    if begun.document is not None:
        return begun.document.result()
    assert begun.said is not None  # noqa: S101 - begun as a file
    try:
        said = begun.said.result()
    except Exception as wrong:  # noqa: BLE001 - a file that breaks its reader still has its name
        said = Reading(text="", note=f"damaged: {workers.why(wrong)}")
    brought = begun.brought
    row = Page(body=b"", url=brought.page.url)
    return readers.submit_file(row, brought.kind or "", brought.name, said).result()


def _row(done: Done) -> dict[str, Any]:
    if isinstance(done.found, str):
        nothing = dict.fromkeys(_NAMES)
        return {"file": done.wanted.file, **nothing, "url": _url(done.wanted), "error": done.found}
    return {"file": done.wanted.file, **fields(done.found), "error": None}


_NAMES = tuple(fields(Document(url=None, title="", text="")))


def _url(one: Wanted) -> str | None:
    return one.url or (one.file if _is_url(one.file) else None)


def _brought(one: Wanted) -> Brought | str:
    """What is behind a name; a sentence where there is nothing."""
    from spiders import judging

    try:
        body = sys.stdin.buffer.read(LARGEST + 1) if one.file == "-" else _bytes(_path(one))
    except (OSError, EOFError) as wrong:
        return f"{one.file}: {getattr(wrong, 'strerror', None) or wrong}"
    if len(body) > LARGEST:
        return f"{one.file}: larger than {LARGEST // 1024 // 1024} MB"
    page = Page(body=body, url=one.url)
    name = _file_name(one)
    return Brought(page=page, kind=judging.kind_of(body, name), name=name)


def _file_name(one: Wanted) -> str:
    """What the file is called, for its kind and its title."""
    called = one.url if one.file == "-" and one.url else one.file
    return PurePath(urlsplit(called).path if _is_url(called) else called.removesuffix(".gz")).name


def _path(one: Wanted) -> Path:
    return one.folder / one.file if one.folder is not None else Path(one.file)


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(0)
        if packed:
            with gzip.open(file) as unpacked:
                return unpacked.read(LARGEST + 1)
        return file.read(LARGEST + 1)


def _is_url(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _fetched(urls: Iterable[str]) -> dict[str, Brought | str]:
    """The pages behind URLs, or why there is none."""
    from spiders import judging, probe
    from spiders.judging import Means

    wanted = list(dict.fromkeys(urls))
    found: dict[str, Brought | str] = {}
    for url, answer in zip(wanted, probe.fetch(wanted), strict=True):
        meaning = judging.detail(answer)
        if meaning.means is Means.PAGE:
            found[url] = Brought(page=Page(body=answer.body, url=answer.final_url, charset=answer.charset))
        elif meaning.means is Means.FILE and meaning.kind and answer.body:
            name = judging.file_name(answer) or PurePath(unquote(urlsplit(answer.final_url).path)).name
            found[url] = Brought(page=Page(body=answer.body, url=answer.final_url), kind=meaning.kind, name=name)
        else:
            found[url] = f"{url}: {meaning.reason or f'not a page ({meaning.kind or meaning.means})'}"
    return found
