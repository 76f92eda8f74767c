"""Whole list pages as very different sites build them, with menus, side columns and footers."""

# ruff: noqa: E501, SIM905 - the pages read best as their sites write them, a row a line

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Said = tuple[str, str, str | None]  # title, address as written, day
Forms = dict[str, Callable[[], tuple[str, list[Said]]]]

TITLES = (
    "云栖市人民政府办公室关于印发支持首台套装备推广应用若干措施的通知",
    "关于公开征求《云栖市雨水利用管理规定（草案）》意见的公告",
    "关于2026年第三季度绿色工厂评价结果的公示",
    "任免通知",
    "云栖市发展和改革局等六部门关于推进公共充电设施建设的实施意见",
    "市科技局举办高校成果对接会",
    "关于调整城乡居民医疗保险缴费标准的通知",
    "《云栖市粮食储备办法》政策解读",
    "2025年度部门决算公开",
    "关于开展安全生产专项检查的紧急通知（第二号）",
    "云栖市市场监督管理局行政处罚决定书送达公告",
    "关于申报省级专精特新中小企业的通知",
    "图解：一张图看懂稳岗返还",
    "关于公布第五批非物质文化遗产代表性项目名录的决定",
    "云栖市水务局2026年招聘公告",
)
DAYS = tuple(f"2026-{month:02}-{day:02}" for month, day in (
    (11, 20), (11, 19), (11, 17), (11, 16), (11, 12), (11, 9), (11, 6), (11, 2),
    (10, 30), (10, 27), (10, 22), (10, 15), (10, 9), (9, 28), (9, 21),
))  # fmt: skip
ENGLISH = (
    "Notice of proposed rulemaking on storm water fees",
    "Council adopts the regional transport plan for 2027",
    "Grants for small manufacturers: second call",
    "Public hearing on the harbour extension",
    "Annual report of the water authority",
    "Amendment to the building code takes effect",
    "Vacancy: senior planner",
    "Consultation on school districts closes soon",
)
FORMS: Forms = {}


@dataclass(frozen=True, slots=True)
class Row:
    n: int
    title: str
    day: str

    @property
    def y(self) -> str:
        return self.day[:4]

    @property
    def m(self) -> str:
        return self.day[5:7]

    @property
    def d(self) -> str:
        return self.day[8:]

    @property
    def compact(self) -> str:
        return self.day.replace("-", "")


ROWS = [Row(n, title, day) for n, (title, day) in enumerate(zip(TITLES, DAYS, strict=True))]


def form(made: Callable[[], tuple[str, list[Said]]]) -> Callable[[], tuple[str, list[Said]]]:
    FORMS[made.__name__.replace("_", " ")] = made
    return made


def bureau(inside: str, *, aside: str = "") -> str:
    """A bureau's page: top bar, two-storey menu, crumbs, column menu at the side, friends and a footer."""
    menu = "".join(
        f'<li><a href="/{way}/">{name}</a><ul class="sub">'
        + "".join(f'<li><a href="/{way}/{k}/">{name}{sub}</a></li>' for k, sub in enumerate(("概况", "动态", "专栏")))
        + "</ul></li>"
        for way, name in (
            ("xwzx", "新闻中心"),
            ("zwgk", "政务公开"),
            ("zwfw", "政务服务"),
            ("hdjl", "互动交流"),
            ("zjyq", "走进云栖"),
        )
    )
    columns = "".join(
        f'<li><a href="/zwgk/{way}/index.html">{name}</a></li>'
        for way, name in (("gfxwj", "规范性文件"), ("zcjd", "政策解读"), ("ghjh", "规划计划"), ("czyjs", "财政预决算"),
                          ("rsrm", "人事任免"), ("tjxx", "统计信息"), ("jyta", "建议提案办理"))
    )  # fmt: skip
    friends = "".join(
        f'<li><a href="https://www.{name}.gov.example/">{said}</a></li>'
        for name, said in (
            ("sheng", "省人民政府门户网站"),
            ("fgw", "省发展和改革委员会"),
            ("kjt", "省科学技术厅"),
            ("gxt", "省工业和信息化厅"),
        )
    )
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>通知公告_云栖市人民政府</title></head><body>
<div class="top"><a href="/wap/">手机版</a> <a href="/en/">English</a> <a href="javascript:void(0)" onclick="wza()">无障碍</a>
<a href="/login">登录</a></div>
<div class="menu"><ul>{menu}</ul></div>
<div class="weizhi">您现在的位置：<a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a> &gt; <a href="/zwgk/tzgg/">通知公告</a></div>
<div class="wrap"><div class="left"><h3>公开目录</h3><ul>{columns}</ul></div><div class="right"><h2>通知公告</h2>
{inside}
</div>{aside}</div>
<div class="links"><span>友情链接</span><ul>{friends}</ul></div>
<div class="foot"><p>主办：云栖市人民政府办公室 承办：云栖市大数据中心</p>
<p><a href="https://beian.miit.gov.example/">云ICP备2026000001号</a> <a href="/about/sitemap.html">网站地图</a>
<a href="/about/contact.html">联系我们</a> <a href="/about/law.html">法律声明</a></p></div></body></html>"""


def portal(inside: str, *, aside: str = "") -> str:
    """A news portal: channels, a ticker, rankings, tags, a footer with many links."""
    channels = " ".join(
        f'<a href="/{n}/">{name}</a>'
        for n, name in enumerate("要闻 国内 国际 财经 产业 科技 汽车 房产 教育 健康 视频 图片".split())
    )
    hot = "".join(f'<li><em>{n}</em><a href="/hot/{n * 7 + 1}.html">{said}</a></li>' for n, said in enumerate((
        "我国首条低空货运航线完成试飞", "多家银行下调存款挂牌利率", "新能源汽车出口再创新高", "北方多地迎来今冬首场降雪", "高铁新时刻表下月启用",
        "院士谈合成生物学产业前景", "年轻人为何爱上博物馆", "这份养老金调整方案请收好"), 1))  # fmt: skip
    tags = " ".join(
        f'<a href="/tag/{n}">{t}</a>'
        for n, t in enumerate("新能源 芯片 低空经济 机器人 生物医药 出海 并购 专精特新".split())
    )
    foot = " | ".join(f'<a href="/site/{n}.html">{t}</a>' for n, t in enumerate(
        "关于我们 广告服务 加入我们 联系方式 版权声明 用户协议 隐私政策 网站地图 意见反馈".split()))  # fmt: skip
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>产业政策 - 云栖产经网</title></head><body>
<header><div class="logo"><a href="/"><img src="/logo.png" alt="云栖产经网"></a></div><nav>{channels}</nav></header>
<div class="ticker"><a href="/live/">直播</a> <a href="/zt/2026/">专题：产业大会</a></div>
<div class="container"><div class="main">{inside}</div>
<div class="sidebar"><div class="box"><h3>热文排行</h3><ul>{hot}</ul></div><div class="box"><h3>热门标签</h3>{tags}</div>{aside}</div></div>
<footer>{foot}<p>Copyright 2026</p></footer></body></html>"""


