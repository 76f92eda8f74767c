"""List pages in the forms of the systems that publish them, written for these tests."""

from __future__ import annotations

TITLES = (
    "关于组织申报二〇二六年度中试基地建设项目的通知",
    "关于公布科技型企业贴息名单（第三批）的公告",
    "青禾市创新券管理办法实施细则征求意见的公示",
    "关于开展农业机械购置补贴核查工作的通知",
    "关于印发数据要素流通试点方案的通知",
    "青禾市人民政府关于优化用地审批流程的意见",
)
DAYS = ("2026-11-20", "2026-11-18", "2026-11-09", "2026-10-30", "2026-10-28", "2026-10-12")
ROWS = tuple(zip(TITLES, DAYS, strict=True))

_TOP = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告-青禾市科技局</title>
<meta name="SiteName" content="青禾市科技局"><meta name="ColumnName" content="通知公告"></head><body>
<div class="header"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/jgzn/">机构职能</a></li>
<li><a href="/xxgk/">信息公开</a></li><li><a href="/bsfw/">办事服务</a></li>
<li><a href="/hdjl/">互动交流</a></li></ul></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">信息公开</a> &gt;
<a href="/xxgk/tzgg/">通知公告</a></div>
<div class="sidebar"><ul><li><a href="/xxgk/zcjd/">政策解读</a></li><li><a href="/xxgk/gfxwj/">规范性文件</a></li>
<li><a href="/xxgk/ghjh/">规划计划</a></li><li><a href="/xxgk/czzj/">财政资金</a></li></ul></div>
"""
_BOTTOM = """<div class="footer"><ul class="friends"><li><a href="https://www.gov.example/">中央人民政府门户网站</a></li>
<li><a href="https://kjt.gov.example/">省科学技术厅门户网站</a></li>
<li><a href="https://sw.gov.example/">省商务厅门户网站</a></li></ul>
<p>主办：青禾市科技局 <a href="/sitemap.html">网站地图</a> 网站标识码：9999000001 2026-11-22</p></div></body></html>"""


def page(inside: str) -> bytes:
    """A whole page of a bureau around its list."""
    return f"{_TOP}{inside}{_BOTTOM}".encode()


def trs() -> bytes:
    """TRS WCM: cut titles with the whole one beside them, relative links, zero-based pages made by a script."""
    rows = "".join(
        f'<li><span>{day}</span><a href="./202611/t{day.replace("-", "")}_{n}.html" title="{title}">'
        f"{title[:14]}…</a></li>"
        for n, (title, day) in enumerate(ROWS)
    )
    return page(f'<ul class="u-list">{rows}</ul><script>createPageHTML(25, 0, "index", "html");</script>')


def jpage() -> bytes:
    """hanweb jpage: the rows are CDATA inside a script."""
    records = "".join(
        f'<record><![CDATA[<li><a href="/art/2026/{n + 1}/8/art_1_{n}.html">{title}</a><b>{day}</b></li>]]></record>'
        for n, (title, day) in enumerate(ROWS)
    )
    onward = '<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=9&columnid=14&unitid=18">'
    store = f"<datastore><nextgroup><![CDATA[{onward}]]></nextgroup><recordset>{records}</recordset></datastore>"
    return page(f'<div id="18" class="list"><script type="text/xml">{store}</script></div>')


def table() -> bytes:
    """An old table: number, title, reference, date, and links that only say view."""
    rows = "".join(
        f"<tr><td>{n + 1}</td><td>{title}</td><td>青科发〔2026〕{n + 3}号</td><td>{_spoken(day)}</td>"
        f'<td><a href="view.jsp?id={n + 100}">查看</a></td></tr>'
        for n, (title, day) in enumerate(ROWS)
    )
    head = "<tr><th>序号</th><th>标题</th><th>文号</th><th>日期</th><th>操作</th></tr>"
    pager = "".join(f'<a href="list.jsp?col=7&page={n}">{n}</a> ' for n in range(1, 5))
    onward = '<a href="list.jsp?col=7&page=2">下一页</a>'
    return page(f'<table class="grid">{head}{rows}</table><div class="pager">{pager}{onward}</div>')


def zblog() -> bytes:
    """Z-Blog, as small re-publishers use it: cards with category, title, excerpt and a relative date."""
    cards = "".join(
        f'<div class="post"><a class="cat" href="/category-{n % 2}.html">[政策]</a>'
        f'<h2><a href="/post/{n + 40}.html">{title}</a></h2>'
        f"<p>{title}。本文转自网络，仅供参考，全文见正文页。</p>"
        f'<span class="meta">{n + 1}小时前</span><a class="more" href="/post/{n + 40}.html">阅读全文</a></div>'
        for n, (title, _) in enumerate(ROWS)
    )
    numbers = '<span class="now">1</span><a href="/page_2.html">2</a><a href="/page_3.html">3</a>'
    hot = "".join(f'<li><a href="/post/{n}.html">{title[:12]}</a></li>' for n, (title, _) in enumerate(ROWS))
    return page(
        f'<meta name="generator" content="Z-BlogPHP"><div id="main">{cards}<div class="pagebar">{numbers}</div></div>'
        f'<div class="hot"><ul>{hot}</ul></div>'
    )


def ucap() -> bytes:
    """UCAP: the whole row is one link, and the script counts pages from one."""
    rows = "".join(
        f'<li><a href="/qinghe/c{n + 100}/202611/{n:032x}.shtml">'
        f'<p class="tit">{title}</p><em>{day.replace("-", "/")}</em></a></li>'
        for n, (title, day) in enumerate(ROWS)
    )
    return page(f'<ul class="news">{rows}</ul><script>createPageHTML("page_div",40,1,"list","shtml",798);</script>')


def divided() -> bytes:
    """A list under headings: the day stands above its rows."""
    days = (("2026年11月20日", ROWS[:3]), ("2026年11月19日", ROWS[3:]))
    parts = "".join(
        f"<h3>{day}</h3><ul>"
        + "".join(f'<li><a href="/d/{title[2:6]}.html">{title}</a></li>' for title, _ in rows)
        + "</ul>"
        for day, rows in days
    )
    return page(f'<div class="days">{parts}</div>')


def flat() -> bytes:
    """No elements around the rows, only line breaks: date, link, break."""
    rows = "".join(f'[{day}] <a href="a{n}.htm">{title}</a><br>' for n, (title, day) in enumerate(ROWS))
    return page(f"<div>{rows}</div>")


def without_list() -> bytes:
    """A page that leads around and says nothing."""
    return page("<div><h1>关于本站</h1><p>本站介绍青禾市科技局的职能。</p></div>")


def _spoken(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{year}年{month}月{of_month}日"
