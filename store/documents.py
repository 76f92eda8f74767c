"""Documents: each release kept once, however often and wherever it was seen."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from extract.document import Attachment, Document
from store import (
    archived,
    attached,
    changes,
    dedup,
    frontier,
    index,
    likely,
    mending,
    raw,
    repeats,
    rulings,
    shelf,
    wordings,
)
from store.archived import Archived as Archived
from store.archived import Revision as Revision
from store.archived import Sighting as Sighting
from store.archived import each as each
from store.archived import each_sighting as each_sighting
from store.archived import find as find
from store.archived import get as get
from store.archived import revisions as revisions
from store.archived import sighting as sighting
from store.archived import sightings as sightings
from store.changes import ChangeKind
from store.connection import transaction
from store.dedup import Claim, Facts, Judgement, KnownUrl, KnownWording
from store.dedup import Verdict as Verdict
from store.moments import maybe_day, maybe_iso, written
from store.wording import Wording


class Telling(StrEnum):
    """How what is recorded shall be told."""

    EACH = "each"
    SUMMARY = "summary"  # import: everything is held for one summary
    SILENT = "silent"  # read anew from the raw page: only our reader changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A document as one page showed it, on its way into the archive."""

    document: Document
    url: str  # canonical URL of the sighting
    source: str | None
    seen_at: datetime
    raw: str | None = None  # digest of the raw page
    tell_since: date | None = None  # published before, or undated: held for a summary; None: nothing is held
    telling: Telling = Telling.EACH
    own_site: bool = False  # the source is the issuing body's own site, official host or not
    page: str | None = None  # the URL the list named, where it redirected to `url`
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of an arrival."""

    verdict: Verdict
    document_id: int
    change_id: int | None  # None: nothing worth telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What recording needs of a document whatever the archive holds, so that another process can work it out."""

    arrived: Facts
    marks: tuple[str, ...]
    traits: repeats.Traits
    words: index.Words


def prepared(document: Document) -> Prepared:
    """Half the work of recording this very document, done beforehand."""
    said = Wording(document.text)
    arrived = dedup.facts(document, said)
    return Prepared(
        arrived=arrived,
        marks=shelf.marks(document, arrived),
        traits=repeats.traits(document, said.folded),
        words=index.words(index.row(document, ())),
    )


def record(db: Database, arrival: Arrival, ready: Prepared | None = None) -> Recorded:
    """Keep what arrived, decide what it is and write down what is worth telling: all of it or nothing."""
    ready = ready or prepared(arrival.document)
    arrived, marks, traits = ready.arrived, ready.marks, ready.traits
    with transaction(db):
        judgement = _judge(db, arrival, arrived, marks)
        match judgement:
            case Judgement(verdict=Verdict.REVISED, document_id=int(id)):
                change = _revise(db, arrival, arrived, id, judgement.what)
            case Judgement(verdict=Verdict.UNCHANGED, document_id=int(id)):
                change = _look_again(db, arrival, arrived, id)
            case Judgement(document_id=int(id)):
                change = _attach(db, arrival, arrived, id, judgement)
                id = _joined(db, id, judgement.joined, arrival)
            case _:
                id, change = _add(db, arrival, arrived, judgement, ready)
        if arrival.source is not None:
            day = arrival.document.published or arrival.seen_at.date()
            repeats.study(db, traits, url=arrival.url, document_id=id, source=arrival.source, day=day)
        if arrival.telling is not Telling.SILENT:
            _settle(db, arrival)
    return Recorded(verdict=judgement.verdict, document_id=id, change_id=change)


def forget(db: Database, id: int) -> None:
    """Remove the document and everything said about it, and never ask for its pages again."""
    with transaction(db):
        seen = archived.sightings(db, id)
        pages = {s.raw for s in seen} | {r.raw for r in archived.revisions(db, id)}
        with shelf.indexed(db, id):
            db.conn.execute("delete from documents where id = ?", (id,))
        for one in seen:
            frontier.forget(db, one.url, one.source, one.checked_at)
    if not db.conn.in_transaction:
        # Only what is committed: within a larger transaction that may yet be undone, the pages are left to the sweep.
        raw.discard(db, (digest for digest in pages if digest is not None))


def _judge(db: Database, arrival: Arrival, arrived: Facts, marks: tuple[str, ...]) -> Judgement:
    known = _known_url(db, arrival.url)
    if known is not None and arrival.telling is Telling.SILENT:
        return dedup.judge_reread(arrived, known_url=known)
    if known is not None and (known.elected or known.facts.wording == arrived.wording):
        # A page whose document is known: nothing like it need be looked for.
        return dedup.judge(arrived, known_url=known, same_wording=())
    return dedup.judge(
        arrived,
        known_url=known,
        same_wording=_same_wording(db, arrived.fingerprint),
        likely=likely.find(db, marks, but=arrival.url),
        apart=rulings.apart(db, arrival.url),
        together=rulings.together(db, arrival.url),
    )


