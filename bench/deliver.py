"""Ten thousand alerts to a webhook that fails, is slow and goes away, while whoever sends is killed again and again.

python -m bench deliver [--subscriptions 2000] [--releases 5] [--kills 20] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

from extract.document import Document
from notify import dispatch
from store import connection, documents, outbox, subscriptions
from store.connection import Archive, together
from store.documents import Arrival

ZONE = ZoneInfo("Asia/Shanghai")
FAILS = 0.2
SLOW = 0.1  # seconds, at most
DOWN_SECONDS = 5.0
MOST = 270.0  # seconds after which it is given up


@dataclass
class Receiver:
    """A webhook on loopback; it counts what it answered 200."""

    fails: float = FAILS
    slow: float = SLOW
    port: int = 0
    posts: int = 0
    under_way: int = 0  # posts that have come and are not answered yet
    refused: int = 0
    broken: int = 0  # posts that were cut off
    messages: Counter[tuple[str, str]] = field(default_factory=Counter)  # path and id
    alerts: Counter[tuple[str, int]] = field(default_factory=Counter)  # path and document
    last: float = 0.0
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def up(self) -> None:
        """Serve, on the port of the last time."""
        receiver, chance = self, random.Random(7)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with receiver._lock:
                    receiver.posts += 1
                    receiver.under_way += 1
                    failing, seconds = chance.random() < receiver.fails, chance.random() * receiver.slow
                time.sleep(seconds)
                with receiver._lock:
                    receiver.under_way -= 1
                    if failing:
                        receiver.refused += 1
                    else:
                        receiver.messages[self.path, told["id"]] += 1
                        receiver.alerts.update((self.path, item["id"]) for item in told["items"])
                        receiver.last = time.monotonic()
                self.send_response(500 if failing else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_: object) -> None:
                """Whoever asked was killed."""
                receiver.broken += 1

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def down(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


@contextmanager
def silence() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1024)
        yield int(deaf.getsockname()[1])


def filled(path: Path, *, count: int, releases: int, urls: list[list[str]]) -> int:
    """An archive in which so many alerts wait for each list of channels."""
    db: Archive = connection.connect(path)
    now = datetime.now(UTC)
    with together(db):
        for number in range(count):
            subscriptions.add(db, name=f"订阅{number}", query="创新券", channels=urls[number], now=now)
    for number in range(releases):
        url = f"https://kjj.example.gov.cn/art/{number}.html"
        text = f"各区县：现组织申报第{number}批创新券，支持企业购买服务，截止时间另行通知。" * 5
        document = Document(url=url, title=f"关于申报第{number}批创新券的通知", text=text, published=date.today())
        documents.record(db, Arrival(document=document, url=url, source="kjj", seen_at=now))
    alerts = dispatch.match(db, datetime.now(UTC), ZONE).alerts
    db.close()
    return alerts


def command(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", "--db", str(path), "deliver", "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "POLICYWATCH_ALLOW_PRIVATE_CHANNELS": "1", "PYTHONPATH": str(Path.cwd())},
    )


def retried(path: Path) -> int:
    """Bring forward what failed, as `alerts retry` does; how much waits."""
    db = connection.connect(path)
    outbox.retry(db, datetime.now(UTC))
    waiting = len(outbox.pending(db))
    db.close()
    return waiting


def main() -> int:
    """Run it; 1 where an alert was lost or repeated too often."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--subscriptions", type=int, default=2000)
    ask.add_argument("--releases", type=int, default=5)
    ask.add_argument("--kills", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1)
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="deliver-") as folder:
        good = _killed(Path(folder), said)
        good = _beside_the_dead(Path(folder)) and good
    return 0 if good else 1


def _killed(folder: Path, said: argparse.Namespace) -> bool:
    chance = random.Random(said.seed)
    receiver, path = Receiver(), folder / "archive.db"
    receiver.up()
    urls = [[f"json://127.0.0.1:{receiver.port}/{number}"] for number in range(said.subscriptions)]
    alerts = filled(path, count=said.subscriptions, releases=said.releases, urls=urls)
    print(f"{alerts} alerts for {said.subscriptions} channels; the receiver fails {FAILS:.0%} of the time", flush=True)
    began, kills, runs, away = time.monotonic(), list[int](), 0, False
    while (left := retried(path)) and time.monotonic() - began < MOST:
        child = command(path)
        runs += 1
        if len(kills) < said.kills:
            if len(kills) == said.kills // 2 and not away:
                away = True
                receiver.down()
                threading.Timer(DOWN_SECONDS, receiver.up).start()
            # In the midst of sending: some posts after its first, while others are under way.
            goal = receiver.posts + chance.randint(1, 80)
            while child.poll() is None and (receiver.posts < goal or not receiver.under_way):
                time.sleep(0.001)
            if child.poll() is None:
                child.send_signal(signal.SIGKILL)
                kills.append(receiver.under_way)
        child.wait()
    receiver.down()
    expected = {(f"/{number}", id) for number in range(said.subscriptions) for id in range(1, said.releases + 1)}
    lost = expected - receiver.alerts.keys()
    repeated = Counter[str]()
    for (channel, _), times in receiver.messages.items():
        repeated[channel] += times - 1
    # The same alert under another id: a receiver could not know it again.
    strangers = sum(times - 1 for times in receiver.alerts.values()) - sum(
        (times - 1) * said.releases for times in receiver.messages.values()
    )
    if left:
        print(f"given up after {MOST:.0f} s, while {left} deliveries wait")
    print(f"{runs} runs, {len(kills)} of them killed (kill -9), the receiver away for {DOWN_SECONDS:.0f} s;")
    print(f"posts under way when it was killed: {min(kills)} to {max(kills)}, {sum(kills)} in all")
    answered = sum(receiver.messages.values())
    print(
        f"{receiver.posts} posts: {answered} answered 200, {receiver.refused} answered 500, {receiver.broken} cut off; "
        f"{time.monotonic() - began:.0f} s in all"
    )
    print(f"received  {len(receiver.alerts)} of {alerts} alerts, {len(lost)} lost")
    print(
        f"repeated  {sum(repeated.values())} messages, at most {max(repeated.values(), default=0)} on one channel; "
        f"alerts repeated under another id: {strangers}"
    )
    return not lost and len(receiver.alerts) == alerts and strangers == 0 and max(repeated.values()) <= len(kills)


def _beside_the_dead(folder: Path) -> bool:
    """How long until a good channel has everything, alone and beside as many that never answer, in turns."""
    count, took = 150, dict[str, list[float]]({"alone": [], "beside": []})
    with silence() as deaf:
        for turn in range(3):
            for which in took:
                receiver, path = Receiver(fails=0.0, slow=0.02), folder / f"{which}{turn}.db"
                receiver.up()
                good = [f"json://127.0.0.1:{receiver.port}/{number}" for number in range(count)]
                dead = [f"json://127.0.0.1:{deaf}/{number}" for number in range(count)]
                urls = [[one] if which == "alone" else [other, one] for one, other in zip(good, dead, strict=True)]
                filled(path, count=count, releases=2, urls=urls)
                began = time.monotonic()
                child = command(path)
                while len(receiver.messages) < count and time.monotonic() - began < 120:
                    time.sleep(0.02)
                took[which].append(receiver.last - began)
                child.kill()
                child.wait()
                receiver.down()
    alone, beside = (sorted(times)[1] for times in took.values())
    print(
        f"\n{count} messages to a good host, median of 3: {alone:.2f} s alone, {beside:.2f} s beside {count} channels"
    )
    print(f"that never answer: {beside / alone:.2f} times as long")
    return beside < alone * 1.5 + 1
