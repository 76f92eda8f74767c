"""What comes in heaps is told as one summary, whichever way it came; by the commands that people call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import connection, frontier, raw
from store.frontier import Row
from tests.notify.conftest import Receiver
from tests.spiders import site as sites
from tests.spiders.crawling import House
from tests.spiders.site import Site

OLD = datetime.now(UTC).date() - timedelta(days=60)


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.serve() as served:
        for n in range(9):
            page = sites.release(n).body.replace(b"2026-09-24", str(OLD).encode())
            served.replies[f"/art/{n}.html"] = sites.Reply(body=page)
        yield served


@pytest.fixture
def house(tmp_path: Path, receiver: Receiver) -> House:
    made = House(tmp_path)
    assert made.run("subscriptions", "add", "券", "--query", "创新券", "--to", receiver.url).code == 0
    return made


def told(house: House, receiver: Receiver) -> list[tuple[str, int]]:
    """Kind and size of each message that goes out now."""
    before = len(receiver.messages)
    assert house.run("deliver").code == 0
    return [(one["kind"], len(one["items"])) for one in receiver.messages[before:]]


def test_an_import_is_one_summary_and_what_is_of_these_days_is_told(house: House, receiver: Receiver) -> None:
    texts = [sites.release(n).body.decode().partition("<p>")[2] for n in range(5)]
    days = [OLD] * 4 + [datetime.now(UTC).date()]
    rows = [
        {"url": f"https://kjj.example.gov.cn/{n}.html", "title": f"创新券第{n}号", "text": text, "published": str(day)}
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    file = house.archive.with_name("old.jsonl")
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert house.run("import", str(file)).code == 0
    assert sorted(told(house, receiver)) == [("release", 1), ("summary", 4)]
    assert house.run("alerts", "release", "券").code == 0
    assert told(house, receiver) == [("release", 4)]


def test_what_a_reread_finds_is_one_summary(house: House, receiver: Receiver) -> None:
    db = connection.connect(house.archive)
    for n in range(4):
        url, now = f"https://kjj.example.gov.cn/{n}.html", datetime.now(UTC)
        frontier.discover(
            db, source="kjj", list_url=url, rows=[Row(url=url)], validators=None, tell_since=None, now=now
        )
        page = raw.keep(db, sites.release(n).body)
        frontier.settle(db, url, outcome="unreadable", now=now, raw=page, reason="no text")
    db.close()
    assert [row["became"] for row in house.run("reread", "--json").rows] == ["found"] * 4
    assert told(house, receiver) == [("summary", 4)]


def test_a_new_source_is_one_summary_and_once_more_when_it_is_repaired(
    house: House, site: Site, receiver: Receiver
) -> None:
    house.source("one", f"{site.url}/list.html")
    listed = [(f"/art/{n}.html", f"关于创新券第{n}号工作的通知", str(OLD)) for n in range(9)]
    site.replies["/list.html"] = sites.rows(listed[:5])
    assert house.run("crawl", "one").code == 0
    assert told(house, receiver) == [("summary", 5)]
    site.replies["/list.html"] = sites.rows([])
    assert house.run("crawl", "one").code == 1
    site.replies["/list.html"] = sites.rows(listed)
    assert house.run("crawl", "one").code == 0
    assert told(house, receiver) == [("summary", 4)]
