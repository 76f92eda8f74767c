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
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
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
SHY_WAITING = 4  # further messages to it that wait in hand; all others are left for whoever comes next
MOST = 1000  # messages in hand, most of them on their way to slow services or waiting for their address's pace

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
    meanwhile: Callable[[], object]
    workers: int
    seconds: float
    desk: composing.Desk = field(default_factory=composing.Desk)
    jobs: dict[str, _Job] = field(default_factory=dict)  # by address
    urls: dict[str, str] = field(default_factory=dict)  # what channels call the addresses of the jobs
    answered: set[str] = field(default_factory=set)  # services that did in this call …
    passed: dict[str, set[str]] = field(default_factory=dict)  # by service: what channels call addresses left for now
    down: dict[str, str] = field(default_factory=dict)  # … services and addresses that take no more, and the error
    answers: queue.SimpleQueue[tuple[_Job, Part, Sent | Refused]] = field(default_factory=queue.SimpleQueue)
    beat: float = field(default_factory=time.monotonic)

    def run(self) -> Iterator[Report]:
        """Until nothing is due any more; what became of each message, as it is known."""
        while True:
            self.meanwhile()
            more = yield from self._take_what_is_due()
            yield from self._let_leave()
            if not self.jobs and not more:
                return
            yield from self._hear(patient=not more)
            yield from self._give_up_on_the_slow()
            self._renew()

    def _take_what_is_due(self) -> Generator[Report, None, bool]:
        """Take as many messages in hand as may leave at once, for they wait if we die; may there be more?"""
        for _ in range(self.workers):
            if self.stopped() or self._under_way() + self._ready() >= self.workers or len(self.jobs) >= MOST:
                return False
            busy = {*self.urls, *chain.from_iterable(self.passed.values())}
            parcel = outbox.lease(self.db, self.clock(), seconds=LEASE_SECONDS, busy=busy)
            if parcel is None:
                return False
            yield from self._take(parcel)
        return True

    def _under_way(self) -> int:
        """How many places are taken: a service that is slow to answer soon keeps nobody else waiting."""
        now = time.monotonic()
        return sum(job.leaves is None and now - job.began < SLOW_SECONDS for job in self.jobs.values())

    def _ready(self) -> int:
        """How many only wait for a place."""
        now = time.monotonic()
        return sum(
            job.leaves is not None and job.leaves <= now and job.service in self.answered for job in self.jobs.values()
        )

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
        job = _Job(parcel, subscription, shape, address, channels.service(address), secret)
        if (down := self._down(job)) is not None:
            yield self._failed(parcel, subscription, down)
            return
        if job.service not in self.answered and self._of(job.service) >= SHY + SHY_WAITING:
            outbox.give_back(self.db, parcel)
            self.passed[job.service] = {parcel.channel.url, *self._others_of(job.service)}
            return
        self.jobs[address] = job
        self.urls[parcel.channel.url] = address
        self._pace(job)

    def _of(self, service: str) -> int:
        return sum(job.service == service for job in self.jobs.values())

    def _others_of(self, service: str) -> Iterator[str]:
        """What channels call all addresses of the service that something is due for: none is to be tried one by one."""
        for url in outbox.due_urls(self.db, self.clock()):
            try:
                found = channels.service(channels.resolve(url, self.environ))
            except BadChannel:
                continue  # said where its turn comes
            if found == service:
                yield url

    def _down(self, job: _Job) -> str | None:
        return self.down.get(job.address) or self.down.get(job.service)

    def _pace(self, job: _Job) -> None:
        """Find out when its next part may leave: services count what comes to one address, from whichever sender."""
        job.leaves = time.monotonic()
        if job.shape.rates:
            now = self.clock()
            job.leaves += (departures.depart(self.db, job.address, job.shape.rates, now) - now).total_seconds()

    def _let_leave(self) -> Iterator[Report]:
        shy = Counter(job.service for job in self.jobs.values() if job.leaves is None)
        free = self.workers - self._under_way()
        for job in [job for job in self.jobs.values() if job.leaves is not None]:
            if (down := self._down(job)) is not None:
                self._let_go(job)
                yield self._failed(job.parcel, job.subscription, down, kind=job.kind)
            elif self.stopped():  # nothing of it is under way: another call sends the rest
                self._let_go(job)
                outbox.defer(self.db, job.parcel, self.clock())
            elif free > 0 and self._may_leave(job, shy) and self._written(job):
                free -= 1
                shy[job.service] += 1
                job.leaves, job.began = None, time.monotonic()
                threading.Thread(target=self._sending, args=(job, job.parts[0]), daemon=True).start()

    def _may_leave(self, job: _Job, shy: Mapping[str, int]) -> bool:
        in_time = job.leaves is not None and job.leaves <= time.monotonic()
        return in_time and (job.service in self.answered or shy[job.service] < SHY)

    def _written(self, job: _Job) -> bool:
        """Is there anything to tell? The message is written when it leaves, not for services that are out of reach."""
        if job.parts:
            return True
        told = composing.compose(
            self.db, job.parcel, job.subscription, desk=self.desk, coverage=self.coverage, alive=self._renew
        )
        if job.parcel.items and not told.items:  # every document it told of was forgotten this moment
            self._let_go(job)
            outbox.sent(self.db, job.parcel, self.clock())
            return False
        job.kind = told.kind
        job.parts.extend(parts.split(told, composing.form(job.shape, told), job.shape.limit))
        return True

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

    def _hear(self, *, patient: bool) -> Iterator[Report]:
        """Take note of all answers that are there; `patient`: wait for the first, or for a part whose time comes."""
        wait = self._until_next() if patient else 0.0
        while True:
            try:
                job, part, answer = self.answers.get(block=wait > 0, timeout=wait or None)
            except queue.Empty:
                return
            wait = 0.0
            if self.jobs.get(job.address) is job and job.parts[0] is part:  # else it was given up meanwhile
                yield from self._note(job, part, answer)

    def _until_next(self) -> float:
        now = time.monotonic()
        soonest = min((job.leaves - now for job in self.jobs.values() if job.leaves and job.leaves > now), default=1.0)
        return min(max(soonest, 0.001), GLANCE_SECONDS)

    def _note(self, job: _Job, part: Part, answer: Sent | Refused) -> Iterator[Report]:
        if isinstance(answer, Refused):
            if not answer.unreachable:
                self.answered.add(job.service)
            yield self._drop(job, answer)
            return
        self.answered.add(job.service)
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
        self.passed.pop(job.service, None)
        self.urls = {url: address for url, address in self.urls.items() if address != job.address}

    def _failed(self, parcel: Parcel, subscription: Subscription, error: str, kind: Kind | None = None) -> Report:
        dead = outbox.failed(self.db, parcel, error, self.clock())
        return _report(parcel, subscription, "dead" if dead else "failed", error, kind=kind or parcel.kind)

    def _renew(self) -> None:
        if time.monotonic() - self.beat < HEARTBEAT_SECONDS:
            return
        self.beat = time.monotonic()
        with transaction(self.db):
            for job in list(self.jobs.values()):
                renewed = outbox.renew(self.db, job.parcel, self.clock(), seconds=LEASE_SECONDS)
                if renewed is not None:
                    job.parcel = renewed
                elif job.leaves is not None:
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
