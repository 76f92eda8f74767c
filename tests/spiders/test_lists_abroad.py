"""Rows of lists as sites in other languages than Chinese set them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from spiders import listdates, listing
from spiders.source import ListPage

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TITLES = [
    "Guidance on permits for small wells",
    "Notice of grants for electric buses",
    "Report on the quality of bathing waters",
    "Changes to the fees for vehicle testing",
    "Inspection of reservoirs and dams",
]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R8.10.12", date(2026, 10, 12)),
        ("令8.4.1", date(2026, 4, 1)),
        ("H30.3.31", date(2018, 3, 31)),
        ("[R8年4月1日]", date(2026, 4, 1)),
    ],
)
def test_japanese_eras_are_read_in_their_short_form(text: str, day: date) -> None:
    assert listdates.read(text, now=NOW) == day


def test_a_link_that_repeats_the_title_for_listeners_gives_the_title() -> None:
    rows = "".join(
        f'<div class="row"><div>October {12 - n}, 2026</div><h3><a href="/a{n}">{title}</a></h3>'
        f'<a href="/a{n}">Read more about {title}</a></div>'
        for n, title in enumerate(TITLES)
    )
    page = f"<html><body><main><h1>News</h1><div>{rows}</div></main></body></html>"
    url = "https://wells.example.gov/news"
    found = listing.rows(ListPage(url=url), page.encode(), url, charset=None, now=NOW)
    assert [row.title for row in found.rows] == TITLES


@pytest.mark.parametrize(
    ("days", "meant"),
    [
        ("10/02/17 10/03/17 10/04/17", "2017-10-02 2017-10-03 2017-10-04"),
        ("26-11-01 26-10-01 26-09-01", "2026-11-01 2026-10-01 2026-09-01"),
        ("26/11/20 26/11/18 26/10/20", "2026-11-20 2026-11-18 2026-10-20"),
        ("20/11/26 18/11/26 03/11/26", "2026-11-20 2026-11-18 2026-11-03"),
    ],
)
def test_two_digits_of_a_year_are_told_by_what_changes_least_or_by_the_mark_between(days: str, meant: str) -> None:
    usual = listdates.habit(days)
    found = [listdates.search(day, now=NOW, habit=usual) for day in days.split()]
    assert " ".join(each.day.isoformat() for each in found if each is not None) == meant