def each(template: str, rows: list[Row] | None = None) -> str:
    return "\n".join(template.format(r=r, n=r.n, t=r.title, day=r.day) for r in rows or ROWS)


def expect(href: str, rows: list[Row] | None = None) -> list[Said]:
    return [(r.title, href.format(r=r, n=r.n), r.day) for r in rows or ROWS]


@form
def a_plain_column() -> tuple[str, list[Said]]:
    rows = each('<li><a href="./202611/t{r.compact}_{n}9.html" target="_blank">{t}</a><span>{day}</span></li>')
    return bureau(f'<ul class="list">{rows}</ul><div class="page"><a href="index_1.html">下一页</a></div>'), expect(
        "./202611/t{r.compact}_{n}9.html"
    )


@form
def a_column_in_groups_of_five_with_lines_between() -> tuple[str, list[Said]]:
    groups = "<li class='line'></li>".join(
        each('<li><a href="/a/{n}.html">{t}</a><b>[{day}]</b></li>', ROWS[k : k + 5]) for k in (0, 5, 10)
    )
    return bureau(f"<ul>{groups}</ul>"), expect("/a/{n}.html")


@form
def a_list_per_group_of_five() -> tuple[str, list[Said]]:
    groups = "".join(
        f'<ul class="g">{each("<li><a href=/a/{n}.html>{t}</a> <i>{day}</i></li>", ROWS[k : k + 5])}</ul>'
        for k in (0, 5, 10)
    )
    return bureau(groups), expect("/a/{n}.html")


@form
def a_table_with_head_number_and_reference() -> tuple[str, list[Said]]:
    head = "<tr><th>序号</th><th>文件名称</th><th>文号</th><th>发布日期</th></tr>"
    rows = each(
        '<tr><td>{n}</td><td><a href="/doc/{n}.shtml" title="{t}">{t:.16}…</a></td><td>云政办〔2026〕{n}号</td><td>{day}</td></tr>'
    )
    return bureau(f'<table class="tb">{head}{rows}</table>'), expect("/doc/{n}.shtml")


@form
def a_table_whose_links_only_say_file() -> tuple[str, list[Said]]:
    head = "<thead><tr><td>标题</td><td>时间</td><td>下载</td></tr></thead>"
    rows = each('<tr><td>{t}</td><td>{day}</td><td><a href="/files/{n}.pdf">PDF</a></td></tr>')
    return bureau(f"<table>{head}<tbody>{rows}</tbody></table>"), expect("/files/{n}.pdf")


@form
def a_table_for_layout_with_spacers() -> tuple[str, list[Said]]:
    rows = each(
        '<tr><td width="10"><img src="dot.gif"></td><td><a class="t14" href="show.asp?id={n}">{t}</a></td>'
        '<td>({r.m}-{r.d})</td></tr><tr><td colspan="3" height="1" bgcolor="#ccc"></td></tr>'
    )
    return bureau(f'<table width="98%" cellspacing="0">{rows}</table>'), expect("show.asp?id={n}")


@form
def cards_with_picture_and_summary() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="item"><a class="pic" href="/news/{n}.html"><img src="/p/{n}.jpg"></a><div class="txt">'
        '<h3><a href="/news/{n}.html">{t}</a></h3><p>为贯彻落实有关部署，进一步做好相关工作，结合本地实际，{t}，请认真执行。'
        '<a href="/news/{n}.html">[详细]</a></p><div class="meta"><span>来源：云栖日报</span><span>{day} 08:30</span>'
        "<span>阅读 1{n}3</span></div></div></div>"
    )
    return portal(rows), expect("/news/{n}.html")


@form
def cards_that_are_links_as_a_whole() -> tuple[str, list[Said]]:
    rows = each(
        '<a class="card" href="/p/{n}"><div class="img"><img src="{n}.png" alt=""></div><div class="title">{t}</div>'
        '<div class="desc">摘要：本文介绍相关工作安排及要求。</div><div class="time">{day}</div></a>'
    )
    return portal(f'<div class="cards">{rows}</div>'), expect("/p/{n}")


