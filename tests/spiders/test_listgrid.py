"""Lists in every markup with days in every form, before and after the title, few rows and more: every row, no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

import pytest

from spiders import listing
from spiders.source import ListPage

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
URL = "https://www.yunqi.example/zwgk/tzgg/"
WORDS = (
    "关于组织申报{}年度专项资金的通知",
    "云栖市{}工程建设项目中标候选人公示",
    "第{}批重点项目集中开工",
    "{}号政协提案答复",
    "关于{}区块征收补偿方案公开征求意见的公告",
    "市第{}次常务会议召开",
    "图解：{}条惠企措施",
    "关于印发《云栖市{}专项规划》的通知",
    "{}月份空气质量报告",
)
DAYS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "dots": lambda day: f"{day:%Y.%m.%d}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "no year": lambda day: f"{day:%m-%d}",
    "chinese without a year": lambda day: f"{day.month}月{day.day}日",
    "brackets": lambda day: f"[{day}]",
    "with a time": lambda day: f"{day} 09:30",
    "labelled": lambda day: f"发布时间：{day}",
    "in pieces": lambda day: f"<b>{day:%d}</b><i>{day:%Y-%m}</i>",
    "none": lambda day: "",
}
SUMMARY = "<p>为做好有关工作，现将有关事项公告如下，请各有关单位遵照执行。</p>"
ROWS: dict[str, Callable[[str, str, str, bool], str]] = {
    "li": lambda link, href, day, after: f"<li>{_both(link, day, after)}</li>",
    "p": lambda link, href, day, after: f"<p>{_both(link, day, after)}</p>",
    "tr": lambda link, href, day, after: (
        f"<tr><td>{link}</td><td>{day}</td></tr>" if after else f"<tr><td>{day}</td><td>{link}</td></tr>"
    ),
    "dl": lambda link, href, day, after: (
        f"<dl><dt>{link}</dt><dd>{day}</dd></dl>" if after else f"<dl><dd>{day}</dd><dt>{link}</dt></dl>"
    ),
    "div": lambda link, href, day, after: f"<div class='i'>{_both(link, day, after)}</div>",
    "summaries": lambda link, href, day, after: (
        f"<div><h3>{link}</h3>{SUMMARY}{day}</div>" if after else f"<div>{day}<h3>{link}</h3>{SUMMARY}</div>"
    ),
}
MENU = "".join(
    f'<li><a href="/c{n}/">{name}</a></li>' for n, name in enumerate(["机构职能", "政策法规", "规划计划", "财政信息"])
)
HOT = "".join(f'<li><a href="/h{n}.html">市领导督导检查第{n}季度重点工作落实情况</a></li>' for n in range(8))


def _both(link: str, day: str, after: bool) -> str:
    return f"{link}{day}" if after else f"{day}{link}"


def page(rows: str) -> str:
    return (
        f"<html><head><title>通知公告_云栖市</title></head><body><div class='top'><ul>{MENU}</ul></div><div>"
        f"<div class='l'><ul>{MENU}</ul></div><div class='m'><div>当前位置：<a href='/'>首页</a>&gt;"
        f"<a href='/t/'>通知公告</a></div><div>{rows}</div>"
        f"<div><a href='index_1.html'>2</a><a href='index_1.html'>下一页</a></div></div>"
        f"<div class='r'><h3>热点</h3><ul>{HOT}</ul></div></div></body></html>"
    )


@pytest.mark.parametrize("days", DAYS)
@pytest.mark.parametrize("markup", ROWS)
def test_every_row_is_found_with_its_day(markup: str, days: str) -> None:
    for after in (True, False):
        for count in (3, 9):
            said = [
                (WORDS[n].format(n + 11), f"/zwgk/tzgg/202611/t{n}.html", date(2026, 11, 20) - timedelta(days=4 * n))
                for n in range(count)
            ]
            rows = "".join(
                ROWS[markup](f'<a href="{href}">{title}</a>', href, f"<span>{DAYS[days](day)}</span>", after)
                for title, href, day in said
            )
            rows = {"li": f"<ul>{rows}</ul>", "tr": f"<table>{rows}</table>"}.get(markup, rows)
            found = listing.rows(ListPage(url=URL), page(rows).encode(), URL, charset=None, now=NOW)
            assert [(row.title, row.url, row.published) for row in found.rows] == [
                (title, urljoin(URL, href), None if days == "none" else day) for title, href, day in said
            ]
