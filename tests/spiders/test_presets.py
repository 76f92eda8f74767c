"""Every publishing system that the shipped catalogue names, read in a page of its form."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from spiders import catalogue, listing, presets
from spiders.source import Source
from tests.spiders import listpages
from tests.spiders.listpages import DAYS, ROWS, TITLES

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
SHANGHAI_NOON = 12 * 3600 - 8 * 3600  # seconds of a UTC day at which it is noon there


def jpaas() -> bytes:
    """What the unit behind a hanweb jpaas page answers: a piece of HTML in JSON."""
    rows = "".join(
        f'<li><a href="/col1/art/2026/art_{n}.html" title="{title}">{title}</a><span class="fr">{day}</span></li>'
        for n, (title, day) in enumerate(ROWS)
    )
    html = f'<ul class="page-content">{rows}</ul><div class="pagination" rows="15" count="312"></div>'
    return json.dumps({"success": True, "code": 200, "data": {"html": html}}).encode()


def gkmlpt() -> bytes:
    """What the Guangdong-wide disclosure platform answers: epoch seconds, addresses whole."""
    articles = [
        {
            "id": n,
            "title": title,
            "url": f"http://www.qinghe.example/gkmlpt/content/3/{n}/post_{n}.html",
            "post_url": "",
            "publisher": "青禾市科技局",
            "create_time": int(datetime.fromisoformat(f"{day}T00:00:00+00:00").timestamp()) + SHANGHAI_NOON,
            "document_number": "",
        }
        for n, (title, day) in enumerate(ROWS)
    ]
    return json.dumps({"total": 412, "page": 1, "articles": articles}).encode()


def common_search() -> bytes:
    """What a UCAP site's search answers: milliseconds and the same day as text."""
    results = [
        {
            "title": f"<em>{title[:2]}</em>{title[2:]}",
            "url": f"/qinghe/c1/202611/c1_{n}.shtml",
            "publishedTimeStr": f"{day} 09:30:00",
            "publishedTime": 1,
            "channelName": "通知公告",
            "resList": [],
        }
        for n, (title, day) in enumerate(ROWS)
    ]
    return json.dumps({"code": 200, "data": {"total": 88, "page": 1, "rows": 18, "results": results}}).encode()


def dedecms() -> bytes:
    """DedeCMS: a category in brackets, day and views in one line, numbered pages list_7_2.html."""
    rows = "".join(
        '<li class="pbox"><b>[<a href="/zhengce/">政策</a>]</b> '
        f'<a href="/zhengce/2026/{n}.html" class="title">{title}</a><span class="info"><small>日期：</small>'
        f"{day} 10:2{n}:30 <small>点击：</small>{n}7 <small>好评：</small>0</span></li>"
        for n, (title, day) in enumerate(ROWS)
    )
    pages = '<ul class="pagelist"><li class="thisclass">1</li><li><a href="list_7_2.html">2</a></li></ul>'
    return listpages.page(f'<div class="listbox"><ul class="e2">{rows}</ul></div><div class="dede_pages">{pages}</div>')


FORMS: dict[str, Callable[[], bytes]] = {
    "trs": listpages.trs,
    "ucap": listpages.ucap,
    "jpage": listpages.jpage,
    "jpaas": jpaas,
    "gkmlpt": gkmlpt,
    "common_search": common_search,
    "dedecms": dedecms,
}
NAMED = {source.preset: source for source in catalogue.load(None).sources if source.preset}


def test_every_system_that_the_catalogue_names_has_a_page_here() -> None:
    assert NAMED.keys() <= FORMS.keys()
    assert NAMED.keys() <= set(presets.NAMES)
    assert len(NAMED) >= 7


@pytest.mark.parametrize(("preset", "source"), NAMED.items(), ids=NAMED.keys())
def test_a_source_of_the_catalogue_reads_a_page_of_its_system(preset: str, source: Source) -> None:
    page = source.lists[0]
    shown = listing.rows(page, FORMS[preset](), page.url, charset="utf-8", now=NOW)
    assert shown.problem is None
    assert [row.title for row in shown.rows] == list(TITLES)
    assert [str(row.published) for row in shown.rows] == list(DAYS)
    assert source.detail.body  # where such systems have their text
