"""What two wordings are to each other, and what says so. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract import divisions, mentions
from store.differences import CLAUSE, Comparison, Difference, Kind, Relation, compare, detailed
from store.facts import Conflict, Identity, conflicts, named_apart, same_name
from store.verdicts import ATTACHING, Verdict
from store.wording import Wording

PASSAGES = 20  # shown at most
SLIP = 0.8  # of a fact's letters that must agree for its difference to be a slip of the scanner
RENAMED, REDATED = 2, 2  # places, years that changed in the text: a template filled in again
LEAD = 0.1  # of what is shared: words of its own before it begins make a page that embeds, not the whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one wording is to another; no verdict: they have nothing to do with each other."""

    verdict: Verdict | None
    comparison: Comparison | None = None  # None: the same letters
    conflicts: tuple[Conflict, ...] = ()

    @property
    def attaches(self) -> bool:
        """Are they one release?"""
        return self.verdict in ATTACHING

    @property
    def shared(self) -> float:
        """The share of the shorter text that stands in the other."""
        return 1.0 if self.comparison is None else max(self.comparison.ours, self.comparison.theirs)

    @property
    def mutual(self) -> float:
        """The share of the longer text that stands in the other: how near the two are."""
        return 1.0 if self.comparison is None else min(self.comparison.ours, self.comparison.theirs)

    @property
    def whole(self) -> bool:
        """Does ours go on where theirs was cut off, rather than embed it among words of its own?"""
        return self.comparison is not None and (
            self.comparison.relation is Relation.HOLDS and self.comparison.lead <= LEAD
        )


def weigh(ours: Identity, theirs: Identity) -> Finding:
    """What our wording is to theirs; similarity only says that they may be one release, facts decide."""
    if ours.wording.letters == theirs.wording.letters:
        found = tuple(conflicts(ours, theirs))
        if found:
            return Finding(verdict=Verdict.SERIES, conflicts=found)
        return Finding(verdict=Verdict.COPY)
    comparison = compare(ours.wording, theirs.wording)
    if comparison.relation is Relation.WHOLE:
        return _whole(ours, theirs, detailed(comparison, ours.wording, theirs.wording))
    if same_name(ours, theirs) and (found := tuple(named_apart(ours, theirs))):
        comparison = detailed(compare(ours.wording, theirs.wording, closely=True), ours.wording, theirs.wording)
        return Finding(verdict=Verdict.SERIES, comparison=comparison, conflicts=found)
    verdict = {
        Relation.NONE: None,
        Relation.QUOTES: Verdict.QUOTE,
        Relation.WITHIN: Verdict.PART,
        Relation.HOLDS: Verdict.PART,
    }[comparison.relation]
    return Finding(verdict=verdict, comparison=comparison)


def _whole(ours: Identity, theirs: Identity, comparison: Comparison) -> Finding:
    found = tuple(
        conflict
        for conflict in conflicts(ours, theirs)
        if not (comparison.riddled and conflict.misread and _slipped(conflict))
    ) or tuple(_filled_in_again(ours.wording, theirs.wording, comparison))
    if found:
        return Finding(verdict=Verdict.SERIES, comparison=comparison, conflicts=found)
    if comparison.another_version:
        cut_off = {kind for kind in Kind if comparison.of(kind)} <= {Kind.CUT, Kind.STRAY} and comparison.one_sided
        return Finding(verdict=Verdict.PART if cut_off else Verdict.SERIES, comparison=comparison)
    return Finding(verdict=Verdict.ALTERED if comparison.altered else Verdict.NOISY, comparison=comparison)


def _slipped(conflict: Conflict) -> bool:
    """Could one slip of a scanner have made the one value of the other?"""
    shorter, longer = sorted((conflict.ours, conflict.theirs), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) == len(longer):
        return shorter[start + 1 :] == longer[start + 1 :]
    return shorter[start:] == longer[start + 1 :]


def _filled_in_again(ours: Wording, theirs: Wording, comparison: Comparison) -> Iterator[Conflict]:
    """A template tells of itself: other years, or another place, wherever one is named."""
    years = {(a, b) for d in comparison.of(Kind.FIGURE) for a, b in [_years(d)] if a and b and a.isdisjoint(b)}
    redated = sum(1 for d in comparison.of(Kind.FIGURE) if all(_years(d)) and _years(d)[0].isdisjoint(_years(d)[1]))
    if redated >= REDATED and years:
        ours_years, theirs_years = min(years, key=lambda pair: (sorted(pair[0]), sorted(pair[1])))
        yield Conflict(fact="year", ours=_listed(ours_years), theirs=_listed(theirs_years))
    renamed = [pair for d in comparison.differences if (pair := _places(ours, theirs, d))]
    if len(renamed) >= RENAMED:
        mine, its = renamed[0]
        yield Conflict(fact="place", ours=divisions.full_name(mine), theirs=divisions.full_name(its))


def _years(difference: Difference) -> tuple[frozenset[str], frozenset[str]]:
    mine, its = (frozenset(re.findall(r"((?:19|20)\d\d)年", said)) for said in difference.figures)
    return mine, its


def _places(ours: Wording, theirs: Wording, difference: Difference) -> tuple[str, str] | None:
    """The places that took each other's place there."""
    if min(difference.ours[1] - difference.ours[0], difference.theirs[1] - difference.theirs[0]) < 2:
        return None
    mine, its = _place(ours, *difference.ours), _place(theirs, *difference.theirs)
    if not mine or not its or divisions.within(mine, its) or divisions.within(its, mine):
        return None
    return mine, its


def _place(wording: Wording, start: int, end: int) -> str | None:
    first = max(start - 4, 0)
    for mention in mentions.find(wording.letters[first : end + 8]):
        if mention.start < end - first and mention.end > start - first:
            return mention.code
    return None


def _listed(values: Sequence[str] | frozenset[str]) -> str:
    return "、".join(sorted(values))


def evidence_of(finding: Finding, ours: Identity, theirs: Identity) -> Mapping[str, Any]:
    """What the verdict rests on, for JSON: shares of each text, facts in conflict, differing passages side by side."""
    said: dict[str, Any] = {"shared": round(finding.shared, 4)}
    if finding.comparison is not None:
        said |= {"ours": round(finding.comparison.ours, 4), "theirs": round(finding.comparison.theirs, 4)}
        said["relation"] = finding.comparison.relation
    if finding.conflicts:
        said["conflicts"] = [{"fact": c.fact, "ours": c.ours, "theirs": c.theirs} for c in finding.conflicts]
    if finding.comparison is not None and finding.verdict in (*ATTACHING, Verdict.SERIES):
        strays = finding.comparison.of(Kind.STRAY)
        if strays:
            said["strays"] = len(strays)
        passages = passages_of(finding.comparison, ours.wording, theirs.wording)
        if passages:
            said["passages"] = passages
    return said


def _passage(wording: Wording, place: tuple[int, int], difference: Difference) -> str:
    """The sentences there; none where the whole clause is missing."""
    missing = place[0] == place[1] and difference.size >= CLAUSE
    return "" if missing or not wording.letters else wording.passage(*place)


def passages_of(comparison: Comparison, ours: Wording, theirs: Wording) -> list[dict[str, str]]:
    """The sentences that differ in what matters, theirs as the original's and ours as the reprint's."""
    found = []
    for difference in comparison.altered[:PASSAGES]:
        pair = {
            "kind": str(difference.kind),
            "original": _passage(theirs, difference.theirs, difference),
            "reprint": _passage(ours, difference.ours, difference),
        }
        if pair not in found:
            found.append(pair)
    return found
