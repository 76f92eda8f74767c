from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from notify import staying
from store import connection, subscriptions
from tests.notify.conftest import Receiver
from tests.notify.test_dispatch import NOW, release


@contextmanager
def begun(archive: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command as `watch` begins it."""
    command = [sys.executable, "-m", "cli", "--db", str(archive), "deliver", "--stay"]
    house = {"PYTHONPATH": str(Path(__file__).parents[2]), "POLICYWATCH_ALLOW_PRIVATE_CHANNELS": "1"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=os.environ | house) as child:
        try:
            yield child
        finally:
            child.kill()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 40
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_what_comes_while_it_stays_is_told_without_another_call_also_beside_a_channel_that_hangs(
    tmp_path: Path, receiver: Receiver, another: Receiver, hanging: int
) -> None:
    db = connection.connect(tmp_path / "archive.db")
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url, f"json://127.0.0.1:{hanging}/"], now=NOW)
    release(db, 1)
    with begun(tmp_path / "archive.db") as child:
        wait_until(lambda: len(receiver.bodies) == 1)
        release(db, 2)
        subscriptions.add(db, name="另", query="创新券", channels=[another.url], now=NOW)
        wait_until(lambda: len(receiver.bodies) == 2)
        release(db, 3)
        wait_until(lambda: len(receiver.bodies) == 3 and len(another.bodies) == 1)
        assert child.poll() is None
    db.close()


def test_let_go_it_does_what_there_is_and_ends(tmp_path: Path, receiver: Receiver) -> None:
    db = connection.connect(tmp_path / "archive.db")
    subscriptions.add(db, name="券", query="创新券", channels=[receiver.url], now=NOW)
    release(db, 1)
    with begun(tmp_path / "archive.db") as child:
        wait_until(lambda: len(receiver.bodies) == 1)
        release(db, 2)
        _, _ = child.communicate(timeout=40)
        assert child.returncode == 0
    assert len(receiver.bodies) == 2
    db.close()


def test_only_what_another_process_wrote_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staying, "BREATH", 0.0)
    mine, other = (connection.connect(tmp_path / "archive.db") for _ in range(2))
    news = staying.News(mine)
    assert not news.came()
    release(other, 1)
    assert news.came()
    assert not news.came()
    mine.close()
    other.close()