@form
def a_department_in_brackets_before_the_title() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a class="bm" href="/dept/{r.d}/">[市科技局]</a><a href="/gk/{n}.html" title="{t}">{t}</a><span>{day}</span></li>'
    )
    return bureau(f'<ul class="gk">{rows}</ul>'), expect("/gk/{n}.html")


@form
def the_day_before_the_title() -> tuple[str, list[Said]]:
    rows = each('<p><span class="d">{r.y}.{r.m}.{r.d}</span> <a href="/x/{n}.htm">{t}</a></p>')
    return bureau(f'<div class="con">{rows}</div>'), expect("/x/{n}.htm")


@form
def the_day_in_a_box_of_its_own() -> tuple[str, list[Said]]:
    rows = each(
        '<li><div class="date"><b>{r.d}</b><span>{r.y}-{r.m}</span></div><div class="r"><a href="/info/{n}.html">{t}</a>'
        "<p>各县（市、区）人民政府，市政府各部门：</p></div></li>"
    )
    return bureau(f'<ul class="datebox">{rows}</ul>'), expect("/info/{n}.html")


@form
def month_and_day_above_the_year() -> tuple[str, list[Said]]:
    rows = each('<dl><dt><em>{r.m}-{r.d}</em><i>{r.y}</i></dt><dd><a href="{n}.html">{t}</a></dd></dl>')
    return bureau(f'<div class="dls">{rows}</div>'), expect("{n}.html")


@form
def terms_and_descriptions_in_one_list() -> tuple[str, list[Said]]:
    rows = each('<dt><a href="/b/{n}.html">{t}</a></dt><dd>发布时间：{r.y}年{r.m}月{r.d}日</dd>')
    return bureau(f"<dl>{rows}</dl>"), expect("/b/{n}.html")


@form
def boxes_of_link_and_span() -> tuple[str, list[Said]]:
    rows = each('<div><a href="/c/{n}.html"><span>·</span>{t}</a><span class="r">{r.y}/{r.m}/{r.d}</span></div>')
    return bureau(f'<div class="box">{rows}</div>'), expect("/c/{n}.html")


@form
def lists_in_lists_under_months() -> tuple[str, list[Said]]:
    months = ""
    for month in ("11", "10", "09"):
        inner = each(
            '<li><a href="/n/{n}.html">{t}</a>（{r.m}月{r.d}日）</li>', [row for row in ROWS if row.m == month]
        )
        months += f"<li><h4>2026年{month}月</h4><ul>{inner}</ul></li>"
    return bureau(f'<ul class="months">{months}</ul>'), expect("/n/{n}.html")


@form
def a_long_bureau_menu_and_few_rows() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/s/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:3])
    services = "".join(f'<li><a href="/fw/{n}.html">第{n}类企业开办服务事项办理指南</a></li>' for n in range(40))
    return bureau(f'<ul class="l">{rows}</ul>', aside=f'<div class="fw"><ul>{services}</ul></div>'), expect(
        "/s/{n}.html", ROWS[:3]
    )


@form
def one_row_and_a_footer() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/s/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:1])
    return bureau(f'<ul class="newslist">{rows}</ul>'), expect("/s/{n}.html", ROWS[:1])


@form
def two_rows_and_a_footer() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/s/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:2])
    return bureau(f'<ul class="newslist">{rows}</ul>'), expect("/s/{n}.html", ROWS[:2])


@form
def a_dated_side_column() -> tuple[str, list[Said]]:
    side = "".join(
        f'<li><a href="/side/{n}.html">全市重点项目第{n}次调度会召开</a><span>11-{n + 1:02}</span></li>'
        for n in range(1, 9)
    )
    rows = each('<li><a href="/q/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(
        f'<ul class="list2">{rows}</ul>', aside=f'<div class="rightcol"><h3>最新动态</h3><ul>{side}</ul></div>'
    ), expect("/q/{n}.html")


