"""Send what is due: each address at its own pace, and none waits for another.

Threads only send. Everything that touches the archive happens in the caller's thread, part by part: a part is stamped
before the next one leaves, so that a kill repeats one part of one message at most, under the same id.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from notify import channels, composing, parts, timing
from notify.channels import BadChannel, Refused, Sent
from notify.message import Kind, Part
from notify.shapes import Shape
from store import departures, outbox, subscriptions
from store.connection import transaction
from store.outbox import Parcel
from store.subscriptions import Subscription

LEASE_SECONDS = 20.0  # renewed while we live; what a killed sender held comes free after it
HEARTBEAT_SECONDS = 4.0
GLANCE_SECONDS = 0.25  # between two looks at what other senders hold
SLOW_SECONDS = 2.0
SHY = 4  # messages at once to a service that has not answered yet in this call
MOST = 1000  # messages in hand, most of them waiting for their address's pace

State = Literal["sent", "failed", "dead"]  # dead: failed too often or too long, and not tried again by itself
Clock = Callable[[], datetime]


class Send(Protocol):
    """What leaves the machine."""

    def __call__(
        self, url: str, part: Part, *, kind: Kind, message_id: str, secret: str | None = None
    ) -> Sent | Refused: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of one message on one channel."""

    subscription: str
    channel: str
    kind: Kind
    documents: tuple[int, ...]
    state: State
    error: str | None = None


@dataclass(slots=True)
class _Job:
    """One message on its way."""

    parcel: Parcel
    subscription: Subscription
    shape: Shape
    address: str  # the channel's URL: messages to the same one follow each other
    service: str  # who takes it: what is out of reach is so for all its addresses
    secret: str | None
    kind: Kind = "release"
    parts: deque[Part] = field(default_factory=deque)
    leaves: float | None = None  # when its next part may leave, by time.monotonic(); None: it is under way
    began: float = 0.0


