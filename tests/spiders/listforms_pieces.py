"""List pages whose days stand in pieces, and whose rows are not all the site's own."""

from __future__ import annotations

from tests.spiders.listforms import ROWS, Said, bureau, each, expect, form
from tests.spiders.listforms_abroad import FORMS as FORMS

SOLD = (
    ('<li><a href="http://www.zbc888.example/">澳门新葡京娱乐城官网注册送彩金</a><span>2026-11-19</span></li>'),
    ('<li><a href="https://fapiao.example/a">专业代开发票，加微信咨询</a><span>2026-11-17</span></li>'),
)
PLACEHOLDERS = (
    "○○市空き家対策計画（案）に関する意見募集",
    "○○町立図書館の休館について",
    "●●地区まちづくり協議会の開催",
)


@form
def cards_that_are_links_with_the_day_above_the_month() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="card"><a href="/art/{n}.html"><div class="date"><b>{r.d}</b><i>{r.y}-{r.m}</i></div>'
        "<div><h4>{t}</h4><p>为贯彻落实有关部署，现将有关事项通知如下……</p></div></a></div>"
    )
    return bureau(f'<div class="cards">{rows}</div>'), expect("/art/{n}.html")


@form
def cards_that_are_links_with_the_month_above_the_day() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="card"><a href="/art/{n}.html"><div class="date"><span>{r.y}.{r.m}</span><em>{r.d}</em></div>'
        "<h4>{t}</h4></a></div>"
    )
    return bureau(f'<div class="cards">{rows}</div>'), expect("/art/{n}.html")


@form
def spam_planted_among_rows() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/art/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(f"<ul>{SOLD[0]}{rows}{SOLD[1]}</ul>"), expect("/art/{n}.html")


@form
def titles_that_begin_with_a_placeholder() -> tuple[str, list[Said]]:
    said: list[Said] = [
        (title, f"/soshiki/{row.n}.html", row.day) for title, row in zip(PLACEHOLDERS, ROWS, strict=False)
    ]
    rows = "".join(f'<dt>{day}</dt><dd><a href="{href}">{title}</a></dd>' for title, href, day in said)
    return bureau(f'<dl class="newsList">{rows}</dl>'), said


@form
def tips_with_the_title_and_the_moment_of_release() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/art/{row.n}.html" title="{row.title}&#10;{row.day} 09:00">{row.title[:9]}…</a>'
        f"<span>{row.day[5:]}</span></li>"
        for row in ROWS
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/art/{n}.html")


@form
def contents_of_a_gazette() -> tuple[str, list[Said]]:
    parts = [("市政府文件", ROWS[:2]), ("市政府办公室文件", ROWS[2:3])]
    text = "".join(
        f"<h3>{head}</h3>" + each('<p><a href="/gb/{n}.html">{t}</a>……（{n}）</p>', rows) for head, rows in parts
    )
    said: list[Said] = [(row.title, f"/gb/{row.n}.html", None) for row in ROWS[:3]]
    return bureau(f"<h2>政府公报2026年第5期（总第88期）</h2><p>出版日期：2026-10-31</p>{text}"), said


@form
def a_list_without_days_beside_what_is_read_most() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/art/{n}.html">{t}</a></li>', ROWS[:4])
    hot = "".join(f'<li><a href="/hot/{n}.html">市领导督导检查第{n}季度重点工作落实情况</a></li>' for n in range(8))
    said: list[Said] = [(row.title, f"/art/{row.n}.html", None) for row in ROWS[:4]]
    return bureau(f"<ul>{rows}</ul></div><div><h3>阅读排行</h3><ul>{hot}</ul>"), said


@form
def cards_that_are_links_with_a_labelled_day() -> tuple[str, list[Said]]:
    rows = each('<a href="/art/{n}.html"><div>{t}</div><div>发布时间：{day}</div></a>')
    return bureau(f"<div>{rows}</div>"), expect("/art/{n}.html")
