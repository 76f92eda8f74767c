"""Is this the same release? Pure: digests in, a judgement out."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import urlsplit

from extract.document import Attachment, Document
from extract.fold import bare
from store import enclosed
from store import facts as what_it_says
from store.facts import Identity
from store.verdicts import ATTACHING
from store.verdicts import Verdict as Verdict
from store.weighing import Finding, weigh
from store.wording import Wording

FAR_LESS = 0.5  # of the rare words that it shares with its document: what shares fewer is not looked at
IDENTIFYING = 40  # characters: shorter texts ("see attachment") are the same in many releases


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one page says, as far as judging needs it."""

    wording: str  # a digest of its text: the same for every script variant, width, case, spacing and punctuation
    title: str
    number: str | None = None
    deadline: date | None = None
    attachments: tuple[Attachment, ...] = ()
    identifies: bool = False  # the text is long enough to tell documents apart
    said: Wording | None = None  # the text itself, where it is at hand
    identity: Identity | None = None  # with that text

    @property
    def fingerprint(self) -> str | None:
        """The wording, where it tells documents apart."""
        return self.wording if self.identifies else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUrl:
    """What the archive knows of the URL that arrived: the facts are those of its own last look."""

    document_id: int
    elected: bool  # its document is shown in this URL's wording
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWording:
    """A document that says, or once said, the very words that arrived."""

    document_id: int
    title: str
    number: str | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A wording of the archive that shares rare words with what arrived."""

    document_id: int
    identity: Identity
    elected: bool  # its document is shown in it
    weight: float = 0.0  # of the rare words it shares with what arrived


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a wording of the archive turned out to be to what arrived."""

    likely: Likely
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What to do with the arrival."""

    verdict: Verdict
    document_id: int | None  # the document it belongs to; None: one of its own
    what: tuple[str, ...] = ()  # fields that differ, for REVISED
    found: Found | None = None  # what the verdict rests on, where texts were compared
    links: tuple[Found, ...] = ()  # documents it is part of, quotes or continues
    joined: tuple[int, ...] = ()  # documents that it shows to be the same release as its own


def facts(document: Document, said: Wording | None = None) -> Facts:
    """What the document says, as far as judging needs it; `said` is its text, where that was read already."""
    said = said or Wording(document.text)
    wording, long_enough = _digest(said.letters)
    return Facts(
        wording=wording,
        identifies=long_enough,
        said=said,
        identity=_own_identity(document, said),
        title=document.title,
        number=document.number,
        deadline=document.deadline,
        attachments=document.attachments,
    )


def identity(document: Document, known: Facts | None = None) -> Identity:
    """What tells the document from its likes; where its facts are known, what was read for them is not read again."""
    if known is not None and known.identity is not None:
        return known.identity
    return _own_identity(document, document.text)


def _own_identity(document: Document, text: str | Wording) -> Identity:
    return Identity(title=document.title, text=text, number=document.number, attachments=document.attachments)


def fingerprint(text: str) -> str | None:
    """The digest that tells documents apart; None where the text is too short for that."""
    wording, long_enough = _digest(bare(text))
    return wording if long_enough else None


def _digest(letters: str) -> tuple[str, bool]:
    return sha256(letters.encode()).hexdigest(), len(letters) >= IDENTIFYING


def judge(
    arrived: Facts,
    *,
    known_url: KnownUrl | None,
    same_wording: Sequence[KnownWording],
    likely: Sequence[Likely] = (),
    apart: Collection[int] = (),
    together: int | None = None,
) -> Judgement:
    """What a fetched page is, given what is known of its URL, of its words and of words like them.

    `apart` are documents it was ruled not to belong to, `together` is the one it was ruled to belong to.
    """
    twins = [known for known in same_wording if known.document_id not in apart and _same_release(arrived, known)]
    if known_url is not None:
        if known_url.elected:
            what = differences(known_url.facts, arrived)
            verdict = Verdict.REVISED if what else Verdict.UNCHANGED
            return Judgement(verdict=verdict, document_id=known_url.document_id, what=what)
        # A copy that follows its original's revision, or lags behind it, still belongs to it.
        followed = any(twin.document_id == known_url.document_id for twin in twins)
        if arrived.wording == known_url.facts.wording or followed or together == known_url.document_id:
            return Judgement(verdict=Verdict.UNCHANGED, document_id=known_url.document_id)
    found = weighed(arrived, [one for one in likely if one.document_id not in apart])
    belongs = belonging(found)
    if known_url is not None and any(one.likely.document_id == known_url.document_id for one in belongs):
        return Judgement(verdict=Verdict.UNCHANGED, document_id=known_url.document_id)
    if twins:
        others = tuple(one.likely.document_id for one in belongs if one.likely.document_id != twins[0].document_id)
        return Judgement(verdict=Verdict.COPY, document_id=twins[0].document_id, joined=others)
    if belongs:
        best = belongs[0]
        assert best.finding.verdict is not None  # noqa: S101 - it attaches
        return Judgement(
            verdict=best.finding.verdict,
            document_id=best.likely.document_id,
            found=best,
            joined=tuple(one.likely.document_id for one in belongs[1:]),
        )
    links = linked(found)
    return Judgement(verdict=own_verdict(links), document_id=None, links=links)


def weighed(arrived: Facts, likely: Sequence[Likely]) -> list[Found]:
    """What the arrival is to each likely wording, as far as it takes to know its document and its relations."""
    if arrived.identity is None or not arrived.identifies:
        return []
    ours = arrived.identity
    found: list[Found] = []
    settled: set[int] = set()
    enough = 0.0
    for one in likely:
        if one.document_id in settled or one.weight < enough:
            continue
        finding = weigh(ours, one.identity)
        found.append(Found(likely=one, finding=finding))
        if finding.attaches:
            enough = max(enough, one.weight * FAR_LESS)
        if finding.attaches or (one.elected and finding.verdict is Verdict.SERIES):
            settled.add(one.document_id)
    return found


def _identity(page: Facts | KnownWording, said: Wording) -> Identity:
    return Identity(title=page.title, text=said, number=page.number, attachments=page.attachments)


def belonging(found: Sequence[Found]) -> list[Found]:
    """For each document that the arrival may belong to the wording that says so, the best document first.

    A document one of whose wordings contradicts the arrival is none, however alike another of them is.
    """
    barred = {one.likely.document_id for one in found if one.finding.verdict is Verdict.SERIES}
    best: dict[int, Found] = {}
    for one in sorted(found, key=_rank):
        if one.finding.attaches and one.likely.document_id not in barred:
            best.setdefault(one.likely.document_id, one)
    # What the sighting is called is what it is to the words its document is shown in.
    shown = {one.likely.document_id: one for one in found if one.likely.elected and one.finding.attaches}
    return [shown.get(id, one) for id, one in best.items()]


def _rank(one: Found) -> tuple[int, float, int]:
    order = ATTACHING.index(one.finding.verdict) if one.finding.attaches else len(ATTACHING)
    return order, -one.finding.shared, one.likely.document_id


def linked(found: Sequence[Found]) -> tuple[Found, ...]:
    """For each document that the arrival has to do with, without belonging to it, the wording that says most."""
    best: dict[int, Found] = {}
    for one in sorted(found, key=lambda one: (-one.finding.shared, one.likely.document_id)):
        if one.finding.verdict is not None and not one.finding.attaches:
            best.setdefault(one.likely.document_id, one)
    return tuple(best.values())


def own_verdict(links: Sequence[Found]) -> Verdict:
    """What a document of its own is: named after what it has most to do with."""
    nearest = max(
        (one.finding for one in links if not one.finding.whole), key=lambda finding: finding.mutual, default=None
    )
    return nearest.verdict if nearest is not None and nearest.verdict is not None else Verdict.NEW


def _same_release(arrived: Facts, known: KnownWording) -> bool:
    """Are the same words the same release, or a form letter sent again for another year, batch or number?"""
    said = arrived.said or Wording("")
    ours, theirs = arrived.identity or _identity(arrived, said), _identity(known, said)
    return next(what_it_says.conflicts(ours, theirs), None) is None


def judge_reread(arrived: Facts, *, known_url: KnownUrl) -> Judgement:
    """What a page that we only read anew is: our reader's changes never move a sighting."""
    what = differences(known_url.facts, arrived) if known_url.elected else ()
    verdict = Verdict.REVISED if what else Verdict.UNCHANGED
    return Judgement(verdict=verdict, document_id=known_url.document_id, what=what)


