"""Every way in which a site publishes its list: what a source writes, and what is read."""

# ruff: noqa: E501 - the answers read best as their systems write them, a row a line

from __future__ import annotations

import gzip
import json
import tomllib
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import pytest

from spiders import adding, call, catalogue, listing, offlist, presets, sites, source_file, source_writing
from spiders.answer import Answer
from spiders.lists import Look
from spiders.source import BadSource, Source
from tests.spiders import listpages, site
from tests.spiders.crawling import House
from tests.spiders.site import Reply

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
TOP = 'id = "a"\nname = "A"\n'
URL = "https://kjj.qinghe.example/xxgk/tzgg/index.html"
TITLES_AND_DAYS = [(title, day) for title, day in listpages.ROWS]


def source(text: str, url: str = URL) -> Source:
    return source_file.source(tomllib.loads(f'{TOP}[[list]]\nurl = "{url}"\n{text}'), Path("a.toml"))


def read(text: str, body: bytes, url: str = URL) -> listing.Listing:
    (page,) = source(text, url).lists
    return listing.rows(page, body, url, charset=None, now=NOW)


def said(found: listing.Listing) -> list[tuple[str | None, str]]:
    return [(row.title, str(row.published)) for row in found.rows]


def epoch(day: str, *, thousand: int = 1) -> int:
    return int(datetime.fromisoformat(f"{day}T09:00:00+08:00").timestamp()) * thousand


def answer(**extra: Any) -> bytes:
    items = [
        {"iid": n, "bean": {"name": f"<em>{title}</em>"}, "at": epoch(day, thousand=1000)}
        for n, (title, day) in enumerate(listpages.ROWS)
    ]
    return json.dumps(
        {"code": 200, "menu": [{"title": "首页", "url": "/"}], "data": {"results": items}, **extra}
    ).encode()


JSON = """
kind = "json"
item = "data.results"
title = "bean.name"
link_template = "/front/info/detail?iid={iid}"
date = "time | at"
"""


def test_json_is_read_by_paths_with_addresses_made_and_moments_as_days() -> None:
    found = read(JSON, answer())
    assert said(found) == TITLES_AND_DAYS
    assert found.rows[1].url == "https://kjj.qinghe.example/front/info/detail?iid=1"
    assert (found.family, found.problem) == ("json", None)


@pytest.mark.parametrize(
    ("text", "body", "problem"),
    [
        (JSON.replace("data.results", "data.rows"), answer(), "path 'data.rows' (item) leads to no list"),
        (JSON.replace("bean.name", "bean.title"), answer(), "path 'bean.title' (title) found nothing in 6 items"),
        (JSON.replace("time | at", "when"), answer(), "path 'when' (date) found no date in 6 items"),
        (JSON, b'{"data": {"results": []}}', "the list at 'data.results' is empty"),
        (JSON, b"<html></html>", "the answer is no JSON"),
    ],
)
def test_a_path_that_leads_nowhere_is_named(text: str, body: bytes, problem: str) -> None:
    assert read(text, body).problem == problem


def test_a_callback_around_the_json_is_taken_away() -> None:
    text = JSON.replace('"json"', '"jsonp"')
    assert said(read(text, b"/**/jQuery1_2(" + answer() + b");")) == TITLES_AND_DAYS


def test_html_inside_json_is_read_like_a_page() -> None:
    rows = [f'<li><a href="/a/{n}.html">{title}</a><i>{day}</i></li>' for n, (title, day) in enumerate(listpages.ROWS)]
    for inside in ("".join(rows), rows):
        body = json.dumps({"result": {"pieces": inside}}).encode()
        assert (
            said(read('kind = "html_in_json"\nhtml = "result.pieces"\nitem = "li"\ndate = "i"', body))
            == TITLES_AND_DAYS
        )
        assert said(read('kind = "html_in_json"\nhtml = "result.pieces"', body)) == TITLES_AND_DAYS
    assert "html" in (read('kind = "html_in_json"\nhtml = "nothing"', b"{}").problem or "")


