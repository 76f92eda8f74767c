"""Today's reader over kept pages: no site is asked, subscribers hear nothing of what only our reader changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import Any

from extract.attachments import Reading
from extract.document import Document, fields
from extract.page import Hints, Page
from spiders import workers
from spiders.source import Source
from spiders.workers import Workers
from store import documents, mending, raw, repeats, rereads
from store.connection import Archive, transaction
from store.documents import Arrival, Telling
from store.rereads import Kept, Selection

WINDOW = 8  # pages in hand for every reader
IDENTIFYING = frozenset(("text", "title", "number"))  # what tells releases apart
RECENT = timedelta(days=7)  # a release found only now is told one by one if it is no older, as in a first crawl


class Became(StrEnum):
    """What became of one page under today's reader."""

    SAME = "same"
    CHANGED = "changed"
    FOUND = "found"  # unreadable before, a document now
    UNREADABLE = "unreadable"  # what was known of it stays
    GONE = "gone"  # it is not kept any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One page read anew."""

    url: str
    document_id: int | None
    became: Became
    what: tuple[str, ...] = ()  # the fields that differ
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """All that a reread needs."""

    db: Archive
    sources: Mapping[str, Source]
    readers: Workers
    clock: Callable[[], datetime]
    dry: bool = False  # say what would change, and change nothing


def reread(job: Rereading, wanted: Selection, *, after: int = 0) -> Iterator[Read]:
    """Each kept page of the selection behind that place, read anew and recorded, in order.

    Cut off anywhere, `store.rereads.position` says where to go on.
    """
    pages = chain(rereads.kept(job.db, wanted, after=after), rereads.unreadable(job.db, wanted))
    pending: deque[tuple[Kept, _Begun]] = deque()
    learnt: dict[str, frozenset[bytes]] = {}
    while True:
        for page in islice(pages, WINDOW * job.readers.count - len(pending)):
            pending.append((page, _begin(job, page, learnt)))
        if not pending:
            break
        page, begun = pending.popleft()
        yield _end(job, wanted, page, begun)
    if not job.dry:
        with transaction(job.db):
            rereads.finish(job.db, wanted)


@dataclass(frozen=True, slots=True)
class _Begun:
    row: Page | None  # None: the page is gone
    document: Future[Document] | None = None
    file: Future[Reading] | None = None


def _begin(job: Rereading, page: Kept, learnt: dict[str, frozenset[bytes]]) -> _Begun:
    found = raw.page(job.db, page.digest)
    if found is None:
        return _Begun(None)
    came = Page(body=found.body, url=page.url, charset=found.charset, hints=_hints(job, page, learnt))
    if page.file is None:
        return _Begun(came, document=job.readers.submit(came))
    return _Begun(
        replace(came, body=b""), file=job.readers.submit_attachment(page.file.name, page.file.kind, found.body)
    )


def _hints(job: Rereading, page: Kept, learnt: dict[str, frozenset[bytes]]) -> Hints:
    source = job.sources.get(page.source or "")
    if source is None:
        return Hints(title=page.title, published=page.published)
    if source.id not in learnt:
        learnt[source.id] = repeats.learnt(job.db, source.id)
    return replace(source.hints(title=page.title, published=page.published), repeats=learnt[source.id])


def _end(job: Rereading, wanted: Selection, page: Kept, begun: _Begun) -> Read:
    if begun.row is None:
        return Read(url=page.url, document_id=page.document_id, became=Became.GONE)
    try:
        document = _document(job, page, begun)
    except Exception as wrong:  # noqa: BLE001 - whatever one page does to its reader, the next is read
        reason = workers.why(wrong)
        return Read(url=page.url, document_id=page.document_id, became=Became.UNREADABLE, reason=reason)
    return _keep(job, wanted, page, document)


def _document(job: Rereading, page: Kept, begun: _Begun) -> Document:
    if begun.document is not None:
        return begun.document.result()
    assert page.file is not None  # noqa: S101 - begun as a file
    assert begun.file is not None  # noqa: S101
    assert begun.row is not None  # noqa: S101
    said = None
    with suppress(Exception):  # a file that breaks its reader still has the title of its row
        said = begun.file.result()
    return job.readers.submit_file(begun.row, page.file.kind, page.file.name, said).result()


def _keep(job: Rereading, wanted: Selection, page: Kept, document: Document) -> Read:
    now = job.clock()
    arrival = Arrival(document=document, url=page.url, source=page.source, seen_at=now, raw=page.digest)
    if not page.readable_before:
        if job.dry:
            return Read(url=page.url, document_id=None, became=Became.FOUND)
        since = (now - RECENT).date()
        recorded = documents.record(job.db, replace(arrival, tell_since=since, page=page.url))
        return Read(url=page.url, document_id=recorded.document_id, became=Became.FOUND)
    before = documents.get(job.db, page.document_id or 0)
    if before is None:  # forgotten meanwhile
        return Read(url=page.url, document_id=None, became=Became.GONE)
    if document.published is None:
        # The day may have come from a list or an import; a reader that finds none takes nothing away.
        arrival = replace(arrival, document=replace(document, published=before.document.published))
    mine = before.document.url == page.url
    if job.dry:
        what = _differing(before.document, arrival.document) if mine else ()
        became = Became.CHANGED if what else Became.SAME
        return Read(url=page.url, document_id=page.document_id, became=became, what=what)
    id = before.id
    with transaction(job.db):
        documents.record(job.db, replace(arrival, telling=Telling.SILENT))
        rereads.advance(job.db, wanted, page.place, now)
        after = documents.get(job.db, id) or before
        what = _differing(before.document, after.document) if mine else ()
        if not IDENTIFYING.isdisjoint(what):
            id = mending.rejudge(job.db, id, now=now)  # cleaner words may show that two documents are one release
    return Read(url=page.url, document_id=id, became=Became.CHANGED if what else Became.SAME, what=what)


def _differing(old: Document, new: Document) -> tuple[str, ...]:
    said, says = _plain(old), _plain(new)
    return tuple(name for name in says if said[name] != says[name])


def _plain(document: Document) -> dict[str, Any]:
    """The fields as they are compared: what files say was learnt apart from the page."""
    names = fields(document)
    files = [{"name": file["name"], "url": file["url"]} for file in names["attachments"]]
    return {**names, "attachments": files, "url": None}
