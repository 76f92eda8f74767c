"""Turn changes into alerts, and alerts into messages on their way; killed anywhere, the next call goes on.

Threads only send. Everything that touches the archive happens in the caller's thread, part by part: a part is stamped
before the next one leaves, so that a kill repeats one part of one message at most, under the same id.
"""

from __future__ import annotations

import gc
import hashlib
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Literal, Protocol
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from notify import channels, composing, matching, message, timing
from notify import sieve as sieving
from notify.channels import BadChannel, Refused, Sent
from notify.matching import Happening, Reading
from notify.message import Kind, Message, Part
from notify.sieve import Sieve
from store import deadlines, documents, leases, outbox, subscriptions
from store.connection import transaction
from store.documents import Archived
from store.outbox import Change, NewAlert, Parcel
from store.query import Subject
from store.subscriptions import Subscription

BATCH = 100  # changes in one transaction: long enough to be quick, short enough not to keep the crawler waiting
SAMPLE = 50  # changes from which matching learns how frequent words are
WORKERS = 16  # channels that are sent to at the same time
SEND_SECONDS = 60.0  # a channel that has not taken a part by then has failed
LEASE_SECONDS = 20.0  # renewed while we live; what a killed sender held comes free after it
HEARTBEAT_SECONDS = 4.0
GLANCE_SECONDS = 0.25  # between two looks at what other senders hold

State = Literal["sent", "failed", "dead"]  # dead: failed too often or too long, and not tried again by itself
Clock = Callable[[], datetime]


class Send(Protocol):
    """What leaves the machine."""

    def __call__(self, url: str, part: Part, *, kind: Kind, message_id: str) -> Sent | Refused: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What matching did."""

    changes: int
    alerts: int
    unreadable: tuple[tuple[Subscription, str], ...]  # subscriptions whose query can no longer be read, and why


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of one message on one channel."""

    subscription: str
    channel: str
    kind: Literal["release", "summary", "reminder"]
    documents: tuple[int, ...]
    state: State
    error: str | None = None


def match(db: Database, now: datetime, zone: ZoneInfo) -> Matched:
    """Decide for every change nobody was asked about yet whom it concerns; each batch is one transaction."""
    wishes = subscriptions.deadline_days(db)
    if wishes:
        deadlines.tell_near(db, wishes, today=now.astimezone(zone).date(), now=now)
    first = outbox.unmatched(db, SAMPLE)
    if not first:
        return Matched(changes=0, alerts=0, unreadable=())  # reading thousands of queries takes a while
    interests, unreadable = matching.interests(subscriptions.listed(db))
    ready = sieving.sieve(interests, _sample(db, first))
    gc.freeze()  # else the collector walks all of them again and again
    changes = alerts = 0
    while True:
        with transaction(db):
            batch = outbox.unmatched(db, BATCH)
            for change in batch:
                alerts += outbox.decide(db, change.id, _alerts(db, change, ready, zone), now)
        changes += len(batch)
        if len(batch) < BATCH:
            break
    gc.unfreeze()
    return Matched(changes=changes, alerts=alerts, unreadable=tuple((who, str(why)) for who, why in unreadable))


def _sample(db: Database, changes: Sequence[Change]) -> Iterator[Subject]:
    """What documents look like these days: how frequent words are."""
    for id in dict.fromkeys(change.document_id for change in changes):
        archived = documents.get(db, id)
        if archived is not None:
            yield composing.reading(db, archived).subject