@dataclass(slots=True, kw_only=True)
class Sender:
    """Sends what is due; whenever `run` ends this process holds nothing."""

    db: Database
    clock: Clock
    zone: ZoneInfo
    send: Send
    environ: Mapping[str, str]
    coverage: Callable[[Subscription], str | None]
    stopped: Callable[[], bool]
    workers: int
    seconds: float
    jobs: dict[str, _Job] = field(default_factory=dict)  # by address
    urls: dict[str, str] = field(default_factory=dict)  # what channels call the addresses of the jobs
    preparing: _Job | None = None  # its message is being written
    answered: set[str] = field(default_factory=set)  # services that did in this call …
    down: dict[str, str] = field(default_factory=dict)  # … services and addresses that take no more, and the error
    answers: queue.SimpleQueue[tuple[_Job, Part, Sent | Refused]] = field(default_factory=queue.SimpleQueue)
    beat: float = field(default_factory=time.monotonic)

    def run(self) -> Iterator[Report]:
        """Until nothing is due any more; what became of each message, as it is known."""
        while True:
            yield from self._take_what_is_due()
            yield from self._let_leave()
            if not self.jobs:
                return
            yield from self._hear()
            yield from self._give_up_on_the_slow()
            self._renew()

    def _under_way(self) -> int:
        """How many places are taken: a service that is slow to answer soon keeps nobody else waiting."""
        now = time.monotonic()
        return sum(job.leaves is None and now - job.began < SLOW_SECONDS for job in self.jobs.values())

    def _take_what_is_due(self) -> Iterator[Report]:
        while not self.stopped() and self._under_way() < self.workers and len(self.jobs) < MOST:
            parcel = outbox.lease(self.db, self.clock(), seconds=LEASE_SECONDS, busy=self.urls)
            if parcel is None:
                return
            yield from self._take(parcel)
            yield from self._let_leave()

    def _take(self, parcel: Parcel) -> Iterator[Report]:
        subscription = subscriptions.with_id(self.db, parcel.subscription_id)
        if subscription is None:
            return  # removed this moment, and its deliveries with it
        now = self.clock()
        if (due := quiet_until(subscription, now, self.zone)) is not None:
            outbox.defer(self.db, parcel, due)  # it was due before the quiet hours began
            return
        try:
            address = channels.resolve(parcel.channel.url, self.environ)
            shape = channels.shape(address)
            secret = secret_of(subscription, self.environ)
        except BadChannel as wrong:
            yield self._failed(parcel, subscription, str(wrong))
            return
        if address in self.jobs:  # under another name: the one is a reference, the other is not
            self.urls[parcel.channel.url] = address
            outbox.defer(self.db, parcel, now)
            return
        service = channels.service(address)
        if down := self._down(address, service):
            yield self._failed(parcel, subscription, down)
            return
        job = self.preparing = _Job(parcel, subscription, shape, address, service, secret)
        told = composing.compose(self.db, parcel, subscription, coverage=self.coverage, alive=self._renew)
        job.kind = told.kind
        job.parts.extend(parts.split(told, composing.form(shape, told), shape.limit))
        self.preparing = None
        if not job.parts or (parcel.items and not told.items):
            outbox.sent(self.db, parcel, now)  # every document it told of was forgotten this moment
            return
        self.jobs[address] = job
        self.urls[parcel.channel.url] = address
        self._pace(job)

    def _pace(self, job: _Job) -> None:
        """Find out when its next part may leave: services count what comes to one address, from whichever sender."""
        job.leaves = time.monotonic()
        if job.shape.rates:
            now = self.clock()
            job.leaves += (departures.depart(self.db, job.address, job.shape.rates, now) - now).total_seconds()

    def _down(self, address: str, service: str) -> str | None:
        return self.down.get(address) or self.down.get(service)

    def _let_leave(self) -> Iterator[Report]:
        leaving = [job for job in self.jobs.values() if job.leaves is not None]
        shy = Counter(job.service for job in self.jobs.values() if job.leaves is None)
        for job in leaving:
            if down := self._down(job.address, job.service):
                self._let_go(job)
                yield self._failed(job.parcel, job.subscription, down, kind=job.kind)
            elif self.stopped():  # nothing of it is under way: another call sends the rest
                outbox.defer(self.db, job.parcel, self.clock())
                self._let_go(job)
            elif (
                job.leaves is not None
                and job.leaves <= time.monotonic()
                and (job.service in self.answered or shy[job.service] < SHY)
                and self._under_way() < self.workers
            ):
                shy[job.service] += 1
                job.leaves, job.began = None, time.monotonic()
                threading.Thread(target=self._sending, args=(job, job.parts[0]), daemon=True).start()

    def _sending(self, job: _Job, part: Part) -> None:
        """In a thread of its own, a daemon: a service that never answers must not keep the process from ending."""
        signed = {"secret": job.secret} if job.secret else {}
        try:
            answer = self.send(
                job.address, part, kind=job.kind, message_id=message_id(job.subscription, job.parcel, part), **signed
            )
        except Exception as wrong:  # noqa: BLE001 - an answer is owed; the text of the error may hold the URL
            answer = Refused(error=type(wrong).__name__)
        self.answers.put((job, part, answer))

    def _hear(self) -> Iterator[Report]:
        now = time.monotonic()
        soonest = min((job.leaves for job in self.jobs.values() if (job.leaves or now) > now), default=None)
        wait = GLANCE_SECONDS if soonest is None else min(max(soonest - time.monotonic(), 0.001), GLANCE_SECONDS)
        try:
            job, part, answer = self.answers.get(timeout=wait)
        except queue.Empty:
            return
        if self.jobs.get(job.address) is not job or job.parts[0] is not part:
            return  # given up on meanwhile
        if not (isinstance(answer, Refused) and answer.unreachable):
            self.answered.add(job.service)
        if isinstance(answer, Refused):
            yield self._drop(job, answer)
            return
        outbox.sent(self.db, job.parcel, self.clock(), documents=part.documents)
        job.parts.popleft()
        if job.parts:
            self._pace(job)
            return
        self._let_go(job)
        yield _report(job.parcel, job.subscription, "sent", kind=job.kind)

    def _give_up_on_the_slow(self) -> Iterator[Report]:
        for job in list(self.jobs.values()):
            if job.leaves is None and time.monotonic() - job.began > self.seconds:
                yield self._drop(job, Refused(error=f"no answer within {self.seconds:.0f} s", unreachable=True))

    def _drop(self, job: _Job, answer: Refused) -> Report:
        self._let_go(job)
        if answer.unreachable or answer.too_many:
            self.down[job.service if answer.unreachable else job.address] = answer.error
        return self._failed(job.parcel, job.subscription, answer.error, kind=job.kind)

    def _let_go(self, job: _Job) -> None:
        del self.jobs[job.address]
        self.urls = {url: address for url, address in self.urls.items() if address != job.address}

    def _failed(self, parcel: Parcel, subscription: Subscription, error: str, kind: Kind | None = None) -> Report:
        dead = outbox.failed(self.db, parcel, error, self.clock())
        return _report(parcel, subscription, "dead" if dead else "failed", error, kind=kind or parcel.kind)

    def _renew(self) -> None:
        if time.monotonic() - self.beat < HEARTBEAT_SECONDS:
            return
        self.beat = time.monotonic()
        with transaction(self.db):
            for job in [*self.jobs.values(), *filter(None, [self.preparing])]:
                renewed = outbox.renew(self.db, job.parcel, self.clock(), seconds=LEASE_SECONDS)
                if renewed is not None:
                    job.parcel = renewed
                elif job.leaves is not None and job is not self.preparing:
                    self._let_go(job)  # this process was stopped for longer than its lease; another has it now


def quiet_until(subscription: Subscription, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Until when the subscriber wants to hear nothing; None: now is well."""
    if subscription.quiet is None:
        return None
    due = timing.due(now, "instant", timing.quiet_hours(subscription.quiet), timing.zone_of(subscription, zone))
    return due if due > now else None


def secret_of(subscription: Subscription, environ: Mapping[str, str]) -> str | None:
    """What the subscription's webhooks are signed with. Raises BadChannel where it cannot be had."""
    return channels.resolve(subscription.secret, environ, holds="the secret") if subscription.secret else None


def message_id(subscription: Subscription, parcel: Parcel, part: Part) -> str:
    """The same for the same part however often it is sent, and for no other: receivers may drop repeats by it."""
    told = set(part.documents)
    carried = sorted(item.delivery_id for item in parcel.items if item.change.document_id in told)
    whose = " ".join(map(str, carried)) if carried else parcel.message_id
    return hashlib.sha256(f"{subscription.id} {subscription.created} {whose}".encode()).hexdigest()[:32]


def _report(
    parcel: Parcel, subscription: Subscription, state: State, error: str | None = None, *, kind: Kind
) -> Report:
    return Report(
        subscription=subscription.name,
        channel=parcel.channel.label,
        kind=kind,
        documents=parcel.documents,
        state=state,
        error=error,
    )
