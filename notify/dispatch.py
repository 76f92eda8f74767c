"""Turn changes into alerts, and alerts into messages on their way; killed anywhere, the next call goes on."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from itertools import chain
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from notify import channels, composing, kept, parts, timing
from notify import sieve as sieving
from notify.channels import BadChannel, Refused, Sent
from notify.kept import Holder
from notify.matching import Happening, Reading
from notify.message import Message
from notify.sending import GLANCE_SECONDS as GLANCE_SECONDS
from notify.sending import Clock as Clock
from notify.sending import Report as Report
from notify.sending import Send as Send
from notify.sending import Sender
from notify.sieve import Sieve
from store import deadlines, digests, documents, leases, outbox, search, subscriptions, tallies
from store.connection import Archive, transaction
from store.documents import Archived
from store.outbox import Change, NewAlert
from store.query import BadQuery, Query, Subject
from store.subscriptions import Subscription, Wanted
from store.tallies import Tally

BATCH = 100  # changes in one transaction: long enough to be quick, short enough not to keep the crawler waiting
SAMPLE = 50  # changes from which matching learns how frequent words are
WORKERS = 16  # channels that are sent to at the same time
SEND_SECONDS = 60.0  # a channel that has not taken a part by then has failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What matching did."""

    changes: int
    alerts: int
    unreadable: tuple[tuple[Subscription, str], ...]  # subscriptions whose query can no longer be read, and why


def match(db: Database, now: datetime, zone: ZoneInfo, *, holder: Holder | None = None) -> Matched:
    """Decide for every change nobody was asked about yet whom it concerns; each batch is one transaction.

    `holder` keeps what the next call needs as well.
    """
    wishes = subscriptions.deadline_days(db)
    if wishes:
        deadlines.tell_near(db, wishes, today=now.astimezone(zone).date(), now=now)
    first = outbox.unmatched(db, SAMPLE)
    if not first:
        _expect_digests(db, now, zone)
        return Matched(changes=0, alerts=0, unreadable=())  # reading thousands of queries takes a while
    ready, wrong = (holder or Holder()).sieve(subscriptions.wanted(db), lambda wanted: _sieve(db, wanted, first))
    crowd = _Crowd(db=db)
    gc.freeze()  # else the collector walks all of them again and again
    day = now.astimezone(zone).date()
    full: set[int] = set()
    changes = alerts = 0
    while True:
        with transaction(db):
            batch = outbox.unmatched(db, BATCH)
            book = _Book(day=day, tallies=tallies.of_day(db, day), full=full, again=timing.tomorrow(now, zone))
            for change in batch:
                found = [
                    book.capped(alert, crowd.known[alert.subscription_id])
                    for alert in _alerts(db, change, ready, crowd, now, zone)
                ]
                alerts += outbox.decide(db, change.id, found, now)
            tallies.keep(db, day, book.changed)
        changes += len(batch)
        if len(batch) < BATCH:
            break
    gc.unfreeze()
    unreadable = tuple((who, str(why)) for id, why in wrong for who in crowd.meet([id]))
    _expect_digests(db, now, zone)
    return Matched(changes=changes, alerts=alerts, unreadable=unreadable)


def _sieve(db: Database, wanted: Sequence[Wanted], first: Sequence[Change]) -> tuple[Sieve, list[tuple[int, BadQuery]]]:
    if not isinstance(db, Archive) or len(wanted) < kept.WORTH:
        # A few changes are matched sooner than it is learnt which words are frequent.
        return sieving.sieve(wanted, _sample(db, first) if len(first) == SAMPLE else ())
    return kept.sieve(db.path, wanted, lambda: _sample(db, first))


@dataclass(slots=True, kw_only=True)
class _Book:
    """Keeps each subscription's cap: what is over it is told as one list."""

    day: date
    tallies: dict[int, Tally]
    full: set[int]  # subscriptions that reached their cap in this call: their list goes out at once …
    again: datetime  # … what comes later today waits until then, so that there is not a list an hour
    changed: dict[int, Tally] = field(default_factory=dict)

    def capped(self, alert: NewAlert, subscription: Subscription) -> NewAlert:
        """The alert, or where the subscription has had its fill today the same in a list."""
        if alert.kind != "release":
            return alert
        id = subscription.id
        tally = self.changed[id] = self.tallies.setdefault(id, Tally())
        most = composing.cap(subscription)
        if not most or tally.told < most:
            tally.told += 1
            return alert
        if not tally.over:
            self.full.add(id)
        tally.over += 1
        return replace(
            alert,
            kind="summary",
            due=alert.due if id in self.full else max(alert.due, self.again),
            reason={**alert.reason, "over": True},
        )


def _expect_digests(db: Database, now: datetime, zone: ZoneInfo) -> None:
    """Have digests that nothing came for say so, where that is wished."""
    for subscription in subscriptions.telling_empty(db):
        moment, before = timing.last_digest(subscription, now, zone)
        if subscription.created < moment:
            digests.expect(db, subscription, moment, before)


