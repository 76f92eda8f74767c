"""Who crawls what: a source is visited by one process at a time, and a killed one lets go by itself."""

from __future__ import annotations

import fcntl
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from store.connection import ArchiveError


class Claims:
    """The sources this process may visit; one byte per source is locked in a file beside the archive.

    Entering raises ArchiveError where that file cannot be written.
    """

    def __init__(self, archive: Path) -> None:
        self._path = archive.with_name(f"{archive.name}-visits")
        self._file: int | None = None

    def __enter__(self) -> Self:
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as wrong:
            what = f"{self._path} cannot be written ({wrong.strerror})"
            raise ArchiveError(f"{what}: check its permissions or name another archive with --db") from wrong
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)  # drops every lock of this process
            self._file = None

    def take(self, source: str) -> bool:
        """Claim the source; False where another process is visiting it."""
        if self._file is None:
            raise RuntimeError("claims are taken inside their with block")
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(source))
        except OSError:
            return False
        return True


def _place(source: str) -> int:
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:7], "big")
