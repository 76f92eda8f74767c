"""Is this the same release? Pure: digests in, a judgement out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from extract.document import Attachment, Document
from extract.fold import bare, fold

IDENTIFYING = 40  # characters: shorter texts ("see attachment") are the same in many releases


class Verdict(StrEnum):
    """What a page that arrived is to the archive."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REVISED = "revised"  # new wording at the original's URL
    COPY = "copy"  # same wording elsewhere
    NOISY = "noisy"  # a copy with stray edits
    ALTERED = "altered"  # a reprint whose amounts, dates or clauses differ
    PART = "part"  # truncated, embedded, compiled
    QUOTE = "quote"
    SERIES = "series"  # renewal, sister city, draft of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one page says, as far as judging needs it."""

    wording: str  # a digest of its text: the same for every script variant, width, case, spacing and punctuation
    title: str
    number: str | None = None
    deadline: date | None = None
    attachments: tuple[Attachment, ...] = ()
    identifies: bool = False  # the text is long enough to tell documents apart

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
class Judgement:
    """What to do with the arrival."""

    verdict: Verdict
    document_id: int | None  # the document it belongs to; None: one of its own
    what: tuple[str, ...] = ()  # fields that differ, for REVISED


def facts(document: Document) -> Facts:
    """What the document says, as far as judging needs it."""
    wording, long_enough = _digest(document.text)
    return Facts(
        wording=wording,
        identifies=long_enough,
        title=document.title,
        number=document.number,
        deadline=document.deadline,
        attachments=document.attachments,
    )


def fingerprint(text: str) -> str | None:
    """The digest that tells documents apart; None where the text is too short for that."""
    wording, long_enough = _digest(text)
    return wording if long_enough else None


def _digest(text: str) -> tuple[str, bool]:
    plain = bare(text)
    return sha256(plain.encode()).hexdigest(), len(plain) >= IDENTIFYING


def judge(arrived: Facts, *, known_url: KnownUrl | None, same_wording: Sequence[KnownWording]) -> Judgement:
    """What a fetched page is, given what is known of its URL and of its words."""
    twins = [known for known in same_wording if not _conflict(arrived, known)]
    if known_url is not None:
        if known_url.elected:
            what = differences(known_url.facts, arrived)
            verdict = Verdict.REVISED if what else Verdict.UNCHANGED
            return Judgement(verdict=verdict, document_id=known_url.document_id, what=what)
        # A copy that follows its original's revision, or lags behind it, still belongs to it.
        if arrived.wording == known_url.facts.wording or any(t.document_id == known_url.document_id for t in twins):
            return Judgement(verdict=Verdict.UNCHANGED, document_id=known_url.document_id)
    if twins:
        return Judgement(verdict=Verdict.COPY, document_id=twins[0].document_id)
    return Judgement(verdict=Verdict.NEW, document_id=None)


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
            ("attachments", _other_files(old.attachments, new.attachments)),
        )
        if differs
    )


def _other(old: object | None, new: object | None) -> bool:
    return old is not None and new is not None and old != new


def _other_files(old: Sequence[Attachment], new: Sequence[Attachment]) -> bool:
    # A file moved to another server keeps its name; one renamed in place keeps its URL.
    return sorted(a.url for a in old) != sorted(a.url for a in new) and _names(old) != _names(new)


def _names(files: Sequence[Attachment]) -> list[str]:
    return sorted(bare(file.name) or file.url for file in files)


def _number(number: str | None) -> str | None:
    return bare(number) if number else None


_HAN = "零一二三四五六七八九"
_COUNTED = re.compile(r"(\d+|[零一二两三四五六七八九十]+)\s*([^\d\s零一二两三四五六七八九十])|([上下])(半年)")


def _conflict(arrived: Facts, known: KnownWording) -> bool:
    """Same words, yet another release: a form letter sent again for another year, batch or number, with other files."""
    if _other(_number(arrived.number), _number(known.number)):
        return True
    ours, theirs = _counted(arrived.title), _counted(known.title)
    if any(ours[unit].isdisjoint(theirs[unit]) for unit in ours.keys() & theirs.keys()):
        return True
    return _served_apart(arrived.attachments, known.attachments)


def _counted(title: str) -> dict[str, set[str]]:
    """The numbers of a title by what they count: years, months, batches, issues, companies."""
    found: dict[str, set[str]] = {}
    for number, unit, half, of_year in _COUNTED.findall(fold(title)):
        found.setdefault(unit or of_year, set()).add(_arabic(number) or half)
    return found


def _arabic(number: str) -> str:
    """第二批 is 第2批; beyond 99 nobody writes batches in characters."""
    tens, ten, ones = number.replace("两", "二").rpartition("十")
    if not ten:
        return "".join(str(_HAN.index(digit)) if digit in _HAN else digit for digit in ones)
    return (_arabic(tens) or "1") + (_arabic(ones) or "0") if "十" not in tens else number


def _served_apart(ours: Sequence[Attachment], theirs: Sequence[Attachment]) -> bool:
    """Does one server keep other files for the one than for the other? A reprint's server has names of its own."""
    our_hosts, their_hosts = ({_host(file.url) for file in files} for files in (ours, theirs))
    our_files, their_files = ({file.url.rpartition("/")[2] for file in files} for files in (ours, theirs))
    return not our_hosts.isdisjoint(their_hosts) and our_files.isdisjoint(their_files)


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
