"""Serve the tour's three sites on loopback, in the forms in which such sites really publish."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from string import Template

FIRST, SECOND = 1, 2  # the two rounds of the tour


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One page of a demo site and its row in the list."""

    path: str
    page: str  # file in pages/
    title: str
    published: str  # name of a template word, or a date
    since: int = FIRST


BUREAU = (
    Release(
        path="/t/voucher.html", page="bureau_voucher", title="关于组织申报${year}年度科技创新券的通知", published="d2"
    ),
    Release(
        path="/t/pilot.html",
        page="bureau_pilot",
        title="关于对《济南市中试基地建设管理办法（征求意见稿）》公开征求意见的公告",
        published="d4",
    ),
    Release(
        path="/t/hightech.html",
        page="bureau_hightech",
        title="关于做好${year}年高新技术企业认定服务工作的通知",
        published="d5",
    ),
    Release(
        path="/t/contracts.html", page="bureau_contracts", title="济南市技术合同登记服务指南", published="2023-03-14"
    ),
    Release(
        path="/t/centres.html",
        page="bureau_list_shown",
        title="关于公示${year}年度拟认定市级企业研发机构名单的公告",
        published="d0",
        since=SECOND,
    ),
)
REPRINTS = (
    Release(
        path="/post/41.html", page="reprint_voucher", title="关于组织申报${year}年度科技创新券的通知", published="d1"
    ),
    Release(path="/post/39.html", page="reprint_jinhua", title="金华市发布企业技术改造贴息办法", published="d3"),
)
MIRROR = (
    Release(
        path="/show/77.html",
        page="mirror_hightech",
        title="關於做好${year}年高新技術企業認定服務工作的通知",
        published="d3",
    ),
    Release(path="/show/70.html", page="mirror_contracts", title="濟南市技術合同登記服務指南", published="2023-03-16"),
)

_LISTS = {
    "bureau": '<html><head><meta charset="utf-8"><title>通知公告_济南市科学技术局（演示）</title></head><body>'
    '<ul class="nav"><li><a href="/about.html">机构概况</a></li><li><a href="/service.html">办事服务</a></li></ul>'
    '<div class="main"><ul class="list">{rows}</ul><script>createPageHTML(1, 0, "index", "html");</script></div>'
    "</body></html>",
    "reprints": '<html><head><meta charset="utf-8"><title>惠企政策速递网（演示）</title></head><body>'
    '<nav><a href="/c1">政策速递</a><a href="/c2">项目代办</a></nav><div class="posts">{rows}</div></body></html>',
    "mirror": '<html><head><meta charset="utf-8"><title>產業服務聯盟（演示）</title></head><body>'
    '<div class="nav"><a href="/about.html">聯盟概況</a></div><ul class="news">{rows}</ul></body></html>',
}
_ROWS = {
    "bureau": '<li><span class="date">{day}</span><a href=".{path}" title="{title}">{short}</a></li>',
    "reprints": '<div class="post-item"><h2><a href="{path}">{title}</a></h2><span class="time">{day}</span></div>',
    "mirror": '<li><a href="{path}">{title}</a> [{day}]</li>',
}


def words(today: date, part: int) -> Mapping[str, str]:
    """What the pages' placeholders stand for on this day, in this round of the tour."""
    deadline, later = today + timedelta(days=20), today + timedelta(days=35)
    closing = (
        f"请于{_chinese(deadline)}前完成网上提交，逾期不再受理。"
        if part == FIRST
        else f"因申报踊跃，网上提交时间延长，请于{_chinese(later)}前完成，逾期不再受理。"
    )
    days = {f"d{n}": (today - timedelta(days=n)).isoformat() for n in range(6)}
    chinese = {f"c{n}": _chinese(today - timedelta(days=n)) for n in range(6)}
    return days | chinese | {"year": str(today.year), "closing": closing, "c_deadline": _chinese(deadline)}


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(slots=True)
class Site:
    """One demo site; `part` decides what it shows."""

    name: str
    releases: Sequence[Release]
    today: date
    part: int = FIRST
    url: str = ""

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """The page at a path with its media type, or None for a 404."""
        said = words(self.today, self.part)
        shown = [release for release in self.releases if release.since <= self.part]
        if path in ("/", "/index.html"):
            return self._list(shown, said).encode(), "text/html"
        for release in shown:
            if release.path == path:
                page = files(__package__).joinpath(f"pages/{release.page}.html").read_text(encoding="utf-8")
                return Template(page).substitute(said).encode(), "text/html"
        if path == "/robots.txt":
            return b"User-agent: *\nAllow: /\n", "text/plain"
        return None

    def _list(self, shown: Sequence[Release], said: Mapping[str, str]) -> str:
        rows = []
        for release in sorted(shown, key=lambda r: said.get(r.published, r.published), reverse=True):
            title = escape(Template(release.title).substitute(said))
            day = said.get(release.published, release.published)
            rows.append(_ROWS[self.name].format(day=day, path=release.path, title=title, short=title[:28]))
        return _LISTS[self.name].format(rows="\n".join(rows))


@contextmanager
def serve(today: date) -> Iterator[dict[str, Site]]:
    """The three sites on free loopback ports, until the block ends."""
    sites = {
        name: Site(name, releases, today)
        for name, releases in (("bureau", BUREAU), ("reprints", REPRINTS), ("mirror", MIRROR))
    }
    with ExitStack() as stack:
        for site in sites.values():
            server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
            server.daemon_threads = True
            site.url = f"http://127.0.0.1:{server.server_address[1]}/index.html"
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            stack.callback(thread.join, 5)
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
        yield sites


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = site.answer(self.path.partition("?")[0])
            if found is None:
                self._send(404, b"<html><body>404</body></html>", "text/html", None)
                return
            body, kind = found
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                self._send(304, b"", kind, tag)
            else:
                self._send(200, body, kind, tag)

        def _send(self, status: int, body: bytes, kind: str, tag: str | None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if tag:
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet: the tour prints what matters."""

    return Handler


@contextmanager
def mailbox() -> Iterator[tuple[str, list[dict[str, object]]]]:
    """A webhook on loopback: its Apprise address and the messages it has received."""
    import json

    received: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet: the tour prints the messages."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_address[1]}/alerts", received
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