def _sample(db: Database, changes: Sequence[Change]) -> Iterator[Subject]:
    """What documents look like these days: how frequent words are."""
    ids = [change.document_id for change in changes]
    if len(changes) < SAMPLE:
        ids += [hit.id for hit in search.newest(db, Query(), limit=SAMPLE)]
    for id in dict.fromkeys(ids):
        archived = documents.get(db, id)
        if archived is not None:
            yield composing.reading(db, archived).subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Crowd:
    """The subscriptions that something was found for: of a hundred thousand a few."""

    db: Database
    known: dict[int, Subscription] = field(default_factory=dict)

    def meet(self, ids: Iterable[int]) -> list[Subscription]:
        """Those of these numbers that there still are."""
        wanted = list(ids)
        strangers = [id for id in wanted if id not in self.known]
        if strangers:
            self.known.update(subscriptions.numbered(self.db, strangers))
        return [self.known[id] for id in wanted if id in self.known]


def _alerts(
    db: Database, change: Change, ready: Sieve, crowd: _Crowd, now_is: datetime, zone: ZoneInfo
) -> list[NewAlert]:
    archived = documents.get(db, change.document_id)
    if archived is None:
        return []
    now = ready.answers(composing.reading(db, archived).subject)
    before = _before(db, change, archived)
    earlier = None if before is None else frozenset(ready.answers(before.subject))
    happening = Happening(
        change=change,
        stale=archived.document.stale,
        told=outbox.told(db, archived.id) if change.kind != "new" else (),
        now=frozenset(now) if change.kind in ("revised", "attachment") else now,
        before=earlier,
    )
    # From when it happened: a daily message at eight takes all that came until eight. A clock that was ahead when the
    # page was read must not put the message off.
    at = min(change.at, now_is)
    dues: dict[timing.Hours, datetime] = {}  # many share one
    # As it is now: the query may be edited.
    reason = cache(lambda query, told: {"query": query, "as": told})
    alerts = []
    for subscription in crowd.meet(chain(now, (earlier or frozenset()) - frozenset(now))):
        told = happening.told_as(subscription)
        if told is not None:
            hours = timing.hours(subscription)
            if hours not in dues:
                dues[hours] = timing.of(hours, at, zone)
            alerts.append(
                NewAlert(
                    subscription_id=subscription.id,
                    kind="summary" if change.held else "reminder" if told == "deadline" else "release",
                    due=dues[hours],
                    reason=reason(subscription.query, told),
                )
            )
    return alerts


def _before(db: Database, change: Change, archived: Archived) -> Reading | None:
    """The wording that a revision replaced, or that there was before a file could be read."""
    if change.kind not in ("revised", "attachment"):
        return None
    if change.revision_id is None:
        late = set(change.detail.get("files", ()))
        files = tuple(replace(file, text=None) if file.url in late else file for file in archived.document.attachments)
        earlier = replace(archived.document, attachments=files) if late else None
    else:
        found = (one for one in documents.revisions(db, archived.id) if one.id == change.revision_id)
        earlier = next((one.document for one in found), None)
    return None if earlier is None else composing.reading(db, replace(archived, document=earlier))


def deliver(
    db: Database,
    clock: Clock,
    zone: ZoneInfo,
    send: Send = channels.send,
    *,
    environ: Mapping[str, str] = channels.NOTHING,
    coverage: Callable[[Subscription], str | None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    meanwhile: Callable[[], object] = lambda: None,
    workers: int = WORKERS,
    seconds: float = SEND_SECONDS,
) -> Iterator[Report]:
    """Send everything that is due, each channel on its own; yields what became of each message as it is known.

    A channel that fails or hangs delays no other. What another sender holds is waited for while that one may be dead:
    at the end nothing due is left lying. Once `stopped` says so nothing new is begun. `coverage` says of a digest what
    it rests on; `meanwhile` is called again and again while answers are waited for.
    """
    leases.bring_back(db, clock())
    sender = Sender(
        db=db,
        clock=clock,
        zone=zone,
        send=send,
        environ=environ,
        coverage=coverage,
        stopped=stopped,
        meanwhile=meanwhile,
        workers=workers,
        seconds=seconds,
    )
    give_up = None
    while True:
        yield from sender.run()
        held_until = leases.busy_until(db)
        if held_until is None or stopped():
            return
        # Only as long as a dead sender's lease can last; one that lives renews it and does its own work.
        now = time.monotonic()
        give_up = give_up or now + (held_until - clock()).total_seconds() + GLANCE_SECONDS
        if now > give_up:
            return
        time.sleep(GLANCE_SECONDS)


def tell(
    url: str,
    told: Message,
    send: Send = channels.send,
    *,
    environ: Mapping[str, str] = channels.NOTHING,
    secret: str | None = None,
) -> Sent | Refused:
    """Send a message that waits for nobody, such as a test or a notice to the operator, at once and once."""
    try:
        shape = channels.shape(channels.resolve(url, environ))
    except BadChannel as wrong:
        return Refused(error=str(wrong))
    for part in parts.split(told, composing.form(shape, told), shape.limit):
        answer = send(url, part, kind=told.kind, message_id=uuid4().hex, secret=secret)
        if isinstance(answer, Refused):
            return answer
    return Sent()
