"""From an answer to the archive: read in a worker process, recorded by the writer, each page settled exactly once."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from extract import urls
from extract.page import Page, Unreadable
from spiders import attaching, judging, workers
from spiders.answer import Answer
from spiders.attaching import Files
from spiders.judging import Meaning, Means
from spiders.landing import Landed, Landing
from spiders.source import Source
from spiders.workers import Workers
from spiders.writer import AT_ONCE, Writer
from store import attached, documents, enclosed, frontier, raw, repeats
from store.connection import transaction
from store.documents import Arrival, Prepared, Telling, Verdict
from store.frontier import Waiting

if TYPE_CHECKING:
    from extract.document import Document
    from extract.page import Hints
    from spiders.asking import Asker
    from store.connection import Db

LEARN_AFTER = 25  # pages of a source in one round; what they repeat is then cut from the rest
logger = logging.getLogger(__name__)

IN_HAND = 8  # pages for each reader, beside those that are being written
RAW_FILES_UP_TO = 2 * 1024 * 1024  # bytes; larger files stay on their site


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The page as it was when last read."""

    source: str | None
    digest: str
    body: bytes | None  # None: it is the same now


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """The earlier page under today's reader."""

    earlier: Earlier
    document: Document


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
        # While one transaction is written and the next one gathers, readers shall still have something to read.
        self._hands = asyncio.Semaphore(IN_HAND * readers.count + 2 * AT_ONCE)
        self._files = asyncio.Semaphore(attaching.AT_ONCE)
        self._ready: asyncio.Future[None] | None = None
        self._repeats: dict[str, frozenset[bytes]] = {}
        self._read_of: Counter[str] = Counter()

    def prepare(self) -> None:
        """Start the readers while the first page is on its way; in a thread, because it takes a second."""
        if self._ready is None:
            self._ready = asyncio.ensure_future(asyncio.to_thread(self._readers.start))

    def files(self, source: Source, asker: Asker, *, until: float) -> Files | None:
        """Who brings the files of this visit's documents; None where the source does not want them fetched."""
        if not source.detail.attachments_text:
            return None
        return Files(
            asker=asker, readers=self._readers, writer=self._writer, room=self._files, stop=self._stop, until=until
        )

    async def room(self) -> None:
        """Wait until one more page can be held; `land` gives the room back."""
        await self._hands.acquire()

    async def land(
        self, source: Source, page: Waiting, answer: Answer, meaning: Meaning, files: Files | None
    ) -> Landing:
        """Bring one answer into the archive, with the files its document comes with."""
        try:
            return await self._land(source, page, answer, meaning, files)
        finally:
            self._hands.release()

    async def _land(
        self, source: Source, page: Waiting, answer: Answer, meaning: Meaning, files: Files | None
    ) -> Landing:
        match meaning.means:
            case Means.STOPPED:
                return Landing(landed=Landed.STOPPED)
            case Means.UNCHANGED:
                if (landing := await self._files_again(source, page, answer, files)) is not None:
                    return landing
                await self._settle(page, answer, outcome="read")
                return Landing(landed=Landed.SAME)
            case Means.GONE:
                await self._settle(page, answer, outcome="gone", reason=meaning.reason)
                return Landing(landed=Landed.GONE, reason=_about(page, meaning.reason))
            case Means.BLOCKED | Means.FAILED:
                await self._settle(page, answer, outcome="failed", reason=meaning.reason)
                landed = Landed.BLOCKED if meaning.means is Means.BLOCKED else Landed.FAILED
                return Landing(landed=landed, reason=_about(page, meaning.reason))
        return await self._read(source, page, answer, meaning, files)

    async def _read(
        self, source: Source, page: Waiting, answer: Answer, meaning: Meaning, files: Files | None
    ) -> Landing:
        first_seen = not page.seen and answer.final_url == page.url
        earlier = None if first_seen else await self._writer.do(lambda db: _earlier(db, answer))
        if earlier is not None and earlier.body is None:
            if (landing := await self._files_again(source, page, answer, files)) is not None:
                return landing
            await self._writer.do(lambda db: _settle_same(db, page, answer))
            return Landing(landed=Landed.SAME)
        hints = await self._hints(source, page)
        self.prepare()
        try:
            if self._ready is not None:
                await self._ready
            with self._writer.expecting():
                document, ready = await self._document(answer, meaning, hints, files)
                reread = await self._read_anew(earlier, answer, meaning, hints) if earlier is not None else None
        except Unreadable as unreadable:
            await self._settle(page, answer, outcome="unreadable", reason=unreadable.why, keep=True)
            return Landing(landed=Landed.UNREADABLE, reason=_about(page, unreadable.why))
        except Exception as wrong:  # noqa: BLE001 - whatever one page does to its reader must not end the round
            if self._stop.is_set():
                return Landing(landed=Landed.STOPPED)
            reason = workers.why(wrong)
            await self._settle(page, answer, outcome="failed", reason=reason)
            return Landing(landed=Landed.FAILED, reason=_about(page, reason))
        complete = await self._with_files(document, meaning, files, again=page.recheck)
        if complete is None:
            return Landing(landed=Landed.STOPPED)
        if complete is not document:
            ready = None
        verdict = await self._writer.record(lambda db: _record(db, source, page, answer, complete, ready, reread))
        return Landing(landed=_VERDICTS.get(verdict, Landed.NEW))

    async def _read_anew(self, earlier: Earlier, answer: Answer, meaning: Meaning, hints: Hints) -> Reread | None:
        """The earlier page as it would be read today, so that what only our reader changed is no revision."""
        if earlier.body is None or meaning.means is not Means.PAGE:
            return None
        came = Page(body=earlier.body, url=answer.final_url, charset=answer.charset, hints=hints)
        try:
            return Reread(earlier=earlier, document=await asyncio.wrap_future(self._readers.submit(came)))
        except Exception as wrong:
            if self._stop.is_set():
                raise
            # What it says now is recorded all the same; the lost comparison may announce our reader's change as its.
            logger.warning("The kept copy of %s cannot be read today: %s", answer.final_url, workers.why(wrong))
            return None

    async def _document(
        self, answer: Answer, meaning: Meaning, hints: Hints, files: Files | None
    ) -> tuple[Document, Prepared | None]:
        if meaning.means is Means.TITLE:
            row = Page(body=b"", url=answer.final_url, charset=None, hints=hints)
            return await asyncio.wrap_future(self._readers.submit_file(row, "", None)), None
        if meaning.means is not Means.FILE or not meaning.kind:
            came = Page(body=answer.body, url=answer.final_url, charset=answer.charset, hints=hints)
            return await asyncio.wrap_future(self._readers.submit_for_archive(came))
        # Twice, so that a file that breaks its reader still leaves the title of its row.
        name = judging.file_name(answer)
        said = await attaching.reading(self._readers, name or "", meaning.kind, answer) if files else None
        row = Page(body=b"", url=answer.final_url, charset=None, hints=hints)
        return await asyncio.wrap_future(self._readers.submit_file(row, meaning.kind, name, said)), None

    async def _files_again(self, source: Source, page: Waiting, answer: Answer, files: Files | None) -> Landing | None:
        """What became of a page that is as it was, where one of its files was replaced; None: they are as they were."""
        known = await self._writer.do(lambda db: attached.of_page(db, urls.canonical(answer.final_url)))
        if files is None or known is None or not page.recheck:
            return None
        complete = await self._with_files(known, Meaning(means=Means.PAGE), files, again=True)
        if complete is None:
            return Landing(landed=Landed.STOPPED)
        if not enclosed.replaced(known.attachments, complete.attachments):
            return None
        same = replace(answer, body=b"")  # the page itself is kept already
        verdict = await self._writer.do(lambda db: _record(db, source, page, same, complete, None, None))
        return Landing(landed=_VERDICTS.get(verdict, Landed.NEW))

    async def _with_files(
        self, document: Document, meaning: Meaning, files: Files | None, *, again: bool = False
    ) -> Document | None:
        """The document with the text of its files; None when told to stop meanwhile."""
        if files is None or meaning.means is Means.FILE or not document.attachments:
            return document
        # Its site's pace must not keep other sites' pages from being read.
        self._hands.release()
        try:
            return await files.added(document, again=again)
        finally:
            await self._hands.acquire()

    async def _hints(self, source: Source, page: Waiting) -> Hints:
        if self._read_of[source.id] % LEARN_AFTER == 0:
            self._repeats[source.id] = await self._writer.do(lambda db: repeats.learnt(db, source.id))
        self._read_of[source.id] += 1
        hints = source.hints(title=page.title, published=page.published)
        return replace(hints, repeats=self._repeats.get(source.id, frozenset()))

    async def _settle(
        self, page: Waiting, answer: Answer, *, outcome: frontier.Outcome, reason: str | None = None, keep: bool = False
    ) -> None:
        def settle(db: Db) -> None:
            digest = raw.keep(db, answer.body, charset=answer.charset) if keep and answer.body else None
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


