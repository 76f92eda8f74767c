"""robots.txt, Retry-After and the order in which a host is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from spiders import cadence, patience, robots
from store.runs import Outcome

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(("status", "expected"), [(200, b"rules"), (404, b""), (403, b""), (410, b"")])
def test_without_a_robots_txt_everything_may_be_asked(status: int, expected: bytes) -> None:
    assert robots.rules(status, b"rules") == expected


@pytest.mark.parametrize("status", [500, 503, 521, 429])
def test_a_failing_robots_txt_means_not_now(status: int) -> None:
    assert robots.rules(status, b"rules") is None


def test_the_rules_for_our_name_win_over_those_for_all() -> None:
    said = robots.Rules(b"User-agent: *\nDisallow: /\n\nUser-agent: policywatch\nDisallow: /inner/\nCrawl-delay: 3\n")
    assert said.allow("http://a.cn/list.html", "policywatch")
    assert not said.allow("http://a.cn/inner/1.html", "policywatch")
    assert not said.allow("http://a.cn/list.html", "another")
    assert said.delay("policywatch") == 3.0


def test_a_page_instead_of_rules_forbids_nothing() -> None:
    assert robots.Rules("\ufeff<html><body>首页</body></html>".encode()).allow("http://a.cn/", "policywatch")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Sun, 22 Nov 2026 08:01:00 GMT", 60.0),
        ("Sun, 22 Nov 2026 07:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float | None) -> None:
    assert patience.retry_after(header, NOW) == seconds


def test_one_host_is_one_line_whatever_the_scheme() -> None:
    assert patience.slot("http://WWW.a.gov.cn/1") == patience.slot("https://www.a.gov.cn/2") == "www.a.gov.cn"
    assert patience.slot("http://a.gov.cn:8080/") != patience.slot("http://a.gov.cn/")


def test_the_next_visit_is_an_interval_away_more_or_less() -> None:
    spans = {cadence.next_due(f"source-{n}", every=60, failures=0, now=NOW) - NOW for n in range(50)}
    assert len(spans) == 50
    assert all(timedelta(minutes=54) <= span <= timedelta(minutes=66) for span in spans)


def test_the_same_source_keeps_its_place_in_the_hour() -> None:
    assert cadence.next_due("a", every=60, failures=0, now=NOW) == cadence.next_due("a", every=60, failures=0, now=NOW)


def test_a_broken_source_is_visited_more_and_more_rarely_but_daily() -> None:
    spans = [cadence.next_due("a", every=60, failures=n, now=NOW) - NOW for n in range(12)]
    assert spans == sorted(spans)
    assert spans[-1] == timedelta(days=1)


def test_a_source_that_is_visited_weekly_is_not_visited_daily_because_it_fails() -> None:
    assert cadence.next_due("a", every=7 * 24 * 60, failures=3, now=NOW) - NOW > timedelta(days=6)


def test_failures_are_counted_from_the_latest_run_backwards() -> None:
    assert cadence.failures_in_a_row([Outcome.BROKEN, Outcome.BLOCKED, Outcome.QUIET, Outcome.BROKEN]) == 2
    assert cadence.failures_in_a_row([Outcome.QUIET, Outcome.BROKEN]) == 0
