"""What tells a release from those that look like it: its number, years, place, batch, stage, signature. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from extract import divisions, mentions, numbers
from extract.document import Attachment
from extract.fold import bare, fold
from store.wording import Wording

HEAD = 30  # lines in which a release names its number
HISTORY = 1500  # characters in which a law says when it was adopted and amended
NUMBER_LINE = 12  # characters that may stand beside a number in its line
SAME_TITLE = 8  # letters that two titles share around the word in which they differ
SPOKEN_OF = 3  # times that a text names its subject
SURE_PLACE = 0.8  # weight of a place that a title names without doubt

_HAN = "零一二三四五六七八九"
_COUNTED = re.compile(r"(\d+|[零一二两三四五六七八九十]+)\s*([^\d\s零一二两三四五六七八九十])|([上下])(半年)")
_STAGES = {
    "draft": re.compile(r"征求意见|征集意见|公开征求|意见征集|送审稿|讨论稿|草案|草稿"),
    "trial": re.compile(r"试行|暂行"),
    "amended": re.compile(r"修正|修订(?!版权)|修改"),
    "repealed": re.compile(r"废止|失效"),
    "corrected": re.compile(r"更正|补充(?:通知|公告)|延期|延长"),
}
_HISTORY = re.compile(
    r"((?:19|20)\d\d)年(1[0-2]|0?[1-9])月([12]\d|3[01]|0?[1-9])日[^\n。;]{0,60}?(?:通过|修正|修订|修改|批准|公布|发布)(?![时间日期来])"
)
_BATCH = re.compile(r"第\s*(?:\d+|[零一二三四五六七八九十百]+)\s*[批期次]")
_DIGITS = re.compile(r"\d+")
_CITED = re.compile(r"《[^》]*》")


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A fact in which two texts that look alike are two releases."""

    fact: str  # number, year, place, batch, count, title, stage, signed, history, files
    ours: str
    theirs: str

    @property
    def misread(self) -> bool:
        """Was it read from the text, where a scanner slips? Titles are copied."""
        return self.fact in ("number", "signed", "history")


class Identity:
    """What one wording says of itself; read when asked for, since few wordings are ever compared."""

    def __init__(
        self, *, title: str, text: str | Wording, number: str | None = None, attachments: tuple[Attachment, ...] = ()
    ) -> None:
        self.title = fold(title)
        self._text = text
        self._number = number
        self.attachments = attachments

    @cached_property
    def wording(self) -> Wording:
        """Its text."""
        return Wording(self._text) if isinstance(self._text, str) else self._text

    @cached_property
    def counted(self) -> dict[str, set[str]]:
        """The numbers of the title by what they count: years, months, batches, issues, companies."""
        found: dict[str, set[str]] = {}
        for number, unit, half, of_year in _COUNTED.findall(self.title):
            found.setdefault(unit or of_year, set()).add(_arabic(number) or half)
        for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", self.title):
            found.setdefault("年", set()).add(year)
        return found

    @cached_property
    def places(self) -> frozenset[str]:
        """The divisions its title names."""
        found = mentions.find(_CITED.sub("", self.title)) or mentions.find(self.title)
        return frozenset(mention.code for mention in found if mention.weight >= SURE_PLACE)

    @cached_property
    def stages(self) -> frozenset[str]:
        """Draft, trial, amended: what its title says, or a heading that repeats the title."""
        said = [self.title]
        core = bare(self.title)[:16]
        if len(core) >= 8:
            said += [line for line in self.wording.lines[:HEAD] if len(line) <= 100 and core in bare(line)]
        return frozenset(stage for stage, marks in _STAGES.items() if any(marks.search(line) for line in said))

    @cached_property
    def number(self) -> str | None:
        """Its 文号, bare: what was read from the page, else a line of the head that is nothing else."""
        if self._number:
            return bare(self._number)
        for line in self.wording.lines[:HEAD]:
            found = numbers.canonical(line) if len(line) <= 50 else None
            if found and len(line) <= len(found) + NUMBER_LINE and not line.startswith("("):
                return bare(found)
        return None

    @cached_property
    def signed(self) -> str | None:
        """The day below the names of those who signed."""
        signature = self.wording.signature
        if signature is None:
            return None
        day = signature.day
        # Without the zeros that a page does not write: one lost digit is one difference.
        return f"{day.year}-{day.month}-{day.day}"

    @cached_property
    def seats(self) -> frozenset[str]:
        """The divisions that those who signed name."""
        signature = self.wording.signature
        found = mentions.find("\n".join(signature.offices)) if signature is not None else []
        return frozenset(mention.code for mention in found if mention.weight >= SURE_PLACE)

    @cached_property
    def history(self) -> frozenset[str]:
        """The days on which it was adopted and amended, as its head lists them."""
        return frozenset(
            f"{year}-{month:0>2}-{day:0>2}" for year, month, day in _HISTORY.findall(self.wording.folded[:HISTORY])
        )


