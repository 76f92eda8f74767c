"""The schedule as a service: crawl what is due, deliver what waits, each in a child process, until told to stop.

The two go on side by side: while rounds last, and some time after, one child stays to tell what they find as it comes,
for to begin takes longer than to tell. It ends when we close its standard input, and so also if we are killed.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

POLL = 60.0  # seconds: other processes may enable sources and subscribe meanwhile
SHORTEST = 1.0
GLANCE = 0.25  # between two looks at children that are at work
LONGEST_PAUSE = 300.0  # seconds between children that crash
PATIENCE = 120.0  # seconds a child may take to finish what is in hand
LINGER = 20.0  # seconds that the child that delivers stays after a round: often the next one is soon
SWEEP = timedelta(days=1)


@dataclass(slots=True)
class Step:
    """One of the two things that the service does again and again, and the child that does it now."""

    command: Sequence[str]
    child: subprocess.Popen[bytes] | None = None
    crashes: int = 0
    not_before: float = 0.0  # by time.monotonic()
    stays: bool = False  # until it is let go

    @property
    def name(self) -> str:
        """Its words without options, for a person."""
        return " ".join(word for word in self.command if not word.startswith("-"))

    def may_begin(self) -> bool:
        """Is nobody at it, and is it not resting after a crash?"""
        return self.child is None and time.monotonic() >= self.not_before

    def begin(self, *more: str) -> subprocess.Popen[bytes]:
        """Begin a child, with these words behind the command."""
        # A session of its own, so that Ctrl-C reaches the child once, through us, and not twice.
        self.child = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", "-m", "cli", *self.command, *more],
            stdin=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self.stays = bool(more)
        return self.child

    def wake(self) -> bool:
        """Have a child that stays look at once; is there one?"""
        if self.child is None or self.child.stdin is None or not self.stays:
            return False
        with suppress(BrokenPipeError):  # it ends this moment: that is seen when it has
            self.child.stdin.write(b"\n")
        return True

    def let_go(self) -> None:
        """Have a child that stays do what there is, and end."""
        if self.child is not None and self.child.stdin is not None:
            self.child.stdin.close()
        self.stays = False


@dataclass(slots=True)
class Service:
    """The loop and its children, one for each step."""

    crawl: Sequence[str]  # the command line that visits what is due
    deliver: Sequence[str]  # the one that sends what waits; with --stay until it is let go
    next_due: Callable[[], datetime | None]  # when the first source is due
    now: Callable[[], datetime]
    say: Callable[[str], None]
    sweep: Callable[[], None] = lambda: None  # what is to be done once a day
    once: bool = False
    poll: float = POLL
    _stop: threading.Event = field(default_factory=threading.Event)
    _steps: list[Step] = field(default_factory=list)

    def run(self) -> int:
        """Go on until SIGTERM or SIGINT; 0 when the loop ended as it should, with --once the worst step's code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        if self.once:
            return self._once()
        crawling, delivering = self._steps = [Step(self.crawl), Step(self.deliver)]
        swept: datetime | None = None
        deliver_at = linger_until = 0.0
        while not self._stop.is_set():
            for step in self._steps:
                if self._ended(step) is not None and step is crawling:
                    linger_until = time.monotonic() + LINGER
                    if not delivering.wake():
                        deliver_at = 0.0  # what it found goes out at once
            due = self.next_due() if crawling.may_begin() else None
            if due is not None and due <= self.now():
                self._begin(crawling)
            now = time.monotonic()
            if delivering.may_begin() and (now >= deliver_at or crawling.child is not None):
                self._begin(delivering, *(["--stay"] if crawling.child is not None else []))
                deliver_at = now + self.poll
            elif delivering.stays and crawling.child is None and now >= linger_until:
                delivering.let_go()
                deliver_at = now + self.poll
            if swept is None or self.now() - swept >= SWEEP:
                self.sweep()
                swept = self.now()
            self._stop.wait(self._rest(due, deliver_at))
        for step in self._steps:
            self._finish(step)
        return 0

    def _once(self) -> int:
        """One pass: crawl what is due, then deliver, then end."""
        due = self.next_due()
        worst = 0
        for command in [self.crawl, self.deliver] if due is not None and due <= self.now() else [self.deliver]:
            if self._stop.is_set():
                return 0
            step = Step(command)
            self._steps = [step]
            self._begin(step)
            while (code := self._ended(step)) is None:
                time.sleep(GLANCE)
            worst = max(worst, abs(code))
        self.sweep()
        return min(worst, 1) if not self._stop.is_set() else 0

    def _begin(self, step: Step, *more: str) -> None:
        child = step.begin(*more)
        if self._stop.is_set():  # told to stop while it was being started
            child.send_signal(signal.SIGTERM)

    def _ended(self, step: Step) -> int | None:
        """The code with which its child ended just now; says what went wrong, and lets a step that crashes rest."""
        code = step.child.poll() if step.child is not None else None
        if code is None:
            return None
        step.let_go()
        step.child, step.stays = None, False
        crashed = code not in (0, 1, 2)
        step.crashes = step.crashes + 1 if crashed else 0
        step.not_before = time.monotonic() + (pause(step.crashes, None, self.now(), 0.0) if crashed else SHORTEST)
        if crashed and not self._stop.is_set():
            killed = f"was killed by signal {-code}; the next round goes on where it stopped"
            self.say(f"{step.name} {killed if code < 0 else f'ended with exit code {code}; trying again later'}")
        return code

    def _rest(self, due: datetime | None, deliver_at: float) -> float:
        """How many seconds to wait before the next look."""
        if any(step.child is not None and not step.stays for step in self._steps):
            return GLANCE
        if any(step.stays for step in self._steps):
            return SHORTEST
        now = time.monotonic()
        crawling, delivering = self._steps
        # Where the round rests after a crash nobody asked yet what is due.
        to_crawl = crawling.not_before - now if due is None else pause(0, due, self.now(), self.poll)
        to_deliver = max(deliver_at, delivering.not_before) - now
        return min(max(min(to_crawl if to_crawl > 0 else self.poll, to_deliver), SHORTEST), self.poll)

    def _finish(self, step: Step) -> None:
        """Wait for a child that was told to stop; it is ended where that takes too long."""
        if step.child is None:
            return
        try:
            step.child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.say("the child did not finish in time and is ended")
            step.child.kill()
            step.child.wait()

    def _told_to_stop(self, number: int, frame: object) -> None:
        self._stop.set()
        for step in self._steps:
            if step.child is not None and step.child.poll() is None:
                step.child.send_signal(signal.SIGTERM)


def pause(crashes: int, due: datetime | None, now: datetime, poll: float) -> float:
    """How many seconds to wait before the next pass."""
    if crashes:
        return float(min(SHORTEST * 2 ** min(crashes + 1, 16), LONGEST_PAUSE))
    until = (due - now).total_seconds() if due is not None else poll
    return min(max(until, SHORTEST), poll)
