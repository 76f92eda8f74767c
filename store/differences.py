"""How two wordings lie to each other: one in the other, or the same but for strays, or but for what matters. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf

from store.alignment import Block, align
from store.wording import SEED, Wording, is_item

MISSING = 0.4  # of what they share: running text that only one has, from which on it is no whole reprint
OUTSIDE = 300  # letters of running text before and behind: more than a site's disclaimer, so something else or the rest
QUOTED, QUOTED_RUN, QUOTED_SHARE = 150, 60, 0.15  # letters shared, letters in one run, of the shorter: a quotation
FAINT = 0.25  # of the running text of either: less in stretches of some length is no relation
STRAY = 4  # letters: a longer difference is no slip of a scanner
CLAUSE = 8  # letters: what is shorter is no clause
CUT, REWRITTEN = 0.15, 0.03  # of what they share: more is another version, not an altered reprint
CUT_ALWAYS = 80  # letters: a clause or two, however short the text
REWRITES = 2
STRAYS = 0.08
FIGURES = 0.15  # of the figures of the text; more is another version
RIDDLED = 3  # stray letters in one text, from which on a stray figure is no wonder
CONTEXT = 12  # letters around a difference in which a figure's unit stands


Gap = tuple[tuple[int, int], tuple[int, int]]  # between two blocks, in letters of each text


class Relation(StrEnum):
    """How much of each text stands in the other."""

    WHOLE = "whole"
    WITHIN = "within"  # the first stands in the second, which says much more, or went on
    HOLDS = "holds"  # the other way round
    QUOTES = "quotes"
    NONE = "none"


class Kind(StrEnum):
    """What sort of difference it is."""

    STRAY = "stray"
    FIGURE = "figure"
    CUT = "cut"  # only one text has the clause
    REWRITTEN = "rewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place at which the texts differ, in letters of each."""

    kind: Kind
    ours: tuple[int, int]
    theirs: tuple[int, int]
    figures: tuple[str, str] = ("", "")

    @property
    def inserted(self) -> bool:
        """Has only one text anything there, and more than a slip?"""
        sizes = sorted((self.ours[1] - self.ours[0], self.theirs[1] - self.theirs[0]))
        return sizes[0] <= STRAY < sizes[1]

    @property
    def size(self) -> int:
        """Letters on the longer side."""
        return max(self.ours[1] - self.ours[0], self.theirs[1] - self.theirs[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two wordings side by side; `ours` and `theirs` are the shares of each that stand in the other."""

    relation: Relation
    shared: int  # letters
    ours: float
    theirs: float
    chain: tuple[Block, ...] = ()
    differences: tuple[Difference, ...] = ()
    figures: int = 0  # in the shorter text, counted where any differ
    lead: float = 0.0  # of what they share: our words before it begins

    def of(self, kind: Kind) -> list[Difference]:
        """The differences of this kind."""
        return [difference for difference in self.differences if difference.kind is kind]

    @property
    def riddled(self) -> bool:
        """Are there so many slips that one more proves nothing?"""
        return len(self.of(Kind.STRAY)) >= RIDDLED

    @property
    def another_version(self) -> bool:
        """Does the text say something else in too many places for a reprint?"""
        rewritten = self.of(Kind.REWRITTEN)
        return (
            sum(d.size for d in self.of(Kind.CUT)) > max(CUT * self.shared, CUT_ALWAYS)
            or sum(d.size for d in rewritten) > REWRITTEN * self.shared
            or len(rewritten) > REWRITES
            or sum(d.size for d in self.of(Kind.STRAY) if not d.inserted) > STRAYS * self.shared
            or len(self.of(Kind.FIGURE)) > max(2, FIGURES * self.figures)
        )

    @property
    def one_sided(self) -> bool:
        """Is it always the same text that lacks the clause?"""
        return len({d.ours[1] - d.ours[0] > d.theirs[1] - d.theirs[0] for d in self.of(Kind.CUT)}) == 1

    @property
    def altered(self) -> list[Difference]:
        """The differences that a reader must know of."""
        return [d for d in self.differences if d.kind is not Kind.STRAY]


def compare(ours: Wording, theirs: Wording, *, closely: bool = False) -> Comparison:
    """How the two wordings lie to each other; the same answer, sides swapped, the other way round.

    Without their differences: `detailed` names them, where anybody wants to know. Of texts that have nothing to do with
    each other the smallest letters they share are only looked for where it shall be done closely.
    """
    running = ours.prose(0, len(ours.letters)), theirs.prose(0, len(theirs.letters))

    def faint(letters: int, longest: int) -> bool:
        # A slip in every tenth letter leaves more than twice as many.
        return letters < FAINT * min(running) and longest < QUOTED_RUN

    chain = align(ours, theirs, faint=None if closely else faint)
    core = _core(chain)
    if not core or not ours.letters or not theirs.letters:
        return Comparison(relation=Relation.NONE, shared=0, ours=0.0, theirs=0.0)
    if not closely and faint(core, max(block.size for block in chain)):
        relation, lead = Relation.NONE, 0.0
    else:
        relation = _relation(chain, core, *_unshared(ours, theirs, chain), min(len(ours.letters), len(theirs.letters)))
        lead = ours.prose(0, chain[_long(ours, theirs, chain)[0]].a) / core
    return Comparison(
        relation=relation,
        shared=core,
        ours=core / len(ours.letters),
        theirs=core / len(theirs.letters),
        chain=tuple(chain),
        lead=lead,
    )


def _core(chain: Sequence[Block]) -> int:
    return sum(block.size for block in chain)


def _unshared(ours: Wording, theirs: Wording, chain: Sequence[Block]) -> tuple[float, float]:
    """For each text the running text that only it has, as a share of what both have."""
    core = _core(chain)
    # What two texts have in common is seldom most of either: then it is plain without a look at each gap.
    least = MISSING * core + core + STRAY * len(chain)
    if all(wording.prose(0, len(wording.letters)) >= least for wording in (ours, theirs)):
        return inf, inf
    gaps = list(_gaps(ours, theirs, chain))
    first, last = _long(ours, theirs, chain)
    within, outside = chain[first : last + 1], (*chain[:first], *chain[last + 1 :])
    missing = _missing(
        ours,
        [mine for mine, _ in gaps],
        shared=[(block.a, block.a + block.size) for block in outside],
        start=within[0].a,
        end=within[-1].a + within[-1].size,
    )
    lacking = _missing(
        theirs,
        [its for _, its in gaps],
        shared=[(block.b, block.b + block.size) for block in outside],
        start=within[0].b,
        end=within[-1].b + within[-1].size,
    )
    return missing / core, lacking / core


def detailed(comparison: Comparison, ours: Wording, theirs: Wording) -> Comparison:
    """The comparison of these two wordings with their differences."""
    if not comparison.chain:
        return comparison
    found = [_difference(ours, theirs, *gap) for gap in _gaps_within(ours, theirs, comparison.chain)]
    if (cut := _cut_end(ours, theirs, comparison.chain)) is not None:
        found.append(Difference(kind=Kind.CUT, ours=cut[0], theirs=cut[1]))
    figures = 0
    if any(d.kind is Kind.FIGURE for d in found):
        figures = sum(_figures(min(ours.folded, theirs.folded, key=len)).values())
    return replace(comparison, differences=tuple(_forgiven(found)), figures=figures)


def _long(ours: Wording, theirs: Wording, chain: Sequence[Block]) -> tuple[int, int]:
    """The first and the last block that is no crumb; before and behind are the sites' own words.

    So are those that both sites have behind the signature, whatever stands between.
    """
    long = [at for at, block in enumerate(chain) if block.size >= SEED]
    said = [at for at in long if chain[at].a < ours.signed and chain[at].b < theirs.signed] or long
    return said[0], said[-1]


def _missing(
    wording: Wording, inside: Sequence[tuple[int, int]], *, shared: Sequence[tuple[int, int]], start: int, end: int
) -> float:
    """The letters of running text that the other text does not have; more before and behind than any site adds: all."""
    outside = wording.prose(0, start) + wording.prose(end, len(wording.letters))
    outside -= sum(wording.prose(*place) for place in shared)
    if outside > OUTSIDE:
        return inf
    return outside + sum(wording.prose(first, last) for first, last in inside if last - first > STRAY and last <= end)


def _relation(chain: Sequence[Block], core: int, missing: float, lacking: float, shorter: int) -> Relation:
    if missing < MISSING and lacking < MISSING:
        return Relation.WHOLE
    if lacking >= MISSING and missing >= MISSING:
        run = max(block.size for block in chain)
        quoted = core >= QUOTED and run >= QUOTED_RUN and core >= QUOTED_SHARE * shorter
        return Relation.QUOTES if quoted else Relation.NONE
    return Relation.WITHIN if lacking >= MISSING else Relation.HOLDS


def _gaps(ours: Wording, theirs: Wording, chain: Sequence[Block]) -> Iterator[Gap]:
    """What lies between the first and the last long block, and clauses that only one has at its end."""
    yield from _gaps_within(ours, theirs, chain)
    if (cut := _cut_end(ours, theirs, chain)) is not None:
        yield cut


def _gaps_within(ours: Wording, theirs: Wording, chain: Sequence[Block]) -> Iterator[Gap]:
    first, last = _long(ours, theirs, chain)
    for one, other in zip(chain[first:last], chain[first + 1 : last + 1], strict=True):
        mine, its = (one.a + one.size, other.a), (one.b + one.size, other.b)
        if mine[0] < mine[1] or its[0] < its[1]:
            yield mine, its


def _difference(ours: Wording, theirs: Wording, mine: tuple[int, int], its: tuple[int, int]) -> Difference:
    sizes = sorted((mine[1] - mine[0], its[1] - its[0]))
    gone, come = _touched(ours, *mine), _touched(theirs, *its)
    kind = Kind.STRAY
    if sizes[1] > STRAY and (ours.prose(*mine) > CLAUSE or theirs.prose(*its) > CLAUSE):
        kind = Kind.CUT if sizes[0] <= max(STRAY, sizes[1] // 5) else Kind.REWRITTEN
    elif gone != come:
        kind = Kind.FIGURE
    elif not sizes[0] and _negates(ours.letters[slice(*mine)] or theirs.letters[slice(*its)]):
        kind = Kind.CUT
    return Difference(kind=kind, ours=mine, theirs=its, figures=("、".join(gone), "、".join(come)))


def _touched(wording: Wording, start: int, end: int) -> list[str]:
    """The figures of running text that the difference is part of, or touches."""
    if not wording.prose(max(start - 1, 0), end + 1):
        return []
    first = wording.origin(max(start - CONTEXT, 0))
    around = wording.folded[first : wording.origin(min(end + CONTEXT, len(wording.letters)))]
    low, high = (wording.origin(start - 1) + 1 if start else 0) - first, wording.origin(end) - first
    return [
        match[1].replace(",", "") + match[2]
        for match in _FIGURE.finditer(around)
        if match.start() <= high and match.end() >= low
    ]


def _cut_end(ours: Wording, theirs: Wording, chain: Sequence[Block]) -> Gap | None:
    """A numbered clause behind the last words both have: the end was cut off, not a site's words added."""
    tail = chain[_long(ours, theirs, chain)[1]]
    a, b = tail.a + tail.size, tail.b + tail.size
    mine, its = _clauses(ours, a), _clauses(theirs, b)
    if bool(mine) is bool(its):
        return None
    return (a, mine or a), (b, its or b)


def _clauses(wording: Wording, start: int) -> int:
    """Where the numbered clauses end that begin behind this letter; 0 where there is none."""
    end = 0
    for first, last, line in wording.placed_lines(start):
        if is_item(line) and last - first >= CLAUSE and line.endswith(("。", ";")):
            end = last
    return end


_UNIT = (
    "%|个百分点|千分之|(?:[千百十]?万|亿|千|百)?(?:元|美元|欧元|港元|人民币|吨|亩|公顷|平方米|公里|千米|千瓦|人次?|户|家|名|项|辆|套|件|台)"
    "|万|亿|年|个月|月|日|号(?!召|称|码|文)|天|个?工作日|个?小时|分钟|周(?!边|围|期|岁)|周岁|岁|倍|成(?=以)|折|次|分(?!别|为|布|析|类|级|局|公|管|配|工)|米|℃|级"
)
_FIGURE = re.compile(rf"(\d[\d,.]*|[〇零一二两三四五六七八九十百千万亿]+|半)\s*({_UNIT})")


def _figures(folded: str) -> Counter[str]:
    """The amounts, dates, percentages and spans of a text."""
    return Counter(number.replace(",", "") + unit for number, unit in _FIGURE.findall(folded))


_NEGATIONS = frozenset("不未无非免勿禁")


def _negates(letters: str) -> bool:
    return 0 < len(letters) <= 2 and not _NEGATIONS.isdisjoint(letters)


def _forgiven(found: Sequence[Difference]) -> Iterator[Difference]:
    """In a text riddled with slips a single slip in a figure, or a lost 不, is one more of them."""
    strays = sum(d.kind is Kind.STRAY for d in found)
    doubtful = [d for d in found if d.size <= STRAY and d.kind in (Kind.FIGURE, Kind.CUT)]
    forgive = strays >= RIDDLED and strays >= 2 * len(doubtful)
    for difference in found:
        if forgive and difference in doubtful:
            yield Difference(
                kind=Kind.STRAY, ours=difference.ours, theirs=difference.theirs, figures=difference.figures
            )
        else:
            yield difference
