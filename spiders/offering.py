"""What the catalogue has for a place: its own sources, those above it, and the industry's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from extract import divisions
from extract.divisions import Division
from spiders.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Some sources that belong together, and whether they are wanted."""

    name: str
    sources: tuple[Source, ...]
    taken: bool
    command: str  # takes them later


def offers(sources: Sequence[Source], place: Division, *, higher: bool, industry: bool) -> list[Offer]:
    """The place itself, what lies above it from near to far, and the industry; empty ones are left out."""
    found = [
        Offer(
            name=place.name,
            sources=tuple(source for source in sources if divisions.covers(place.code, source.region)),
            taken=True,
            command=f"policywatch sources enable --region {place.code}",
        )
    ]
    if place.code in divisions.entries():
        for code in (*divisions.ancestors(place.code)[1:], divisions.NATIONWIDE):
            there = divisions.division(code)
            found.append(
                Offer(
                    name=there.name,
                    sources=tuple(source for source in sources if source.region == code),
                    taken=higher,
                    command=f"policywatch sources enable --region {code} --level {_level(there)}",
                )
            )
    media = tuple(source for source in sources if source.level == "industry")
    command = "policywatch sources enable --level industry"
    found.append(Offer(name="industry media and associations", sources=media, taken=industry, command=command))
    return [offer for offer in found if offer.sources]


def lines(offered: Sequence[Offer], working: Collection[str]) -> Iterator[str]:
    """What was taken, honestly, and what else there is with the command that takes it."""
    for offer in offered:
        if offer.taken:
            levels = Counter(source.level or "other" for source in offer.sources)
            seen = sum(source.verified or source.id in working for source in offer.sources)
            said = ", ".join(f"{count} {level}" for level, count in levels.most_common())
            yield f"  {offer.name}: {said}; {_seen(seen, len(offer.sources))}"
    for offer in offered:
        if not offer.taken:
            yield f"  also known: {len(offer.sources)} of {offer.name}: {offer.command}"
    if any(offer.taken and source.id not in working for offer in offered for source in offer.sources):
        yield "  policywatch sources check --enabled looks which of them can be read today"


def _seen(seen: int, of: int) -> str:
    if seen == 0:
        return "none was seen to work yet"
    return "all were seen to work" if seen == of else f"{seen} were seen to work"


def _level(place: Division) -> str:
    return "central" if place.code == divisions.NATIONWIDE else place.level
