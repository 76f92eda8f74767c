from __future__ import annotations

import html
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify import excerpts, message
from notify.excerpts import snippet
from notify.message import Form, Item, releases, summary
from notify.parts import WRAPPING, split

TITLE = "济南市人民政府关于印发《人工智能 <试行> 办法》的通知 & 解读 *一*_二_"
ITEM = Item(
    id=7,
    title=TITLE,
    url="https://www.jinan.gov.cn/art/2026/9/24/art_1_2.html?a=1&b=(2)",
    issuer="济南市人民政府",
    city="济南市",
    published=date(2026, 9, 24),
    snippet="…支持人工智能企业…",
)


def test_an_item_shows_the_title_on_its_own_line_then_its_facts_the_hits_and_the_link() -> None:
    (part,) = split(releases([ITEM], name="济南AI", lang="zh"), Form.TEXT, 10_000)
    assert part.heading == "济南AI：1 篇新发布"
    assert part.body.split("\n") == [
        TITLE,
        "济南市人民政府 · 济南市 · 2026-09-24 · #7",
        "…支持人工智能企业…",
        "https://www.jinan.gov.cn/art/2026/9/24/art_1_2.html?a=1&b=(2)",
    ]


def test_the_subject_of_a_mail_has_the_count_and_the_first_title() -> None:
    (part,) = split(releases([ITEM, ITEM], name="济南AI", lang="zh"), Form.TEXT, 10_000)
    assert part.subject.startswith("济南AI：2 篇新发布｜济南市人民政府关于印发")
    (part,) = split(releases([ITEM], name="jinan", lang="en"), Form.TEXT, 10_000)
    assert part.subject.startswith("jinan: 1 new release | 济南市人民政府")


def test_revised_releases_are_counted_and_marked() -> None:
    revised = Item(id=8, title="修订", url=None, revised=True)
    (part,) = split(releases([ITEM, revised], name="x", lang="zh"), Form.TEXT, 10_000)
    assert part.heading == "x：1 篇新发布、1 篇更新"
    assert part.body.endswith("修订\n内容有更新 · #8")
    assert releases([revised], name="x", lang="en").heading == "x: 1 revised"


def test_a_summary_lists_titles_and_says_how_to_get_them_one_by_one() -> None:
    (part,) = split(summary([ITEM], name="济南 AI", lang="zh"), Form.TEXT, 10_000)
    assert "policywatch alerts release '济南 AI'" in part.body
    assert TITLE in part.body.split("\n")
    assert "支持人工智能企业" not in part.body
    assert summary([ITEM, ITEM], name="x", lang="en").heading == "x: 2 older releases"


def test_html_is_escaped_and_only_web_addresses_become_links() -> None:
    odd = Item(id=9, title="<script>alert(1)</script>", url="javascript:alert(1)")
    (part,) = split(releases([ITEM, odd], name="x", lang="zh"), Form.HTML, 10_000)
    assert "<script>" not in part.body
    assert html.unescape(re.sub("<[^>]*>", "", part.body)).count(TITLE) == 1
    assert re.findall('href="([^"]*)"', part.body) == [html.escape(ITEM.url or "")]


def test_markdown_keeps_marks_of_a_title_from_becoming_markup() -> None:
    (part,) = split(releases([ITEM], name="x", lang="zh"), Form.MARKDOWN, 10_000)
    assert r"\*一\*\_二\_**" in part.body
    assert "(https://www.jinan.gov.cn/art/2026/9/24/art_1_2.html?a=1&b=%282%29)" in part.body


def test_a_title_cannot_start_a_new_line_of_the_message() -> None:
    forged = Item(id=1, title="一\r\nhttps://evil.example\u2028二", url=None)
    (part,) = split(releases([forged], name="x", lang="zh"), Form.TEXT, 1000)
    assert part.body.split("\n")[0] == "一 https://evil.example 二"


