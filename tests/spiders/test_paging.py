"""Where a list goes on."""

from __future__ import annotations

import lxml.html
import pytest

from spiders import paging
from spiders.source import Pages
from tests.spiders import listpages

HOME = "https://a.example/tzgg/"


def infer(html: str, url: str = HOME) -> Pages | None:
    return paging.infer(lxml.html.fromstring(f"<div>{html}</div>"), html, url)


def following(html: str, url: str = HOME, pages: Pages | None = None) -> tuple[str, ...]:
    tree = lxml.html.fromstring(f"<div>{html}</div>")
    chosen = pages or paging.infer(tree, html, url)
    assert chosen is not None
    return paging.following(chosen, tree, html, url)


def test_trs_counts_from_zero() -> None:
    html = '<script>createPageHTML(3, 0, "index", "html");</script>'
    assert following(html) == (f"{HOME}index_1.html", f"{HOME}index_2.html")


def test_the_same_call_counting_from_one_means_another_second_page() -> None:
    html = "<script>createPageHTML('page_div',3,1,'list','shtml',50);</script>"
    assert following(html, f"{HOME}list.shtml") == (f"{HOME}list_2.shtml", f"{HOME}list_3.shtml")


def test_a_later_page_goes_on_from_itself() -> None:
    html = '<script>createPageHTML(4, 1, "index", "html");</script>'
    assert following(html, f"{HOME}index_1.html") == (f"{HOME}index_2.html", f"{HOME}index_3.html")
    assert following('<script>createPageHTML(4, 3, "index", "html");</script>', f"{HOME}index_3.html") == ()


def test_the_definition_of_the_function_is_not_a_call() -> None:
    assert infer("<script>function createPageHTML(total, current, name, ext) {}</script>") is None


def test_one_page_is_all_there_is() -> None:
    assert following('<script>createPageHTML(1, 0, "index", "html");</script>') == ()


@pytest.mark.parametrize(
    ("html", "url", "second"),
    [
        ('<a href="?page=2">2</a> <a href="?page=3">3</a>', HOME, f"{HOME}?page=2"),
        ('<a href="/l.do?c=1&pageNo=2">2</a>', "https://a.example/l.do?c=1", "https://a.example/l.do?c=1&pageNo=2"),
        (
            '<a href="/page_2.html">2</a><a href="/page_3.html">3</a>',
            "https://a.example/",
            "https://a.example/page_2.html",
        ),
        ('<a href="p/1.html">2</a><a href="p/2.html">3</a>', HOME, f"{HOME}p/1.html"),
        ('<a href="more.html">下一页</a>', HOME, f"{HOME}more.html"),
        ('<a rel="next" href="older">Older</a>', HOME, f"{HOME}older"),
        ('<a href="x?from=30"> Next » </a>', HOME, f"{HOME}x?from=30"),
    ],
)
def test_pagers_of_links_are_understood(html: str, url: str, second: str) -> None:
    assert following(html, url)[0] == second


def test_dates_and_article_numbers_are_no_pager() -> None:
    assert infer('<a href="/2026/11/2.html">十一月二日的通知</a> <a href="/a/2.html">12</a>') is None


def test_links_that_only_run_a_script_lead_nowhere() -> None:
    assert infer('<a href="javascript:next()">下一页</a><a href="#">下页</a>') is None


def test_no_more_pages_than_the_source_wants() -> None:
    pages = Pages(style="query", param="p", start=20, step=20, max=3)
    assert following("", f"{HOME}?x=1", pages) == (f"{HOME}?x=1&p=20", f"{HOME}?x=1&p=40")
    assert following("", f"{HOME}?x=1&p=40", pages) == ()


def test_style_none_ends_the_list() -> None:
    assert following('<a rel="next" href="older">Older</a>', HOME, Pages(style="none")) == ()


def test_a_next_link_of_the_sources_own_choice() -> None:
    html = '<a class="n" href="b">weiter</a>'
    assert following(html, HOME, Pages(style="next", css="a.n")) == (f"{HOME}b",)


def test_the_forms_of_the_test_pages_go_on() -> None:
    for body, url, second in (
        (listpages.trs(), HOME, f"{HOME}index_1.html"),
        (listpages.ucap(), f"{HOME}list.shtml", f"{HOME}list_2.shtml"),
        (listpages.table(), "https://a.example/list.jsp?col=7", "https://a.example/list.jsp?col=7&page=2"),
        (listpages.zblog(), "https://a.example/", "https://a.example/page_2.html"),
    ):
        assert following(body.decode(), url)[0] == second