def conflicts(ours: Identity, theirs: Identity) -> Iterator[Conflict]:
    """Every fact that both state and that differs."""
    yield from named_apart(ours, theirs)
    if ours.number and theirs.number and ours.number != theirs.number:
        yield Conflict(fact="number", ours=ours.number, theirs=theirs.number)
    if ours.signed and theirs.signed and ours.signed != theirs.signed:
        yield Conflict(fact="signed", ours=ours.signed, theirs=theirs.signed)
    if ours.seats and theirs.seats and not _related(ours.seats, theirs.seats):
        yield Conflict(fact="place", ours=_places(ours.seats), theirs=_places(theirs.seats))
    if other := _other_subject(ours, theirs):
        yield Conflict(fact="title", ours=other[0], theirs=other[1])
    if ours.history and theirs.history and max(ours.history) != max(theirs.history):
        yield Conflict(fact="history", ours=max(ours.history), theirs=max(theirs.history))


def named_apart(ours: Identity, theirs: Identity) -> Iterator[Conflict]:
    """What already the titles and the files say."""
    for unit in sorted(ours.counted.keys() & theirs.counted.keys()):
        mine, its = ours.counted[unit], theirs.counted[unit]
        if mine.isdisjoint(its):
            fact = {"年": "year", "批": "batch"}.get(unit, "count")
            yield Conflict(fact=fact, ours=_listed(mine) + unit, theirs=_listed(its) + unit)
    if _numbered_apart(ours.title, theirs.title):
        yield Conflict(fact="title", ours=ours.title, theirs=theirs.title)
    if ours.places and theirs.places and not _related(ours.places, theirs.places):
        yield Conflict(fact="place", ours=_places(ours.places), theirs=_places(theirs.places))
    if ours.stages != theirs.stages and same_name(ours, theirs):
        yield Conflict(fact="stage", ours=_listed(ours.stages), theirs=_listed(theirs.stages))
    if _served_apart(ours.attachments, theirs.attachments):
        yield Conflict(fact="files", ours=_files(ours.attachments), theirs=_files(theirs.attachments))


def _numbered_apart(ours: str, theirs: str) -> bool:
    """Are the titles the same but for a number that counts nothing, 公告(3), or a batch that only one names?"""
    if bool(_BATCH.search(ours)) is not bool(_BATCH.search(theirs)):
        return bare(_BATCH.sub("", ours)) == bare(_BATCH.sub("", theirs))
    mine, its = _DIGITS.findall(ours), _DIGITS.findall(theirs)
    return mine != its and bool(mine) and bool(its) and bare(_DIGITS.sub("", ours)) == bare(_DIGITS.sub("", theirs))


def _other_subject(ours: Identity, theirs: Identity) -> tuple[str, str] | None:
    """The words in which two like titles differ, where each text speaks of its own and never of the other's.

    A call that is issued anew for another field; a reprint may reword the title, but not the text with it.
    """
    mine, its = bare(ours.title), bare(theirs.title)
    start = _alike(mine, its)
    end = _alike(mine[start:][::-1], its[start:][::-1])
    if min(len(mine), len(its)) - start - end < 2 or end + start < SAME_TITLE:
        return None
    our_text, their_text = ours.wording.letters, theirs.wording.letters
    # 新材料 and 新能源 differ in 材料 and 能源, and 材料 is a word of every call: try them with what stands beside.
    for left, right in ((0, 0), (1, 0), (0, 1), (2, 0), (0, 2)):
        first, last = start - left, end - right
        if first < 0 or last < 0:
            continue
        a, b = mine[first : len(mine) - last], its[first : len(its) - last]
        if min(our_text.count(a), their_text.count(b)) >= SPOKEN_OF and a not in their_text and b not in our_text:
            return a, b
    return None


def _alike(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def same_name(ours: Identity, theirs: Identity) -> bool:
    """Do both titles say enough that a word missing in one of them is meant?"""
    mine, its = bare(ours.title), bare(theirs.title)
    shorter, longer = sorted((mine, its), key=len)
    if len(shorter) < 6:
        return False
    grams = {shorter[at : at + 2] for at in range(len(shorter) - 1)}
    shared = sum(gram in longer for gram in grams)
    return shared >= 0.6 * len(grams) and len(shorter) >= 0.5 * len(longer)


def _related(ours: Iterable[str], theirs: Iterable[str]) -> bool:
    its = list(theirs)
    return any(divisions.within(a, b) or divisions.within(b, a) for a in ours for b in its)


def _served_apart(ours: Sequence[Attachment], theirs: Sequence[Attachment]) -> bool:
    """Does one server keep other files for the one than for the other? A reprint's server has names of its own."""
    our_hosts, their_hosts = ({_host(file.url) for file in files} for files in (ours, theirs))
    our_files, their_files = ({file.url.rpartition("/")[2] for file in files} for files in (ours, theirs))
    return not our_hosts.isdisjoint(their_hosts) and our_files.isdisjoint(their_files)


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _files(files: Sequence[Attachment]) -> str:
    return _listed(file.url.rpartition("/")[2] for file in files)


def _places(codes: Iterable[str]) -> str:
    return _listed(map(divisions.full_name, codes))


def _listed(values: Iterable[str]) -> str:
    return "、".join(sorted(values))


def _arabic(number: str) -> str:
    """第二批 is 第2批; beyond 99 nobody writes batches in characters."""
    tens, ten, ones = number.replace("两", "二").rpartition("十")
    if not ten:
        return "".join(str(_HAN.index(digit)) if digit in _HAN else digit for digit in ones)
    return (_arabic(tens) or "1") + (_arabic(ones) or "0") if "十" not in tens else number
