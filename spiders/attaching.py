"""A document's files: fetched at their site's pace, read in a reader, and never in the way of the document."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extract import attachments, urls
from extract.attachments import TOO_LARGE, Reading
from extract.document import Attachment, Document
from spiders import judging, patience, workers
from spiders.answer import Answer, Trouble
from spiders.judging import Means
from spiders.offlist import site_of as site_of
from store import attached

if TYPE_CHECKING:
    from spiders.asking import Asker
    from spiders.workers import Workers
    from spiders.writer import Writer

PER_DOCUMENT = 8  # files; whoever publishes more publishes a library
AT_ONCE = 24  # of all visits together: each may be 20 MB in memory
ENOUGH = 250_000  # characters of one document's files: recording so many takes a second, and everybody else waits
SECONDS_PER_FILE = 12.0
SECONDS_PER_DOCUMENT = 60.0  # an announcement does not wait longer for its annexes
REMEMBERED = 64  # files of one visit: a notice, its explanation and its reprint link to the same ones
_GIVE_UP = 2  # failures of a host that has answered before; one that never did gets no second chance

_TEXT = frozenset(["txt", "csv", "xml", "rtf"])  # kinds that come as text, like pages
_OFFICE = b"urn:schemas-microsoft-com:office"


class Files:
    """The files of one visit's documents."""

    def __init__(
        self,
        *,
        asker: Asker,
        readers: Workers,
        writer: Writer,
        room: asyncio.Semaphore,
        stop: asyncio.Event,
        until: float,
    ) -> None:
        self._asker, self._readers, self._writer = asker, readers, writer
        self._room, self._stop, self._until = room, stop, until
        self._turn = asyncio.Lock()
        self._read: dict[str, tuple[Reading, str]] = {}
        self._answered: set[str] = set()  # hosts
        self._failures: dict[str, int] = {}

    async def added(self, document: Document, *, again: bool = False) -> Document | None:
        """The document with the text of its files, or why they have none; None when told to stop meanwhile.

        `again` also asks for those that were read before: a file may be replaced under its old address.
        """
        page = document.url or ""
        known = await self._writer.do(lambda db: attached.known(db, urls.canonical(page), document))
        if known is None:
            return document
        wanted = [file for file in known.attachments if file.text is None or (again and file.digest is not None)]
        if not wanted:
            return known
        self._answered.add(patience.slot(page))
        read: dict[str, Attachment] = {}
        room = ENOUGH - sum(len(file.text or "") for file in known.attachments)
        async with self._turn:
            ends = min(time.monotonic() + SECONDS_PER_DOCUMENT, self._until)
            for file, why in planned(page, wanted, asked=len(known.attachments) - len(wanted)):
                why = why or (None if room > 0 else "the files before it say enough")
                read[file.url] = _noted(file, why) if why else await self._one(file, page, ends)
                room -= len(read[file.url].text or "")
                if self._stop.is_set():
                    return None
        return replace(known, attachments=tuple(read.get(file.url, file) for file in known.attachments))

    async def _one(self, file: Attachment, page: str, ends: float) -> Attachment:
        host, left = patience.slot(file.url), ends - time.monotonic()
        if (seen := self._read.get(file.url)) is not None:
            return _said(file, *seen)
        if self._failures.get(host, 0) >= _GIVE_UP:
            return _noted(file, f"{host} does not answer")
        if left < 1:
            return _noted(file, "the site is too slow")
        async with self._room:
            answer = await self._asker.ask_file(file.url, referer=page, seconds=min(left, SECONDS_PER_FILE))
            self._judge(host, answer)
            if (why := unusable(answer, file.kind)) is not None:
                return _noted(file, why)
            digest = sha256(answer.body).hexdigest()
            found = (
                Reading(text=file.text or "", note=file.note)
                if digest == file.digest
                else await reading(self._readers, file.name, file.kind, answer)
            )
        self._remember(file.url, found, digest)
        return _said(file, found, digest)

    def _judge(self, host: str, answer: Answer) -> None:
        if answer.trouble in (None, Trouble.SIZE, Trouble.REDIRECTS):
            self._answered.add(host)
            self._failures.pop(host, None)
        elif answer.trouble not in (Trouble.STOPPED, Trouble.ROBOTS):
            self._failures[host] = self._failures.get(host, 0) + (1 if host in self._answered else _GIVE_UP)

    def _remember(self, url: str, found: Reading, digest: str) -> None:
        self._read[url] = found, digest
        if len(self._read) > REMEMBERED:
            del self._read[next(iter(self._read))]


async def reading(readers: Workers, name: str, kind: str, answer: Answer) -> Reading:
    """What a fetched file says; a file that hangs or crashes its reader says nothing."""
    if answer.trouble is Trouble.SIZE:
        return Reading(text="", note=f"{TOO_LARGE}: over {attachments.LARGEST // 1024 // 1024} MB")
    try:
        return await asyncio.wrap_future(readers.submit_attachment(name, kind, answer.body))
    except Exception as wrong:  # noqa: BLE001 - whatever one file does to its reader must not cost its document
        return Reading(text="", note=f"damaged: {workers.why(wrong)}")


def planned(page: str, files: Sequence[Attachment], *, asked: int = 0) -> list[tuple[Attachment, str | None]]:
    """The files of a page, each with why it is not asked for; None: it is. So many were asked for before."""
    plan: list[tuple[Attachment, str | None]] = []
    for file in files:
        why = None if _is_near(page, file.url) else "it lies on another site"
        if why is None and asked >= PER_DOCUMENT:
            why = f"more than {PER_DOCUMENT} files"
        asked += why is None
        plan.append((file, why))
    return plan


def unusable(answer: Answer, kind: str) -> str | None:
    """Why an answer is not the file that was asked for."""
    if answer.trouble is Trouble.SIZE:
        return None
    meaning = judging.detail(answer)
    if meaning.means is Means.FILE:
        return None
    if meaning.means is Means.PAGE:
        return None if _is_text_file(answer.body, kind) else "a page where a file was expected"
    return meaning.reason or meaning.means.value


def _is_text_file(body: bytes, kind: str) -> bool:
    """Is it a file although it looks like a page? Word and Excel write such, too."""
    head = body[:4096].lstrip()
    return (kind in _TEXT and (head[:1] != b"<" or head.startswith(b"<?xml"))) or _OFFICE in head


def _is_near(page: str, file: str) -> bool:
    """Does the file lie on the page's site, or on an official one?"""
    try:
        ours, theirs = urlsplit(page).hostname or "", urlsplit(file).hostname or ""
    except ValueError:
        return False
    return theirs.endswith(".gov.cn") or site_of(ours) == site_of(theirs)


def _said(file: Attachment, found: Reading, digest: str) -> Attachment:
    return replace(file, text=found.text, note=found.note, digest=digest)


def _noted(file: Attachment, why: str) -> Attachment:
    """The file with why there is nothing of it; what was read of it before stays."""
    return file if file.text is not None else replace(file, note=f"not fetched: {why}"[:200])
