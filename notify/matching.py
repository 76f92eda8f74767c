"""Why does this subscription want this change, or why not? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from store import query
from store.outbox import Change
from store.query import BadQuery, Match, Query, Subject
from store.subscriptions import Subscription


class Obstacle(StrEnum):
    """What keeps a change from a subscriber."""

    PAUSED = "paused"
    EARLIER = "earlier"  # the change is older than the subscription
    KNOWN = "known"  # the subscriber has been told about the document
    REVISION = "revision"  # the words were there before the page was edited
    SOURCE = "source"
    CITY = "city"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """A subscription with its query and filters as read."""

    subscription: Subscription
    words: Query
    place: Query | None  # the city filter alone
    source: Query | None  # the source filter alone


def interest(subscription: Subscription) -> Interest:
    """What the subscription looks for; BadQuery where its query can no longer be read."""
    city, source = subscription.city, subscription.source
    return Interest(
        subscription=subscription,
        words=query.parse(subscription.query),
        place=query.narrow(Query(), city=city, higher=subscription.higher) if city is not None else None,
        source=query.narrow(Query(), source=source) if source is not None else None,
    )


@dataclass(slots=True)
class Reading:
    """A document as matching sees it; each query is asked once however many subscriptions share it."""

    subject: Subject
    _words: dict[str, bool] = field(default_factory=dict)
    _filters: dict[Query, bool] = field(default_factory=dict)

    def has_words(self, wish: Interest) -> bool:
        """Is the document an answer to the subscription's query?"""
        text = wish.subscription.query
        if text not in self._words:
            self._words[text] = query.answers(wish.words, self.subject)
        return self._words[text]

    def match(self, wish: Interest) -> Match | None:
        """Where the subscription's words stand in the document; None when they do not."""
        return query.matches(wish.words, self.subject)

    def passes(self, filters: Query | None) -> bool:
        """Does the document pass filters that have no words to show?"""
        if filters is None:
            return True
        if filters not in self._filters:
            self._filters[filters] = query.answers(filters, self.subject)
        return self._filters[filters]


def interests(subscriptions: Iterable[Subscription]) -> tuple[list[Interest], list[tuple[Subscription, BadQuery]]]:
    """The subscriptions with their queries read, and those whose query can no longer be read."""
    read: list[Interest] = []
    unreadable: list[tuple[Subscription, BadQuery]] = []
    for subscription in subscriptions:
        try:
            read.append(interest(subscription))
        except BadQuery as wrong:
            unreadable.append((subscription, wrong))
    return read, unreadable


def obstacles(
    wish: Interest, reading: Reading, change: Change | None, *, told: bool, before: Reading | None = None
) -> Iterator[Obstacle]:
    """Everything that keeps the change from the subscriber, the cheapest to find out first; nothing: it is wanted.

    Without a change the question is whether the document is what the subscription looks for. `told`: the subscription
    has an alert for the document. `before` is the wording that a revision replaced.
    """
    subscription = wish.subscription
    if subscription.paused:
        yield Obstacle.PAUSED
    if change is not None and change.id <= subscription.since_change:
        yield Obstacle.EARLIER
    if told:
        yield Obstacle.KNOWN
    # A stub that is filled in later is news to those whose words it did not have before.
    elif change is not None and change.kind == "revised" and (before is None or before.has_words(wish)):
        yield Obstacle.REVISION
    if not reading.passes(wish.source):
        yield Obstacle.SOURCE
    if not reading.passes(wish.place):
        yield Obstacle.CITY
    if not reading.has_words(wish):
        yield Obstacle.WORDS


def wants(wish: Interest, reading: Reading, change: Change, *, told: bool, before: Reading | None = None) -> bool:
    """Shall the subscriber hear of the change?"""
    return next(obstacles(wish, reading, change, told=told, before=before), None) is None
