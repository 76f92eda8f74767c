"""Days in text and URLs, and which of a page's days is its publication."""

from __future__ import annotations

from datetime import date

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import dates, metadata
from extract.page import Hints, Page

WRITTEN = [
    ("2026-09-24", date(2026, 9, 24)),
    ("2026/9/4", date(2026, 9, 4)),
    ("2026.09.24", date(2026, 9, 24)),
    ("2026年9月24日", date(2026, 9, 24)),
    ("2026 年 9 月 24 日", date(2026, 9, 24)),
    ("二〇一八年六月一日", date(2018, 6, 1)),
    ("二○一八年十二月三十一日", date(2018, 12, 31)),
    ("二零二六年十月二十日", date(2026, 10, 20)),
    ("一九九八年十一月廿五日", date(1998, 11, 25)),
    ("民國113年5月6日", date(2024, 5, 6)),
    ("令和6年5月6日", date(2024, 5, 6)),
    ("2019年12月17號", date(2019, 12, 17)),
    ("2026-09-2417:30", date(2026, 9, 24)),
    ("点击数:16872026-09-24 17:30", date(2026, 9, 24)),
]

NO_DAY = [
    "2026-13-01",
    "2026年2月30日",
    "1899-01-01",
    "2026年9月",
    "12026",
    "2018—2035年",
    "0531-88886666",
    "3.14.15",
    "1.2.2026.1",
]

URLS = [
    ("http://a.gov.cn/zwgk/202608/t20260830_1234.html", date(2026, 8, 30)),
    ("http://a.gov.cn/art/2026/8/30/art_1861_498.html", date(2026, 8, 30)),
    ("http://a.gov.cn/content/2026-08/30/content_5365945.htm", date(2026, 8, 30)),
    ("http://a.gov.cn/2026-08-30/123.html", date(2026, 8, 30)),
    ("http://a.gov.cn/20260830/123.html", date(2026, 8, 30)),
    ("http://a.gov.cn/202608/123.html", None),
    ("http://a.gov.cn/post_20261530.html", None),
    ("http://a.gov.cn/col/col19990101234/index.html", None),
]


@pytest.mark.parametrize(("text", "day"), WRITTEN)
def test_a_day_is_read_in_every_spelling(text: str, day: date) -> None:
    assert dates.first(f"（{text}）") == day


@pytest.mark.parametrize("text", NO_DAY)
def test_what_is_no_day_is_none(text: str) -> None:
    assert dates.first(text) is None


@pytest.mark.parametrize(("url", "day"), URLS)
def test_a_url_names_a_day_or_none(url: str, day: date | None) -> None:
    found = dates.in_url(url)
    assert (found[0] if found else None) == day


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("　　2026年9月24日　", date(2026, 9, 24)),
        ("(2026年9月24日)", date(2026, 9, 24)),
        ("2026-09-24 10:30", date(2026, 9, 24)),
        ("2026年9月24日印发", None),
        ("9月24日", None),
    ],
)
def test_a_line_that_is_only_a_date_is_told_from_others(line: str, day: date | None) -> None:
    assert dates.only(line) == day


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_being_written_in_chinese_numerals(day: date) -> None:
    ones = "〇一二三四五六七八九"

    def small(number: int) -> str:
        tens, rest = divmod(number, 10)
        return (("" if tens == 1 else ones[tens]) + "十" if tens else "") + (ones[rest] if rest else "")

    year = "".join(ones[int(digit)] for digit in str(day.year))
    assert dates.first(f"{year}年{small(day.month)}月{small(day.day)}日") == day


@given(st.text(max_size=80))
def test_taking_dates_out_of_a_text_leaves_none(text: str) -> None:
    rest = dates.without(text)
    assert len(rest) <= len(text)


TITLE = "关于开展科技型企业认定工作的通知"
BODY = (
    "<p>各区县科技局，各有关单位：为做好今年的认定工作，现将有关事项通知如下，请认真组织，按时完成，"
    "并做好宣传和服务，工作中遇到的问题请及时报告我局，我局将会同有关部门研究解决。</p>"
)


def page_of(*, near: str = "", head: str = "", foot: str = "", before: str = "", body: str = BODY) -> str:
    return (
        f"<html><head><title>{TITLE}-某市科学技术局</title>{head}</head><body><div class='nav'>首页</div>{before}"
        f"<h1>{TITLE}</h1>{near}<div class='text'>{body}</div>{foot}</body></html>"
    )


