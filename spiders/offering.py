"""What the catalogue has for a place: its own sources, those above it, and the industry's. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from extract import divisions, urls
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


def by_hand(place: Division) -> str:
    """How to follow a place of whose own lists none is known."""
    hosts = sorted((host for host, code in urls.portals().items() if code == place.code), key=len)
    where = f"open {hosts[0]}, go to its list of policies" if hosts else "look for its list of policies"
    return f"{where}, then policywatch sources add URL --region {place.code}"


def nearest(offered: Sequence[Offer]) -> str:
    """What there is above a place that has nothing itself, for the middle of a sentence."""
    above = next((offer for offer in offered if offer.sources[0].level != "industry"), None)
    return f" ({len(above.sources)} of {above.name} with --include-higher)" if above else ""


def lines(offered: Sequence[Offer], working: Collection[str], place: Division) -> Iterator[str]:
    """What was taken, honestly, and what else there is with the command that takes it."""
    for offer in offered:
        if offer.taken:
            levels = Counter(source.level or "other" for source in offer.sources)
            seen = sum(source.verified or source.id in working for source in offer.sources)
            said = ", ".join(f"{count} {level}" for level, count in levels.most_common())
            yield f"  {offer.name}: {said}; {_seen(seen, len(offer.sources))}"
    if not any(source.region == place.code for offer in offered for source in offer.sources):
        yield f"  none is of {place.name} itself: {by_hand(place)}"
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
