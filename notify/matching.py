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
    """A subscription with its query as read."""

    subscription: Subscription
    words: Query

    @property
    def place(self) -> Query:
        """The subscription's city filter alone."""
        return query.narrow(Query(), city=self.subscription.city, higher=self.subscription.higher)

    @property
    def source(self) -> Query:
        """The subscription's source filter alone."""
        return query.narrow(Query(), source=self.subscription.source)


@dataclass(slots=True)
class Reading:
    """A document as matching sees it; each query is asked once however many subscriptions share it."""

    subject: Subject
    _answers: dict[str, Match | None] = field(default_factory=dict)

    def words(self, interest: Interest) -> Match | None:
        """Where the subscription's words stand in the document; None when they do not."""
        text = interest.subscription.query
        if text not in self._answers:
            self._answers[text] = query.matches(interest.words, self.subject)
        return self._answers[text]

    def passes(self, filters: Query) -> bool:
        """Does the document pass filters that have no words to show?"""
        return query.matches(filters, self.subject) is not None


def interests(subscriptions: Iterable[Subscription]) -> tuple[list[Interest], list[tuple[Subscription, BadQuery]]]:
    """The subscriptions with their queries read, and those whose query can no longer be read."""
    read: list[Interest] = []
    unreadable: list[tuple[Subscription, BadQuery]] = []
    for subscription in subscriptions:
        try:
            read.append(Interest(subscription=subscription, words=query.parse(subscription.query)))
        except BadQuery as wrong:
            unreadable.append((subscription, wrong))
    return read, unreadable


def obstacles(
    interest: Interest, reading: Reading, change: Change | None, *, told: bool, before: Reading | None = None
) -> Iterator[Obstacle]:
    """Everything that keeps the change from the subscriber, the cheapest to find out first; nothing: it is wanted.

    Without a change the question is whether the document is what the subscription looks for. `told`: the subscription
    has an alert for the document. `before` is the wording that a revision replaced.
    """
    subscription = interest.subscription
    if subscription.paused:
        yield Obstacle.PAUSED
    if change is not None and change.id <= subscription.since_change:
        yield Obstacle.EARLIER
    if told:
        yield Obstacle.KNOWN
    # A stub that is filled in later is news to those whose words it did not have before.
    elif change is not None and change.kind == "revised" and (before is None or before.words(interest) is not None):
        yield Obstacle.REVISION
    if subscription.source is not None and not reading.passes(interest.source):
        yield Obstacle.SOURCE
    if subscription.city is not None and not reading.passes(interest.place):
        yield Obstacle.CITY
    if reading.words(interest) is None:
        yield Obstacle.WORDS


def wants(
    interest: Interest, reading: Reading, change: Change, *, told: bool, before: Reading | None = None
) -> Match | None:
    """Where the subscription's words stand, when it wants the change."""
    if next(obstacles(interest, reading, change, told=told, before=before), None) is not None:
        return None
    return reading.words(interest)