def test_a_jpage_proxy_is_asked_by_post_and_its_escaped_records_are_read() -> None:
    proxy = "https://kjj.qinghe.example/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&perpage=15"
    (page,) = source('method = "POST"\nform = {col = "1", webid = "9", columnid = "14", unitid = "18"}\n', proxy).lists
    asked = call.first(page, NOW)
    assert (asked.url, asked.body, asked.kind) == (proxy, b"col=1&webid=9&columnid=14&unitid=18", call.FORM)
    records = "".join(
        f"<record>{escape(f'<li><a href=/art/{n}.html>{title}</a><b>{day}</b></li>')}</record>"
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    store = f"<datastore><totalrecord>6</totalrecord><recordset>{records}</recordset></datastore>"
    found = listing.rows(page, store.encode(), proxy, charset=None, now=NOW)
    assert (said(found), found.family) == (TITLES_AND_DAYS, "jpage")


def test_pages_are_counted_in_the_body_that_is_sent() -> None:
    text = """method = "POST"
json = {q = {pageNo = 1, code = "{year}"}}
kind = "json"
item = "data.results"
title = "bean.name"
link_template = "/d?i={iid}"
[list.pages]
style = "body"
param = "q.pageNo"
max = 3
"""
    (page,) = source(text).lists
    first = call.first(page, NOW)
    assert json.loads(first.body or b"") == {"q": {"pageNo": 1, "code": "2026"}}
    found = listing.rows(page, answer(), URL, charset=None, now=NOW, asked=first)
    assert [json.loads(each.body or b"")["q"]["pageNo"] for each in found.next_pages] == [2, 3]
    (form,) = source(
        'method = "POST"\nform = {cpage = 1, k = "v"}\n[list.pages]\nstyle = "body"\nparam = "cpage"\nmax = 2'
    ).lists
    first = call.first(form, NOW)
    assert (first.body, first.name == URL) == (b"cpage=1&k=v", False)
    found = listing.rows(form, listpages.ucap(), URL, charset=None, now=NOW, asked=first)
    assert [each.body for each in found.next_pages] == [b"cpage=2&k=v"]


SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urlset(more: str = "") -> bytes:
    urls = "".join(
        f"<url><loc>https://kjj.qinghe.example/n/{n}.html</loc><lastmod>{day}T08:00:00+08:00</lastmod></url>"
        for n, (_, day) in reversed(list(enumerate(listpages.ROWS)))
    )
    return f'<?xml version="1.0"?><urlset xmlns="{SITEMAP}">{urls}{more}</urlset>'.encode()


def test_a_sitemap_gives_its_newest_pages_first_and_only_those_wanted() -> None:
    about = "<url><loc>https://kjj.qinghe.example/about/</loc></url>"
    for body in (urlset(about), gzip.compress(urlset(about))):
        found = read('kind = "sitemap"\ninclude = "/n/"', body)
        assert [str(row.published) for row in found.rows] == list(listpages.DAYS)
        assert (found.family, found.rows[0].title) == ("sitemap", None)


def test_a_news_sitemap_says_titles_and_days() -> None:
    urls = "".join(
        f"<url><loc>/n/{n}.html</loc><n:news><n:publication><n:name>A</n:name></n:publication>"
        f"<n:publication_date>{day}</n:publication_date><n:title>{title}</n:title></n:news></url>"
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    space = "http://www.google.com/schemas/sitemap-news/0.9"
    found = read("", f'<urlset xmlns="{SITEMAP}" xmlns:n="{space}">{urls}</urlset>'.encode())
    assert (found.family, said(found)) == ("news_sitemap", TITLES_AND_DAYS)


def test_an_index_names_its_newest_sitemaps_first_and_entities_are_left_alone() -> None:
    children = "".join(f"<sitemap><loc>/sitemap-{n}.xml.gz</loc></sitemap>" for n in range(1, 13))
    found = read("", f'<sitemapindex xmlns="{SITEMAP}">{children}</sitemapindex>'.encode())
    assert [each.url.rpartition("-")[2] for each in found.parts] == [f"{n}.xml.gz" for n in (12, 11, 10, 9, 8)]
    evil = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + urlset(
        "<url><loc>https://a.example/&f;</loc></url>"
    )
    assert not any(row.url.startswith("https://a.example/") and len(row.url) > 18 for row in read("", evil).rows)


@pytest.mark.parametrize(
    "page",
    [
        '<meta http-equiv="Refresh" content="0; url=./real/list.html">',
        "<script>window.location.href='./real/list.html';</script>",
        '<script>location.replace("./real/list.html")</script>',
        '<iframe id="ad" src="/ad.html" style="display:none"></iframe><iframe name="listFrame" src="./real/list.html"></iframe>',
        '<frameset><frame src="./real/list.html"></frameset>',
    ],
)
def test_a_page_that_only_leads_to_its_list_says_where(page: str) -> None:
    found = read("", f"<html><head><title>x</title></head><body>{page}<p>请稍候</p></body></html>".encode())
    assert [each.url for each in found.elsewhere][:1] == ["https://kjj.qinghe.example/xxgk/tzgg/real/list.html"]


def test_what_a_button_does_and_a_frame_around_a_list_do_not_lead_away() -> None:
    more = "<script>function go() { location.href = '/other.html'; }</script><iframe src='/weather.html'></iframe>"
    found = read("", listpages.trs().replace(b"</body>", f"{more}</body>".encode()))
    assert (said(found), found.elsewhere) == (TITLES_AND_DAYS, ())


def test_numbers_in_click_handlers_become_addresses_by_expression_and_template() -> None:
    rows = "".join(
        f"""<li onclick="queryDetail('{n + 70}','x')"><b>{title}</b><i>{day}</i></li>"""
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    text = r"""item = "ul.q li"
title = "b"
link = "_self@onclick"
link_regex = "queryDetail\\('(\\d+)'"
link_template = "/detail?id={1}"
date = "i"
"""
    found = read(text, listpages.page(f'<ul class="q">{rows}</ul>'))
    assert said(found) == TITLES_AND_DAYS
    assert found.rows[0].url == "https://kjj.qinghe.example/detail?id=70"


def test_a_preset_fills_in_what_the_source_leaves_out() -> None:
    text = f'{TOP}preset = "gkmlpt"\n[[list]]\nurl = "https://www.gd.gov.example/gkmlpt/api/all/5?page=1&sid=2"\n'
    made = source_file.source(tomllib.loads(text), Path("a.toml"))
    assert (made.lists[0].kind, made.lists[0].item, made.detail.body) == ("json", "articles", ("div.article-content",))
    own = source_file.source(tomllib.loads(f'{text}item = "rows"\n[detail]\nbody = "#mine"'), Path("a.toml"))
    assert (own.lists[0].item, own.lists[0].title, own.detail.body) == ("rows", "title", ("#mine",))
    articles = [
        {"title": title, "url": f"https://www.gd.gov.example/post_{n}.html", "create_time": epoch(day)}
        for n, (title, day) in enumerate(listpages.ROWS)
    ]
    body = json.dumps({"total": 6, "articles": articles}).encode()
    found = listing.rows(made.lists[0], body, made.lists[0].url, charset=None, now=NOW)
    assert said(found) == TITLES_AND_DAYS
    assert found.next_pages[0].url.endswith("?page=2&sid=2")
    with pytest.raises(BadSource, match="gkmlpt"):
        source_file.source(tomllib.loads(text.replace('gkmlpt"', 'gkml"')), Path("a.toml"))


def test_common_search_is_read_by_its_preset() -> None:
    url = f"https://www.qinghe.example/common/search/{'ab' * 16}?page=1"
    results = [
        {"title": title, "url": f"/c/{n}.shtml", "publishedTimeStr": "发布", "publishedTime": epoch(day, thousand=1000)}
        for n, (title, day) in enumerate(listpages.ROWS)
    ]
    made = source_file.source(tomllib.loads(f'{TOP}preset = "common_search"\n[[list]]\nurl = "{url}"'), Path("a.toml"))
    body = json.dumps({"data": {"results": results}}).encode()
    assert said(listing.rows(made.lists[0], body, url, charset=None, now=NOW)) == TITLES_AND_DAYS


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_preset_can_be_written_and_read_back(name: str, tmp_path: Path) -> None:
    made = presets.applied(
        source_file.source(tomllib.loads(f'{TOP}preset = "{name}"\n[[list]]\nurl = "{URL}"'), tmp_path)
    )
    assert made.detail.body
    assert catalogue.read(catalogue.write(made, tmp_path)).detail == made.detail


def test_everything_a_list_can_say_is_written_and_read_back(tmp_path: Path) -> None:
    text = (
        JSON
        + 'method = "POST"\nform = {a = "1", "b c" = "二"}\nlink_regex = "(x)"\n[list.pages]\nstyle = "body"\nparam = "a"'
    )
    made = source(text)
    again = catalogue.read(source_writing.put(made, tmp_path))
    assert again.lists == made.lists
    with pytest.raises(BadSource, match="POST"):
        source('form = {a = "1"}')
    with pytest.raises(BadSource, match="inline_arrays"):
        source('site = "nothing"')


def test_what_no_key_can_say_is_one_small_class() -> None:
    entries = "".join(
        f"urls[{n}]='/o/{n}.html';headers[{n}]=\"{title}\";dates[{n}]='{day}';"
        for n, (title, day) in enumerate(listpages.ROWS)
    )
    found = read('site = "inline_arrays"', listpages.page(f"<script>var urls=[],headers=[];{entries}</script>"))
    assert (said(found), found.family) == (TITLES_AND_DAYS, "inline_arrays")
    assert found.rows[2].url == "https://kjj.qinghe.example/o/2.html"
    assert "arrays" in (read('site = "inline_arrays"', listpages.trs()).problem or "")


def test_code_in_the_folder_of_sources_is_never_loaded(tmp_path: Path) -> None:
    (tmp_path / "evil.py").write_text("raise SystemExit('loaded')", encoding="utf-8")
    text = f'{TOP}[[list]]\nurl = "{URL}"\nsite = "evil"'
    with pytest.raises(BadSource, match="is not known"):
        source_file.source(tomllib.loads(text), tmp_path / "a.toml")
    with pytest.raises(LookupError):
        sites.named("evil")


def test_rows_that_lead_off_the_site_are_told_from_its_own() -> None:
    ours = source("")
    assert offlist.why(ours, "https://www.qinghe.example/a.html") is None
    assert offlist.why(ours, "https://fgw.sheng.gov.cn/a.html") is None
    assert "mp.weixin" in (offlist.why(ours, "https://mp.weixin.qq.com/s/1") or "")
    assert offlist.why(ours, "https://cdn.example.net/a", usual=("cdn.example.net",)) is None

    everywhere = source_file.source(
        tomllib.loads(f'{TOP}[[list]]\nurl = "{URL}"\n[fetching]\nfollow = ["news.example.org"]'), Path("a.toml")
    )
    assert offlist.why(everywhere, "https://news.example.org/1") is None
    assert offlist.usual_hosts([f"https://mp.weixin.qq.com/s/{n}" for n in range(9)]) == frozenset()


def test_region_and_name_come_from_the_metas_where_the_host_says_nothing() -> None:
    body = listpages.trs().replace(
        b'<meta name="SiteName"', b'<meta name="SiteIDCode" content="3701000012"><meta name="SiteName"'
    )
    assert adding.propose(body, URL, charset=None, now=NOW).source.region == "370100"
    named = listpages.trs().replace('青禾市科技局"'.encode(), '金华市人民政府门户网站"'.encode())
    assert adding.propose(named, URL, charset=None, now=NOW).source.region == "330700"


def test_a_list_in_a_frame_is_added_under_its_own_address_and_the_outer_name() -> None:
    outer = Answer(url=URL, final_url=URL, status=200, body=listpages.page('<iframe src="/in/list.html"></iframe>'))
    bare = listpages.trs().replace(b"SiteName", b"Nothing").replace(b"ColumnName", b"Nothing")
    inner = Answer(
        url="https://kjj.qinghe.example/in/list.html", final_url="https://kjj.qinghe.example/in/list.html", body=bare
    )
    shown = listing.rows(adding.bare(inner.url).lists[0], bare, inner.url, charset=None, now=NOW)
    made = adding.from_look(Look(answer=outer, inner=inner, shown=shown), now=NOW)
    assert (made.source.lists[0].url, made.source.name) == (inner.url, "青禾市科技局 通知公告")
    assert made.source.lists[0].item == "ul.u-list > li"


def test_one_round_reads_lists_of_every_kind(tmp_path: Path) -> None:
    house = House(tmp_path)

    def put(id: str, path: str, text: str = "") -> None:
        (house.sources / f"{id}.toml").write_text(
            f'id = "{id}"\nname = "{id}"\n[[list]]\nurl = "{served.url}{path}"\n{text}'
        )

    with site.serve() as served:
        for n in range(1, 41):
            served.replies[f"/art/{n}.html"] = site.release(n)
        put(
            "post",
            "/api",
            'method = "POST"\njson = {p = 1}\nkind = "json"\nitem = "d"\n[list.pages]\nstyle = "body"\nparam = "p"\nmax = 3',
        )
        for page in (1, 2):
            rows = [
                {"title": f"关于创新券第{n}号工作的通知", "url": f"/art/{n}.html"} for n in (2 * page - 1, 2 * page)
            ]
            served.replies[f'/api {{"p": {page}}}'] = Reply(
                body=json.dumps({"d": rows}).encode(), kind="application/json"
            )
        served.replies['/api {"p": 3}'] = Reply(body=b'{"d": []}', kind="application/json")
        put("map", "/sitemap.xml")
        index = f'<sitemapindex xmlns="{SITEMAP}"><sitemap><loc>/s1.xml.gz</loc></sitemap><sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>'
        served.replies["/sitemap.xml"] = Reply(body=index.encode(), kind="application/xml")
        child = f'<urlset xmlns="{SITEMAP}"><url><loc>/art/{{}}.html</loc><lastmod>2026-09-24</lastmod></url></urlset>'
        served.replies["/s1.xml.gz"] = Reply(body=gzip.compress(child.format(11).encode()), kind="application/gzip")
        served.replies["/s2.xml"] = Reply(body=child.format(12).encode(), kind="application/xml")
        put("framed", "/framed.html")
        served.replies["/framed.html"] = Reply(
            body=b'<html><meta http-equiv="refresh" content="0;url=/frame2.html"></html>'
        )
        served.replies["/frame2.html"] = Reply(body=b'<html><body><iframe src="/inner.html"></iframe></body></html>')
        served.replies["/inner.html"] = site.listing([21, 22, 23])
        put("circle", "/circle.html")
        served.replies["/circle.html"] = Reply(body=b"<script>location.href='/circle2.html'</script>")
        served.replies["/circle2.html"] = Reply(body=b"<script>location.href='/circle.html?again'</script>")
        served.replies["/circle.html?again"] = served.replies["/circle.html"]
        put("off", "/off.html")
        own = [(f"/art/{n}.html", f"关于创新券第{n}号工作的通知", "2026-09-24") for n in (31, 32, 33)]
        served.replies["/off.html"] = site.rows(
            [("https://mp.weixin.qq.com/s/Zx9", "一图读懂创新券申领流程与要点", "2026-09-24"), *own]
        )
        put("feed", "/feed.xml", 'kind = "feed"')
        served.replies["/feed.xml"] = Reply(
            body='<rss version="2.0"><channel><title>c</title><item><title>通知</title><link>/art/36.html</link></item></channel></rss>'.encode(),
            kind="text/xml",
        )
        names = ("post", "map", "framed", "circle", "off", "feed")
        ran = house.run("crawl", *names, "--json").by_source
        posted = served.count('/api {"p": 3}')
    assert {id: (ran[id]["outcome"], ran[id]["listed"], ran[id]["new"]) for id in names} == {
        "post": ("news", 4, 4),
        "map": ("news", 2, 2),
        "framed": ("news", 3, 3),
        "circle": ("broken", 0, 0),
        "off": ("news", 4, 4),
        "feed": ("news", 1, 1),
    }
    assert ran["off"]["fetched"] == 3  # the article of an app is kept by its title, and not asked for
    assert "一图读懂创新券申领流程与要点" in house.titles()
    assert posted == 1
