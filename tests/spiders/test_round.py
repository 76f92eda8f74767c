"""Whole rounds against a site on loopback, and what must hold when they are cut off."""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from tests.spiders import site as sites
from tests.spiders.crawling import Ended, House, wait_until
from tests.spiders.site import Reply, Site

CHALLENGE = b"<html><head><script>var $_ts=window['$_ts'];</script></head><body></body></html>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
MISSING_SOFTLY = "<html><head><title>404</title></head><body><p>您访问的页面不存在</p></body></html>".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """Two rounds over one site that does everything wrong, and a few things right."""

    site: Site
    slow: Site
    house: House
    calm: Site
    busy: Site
    first: Ended
    second: Ended
    third: Ended  # with --recheck, after some pages changed
    asked_first: Counter[str]
    asked_second: Counter[str]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    house = House(tmp_path_factory.mktemp("rounds"))
    with ExitStack() as stack:
        site, slow, strict, failing, calm, busy = (stack.enter_context(sites.serve()) for _ in range(6))
        _good_lists(site, house)
        _bad_lists(site, house)
        _pages(site, slow, house)
        slow.replies["/hangs.html"] = Reply(hang=30)
        slow.replies["/list.html"] = sites.rows(
            [(f"/{n}.html", f"关于{n}的通知", "2026-09-24") for n in ("hangs", "fine")]
        )
        slow.replies["/fine.html"] = sites.release(701)
        house.source("half-hanging", f"{slow.url}/list.html", "[fetching]", "timeout = 0.5")
        house.source("bad-timeout", f"{slow.url}/hangs.html", "[fetching]", "timeout = 0.5")
        strict.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n", kind="text/plain")
        house.source("bad-robots", f"{strict.url}/list.html")
        failing.replies["/robots.txt"] = Reply(status=503)
        house.source("bad-robots-503", f"{failing.url}/list.html")
        house.source("bad-name", "http://no-such-host.invalid/list.html")
        _patience(calm, busy, house)
        _by_script(site, house)
        old = stack.enter_context(sites.serve(tls=sites.expired_certificate(house.archive.parent)))
        old.replies |= {"/list.html": sites.listing([501]), "/art/501.html": sites.release(501)}
        house.source("bad-tls", f"{old.url}/list.html")
        house.source("old-tls", f"{old.url}/list.html", "[fetching]", 'tls = "legacy"')
        ids = sorted(file.stem for file in house.sources.glob("*.toml"))
        first = house.run("crawl", *ids, "--json")
        asked_first = site.asked()
        site.replies["/half/index_1.html"] = sites.listing([302], folder="/half")
        _publish_by_script(site, 602, 601)
        second = house.run("crawl", *ids, "--json")
        asked_second = site.asked()
        site.replies["/good/1.html"] = sites.release(1, word="补助")
        site.replies["/mix/broken.html"] = sites.release(202)
        third = house.run("crawl", "good", "mix", "--recheck", "--json")
        yield Rounds(
            site=site,
            slow=slow,
            house=house,
            calm=calm,
            busy=busy,
            first=first,
            second=second,
            third=third,
            asked_first=asked_first,
            asked_second=asked_second,
        )


def _good_lists(site: Site, house: House) -> None:
    site.replies["/good/list.html"] = sites.listing(range(4), folder="/good")
    site.replies |= {f"/good/{n}.html": sites.release(n) for n in range(4)}
    house.source("good", f"{site.url}/good/list.html")

    pages = ["index.html", "index_1.html", "index_2.html"]
    for number, name in enumerate(pages):
        site.replies[f"/paged/{name}"] = sites.listing(range(100 + 3 * number, 103 + 3 * number), folder="/paged")
    site.replies |= {f"/paged/{n}.html": sites.release(n) for n in range(100, 109)}
    paging = ("[list.pages]", 'style = "index_n"', 'pattern = "index_{n}.html"', "start = 1", "max = 9")
    house.source("paged", f"{site.url}/paged/index.html", *paging)

    site.replies |= {"/half/index.html": sites.listing([301], folder="/half"), "/half/index_1.html": Reply(status=500)}
    site.replies["/half/index_2.html"] = sites.listing([303], folder="/half")
    site.replies |= {f"/half/{n}.html": sites.release(n) for n in (301, 302, 303)}
    paging = ("[list.pages]", 'style = "index_n"', 'pattern = "index_{n}.html"', "start = 1", "max = 3")
    house.source("half", f"{site.url}/half/index.html", *paging)

    site.replies["/reprint/list.html"] = sites.listing([0, 1], folder="/reprint")
    site.replies |= {f"/reprint/{n}.html": sites.release(n) for n in range(2)}
    house.source("reprint", f"{site.url}/reprint/list.html")


UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"


