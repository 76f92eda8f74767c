"""A redesign in the middle: named in the first run, nothing wrong stored, mended by the titles known from before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import connection, health, notices
from store.health import State
from tests.spiders import site as sites
from tests.spiders.crawling import House
from tests.spiders.site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.serve() as served:
        served.replies["/list.html"] = sites.listing(range(6))
        for n in range(12):
            served.replies[f"/art/{n}.html"] = sites.release(n)
            served.replies[f"/menu/{n}.html"] = sites.release(n, word="办事指南")
        yield served


@pytest.fixture
def house(tmp_path: Path, site: Site) -> House:
    made = House(tmp_path)
    made.source("one", f"{site.url}/list.html")
    return made


def redesigned(releases: int) -> sites.Reply:
    """The list in cards, and where it was a menu of other things."""
    cards = "".join(
        f'<div class="card"><h3><a href="/art/{n}.html">关于创新券第{n}号工作的通知</a></h3><em>2026-09-24</em></div>'
        for n in range(releases)
    )
    menu = "".join(f'<li><a href="/menu/{n}.html">关于办事指南第{n}号工作的通知</a></li>' for n in range(12))
    page = (
        f'<html><head><meta charset="utf-8"></head><body><ul class="menu">{menu}</ul><div>{cards}</div></body></html>'
    )
    return sites.Reply(body=page.encode())


def test_a_redesigned_list_is_named_mended_and_read_again_without_a_flood(house: House, site: Site) -> None:
    assert house.run("crawl", "one").code == 0
    site.replies["/list.html"] = redesigned(8)
    broken = house.run("crawl", "one", "--json")
    assert (broken.code, broken.rows[0]["outcome"]) == (1, "broken")
    assert "policywatch sources repair one" in broken.rows[0]["reason"]
    assert len(house.titles()) == 6
    looked = house.run("sources", "health", "--json")
    assert (looked.code, looked.rows) == (0, [])  # it is not switched on
    before = (house.sources / "one.toml").read_text()
    (house.sources.parent / "page.html").write_bytes(redesigned(8).body)
    offered = house.run("sources", "repair", "one", "--page", str(house.sources.parent / "page.html"), "--json")
    assert offered.code == 0, offered.err
    assert [row["title"] for row in offered.rows[0]["rows"]] == [f"关于创新券第{n}号工作的通知" for n in range(8)]
    assert (house.sources / "one.toml").read_text() == before
    applied = house.run("sources", "repair", "one", "--apply")
    assert "- item  ul.list li" in applied.out
    assert "6 of them known" in applied.out
    mended = house.run("crawl", "one", "--json")
    assert (mended.code, mended.rows[0]["new"]) == (0, 2)
    assert len(house.titles()) == 8
    db = connection.connect(house.archive)
    held = db.conn.execute("select held from changes where kind = 'new' order by id desc limit 2").fetchall()
    kept = health.get(db, "one")
    told = [(notice.stage, notice.state) for notice in notices.unfinished(db)]
    db.close()
    assert held == [(1,), (1,)]  # of September: they come as a summary
    assert kept is not None
    assert kept.state is State.OK
    assert told == []  # broken and mended before anybody was told


def test_a_source_whose_file_is_broken_is_to_be_corrected_not_disabled(house: House) -> None:
    assert house.run("sources", "enable", "one").code == 0
    house.run("crawl", "one")
    with (house.sources / "one.toml").open("a") as file:
        file.write('date = "span')
    looked = house.run("sources", "health", "--json")
    (row,) = looked.rows
    assert (row["state"], row["reason"]) == ("missing", "its file cannot be used")
    assert row["do"] == "correct it where policywatch doctor says"
    (house.sources / "one.toml").unlink()
    assert house.run("sources", "health", "--json").rows[0]["do"] == "policywatch sources disable one"


def test_another_list_under_the_same_selector_is_doubted_until_a_person_accepts_it(house: House, site: Site) -> None:
    house.run("crawl", "one")
    other = [(f"/menu/{n}.html", f"关于办事指南第{n}号工作的通知", "2026-09-24") for n in range(12)]
    site.replies["/list.html"] = sites.rows(other)
    doubted = house.run("crawl", "one", "--json")
    assert (doubted.code, doubted.rows[0]["outcome"], doubted.rows[0]["new"]) == (1, "broken", 0)
    assert "none of the 6 releases known from this list" in doubted.rows[0]["reason"]
    assert len(house.titles()) == 6
    assert house.run("sources", "repair", "one", "--accept").code == 0
    accepted = house.run("crawl", "one", "--json")
    assert (accepted.code, accepted.rows[0]["new"]) == (0, 12)


def test_a_host_that_says_when_to_come_back_is_not_asked_before(house: House, site: Site) -> None:
    site.replies["/list.html"] = sites.Reply(status=429, headers={"Retry-After": "7200"})
    first = house.run("crawl", "one", "--json").rows[0]
    assert first["outcome"] == "blocked"
    asked = site.count("/list.html")
    house.source("two", f"{site.url}/other.html")
    second = house.run("crawl", "one", "two", "--json")
    assert {row["outcome"] for row in second.rows} == {"blocked"}
    assert (site.count("/list.html"), site.count("/other.html")) == (asked, 0)
