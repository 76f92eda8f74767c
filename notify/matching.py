"""Why does this subscription want this change, or why not? Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from extract.fold import fold
from notify import demands
from notify.demands import Demands
from store import deadlines, query
from store.outbox import Change
from store.query import BadQuery, Match, Query, Subject
from store.subscriptions import Subscription, Told, Wanted


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

    def asks(self, subject: Subject) -> bool:
        """Has the document the words, the place and the source?"""
        one = self.subscription
        return from_source(one, subject) and in_place(one, subject) and query.answers(self.words, subject)


def interest(subscription: Subscription) -> Interest:
    """What the subscription looks for; BadQuery where its query can no longer be read."""
    return Interest(subscription=subscription, words=query.parse(subscription.query))


def filters(one: Wanted) -> Iterator[Demands]:
    """Place and source as demands, all of which must be met."""
    if one.city is not None:
        letters = {"about": demands.PLACE, "issuing": demands.ISSUED, "either": demands.PLACE + demands.ISSUED}
        yield tuple(demands.way(demands.place(letter, one.city, higher=one.higher)) for letter in letters[one.place])
    if one.source is not None:
        yield (demands.way(demands.tag("source", fold(one.source))),)


def in_place(one: Subscription | Wanted, subject: Subject) -> bool:
    """Does the release concern the place that the subscription names, or was it issued there, as it asks for?"""
    if one.city is None:
        return True
    place = query.Place(code=one.city, higher=one.higher)
    regions = {"about": (subject.row.region,), "issuing": (subject.issuing,)}
    asked = regions.get(one.place, (subject.row.region, subject.issuing))
    return any(query.covered(place, region) for region in asked)


def from_source(one: Subscription | Wanted, subject: Subject) -> bool:
    """Was the document seen at the subscription's source?"""
    return one.source is None or any(fold(source) == fold(one.source) for source in subject.row.sources)


@dataclass(slots=True)
class Reading:
    """A document as matching sees it; each query is asked once however many subscriptions share it."""

    subject: Subject
    _words: dict[str, bool] = field(default_factory=dict)

    def has_words(self, wish: Interest) -> bool:
        """Is the document an answer to the subscription's query?"""
        text = wish.subscription.query
        if text not in self._words:
            self._words[text] = query.answers(wish.words, self.subject)
        return self._words[text]

    def wanted_by(self, wish: Interest) -> bool:
        """Has the document the words, the place and the source?"""
        one = wish.subscription
        return from_source(one, self.subject) and in_place(one, self.subject) and self.has_words(wish)

    def match(self, wish: Interest) -> Match | None:
        """Where the subscription's words stand in the document; None when they do not."""
        return query.matches(wish.words, self.subject)


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


def obstacles(wish: Interest, reading: Reading) -> Iterator[Obstacle]:
    """Everything that keeps a document from the subscriber; nothing: it is what the subscription looks for."""
    if wish.subscription.paused:
        yield Obstacle.PAUSED
    if not from_source(wish.subscription, reading.subject):
        yield Obstacle.SOURCE
    if not in_place(wish.subscription, reading.subject):
        yield Obstacle.CITY
    if not reading.has_words(wish):
        yield Obstacle.WORDS


def topics(change: Change) -> tuple[str, ...]:
    """As what, one of these, a subscription may have chosen to be told of the change, known document or not."""
    if change.kind == "revised" and "attachments" in change.what:
        return "revised", "attachment"
    return (change.kind,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """A change as it is to be decided for many subscriptions."""

    change: Change
    stale: bool  # the document was years old when it was published
    told: Collection[int]  # numbers of the subscriptions that have an alert for the document
    now: Collection[int]  # of those that its wording concerns …
    before: Collection[int] | None  # … and of those that the replaced wording did; None: it is not known

    def told_as(self, one: Subscription) -> Told | None:
        """As what the subscriber hears of the change; None: not at all."""
        change = self.change
        if one.paused or change.id <= one.since_change:
            return None
        fresh: Told = "stale" if self.stale else "new"
        if fresh in one.kinds and one.id not in self.told and self._may_be_news(one):
            return fresh
        if change.kind == "deadline" and change.detail.get("step") != _step(one, change):
            return None
        return next((kind for kind in one.kinds if kind in topics(change) and kind not in ("new", "stale")), None)

    def _may_be_news(self, one: Subscription) -> bool:
        """To those who have not heard of it: a copy, as it may be the first they look for, and new words."""
        match self.change.kind:
            case "new" | "copy" | "original" | "altered":
                return True
            case "revised" | "attachment":
                # A stub that is filled in later is news to those whose words it did not have before.
                return self.before is not None and one.id in self.now and one.id not in self.before
            case _:
                return False


def _step(one: Subscription, change: Change) -> int | None:
    """The nearest of the subscription's steps before a deadline."""
    return deadlines.nearest(one.deadline_days, int(change.detail.get("left", 0)))