def test_an_item_larger_than_a_part_loses_its_snippet_before_its_title() -> None:
    long = Item(id=1, title="标题" * 30, url="https://a.example/1", snippet="文" * 100)
    (part,) = split(releases([long], name="x", lang="zh"), Form.TEXT, 350)
    assert part.body.split("\n") == ["标题" * 30, "#1", "https://a.example/1"]
    (part,) = split(releases([long], name="x", lang="zh"), Form.TEXT, 200)
    title, link = part.body.split("\n")
    assert title.endswith("…")
    assert ("标题" * 30).startswith(title[:-1])
    assert link == "https://a.example/1"


words = st.text(st.sampled_from("通知公告办法人工智能ABC <>&*_[]()#-\\😀\u3000"), min_size=1, max_size=60).filter(
    str.strip
)


@settings(deadline=None)
@given(
    titles=st.lists(words, min_size=1, max_size=25),
    texts=st.lists(st.none() | words, min_size=25, max_size=25),
    form=st.sampled_from(list(Form)),
    limit=st.integers(900, 4000),
    lang=st.sampled_from(["zh", "en"]),
)
def test_parts_hold_every_item_whole_and_once_within_the_limit(
    titles: list[str], texts: list[str | None], form: Form, limit: int, lang: message.Lang
) -> None:
    items = [
        Item(id=n, title=title.strip(), url=f"https://a.example/{n}/", snippet=text)
        for n, (title, text) in enumerate(zip(titles, texts, strict=False))
    ]
    parts = split(releases(items, name="订阅", lang=lang), form, limit)
    for part in parts:
        whole = part.heading + WRAPPING * "x" + part.body
        assert len(whole.encode()) <= limit
    assert [n for part in parts for n in part.documents] == list(range(len(items)))
    everything = "\n".join(part.body for part in parts)
    for item in items:
        (alone,) = split(releases([item], name="订阅", lang=lang), form, 10_000)
        assert alone.body in everything
    numbers = [part.heading.rpartition(" (")[2] for part in parts]
    assert len(parts) == 1 or numbers == [f"{n}/{len(parts)})" for n in range(1, len(parts) + 1)]


@settings(deadline=None)
@given(
    title=st.text("通知𝄞a<&*", min_size=1, max_size=3000),
    form=st.sampled_from(list(Form)),
    limit=st.integers(400, 2000),
)
def test_an_oversized_item_is_cut_at_a_character_border_and_keeps_its_link(title: str, form: Form, limit: int) -> None:
    (part,) = split(releases([Item(id=1, title=title, url="https://a.example/1")], name="x", lang="en"), form, limit)
    assert len((part.heading + part.body).encode()) <= limit
    assert "https://a.example/1" in part.body


def test_a_long_notice_is_cut_to_the_channel() -> None:
    (part,) = split(message.operator("源站异常", "网" * 5000, lang="zh"), Form.TEXT, 500)
    assert len(part.body.encode()) <= 500
    assert part.body.endswith("…")


def test_a_snippet_shows_the_hits_without_repeating_a_title() -> None:
    text = "关于支持人工智能的通知\n" + "前言。" * 40 + "我市支持人工智能企业发展。" + "后文。" * 40
    at = text.index("人工智能企业")
    shown = snippet(text, [(5, 4), (at, 4)], title="关于支持人工智能的通知")
    assert shown is not None
    assert "我市支持人工智能企业发展" in shown
    assert "的通知" not in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


@pytest.mark.parametrize("text", ["", "关于支持人工智能的通知", "关于支持人工智能的通知\n"])
def test_a_text_that_is_only_its_title_has_no_snippet(text: str) -> None:
    assert snippet(text, [], title="关于支持人工智能的通知") is None


def test_without_hits_the_snippet_is_the_beginning_of_the_text() -> None:
    assert snippet("标题\n各区县人民政府：\n现将办法印发。", [], title="标题") == "各区县人民政府： 现将办法印发"


def test_a_snippet_repeats_no_title_of_the_message() -> None:
    notice = Item(id=1, title="关于支持人工智能的通知", url=None)
    reading = Item(id=2, title="解读", url=None, snippet="近日印发《关于支持人工智能的通知》，现解读如下")
    first, second = excerpts.apart([notice, reading])
    assert first is notice
    assert second.snippet == "近日印发《…"
