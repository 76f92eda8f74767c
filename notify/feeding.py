"""From a search or a subscription to its feed or its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from notify.feeds import Entry, Feed
from store import feeding, query
from store.feeding import Told
from store.subscriptions import Subscription

ENTRIES = 50  # of a feed: readers that look once a day miss nothing
DEADLINES = 500  # of a calendar
PAST = timedelta(days=30)  # how long a deadline stays in the calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a feed shows."""

    title: str
    query: str = ""
    city: str | None = None  # region code
    higher: bool = False
    source: str | None = None

    @property
    def seed(self) -> str:
        """The same for the same search, so that its feed keeps its identity."""
        return f"policywatch:{self.query}|{self.city}|{self.higher}|{self.source}"


def of(subscription: Subscription) -> Wanted:
    """The search that a subscription saves."""
    return Wanted(
        title=subscription.name,
        query=subscription.query,
        city=subscription.city,
        higher=subscription.higher,
        source=subscription.source,
    )


def feed(
    db: Database, wanted: Wanted, *, now: datetime, zone: ZoneInfo, url: str | None = None, page: str | None = None
) -> Feed:
    """The newest releases that the search finds; raises query.BadQuery."""
    return _made(db, wanted, wanted.query, ENTRIES, now=now, zone=zone, url=url, page=page)


def deadlines(db: Database, wanted: Wanted, *, now: datetime, zone: ZoneInfo) -> Feed:
    """Those that the search finds whose deadline is ahead or has just passed; raises query.BadQuery."""
    query.parse(wanted.query)  # so that a mistake is said where it stands
    since = (now.astimezone(zone) - PAST).date()
    narrowed = f"({wanted.query}) deadline:{since}" if wanted.query.strip() else f"deadline:{since}"
    return _made(db, wanted, narrowed, DEADLINES, now=now, zone=zone, url=None, page=None)


def _made(
    db: Database,
    wanted: Wanted,
    asked: str,
    limit: int,
    *,
    now: datetime,
    zone: ZoneInfo,
    url: str | None,
    page: str | None,
) -> Feed:
    found = feeding.newest(
        db, query.parse(asked), city=wanted.city, higher=wanted.higher, source=wanted.source, limit=limit
    )
    entries = tuple(_entry(told) for told in found)
    # Not the present moment: a feed that did not change must be the same bytes.
    updated = max((max(entry.updated, entry.first_seen) for entry in entries), default=now)
    return Feed(title=wanted.title, seed=wanted.seed, entries=entries, updated=updated, zone=zone, url=url, page=page)


def _entry(told: Told) -> Entry:
    document = told.archived.document
    return Entry(
        id=told.archived.id,
        seed=told.seed,
        title=document.title,
        url=document.url or told.seed,
        text=document.text,
        published=document.published,
        first_seen=told.archived.first_seen,
        updated=told.archived.updated_at,
        issuer=document.issuer,
        number=document.number,
        city=document.city,
        category=document.category,
        deadline=document.deadline,
        proof=next((proof.text for proof in document.evidence if proof.field == "deadline"), None),
        attachments=tuple((file.name, file.url) for file in document.attachments),
    )
