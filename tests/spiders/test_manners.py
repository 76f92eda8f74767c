"""Servers that behave badly, each on its own address: every one is named, none harms the others."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import brotli
import pytest
import zstandard

from tests.spiders import site as sites
from tests.spiders.crawling import Ended, House

BOMB = b"<p>0</p>" * (6 * 1024 * 1024)  # 48 MB of it
LIST = sites.listing([1, 2]).body
SECONDS = 3  # that each source grants an answer


class Wild:
    """A server that speaks whatever bytes its paths were given."""

    def __init__(self) -> None:
        self.paths: dict[str, Callable[[socket.socket, str], None]] = {}
        self.asked: Counter[str] = Counter()
        self._socket = socket.create_server(("", 0))
        self.port = int(self._socket.getsockname()[1])
        self.closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                talk, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(talk,), daemon=True).start()

    def _answer(self, talk: socket.socket) -> None:
        with talk:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += talk.recv(65536) or b"\r\n\r\n"
                path = head.split(b" ")[1].decode() if head.count(b" ") > 1 else ""
                self.asked[path] += 1
                self.paths.get(path, _missing)(talk, head.decode("latin-1"))
            except OSError:
                return  # the client had enough

    def close(self) -> None:
        self.closing.set()
        self._socket.close()


def _missing(talk: socket.socket, head: str) -> None:
    talk.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def says(
    body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None
) -> Callable[[socket.socket, str], None]:
    """An answer with these headers."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", "Connection: close", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return lambda talk, head: talk.sendall("\r\n".join([*lines, "", ""]).encode() + body)


def in_a_year() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(days=365), usegmt=True)