def table(**cells: str) -> str:
    rows = "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>" for label, value in cells.items())
    return f"<table>{rows}</table>"


URL = "http://kjj.example.gov.cn/zwgk/t20260830_1234.html"
META = '<meta name="PubDate" content="2026-09-30 10:00">'

# Why it is hard, the page, its URL, the list row's date, the day it was published.
HARD: list[tuple[str, str, str | None, date | None, date | None]] = [
    (
        "a migrated site's meta holds the day of import",
        page_of(head=META, near="<p>发布时间：2019-05-12 10:53 来源：本局</p>"),
        None,
        None,
        date(2019, 5, 12),
    ),
    (
        "htmldate reads 年月日 as the first of January",
        page_of(near="<p>发布时间：2026年9月24日</p>"),
        None,
        None,
        date(2026, 9, 24),
    ),
    (
        "a counter is glued to the date",
        page_of(near="<td>点击数:16872018-08-27 17:04:17 来源: 本局</td>"),
        None,
        None,
        date(2018, 8, 27),
    ),
    (
        "a relative time with the day in brackets",
        page_of(near="<span>admin</span><span>1年前 (2024-09-23)</span><span>35</span>"),
        None,
        None,
        date(2024, 9, 23),
    ),
    (
        "Traditional labels",
        page_of(near="<p>欄目:科技政策 發布時間:2019-12-17</p>"),
        None,
        None,
        date(2019, 12, 17),
    ),
    (
        "the label turned round",
        page_of(near="<p>时间发布：2023-06-12 09:51</p>"),
        None,
        None,
        date(2023, 6, 12),
    ),
    (
        "label and date in different elements",
        page_of(near="<span>发布日期：</span><i>2019-07-10&nbsp;10:43</i>"),
        None,
        None,
        date(2019, 7, 10),
    ),
    (
        "成文日期 stands before 发布日期",
        page_of(
            before=table(
                索引号="1/2026-1", 发文机关="某市科学技术局", 成文日期="2026年8月1日", 发布日期="2026年8月20日"
            )
        ),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "only the day of signing is on the page, the row knows better",
        page_of(before=table(索引号="1/2026-1", 发文机关="某市科学技术局", 成文日期="2026年8月1日")),
        None,
        date(2026, 8, 20),
        date(2026, 8, 20),
    ),
    (
        "a table with only 生成日期 says nothing of publication",
        page_of(before=table(信息索引="1/2026-1", 发文机构="某市科学技术局", 生成日期="2026-08-01"), head=META),
        None,
        None,
        date(2026, 9, 30),
    ),
    (
        "the date of an event below the title",
        page_of(near="<span>开始时间：</span><span>2026-10-08</span>", head=META),
        None,
        None,
        date(2026, 9, 30),
    ),
    (
        "a deadline below the title",
        page_of(near="<p>报名截止日期：2026-10-15</p>", head=META),
        None,
        None,
        date(2026, 9, 30),
    ),
    (
        "a day of coming into force below the title",
        page_of(near="<p>生效日期：2027-01-01</p><p>失效日期：2031-12-31</p>"),
        URL,
        None,
        date(2026, 8, 30),
    ),
    (
        "发布 outranks a bare 日期 that stands first",
        page_of(near="<p>更新日期：2026-09-09</p><p>发布日期：2026-08-20</p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "no label, only a date line with the source",
        page_of(near="<div>2026-08-20 来源：某市日报 【字体：大 中 小】</div>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "only the URL knows the day",
        page_of(),
        URL,
        None,
        date(2026, 8, 30),
    ),
    (
        "the row outranks the URL, which has the day of drafting",
        page_of(),
        URL,
        date(2026, 9, 2),
        date(2026, 9, 2),
    ),
    (
        "the row outranks a meta that was written again with the page",
        page_of(head=META),
        None,
        date(2026, 9, 2),
        date(2026, 9, 2),
    ),
    (
        "the page's own 发布日期 outranks the row of a reprint's column",
        page_of(near="<p>发布日期：2026-08-20</p>"),
        None,
        date(2026, 9, 2),
        date(2026, 8, 20),
    ),
    (
        "a month in the URL is no day",
        page_of(head=META),
        "http://kjj.example.gov.cn/zwgk/202608/1234.html",
        None,
        date(2026, 9, 30),
    ),
    (
        "a date inside the text is not the page's",
        page_of(
            body=BODY + "<p>根据2021年3月5日印发的实施意见，结合我市实际，现就有关工作通知如下，请遵照执行。</p>",
            head=META,
        ),
        None,
        None,
        date(2026, 9, 30),
    ),
    (
        "the dates of a list of other releases below",
        page_of(near="<p>发布日期：2026-08-20</p>", foot="<li>另一则 <span>2026-09-28</span></li>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "the title stands in the breadcrumb first",
        page_of(before=f"<div>当前位置：首页 &gt; 通知公告 &gt; {TITLE}</div>", near="<p>日期：2026/08/20</p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "date above the title",
        page_of(before="<p>发布时间：2026-08-20</p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "a meta date in Chinese",
        page_of(head='<meta name="pubdate" content="2026年09月24日 15:30">'),
        None,
        None,
        date(2026, 9, 24),
    ),
    (
        "an empty meta",
        page_of(head='<meta name="PubDate" content="">'),
        URL,
        None,
        date(2026, 8, 30),
    ),
    (
        "a meta with a placeholder",
        page_of(head='<meta name="PubDate" content="firstpublishedtime">'),
        None,
        None,
        None,
    ),
    (
        "发布于 without colon",
        page_of(near="<span>发布于 2026-08-20 09:12</span>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "Chinese numerals after the label",
        page_of(near="<p>发布日期：二〇二六年八月二十日</p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "a day and a month without year are no date",
        page_of(near="<p>发布时间：10-08 12:00</p>"),
        None,
        None,
        None,
    ),
    (
        "the signature is the day of signing only",
        page_of(body=BODY + "<p>某市科学技术局</p><p>2026年8月1日</p>", near="<p>时间：2026-08-20</p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "the label's date is impossible, the URL helps",
        page_of(near="<p>发布时间：2026-02-30</p>"),
        URL,
        None,
        date(2026, 8, 30),
    ),
    (
        "a bare label right after a subtitle",
        page_of(near="<h2>我市科技型企业再上新台阶</h2><p><span>时间：</span><span>2026-08-20 06:23</span></p>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "the date is glued to the heading",
        f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE}2026-08-20 10:00</h2>{BODY}</body></html>",
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "a sidebar names the release with another date",
        page_of(near="<p>日期：2026-08-20</p>", before=f"<li>{TITLE}（转载） 2026-09-28</li>"),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "the label stands below the text",
        page_of(foot="<p>发布日期：2026-08-20</p>", head=META),
        None,
        None,
        date(2026, 8, 20),
    ),
    (
        "labels far from the title disagree",
        page_of(foot="<p>发布日期：2026-08-20</p><p>发布日期：2025-01-07</p>", head=META),
        None,
        None,
        date(2026, 9, 30),
    ),
    (
        "a decision's date in a table is not the page's",
        page_of(body="<table><tr><td>作出处罚决定的日期</td><td>2026年7月1日</td></tr></table>" + BODY, head=META),
        None,
        None,
        date(2026, 9, 30),
    ),
]


@pytest.mark.parametrize(("why", "html", "url", "row", "day"), HARD, ids=[case[0] for case in HARD])
def test_the_day_of_publication(why: str, html: str, url: str | None, row: date | None, day: date | None) -> None:
    page = Page(body=html.encode(), url=url, hints=Hints(published=row))
    tree = lxml.html.document_fromstring(html)
    head = metadata.read_head(tree, page)
    fields = metadata.fields(head, tree, str(tree.xpath("string(//div[@class='text'])")), page)
    assert fields.published == day
    assert any(proof.field == "published" for proof in fields.evidence) == (day is not None)


def test_a_page_in_another_language_is_dated_by_its_markup() -> None:
    html = (
        "<html lang='en'><head><title>New rules for grants</title>"
        "<meta property='article:published_time' content='2026-03-05T09:00:00Z'></head>"
        "<body><h1>New rules for grants</h1><p>The ministry has set out the rules for the year.</p></body></html>"
    )
    page = Page(body=html.encode())
    tree = lxml.html.document_fromstring(html)
    fields = metadata.fields(metadata.read_head(tree, page), tree, "The ministry has set out the rules.", page)
    assert (fields.published, fields.language) == (date(2026, 3, 5), "en")
