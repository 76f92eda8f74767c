"""Documents made one and made two: the original elected, a wrong merge undone, a missed one made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from extract.document import Document
from store import archived, changes, dedup, likely, links, rulings, shelf, wordings
from store.connection import transaction
from store.dedup import Claim, Facts, Found, Judgement, Verdict
from store.facts import Identity
from store.moments import maybe_day
from store.verdicts import ATTACHING, LINKING
from store.weighing import evidence_of, weigh
from store.wordings import Kept


class Unruly(ValueError):  # noqa: N818 - it reads as what the wish is
    """The ruling cannot be carried out; says why and what to do."""


def evidence(judgement: Judgement, ours: Identity) -> Mapping[str, Any]:
    """What the judgement on an attached page rests on."""
    if judgement.found is None:
        return {"shared": 1.0}
    return evidence_of(judgement.found.finding, ours, judgement.found.likely.identity)


def link(db: Database, id: int, ours: Identity, found: Sequence[Found]) -> None:
    """Write down what a document of its own has to do with others: the part, the later, the one that quotes first."""
    for one in found:
        assert one.finding.verdict is not None  # noqa: S101 - it links
        other, said = one.likely.document_id, evidence_of(one.finding, ours, one.likely.identity)
        if one.finding.whole and one.finding.verdict is Verdict.PART:
            links.add(db, other, id, one.finding.verdict, said)
        else:
            links.add(db, id, other, one.finding.verdict, said)


def elect(
    db: Database, id: int, document: Document, *, url: str, source: str | None, facts: Facts, at: datetime
) -> int | None:
    """Show the document in these words from now on; the revision that keeps the earlier ones, if they differ."""
    old = archived.get(db, id)
    assert old is not None  # noqa: S101 - it was judged in this transaction
    said = (old.document.title, old.document.text)
    revision = shelf.keep_wording(db, old) if said != (document.title, document.text) else None
    wordings.drop(db, url)
    shelf.rewrite(db, old, document, source=source, fingerprint=facts.fingerprint, worded_at=at)
    if old.document.url is not None and old.document.url != url:
        _set_back(db, id, old.document, facts, url)
    _reweigh(db, id, document)
    return revision


def shown_at(db: Database, id: int) -> str:
    """The page in whose words the document is shown."""
    (url,) = db.conn.execute("select url from documents where id = ?", (id,)).fetchone()
    return str(url)


def explained(db: Database, id: int, url: str) -> Mapping[str, Any]:
    """What the verdict on this page of the document rests on."""
    return next((kept.evidence for kept in wordings.of(db, id) if kept.url == url), {})


def _set_back(db: Database, id: int, old: Document, facts: Facts, url: str) -> None:
    """The page that showed the document so far is one of its reprints now; what parts them is its verdict."""
    same = dedup.facts(old).wording == facts.wording
    assert old.url is not None  # noqa: S101 - the archive's have one
    wordings.keep(db, old.url, old, same_words=same, evidence={"shared": 1.0})
    db.conn.execute(
        """
        update sightings
        set verdict = (select verdict from sightings where url = ?)
        where url = ? and (select verdict from sightings where url = ?) in ('noisy', 'altered')
        """,
        (url, old.url, url),
    )
    db.conn.execute("update sightings set verdict = 'new' where url = ? and verdict in ('noisy', 'altered')", (url,))


def _reweigh(db: Database, id: int, document: Document) -> None:
    """What every reprint is to the words that the document is shown in now."""
    theirs = dedup.identity(document)
    for kept in wordings.of(db, id):
        ours = dedup.identity(kept.document)
        finding = weigh(ours, theirs)
        wordings.explain(db, kept.url, evidence_of(finding, ours, theirs))
        if finding.verdict in ATTACHING and kept.verdict in ATTACHING:
            db.conn.execute("update sightings set verdict = ? where id = ?", (finding.verdict, kept.sighting_id))


def follow(db: Database, id: int, document: Document, facts: Facts) -> None:
    """Keep what a reprint says now, and what it is to its document."""
    assert document.url is not None  # noqa: S101 - it has the sighting's
    known = archived.sighting(db, document.url)
    shown = likely.document(db, id)
    if known is None or shown is None:
        return
    ours = dedup.identity(document, facts)
    same = ours.wording.letters == shown.identity.wording.letters
    finding = weigh(ours, shown.identity)
    said = evidence_of(finding, ours, shown.identity)
    wordings.keep(db, document.url, document, same_words=same, evidence=said)
    if finding.verdict in ATTACHING and known.verdict in ATTACHING:
        db.conn.execute("update sightings set verdict = ? where url = ?", (finding.verdict, document.url))


def are_one(db: Database, id: int, other: int) -> bool:
    """Does nothing that the two documents say keep them apart?"""
    one, two = likely.document(db, id), likely.document(db, other)
    if one is None or two is None:
        return False
    return weigh(one.identity, two.identity).verdict is not Verdict.SERIES


def absorb(db: Database, id: int, other: int, *, now: datetime) -> int:
    """Make one document of two, under the number of the first: sightings, changes, alerts and versions move there."""
    kept, gone = archived.get(db, id), archived.get(db, other)
    assert kept is not None and gone is not None  # noqa: S101, PT018 - both were just looked up
    with transaction(db), shelf.indexed(db, id, other):
        reprints = wordings.of(db, other)
        # What reprints of the same words share with their document is written out before that goes.
        for one in reprints:
            wordings.drop(db, one.url)
        db.conn.execute("update revisions set merged_from = ? where document_id = ?", (other, other))
        shelf.move(db, other, id)
        db.conn.execute("delete from documents where id = ?", (other,))
        facts = dedup.facts(gone.document)
        shown = dedup.identity(kept.document)
        for document, verdict in ((gone.document, None), *((one.document, one.verdict) for one in reprints)):
            assert document.url is not None  # noqa: S101 - the archive's have one
            _set_in(db, document, shown, was=verdict)
        if _better(db, str(gone.document.url), str(kept.document.url)):
            elect(db, id, gone.document, url=str(gone.document.url), source=gone.source, facts=facts, at=now)
    return id


def _set_in(db: Database, document: Document, shown: Identity, *, was: str | None) -> None:
    ours = dedup.identity(document)
    finding = weigh(ours, shown)
    url = str(document.url)
    same = ours.wording.letters == shown.wording.letters
    wordings.keep(db, url, document, same_words=same, evidence=evidence_of(finding, ours, shown))
    verdict = finding.verdict if finding.verdict in ATTACHING else (was or Verdict.NOISY)
    db.conn.execute("update sightings set verdict = ? where url = ?", (verdict, url))


def _better(db: Database, url: str, than: str) -> bool:
    one, other = (_claim(db, address) for address in (url, than))
    return dedup.outranks(one, other)


def _claim(db: Database, url: str) -> Claim:
    standing, published = db.conn.execute("select standing, published from sightings where url = ?", (url,)).fetchone()
    return Claim(standing=standing, published=maybe_day(published))


def merge(db: Database, id: int, other: int, *, now: datetime) -> int:
    """Rule that both documents are one release; the number that it keeps. Unruly where they are one already."""
    if id == other:
        raise Unruly(f"{id} is one document already: name two numbers")
    with transaction(db):
        keep, gone = min(id, other), max(id, other)
        one, two = archived.sightings(db, keep), archived.sightings(db, gone)
        for mine in one:
            for its in two:
                rulings.rule_together(db, mine.url, its.url, now)
        return absorb(db, keep, gone, now=now)


def split(db: Database, id: int, url: str, *, now: datetime) -> int:
    """Rule that the page shows a release of its own; its number. Unruly where it is the document's only page."""
    with transaction(db):
        seen = archived.sightings(db, id)
        if url not in {one.url for one in seen}:
            raise Unruly(f"{id} was not seen at {url}: policywatch show {id} --sightings lists where it was")
        others = [one for one in seen if one.url != url]
        if not others:
            raise Unruly(f"{id} was seen at {url} alone: there is nothing to split")
        whole = archived.get(db, id)
        assert whole is not None  # noqa: S101 - it has sightings
        if whole.document.url == url:
            document, source = whole.document, whole.source
            with shelf.indexed(db, id):
                _hand_over(db, id, now)
        else:
            document, source = _own(db, id, url)
        rulings.rule_apart(db, url, [one.url for one in others], now)
        return _set_out(db, id, document, source, now)