@form
def pinned_rows_on_top() -> tuple[str, list[Said]]:
    rows = each(
        '<li class="top"><i class="zd">置顶</i><a href="/z/{n}.html">{t}</a><span>{day}</span></li>', ROWS[12:14]
    )
    rest = each('<li><a href="/z/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:12])
    return bureau(f'<ul class="list">{rows}{rest}</ul>'), expect("/z/{n}.html", ROWS[12:14] + ROWS[:12])


@form
def rows_with_a_new_mark_and_colour() -> tuple[str, list[Said]]:
    rows = each(
        '<li><span class="fr">[{day}]</span><a href="/u/{n}.html"><font color="#ff0000"><strong>{t}</strong></font></a>'
        '<img src="/new.gif"></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/u/{n}.html")


@form
def a_list_without_any_dates() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/v/{n}.html">{t}</a></li>')
    return bureau(f'<ul class="txt">{rows}</ul>'), [(r.title, f"/v/{r.n}.html", None) for r in ROWS]


@form
def days_only_in_the_address() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/art/{r.y}/{r.m}/{r.d}/art_1_{n}.html">{t}</a></li>')
    return bureau(f'<ul class="txt">{rows}</ul>'), expect("/art/{r.y}/{r.m}/{r.d}/art_1_{n}.html")


@form
def relative_days() -> tuple[str, list[Said]]:
    words = ("刚刚", "3分钟前", "1小时前", "昨天 09:20", "前天 18:00", "3天前", "5天前", "1周前")
    days = (
        "2026-11-22",
        "2026-11-22",
        "2026-11-22",
        "2026-11-21",
        "2026-11-20",
        "2026-11-19",
        "2026-11-17",
        "2026-11-15",
    )
    rows = "".join(
        f'<div class="it"><h4><a href="/w/{n}.html">{t}</a></h4><span class="tm">{w}</span></div>'
        for n, (t, w) in enumerate(zip(TITLES, words, strict=False))
    )
    return portal(rows), [(t, f"/w/{n}.html", d) for n, (t, d) in enumerate(zip(TITLES, days, strict=False))]


@form
def an_english_list_of_news() -> tuple[str, list[Said]]:
    days = ("November 20, 2026", "November 18, 2026", "November 3, 2026", "October 30, 2026", "October 9, 2026",
            "September 28, 2026", "September 1, 2026", "August 14, 2026")  # fmt: skip
    iso = (
        "2026-11-20",
        "2026-11-18",
        "2026-11-03",
        "2026-10-30",
        "2026-10-09",
        "2026-09-28",
        "2026-09-01",
        "2026-08-14",
    )
    rows = "".join(
        f'<article class="views-row"><time>{d}</time><h2><a href="/news/{n}">{t}</a></h2><p>Read what this means for '
        f'residents.</p><a class="more" href="/news/{n}">Read more</a></article>'
        for n, (t, d) in enumerate(zip(ENGLISH, days, strict=True))
    )
    nav = "".join(
        f'<li><a href="/{w.lower()}">{w}</a></li>' for w in ("Home", "Departments", "Services", "Visit", "Contact")
    )
    page = f"""<html lang="en"><head><title>News | Harbour City</title></head><body><header><ul class="menu">{nav}</ul></header>
<main><h1>News</h1>{rows}<ul class="pager"><li><a href="?page=1">2</a></li><li><a href="?page=2">3</a></li>
<li><a href="?page=1">Next ›</a></li></ul></main><aside><h3>Related links</h3><ul><li><a href="https://state.example/">State
portal</a></li><li><a href="/subscribe">Subscribe to updates</a></li></ul></aside><footer><a href="/privacy">Privacy policy</a>
<a href="/accessibility">Accessibility statement</a></footer></body></html>"""
    return page, [(t, f"/news/{n}", d) for n, (t, d) in enumerate(zip(ENGLISH, iso, strict=True))]


@form
def a_bilingual_list() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/l/{n}.html">{zh}</a><br><a class="en" href="/en/l/{n}.html">{en}</a><span>{d}</span></li>'
        for n, (zh, en, d) in enumerate(zip(TITLES, ENGLISH, DAYS, strict=False))
    )
    return bureau(f'<ul class="bi">{rows}</ul>'), [
        (zh, f"/l/{n}.html", d) for n, (zh, _, d) in enumerate(zip(TITLES, ENGLISH, DAYS, strict=False))
    ]


@form
def files_and_pages_in_one_list() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/k/{r.n}.{"pdf" if r.n % 3 == 0 else "docx" if r.n % 3 == 1 else "html"}">{r.title}</a><span>{r.day}</span></li>'
        for r in ROWS
    )
    return bureau(f"<ul class='fs'>{rows}</ul>"), [
        (r.title, f"/k/{r.n}.{'pdf' if r.n % 3 == 0 else 'docx' if r.n % 3 == 1 else 'html'}", r.day) for r in ROWS
    ]


@form
def links_to_other_hosts() -> tuple[str, list[Said]]:
    hosts = ("https://mp.weixin.qq.com/s/Ab{n}cd", "/own/{n}.html", "https://www.sheng.gov.example/{n}.html")
    rows = "".join(
        f'<li><a target="_blank" href="{hosts[r.n % 3].format(n=r.n)}">{r.title}</a><span>{r.day}</span></li>'
        for r in ROWS
    )
    return bureau(f"<ul class='wx'>{rows}</ul>"), [(r.title, hosts[r.n % 3].format(n=r.n), r.day) for r in ROWS]


@form
def addresses_that_a_script_opens() -> tuple[str, list[Said]]:
    rows = each(
        """<li><a href="javascript:void(0);" onclick="window.open('/o/{n}.html')">{t}</a><span>{day}</span></li>"""
    )
    return bureau(f"<ul class='js'>{rows}</ul>"), expect("/o/{n}.html")


@form
def addresses_inside_script_links() -> tuple[str, list[Said]]:
    rows = each("""<li><a href="javascript:openNew('/oo/{n}.html')">{t}</a><span>{day}</span></li>""")
    return bureau(f"<ul class='js'>{rows}</ul>"), expect("/oo/{n}.html")


@form
def addresses_in_data_attributes() -> tuple[str, list[Said]]:
    rows = each("""<li><a href="#" data-url="/du/{n}.html">{t}</a><span>{day}</span></li>""")
    return bureau(f"<ul class='js'>{rows}</ul>"), expect("/du/{n}.html")


@form
def one_line_after_another_between_breaks() -> tuple[str, list[Said]]:
    rows = each('·<a href="/br/{n}.html">{t}</a>&nbsp;&nbsp;({day})<br>')
    return bureau(f'<div class="txtlist">{rows}</div>'), expect("/br/{n}.html")


@form
def title_and_day_in_two_links() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/tl/{n}.html">{t}</a><a class="date" href="/tl/{n}.html">{day}</a></li>')
    return bureau(f'<ul class="two">{rows}</ul>'), expect("/tl/{n}.html")


@form
def signed_and_published_days() -> tuple[str, list[Said]]:
    rows = each(
        '<li><h5><a href="/sp/{n}.html">{t}</a></h5><p>索引号：112233{n} 成文日期：2026-01-0{r.d:.1} 发文字号：云政发〔2026〕{n}号 '
        "发布日期：{day}</p></li>"
    )
    return bureau(f'<ul class="zcwj">{rows}</ul>'), expect("/sp/{n}.html")