def _earlier(db: Db, answer: Answer) -> Earlier | None:
    """What is kept of the page; None where it was never read or only its text is left."""
    known = documents.sighting(db, urls.canonical(answer.final_url))
    if known is None or known.raw is None:
        return None
    if known.raw == sha256(answer.body).hexdigest():
        return Earlier(source=known.source, digest=known.raw, body=None)
    body = raw.fetch(db, known.raw)
    return Earlier(source=known.source, digest=known.raw, body=body) if body is not None else None


def _settle_same(db: Db, page: Waiting, answer: Answer) -> None:
    final = urls.canonical(answer.final_url)
    with transaction(db):
        for url in dict.fromkeys((page.url, final)):
            frontier.settle(
                db,
                url,
                outcome="read",
                now=datetime.now(UTC),
                etag=answer.headers.get("etag"),
                modified=answer.headers.get("last-modified"),
                leads_to=final if url != final else None,
            )


def _record(
    db: Db,
    source: Source,
    page: Waiting,
    answer: Answer,
    document: Document,
    ready: Prepared | None,
    reread: Reread | None,
) -> Verdict:
    now = datetime.now(UTC)
    final = urls.canonical(answer.final_url)
    # Written first and by itself: a raw page without a document is collected, a document without its page is poorer.
    small = judging.file_kind(answer) is None or len(answer.body) <= RAW_FILES_UP_TO
    digest = raw.keep(db, answer.body, charset=answer.charset) if answer.body and small else None
    arrival = Arrival(
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
    )
    with transaction(db):
        if reread is not None:
            documents.record(db, _silent(reread, arrival))
        return documents.record(db, arrival, ready).verdict


def _silent(reread: Reread, arrival: Arrival) -> Arrival:
    return Arrival(
        document=reread.document,
        url=arrival.url,
        source=reread.earlier.source,
        seen_at=arrival.seen_at,
        raw=reread.earlier.digest,
        telling=Telling.SILENT,
    )


def _about(page: Waiting, reason: str | None) -> str:
    return f"{page.url}: {reason}" if reason else page.url
