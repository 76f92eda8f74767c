"""One thread that alone touches the archive, so that the reactor never waits for a disk."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from store import connection

if TYPE_CHECKING:
    from store.connection import Db

T = TypeVar("T")
ROOM = 64  # how much may wait to be written before those who bring more wait themselves


class Writer:
    """Runs functions on the archive, one after the other, in the order they came."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._room = asyncio.Semaphore(ROOM)
        self._jobs: queue.SimpleQueue[Callable[[Db], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def open(self) -> None:
        """Open the archive; raises what opening raises."""
        loop = asyncio.get_running_loop()
        opened: asyncio.Future[None] = loop.create_future()
        self._thread = threading.Thread(target=self._run, args=(loop, opened), name="archive", daemon=True)
        self._thread.start()
        await opened

    async def do(self, function: Callable[[Db], T]) -> T:
        """What the function returns, once its turn has come."""
        loop = asyncio.get_running_loop()
        async with self._room:
            done: asyncio.Future[T] = loop.create_future()
            self._jobs.put(lambda db: _answer(loop, done, function, db))
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
                job(db)
        finally:
            db.close()


def _answer(loop: asyncio.AbstractEventLoop, done: asyncio.Future[Any], function: Callable[[Db], Any], db: Db) -> None:
    try:
        result = function(db)
    except BaseException as wrong:  # noqa: BLE001 - handed to whoever asked
        loop.call_soon_threadsafe(_set, done, None, wrong)
    else:
        loop.call_soon_threadsafe(_set, done, result, None)


def _set(done: asyncio.Future[Any], result: Any, wrong: BaseException | None) -> None:
    if done.done():
        return
    if wrong is not None:
        done.set_exception(wrong)
    else:
        done.set_result(result)