@form
def a_home_page_with_tabs_of_news() -> tuple[str, list[Said]]:
    tabs = "".join(
        f'<div class="tabbox"><h3><a href="/{way}/">{name}</a><a class="more" href="/{way}/">更多&gt;&gt;</a></h3><ul>'
        + "".join(
            f'<li><a href="/{way}/{n}.html">{name}第{n}期：全市工作推进会召开</a><span>11-{20 - n}</span></li>'
            for n in range(6)
        )
        + "</ul></div>"
        for way, name in (("szyw", "时政要闻"), ("bmdt", "部门动态"))
    )
    rows = each('<li><a href="/zc/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(f'<div class="zcwj"><ul class="biglist">{rows}</ul></div>', aside=tabs), expect("/zc/{n}.html")


@form
def a_flash_wall_with_times() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="flash"><span class="time">09:1{r.d:.1}</span><div class="c"><a class="t" href="/fl/{n}.html">{t}</a>'
        '<div class="s">【{t}】相关内容仅供参考。<span>{day} 09:10</span></div><div class="share"><a href="/share?u={n}">分享</a>'
        "</div></div></div>"
    )
    return portal(f'<div class="wall">{rows}</div>'), expect("/fl/{n}.html")


@form
def a_blog_of_reprints() -> tuple[str, list[Said]]:
    rows = each(
        '<article class="excerpt"><header><a class="cat" href="/category/{r.d:.1}">政策法规</a><h2><a href="/archives/{n}1" '
        'title="{t}">{t}</a></h2></header><p class="meta"><time>{day}</time><span>作者：<a href="/author/3">小编</a></span>'
        '<a class="pc" href="/archives/{n}1#respond">评论(0)</a></p><p class="note">本文转载自网络。</p></article>'
    )
    return portal(rows), expect("/archives/{n}1")


@form
def numbers_that_a_function_of_the_page_turns_into_addresses() -> tuple[str, list[Said]]:
    rows = each("""<li><a href="javascript:;" onclick="openDetail('{n}7','gg')">{t}</a><span>{day}</span></li>""")
    script = """<script>function openDetail(id, kind) { if (!id) { return; }
    window.open("/detail.html?kind=" + kind + "&id=" + id, "_blank"); }</script>"""
    script = script.replace("if (!id) { return; }", "")
    return bureau(f"<ul class='ids'>{rows}</ul>{script}"), expect("/detail.html?kind=gg&id={n}7")


@form
def rows_to_click_on_without_any_link() -> tuple[str, list[Said]]:
    rows = each("""<li onclick="location.href='/click/{n}.html'"><span class="t">{t}</span><em>{day}</em></li>""")
    return bureau(f"<ul class='cl'>{rows}</ul>"), expect("/click/{n}.html")


@form
def a_gallery_of_thumbnails_with_captions() -> tuple[str, list[Said]]:
    rows = each(
        '<li><div class="thumb"><a href="/g/{n}.html" title="{t}"><img src="/t/{n}.jpg" alt="{t}"></a></div>'
        '<p><a href="/g/{n}.html" title="{t}">{t:.12}...</a></p><span>{r.m}-{r.d}</span></li>'
    )
    return portal(f"<ul class='pics'>{rows}</ul>"), expect("/g/{n}.html")


@form
def the_day_in_front_inside_brackets_in_the_link() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/bk/{n}.html">【{day}】{t}</a></li>')
    return bureau(f"<ul class='bk'>{rows}</ul>"), expect("/bk/{n}.html")


@form
def two_columns_of_half_a_list() -> tuple[str, list[Said]]:
    left, right = (
        each('<li><a href="/h/{n}.html">{t}</a><span>{day}</span></li>', part) for part in (ROWS[:8], ROWS[8:])
    )
    return bureau(f'<div class="fl w50"><ul>{left}</ul></div><div class="fr w50"><ul>{right}</ul></div>'), expect(
        "/h/{n}.html"
    )


@form
def a_table_of_two_releases_a_row() -> tuple[str, list[Said]]:
    cells = [f'<td><a href="/t2/{r.n}.html">{r.title}</a></td><td>{r.day}</td>' for r in ROWS[:14]]
    rows = "".join(f"<tr>{cells[k]}{cells[k + 1]}</tr>" for k in range(0, 14, 2))
    return bureau(f"<table>{rows}</table>"), expect("/t2/{n}.html", ROWS[:14])


@form
def a_policy_library_with_labels() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="zc"><p class="bt"><a href="/zck/{n}.html">{t}</a></p><ul><li>发文字号：云政发〔2026〕{n}号</li>'
        "<li>发文机关：云栖市人民政府</li><li>成文日期：2026年01月15日</li><li>发布日期：{r.y}年{r.m}月{r.d}日</li></ul>"
        '<p><a href="/jd/{n}.html">政策解读</a> <a href="/tj/{n}.html">图解</a></p></div>'
    )
    return bureau(rows), expect("/zck/{n}.html")


@form
def a_list_below_a_headline_and_a_slider() -> tuple[str, list[Said]]:
    slides = "".join(
        f'<li><a href="/slide/{n}.html"><img src="/s{n}.jpg"><span>{said}</span></a></li>'
        for n, said in enumerate(
            ("云栖市第十次党代会胜利闭幕", "全市重大项目集中开工仪式举行", "秋粮收购工作全面展开", "智慧公交新线开通")
        )
    )
    head = '<div class="tt"><h1><a href="/head/1.html">市政府常务会议研究部署岁末年初重点工作</a></h1></div>'
    rows = each('<li><a href="/y/{n}.html">{t}</a><span>{r.m}/{r.d}</span></li>')
    return bureau(f'{head}<div class="slide"><ul>{slides}</ul></div><ul class="yw">{rows}</ul>'), expect("/y/{n}.html")


