"""From an answer to the archive: read in a worker process, recorded by the writer, each page settled exactly once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from extract import urls
from extract.page import Page, Unreadable
from spiders import judging, workers
from spiders.answer import Answer
from spiders.judging import Meaning, Means
from spiders.source import Source
from spiders.workers import Workers
from spiders.writer import Writer
from store import documents, frontier, raw
from store.documents import Arrival, Verdict
from store.frontier import Waiting

if TYPE_CHECKING:
    from concurrent.futures import Future

    from extract.document import Document
    from store.connection import Db

RAW_FILES_UP_TO = 2 * 1024 * 1024  # bytes; larger files stay on their site


class Landed(StrEnum):
    """What became of one page."""

    NEW = "new"
    REVISED = "revised"
    COPY = "copy"
    SAME = "same"
    UNREADABLE = "unreadable"
    GONE = "gone"
    BLOCKED = "blocked"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """What became of one page, and why."""

    landed: Landed
    reason: str | None = None


_VERDICTS = {
    Verdict.UNCHANGED: Landed.SAME,
    Verdict.REVISED: Landed.REVISED,
    Verdict.COPY: Landed.COPY,
    Verdict.NOISY: Landed.COPY,
    Verdict.ALTERED: Landed.COPY,
}


class Pipeline:
    """Takes answers to detail pages; holds only so many at a time."""

    def __init__(self, readers: Workers, writer: Writer, stop: asyncio.Event) -> None:
        self._readers, self._writer, self._stop = readers, writer, stop
        self._hands = asyncio.Semaphore(4 * readers.count)
        self._ready: asyncio.Future[None] | None = None

    def prepare(self) -> None:
        """Start the readers while the first page is on its way; in a thread, because it takes a second."""
        if self._ready is None:
            self._ready = asyncio.ensure_future(asyncio.to_thread(self._readers.start))

    async def room(self) -> None:
        """Wait until one more page can be held; `land` gives the room back."""
        await self._hands.acquire()

    async def land(self, source: Source, page: Waiting, answer: Answer, meaning: Meaning) -> Landing:
        """Bring one answer into the archive."""
        try:
            return await self._land(source, page, answer, meaning)
        finally:
            self._hands.release()

    async def _land(self, source: Source, page: Waiting, answer: Answer, meaning: Meaning) -> Landing:
        match meaning.means:
            case Means.STOPPED:
                return Landing(landed=Landed.STOPPED)
            case Means.UNCHANGED:
                await self._settle(page, answer, outcome="read")
                return Landing(landed=Landed.SAME)
            case Means.GONE:
                await self._settle(page, answer, outcome="gone", reason=meaning.reason)
                return Landing(landed=Landed.GONE, reason=_about(page, meaning.reason))
            case Means.BLOCKED | Means.FAILED:
                await self._settle(page, answer, outcome="failed", reason=meaning.reason)
                landed = Landed.BLOCKED if meaning.means is Means.BLOCKED else Landed.FAILED
                return Landing(landed=landed, reason=_about(page, meaning.reason))
        return await self._read(source, page, answer, meaning)

    async def _read(self, source: Source, page: Waiting, answer: Answer, meaning: Meaning) -> Landing:
        self.prepare()
        try:
            if self._ready is not None:
                await self._ready
            document = await asyncio.wrap_future(self._submit(source, page, answer, meaning))
        except Unreadable as unreadable:
            await self._settle(page, answer, outcome="unreadable", reason=unreadable.why, keep=True)
            return Landing(landed=Landed.UNREADABLE, reason=_about(page, unreadable.why))
        except Exception as wrong:  # noqa: BLE001 - whatever one page does to its reader must not end the round
            if self._stop.is_set():
                return Landing(landed=Landed.STOPPED)
            reason = workers.why(wrong)
            await self._settle(page, answer, outcome="failed", reason=reason)
            return Landing(landed=Landed.FAILED, reason=_about(page, reason))
        verdict = await self._writer.do(lambda db: _record(db, source, page, answer, document))
        return Landing(landed=_VERDICTS.get(verdict, Landed.NEW))

    def _submit(self, source: Source, page: Waiting, answer: Answer, meaning: Meaning) -> Future[Document]:
        hints = source.hints(title=page.title, published=page.published)
        came = Page(body=answer.body, url=answer.final_url, charset=answer.charset, hints=hints)
        if meaning.means is Means.FILE and meaning.kind:
            # The file itself is not read here: its bytes need not cross to another process.
            empty = Page(body=b"", url=answer.final_url, charset=None, hints=hints)
            return self._readers.submit_file(empty, meaning.kind, judging.file_name(answer))
        return self._readers.submit(came)

    async def _settle(
        self, page: Waiting, answer: Answer, *, outcome: frontier.Outcome, reason: str | None = None, keep: bool = False
    ) -> None:
        def settle(db: Db) -> None:
            digest = raw.keep(db, answer.body) if keep and answer.body else None
            frontier.settle(
                db,
                page.url,
                outcome=outcome,
                now=datetime.now(UTC),
                etag=answer.headers.get("etag"),
                modified=answer.headers.get("last-modified"),
                raw=digest,
                reason=reason,
            )

        await self._writer.do(settle)


def _record(db: Db, source: Source, page: Waiting, answer: Answer, document: Document) -> Verdict:
    now = datetime.now(UTC)
    final = urls.canonical(answer.final_url)
    # Written first and by itself: a raw page without a document is collected, a document without its page is poorer.
    small = judging.file_kind(answer) is None or len(answer.body) <= RAW_FILES_UP_TO
    digest = raw.keep(db, answer.body) if answer.body and small else None
    recorded = documents.record(
        db,
        Arrival(
            document=document,
            url=final,
            source=source.id,
            seen_at=now,
            raw=digest,
            tell_since=page.tell_since,
            own_site=source.level in ("central", "province", "city", "district"),
            page=page.url if final != page.url else None,
            etag=answer.headers.get("etag"),
            modified=answer.headers.get("last-modified"),
        ),
    )
    return recorded.verdict


def _about(page: Waiting, reason: str | None) -> str:
    return f"{page.url}: {reason}" if reason else page.url
