"""One thread that alone touches the archive, so that the reactor never waits for a disk."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from store import connection

if TYPE_CHECKING:
    from store.connection import Archive, Db

logger = logging.getLogger(__name__)

T = TypeVar("T")
ROOM = 64  # how much may wait to be written before those who bring more wait themselves
PATIENCE = 0.1  # seconds that what can be written waits for what will be: fewer, larger transactions
AT_ONCE = 8  # so much shares one transaction: more would keep other processes from writing for long


class Writer:
    """Runs functions on the archive, one after the other, in the order they came."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._room = asyncio.Semaphore(ROOM)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._coming = 0

    async def open(self) -> None:
        """Open the archive; raises what opening raises."""
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = loop.create_future()
        self._thread = threading.Thread(target=self._run, args=(loop, opened), name="archive", daemon=True)
        self._thread.start()
        await opened

    async def do(self, function: Callable[[Db], T]) -> T:
        """What the function returns, once its turn has come."""
        return await self._handed(function, joins=False)

    async def record(self, function: Callable[[Db], T]) -> T:
        """As `do`, but its transaction may be that of others which wait as well, and it may be called a second time.

        What others only ask meanwhile is answered first. Where one of them fails, each is done anew by itself.
        """
        return await self._handed(function, joins=True)

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """While something is made that `record` will be asked for: others wait a little, to be written with it."""
        self._coming += 1
        try:
            yield
        finally:
            self._coming -= 1

    async def _handed(self, function: Callable[[Db], T], *, joins: bool) -> T:
        loop = asyncio.get_running_loop()
        async with self._room:
            done: asyncio.Future[T] = loop.create_future()
            self._jobs.put(_Job(function=function, done=done, loop=loop, joins=joins))
            # Shielded, because what has been handed over will be written whoever stops waiting for it.
            return await asyncio.shield(done)

    async def close(self) -> None:
        """Write what was handed over, then close the archive."""
        if self._thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _run(self, loop: asyncio.AbstractEventLoop, opened: asyncio.Future[None]) -> None:
        try:
            db = connection.connect(self._path)
        except Exception as wrong:  # noqa: BLE001 - handed to whoever opens us
            loop.call_soon_threadsafe(opened.set_exception, wrong)
            return
        loop.call_soon_threadsafe(opened.set_result, None)
        try:
            while (job := self._jobs.get()) is not None:
                if not job.joins:
                    job.run(db)
                elif self._run_with_others(db, job):
                    break
        finally:
            db.close()

    def _run_with_others(self, db: Archive, first: _Job) -> bool:
        """Run the job and those that wait and may join it in one transaction; True where nothing will follow."""
        several, last = [first], False
        until = time.monotonic() + PATIENCE
        while len(several) < AT_ONCE and not last:
            left = until - time.monotonic() if self._coming else 0.0
            try:
                job = self._jobs.get(timeout=max(0.0, left))
            except queue.Empty:
                break
            if job is None:
                last = True
            elif job.joins:
                several.append(job)
            else:
                job.run(db)
        if len(several) > 1 and _run_together(db, several):
            return last
        for one in several:
            one.run(db)
        return last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    function: Callable[[Db], Any]
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    joins: bool

    def run(self, db: Db) -> None:
        try:
            result = self.function(db)
        except BaseException as wrong:  # noqa: BLE001 - handed to whoever asked
            self.loop.call_soon_threadsafe(_set, self.done, None, wrong)
        else:
            self.answer(result)

    def answer(self, result: Any) -> None:
        self.loop.call_soon_threadsafe(_set, self.done, result, None)


def _run_together(db: Archive, jobs: Sequence[_Job]) -> bool:
    """All of it or nothing; False: nothing."""
    from store import shelf  # whoever records has loaded it

    try:
        with shelf.together(db):
            results = [job.function(db) for job in jobs]
    except Exception as wrong:
        logger.debug("A shared transaction failed, each part of it is tried by itself", exc_info=wrong)
        return False
    for job, result in zip(jobs, results, strict=True):
        job.answer(result)
    return True


def _set(done: asyncio.Future[Any], result: Any, wrong: BaseException | None) -> None:
    if done.done():
        return
    if wrong is not None:
        done.set_exception(wrong)
    else:
        done.set_result(result)