@form
def only_short_titles() -> tuple[str, list[Said]]:
    names = ["任免通知", "停水公告", "招聘启事", "拍卖公告", "征兵公告", "表彰决定", "补选结果", "听证公告"]
    rows = "".join(f'<li><a href="/a/{n}.html">{t}</a><span>{DAYS[n]}</span></li>' for n, t in enumerate(names))
    return bureau(f"<ul>{rows}</ul>"), [(t, f"/a/{n}.html", DAYS[n]) for n, t in enumerate(names)]


@form
def no_dates_beside_a_long_hot_list() -> tuple[str, list[Said]]:
    hot = "".join(f'<li><a href="/hot/{n}.html">{t[:18]}</a></li>' for n, t in enumerate(TITLES))
    rows = each('<li><a href="/art/{n}.html">{t}</a></li>')
    return portal(f'<div class="list"><ul>{rows}</ul></div>', aside=f'<div class="hot"><ul>{hot}</ul></div>'), [
        (r.title, f"/art/{r.n}.html", None) for r in ROWS
    ]


@form
def a_table_made_of_boxes() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="row"><div class="c1">{n}</div><div class="c2"><a href="/r/{n}.html">{t}</a></div><div class="c3">云政发〔2026〕{n}号</div><div class="c4">{day}</div><div class="c5"><a href="/r/{n}.html">查看</a></div></div>'
    )
    return bureau(
        f'<div class="tbl"><div class="row head"><div class="c1">序号</div><div class="c2">名称</div><div class="c4">日期</div></div>{rows}</div>'
    ), expect("/r/{n}.html")


@form
def posts_with_tags_authors_and_comments() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="post"><h2 class="entry-title"><a href="/2026/{r.m}/{n}.html" rel="bookmark">{t}</a></h2><div class="entry-meta">Posted on <a href="/2026/{r.m}/"><time datetime="{day}T10:00">{r.y}年{r.m}月{r.d}日</time></a> by <a href="/author/admin/">admin</a> <a href="/2026/{r.m}/{n}.html#comments">0条评论</a></div><div class="tags">标签：<a href="/tag/a">补贴</a>, <a href="/tag/b">申报</a></div></div>'
    )
    return portal(rows), expect("/2026/{r.m}/{n}.html")


@form
def month_and_day_before_a_bar() -> tuple[str, list[Said]]:
    rows = each('<li><span>{r.m}-{r.d}</span> | <a href="/m/{n}.html">{t}</a></li>')
    return bureau(f"<ul>{rows}</ul>"), expect("/m/{n}.html")


@form
def tabs_above_and_a_pager_below() -> tuple[str, list[Said]]:
    tabs = "".join(
        f'<li><a href="/tzgg/{n}/">{t}</a></li>'
        for n, t in enumerate(["全部", "部门通知", "区县通知", "招标公告", "人事招考"])
    )
    rows = each('<li><a href="/k/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(
        f"<ul>{tabs}</ul><ul>{rows}</ul><ul><li><a href='index.html'>首页</a></li><li><a href='index_1.html'>下一页</a></li><li><a href='index_9.html'>尾页</a></li></ul>"
    ), expect("/k/{n}.html")


@form
def a_pager_in_the_list() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/k/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(
        f"<ul>{rows}<li class='page'><a href='index.html'>首页</a> <a href='index_1.html'>2</a> <a href='index_2.html'>3</a> <a href='index_1.html'>下一页</a></li></ul>"
    ), expect("/k/{n}.html")


@form
def a_pager_in_the_table() -> tuple[str, list[Said]]:
    rows = each('<tr><td><a href="/k/{n}.html">{t}</a></td><td>{day}</td></tr>')
    return bureau(
        f"<table>{rows}<tr><td colspan=2>共 15 条 1/3 页 <a href='?p=2'>下一页</a> <a href='?p=3'>末页</a></td></tr></table>"
    ), expect("/k/{n}.html")


@form
def a_side_list_in_the_same_style() -> tuple[str, list[Said]]:
    a = "".join(
        f'<li><a href="/x/{n}.html">区县动态第{n}条工作简讯</a><span>2026-11-{n + 1:02}</span></li>' for n in range(6)
    )
    rows = each('<li><a href="/y/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(
        f'<div class="main"><ul class="list">{rows}</ul></div><div class="side"><ul class="list">{a}</ul></div>'
    ), expect("/y/{n}.html")


@form
def an_english_table_with_files() -> tuple[str, list[Said]]:
    iso = [
        "2026-11-20",
        "2026-11-18",
        "2026-11-03",
        "2026-10-30",
        "2026-10-09",
        "2026-09-28",
        "2026-09-01",
        "2026-08-14",
    ]
    us = ["11/20/2026", "11/18/2026", "11/3/2026", "10/30/2026", "10/9/2026", "9/28/2026", "9/1/2026", "8/14/2026"]
    rows = "".join(
        f'<tr><td>{d}</td><td>{t}</td><td><a href="/docs/{n}.pdf">PDF</a> (120 KB)</td></tr>'
        for n, (t, d) in enumerate(zip(ENGLISH, us, strict=True))
    )
    return (
        f"<html><body><nav><a href='/'>Home</a><a href='/about'>About us</a></nav><table><tr><th>Date</th><th>Title</th><th>File</th></tr>{rows}</table><footer><a href='/privacy'>Privacy policy</a></footer></body></html>",
        [(t, f"/docs/{n}.pdf", d) for n, (t, d) in enumerate(zip(ENGLISH, iso, strict=True))],
    )


