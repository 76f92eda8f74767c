"""robots.txt, Retry-After and the order in which a host is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders import patience, robots

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