def _own(db: Database, id: int, url: str) -> tuple[Document, str | None]:
    """What the page says in its own words; one from before they were kept is taken to say its document's."""
    kept = next((one for one in wordings.of(db, id) if one.url == url), None)
    if kept is not None:
        return kept.document, kept.source
    whole, seen = archived.get(db, id), archived.sighting(db, url)
    assert whole is not None and seen is not None  # noqa: S101, PT018 - both were just looked up
    return replace(whole.document, url=url, title=seen.title, published=seen.published), seen.source


def _hand_over(db: Database, id: int, now: datetime) -> None:
    """Elect the best of the other pages."""
    whole = archived.get(db, id)
    assert whole is not None  # noqa: S101 - it was just looked up
    best: str | None = None
    for one in archived.sightings(db, id):
        if one.url != whole.document.url and (best is None or _better(db, one.url, best)):
            best = one.url
    assert best is not None  # noqa: S101 - it has another sighting
    document, source = _own(db, id, best)
    elect(db, id, document, url=best, source=source, facts=dedup.facts(document), at=now)


def _set_out(db: Database, id: int, document: Document, source: str | None, now: datetime) -> int:
    url = str(document.url)
    facts = dedup.facts(document)
    with shelf.indexed(db, id):
        wordings.drop(db, url)
        own = shelf.add(
            db,
            document,
            source=source,
            fingerprint=facts.fingerprint,
            marks=shelf.marks(document, facts),
            now=now,
        )
        db.conn.execute("update sightings set document_id = ?, verdict = 'new' where url = ?", (own, url))
        db.conn.execute(
            "update revisions set document_id = ?, merged_from = null where document_id = ? and url = ?",
            (own, id, url),
        )
        db.conn.execute("update passages set document_id = ? where url = ?", (own, url))
    shelf.index_new(db, own)
    # Nobody was told of it while it passed for another; held, because that may be long ago.
    changes.tell(db, document_id=own, kind="new", url=url, at=now, source=source, held=True)
    return own