def _by_script(site: Site, house: House) -> None:
    """A list page that never changes, because its script fetches the list."""
    script = f"""<script parseType="buildstatic" url="{UNIT}" querydata="{{'webId':'1','tagId':'list'}}"></script>"""
    site.replies["/col/index.html"] = sites.rows([], more=script)
    _publish_by_script(site, 601)
    house.source("by-script", f"{site.url}/col/index.html")


def _publish_by_script(site: Site, *numbers: int) -> None:
    listed = sites.listing(numbers, folder="/col").body.decode()
    answer = json.dumps({"success": True, "data": {"html": listed[listed.index("<ul") :]}})
    site.replies[f"{UNIT}?webId=1&tagId=list"] = Reply(body=answer.encode(), kind="application/json")
    site.replies |= {f"/col/{n}.html": sites.release(n) for n in numbers}


def _patience(calm: Site, busy: Site, house: House) -> None:
    """A site that wants a second between requests, and one that asks to come back in a second."""
    calm.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 1\n", kind="text/plain")
    calm.replies |= {"/list.html": sites.listing([401]), "/art/401.html": sites.release(401)}
    house.source("calm", f"{calm.url}/list.html")
    moods = iter([Reply(status=503, headers={"Retry-After": "1"})])
    busy.replies["/list.html"] = lambda: next(moods, sites.listing([402]))
    busy.replies["/art/402.html"] = sites.release(402)
    house.source("busy", f"{busy.url}/list.html")


def _bad_lists(site: Site, house: House) -> None:
    site.replies["/bad/500.html"] = Reply(status=500)
    site.replies["/bad/412.html"] = Reply(status=412, body=CHALLENGE)
    site.replies["/bad/challenge.html"] = Reply(body=CHALLENGE)
    site.replies["/bad/pdf.html"] = Reply(body=PDF, kind="application/pdf")
    site.replies["/bad/loop.html"] = Reply(status=302, headers={"Location": "/bad/loop.html"})
    site.replies["/bad/empty.html"] = sites.rows([])
    site.replies["/bad/soft.html"] = Reply(body=MISSING_SOFTLY)
    site.replies["/bad/moved.html"] = Reply(body=b"<script>window.location.href='/new/list.html'</script>")
    for name in ("404", "500", "412", "challenge", "pdf", "loop", "empty", "soft", "moved"):
        house.source(f"bad-{name}", f"{site.url}/bad/{name}.html")


def _pages(site: Site, elsewhere: Site, house: House) -> None:
    """One list whose rows lead to every kind of page."""
    wanted = {
        "fine": sites.release(200),
        "gone": Reply(status=404),
        "soft": Reply(body=MISSING_SOFTLY),
        "broken": Reply(status=500),
        "locked": Reply(status=412, body=CHALLENGE),
        "empty": Reply(body=b"<html><body></body></html>"),
        "hop": Reply(status=302, headers={"Location": "/mix/fine.html"}),
        "away": Reply(status=301, headers={"Location": f"{elsewhere.url}/away.html"}),
        "home": Reply(status=302, headers={"Location": "/"}),
    }
    elsewhere.replies["/away.html"] = sites.release(201)
    site.replies["/"] = sites.rows([("/", "首页", "2026-09-24")])
    site.replies |= {f"/mix/{name}.html": reply for name, reply in wanted.items()}
    site.replies["/mix/file.pdf"] = Reply(body=PDF, kind="application/pdf")
    links = [(f"/mix/{name}.html", f"关于{name}事项的通知", "2026-09-20") for name in wanted]
    links.append(("/mix/file.pdf", "关于印发科技计划的公告", "2026-09-21"))
    links.append(("/mix/fine.html?utm_source=list", "关于fine事项的通知", "2026-09-20"))
    site.replies["/mix/list.html"] = sites.rows(links)
    house.source("mix", f"{site.url}/mix/list.html")


def test_a_first_round_brings_what_the_list_shows(rounds: Rounds) -> None:
    row = rounds.first.by_source["good"]
    assert (row["outcome"], row["listed"], row["fetched"], row["new"]) == ("news", 4, 4, 4)
    assert set(row) >= {"source", "outcome", "reason", "listed", "fetched", "new", "revised", "copies", "seconds"}


def test_pagination_goes_on_to_the_end_of_the_list(rounds: Rounds) -> None:
    assert rounds.first.by_source["paged"]["new"] == 9


def test_the_same_wording_elsewhere_is_a_copy(rounds: Rounds) -> None:
    row = rounds.first.by_source["reprint"]
    assert (row["new"], row["copies"]) == (0, 2)