@form
def years_to_fold_out() -> tuple[str, list[Said]]:
    out = ""
    for y, part in (("2026", ROWS[:8]), ("2025", ROWS[8:])):
        out += (
            f'<div class="acc"><h3>{y}</h3><div class="in">'
            + "".join(f'<p><a href="/acc/{r.n}.pdf">{r.title}</a></p>' for r in part)
            + "</div></div>"
        )
    return bureau(out), [(r.title, f"/acc/{r.n}.pdf", None) for r in ROWS]


@form
def spans_around_everything() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="dlist"><span class="dot"></span><span class="tit"><a href="/sw/{n}.html" target="_blank">{t}</a></span><span class="time">发布时间：{day} 10:2{r.d:.1}</span><span class="hit">浏览次数：1{n}</span></div>'
    )
    return bureau(rows), expect("/sw/{n}.html")


@form
def a_headline_above_the_list() -> tuple[str, list[Said]]:
    first = (
        '<div class="first"><h3><a href="/f/0.html">'
        + ROWS[0].title
        + "</a></h3><p>摘要内容，较长的一段介绍文字。</p><span>2026-11-20</span></div>"
    )
    rows = each('<li><a href="/f/{n}.html">{t}</a><span>{day}</span></li>', ROWS[1:])
    return bureau(f'<div class="nl">{first}<ul>{rows}</ul></div>'), expect("/f/{n}.html", ROWS[1:])


@form
def a_table_for_every_row() -> tuple[str, list[Said]]:
    rows = each(
        '<table width="100%"><tr><td width="80%"><font size=2>◇ <a href=view.asp?id={n}>{t}</a></font></td><td align=right><font color=gray>{r.y}-{r.m}-{r.d}</font></td></tr></table>'
    )
    return bureau(f"<td>{rows}</td>"), expect("view.asp?id={n}")


@form
def summaries_and_files_beside_titles() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a class="tt" href="/s/{n}.html">{t}</a><p>{t}的主要内容包括总体要求、重点任务、保障措施等。</p><div><a href="/dl/{n}.docx">附件下载</a> <em>{day}</em></div></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/s/{n}.html")


@form
def titles_that_begin_with_a_month() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="/ty/{n}.html">2026年{n + 1}月全市经济运行情况</a><span>2026-{n + 2:02}-15</span></li>'
        for n in range(9)
    )
    return bureau(f"<ul>{rows}</ul>"), [
        (f"2026年{n + 1}月全市经济运行情况", f"/ty/{n}.html", f"2026-{n + 2:02}-15") for n in range(9)
    ]


@form
def whole_titles_in_hidden_tips() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a href="/hs/{n}.html"><span class="short">{t:.10}...</span></a><span class="d">{day}</span><div class="tip" style="display:none">{t}</div></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/hs/{n}.html")


@form
def cards_that_name_their_bureau() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="box"><a href="/org/{n}.html" target="_blank"><h4>{t}</h4><div class="info"><span>发布单位：云栖市财政局</span><span>发布日期：{day}</span><span>文号：云财〔2026〕{n}号</span></div></a></div>'
    )
    return bureau(rows), expect("/org/{n}.html")


