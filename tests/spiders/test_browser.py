"""Lists that only a browser shows; skipped where there is none."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from spiders import browser
from spiders.tunnel import Tunnel
from tests.spiders import site as sites
from tests.spiders.crawling import House, wait_until
from tests.spiders.site import Reply, Site

try:
    import playwright

    del playwright
    PROGRAM = str(browser.chromium(os.environ.get("POLICYWATCH_CHROMIUM")))
except ImportError:
    PROGRAM = ""
    WHY = "the extra is missing: pip install -e '.[browser]'"
except browser.NoBrowser as none:
    PROGRAM, WHY = "", str(none)
else:
    WHY = ""

needs_browser = pytest.mark.skipif(not PROGRAM, reason=WHY or "no browser")

SCRIPTED = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告</title></head><body>
<ul class="list"></ul><script>
fetch("/api/list.json").then(answer => answer.json()).then(rows => {
  document.querySelector("ul.list").innerHTML = rows.map(
    row => `<li><a href="/art/${row}.html">关于创新券第${row}号工作的通知</a><span>2026-09-24</span></li>`).join("");
});
</script></body></html>"""
CHALLENGE = """<!DOCTYPE html><html><head><title>请稍候</title></head><body><script>
document.cookie = "wzws_sessionid=1"; location.href = "/list.html";
</script></body></html>"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with sites.serve() as site:
        site.replies["/scripted.html"] = Reply(body=SCRIPTED.encode())
        site.replies["/api/list.json"] = Reply(body=b"[1, 2, 3]", kind="application/json")
        site.replies["/challenge.html"] = Reply(body=CHALLENGE.encode())
        site.replies["/list.html"] = sites.listing([1, 2, 3])
        site.replies["/slow.html"] = Reply(body=SCRIPTED.replace("/api/list.json", "/api/slow.json").encode())
        site.replies["/api/slow.json"] = Reply(body=b"[]", hang=60)
        for number in (1, 2, 3):
            site.replies[f"/art/{number}.html"] = sites.release(number)
        yield site


@needs_browser
def test_a_list_written_by_a_script_is_read_and_its_pages_are_fetched_without_a_browser(
    tmp_path: Path, site: Site
) -> None:
    house = House(tmp_path)
    house.source("scripted", f"{site.url}/scripted.html", 'fetch = "browser"')
    house.source("challenge", f"{site.url}/challenge.html", 'fetch = "browser"')
    ended = house.run("crawl", "scripted", "challenge", "--json")
    row = ended.by_source["scripted"]
    assert (row["outcome"], row["listed"], row["new"]) == ("news", 3, 3), ended.out + ended.err
    row = ended.by_source["challenge"]
    assert (row["outcome"], site.count("/list.html")) == ("blocked", 0), row
    assert {asked.agent.partition("/")[0] for asked in site.log} == {"policywatch"}
    tried = house.run("sources", "try", "scripted", "--json").rows
    assert [len(each["rows"]) for each in tried] == [3]


@needs_browser
def test_the_browser_reaches_nothing_private_by_any_name(tmp_path: Path, site: Site) -> None:
    house = House(tmp_path, {"POLICYWATCH_DELAY": "0"})
    name = socket.gethostname()
    port = site.url.rpartition(":")[2]
    house.source("literal", f"{site.url}/scripted.html", 'fetch = "browser"')
    house.source("named", f"http://{name}:{port}/scripted.html", 'fetch = "browser"')
    before = len(site.log)
    ended = house.run("crawl", "literal", "named", "--json")
    assert len(site.log) == before
    assert "private" in ended.by_source["literal"]["reason"]
    assert ended.by_source["named"]["outcome"] == "broken"


@needs_browser
def test_the_browser_goes_through_the_proxy_of_its_source_and_tells_nobody_else_its_login(
    tmp_path: Path, site: Site
) -> None:
    asked: list[tuple[str, str | None]] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            login = self.headers.get("Proxy-Authorization")
            asked.append((self.path, login))
            if login is None:
                self.send_response(407)
                self.send_header("Proxy-Authenticate", 'Basic realm="inside"')
                self.end_headers()
                return
            said = site.replies.get(self.path.removeprefix("http://news.example.com"), Reply(status=404))
            reply = said() if callable(said) else said
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as proxy:
        Thread(target=proxy.serve_forever, daemon=True).start()
        house = House(tmp_path, {"POLICYWATCH_DELAY": "0"})
        through = f'proxy = "http://me:secret@127.0.0.1:{proxy.server_port}"'
        house.source("behind", "http://news.example.com/scripted.html", 'fetch = "browser"', "[fetching]", through)
        row = house.run("crawl", "behind", "--json").by_source["behind"]
        proxy.shutdown()
    assert (row["outcome"], row["listed"], row["new"]) == ("news", 3, 3), row
    assert ("http://news.example.com/scripted.html", "Basic bWU6c2VjcmV0") in asked


@needs_browser
def test_no_browser_outlives_a_killed_round(tmp_path: Path, site: Site) -> None:
    house = House(tmp_path)
    house.source("slow", f"{site.url}/slow.html", 'fetch = "browser"')
    site.arrived.clear()
    with house.begun("crawl", "slow") as process:
        wait_until(lambda: site.arrived["/api/slow.json"] > 0, seconds=100)
        tree = children(process.pid)
        assert any("chrom" in name for name in tree.values())
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
        wait_until(lambda: not alive(tree))


def test_a_missing_browser_is_one_line_that_names_the_command(tmp_path: Path, site: Site) -> None:
    house = House(tmp_path)
    house.environment |= {"POLICYWATCH_CHROMIUM": str(tmp_path / "none")}
    house.source("scripted", f"{site.url}/scripted.html", 'fetch = "browser"')
    row = house.run("crawl", "scripted", "--json").by_source["scripted"]
    assert row["outcome"] == "broken"
    assert "POLICYWATCH_CHROMIUM" in row["reason"] or "pip install" in row["reason"]


def test_the_tunnel_carries_pages_but_nothing_private_and_nothing_endless(site: Site) -> None:
    port = int(site.url.rpartition(":")[2])

    async def ask(target: str, *, allow_private: bool, largest: int = 1_000_000) -> tuple[bytes, dict[str, str]]:
        tunnel = Tunnel(allow_private=allow_private, largest=largest)
        proxy = await tunnel.open()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(proxy.rpartition(":")[2]))
            writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n".encode())
            said = await reader.read()
            writer.close()
            await writer.wait_closed()
            return said, tunnel.refused
        finally:
            await tunnel.close()

    site.replies["/large"] = Reply(body=b"x" * 400_000)
    body, refused = asyncio.run(ask(f"http://127.0.0.1:{port}/art/1.html", allow_private=True))
    assert body.startswith((b"HTTP/1.0 200", b"HTTP/1.1 200"))
    assert refused == {}
    body, refused = asyncio.run(ask(f"http://localhost:{port}/art/1.html", allow_private=False))
    assert body.startswith(b"HTTP/1.1 403")
    assert list(refused) == ["localhost"]
    body, _ = asyncio.run(ask(f"http://127.0.0.1:{port}/large", allow_private=True, largest=100_000))
    assert 100_000 < len(body) < 300_000


def children(root: int) -> dict[int, str]:
    """Every process below this one, with its name."""
    found: dict[int, str] = {}
    ahead = [root]
    while ahead:
        pid = ahead.pop()
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, task.read_text().split()):
                found[child] = Path(f"/proc/{child}/comm").read_text().strip()
                ahead.append(child)
    return found


def alive(tree: dict[int, str]) -> list[int]:
    """Those that still run: neither gone nor waiting to be buried."""

    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
        except OSError:
            return False

    return [pid for pid in tree if runs(pid)]