def test_a_quiet_round_costs_one_request_answered_304(rounds: Rounds) -> None:
    later = rounds.asked_second - rounds.asked_first
    assert [rounds.second.by_source[id]["outcome"] for id in ("good", "paged", "reprint")] == ["quiet"] * 3
    assert later["/good/list.html"] == later["/paged/index.html"] == 1
    assert not [path for path in later if path.startswith("/paged/") and path != "/paged/index.html"]
    assert [a.status for a in rounds.site.log if a.path == "/good/list.html"] == [200, 304, 304]


def test_a_page_is_asked_for_once_and_never_with_head(rounds: Rounds) -> None:
    asked = rounds.asked_second
    assert {asked[f"/good/{n}.html"] for n in range(4)} == {1}
    assert asked["/mix/fine.html"] == 1  # though a redirect and a tracking link lead to it, too
    assert asked["/mix/empty.html"] == asked["/mix/gone.html"] == asked["/mix/file.pdf"] == 1
    assert {a.method for a in rounds.site.log} == {"GET"}


def test_robots_txt_is_asked_for_once_a_day(rounds: Rounds) -> None:
    assert rounds.site.count("/robots.txt") == 1


def test_we_say_who_we_are(rounds: Rounds) -> None:
    assert all(asked.agent.startswith("policywatch/") for asked in rounds.site.log)


@pytest.mark.parametrize(
    ("source", "outcome", "reason"),
    [
        ("bad-404", "broken", "HTTP 404"),
        ("bad-500", "broken", "HTTP 500"),
        ("bad-412", "blocked", "HTTP 412"),
        ("bad-challenge", "blocked", "$_ts"),
        ("bad-pdf", "broken", "PDF"),
        ("bad-loop", "broken", "circle"),
        ("bad-empty", "broken", "ul.list li"),
        ("bad-soft", "broken", "missing"),
        ("bad-moved", "broken", "/new/list.html"),
        ("bad-timeout", "broken", "did not answer in time"),
        ("bad-robots", "blocked", "robots.txt"),
        ("bad-robots-503", "blocked", "HTTP 503"),
        ("bad-name", "broken", "cannot be resolved"),
        ("bad-tls", "blocked", 'tls = "legacy"'),
    ],
)
def test_a_list_that_cannot_be_read_says_why(rounds: Rounds, source: str, outcome: str, reason: str) -> None:
    row = rounds.first.by_source[source]
    assert (row["outcome"], row["new"]) == (outcome, 0)
    assert reason in row["reason"]
    assert "\n" not in row["reason"]


def test_every_source_gets_its_line_and_a_dead_one_of_ones_own_sets_the_exit_code(rounds: Rounds) -> None:
    assert len(rounds.first.rows) == len(list(rounds.house.sources.glob("*.toml")))
    assert rounds.first.code == 1


def test_nothing_wrong_is_stored(rounds: Rounds) -> None:
    titles = rounds.house.titles()
    assert len(titles) == 4 + 9 + 3 + 3 + 2 + 3 + 1 + 1  # by source, and what mix mended
    assert not [title for title in titles if "404" in title or "gone" in title or "soft" in title]


def test_each_page_that_failed_is_counted_with_its_reason(rounds: Rounds) -> None:
    row = rounds.first.by_source["mix"]
    assert (row["outcome"], row["new"]) == ("news", 3)
    assert "pages failed" in row["reason"]


def test_a_hanging_page_does_not_keep_the_others(rounds: Rounds) -> None:
    row = rounds.first.by_source["half-hanging"]
    assert (row["outcome"], row["new"]) == ("news", 1)
    assert "did not answer in time" in row["reason"]


def test_a_row_that_leads_to_a_file_becomes_its_title_and_attachment(rounds: Rounds) -> None:
    from store import connection, documents

    db = connection.connect(rounds.house.archive)
    try:
        found = next(a.document for a in documents.each(db) if a.document.title == "关于印发科技计划的公告")
    finally:
        db.close()
    assert (found.text, [a.kind for a in found.attachments]) == ("", ["pdf"])
    assert found.published is not None
    assert found.published.isoformat() == "2026-09-21"


def test_a_failed_page_is_not_asked_again_at_once(rounds: Rounds) -> None:
    assert rounds.asked_second["/mix/broken.html"] == 3  # the first round's request and its two retries


def test_looking_again_finds_what_changed_and_what_was_mended(rounds: Rounds) -> None:
    good, mix = rounds.third.by_source["good"], rounds.third.by_source["mix"]
    assert (good["outcome"], good["fetched"], good["revised"], good["new"]) == ("news", 4, 1, 0)
    assert mix["new"] == 1
    assert [asked.status for asked in rounds.site.log if asked.path == "/good/2.html"] == [200, 304]


def test_a_list_read_half_is_read_again_from_its_beginning(rounds: Rounds) -> None:
    """Were its first page called known, the rows behind the page that failed would never be found."""
    first, second = rounds.first.by_source["half"], rounds.second.by_source["half"]
    assert "page 2 of the list" in first["reason"]
    assert (first["new"], second["new"]) == (1, 2)


