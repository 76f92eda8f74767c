"""The schedule as a service."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from spiders import watching
from store import connection, switches
from tests.spiders import site as sites
from tests.spiders.crawling import House, wait_until
from tests.spiders.site import Site

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.serve() as served:
        served.replies["/list.html"] = sites.listing(range(30))
        for n in range(30):
            fine = sites.release(n)
            served.replies[f"/art/{n}.html"] = sites.Reply(body=fine.body, hang=0.05)
        yield served


@pytest.fixture
def house(tmp_path: Path, site: Site) -> House:
    made = House(tmp_path)
    made.source("one", f"{site.url}/list.html")
    db = connection.connect(made.archive)
    switches.enable(db, ["one"], NOW)
    db.close()
    return made


def details(site: Site) -> int:
    return sum(asked.path.startswith("/art/") for asked in site.log)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_one_pass_crawls_what_is_due_and_ends(house: House) -> None:
    ended = house.run("watch", "--once")
    assert ended.code == 0, ended.err
    assert len(house.titles()) == 30


def test_told_to_stop_it_lets_its_child_finish_what_is_in_hand(house: House, site: Site) -> None:
    with house.begun("watch") as service:
        wait_until(lambda: details(site) >= 5)
        service.send_signal(signal.SIGTERM)
        _, err = service.communicate(timeout=40)
    assert service.returncode == 0, err
    assert 5 <= len(house.titles()) == details(site) < 30


def test_it_survives_a_child_that_is_killed(house: House, site: Site) -> None:
    with house.begun("watch") as service:
        wait_until(lambda: details(site) >= 5)
        for child in children(service.pid):
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: details(site) >= 30, seconds=60)
        service.send_signal(signal.SIGTERM)
        _, err = service.communicate(timeout=40)
    assert service.returncode == 0
    assert "killed by signal 9" in err


def test_with_nothing_enabled_it_does_not_start(tmp_path: Path) -> None:
    ended = House(tmp_path).run("watch")
    assert ended.code == 2
    assert "policywatch init" in ended.err


@pytest.mark.parametrize(
    ("crashes", "due", "seconds"),
    [
        (0, NOW + timedelta(seconds=20), 20.0),
        (0, NOW + timedelta(hours=5), 60.0),
        (0, NOW - timedelta(hours=5), 1.0),
        (0, None, 60.0),
        (1, NOW, 4.0),
        (30, NOW, 300.0),
    ],
)
def test_it_waits_for_the_next_due_source_but_never_long(crashes: int, due: datetime | None, seconds: float) -> None:
    assert watching.pause(crashes, due, NOW, 60.0) == seconds
