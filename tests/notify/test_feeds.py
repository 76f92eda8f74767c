"""Feeds and calendars, read back by the libraries that readers use, and the pages in a real server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from icalendar import Calendar
from lxml import etree

from extract.document import Attachment, Evidence
from store import documents, subscriptions
from store.connection import connect
from tests.store.arrivals import arrival

TODAY = datetime.now(UTC).date()
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "archive.db"
    db = connect(path)
    for number in range(3):
        arrived = arrival(
            f"https://kjj.jinan.gov.cn/{number}",
            title=f"关于申报第{number}批 <创新券> & 补贴的通知",
            text=f"第{number}批创新券申报：现将有关事项通知如下，请各单位认真组织。\n请于月底前报送 <材料>\x0b。" * 3,
            published=TODAY - timedelta(days=number),
            said={
                "issuer": "济南市科学技术局",
                "number": f"济科发〔2026〕{number + 1}号",
                "region": "370100",
                "city": "济南市",
                "category": "通知",
                "deadline": TODAY + timedelta(days=10 - 50 * number),
                "evidence": (Evidence(field="deadline", basis="sentence", text="请于月底前报送"),),
                "attachments": (
                    Attachment(name="申报书.docx", url=f"https://kjj.jinan.gov.cn/{number}.docx", kind="docx"),
                ),
            },
        )
        documents.record(db, arrived)
    subscriptions.add(
        db,
        name="济南 创新/券",
        query="创新券",
        channels=["json://token@127.0.0.1/hook"],
        now=datetime.now(UTC),
        city="370100",
    )
    db.close()
    return path


def run(path: Path, *words: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "--db", str(path), *words], capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_the_atom_feed_holds_to_the_standard_and_reads_back(path: Path) -> None:
    made = run(path, "feed", "济南 创新/券")
    assert made == run(path, "feed", "济南 创新/券")  # a reader that asks again sees nothing new
    root = etree.fromstring(made)
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
    for entry in root.iter(f"{ATOM}entry"):
        rels = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
        assert rels == ["alternate", "enclosure"]
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
    read: Any = feedparser.parse(made)
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        f"关于申报第{number}批 <创新券> & 补贴的通知" for number in range(3)
    ]
    assert "报送 &lt;材料&gt;。" in read.entries[0].content[0].value
    assert len({entry.id for entry in read.entries}) == 3


def test_an_entry_keeps_its_identity_when_another_original_is_elected(path: Path) -> None:
    before: Any = feedparser.parse(run(path, "feed"))
    db = connect(path)
    old = documents.get(db, 1)
    assert old is not None
    db.execute("update documents set url = 'https://www.gov.cn/elected' where id = 1")
    db.close()
    after: Any = feedparser.parse(run(path, "feed"))
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.entries[0].link == "https://www.gov.cn/elected"


def test_the_json_feed_names_every_release(path: Path) -> None:
    made = json.loads(run(path, "feed", "--city", "济南", "--format", "json"))
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["tags"] for item in made["items"]] == [["通知", "济南市"]] * 3
    assert made["items"][0]["attachments"][0]["title"] == "申报书.docx"


def test_the_calendar_holds_deadlines_that_are_ahead_or_just_passed(path: Path) -> None:
    calendar = Calendar.from_ical(run(path, "feed", "--format", "ics"))
    events = list(calendar.walk("VEVENT"))
    assert [event.decoded("dtstart") for event in events] == [TODAY + timedelta(days=10)]
    assert "请于月底前报送" in str(events[0]["description"])
    assert events[0].decoded("dtend") - events[0].decoded("dtstart") == timedelta(days=1)
    assert [alarm.decoded("trigger") for alarm in calendar.walk("VALARM")] == [timedelta(days=-3)]


def test_a_feed_is_written_to_its_file_whole(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "feed.xml"
    run(path, "feed", "--query", "创新券", "--out", str(out))
    assert not feedparser.parse(out.read_bytes()).bozo
    assert [file.name for file in tmp_path.glob("feed*")] == ["feed.xml"]


@pytest.mark.parametrize(
    "words", [["nobody"], ["--query", "(a"], ["--city", "济楠"], ["济南 创新/券", "--query", "x"]], ids=" ".join
)
def test_wrong_use_of_feed_is_one_line(path: Path, words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "cli", "--db", str(path), "feed", *words],
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


@pytest.fixture
def served(path: Path) -> Iterator[str]:
    words = [sys.executable, "-P", "-m", "cli", "--db", str(path), "serve", "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        try:
            yield found[0].rstrip("/")
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def get(url: str, **headers: str) -> tuple[int, str, Any]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as wrong:
        return wrong.code, wrong.read().decode(), wrong.headers


def test_the_archive_can_be_read_in_a_browser(served: str) -> None:
    status, page, headers = get(f"{served}/?q={quote('创新券')}&city={quote('济南')}")
    assert status == 200
    assert "&lt;<mark>创新券</mark>&gt; &amp; 补贴" in page
    assert "script-src" not in headers["Content-Security-Policy"]  # none at all is allowed: default-src 'none'
    status, page, _ = get(f"{served}/d/1")
    assert "请于月底前报送 &lt;材料&gt;" in page
    status, page, _ = get(f"{served}/subscriptions")
    assert "济南 创新/券" in page
    assert "token" not in page
    feed = re.search(r'href="([^"]+feed\.atom)"', page)
    assert feed is not None
    status, body, headers = get(served + feed[1])
    assert len(feedparser.parse(body).entries) == 3
    assert get(served + feed[1], **{"If-None-Match": headers["ETag"]})[0] == 304
    assert "BEGIN:VEVENT" in get(f"{served}/calendar.ics?city={quote('济南')}")[1]
    assert get(f"{served}/static/page.css")[0] == 200


def test_what_cannot_be_served_is_said_on_the_page(served: str) -> None:
    for address, status in (
        ("/d/999", 404),
        ("/d/99999999999999999999999", 404),
        (f"/?q={quote('(创新')}", 400),
        (f"/feed.atom?city={quote('济楠')}", 400),
        ("/feed.rss", 404),
        ("/s/nobody/feed.atom", 404),
        ("/nothing", 404),
        (f"/?q={'x' * 600}", 400),
    ):
        got, page, _ = get(served + address)
        assert got == status, address
        assert "Traceback" not in page
    assert get(f"{served}/?page=99999999999")[0] == 200
