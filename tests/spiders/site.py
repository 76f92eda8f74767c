"""A site on loopback for tests: lists that change, validators, every kind of failure, a log of what was asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the site says to one path."""

    body: bytes = b""
    status: int = 200
    kind: str = HTML
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0  # seconds before a word is said
    validators: bool = True  # send an ETag and honour it


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as the site saw it."""

    method: str
    path: str
    at: float
    agent: str
    conditional: bool
    status: int


class Site:
    """What is served, and what was asked."""

    def __init__(self, address: str, port: int) -> None:
        self.url = f"http://{address}:{port}"
        self.replies: dict[str, Reply | Callable[[], Reply]] = {}
        self.log: list[Asked] = []
        self.arrived: Counter[str] = Counter()  # counted before a held answer is given
        self.closing = threading.Event()

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked.path == path for asked in self.log)

    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(asked.path for asked in self.log)


def page(title: str, text: str, *, day: str = "2026-09-24") -> Reply:
    """A release as TRS would publish it."""
    body = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{day} 09:00">
<meta name="ContentSource" content="济南市科学技术局"></head><body>
<div class="crumb"><a href="/">首页</a> &gt; 通知公告</div>
<h1>{title}</h1><div class="info">发布日期：{day}</div>
<div class="TRS_Editor"><p>各区县科技局，各有关单位：</p><p>{text}</p><p>济南市科学技术局</p></div>
</body></html>"""
    return Reply(body=body.encode())


def release(number: int, *, word: str = "创新券") -> Reply:
    """The release that bears this number; no two are alike."""
    code = sha256(f"{word}{number}".encode()).hexdigest()
    text = "".join(
        f"第{n}条 {word}第{number}号办法适用于{code[n * 5 : n * 5 + 5]}单位，材料应当在{n + 1}个工作日内送达。"
        for n in range(8)
    )
    return page(f"关于{word}第{number}号工作的通知", text)


def rows(links: Sequence[tuple[str, str, str]], *, more: str = "") -> Reply:
    """A list page: link, title and day of every row."""
    items = "\n".join(
        f'<li><a href="{link}" title="{title}" target="_blank">{title}</a><span>{day}</span></li>'
        for link, title, day in links
    )
    body = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/about.html">机构概况</a></div>
<ul class="list">
{items}
</ul>{more}
</body></html>"""
    return Reply(body=body.encode())


def listing(numbers: Sequence[int], *, word: str = "创新券", more: str = "", folder: str = "/art") -> Reply:
    """The list of these releases."""
    links = [(f"{folder}/{n}.html", f"关于{word}第{n}号工作的通知", "2026-09-24") for n in numbers]
    return rows(links, more=more)


@contextmanager
def serve(address: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site; it ends with the block."""
    server = _Server((address, 0), _Handler)
    server.site = Site(address, server.server_address[1])
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.site.url = server.site.url.replace("http:", "https:")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def expired_certificate(folder: Path) -> ssl.SSLContext:
    """TLS as some bureaus still speak it: signed by nobody, for another name, out of date."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "old.example.gov.cn")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=9), now - timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    file = folder / "old.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every small answer waits 40 ms for an ACK
    wbufsize = 64 * 1024
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.path = f"{self.path} {body}"  # a reply to a POST is kept under its path and its body
        self._answer()

    def _answer(self) -> None:
        site = self.server.site
        told = self.headers.get("If-None-Match")
        site.arrived[self.path] += 1
        found = site.replies.get(self.path, Reply(body=b"<html><title>404</title></html>", status=404))
        reply = found() if callable(found) else found
        etag = f'"{sha256(reply.body).hexdigest()[:16]}"'
        same = reply.validators and reply.status == 200 and told == etag
        status = 304 if same else reply.status
        site.log.append(
            Asked(
                method=self.command,
                path=self.path,
                at=time.monotonic(),
                agent=self.headers.get("User-Agent", ""),
                conditional=told is not None,
                status=status,
            )
        )
        if reply.hang:
            site.closing.wait(reply.hang)
        self.send_response(status)
        if reply.validators and reply.status == 200:
            self.send_header("ETag", etag)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        body = b"" if same else reply.body
        if not same:
            self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The log is in the site."""
