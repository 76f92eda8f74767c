"""Running the real command line on the loopback site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 120
OPEN = {"POLICYWATCH_ALLOW_PRIVATE": "1", "POLICYWATCH_DELAY": "0"}
OURS = "POLICYWATCH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def by_source(self) -> dict[str, dict[str, Any]]:
        return {row["source"]: row for row in self.rows}


class House:
    """A folder with an archive and sources of its own."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None) -> None:
        self.archive, self.sources = folder / "archive.db", folder / "sources"
        self.sources.mkdir(parents=True, exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment = kept | (OPEN if environment is None else environment)

    def source(self, id: str, url: str, *more: str, item: str = "ul.list li") -> None:
        """Write a source with one list; further lines of TOML follow the list's url and item."""
        lines = [
            "schema = 1",
            f'id = "{id}"',
            f'name = "{id}"',
            "[[list]]",
            f'url = "{url}"',
            f'item = "{item}"',
            *more,
        ]
        (self.sources / f"{id}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def words(self, *words: str) -> list[str]:
        where = ["--db", str(self.archive), "--sources", str(self.sources)]
        return [sys.executable, "-P", "-m", "cli", *where, *words]

    def run(self, *words: str, stdin: bytes | None = None) -> Ended:
        done = subprocess.run(
            self.words(*words), env=self.environment, input=stdin, capture_output=True, timeout=SECONDS, check=False
        )
        return Ended(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    @contextmanager
    def begun(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """A command that runs meanwhile; it ends with the block at the latest."""
        process = subprocess.Popen(
            self.words(*words), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()

    def titles(self) -> list[str]:
        """The titles of all documents in the archive."""
        from store import connection, documents

        db = connection.connect(self.archive)
        try:
            return sorted(archived.document.title for archived in documents.each(db))
        finally:
            db.close()


def wait_until(true: Callable[[], bool], seconds: float = 40.0) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