def test_a_list_that_a_script_fetches_is_fetched_though_the_page_around_it_never_changes(rounds: Rounds) -> None:
    assert [ended.by_source["by-script"]["new"] for ended in (rounds.first, rounds.second)] == [1, 1]


def test_a_source_may_put_up_with_tls_that_cannot_be_verified(rounds: Rounds) -> None:
    assert rounds.first.by_source["old-tls"]["new"] == 1


def test_crawl_delay_is_heeded(rounds: Rounds) -> None:
    assert min(_gaps(rounds.calm)) > 0.7  # a second from start to start, less what the first took to arrive
    assert rounds.first.by_source["calm"]["outcome"] == "news"


def test_retry_after_is_heeded(rounds: Rounds) -> None:
    first, again = [asked.at for asked in rounds.busy.log if asked.path == "/list.html"][:2]
    assert again - first > 0.7
    assert rounds.first.by_source["busy"]["outcome"] == "news"


def _gaps(site: Site) -> list[float]:
    return [after.at - before.at for before, after in pairwise(site.log)]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    with sites.serve() as served:
        yield served


def _slow_pages(site: Site, count: int, seconds: float = 0.03) -> None:
    site.replies["/list.html"] = sites.listing(range(count))
    for n in range(count):
        fine = sites.release(n)
        site.replies[f"/art/{n}.html"] = Reply(body=fine.body, hang=seconds)


def _details(site: Site) -> int:
    return sum(asked.path.startswith("/art/") for asked in site.log)


def test_a_killed_round_loses_nothing_and_asks_again_only_for_what_was_in_hand(house: House, site: Site) -> None:
    _slow_pages(site, 40)
    house.source("slow", f"{site.url}/list.html")
    with house.begun("crawl", "slow") as first:
        wait_until(lambda: _details(site) >= 15)
        first.kill()
    second = house.run("crawl", "slow", "--json")
    assert second.code == 0, second.err
    assert len(house.titles()) == 40
    times = Counter(count for path, count in site.asked().items() if path.startswith("/art/"))
    assert set(times) <= {1, 2}
    assert times[2] <= 9


def test_a_round_told_to_stop_finishes_what_is_in_hand(house: House, site: Site) -> None:
    _slow_pages(site, 40)
    house.source("slow", f"{site.url}/list.html")
    with house.begun("crawl", "slow", "--json") as first:
        wait_until(lambda: _details(site) >= 10)
        first.send_signal(signal.SIGTERM)
        out, err = first.communicate(timeout=40)
    assert first.returncode == 0, err
    assert "wait for the next round" in out
    assert house.run("crawl", "slow", "--json").code == 0
    assert len(house.titles()) == 40
    assert all(count == 1 for path, count in site.asked().items() if path.startswith("/art/"))


def test_ctrl_c_ends_it_with_130_and_a_second_one_at_once(house: House, site: Site) -> None:
    site.replies |= {"/list.html": sites.listing([0]), "/art/0.html": Reply(hang=25)}
    house.source("slow", f"{site.url}/list.html")
    with house.begun("crawl", "slow", "--json") as process:
        wait_until(lambda: site.arrived["/art/0.html"] >= 1)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "what is in hand is finished first" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=10)
    assert process.returncode == 130


def test_a_source_is_crawled_by_one_process_at_a_time(house: House, site: Site) -> None:
    second_ended = threading.Event()

    def held() -> Reply:
        second_ended.wait(40)
        return sites.release(0)

    site.replies |= {"/list.html": sites.listing([0]), "/art/0.html": held}
    house.source("slow", f"{site.url}/list.html")
    with house.begun("crawl", "slow") as first:
        wait_until(lambda: site.arrived["/art/0.html"] >= 1)
        second = house.run("crawl", "slow", "--json")
        second_ended.set()
        first.communicate(timeout=40)
    assert "another process" in second.err
    assert (second.out, second.code, first.returncode) == ("", 0, 0)
    assert _details(site) == 1


def test_a_host_is_asked_every_two_seconds_unless_its_source_says_otherwise(tmp_path: Path, site: Site) -> None:
    house = House(tmp_path, {"POLICYWATCH_ALLOW_PRIVATE": "1"})
    with sites.serve() as quick:
        for one, name, more in ((site, "usual", ()), (quick, "quick", ("[fetching]", "delay = 0.4"))):
            one.replies |= {"/list.html": sites.listing([1]), "/art/1.html": sites.release(1)}
            house.source(name, f"{one.url}/list.html", *more)
        house.run("crawl", "usual", "quick")
        assert len(site.log) == len(quick.log) == 3  # robots.txt, the list, the page
        assert min(_gaps(site)) > 1.2
        assert 0.2 < min(_gaps(quick)) < 1.2