def rejudge(db: Database, id: int, *, now: datetime) -> int:
    """Judge anew what the document has to do with others, as if its pages came today; the number it has then.

    Reprints that no longer belong become documents of their own, documents that are one release are made one; what
    people ruled stays.
    """
    with transaction(db):
        whole = archived.get(db, id)
        if whole is None:
            raise Unruly(f"there is no document {id}")
        shown = dedup.identity(whole.document)
        for kept in wordings.of(db, id):
            if rulings.together(db, kept.url) == id:
                continue
            ours = dedup.identity(kept.document)
            if weigh(ours, shown).verdict not in ATTACHING:
                _rejudge_reprint(db, kept, now)
        _reweigh(db, id, whole.document)
        return _rejudge_whole(db, id, whole.document, now)


def _rejudge_reprint(db: Database, kept: Kept, now: datetime) -> None:
    own = _set_out(db, kept.document_id, kept.document, kept.source, now)
    _rejudge_whole(db, own, kept.document, now)


def _rejudge_whole(db: Database, id: int, document: Document, now: datetime) -> int:
    facts = dedup.facts(document)
    url = str(document.url)
    apart = rulings.apart(db, url) | {id}
    found = dedup.weighed(
        facts, [one for one in likely.find(db, shelf.marks(document, facts)) if one.document_id not in apart]
    )
    links.remove(db, id, LINKING)
    link(db, id, dedup.identity(document, facts), dedup.linked(found))
    for one in dedup.belonging(found):
        other = one.likely.document_id
        if not rulings.kept_apart(db, id, other) and are_one(db, id, other):
            id = absorb(db, min(id, other), max(id, other), now=now)
    return id