def _alerts(db: Database, change: Change, ready: Sieve, zone: ZoneInfo) -> list[NewAlert]:
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
    # From when it happened: a daily message at eight takes all that came until eight.
    due = cache(lambda every, quiet: timing.due(change.at, every, timing.quiet_hours(quiet) if quiet else None, zone))
    # As it is now: the query may be edited.
    reason = cache(lambda query, told: {"query": query, "as": told})
    alerts = []
    for id in chain(now, (earlier or frozenset()) - frozenset(now)):
        subscription = ready.interests[id].subscription
        told = happening.told_as(subscription)
        if told is not None:
            alerts.append(
                NewAlert(
                    subscription_id=id,
                    kind="summary" if change.held else "reminder" if told == "deadline" else "release",
                    due=due(subscription.every, subscription.quiet),
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


def _quiet(subscription: Subscription) -> timing.Quiet | None:
    return timing.quiet_hours(subscription.quiet) if subscription.quiet else None


def deliver(
    db: Database,
    clock: Clock,
    zone: ZoneInfo,
    send: Send = channels.send,
    *,
    environ: Mapping[str, str] = channels.NOTHING,
    stopped: Callable[[], bool] = lambda: False,
    workers: int = WORKERS,
    seconds: float = SEND_SECONDS,
) -> Iterator[Report]:
    """Send everything that is due, each channel on its own; yields what became of each message as it is known.

    A channel that fails or hangs delays no other. What another sender holds is waited for while that one may be dead:
    at the end nothing due is left lying. Once `stopped` says so nothing new is begun.
    """
    sender = _Sender(
        db=db,
        clock=clock,
        zone=zone,
        send=send,
        environ=environ,
        stopped=stopped,
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
    url: str, told: Message, send: Send = channels.send, *, environ: Mapping[str, str] = channels.NOTHING
) -> Sent | Refused:
    """Send a message that waits for nobody, such as a test or a notice to the operator, at once and once."""
    try:
        shape = channels.shape(channels.resolve(url, environ))
    except BadChannel as wrong:
        return Refused(error=str(wrong))
    for part in message.split(told, composing.form(shape, told), shape.limit):
        answer = send(url, part, kind=told.kind, message_id=uuid4().hex)
        if isinstance(answer, Refused):
            return answer
    return Sent()


@dataclass(slots=True)
class _Job:
    """One message on its way."""

    parcel: Parcel
    subscription: Subscription
    pause: float
    address: str  # the channel's URL: messages to the same one follow each other
    parts: deque[Part] = field(default_factory=deque)
    started: float = 0.0


@dataclass(slots=True, kw_only=True)
class _Sender:
    """Sends what is due; whenever `run` ends this process holds nothing."""

    db: Database
    clock: Clock
    zone: ZoneInfo
    send: Send
    environ: Mapping[str, str]
    stopped: Callable[[], bool]
    workers: int
    seconds: float
    sending: dict[str, _Job] = field(default_factory=dict)  # by address
    waiting: deque[_Job] = field(default_factory=deque)  # their address is busy
    preparing: _Job | None = None  # its message is being written
    down: dict[str, str] = field(default_factory=dict)  # addresses where nobody answered in this call, and the error
    used: set[str] = field(default_factory=set)  # addresses that were sent to in this call
    answers: queue.SimpleQueue[tuple[_Job, Part, Sent | Refused]] = field(default_factory=queue.SimpleQueue)
    beat: float = field(default_factory=time.monotonic)

    def run(self) -> Iterator[Report]:
        while True:
            yield from self._start()
            if not self.sending:
                return
            yield from self._hear()
            yield from self._give_up_on_the_slow()
            self._renew()

    def _start(self) -> Iterator[Report]:
        """Fill the free places: first with messages whose address has become free, then with what is due."""
        for job in list(self.waiting):
            if job.address not in self.sending and len(self.sending) < self.workers:
                self.waiting.remove(job)
                yield from self._begin(job)
        while not self.stopped() and len(self.sending) < self.workers and len(self.waiting) < self.workers:
            parcel = outbox.lease(self.db, self.clock(), seconds=LEASE_SECONDS)
            if parcel is None:
                return
            yield from self._take(parcel)

    def _take(self, parcel: Parcel) -> Iterator[Report]:
        subscription = subscriptions.with_id(self.db, parcel.subscription_id)
        if subscription is None:
            return  # removed this moment, and its deliveries with it
        quiet = _quiet(subscription)
        now = self.clock()
        if quiet is not None and (due := timing.due(now, "instant", quiet, self.zone)) > now:
            outbox.defer(self.db, parcel, due)  # it was due before the quiet hours began
            return
        try:
            address = channels.resolve(parcel.channel.url, self.environ)
            shape = channels.shape(address)
        except BadChannel as wrong:
            yield self._failed(parcel, subscription, str(wrong))
            return
        job = self.preparing = _Job(parcel, subscription, shape.pause, address)
        told = composing.compose(self.db, parcel, subscription, alive=self._renew)
        job.parts.extend(message.split(told, composing.form(shape, told), shape.limit))
        self.preparing = None
        if not job.parts:
            outbox.sent(self.db, parcel, now)  # every document it told of was forgotten this moment
        elif address in self.sending:
            self.waiting.append(job)
        else:
            yield from self._begin(job)

    def _begin(self, job: _Job) -> Iterator[Report]:
        if job.address in self.down:
            yield self._failed(job.parcel, job.subscription, self.down[job.address])
        else:
            self.sending[job.address] = job
            self._send_next(job)
            self.used.add(job.address)

    def _send_next(self, job: _Job) -> None:
        # Services count what comes to one address a minute, from whichever subscription.
        pause = job.pause if job.address in self.used else 0.0
        job.started = time.monotonic() + pause
        threading.Thread(target=self._sending, args=(job, job.parts[0], pause), daemon=True).start()

    def _sending(self, job: _Job, part: Part, pause: float) -> None:
        """In a thread of its own, a daemon: a service that never answers must not keep the process from ending."""
        time.sleep(pause)
        try:
            answer = self.send(
                job.address,
                part,
                kind=job.parcel.kind,
                message_id=_message_id(job.subscription, job.parcel, part),
            )
        except Exception as wrong:  # noqa: BLE001 - an answer is owed; the text of the error may hold the URL
            answer = Refused(error=type(wrong).__name__)
        self.answers.put((job, part, answer))

    def _hear(self) -> Iterator[Report]:
        try:
            job, part, answer = self.answers.get(timeout=GLANCE_SECONDS)
        except queue.Empty:
            return
        if self.sending.get(job.address) is not job or job.parts[0] is not part:
            return  # given up on meanwhile
        if isinstance(answer, Refused):
            yield self._drop(job, answer)
            return
        outbox.sent(self.db, job.parcel, self.clock(), documents=part.documents)
        job.parts.popleft()
        if job.parts:
            self._send_next(job)
            return
        del self.sending[job.address]
        yield _report(job.parcel, job.subscription, "sent")

    def _give_up_on_the_slow(self) -> Iterator[Report]:
        for job in list(self.sending.values()):
            if time.monotonic() - job.started > self.seconds:
                yield self._drop(job, Refused(error=f"no answer within {self.seconds:.0f} s", unreachable=True))

    def _drop(self, job: _Job, answer: Refused) -> Report:
        del self.sending[job.address]
        if answer.unreachable:
            self.down[job.address] = answer.error
        return self._failed(job.parcel, job.subscription, answer.error)

    def _failed(self, parcel: Parcel, subscription: Subscription, error: str) -> Report:
        outbox.failed(self.db, parcel, error, self.clock())
        given_up = {delivery.id for delivery in outbox.dead(self.db)} & set(parcel.deliveries)
        return _report(parcel, subscription, "dead" if given_up else "failed", error)

    def _renew(self) -> None:
        if time.monotonic() - self.beat < HEARTBEAT_SECONDS:
            return
        self.beat = time.monotonic()
        for job in [*self.sending.values(), *self.waiting, *filter(None, [self.preparing])]:
            renewed = outbox.renew(self.db, job.parcel, self.clock(), seconds=LEASE_SECONDS)
            if renewed is not None:
                job.parcel = renewed
            elif job in self.waiting:
                self.waiting.remove(job)  # this process was stopped for longer than its lease; another has it now


def _deliveries(parcel: Parcel, part: Part) -> list[int]:
    told = set(part.documents)
    return [item.delivery_id for item in parcel.items if item.change.document_id in told]


def _message_id(subscription: Subscription, parcel: Parcel, part: Part) -> str:
    """The same for the same part however often it is sent, and for no other: receivers may drop repeats by it."""
    deliveries = " ".join(str(id) for id in sorted(_deliveries(parcel, part)))
    return hashlib.sha256(f"{subscription.id} {subscription.created} {deliveries}".encode()).hexdigest()[:32]


def _report(parcel: Parcel, subscription: Subscription, state: State, error: str | None = None) -> Report:
    return Report(
        subscription=subscription.name,
        channel=parcel.channel.label,
        kind=parcel.kind,
        documents=parcel.documents,
        state=state,
        error=error,
    )
