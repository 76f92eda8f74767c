"""Inference: the rows of pages nobody has described."""

from __future__ import annotations

import json
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


def test_a_release_without_its_date_and_with_a_short_title_is_kept() -> None:
    rows = "".join(f'<li><a href="/a/{n}.html">{title}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS))
    found = read(listpages.page(f'<ul class="list">{rows}<li><a href="/a/77.html">任免</a></li></ul>'))
    assert (found.rows[-1].title, found.rows[-1].published) == ("任免", None)


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


ROW = {
    "a line between": "<li><h4><a href='c/{n}.htm'>{title}</a><span>{day}</span></h4></li><li class='line'></li>",
    "a pair of list terms": "<dl><dt><a href='{n}.html'>{title}</a></dt><dd>发布时间：{day}</dd></dl>",
    "a table of its own": "<table><tr><td>·</td><td><a href='{n}.html'>{title}</a></td><td>[{day}]</td></tr></table>",
    "two dates": "<p><a href='{n}.html'>{title}</a><i>成文日期：2025-01-02</i> <i>发布日期：{day}</i></p>",
    "source and views": "<div><a href='{n}.html'>{title}</a><p><i>来源：某局</i><i>{day}</i><i>{n}7次</i></p></div>",
    "a picture": "<li><a href='{n}.html'><img></a><h3><a href='{n}.html'>{title}</a></h3><em>{day}</em></li>",
    "a stamp in the link": "<li><a href='{n}.html'>[{day}]{title}</a></li>",
    "a stamp after the title": "<li><a href='{n}.html'>{title} {day}</a></li>",
    "a file beside it": "<li><a href='{n}.html'>{title}</a> <a href='{n}.pdf'>PDF下载</a> <b>{day}</b></li>",
}


@pytest.mark.parametrize("form", ROW)
def test_titles_and_days_are_found_in_rows_with(form: str) -> None:
    rows = "".join(ROW[form].format(n=n, title=title, day=day) for n, (title, day) in enumerate(listpages.ROWS))
    found = read(listpages.page(f'<div class="con">{rows}</div>'))
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert {row.url.rpartition(".")[2] for row in found.rows} <= {"html", "htm"}


def test_the_head_of_a_column_says_which_day_is_meant() -> None:
    head = "<tr><th>名称</th><th>成文日期</th><th>发布日期</th></tr>"
    rows = "".join(
        f'<tr><td><a href="{n}.html">{title}</a></td><td>2026-01-0{n + 1}</td><td>{day}</td></tr>'
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    found = read(listpages.page(f"<table>{head}{rows}</table>"))
    assert [str(row.published) for row in found.rows] == list(listpages.DAYS)


def test_a_longer_menu_and_a_dated_side_list_do_not_win() -> None:
    menu = "".join(f'<li><a href="/c{n}/">第{n}类事项办理指南</a></li>' for n in range(90))
    hot = "".join(
        f'<li><a href="/h{n}.html">{title[:9]}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS)
    )
    rows = "".join(f'<li><a href="/a{n}.html">{title}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS))
    parts = "".join(
        f'<div class="b-{name}"><ul>{inside}</ul></div>' for name, inside in zip("abc", (menu, hot, rows), strict=True)
    )
    assert [row.title for row in read(listpages.page(parts)).rows] == list(listpages.TITLES)


def test_two_rows_are_a_list_and_so_is_one_with_its_date_but_not_a_stray_link() -> None:
    rows = [f'<li><a href="/a{n}.html">{title}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS)]
    assert len(read(listpages.page(f"<ul>{''.join(rows[:2])}</ul>")).rows) == 2
    assert [row.title for row in read(listpages.page(f"<ul>{rows[0]}</ul>")).rows] == [listpages.TITLES[0]]
    assert read(listpages.page(f'<ul><li><a href="/a.html">{listpages.TITLES[0]}</a></li></ul>')).rows == ()
    assert read(listpages.page('<p><a href="/sitemap.html">网站地图</a> 2026-11-20</p>')).rows == ()


def test_dated_rows_without_a_link_are_rows_with_an_address_inside_their_list() -> None:
    rows = "".join(
        f"<tr><td>{day}</td><td>{'' if n > 3 else f'<a href=/m/{n}.pdf>'}{title}{'' if n > 3 else '</a>'}</td></tr>"
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    head = "<tr><th>日期</th><th>会议</th></tr>"
    found = read(listpages.page(f"<table>{head}{rows}</table>"))
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert [row.url.startswith(f"{URL}#/row/2026-10-") for row in found.rows] == [False] * 4 + [True] * 2
    assert len({row.url for row in found.rows}) == len(found.rows)


def test_rows_that_only_say_when_and_where_bear_the_heading_above_them() -> None:
    def meetings(days: list[str], *, papers: int) -> str:
        return "".join(
            f"<tr><td>{day} 9:00<br>Room 5, City Hall</td><td>"
            + "".join(f'<a href="/p/{day}-{k}.pdf">Agenda</a>' for k in range(papers))
            + "</td></tr>"
            for day in days
        )

    past, coming = ["2026-01-09", "2026-02-06", "2026-03-06"], ["2026-11-06", "2026-12-04"]
    table = meetings(past, papers=1) + meetings(coming, papers=0)
    found = read(listpages.page(f"<h2>Board of Directors</h2><table>{table}</table>"))
    assert [str(row.published) for row in found.rows] == past + coming
    assert [row.title for row in found.rows][-2:] == ["Board of Directors"] * 2


def test_links_to_searches_for_their_own_text_are_not_the_release() -> None:
    rows = "".join(
        f'<tr><td><a href="/case?id={n}">{title}</a></td><td><a href="/find?judge=Theodora+van+Hallam+{n}">'
        f"Theodora van Hallam {n}</a></td><td>{day}</td></tr>"
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    assert {row.url.partition("?")[0] for row in read(listpages.page(f"<table>{rows}</table>")).rows} == {
        "https://kjj.qinghe.example/case"
    }


TITLES_OF_A_DAY = [f"关于做好第{n}批企业技术中心认定工作的通知" for n in "一二三四五六七八九"]


def _linked(n: int) -> str:
    return f'<a href="/tz/{n}.html">{TITLES_OF_A_DAY[n]}</a>'


def test_days_that_head_one_row_here_and_three_there_lose_none() -> None:
    groups = [("2026-11-20", [0]), ("2026-11-18", [1]), ("2026-11-13", [2]), ("2026-11-04", [3, 4, 5])]
    body = "".join(f"<h4>{day}</h4><ul>{''.join(f'<li>{_linked(n)}</li>' for n in rows)}</ul>" for day, rows in groups)
    found = read(listpages.page(f'<div class="tl">{body}</div>'))
    assert [row.title for row in found.rows] == TITLES_OF_A_DAY[:6]
    assert [str(row.published) for row in found.rows] == ["2026-11-20", "2026-11-18", "2026-11-13", *["2026-11-04"] * 3]


def test_days_without_a_year_go_on_into_the_year_before() -> None:
    days = ["11-18", "10-30", "08-12", "05-06", "02-11", "12-29", "12-03", "11-26", "09-30"]
    body = "".join(f"<li>{_linked(n)}<em>{day}</em></li>" for n, day in enumerate(days))
    found = read(listpages.page(f"<ul>{body}</ul>"))
    years = [row.published.year for row in found.rows if row.published]
    assert years == [2026] * 5 + [2025] * 4


def test_rows_pinned_above_days_without_a_year_put_none_of_them_back() -> None:
    days = ["03-05", "01-08", "11-20", "11-18", "11-12", "11-03", "10-30", "10-09"]
    body = "".join(f"<li>{_linked(n)}<em>{day}</em></li>" for n, day in enumerate(days))
    found = read(listpages.page(f"<ul>{body}</ul>"))
    assert {row.published.year for row in found.rows if row.published} == {2026}


def test_a_mark_for_what_is_pinned_is_no_part_of_the_title() -> None:
    body = "".join(
        f'<li><a href="/tz/{n}.html">{"<font>[置顶]</font>" if n == 0 else ""}{title}</a><i>2026-11-{20 - n}</i></li>'
        for n, title in enumerate(TITLES_OF_A_DAY)
    )
    assert [row.title for row in read(listpages.page(f"<ul>{body}</ul>")).rows] == TITLES_OF_A_DAY


def test_a_tip_that_tells_title_day_and_visits_gives_only_the_title() -> None:
    body = "".join(
        f'<li><a href="/tz/{n}.html" title="标题：{title}&#10;发布时间：2026-11-{20 - n} 08:30&#10;点击数：{n}">'
        f"{title[:8]}…</a><i>2026-11-{20 - n}</i></li>"
        for n, title in enumerate(TITLES_OF_A_DAY)
    )
    assert [row.title for row in read(listpages.page(f"<ul>{body}</ul>")).rows] == TITLES_OF_A_DAY


def test_the_day_of_a_tender_s_opening_is_not_the_row_s() -> None:
    body = "".join(
        f"<li>{_linked(n)}<p>采购人：某市财政局……开标时间：2026年12月{n + 1}日</p>"
        f"<span>2026.11.{20 - n} 16:20 | 某市财政局</span></li>"
        for n in range(8)
    )
    found = read(listpages.page(f"<ul>{body}</ul>"))
    assert [str(row.published) for row in found.rows] == [f"2026-11-{20 - n}" for n in range(8)]


@pytest.mark.parametrize("before", ["window.__STATE__=", "var all = ", "draw("])
def test_a_list_that_stands_in_a_script_as_data_is_read(before: str) -> None:
    rows = [
        {"docTitle": title, "docUrl": f"/tz/{n}.html", "docPubTime": f"2026.11.{20 - n}"}
        for n, title in enumerate(TITLES_OF_A_DAY)
    ]
    said = json.dumps({"user": None, "list": {"total": 9, "records": rows}}, ensure_ascii=False)
    after = ");" if before.endswith("(") else ";"
    found = read(listpages.page(f'<div id="app"></div><script>{before}{said}{after}start();</script>'))
    assert [(row.title, str(row.published)) for row in found.rows] == [
        (title, f"2026-11-{20 - n}") for n, title in enumerate(TITLES_OF_A_DAY)
    ]


def test_a_menu_that_stands_in_a_script_as_data_is_no_list() -> None:
    menu = json.dumps([{"title": name, "url": f"/{n}/"} for n, name in enumerate(TITLES_OF_A_DAY)])
    assert read(f"<html><body><div id=app></div><script>var menu={menu};</script></body></html>".encode()).rows == ()


def test_titles_that_a_script_writes_in_their_place_are_read() -> None:
    body = "".join(
        f'<li><a href="/tz/{n}.html"><script>document.write("{title}");</script></a><i>2026-11-{20 - n}</i></li>'
        for n, title in enumerate(TITLES_OF_A_DAY)
    )
    assert [row.title for row in read(listpages.page(f"<ul>{body}</ul>")).rows] == TITLES_OF_A_DAY


def test_rows_that_only_their_own_attributes_lead_from_are_read() -> None:
    body = "".join(
        f'<li data-link="/tz/{n}.html"><p>{title}</p><i>2026-11-{20 - n}</i></li>'
        for n, title in enumerate(TITLES_OF_A_DAY)
    )
    found = read(listpages.page(f"<ul>{body}</ul>"))
    assert [row.title for row in found.rows] == TITLES_OF_A_DAY
    assert found.rows[0].url.endswith("/tz/0.html")


def test_hidden_rows_to_strangers_are_dropped_and_the_list_s_own_hidden_rows_kept() -> None:
    def row(n: int, href: str, style: str = "") -> str:
        return f'<li{style}><a href="{href}">{TITLES_OF_A_DAY[n]}</a><i>2026-11-{20 - n}</i></li>'

    unseen = ' style="display: none"'
    body = row(0, "/tz/0.html") + row(1, "/tz/1.html") + row(2, "http://bet.example/2", unseen)
    body += row(3, "https://kjj.qinghe.example/tz/3.html", "") + row(4, "/tz/4.html", unseen)
    body += row(5, "https://mp.weixin.qq.com/s/abc", unseen)
    found = read(listpages.page(f"<ul>{body}</ul>"))
    assert [row.title for row in found.rows] == [TITLES_OF_A_DAY[n] for n in (0, 1, 3, 4, 5)]


_DAYS = [f"2026-11-{20 - n}" for n in range(len(listpages.TITLES))]
_TOLD = list(zip(listpages.TITLES, _DAYS, strict=True))


@pytest.mark.parametrize(
    "script",
    [
        "var rows=["
        + ",".join(f"{{title:'{t}',url:'/tz/{n}.html',date:'{d}'}}" for n, (t, d) in enumerate(_TOLD))
        + "]",
        "".join(f'rows.push(["{t}","/tz/{n}.html","{d}"]);' for n, (t, d) in enumerate(_TOLD)),
        "window.__NUXT__={data:[{list:["
        + ",".join(f'{{"title":"{t}","link":"/tz/{n}.html","pubDate":"{d}"}}' for n, (t, d) in enumerate(_TOLD))
        + "]}]}",
    ],
    ids=["names without quotes", "rows without names", "data in an object of javascript"],
)
def test_lists_that_scripts_hold_in_their_own_spelling_are_read(script: str) -> None:
    found = read(listpages.page(f"<div id='list'></div><script>{script}</script>"))
    assert [(row.title, str(row.published)) for row in found.rows] == _TOLD


def test_links_that_scripts_write_in_pieces_are_rows() -> None:
    rows = "".join(
        f'<li><script>document.write("<a href=\'/tz/{n}.html\'>"+"{t}".substr(0,20)+"</a>");</script><i>{d}</i></li>'
        for n, (t, d) in enumerate(_TOLD)
    )
    found = read(listpages.page(f"<ul>{rows}</ul>"))
    assert [(row.title, str(row.published)) for row in found.rows] == _TOLD


def test_files_are_told_by_their_titles_without_the_ending_of_their_names() -> None:
    rows = "".join(f'<li><a href="/w/{n}.pdf">{t}.pdf</a> <i>{d}</i></li>' for n, (t, d) in enumerate(_TOLD))
    found = read(listpages.page(f"<ul>{rows}</ul>"))
    assert [(row.title, str(row.published)) for row in found.rows] == _TOLD
