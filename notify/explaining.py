"""Why a subscription did, or did not, hear of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from extract import places
from notify import excerpts, matching, timing
from notify.matching import Interest, Obstacle, Reading
from store import query
from store.documents import Archived, Sighting
from store.outbox import Alerted, Delivery
from store.query import Either, Every, Match, Node, Place, Query, Subject, Tag, Without, Word
from store.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What speaks for and against, and what was sent."""

    subscription: Subscription
    archived: Archived
    obstacles: tuple[Obstacle, ...]
    match: Match | None
    snippet: str | None
    sources: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    missing: tuple[str, ...] = ()  # what of the query does not hold
    seen: tuple[Sighting, ...] = ()  # where the document was seen
    alerts: tuple[Alerted, ...] = ()
    quiet_until: datetime | None = None  # it is quiet now
    piece_of: int | None = None  # a document that was told, of which this is no more than a piece

    @property
    def wanted(self) -> bool:
        """Is the document what the subscription looks for?"""
        return not set(self.obstacles) & {Obstacle.WORDS, Obstacle.CITY, Obstacle.SOURCE}


def explain(
    interest: Interest,
    archived: Archived,
    reading: Reading,
    deliveries: Mapping[str, tuple[Delivery, ...]],
    *,
    seen: Iterable[Sighting],
    alerts: Iterable[Alerted],
    piece_of: int | None = None,
    now: datetime,
    zone: ZoneInfo,
) -> Explanation:
    """Everything that decides about this document and this subscription; `deliveries` by subscription name."""
    subscription = interest.subscription
    against = list(matching.obstacles(interest, reading))
    mine = deliveries.get(subscription.name, ())
    if not mine and archived.first_seen < subscription.created:
        against.insert(0, Obstacle.EARLIER)
    match = reading.match(interest)
    body = reading.subject.row.body
    return Explanation(
        subscription=subscription,
        archived=archived,
        obstacles=tuple(against),
        match=match,
        snippet=excerpts.snippet(body, match.spans, title=archived.document.title) if match else None,
        sources=reading.subject.row.sources,
        deliveries=mine,
        missing=tuple(_missing(interest.words.root, reading.subject)) if match is None else (),
        seen=tuple(seen),
        alerts=tuple(alerts),
        quiet_until=_quiet_until(subscription, now, zone),
        piece_of=piece_of,
    )


def _missing(node: Node | None, subject: Subject) -> Iterator[str]:
    """The parts of a query that fail, each in a few words."""
    if node is None or query.answers(Query(root=node), subject):
        return
    match node:
        case Every(parts=parts):
            for part in parts:
                yield from _missing(part, subject)
        case Either(parts=parts):
            yield f"none of {' / '.join(map(_said, parts))}"
        case Without(part=part):
            yield f"it has {_said(part)}, which the query excludes"
        case _:
            yield f"no {_said(node)}"


def _said(node: Node) -> str:
    match node:
        case Word(normal=normal, field=field):
            return f"{field}:{normal}" if field else normal
        case Place(code=code):
            return f"city:{_place(code)}"
        case Tag(field=field, value=value):
            return f"{field}:{value}"
        case Without(part=part):
            return f"NOT {_said(part)}"
        case Every(parts=parts):
            return f"({' AND '.join(map(_said, parts))})"
        case Either(parts=parts):
            return f"({' OR '.join(map(_said, parts))})"


def _quiet_until(subscription: Subscription, now: datetime, zone: ZoneInfo) -> datetime | None:
    if subscription.quiet is None:
        return None
    due = timing.due(now, "instant", timing.quiet_hours(subscription.quiet), zone)
    return due if due > now else None


def lines(told: Explanation) -> Iterator[str]:
    """The explanation for a person."""
    subscription, document = told.subscription, told.archived.document
    yield f"{'wanted' if told.wanted else 'not wanted'}: #{told.archived.id} {document.title}"
    if subscription.query:
        yield from _about_words(told)
    if subscription.city is not None:
        about = _place(document.region)
        if subscription.place != "about":
            about += f", issued in {_place(document.issuing_region)}"
        wish = _place(subscription.city) + (" and above" if subscription.higher else "")
        yield f"{_mark(told, Obstacle.CITY)} city: it is about {about}, asked for {wish}"
    if subscription.source is not None:
        seen = ", ".join(told.sources) or "no source"
        yield f"{_mark(told, Obstacle.SOURCE)} source: it was seen at {seen}, asked for {subscription.source}"
    if Obstacle.PAUSED in told.obstacles:
        yield f"✗ the subscription is paused: policywatch subscriptions resume {subscription.name}"
    if Obstacle.EARLIER in told.obstacles:
        yield "✗ the document was in the archive before the subscription: only later changes are told"
    if len(told.seen) > 1:
        yield f"… one document, seen at {len(told.seen)} places; told once:"
        yield from (f"  {one.verdict}: {one.url} ({one.source or 'no source'})" for one in told.seen)
    for alert in told.alerts:
        asked = f", by the query {alert.reason['query']}" if alert.reason.get("query") else ""
        told_as = alert.reason.get("as", "new")
        yield f"✓ alert of {alert.created:%Y-%m-%d %H:%M} UTC: {alert.change}, told as {told_as}{asked}"
    if told.quiet_until is not None:
        yield f"… quiet hours {subscription.quiet}: nothing is sent before {told.quiet_until:%Y-%m-%d %H:%M} UTC"
    yield from map(_about_delivery, told.deliveries)
    if told.piece_of is not None and not told.alerts:
        yield f"✗ it is a piece of #{told.piece_of}, which was told: policywatch show {told.archived.id}"
    elif told.wanted and not told.deliveries and not told.obstacles:
        yield "… no alert yet: policywatch deliver matches what is new (a mere edit of the page is not told)"


def _about_delivery(delivery: Delivery) -> str:
    mark = "✓" if delivery.state == "sent" else "…"
    when = f"at {delivery.sent_at:%Y-%m-%d %H:%M}" if delivery.sent_at else f"due {delivery.due:%Y-%m-%d %H:%M}"
    tried = f", {delivery.attempts} failed {'try' if delivery.attempts == 1 else 'tries'}" if delivery.attempts else ""
    error = f" ({delivery.error})" if delivery.error else ""
    return f"{mark} {delivery.channel}: {delivery.kind} {delivery.state} {when} UTC{tried}{error}"


def _about_words(told: Explanation) -> Iterator[str]:
    if told.match is None:
        yield f"✗ words: {told.subscription.query} does not match title, text or attachments"
        yield from (f"  {one}" for one in told.missing)
        return
    found = "、".join(word.normal for word in told.match.words) or "nothing that the query excludes"
    where = [name for name, spans in (("title", told.match.title), ("text", told.match.spans)) if spans]
    yield f"✓ words: {found}{' in ' + ' and '.join(where) if where else ''}"
    if told.snippet:
        yield f"  {told.snippet}"


def _mark(told: Explanation, obstacle: Obstacle) -> str:
    return "✗" if obstacle in told.obstacles else "✓"


def _place(code: str | None) -> str:
    if code is None:
        return "no place we know"
    try:
        return f"{places.full_name(code)} ({code})"
    except places.UnknownPlace:
        return code