def differences(old: Facts, new: Facts) -> tuple[str, ...]:
    """The fields in which a page really says something else; a field that appears or fails to be read is none."""
    return tuple(
        name
        for name, differs in (
            ("text", old.wording != new.wording),
            ("title", bare(old.title) != bare(new.title)),
            ("number", _other(_number(old.number), _number(new.number))),
            ("deadline", _other(old.deadline, new.deadline)),
            ("attachments", enclosed.differ(old.attachments, new.attachments)),
        )
        if differs
    )


def _other(old: object | None, new: object | None) -> bool:
    return old is not None and new is not None and old != new


def _number(number: str | None) -> str | None:
    return bare(number) if number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What speaks for a page being the original."""

    standing: int
    published: date | None


_OFFICIAL = re.compile(r"(?:^|\.)(?:(?:gov|gouv|gob|govt|go|gub|gc|mil)\.[a-z]{2}|gov|mil|europa\.eu)$")


def standing(url: str, *, mirror_of: str | None, own_site: bool) -> int:
    """How likely the original is here: an official host, or the issuing body's own, before others; lower is better."""
    official = own_site or _OFFICIAL.search(_host(url)) is not None
    return (0 if official else 2) + (1 if mirror_of else 0)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # an imported address may be anything
        return ""


def outranks(new: Claim, old: Claim) -> bool:
    """Is the later arrival the better original? With nothing to choose between them the first seen stays."""
    if new.standing != old.standing:
        return new.standing < old.standing
    return new.published is not None and old.published is not None and new.published < old.published