def _known_url(db: Database, url: str) -> KnownUrl | None:
    row = db.conn.execute(
        """
        select s.document_id, d.url = s.url, s.wording, s.title, d.number, d.deadline, d.attachments
        from sightings s
        join documents d on d.id = s.document_id
        where s.url = ?
        """,
        (url,),
    ).fetchone()
    if row is None:
        return None
    document_id, elected, wording, title, number, deadline, attachments = row
    return KnownUrl(
        document_id=document_id,
        elected=bool(elected),
        facts=Facts(
            wording=wording,
            title=title,
            number=number,
            deadline=maybe_day(deadline),
            attachments=_files(attachments),
        ),
    )


def _same_wording(db: Database, fingerprint: str | None) -> list[KnownWording]:
    if fingerprint is None:
        return []
    found = db.conn.execute(
        """
        select id, title, number, attachments, 0 as earlier
        from documents
        where fingerprint = ?
        union all
        select document_id, title, json_extract(fields, '$.number'), json_extract(fields, '$.attachments'), 1
        from revisions
        where fingerprint = ?
        order by earlier, id
        """,
        (fingerprint, fingerprint),
    )
    return [
        KnownWording(document_id=id, title=title, number=number, attachments=_files(attachments))
        for id, title, number, attachments, _ in found
    ]


def _files(attachments: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(**file) for file in json.loads(attachments))


def _add(
    db: Database, arrival: Arrival, arrived: Facts, judgement: Judgement, ready: Prepared
) -> tuple[int, int | None]:
    document = replace(arrival.document, url=arrival.url)
    left = archived.find(db, arrival.url)
    with shelf.indexed(db, left):
        wordings.drop(db, arrival.url)
        id = shelf.add(
            db, document, source=arrival.source, fingerprint=arrived.fingerprint, marks=ready.marks, now=arrival.seen_at
        )
        _see(db, arrival, arrived, id, judgement.verdict)
    shelf.index_new(db, id, ready.words)
    identity = dedup.identity(document, arrived)
    likely.remember(document, identity)
    mending.link(db, id, identity, judgement.links)
    return id, _tell(db, arrival, id, "new")


def _attach(db: Database, arrival: Arrival, arrived: Facts, id: int, judgement: Judgement) -> int | None:
    known_sources = shelf.sources(db, id)
    document = replace(arrival.document, url=arrival.url)
    change = None
    with shelf.indexed(db, id, archived.find(db, arrival.url)):
        wordings.drop(db, arrival.url)
        _see(db, arrival, arrived, id, judgement.verdict)
        evidence = mending.evidence(judgement, dedup.identity(document, arrived))
        if _is_better_original(db, arrival, arrived, id, judgement.verdict):
            shown = mending.shown_at(db, id)
            revision = mending.elect(
                db, id, document, url=arrival.url, source=arrival.source, facts=arrived, at=arrival.seen_at
            )
            change = _tell(db, arrival, id, "original", revision)
            # The page that showed it so far is the reprint that differs.
            evidence = mending.explained(db, id, shown)
        else:
            same = judgement.verdict is Verdict.COPY
            wordings.keep(db, arrival.url, document, same_words=same, evidence=evidence)
    if judgement.verdict is Verdict.ALTERED:
        change = _tell(db, arrival, id, "altered", detail={"passages": evidence.get("passages", [])})
    elif change is None and arrival.source is not None and arrival.source not in known_sources:
        change = _tell(db, arrival, id, "copy")
    return change


def _joined(db: Database, id: int, others: Sequence[int], arrival: Arrival) -> int:
    """The arrival shows that these documents are one as well; the number that they keep."""
    for other in others:
        if not rulings.kept_apart(db, id, other) and mending.are_one(db, id, other):
            id = mending.absorb(db, min(id, other), max(id, other), now=arrival.seen_at)
    return id


def _is_better_original(db: Database, arrival: Arrival, arrived: Facts, id: int, verdict: Verdict) -> bool:
    standing, published, present = db.conn.execute(
        """
        select s.standing, d.published, d.fingerprint
        from documents d
        join sightings s on s.url = d.url
        where d.id = ?
        """,
        (id,),
    ).fetchone()
    new = Claim(standing=_standing(arrival), published=arrival.document.published)
    if arrived.fingerprint != present and verdict is not Verdict.NOISY:
        # It shows what the document said once: an earlier date makes that no truer, only a better place does.
        new = replace(new, published=None)
    return dedup.outranks(new, Claim(standing=standing, published=maybe_day(published)))


