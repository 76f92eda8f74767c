"""What each site writes into page after page: gathered from its pages, learnt from those that differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from extract import recurrence
from extract import repeats as reading
from extract.document import Document
from extract.recurrence import Recurring, Seen
from store import archived
from store.connection import transaction

PAGES = 200  # of a source are remembered; its repeats are those of its latest pages
AFRESH = 5  # new pages before a source is studied again
MOST = 300  # repeats of one source; they travel with every page that is read
_TIDY = 20  # pages between two removals of what is too old


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is remembered of a page, packed."""

    passages: bytes
    sketch: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A passage that is cut from a source's pages, and the evidence."""

    passage: bytes
    sample: str
    documents: int  # of the latest pages
    different: int  # of them, forms that were only filled in again not counted
    since: date
    until: date


def traits(document: Document, folded: str) -> Traits:
    """What to remember of a document, whose text is this when folded."""
    return Traits(
        passages=b"".join(reading.passages_of_folded(folded, document.cuts)),
        sketch=b"".join(recurrence.sketch_of_folded(folded)),
    )


def study(db: Database, traits: Traits, *, url: str, document_id: int, source: str, day: date) -> None:
    """Remember a page of the source in place of its oldest; within the transaction that records the page."""
    if not traits.sketch:
        return
    page = db.conn.execute(
        """
        insert into passages (url, document_id, source, day, passages, sketch)
        values (?, ?, ?, ?, ?, ?)
        on conflict (url) do update
        set document_id = excluded.document_id,
            source = excluded.source,
            day = excluded.day,
            passages = excluded.passages,
            sketch = excluded.sketch
        returning id
        """,
        (url, document_id, source, day.isoformat(), traits.passages, traits.sketch),
    ).fetchone()[0]
    if page % _TIDY == 0:
        db.conn.execute(
            """
            delete from passages
            where source = ?
              and id <= (select id from passages where source = ? order by id desc limit 1 offset ?)
            """,
            (source, source, PAGES),
        )


def learnt(db: Database, source: str) -> frozenset[bytes]:
    """What to cut from the source's pages; studied again when enough new ones came."""
    new, last = db.conn.execute(
        """
        select count(*), max(id)
        from passages
        where source = ?
          and id > coalesce((select passages_id from lessons where source = ?), 0)
        """,
        (source, source),
    ).fetchone()
    if new >= AFRESH:
        _learn(db, source, last)
    return frozenset(repeat.passage for repeat in known(db, source))


def known(db: Database, source: str) -> list[Repeat]:
    """What is cut from the source's pages and why, the most frequent first."""
    rows = db.conn.execute(
        """
        select passage, sample, documents, different, since, until
        from repeats
        where source = ?
        order by documents desc, passage
        """,
        (source,),
    )
    return [
        Repeat(
            passage=passage,
            sample=sample,
            documents=documents,
            different=different,
            since=date.fromisoformat(since),
            until=date.fromisoformat(until),
        )
        for passage, sample, documents, different, since, until in rows
    ]


def _learn(db: Database, source: str, last: int) -> None:
    with transaction(db):
        pages, ids = _pages(db, source)
        found = sorted(recurrence.learn(pages), key=lambda one: one.different, reverse=True)[:MOST]
        samples = _samples(db, source, found, pages, ids)
        db.conn.execute("delete from repeats where source = ?", (source,))
        db.conn.executemany(
            """
            insert into repeats (source, passage, sample, documents, different, since, until)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                (
                    *(source, one.passage, samples.get(one.passage, ""), one.documents, one.different),
                    *(one.since.isoformat(), one.until.isoformat()),
                )
                for one in found
            ],
        )
        db.conn.execute(
            """
            insert into lessons (source, passages_id)
            values (?, ?)
            on conflict (source) do update
            set passages_id = excluded.passages_id
            """,
            (source, last),
        )


def _pages(db: Database, source: str) -> tuple[list[Seen], list[int]]:
    """The source's latest pages, oldest first, and the documents they show."""
    rows = db.conn.execute(
        """
        select p.passages, p.sketch, p.day, d.title, d.id
        from passages p
        join documents d on d.id = p.document_id
        where p.source = ?
        order by p.id desc
        limit ?
        """,
        (source, PAGES),
    ).fetchall()[::-1]
    pages = [
        Seen(
            passages=frozenset(_pieces(passages, reading.SIZE)),
            sketch=frozenset(_pieces(sketch, recurrence.MARK)),
            title=title,
            day=date.fromisoformat(day),
        )
        for passages, sketch, day, title, _ in rows
    ]
    return pages, [row[-1] for row in rows]


def _pieces(packed: bytes, size: int) -> Iterable[bytes]:
    return (packed[at : at + size] for at in range(0, len(packed), size))


def _samples(
    db: Database, source: str, found: Sequence[Recurring], pages: Sequence[Seen], ids: Sequence[int]
) -> dict[bytes, str]:
    """The words of the passages: those known before, else as one of the latest documents has them."""
    samples = {repeat.passage: repeat.sample for repeat in known(db, source) if repeat.sample}
    for one in found:
        for page, id in zip(reversed(pages), reversed(ids), strict=True):
            if one.passage in samples:
                break
            if one.passage in page.passages and (document := archived.get(db, id)) is not None:
                samples |= reading.named(document.document.text, document.document.cuts)
    return samples
