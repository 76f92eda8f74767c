"""A process that goes on delivering: what others write into the archive is matched soon after, not at the next call."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from store import changes

if TYPE_CHECKING:
    from sqlite_utils import Database

GLANCE = 0.25  # seconds between two looks
BREATH = 1.5  # seconds between two matchings: what comes within them is one message
POLL = 60.0  # seconds after which retries, digests and deadlines are looked at


@dataclass(slots=True)
class News:
    """Tells whether another process wrote changes that no subscription was asked about yet."""

    db: Database
    _version: int | None = None
    _asked: float = field(default_factory=time.monotonic)

    def came(self) -> bool:
        """Is there a change to be matched? Hardly costs anything where nothing was written since the last look."""
        now = time.monotonic()
        if now - self._asked < BREATH:
            return False
        version = changes.version(self.db)
        if version == self._version:
            return False
        self._version, self._asked = version, now
        return changes.waiting(self.db)


def wait(news: News, stopped: Callable[[], bool], *, began_by: int = 0) -> bool | None:
    """Wait until there is something to do; False: for the last time; None: not at all, as `stopped` says so.

    Whoever began us holds the other end of the file `began_by`: what is written there means that there is something to
    do, and once it is closed it is for the last time.
    """
    until = time.monotonic() + POLL
    while not stopped():
        if select.select([began_by], [], [], GLANCE)[0]:
            return bool(os.read(began_by, 1024))
        if news.came() or time.monotonic() >= until:
            return True
    return None
