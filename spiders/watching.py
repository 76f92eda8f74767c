"""The schedule as a service: crawl what is due, deliver what waits, each in a child process, until told to stop."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

POLL = 60.0  # seconds: other processes may enable sources and subscribe meanwhile
SHORTEST = 1.0
LONGEST_PAUSE = 300.0  # seconds between rounds whose children crash
PATIENCE = 120.0  # seconds a child may take to finish what is in hand


@dataclass(slots=True)
class Service:
    """The loop and its one child at a time."""

    crawl: Sequence[str]  # the command line that visits what is due
    deliver: Sequence[str]  # the one that sends what waits
    next_due: Callable[[], datetime | None]  # when the first source is due
    now: Callable[[], datetime]
    say: Callable[[str], None]
    once: bool = False
    poll: float = POLL
    _stop: threading.Event = field(default_factory=threading.Event)
    _child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Go on until SIGTERM or SIGINT; 0 when the loop ended as it should, with --once the worst step's code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        crashes, worst = 0, 0
        while not self._stop.is_set():
            codes = self._pass()
            worst = max(worst, *codes, 0)
            crashes = crashes + 1 if any(code not in (0, 1, 2) for code in codes) else 0
            if self.once:
                break
            self._stop.wait(pause(crashes, self.next_due(), self.now(), self.poll))
        return min(worst, 1) if self.once and not self._stop.is_set() else 0

    def _pass(self) -> list[int]:
        due = self.next_due()
        steps = [self.crawl, self.deliver] if due is not None and due <= self.now() else [self.deliver]
        return [self._run(step) for step in steps if not self._stop.is_set()]

    def _run(self, step: Sequence[str]) -> int:
        # A session of its own, so that Ctrl-C reaches the child once, through us, and not twice.
        self._child = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-P", "-m", "cli", *step], start_new_session=True
        )
        if self._stop.is_set():  # told to stop between two children
            self._child.send_signal(signal.SIGTERM)
        code = self._wait(self._child)
        self._child = None
        name = " ".join(word for word in step if not word.startswith("-"))
        if code < 0 and not self._stop.is_set():
            self.say(f"{name} was killed by signal {-code}; the next round goes on where it stopped")
        elif code not in (0, 1, 2) and not self._stop.is_set():
            self.say(f"{name} ended with exit code {code}; trying again later")
        return abs(code) + 2 if code < 0 else code

    def _wait(self, child: subprocess.Popen[bytes]) -> int:
        stopping = 0.0
        while True:
            try:
                return child.wait(timeout=0.5)
            except subprocess.TimeoutExpired:
                stopping = stopping + 0.5 if self._stop.is_set() else 0.0
                if stopping > PATIENCE:
                    self.say("the child did not finish in time and is ended")
                    child.kill()

    def _told_to_stop(self, number: int, frame: object) -> None:
        self._stop.set()
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)


def pause(crashes: int, due: datetime | None, now: datetime, poll: float) -> float:
    """How many seconds to wait before the next pass."""
    if crashes:
        return float(min(SHORTEST * 2 ** min(crashes + 1, 16), LONGEST_PAUSE))
    until = (due - now).total_seconds() if due is not None else poll
    return min(max(until, SHORTEST), poll)
