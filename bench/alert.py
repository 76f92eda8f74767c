"""From a release on a site to the message about it: 50 sources on loopback, the service as it runs, real webhooks.

Each wave, every source publishes one release at a random moment. Measured is what comes on top of the schedule: from
the first look at the list after the publication until the webhook has the message, and which step took how much of it.
A wave takes at most three minutes.

python -m bench alert [--sources 50] [--waves 1] [--every 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from store import connection, subscriptions, switches

LIMIT = 5.0  # seconds beyond the poll, for 19 of 20
MOST = 120.0  # seconds that may pass until everything published is told
LOOK = 0.05  # seconds between two looks at the archive
LETTERS = (
    "关于组织申报年度科技创新券企业项目资金支持服务平台建设管理办法通知公告单位材料要求时间截止联系方式评审专家认定"
)


@dataclass
class Sites:
    """All sources, one to a loopback address, and the webhook."""

    releases: dict[str, list[str]] = field(default_factory=dict)  # titles by address, newest first
    published: dict[str, float] = field(default_factory=dict)  # by title
    polled: dict[str, float] = field(default_factory=dict)  # the first look at the list after that, by title
    recorded: dict[str, float] = field(default_factory=dict)  # in the archive, by title
    matched: dict[str, float] = field(default_factory=dict)  # has an alert, by title
    received: dict[str, float] = field(default_factory=dict)  # by title
    lock: threading.Lock = field(default_factory=threading.Lock)
    port: int = 0

    def publish(self, address: str, title: str) -> None:
        """Put it on top of the list."""
        with self.lock:
            self.releases[address].insert(0, title)
            self.published[title] = time.monotonic()

    def serve(self) -> None:
        """In threads, until the process ends."""
        sites = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = self.connection.getsockname()[0]
                with sites.lock:
                    titles = list(sites.releases.get(address, ()))
                    if self.path == "/":
                        for title in titles:
                            sites.polled.setdefault(title, time.monotonic())
                if self.path == "/robots.txt":
                    self._answer(404, "")
                elif self.path == "/":
                    self._answer(200, listed(titles))
                else:
                    title = titles[len(titles) - 1 - int(self.path.strip("/t.hml"))]
                    self._answer(200, page(title))

            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with sites.lock:
                    for item in told["items"]:
                        sites.received.setdefault(item["title"], time.monotonic())
                self._answer(200, "")

            def _answer(self, status: int, text: str) -> None:
                body = text.encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_: object) -> None:
                """A connection was let go."""

        server = Server(("0.0.0.0", 0), Handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def observe(self, path: Path) -> None:
        """Note when titles come into the archive and when they have an alert; in a thread, until the process ends."""

        def look() -> None:
            db = connection.connect(path)
            seen = None
            while True:
                version = db.conn.execute("pragma data_version").fetchone()
                if version != seen:
                    seen, now = version, time.monotonic()
                    for (title,) in db.conn.execute("select title from documents"):
                        self.recorded.setdefault(title, now)
                    for (title,) in db.conn.execute(
                        "select d.title from alerts a join documents d on d.id = a.document_id"
                    ):
                        self.matched.setdefault(title, now)
                time.sleep(LOOK)

        threading.Thread(target=look, daemon=True).start()


def listed(titles: list[str]) -> str:
    """A list page as many systems write it."""
    rows = "\n".join(
        f'<li><a href="/t{len(titles) - 1 - n}.html" title="{title}">{title}</a><span>{date.today()}</span></li>'
        for n, title in enumerate(titles)
    )
    head = '<html><head><meta charset="utf-8"><title>通知公告</title></head>'
    return f'{head}<body><ul class="list">{rows}</ul></body></html>'


def page(title: str) -> str:
    """A page that no other is like."""
    chance = random.Random(title)
    lines = "".join(f"<p>{''.join(chance.choices(LETTERS, k=60))}。</p>" for _ in range(8))
    return (
        f'<html><head><meta charset="utf-8"><title>{title}</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{date.today()} 09:00"></head>'
        f'<body><h1>{title}</h1><div class="TRS_Editor">{lines}</div></body></html>'
    )


def main() -> int:
    """Run it; 1 where the promise is broken or a release was not told."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--sources", type=int, default=50)
    ask.add_argument("--waves", type=int, default=1)
    ask.add_argument("--every", type=int, default=1, help="minutes between two looks at a list")
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="alert-") as folder:
        return _run(Path(folder), said)


