"""Reading pages in processes of their own: a page that hangs or crashes its reader takes down that reader alone."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, resource_tracker
from multiprocessing.synchronize import Semaphore
from typing import TYPE_CHECKING, TypeVar

from pebble import ProcessExpired, ProcessPool

from extract.page import Page, Unreadable

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

    from extract.attachments import Reading
    from extract.document import Document
    from store.documents import Prepared

T = TypeVar("T")
PRELOAD = ["spiders.workers", "spiders.warm"]
PAGE_SECONDS = 20.0  # no page may take longer
PAGES_PER_PROCESS = 500  # the reader's libraries keep caches; a new process has none
RESTARTS = 3  # of the whole pool
UP_SECONDS = 5.0  # that a closing pool waits for a reader that is still starting
MEMORY = 3 * 1024**3  # bytes of address space of one reader
NICE = (
    5  # readers give way to the process that fetches for all of them and writes what they read: else they wait for it
)


class Workers:
    """A pool of readers, started when the first page comes."""

    def __init__(self, count: int | None = None, *, most: int | None = None, seconds: float = PAGE_SECONDS) -> None:
        cores = count or min(_cores(), 16)
        self.count = cores if most is None else max(1, min(cores, most))
        self._seconds = seconds
        self._pool: ProcessPool | None = None
        self._restarts = 0
        self._starting = threading.Lock()
        self._up: Semaphore | None = None  # counts readers that have come up

    def close(self, *, forced: bool = False) -> None:
        """Wait for what is being read, or end it."""
        if self._pool is None:
            return
        if forced or not self._wait_until_up():
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._pool = None

    def _wait_until_up(self) -> bool:
        """A reader that is still starting when its pool goes away would die with a traceback on the terminal.

        False where there is nothing to wait for: no reader can be started.
        """
        assert self._pool is not None  # noqa: S101 - close looked
        assert self._up is not None  # noqa: S101 - made with the pool
        until = time.monotonic() + UP_SECONDS
        try:
            for _ in range(self.count):
                if not self._pool.active or not self._up.acquire(timeout=max(0.0, until - time.monotonic())):
                    break
        except BrokenProcessPool:  # what waited for a reader was told so
            return False
        return True

    def submit(self, page: Page) -> Future[Document]:
        """The document of a page, later; raises what `why` can put into words."""
        return self._schedule(_read, page)

    def submit_for_archive(self, page: Page) -> Future[tuple[Document, Prepared]]:
        """The document of a page, and what can be worked out about it before the archive is asked."""
        return self._schedule(_read_for_archive, page)

    def submit_file(self, page: Page, kind: str, name: str | None, reading: Reading | None = None) -> Future[Document]:
        """The document of a release that is nothing but a file, which says this."""
        return self._schedule(_read_file, page, kind, name, reading)

    def submit_attachment(self, name: str, kind: str, data: bytes) -> Future[Reading]:
        """What a file says, later."""
        return self._schedule(_read_attachment, name, kind, data)

    def start(self) -> None:
        """Start the readers and wait until they are there; the first page does it otherwise."""
        with self._starting:
            if self._pool is not None and not self._pool.active and self._restarts < RESTARTS:
                # All readers died at once, or could not be started: begin anew rather than fail every further page.
                self._restarts += 1
                self.close(forced=True)
            if self._pool is None:
                context = _loading()
                self._up = context.Semaphore(0)
                self._pool = ProcessPool(
                    max_workers=self.count,
                    max_tasks=PAGES_PER_PROCESS,
                    initializer=_prepare,
                    initargs=(self._up,),
                    context=context,
                )
                self._pool.schedule(_nothing)

    def _schedule(self, function: Callable[..., T], *args: object) -> Future[T]:
        if self._pool is None or not self._pool.active:
            self.start()
        assert self._pool is not None  # noqa: S101 - it was just started
        future: Future[T] = self._pool.schedule(function, args=args, timeout=self._seconds)
        return future


def load() -> None:
    """Begin to load what readers need, in the process that they will be forked from: it takes a second or two."""
    with contextlib.suppress(OSError):  # said when readers are wanted
        _loading()


def _loading() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    resource_tracker.ensure_running()  # by itself, since it lets SIGINT through again
    # Ctrl-C is for us: what still loads would end with a traceback on the terminal.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return context


def _cores() -> int:
    """The processors this process may use; macOS and Windows only know how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def why(wrong: BaseException) -> str:
    """Why a page could not be read, in words for a person."""
    match wrong:
        case Unreadable():
            return wrong.why
        case TimeoutError():
            return "reading it took too long and was ended"
        case ProcessExpired():
            return f"reading it crashed the reader (exit code {wrong.exitcode})"
        case BrokenProcessPool():
            return "all readers broke down; it will be read again"
        case MemoryError():
            return "reading it took too much memory"
    return f"reading it failed: {type(wrong).__name__}: {wrong}"[:300]


def _prepare(up: Semaphore) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    if hasattr(os, "nice"):
        os.nice(NICE)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    up.release()


def _end_with_parent() -> None:
    """A crawl that was killed must not leave its readers behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _nothing() -> None:
    pass


def _read(page: Page) -> Document:
    from extract import reading

    return reading.read(page)


def _read_for_archive(page: Page) -> tuple[Document, Prepared]:
    from store import documents

    document = _read(page)
    return document, documents.prepared(document)


def _read_file(page: Page, kind: str, name: str | None, reading: Reading | None) -> Document:
    from spiders import files

    return files.read(page, kind, name, reading)


def _read_attachment(name: str, kind: str, data: bytes) -> Reading:
    from extract import attachments

    return attachments.read(name, kind, data)
