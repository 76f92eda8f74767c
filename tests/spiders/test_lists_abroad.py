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