@pytest.fixture(scope="module")
def wild() -> Iterator[Wild]:
    server = Wild()

    def drips(talk: socket.socket, head: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
        while not server.closing.wait(0.2):
            talk.sendall(b"<")

    def never_ends(talk: socket.socket, head: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not server.closing.is_set():
            talk.sendall(BOMB)

    def endless_head(talk: socket.socket, head: str) -> None:
        talk.sendall(b"HTTP/1.1 200 OK\r\n")
        while not server.closing.is_set():
            talk.sendall(b"X-More: 0123456789\r\n" * 1000)
            time.sleep(0.01)

    def resets(talk: socket.socket, head: str) -> None:
        talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def for_guests(talk: socket.socket, head: str) -> None:
        known = "guest=1" in head and "accept-language: zh-cn" in head.lower() and "x-key: 7" in head.lower()
        (says(LIST) if known else says(status="403 Forbidden"))(talk, head)

    server.paths = {
        "/gzip": says(gzip.compress(BOMB), "Content-Encoding: gzip"),
        "/br": says(brotli.compress(BOMB, quality=1), "Content-Encoding: br"),
        "/zstd": says(zstandard.compress(BOMB, level=1), "Content-Encoding: zstd"),
        "/declared": says(b"", length=10**12),
        "/drips": drips,
        "/never-ends": never_ends,
        "/endless-head": endless_head,
        "/short": says(LIST, length=len(LIST) + 1000),
        "/long": says(LIST, length=20),
        "/resets": resets,
        "/circle": says(b"", "Location: /elcric", status="302 Found"),
        "/elcric": says(b"", "Location: /circle", status="302 Found"),
        "/to-file": says(b"", "Location: file:///etc/passwd", status="302 Found"),
        "/to-ftp": says(b"", "Location: ftp://127.0.0.1/list", status="301 Moved"),
        "/later": says(b"", "Retry-After: 86400", status="429 Too Many Requests"),
        "/much-later": says(b"", f"Retry-After: {in_a_year()}", status="503 Service Unavailable"),
        "/packed": says(gzip.compress(LIST), "Content-Encoding: gzip"),
        "/welcome": says(b"<p>1</p>", "Set-Cookie: guest=1; Path=/"),
        "/guests": for_guests,
    }
    for number in (1, 2):
        server.paths[f"/art/{number}.html"] = says(sites.release(number).body)
    yield server
    server.close()


REASONS = {
    "gzip": ("broken", "larger than 20 MB"),
    "br": ("broken", "larger than 20 MB"),
    "zstd": ("broken", "larger than 20 MB"),
    "declared": ("broken", "larger than 20 MB"),
    "drips": ("broken", "did not answer in time"),
    "never-ends": ("broken", ("larger than 20 MB", "in time")),
    "endless-head": ("broken", ("broke off", "in time")),
    "short": ("broken", "broke off in the middle"),
    "long": ("broken", ""),
    "resets": ("broken", "broke off"),
    "circle": ("broken", "in a circle"),
    "to-file": ("broken", "no web address"),
    "to-ftp": ("broken", "no web address"),
    "later": ("blocked", "86400 s"),
    "much-later": ("blocked", "come back"),
}
BEHAVED = ("packed", "guests")  # two lists of the same two releases


@pytest.fixture(scope="module")
def ended(wild: Wild, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    house = House(tmp_path_factory.mktemp("manners"))
    names = (*REASONS, *BEHAVED)
    for number, name in enumerate(names, 2):
        host = f"http://127.0.0.{number}:{wild.port}"
        fetching = ["[fetching]", f"timeout = {SECONDS}"]
        if name == "guests":
            fetching += [f'warmup = "{host}/welcome"', 'headers = { X-Key = "7" }']
        house.source(name, f"{host}/{name}", *fetching)
    return house.run("crawl", *names, "--json")


@pytest.mark.parametrize("name", REASONS)
def test_what_a_server_does_wrong_is_named(ended: Ended, name: str) -> None:
    row, (outcome, words) = ended.by_source[name], REASONS[name]
    assert row["outcome"] == outcome, row
    wanted = (words,) if isinstance(words, str) else words
    assert any(each in (row["reason"] or "") for each in wanted), row


def test_a_release_of_two_sources_read_side_by_side_is_new_once_and_a_copy_once(ended: Ended) -> None:
    rows = [ended.by_source[name] for name in BEHAVED]
    assert [(row["listed"], row["fetched"], row["new"] + row["copies"]) for row in rows] == [(2, 2, 2)] * 2, rows
    # Which source is first with which release is chance.
    assert (sum(row["new"] for row in rows), sum(row["copies"] for row in rows)) == (2, 2), rows
    assert [row["outcome"] for row in rows] == ["news" if row["new"] else "quiet" for row in rows], rows


def test_a_site_that_asks_for_a_rest_gets_it(ended: Ended, wild: Wild) -> None:
    assert ended.by_source["later"]["fetched"] == 0
    assert (wild.asked["/later"], wild.asked["/much-later"]) == (1, 1)


def test_a_warm_up_is_asked_for_once_in_a_visit(ended: Ended, wild: Wild) -> None:
    assert wild.asked["/welcome"] == 1
    assert ended.err == ""


def test_a_source_may_be_reached_through_a_proxy_that_is_inside(wild: Wild, tmp_path: Path) -> None:
    asked: list[bytes] = []

    def carries(talk: socket.socket, head: str) -> None:
        asked.append(head.encode())
        path = head.split(" ")[1].partition("//")[2].partition("/")[2]
        wild.paths.get(f"/{path}", _missing)(talk, head)

    house = House(tmp_path, {"POLICYWATCH_DELAY": "0"})
    host = "http://news.example.com"
    house.source("behind", f"{host}/packed", "[fetching]", f'proxy = "http://me:secret@127.0.0.1:{wild.port}"')
    for path in ("/packed", "/robots.txt", "/art/1.html", "/art/2.html"):
        wild.paths[f"{host}{path}"] = carries
    row = house.run("crawl", "behind", "--json").by_source["behind"]
    assert (row["outcome"], row["new"]) == ("news", 2), row
    assert all(b"Proxy-Authorization: Basic bWU6c2VjcmV0" in head for head in asked)
    assert len(asked) == 4
