"""Rows by the source's own selectors."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import unquote

import pytest

from spiders import apis, listdates, listing
from spiders.source import ListPage
from tests.spiders import listpages

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://kjj.qinghe.example/xxgk/tzgg/"
TRS = ListPage(url=URL, item="ul.u-list li", title="a@title | a", link="a@href", date="span")


def read(wanted: ListPage, body: bytes, url: str = URL) -> listing.Listing:
    return listing.rows(wanted, body, url, charset=None, now=NOW)


def test_selectors_give_absolute_canonical_rows() -> None:
    found = read(TRS, listpages.trs())
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert found.rows[0].url == "https://kjj.qinghe.example/xxgk/tzgg/202611/t20261120_0.html"


def test_a_selector_that_finds_nothing_is_named_and_nothing_is_guessed_instead() -> None:
    found = read(replace(TRS, item="ul.list li"), listpages.trs())
    assert (found.rows, found.problem) == ((), "selector 'ul.list li' found nothing")


def test_a_link_or_title_selector_that_finds_nothing_is_named() -> None:
    assert "'a.x@href' (link)" in (read(replace(TRS, link="a.x@href"), listpages.trs()).problem or "")
    assert "'h9' (title)" in (read(replace(TRS, title="h9"), listpages.trs()).problem or "")


def test_a_date_selector_that_finds_no_date_is_named_though_the_rows_are_there() -> None:
    found = read(replace(TRS, date="b"), listpages.trs())
    assert len(found.rows) == len(listpages.ROWS)
    assert "'b' (date)" in (found.problem or "")


def test_xpath_and_alternatives_work_like_css() -> None:
    wanted = replace(TRS, item="//ul[@class='u-list']/li", title="b | a@title", link="./a/@href", date="./span/text()")
    assert read(wanted, listpages.trs()).rows == read(TRS, listpages.trs()).rows


def test_a_link_that_leads_nowhere_is_skipped_and_counted() -> None:
    links = {"javascript:go(1)": "弹出窗口", "1.html": "第一号通知", "mailto:a@b": "信"}
    rows = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in links.items())
    found = read(
        ListPage(url=URL, item="ul.x li", title="a", link="a@href"), listpages.page(f'<ul class="x">{rows}</ul>')
    )
    assert (len(found.rows), found.skipped) == (1, 2)


def test_include_and_exclude_choose_by_address() -> None:
    assert len(read(replace(TRS, include=r"t202611\d\d_"), listpages.trs()).rows) == 3
    assert len(read(replace(TRS, exclude=r"t202611\d\d_"), listpages.trs()).rows) == 3


def test_a_base_element_and_backslashes_are_understood() -> None:
    body = (
        rb"<html><head><base href='https://b.example/c/'></head><body><ul><li><a href='..\d\1.html'>one</a></li></ul>"
    )
    assert read(ListPage(url=URL, item="li"), body).rows[0].url == "https://b.example/d/1.html"


def test_a_page_in_gbk_is_read_whatever_the_header_says() -> None:
    body = listpages.trs().decode().replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030")
    found = listing.rows(TRS, body, URL, charset="utf-8", now=NOW)
    assert found.rows[0].title == listpages.TITLES[0]


def test_a_feed_where_a_page_was_expected_is_named() -> None:
    assert 'kind = "feed"' in (read(TRS, b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>').problem or "")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-20", "2026-11-20"),
        ("[2026-11-20]", "2026-11-20"),
        ("（2026/11/20 08:30）", "2026-11-20"),
        ("2026.11.20", "2026-11-20"),
        ("2026年11月20日", "2026-11-20"),
        ("二〇二六年十一月二十日", "2026-11-20"),
        ("115年11月20日", "2026-11-20"),
        ("26-11-20", "2026-11-20"),
        ("11-20", "2026-11-20"),
        ("12-24", "2025-12-24"),
        ("11月20日", "2026-11-20"),
        ("今天 08:00", "2026-11-22"),
        ("昨天", "2026-11-21"),
        ("发布于昨天上午 · 科技局", "2026-11-21"),
        ("昨日晚间更新", "2026-11-21"),
        ("Updated today", "2026-11-22"),
        ("Today, 9:15 am", "2026-11-22"),
        ("Agency · yesterday at 17:30", "2026-11-21"),
        ("来源：今日头条", None),
        ("请于11月25日前报送材料", None),
        ("申报至2026年11月25日止", None),
        ("2026-11-20 前海管理局", "2026-11-20"),
        ("1-9月份全市经济运行情况", None),
        ("2026年9-12月补贴公示", None),
        ("3-5年行动方案", None),
        ("3-5个工作日", None),
        ("11-20关于开展申报工作的通知", "2026-11-20"),
        ("请于25日前报送材料", None),
        ("会议召开10天前提交材料", None),
        ("3天前更新 · 科技局", "2026-11-19"),
        ("发布于3天前", "2026-11-19"),
        ("3日前", "2026-11-19"),
        ("今日早报", None),
        ("今日头条 11-20", "2026-11-20"),
        ("Start your own website today", None),
        ("Yesterday's news", None),
        ("3小时前", "2026-11-22"),
        ("12小时前", "2026-11-21"),
        ("5天前", "2026-11-17"),
        ("1795140000", "2026-11-20"),
        ("1795140000000", "2026-11-20"),
        ("20 2026-11", "2026-11-20"),
        ("20261120", "2026-11-20"),
        ("November 20, 2026", "2026-11-20"),
        ("20 Nov. 2026", "2026-11-20"),
        ("11/20/2026", "2026-11-20"),
        ("20.11.2026", "2026-11-20"),
        ("2 days ago", "2026-11-20"),
        ("08:30", None),
        ("第11-20号", None),
        ("2031-01-01", None),
        ("浏览 1024 次", None),
    ],
)
def test_dates_of_lists_are_read_as_people_mean_them(text: str, day: str | None) -> None:
    read = listdates.read(text, now=NOW)
    assert (str(read) if read else None) == day


def test_a_format_of_the_source_comes_first() -> None:
    assert listdates.read("05/11/2026", now=NOW) == date(2026, 5, 11)
    assert listdates.read("05/11/2026", now=NOW, formats=("%d/%m/%Y",)) == date(2026, 11, 5)


JPAAS = """<script parseType="buildstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
    querydata="{'webId':'w','pageId':'p','tagId':'页脚'}"></script>
    <script parseType="buildstatic" url="/api-gateway/jpaas-publish-server/front/page/build/unit"
    querydata="{'webId':'w','pageId':'p','tagId':'信息列表'}"></script>"""
UNIT = "https://kjj.qinghe.example/api-gateway/jpaas-publish-server/front/page/build/unit?webId=w&pageId=p&tagId=x"


def test_a_page_whose_script_fetches_the_list_says_where() -> None:
    found = read(ListPage(url=URL), listpages.page(JPAAS))
    assert found.rows == ()
    assert "hanweb jpaas" in (found.problem or "")
    assert unquote(found.elsewhere[0].url).endswith("/front/page/build/unit?webId=w&pageId=p&tagId=信息列表")
    assert len(found.elsewhere) == 2


def test_what_the_script_would_fetch_is_read_like_the_page() -> None:
    rows = "".join(
        f'<li><a href="art/{n}.html">{title}</a> {day}</li>' for n, (title, day) in enumerate(listpages.ROWS)
    )
    html = f'<ul>{rows}</ul><div class="pagination" rows="6" count="14"></div>'
    found = read(ListPage(url=URL), json.dumps({"success": True, "data": {"html": html}}).encode(), UNIT)
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert found.rows[0].url == f"{URL}art/0.html"
    assert [unquote(each.url).rpartition("paramJson=")[2] for each in found.next_pages] == [
        '{"pageNo":2,"pageSize":6}',
        '{"pageNo":3,"pageSize":6}',
    ]


def test_the_longest_list_of_a_json_answer_is_the_list() -> None:
    results = [
        {"title": f"<em>{title}</em>", "url": f"/a/{n}.html", "publishedTimeStr": f"{day} 08:00:00", "id": n}
        for n, (title, day) in enumerate(listpages.ROWS)
    ]
    said = {"code": 0, "menu": [{"name": "首页", "url": "/"}], "data": {"total": 6, "results": results}}
    found = read(ListPage(url=URL), json.dumps(said).encode(), "https://kjj.qinghe.example/common/search/1")
    assert [(row.title, str(row.published)) for row in found.rows] == list(listpages.ROWS)
    assert (found.family, found.problem) == ("json", None)


def test_json_without_a_list_is_a_named_problem() -> None:
    assert "JSON" in (read(ListPage(url=URL), b'{"success": false}').problem or "")


def test_jpage_goes_on_where_its_store_says_and_the_answer_is_read_too() -> None:
    first = read(ListPage(url=URL), listpages.jpage())
    (onward,) = first.next_pages
    assert onward.url.startswith("https://kjj.qinghe.example/module/web/jpage/dataproxy.jsp?page=1&appid=1")
    store = listpages.jpage().decode().partition('<script type="text/xml">')[2].partition("</script>")[0]
    second = read(ListPage(url=URL), store.encode(), onward.url)
    assert [(row.title, str(row.published)) for row in second.rows] == list(listpages.ROWS)


def test_json_whose_names_are_first_letters_of_chinese_words_is_read() -> None:
    rows = [
        {"bt": f"关于第{n}批绿色工厂名单的公示", "fbsj": f"2026-11-{20 - n}", "url": f"/a/{n}.html"} for n in range(4)
    ]
    read = apis.read(json.dumps({"data": {"list": rows}}).encode(), now=NOW)
    assert read is not None
    assert [(each.title, each.link, str(each.published)) for each in read.entries] == [
        (row["bt"], row["url"], row["fbsj"]) for row in rows
    ]


@pytest.mark.parametrize("said", [{"html": "{}"}, {"code": 0, "data": {"content": "{}"}}], ids=["above", "within"])
def test_a_piece_of_html_in_a_json_answer_is_read_wherever_it_stands(said: dict[str, object]) -> None:
    rows = "".join(
        f"<li><a href='/a/{n}.html'>关于第{n}批绿色工厂名单的公示</a><i>2026-11-{20 - n}</i></li>" for n in range(4)
    )
    body = json.dumps(said).replace('"{}"', json.dumps(rows))
    found = read(ListPage(url=URL), body.encode())
    assert (found.family, len(found.rows)) == ("json", 4)


@pytest.mark.parametrize(
    ("title", "link", "day"),
    [
        ("artTitle", "htmlUrl", "writeDate"),
        ("contentTitle", "visitUrl", "showTime"),
        ("title", "pcUrl", "onlineDate"),
        ("name", "detailPath", "issueDate"),
        ("msgTitle", "staticLink", "sendTime"),
    ],
)
def test_json_is_read_by_names_like_those_that_are_known(title: str, link: str, day: str) -> None:
    rows = [
        {
            "columnTitle": "通知公告",
            "imgUrl": f"/p{n}.jpg",
            title: f"关于第{n}批名单的公示",
            link: f"/a/{n}.html",
            day: f"2026-11-{20 - n}",
        }
        for n in range(4)
    ]
    read = apis.read(json.dumps({"rows": rows}).encode(), now=NOW)
    assert read is not None
    assert [(each.title, each.link, str(each.published)) for each in read.entries] == [
        (row[title], row[link], row[day]) for row in rows
    ]
