"""Inference: the rows of pages nobody has described."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from spiders import listing
from spiders.source import ListPage
from tests.spiders import listpages

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://kjj.qinghe.example/xxgk/tzgg/index.html"


def read(body: bytes) -> listing.Listing:
    return listing.rows(ListPage(url=URL), body, URL, charset=None, now=NOW)


@pytest.mark.parametrize(
    ("made", "family"),
    [
        (listpages.trs, "trs"),
        (listpages.jpage, "jpage"),
        (listpages.table, "html"),
        (listpages.ucap, "ucap"),
        (listpages.flat, "html"),
    ],
)
def test_every_form_gives_all_titles_and_days_and_nothing_else(made: Callable[[], bytes], family: str) -> None:
    found = read(made())
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert (found.family, found.problem, found.skipped) == (family, None, 0)


def test_a_category_before_the_title_is_not_the_release() -> None:
    found = read(listpages.zblog())
    assert [row.title for row in found.rows] == list(listpages.TITLES)
    assert {row.url for row in found.rows} == {f"https://kjj.qinghe.example/post/{n}.html" for n in range(40, 46)}
    assert found.rows[0].published == date(2026, 11, 22)
    assert found.family == "zblog"


def test_rows_under_a_day_bear_that_day() -> None:
    found = read(listpages.divided())
    assert [row.title for row in found.rows] == list(listpages.TITLES)
    assert [row.published for row in found.rows] == [date(2026, 11, 20)] * 3 + [date(2026, 11, 19)] * 3


def test_a_page_of_menus_and_footers_has_no_list_and_says_so() -> None:
    found = read(listpages.without_list())
    assert found.rows == ()
    assert found.problem == "no list of links was found on this page"


def test_a_page_filled_by_script_names_its_family() -> None:
    script = """<script parseType="buildstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
        querydata="{'webId':'1','pageId':'2'}"></script>"""
    assert "hanweb jpaas" in (read(listpages.page(script)).problem or "")


def test_a_date_amid_a_title_is_not_the_date_of_its_row() -> None:
    rows = "".join(
        f'<li><a href="{n}.html">{title}（2024年12月31日起施行的条款）</a></li>'
        for n, title in enumerate(listpages.TITLES)
    )
    assert {row.published for row in read(listpages.page(f"<ul>{rows}</ul>")).rows} == {None}


def test_the_day_in_an_address_dates_a_row_without_one() -> None:
    rows = "".join(
        f'<li><a href="./202608/t2026083{n}_77.html">{title}</a></li>' for n, title in enumerate(listpages.TITLES[:2])
    )
    many = rows + "".join(
        f'<li><a href="./x/{n}.html">{title}</a></li>' for n, title in enumerate(listpages.TITLES[2:])
    )
    found = {row.title: row.published for row in read(listpages.page(f'<ul class="list">{many}</ul>')).rows}
    assert found[listpages.TITLES[0]] == date(2026, 8, 30)
    assert found[listpages.TITLES[5]] is None


def test_more_and_back_links_among_dated_rows_are_left_out() -> None:
    rows = "".join(f'<li><a href="/a/{n}.html">{title}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS))
    found = read(
        listpages.page(f'<ul class="list">{rows}<li><a href="/more/">更多通知公告请点击这里查看</a></li></ul>')
    )
    assert len(found.rows) == len(listpages.ROWS)


def test_pages_that_are_hardly_pages_give_a_problem_and_no_exception() -> None:
    for body in (
        b"",
        b"\x00\x01",
        b"%PDF-1.7",
        b"<ul><li><a href='http://[broken'>a</a>",
        b"<a>" * 5000,
        "一".encode("gbk"),
    ):
        found = read(body)
        assert found.rows == ()
        assert found.problem