def _run(folder: Path, said: argparse.Namespace) -> int:
    chance, sites = random.Random(1), Sites()
    addresses = [f"127.0.3.{number + 1}" for number in range(said.sources)]
    for number, address in enumerate(addresses):
        sites.releases[address] = [_title(number, old, chance) for old in range(5)]
    sites.serve()
    (folder / "sources").mkdir()
    for number, address in enumerate(addresses):
        lines = ["schema = 1", f'id = "s{number}"', f'name = "源{number}"', "[[list]]"]
        lines += [f'url = "http://{address}:{sites.port}/"', 'item = "ul.list li"']
        (folder / "sources" / f"s{number}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    db = connection.connect(folder / "archive.db")
    now = datetime.now(UTC)
    ids = [f"s{number}" for number in range(said.sources)]
    switches.enable(db, ids, now)
    for id in ids:
        switches.pace(db, id, said.every)
    url = f"json://127.0.0.1:{sites.port}/hook"
    subscriptions.add(db, name="全部", query="通知", channels=[url], now=now, cap=0)
    db.close()
    sites.observe(folder / "archive.db")
    with (folder / "log").open("wb") as log:
        watch = subprocess.Popen(
            [sys.executable, "-P", "-m", "cli", *_where(folder), "watch"],
            stdout=log,
            stderr=log,
            env={
                **os.environ,
                "POLICYWATCH_ALLOW_PRIVATE": "1",
                "POLICYWATCH_DELAY": "0",
                "PYTHONPATH": str(Path.cwd()),
            },
        )
        try:
            first = [title for titles in sites.releases.values() for title in titles]
            if not _wait(lambda: all(title in sites.received for title in first)):
                print((folder / "log").read_text(encoding="utf-8")[-2000:])
                print(f"only {len(sites.received)} of the first {len(first)} releases were told")
                return 1
            print(
                f"{said.sources} sources, looked at every {said.every} min; their first {len(first)} releases are told"
            )
            waves = [_wave(sites, addresses, wave, said.every * 60, chance) for wave in range(said.waves)]
        finally:
            watch.send_signal(signal.SIGTERM)
            watch.wait(60)
    return max(waves)


def _where(folder: Path) -> list[str]:
    return ["--db", str(folder / "archive.db"), "--sources", str(folder / "sources")]


def _title(number: int, index: int, chance: random.Random) -> str:
    return f"关于{''.join(chance.choices(LETTERS, k=12))}第{number}号{index}的通知"


def _wave(sites: Sites, addresses: list[str], wave: int, span: float, chance: random.Random) -> int:
    titles = []
    for number, address in sorted(enumerate(addresses), key=lambda _: chance.random()):
        time.sleep(span * 0.8 / len(addresses))
        titles.append(_title(number, 100 + wave, chance))
        sites.publish(address, titles[-1])
    _wait(lambda: all(title in sites.received for title in titles))
    told = [title for title in titles if title in sites.received]
    print(f"wave {wave + 1}: {len(told)} of {len(titles)} told; seconds:", flush=True)
    steps = {
        "publication to poll": (sites.published, sites.polled),
        "poll to archive": (sites.polled, sites.recorded),
        "archive to alert": (sites.recorded, sites.matched),
        "alert to message": (sites.matched, sites.received),
        "poll to message": (sites.polled, sites.received),
    }
    p95 = 0.0
    for name, (begin, end) in steps.items():
        took = sorted(end[title] - begin[title] for title in told)
        p95 = took[int(len(took) * 0.95)] if took else MOST
        median, worst = (took[len(took) // 2], took[-1]) if took else (MOST, MOST)
        print(f"  {name:<22}median {median:5.1f}   p95 {p95:5.1f}   worst {worst:5.1f}", flush=True)
    return int(len(told) < len(titles) or p95 > LIMIT)


def _wait(done: object) -> bool:
    assert callable(done)
    until = time.monotonic() + MOST
    while time.monotonic() < until:
        if done():
            return True
        time.sleep(0.1)
    return False
