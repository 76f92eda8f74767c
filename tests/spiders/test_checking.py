"""`sources check`: many sites at once, what they showed is kept, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store import checks, connection
from tests.spiders import listpages
from tests.spiders import site as sites
from tests.spiders.crawling import House
from tests.spiders.site import Reply

Looked = tuple[
    House, dict[str, dict[str, object]], int, list[str]
]  # by source what was said, the exit code, what was asked
CHALLENGE = b"<html><head><script>var $_ts=window['$_ts'];</script></head><body></body></html>"
UNDATED = listpages.page(
    '<ul class="menu2">' + "".join(f'<li><a href="/x/{n}.html">关于第{n}批名单</a></li>' for n in range(8)) + "</ul>"
)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    house = House(tmp_path_factory.mktemp("checking"))
    with sites.serve() as one, sites.serve() as two:
        one.replies["/trs/"] = Reply(body=listpages.trs())
        one.replies["/about/"] = Reply(body=listpages.without_list())
        one.replies["/menu/"] = Reply(body=UNDATED)
        two.replies["/jpage/"] = Reply(body=listpages.jpage())
        two.replies["/waf/"] = Reply(body=CHALLENGE, status=412)
        house.source("good", f"{one.url}/trs/", item="ul.u-list li")
        house.source("redesigned", f"{one.url}/trs/?again", item="ul.gone li")
        one.replies["/trs/?again"] = Reply(body=listpages.trs())
        house.source("gone", f"{one.url}/gone/")
        house.source("menu", f"{one.url}/menu/", item="ul.menu2 li")
        house.source("records", f"{two.url}/jpage/", item=".list li")
        house.source("blocked", f"{two.url}/waf/")
        names = ("good", "redesigned", "gone", "menu", "records", "blocked")
        ended = house.run("sources", "check", *names, "--save", "--json")
        asked = [each.path for each in one.log + two.log]
    return house, {row["source"]: row for row in ended.rows}, ended.code, asked


def test_each_source_gets_its_verdict_with_rows_and_reason(looked: Looked) -> None:
    _, found, code, _ = looked
    assert {id: row["found"] for id, row in found.items()} == {
        "good": "good",
        "records": "good",
        "menu": "doubtful",
        "redesigned": "broken",
        "gone": "broken",
        "blocked": "blocked",
    }
    assert (found["good"]["rows"], found["good"]["dated"], found["good"]["error"]) == (6, 6, None)
    assert found["good"]["titles"] == list(listpages.TITLES[:5])
    assert "without selectors 6 rows" in str(found["redesigned"]["error"])
    assert "challenge" in str(found["blocked"]["error"])
    assert code == 1  # they were named


def test_only_lists_are_asked_for(looked: Looked) -> None:
    asked = looked[3]
    assert len([path for path in asked if path != "/robots.txt"]) == 6
    assert asked.count("/robots.txt") == 2


def test_the_archive_knows_it_and_holds_no_document(looked: Looked) -> None:
    db = connection.connect(looked[0].archive)
    assert {id: one.found for id, one in checks.latest(db).items()} == {
        id: row["found"] for id, row in looked[1].items()
    }
    assert checks.working(db) == {"good", "records"}
    assert db.execute("select count(*) from documents").fetchone()[0] == 0
    assert db.execute("select count(*) from pages").fetchone()[0] == 0
    db.close()


def test_page_and_rows_are_kept_beside_the_users_sources(looked: Looked) -> None:
    kept = looked[0].sources / "captured"
    assert {folder.name for folder in kept.iterdir()} == {"good", "records", "menu"}
    assert (kept / "good" / "1.page").read_bytes() == listpages.trs()
    rows = json.loads((kept / "good" / "1.json").read_text(encoding="utf-8"))["rows"]
    assert [row["title"] for row in rows] == list(listpages.TITLES)
    assert [row["date"] for row in rows] == list(listpages.DAYS)


def test_a_slow_site_holds_up_no_other_and_time_has_an_end(tmp_path: Path) -> None:
    house = House(tmp_path)
    with sites.serve() as slow, sites.serve() as quick:
        slow.replies["/l/"] = Reply(body=listpages.trs(), hang=20)
        quick.replies["/l/"] = Reply(body=listpages.trs())
        house.source("slow", f"{slow.url}/l/", "[fetching]", "timeout = 0.5", item="ul.u-list li")
        house.source("slower", f"{slow.url}/l/?2", "[fetching]", "timeout = 15", item="ul.u-list li")
        slow.replies["/l/?2"] = Reply(body=listpages.trs(), hang=20)
        house.source("quick", f"{quick.url}/l/", item="ul.u-list li")
        ended = house.run("sources", "check", "*low*", "quick", "--seconds", "3", "--json")
    found = {row["source"]: row["found"] for row in ended.rows}
    assert found == {"slow": "broken", "quick": "good"}
    assert "time is up: 1 were not looked at" in ended.err
