"""What `crawl` says, and with which exit code it ends."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store import connection, runs, switches
from tests.spiders import site as sites
from tests.spiders.crawling import House
from tests.spiders.site import Site

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.serve() as served:
        served.replies["/list.html"] = sites.listing([1, 2])
        served.replies |= {f"/art/{n}.html": sites.release(n) for n in (1, 2)}
        yield served


def enable(house: House, *ids: str) -> None:
    db = connection.connect(house.archive)
    switches.enable(db, ids, NOW)
    db.close()


def test_without_an_enabled_source_it_says_what_to_do_first(house: House) -> None:
    ended = house.run("crawl")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "policywatch: No source is enabled: policywatch init --city 济南\n"


def test_an_unknown_source_is_answered_with_the_nearest(house: House, site: Site) -> None:
    house.source("jinan-kjj-own", f"{site.url}/list.html")
    ended = house.run("crawl", "jinan-kij-own")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "jinan-kjj-own" in ended.err


def test_names_and_all_do_not_go_together(house: House) -> None:
    assert house.run("crawl", "a", "--all").code == 2


def test_all_enabled_sources_are_visited_and_scheduled_and_then_not_due(house: House, site: Site) -> None:
    house.source("one", f"{site.url}/list.html")
    house.source("off", f"{site.url}/other.html")
    enable(house, "one")
    first = house.run("crawl")
    assert (first.code, site.count("/other.html")) == (0, 0)
    assert first.out.split("\t")[:6] == ["one", "news", "2", "2", "2", "0"]
    db = connection.connect(house.archive)
    state = switches.states(db)["one"]
    latest = runs.recent(db, "one", 1)[0]
    db.close()
    assert latest.outcome is runs.Outcome.NEWS
    assert state.next_due is not None
    assert timedelta(minutes=25) < state.next_due - datetime.now(UTC) < timedelta(hours=16)
    due = house.run("crawl", "--due", "--json")
    assert (due.code, due.out, site.count("/list.html")) == (0, "", 1)


def test_a_broken_file_is_named_and_the_others_go_on(house: House, site: Site) -> None:
    house.source("one", f"{site.url}/list.html")
    (house.sources / "bad.toml").write_text('schema = 1\nid = "bad"\nnmae = "x"\n', encoding="utf-8")
    ended = house.run("crawl", "one", "--json")
    assert ended.code == 1
    assert ended.by_source["one"]["outcome"] == "news"
    assert len(ended.err.splitlines()) == 1
    assert "bad.toml" in ended.err


def test_a_round_ends_badly_for_ones_own_dead_source_and_health_only_for_what_worked(house: House, site: Site) -> None:
    house.source("one", f"{site.url}/list.html")
    house.source("never", f"{site.url}/nothing.html")
    enable(house, "one", "never")
    first = house.run("crawl")
    assert first.out.splitlines()[-1].split("\t")[:2] == ["never", "broken"]
    health = house.run("sources", "health", "--json")
    assert (first.code, health.code, health.by_source["never"]["state"]) == (1, 0, "unverified")
    del site.replies["/list.html"]
    again = house.run("crawl", "one", "--json")
    health = house.run("sources", "health", "--json")
    assert (again.code, health.code, health.by_source["one"]["state"]) == (1, 1, "broken")


def test_scrapy_knows_every_source_as_a_spider_and_keeps_what_it_finds(house: House, site: Site) -> None:
    house.source("one", f"{site.url}/list.html")
    environment = house.environment | {
        "POLICYWATCH_DB": str(house.archive),
        "POLICYWATCH_SOURCES": str(house.sources),
        "SCRAPY_SETTINGS_MODULE": "spiders.settings",
    }

    def scrapy(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-P", "-m", "scrapy", *words]
        return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert "one" in scrapy("list").stdout.split()
    crawled = scrapy("crawl", "one")
    assert (crawled.returncode, crawled.stderr) == (0, "")
    assert len(house.titles()) == 2


def test_starting_up_loads_neither_scrapy_nor_trafilatura() -> None:
    heavy = ("scrapy", "twisted", "trafilatura", "lxml")
    code = f"import sys, spiders.commands; print(*(m for m in {heavy} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""


def test_a_folder_that_cannot_be_written_is_one_line(house: House, site: Site) -> None:
    house.source("a", f"{site.url}/list.html")
    house.archive.with_name(f"{house.archive.name}-visits").mkdir()  # as good as a disk that is only read
    ended = house.run("crawl", "a")
    assert ended.code == 1
    assert len(ended.err.splitlines()) == 1, ended.err
    assert "archive.db-visits cannot be written" in ended.err
    assert "check its permissions" in ended.err


def test_a_round_that_reaches_no_host_at_all_tells_of_this_machines_network(house: House, site: Site) -> None:
    for n in range(5):
        house.source(f"away-{n}", f"http://no-such-{n}.invalid/list.html")
    ended = house.run("crawl", *(f"away-{n}" for n in range(5)))
    assert ended.code == 1
    assert "none of 5 hosts could be reached: look at this machine's network" in ended.err
    house.source("here", f"{site.url}/list.html")
    ended = house.run("crawl", "here", *(f"away-{n}" for n in range(5)))
    assert "none of" not in ended.err
