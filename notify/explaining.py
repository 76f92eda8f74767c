"""Why a subscription did, or did not, hear of a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from extract import places
from notify import matching, message
from notify.matching import Interest, Obstacle, Reading
from store.documents import Archived
from store.outbox import Delivery
from store.query import Match
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

    @property
    def wanted(self) -> bool:
        """Is the document what the subscription looks for?"""
        return not set(self.obstacles) & {Obstacle.WORDS, Obstacle.CITY, Obstacle.SOURCE}


def explain(
    interest: Interest, archived: Archived, reading: Reading, deliveries: Mapping[str, tuple[Delivery, ...]]
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
        snippet=message.snippet(body, match.spans, title=archived.document.title) if match else None,
        sources=reading.subject.row.sources,
        deliveries=mine,
    )


def lines(told: Explanation) -> Iterator[str]:
    """The explanation for a person."""
    subscription, document = told.subscription, told.archived.document
    yield f"{'wanted' if told.wanted else 'not wanted'}: #{told.archived.id} {document.title}"
    if subscription.query:
        yield from _about_words(told)
    if subscription.city is not None:
        about = _place(document.region)
        wish = _place(subscription.city) + (" and above" if subscription.higher else "")
        yield f"{_mark(told, Obstacle.CITY)} city: it is about {about}, asked for {wish}"
    if subscription.source is not None:
        seen = ", ".join(told.sources) or "no source"
        yield f"{_mark(told, Obstacle.SOURCE)} source: it was seen at {seen}, asked for {subscription.source}"
    if Obstacle.PAUSED in told.obstacles:
        yield f"✗ the subscription is paused: policywatch subscriptions resume {subscription.name}"
    if Obstacle.EARLIER in told.obstacles:
        yield "✗ the document was in the archive before the subscription: only later changes are told"
    yield from map(_about_delivery, told.deliveries)
    if told.wanted and not told.deliveries and not told.obstacles:
        yield "… no alert yet: policywatch deliver matches what is new (a mere edit of the page is not told)"


def _about_delivery(delivery: Delivery) -> str:
    mark = "✓" if delivery.state == "sent" else "…"
    when = f"at {delivery.sent_at:%Y-%m-%d %H:%M}" if delivery.sent_at else f"due {delivery.due:%Y-%m-%d %H:%M}"
    error = f" ({delivery.error})" if delivery.error else ""
    return f"{mark} {delivery.channel}: {delivery.kind} {delivery.state} {when} UTC{error}"


def _about_words(told: Explanation) -> Iterator[str]:
    if told.match is None:
        yield f"✗ words: {told.subscription.query} does not match title, text or attachments"
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