@form
def a_short_title_without_its_date() -> tuple[str, list[Said]]:
    rows = (
        each('<li><a href="/s/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:8])
        + '<li><a href="/s/99.html">任免名单公示</a></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), [*expect("/s/{n}.html", ROWS[:8]), ("任免名单公示", "/s/99.html", None)]


@form
def addresses_of_every_shape() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<li><a href="{h}">{r.title}</a><span>{r.day}</span></li>'
        for r, h in zip(
            ROWS,
            [
                "/a/1/",
                "b.html",
                "../c/d.shtml",
                "https://x.yunqi.example/e",
                "f.pdf",
                "?id=7",
                "/g.jsp?x=1",
                "h/",
                "/i",
                "/j.htm",
                "k.doc",
                "l.xlsx",
                "/m/n/o/p",
                "q.php?r=2",
                "s.aspx",
            ],
            strict=True,
        )
    )
    return bureau(f"<ul>{rows}</ul>"), [
        (r.title, h, r.day)
        for r, h in zip(
            ROWS,
            [
                "/a/1/",
                "b.html",
                "../c/d.shtml",
                "https://x.yunqi.example/e",
                "f.pdf",
                "?id=7",
                "/g.jsp?x=1",
                "h/",
                "/i",
                "/j.htm",
                "k.doc",
                "l.xlsx",
                "/m/n/o/p",
                "q.php?r=2",
                "s.aspx",
            ],
            strict=True,
        )
    ]


@form
def days_above_and_times_beside() -> tuple[str, list[Said]]:
    out = ""
    for day, part in (("2026年11月20日 星期五", ROWS[:5]), ("2026年11月19日 星期四", ROWS[5:10])):
        out += (
            f'<div class="day"><div class="dt">{day}</div>'
            + "".join(
                f'<div class="li"><span>1{k}:30</span><a href="/dh/{r.n}.html">{r.title}</a></div>'
                for k, r in enumerate(part)
            )
            + "</div>"
        )
    return portal(out), [(r.title, f"/dh/{r.n}.html", "2026-11-20" if r.n < 5 else "2026-11-19") for r in ROWS[:10]]


@form
def an_aside_that_repeats_the_list() -> tuple[str, list[Said]]:
    side = "".join(
        f'<li><a href="/z/{n}.html">{t}（转载）</a><span>11-{n + 1:02}</span></li>' for n, t in enumerate(TITLES[:6])
    )
    rows = each('<li><a href="/y/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(f"<ul>{rows}</ul>", aside=f'<div class="aside"><ul>{side}</ul></div>'), expect("/y/{n}.html")


@form
def headings_with_paragraphs_after_them() -> tuple[str, list[Said]]:
    rows = each(
        '<h4><a href="/hp/{n}.html">{t}</a></h4><p class="meta">{day} | 云栖发布</p><p class="sum">这里是摘要文字，介绍主要内容。</p>'
    )
    return portal(f"<div class='lst'>{rows}</div>"), expect("/hp/{n}.html")


@form
def english_cards_with_a_read_more_button() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<div class="card"><img src="/i{n}.jpg"><div class="card-body"><span class="badge">News</span><h5 class="card-title">{t}</h5><p class="card-text">Short teaser text about it.</p><small>{d}</small><a class="btn" href="/p/{n}">Read more</a></div></div>'
        for n, (t, d) in enumerate(
            zip(
                ENGLISH,
                [
                    "20 Nov 2026",
                    "18 Nov 2026",
                    "3 Nov 2026",
                    "30 Oct 2026",
                    "9 Oct 2026",
                    "28 Sep 2026",
                    "1 Sep 2026",
                    "14 Aug 2026",
                ],
                strict=True,
            )
        )
    )
    iso = [
        "2026-11-20",
        "2026-11-18",
        "2026-11-03",
        "2026-10-30",
        "2026-10-09",
        "2026-09-28",
        "2026-09-01",
        "2026-08-14",
    ]
    return (
        f"<html><body><nav><a href='/'>Home</a> <a href='/about'>About us</a></nav><main>{rows}</main><footer><a href='/privacy'>Privacy policy</a></footer></body></html>",
        [(t, f"/p/{n}", d) for n, (t, d) in enumerate(zip(ENGLISH, iso, strict=True))],
    )


@form
def a_german_list() -> tuple[str, list[Said]]:
    ts = [
        "Bekanntmachung über die Auslegung des Bebauungsplans",
        "Öffentliche Ausschreibung: Sanierung der Grundschule",
        "Haushaltssatzung für das Jahr 2027",
        "Sitzung des Stadtrats",
        "Satzung zur Änderung der Hundesteuer",
    ]
    ds = ["20.11.2026", "18.11.2026", "03.11.2026", "30.10.2026", "09.10.2026"]
    iso = ["2026-11-20", "2026-11-18", "2026-11-03", "2026-10-30", "2026-10-09"]
    rows = "".join(
        f'<li class="news"><span class="datum">{d}</span> <a href="/bek/{n}.html">{t}</a></li>'
        for n, (t, d) in enumerate(zip(ts, ds, strict=True))
    )
    return (
        f"<html><body><ul class='nav'><li><a href='/'>Start</a></li><li><a href='/rathaus'>Rathaus</a></li><li><a href='/tourismus'>Tourismus</a></li></ul><div id=inhalt><ul>{rows}</ul></div><div class=footer><a href='/impressum'>Impressum</a> <a href='/datenschutz'>Datenschutzerklärung</a></div></body></html>",
        [(t, f"/bek/{n}.html", d) for n, (t, d) in enumerate(zip(ts, iso, strict=True))],
    )


@form
def references_as_links_and_titles_beside() -> tuple[str, list[Said]]:
    rows = each('<tr><td><a href="/no/{n}.html">云政发〔2026〕{n}号</a></td><td>{t}</td><td>{day}</td></tr>')
    return bureau(f"<table>{rows}</table>"), expect("/no/{n}.html")


@form
def two_files_for_each_title() -> tuple[str, list[Said]]:
    rows = each(
        '<tr><td>{n}</td><td>{t}</td><td><a href="/p/{n}.pdf">PDF</a>　<a href="/p/{n}.doc">Word</a></td><td>{day}</td></tr>'
    )
    return bureau(f"<table>{rows}</table>"), expect("/p/{n}.pdf")


@form
def links_to_mail_and_print_in_each_row() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a href="/hl/{n}.html">{t}</a><a href="mailto:x@y.cn">纠错</a><a href="javascript:print()">打印</a><span>{day}</span></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/hl/{n}.html")


@form
def list_items_nobody_closed() -> tuple[str, list[Said]]:
    rows = each("<li><a href=/uc/{n}.html>{t}</a> <span>{day}</span>")
    return bureau(f"<ul>{rows}</ul>"), expect("/uc/{n}.html")


@form
def rows_of_one_title() -> tuple[str, list[Said]]:
    rows = "".join(f'<li><a href="/sm/{r.n}.html">公示公告</a><span>{r.day}</span></li>' for r in ROWS)
    return bureau(f"<ul>{rows}</ul>"), [("公示公告", f"/sm/{r.n}.html", r.day) for r in ROWS]


@form
def articles_above_a_row_of_videos() -> tuple[str, list[Said]]:
    a = "".join(
        f'<li><a href="/v/{n}.html"><img src="/v{n}.jpg"></a><a href="/v/{n}.html">视频：走进企业第{n}集</a></li>'
        for n in range(8)
    )
    rows = each(
        '<div class="art"><div class="art-t"><a href="/art/{n}.html">{t}</a></div><div class="art-s">导语文字</div><div class="art-m"><a href="/author/{n}">记者{n}</a><span>{r.m}-{r.d} 12:00</span></div></div>'
    )
    return portal(rows + f"<ul class=video>{a}</ul>"), expect("/art/{n}.html")