def _revise(db: Database, arrival: Arrival, arrived: Facts, id: int, what: tuple[str, ...]) -> int | None:
    old = archived.get(db, id)
    assert old is not None  # noqa: S101 - judged in this transaction
    document = attached.kept(replace(arrival.document, url=arrival.url), old.document.attachments)
    source = old.source or arrival.source
    with shelf.indexed(db, id):
        revision = shelf.keep_wording(db, old)
        shelf.rewrite(db, old, document, source=source, fingerprint=arrived.fingerprint, worded_at=arrival.seen_at)
        _see(db, arrival, arrived, id, Verdict.REVISED)
    kind: ChangeKind = "attachment" if what == ("attachments",) else "revised"
    return _tell(db, arrival, id, kind, revision, what, attached.added(old.document, document))


def _look_again(db: Database, arrival: Arrival, arrived: Facts, id: int) -> int | None:
    old = archived.get(db, id)
    assert old is not None  # noqa: S101 - judged in this transaction
    if old.document.url != arrival.url:
        mending.follow(db, id, replace(arrival.document, url=arrival.url), arrived)
    document = _as_known(old.document, arrival)
    if document == old.document and (arrival.source is None or arrival.source in shelf.sources(db, id)):
        _see(db, arrival, arrived, id, Verdict.UNCHANGED)
        return None
    with shelf.indexed(db, id):
        if old.document.url == arrival.url:
            source = old.source or arrival.source
            shelf.rewrite(db, old, document, source=source, fingerprint=arrived.fingerprint, worded_at=old.updated_at)
        _see(db, arrival, arrived, id, Verdict.UNCHANGED)
    late = attached.added(old.document, document)
    return _tell(db, arrival, id, "attachment", detail=late) if late else None


def _as_known(old: Document, arrival: Arrival) -> Document:
    """What the document says after another look that brought no news."""
    if old.url != arrival.url:
        return old
    if arrival.telling is Telling.SILENT:
        return attached.kept(replace(arrival.document, url=arrival.url), old.attachments)
    return _filled(old, arrival.document)


def _filled(old: Document, new: Document) -> Document:
    """The old reading, with what only the new one knows: a page read badly once loses nothing."""
    known = {
        field.name: getattr(new, field.name)
        for field in fields(Document)
        if getattr(old, field.name) is None and getattr(new, field.name) is not None
    }
    return attached.kept(replace(old, **known), new.attachments)


def _see(db: Database, arrival: Arrival, arrived: Facts, id: int, verdict: Verdict) -> None:
    """Write down the sighting; a URL seen before keeps its first time and verdict unless it shows another document."""
    db.conn.execute(
        """
        insert into sightings
          (url, document_id, source, title, published, wording, standing, raw, verdict, seen_at, checked_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (url) do update
        set source = coalesce(source, excluded.source),
            title = excluded.title,
            published = coalesce(excluded.published, published),
            wording = excluded.wording,
            standing = min(standing, excluded.standing),
            raw = coalesce(excluded.raw, raw),
            verdict = case when document_id = excluded.document_id then verdict else excluded.verdict end,
            seen_at = case when document_id = excluded.document_id then seen_at else excluded.seen_at end,
            checked_at = max(checked_at, excluded.checked_at),
            document_id = excluded.document_id
        """,
        (
            *(arrival.url, id, arrival.source, arrived.title, maybe_iso(arrival.document.published), arrived.wording),
            *(_standing(arrival), arrival.raw, verdict, written(arrival.seen_at), written(arrival.seen_at)),
        ),
    )


def _standing(arrival: Arrival) -> int:
    return dedup.standing(arrival.url, mirror_of=arrival.document.mirror_of, own_site=arrival.own_site)


def _tell(
    db: Database,
    arrival: Arrival,
    id: int,
    kind: ChangeKind,
    revision: int | None = None,
    what: tuple[str, ...] = (),
    detail: Mapping[str, Any] | None = None,
) -> int | None:
    """The change, in the same transaction as the thing it announces."""
    if arrival.telling is Telling.SILENT:
        return None
    return changes.tell(
        db,
        document_id=id,
        kind=kind,
        url=arrival.url,
        at=arrival.seen_at,
        source=arrival.source,
        held=_held(arrival),
        revision_id=revision,
        what=what,
        detail=detail,
    )


def _held(arrival: Arrival) -> bool:
    if arrival.telling is Telling.SUMMARY:
        return True
    if arrival.tell_since is None:
        return False
    published = arrival.document.published
    return published is None or published < arrival.tell_since


def _settle(db: Database, arrival: Arrival) -> None:
    for url in dict.fromkeys((arrival.page or arrival.url, arrival.url)):
        frontier.settle(
            db,
            url,
            outcome="read",
            now=arrival.seen_at,
            etag=arrival.etag,
            modified=arrival.modified,
            published=arrival.document.published,
            leads_to=arrival.url if url != arrival.url else None,
        )
