"""More whole list pages: skins of departments and portals that mislead, and lists of rows without a date or with one."""

# ruff: noqa: E501 - the pages read best as their sites write them, a row a line

from __future__ import annotations

from tests.spiders.listforms import ENGLISH, FORMS, ROWS, TITLES, Row, Said, bureau, each, expect, form, portal

__all__ = ["FORMS"]
MENU = (
    "机构职能", "领导信息", "内设机构", "下属单位", "政策文件", "通知公告", "规划计划", "统计数据", "财政预决算", "人事信息",
    "建议提案办理", "重点领域信息公开", "政府信息公开指南", "政府信息公开年报", "依申请公开", "公共企事业单位", "双随机一公开",
    "行政许可事项", "行政处罚事项", "权力清单和责任清单", "优化营商环境专栏", "安全生产专栏", "乡村振兴专栏", "生态环境保护督察整改",
)  # fmt: skip


def undated(href: str, rows: list[Row] | None = None) -> list[Said]:
    return [(title, address, None) for title, address, _ in expect(href, rows)]


@form
def one_dated_row_beside_a_long_undated_menu() -> tuple[str, list[Said]]:
    menu = "".join(f'<li><a href="/gk/{n}/index.html">{name}</a></li>' for n, name in enumerate(MENU))
    rows = each('<li><a href="/one/{n}.html">{t}</a><span>{day}</span></li>', ROWS[4:5])
    page = f'<div class="lm"><ul>{menu}</ul></div><div class="rm"><ul class="ls">{rows}</ul></div>'
    return bureau(page), expect("/one/{n}.html", ROWS[4:5])


@form
def one_dated_row_with_a_head_beside_a_menu() -> tuple[str, list[Said]]:
    menu = "".join(f'<p><a href="/gk/{n}/">{name}</a></p>' for n, name in enumerate(MENU))
    row = each('<tr><td>1</td><td><a href="/h/{n}.html">{t}</a></td><td>{day}</td></tr>', ROWS[:1])
    head = "<tr><th>序号</th><th>标题</th><th>日期</th></tr>"
    return bureau(f"<div class=l>{menu}</div><table>{head}{row}</table>"), expect("/h/{n}.html", ROWS[:1])


@form
def two_dated_rows_beside_a_menu_of_departments() -> tuple[str, list[Said]]:
    menu = "".join(f'<li><a href="/dw/{n}.html">云栖市{name}工作领导小组办公室</a></li>' for n, name in enumerate(MENU))
    rows = each('<li><a href="/two/{n}.html">{t}</a><em>{day}</em></li>', ROWS[2:4])
    return bureau(f"<ul>{menu}</ul><ul>{rows}</ul>"), expect("/two/{n}.html", ROWS[2:4])


@form
def a_day_above_the_link_in_a_sibling() -> tuple[str, list[Said]]:
    rows = each('<div class="rq">{r.y}年{r.m}月{r.d}日</div><div class="bt"><a href="/above/{n}.html">{t}</a></div>')
    return bureau(f'<div class="zw">{rows}</div>'), expect("/above/{n}.html")


@form
def a_day_below_the_link_in_a_sibling() -> tuple[str, list[Said]]:
    rows = each('<div class="bt"><a href="/below/{n}.html">{t}</a></div><div class="rq">{day}</div>')
    return bureau(f'<div class="zw">{rows}</div>'), expect("/below/{n}.html")


@form
def a_stamp_of_the_page_above_days_below_links() -> tuple[str, list[Said]]:
    rows = each('<h3><a href="/st/{n}.html">{t}</a></h3><p>{day}</p>')
    return bureau(f'<div class="zw"><p>更新时间：2026-11-21</p>{rows}</div>'), expect("/st/{n}.html")


@form
def years_above_and_days_without_them() -> tuple[str, list[Said]]:
    old = [Row(n, r.title + "（往年）", f"2024-{r.m}-{r.d}") for n, r in enumerate(ROWS[:6], 50)]
    body = "".join(
        f"<h3>{year}年</h3><ul>{each('<li><a href=/y/{n}.html>{t}</a><span>{r.m}-{r.d}</span></li>', rows)}</ul>"
        for year, rows in ((2026, ROWS[:8]), (2024, old))
    )
    return bureau(body), expect("/y/{n}.html", ROWS[:8]) + expect("/y/{n}.html", old)


@form
def months_above_and_days_of_the_month() -> tuple[str, list[Said]]:
    body = "".join(
        f"<h4>{name} 2026</h4><ul>"
        + "".join(
            f'<li><b>{name} {int(r.d)}</b> <a href="/mo/{r.n}.html">{ENGLISH[r.n % 8]} {r.n}</a></li>'
            for r in ROWS
            if r.m == m
        )
        + "</ul>"
        for name, m in (("November", "11"), ("October", "10"), ("September", "09"))
    )
    return f"<html><body><h1>Notices</h1>{body}</body></html>", [
        (f"{ENGLISH[r.n % 8]} {r.n}", f"/mo/{r.n}.html", r.day) for r in ROWS
    ]


@form
def links_wrapped_together_in_one_underline() -> tuple[str, list[Said]]:
    parts = [f'<a href="/wr/{r.n}.html">{r.title}</a>（{r.day}）' for r in ROWS[:9]]
    parts[3:5] = [f"<u>{parts[3]}<br>{parts[4]}</u>"]
    return bureau(f"<p>{'<br>'.join(parts)}</p>"), expect("/wr/{n}.html", ROWS[:9])


@form
def a_hot_list_with_dates_beside_the_list() -> tuple[str, list[Said]]:
    hot = each('<li><a href="/hotnews/{n}.html">热点：{t:.14}</a><span>{r.m}-{r.d}</span></li>', ROWS[5:])
    rows = each(
        '<div class="news"><h3><a href="/main/{n}.html">{t}</a></h3><span class="time">{day}</span></div>', ROWS[:10]
    )
    return portal(rows, aside=f'<div class="box"><h3>48小时热文</h3><ul>{hot}</ul></div>'), expect(
        "/main/{n}.html", ROWS[:10]
    )


@form
def a_side_column_longer_than_the_list() -> tuple[str, list[Said]]:
    side = "".join(f'<li><a href="/rel/{n}.html">相关阅读第{n}篇：{TITLES[n % 15][:12]}</a></li>' for n in range(40))
    rows = each('<li><a href="/short/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:5])
    return bureau(f"<ul class=a>{rows}</ul>", aside=f"<div class=bb><ul>{side}</ul></div>"), expect(
        "/short/{n}.html", ROWS[:5]
    )


@form
def an_undated_list_beside_a_long_menu() -> tuple[str, list[Said]]:
    menu = "".join(f'<li><a href="/gk/{n}/index.html">{name}</a></li>' for n, name in enumerate(MENU))
    rows = each('<li><a href="/und/{n}.html" target="_blank">{t}</a></li>', ROWS[:10])
    return bureau(f'<ul class="m">{menu}</ul><ul class="c">{rows}</ul>'), undated("/und/{n}.html", ROWS[:10])


@form
def a_table_of_many_columns() -> tuple[str, list[Said]]:
    head = "<tr><th>序号</th><th>索引号</th><th>名称</th><th>发文机构</th><th>文号</th><th>成文日期</th><th>发布日期</th><th>有效性</th></tr>"
    rows = each(
        '<tr><td>{n}</td><td>11370000MB{n}/2026-0{n}</td><td><a href="/t8/{n}.html">{t}</a></td><td>云栖市人民政府办公室</td>'
        "<td>云政办字〔2026〕{n}号</td><td>2026-01-1{n:.1}</td><td>{day}</td><td>有效</td></tr>".replace("{n:.1}", "0")
    )
    return bureau(f"<table>{head}{rows}</table>"), expect("/t8/{n}.html")


@form
def a_table_of_penalties_with_parties() -> tuple[str, list[Said]]:
    head = "<tr><th>决定书文号</th><th>案件名称</th><th>当事人</th><th>处罚机关</th><th>处罚日期</th></tr>"
    rows = each(
        '<tr><td>云市监罚〔2026〕{n}号</td><td><a href="/pen/{n}.html">{t}</a></td><td><a href="/qy?name=%E4%BC%81{n}">某某公司{n}</a></td>'
        "<td>云栖市市场监督管理局</td><td>{day}</td></tr>"
    )
    return bureau(f"<table>{head}{rows}</table>"), expect("/pen/{n}.html")


@form
def a_forum_of_threads() -> tuple[str, list[Said]]:
    rows = each(
        '<tbody id="normalthread_{n}"><tr><td class="icn"><a href="thread-{n}-1-1.html"><img src="f.gif"></a></td>'
        '<th><em>[<a href="forum-2-1.html">通知</a>]</em> <a href="thread-{n}-1-1.html" class="s xst">{t}</a></th>'
        '<td class="by"><cite><a href="space-uid-{n}.html">管理员{n}</a></cite><em><span>{day}</span></em></td>'
        '<td class="num"><a href="thread-{n}-1-1.html">{n}</a><em>1{n}0</em></td>'
        '<td class="by"><cite><a href="space-username-u{n}.html">u{n}</a></cite><em><a href="redirect.php?tid={n}">2026-11-21 10:0{r.d:.1}</a></em></td></tr></tbody>'
    )
    return portal(f'<table id="threadlisttableid">{rows}</table>'), expect("thread-{n}-1-1.html")


@form
def a_wordpress_archive() -> tuple[str, list[Said]]:
    rows = each(
        '<article id="post-{n}" class="post hentry"><header class="entry-header"><h2 class="entry-title"><a href="/2026/{r.m}/post-{n}/" rel="bookmark">{t}</a></h2>'
        '<div class="entry-meta"><span class="posted-on">Posted on <a href="/2026/{r.m}/post-{n}/"><time class="entry-date published" datetime="{day}T08:00:00+08:00">{r.y}年{r.m}月{r.d}日</time></a></span>'
        '<span class="byline">by <a href="/author/admin/">admin</a></span></div></header><div class="entry-content"><p>摘要文字若干。</p><a class="more-link" href="/2026/{r.m}/post-{n}/#more">继续阅读</a></div>'
        '<footer class="entry-footer"><a href="/category/policy/" rel="category tag">政策</a> <a href="/tag/t{n}/" rel="tag">标签{n}</a> <a href="/2026/{r.m}/post-{n}/#respond">发表评论</a></footer></article>'
    )
    side = each('<li><a href="/2026/{r.m}/post-{n}/">{t}</a></li>', ROWS[:5])
    return portal(rows, aside=f"<div class=widget><h3>近期文章</h3><ul>{side}</ul></div>"), expect(
        "/2026/{r.m}/post-{n}/"
    )


@form
def a_hugo_blog() -> tuple[str, list[Said]]:
    rows = each(
        '<section class="archive-item"><a class="archive-item-link" href="/posts/p{n}/">{t}</a><span class="archive-item-date"> {r.y}.{r.m}.{r.d} </span></section>'
    )
    return (
        f'<html><body><header><nav><a href="/">首页</a><a href="/posts/">归档</a><a href="/tags/">标签</a></nav></header><main>{rows}</main><footer>© 2026 <a href="https://gohugo.io/">Hugo</a></footer></body></html>',
        expect("/posts/p{n}/"),
    )


@form
def an_archive_by_month_with_day_numbers() -> tuple[str, list[Said]]:
    body = "".join(
        f"<div class=group><h3>2026年{m}月</h3><ul>{each('<li><span>{r.d}日</span><a href=/ar/{n}.html>{t}</a></li>', [r for r in ROWS if r.m == m])}</ul></div>"
        for m in ("11", "10", "09")
    )
    return portal(body), expect("/ar/{n}.html")


def abroad(titles: tuple[str, ...], days: tuple[str, ...], row: str, menu: str, foot: str) -> str:
    rows = "".join(row.format(n=n, t=t, d=d) for n, (t, d) in enumerate(zip(titles, days, strict=True)))
    nav = "".join(f'<li><a href="/m/{n}">{name}</a></li>' for n, name in enumerate(menu.split("|")))
    feet = "".join(f'<a href="/f/{n}">{name}</a> ' for n, name in enumerate(foot.split("|")))
    return f'<html><head><meta charset="utf-8"></head><body><div id="gnavi"><ul>{nav}</ul></div><div id="main">{rows}</div><div id="foot">{feet}</div></body></html>'


ABROAD = ("2026-11-20", "2026-11-18", "2026-11-03", "2026-10-30", "2026-10-09")


def at(titles: tuple[str, ...], href: str) -> list[Said]:
    return [(t, href.format(n=n), d) for n, (t, d) in enumerate(zip(titles, ABROAD, strict=True))]


@form
def a_japanese_list() -> tuple[str, list[Said]]:
    ts = (
        "令和9年度予算の概算要求について",
        "食品表示基準の一部改正に関する意見募集",
        "中小企業の生産性向上に向けた補助金の公募開始",
        "大臣記者会見の概要",
        "審議会（第12回）の開催案内",
    )
    ds = ("令和8年11月20日", "令和8年11月18日", "令和8年11月3日", "令和8年10月30日", "令和8年10月9日")
    return abroad(
        ts,
        ds,
        '<dl><dt>{d}</dt><dd><a href="/press/{n}.html">{t}</a></dd></dl>',
        "ホーム|政策について|申請・お問合せ|統計情報",
        "サイトマップ|個人情報保護",
    ), at(ts, "/press/{n}.html")


@form
def a_japanese_list_of_terms() -> tuple[str, list[Said]]:
    ts = (
        "令和9年度予算の概算要求について",
        "食品表示基準の一部改正に関する意見募集",
        "補助金の公募開始",
        "大臣記者会見の概要",
        "審議会（第12回）の開催案内",
    )
    ds = ("2026年11月20日", "2026年11月18日", "2026年11月3日", "2026年10月30日", "2026年10月9日")
    rows = "".join(
        f'<dt>{d}</dt><dd><span class="icon">報道発表</span><a href="/ps/{n}.html">{t}</a></dd>'
        for n, (t, d) in enumerate(zip(ts, ds, strict=True))
    )
    return (
        f"<html><body><ul><li><a href='/'>ホーム</a></li><li><a href='/a'>組織案内</a></li></ul><dl class='news'>{rows}</dl></body></html>",
        at(ts, "/ps/{n}.html"),
    )


@form
def a_french_list() -> tuple[str, list[Said]]:
    ts = (
        "Arrêté portant réglementation de la circulation",
        "Conseil municipal du mois de décembre",
        "Enquête publique sur le plan d'urbanisme",
        "Travaux de voirie rue des Écoles",
        "Avis d'appel à la concurrence",
    )
    ds = ("20 novembre 2026", "18 novembre 2026", "3 novembre 2026", "30 octobre 2026", "9 octobre 2026")
    return abroad(
        ts,
        ds,
        '<div class="actu"><p class="date">Publié le {d}</p><h3><a href="/actu/{n}">{t}</a></h3><p>Texte court.</p><a href="/actu/{n}" class="lire">Lire la suite</a></div>',
        "Accueil|Mairie|Vie quotidienne|Culture",
        "Mentions légales|Plan du site",
    ), at(ts, "/actu/{n}")


@form
def a_german_list_with_month_names() -> tuple[str, list[Said]]:
    ts = (
        "Bekanntmachung zur Bauleitplanung",
        "Öffentliche Ausschreibung Straßenbau",
        "Haushaltssatzung für das Jahr 2027",
        "Sitzung des Stadtrats",
        "Satzung zur Hundesteuer",
    )
    ds = ("20. November 2026", "18. November 2026", "3. November 2026", "30. Oktober 2026", "9. Oktober 2026")
    return abroad(
        ts,
        ds,
        '<div class="teaser"><span class="date">{d}</span><h2><a href="/m/{n}.html">{t}</a></h2><p>Kurzer Text</p><a href="/m/{n}.html">weiterlesen</a></div>',
        "Start|Rathaus|Bürgerservice",
        "Impressum|Datenschutz",
    ), at(ts, "/m/{n}.html")


@form
def a_russian_list() -> tuple[str, list[Said]]:
    ts = (
        "О внесении изменений в постановление правительства области",
        "Объявлен конкурс на предоставление субсидий",
        "Изменения в расписании приёма граждан",
        "Заседание областной думы",
        "Отчёт об исполнении бюджета",
    )
    ds = ("20 ноября 2026", "18 ноября 2026", "3 ноября 2026", "30 октября 2026", "9 октября 2026")
    return abroad(
        ts,
        ds,
        '<div class="news-item"><span class="news-date">{d} г.</span><a class="news-title" href="/news/{n}/">{t}</a></div>',
        "Главная|Документы|Деятельность|Контакты",
        "Карта сайта|Поиск",
    ), at(ts, "/news/{n}/")


@form
def a_korean_list() -> tuple[str, list[Said]]:
    ts = (
        "2027년도 예산안 편성 방향 안내",
        "소상공인 지원사업 모집 공고",
        "도로 통제 안내",
        "시의회 정례회 개최",
        "개인정보 처리방침 변경 공지",
    )
    ds = ("2026.11.20.", "2026.11.18.", "2026.11.03.", "2026.10.30.", "2026.10.09.")
    rows = "".join(
        f'<tr><td>{99 - n}</td><td class="subject"><a href="view.do?id={n}">{t}</a></td><td>총무과</td><td>{d}</td><td>{n}32</td></tr>'
        for n, (t, d) in enumerate(zip(ts, ds, strict=True))
    )
    return (
        f"<html><body><ul><li><a href='/k'>시정소식</a></li><li><a href='/j'>민원안내</a></li></ul><table><thead><tr><th>번호</th><th>제목</th><th>부서</th><th>등록일</th><th>조회</th></tr></thead><tbody>{rows}</tbody></table><div class=paging><a href='?p=2'>2</a> <a href='?p=3'>3</a></div></body></html>",
        at(ts, "view.do?id={n}"),
    )


@form
def a_spanish_list() -> tuple[str, list[Said]]:
    ts = (
        "Convocatoria de ayudas a la industria",
        "Aprobada la ordenanza de tráfico",
        "Bases del concurso de ideas",
        "Pleno ordinario del mes de octubre",
        "Licitación de obras de acceso",
    )
    ds = (
        "20 de noviembre de 2026",
        "18 de noviembre de 2026",
        "3 de noviembre de 2026",
        "30 de octubre de 2026",
        "9 de octubre de 2026",
    )
    return abroad(
        ts,
        ds,
        '<li class="n"><span>{d}</span> <a href="/es/{n}">{t}</a></li>',
        "Inicio|Sede|Trámites",
        "Aviso legal|Accesibilidad",
    ), at(ts, "/es/{n}")


@form
def files_that_only_say_pdf_and_a_number() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>{r.day}</td><td>{r.title}</td><td><a href="/pdf/{r.n}.pdf">PDF {r.n + 12}</a></td></tr>' for r in ROWS
    )
    return bureau(f"<table>{rows}</table>"), expect("/pdf/{n}.pdf")


@form
def a_number_to_a_record_and_an_icon_to_the_file() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>{r.day}</td><td><a href="/record?no={r.n}">26-{r.n}107</a> <a href="/file/{r.n}.pdf"><img src="pdf.gif"></a></td><td>{ENGLISH[r.n % 8]} {r.n}</td><td>An order</td></tr>'
        for r in ROWS[:8]
    )
    return (
        f"<html><body><h2>Orders</h2><table><tr><td>Date</td><td>No.</td><td>Title</td><td>Kind</td></tr>{rows}</table></body></html>",
        [(f"{ENGLISH[r.n % 8]} {r.n}", f"/file/{r.n}.pdf", r.day) for r in ROWS[:8]],
    )


@form
def days_only_in_addresses_of_files() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/upload/{r.compact}/doc{n}.pdf">{t}</a></li>')
    return bureau(f"<ul>{rows}</ul>"), expect("/upload/{r.compact}/doc{n}.pdf")


@form
def a_feed_dressed_as_a_table() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td colspan="2"><a href="/rss/{r.n}">{ENGLISH[r.n]}</a></td></tr><tr><td>Fri, {int(r.d)} {"Nov" if r.m == "11" else "Oct"} 2026 08:00:00 GMT</td><td>A few words on what is told there.</td></tr>'
        for r in ROWS[:8]
    )
    return f"<html><body><table>{rows}</table></body></html>", [(ENGLISH[r.n], f"/rss/{r.n}", r.day) for r in ROWS[:8]]


@form
def meetings_with_agenda_and_minutes() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td>{ENGLISH[r.n]}</td><td>{r.m}/{r.d}/2026</td><td>10:00 AM</td><td><a href="/ag/{r.n}.pdf">Agenda</a></td><td><a href="/mi/{r.n}.pdf">Minutes</a></td></tr>'
        for r in ROWS[:8]
    )
    return (
        f"<html><body><table><tr><th>Meeting</th><th>Date</th><th>Time</th><th>Agenda</th><th>Minutes</th></tr>{rows}</table></body></html>",
        [(ENGLISH[r.n], f"/ag/{r.n}.pdf", r.day) for r in ROWS[:8]],
    )


@form
def events_with_details_and_maps() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<article class="tribe-events-calendar-list__event"><header><div><time datetime="{r.day}">November {int(r.d)}, 2026 @ 9:00 am - 11:00 am</time></div>'
        f'<h3><a href="/event/e{r.n}/" title="{ENGLISH[r.n]}">{ENGLISH[r.n]}</a></h3><address>City Hall <a href="https://maps.example/?q={r.n}">+ Google Map</a></address></header><p>All are welcome.</p></article>'
        for r in ROWS[:7]
    )
    nav = '<nav><a href="/events/list/?tribe-bar-date=2026-10-01">Previous Events</a> <a href="/events/list/page/2/">Next Events</a></nav>'
    return f"<html><body>{nav}<div>{rows}</div>{nav}</body></html>", [
        (ENGLISH[r.n], f"/event/e{r.n}/", f"2026-11-{r.d}") for r in ROWS[:7]
    ]


@form
def minutes_by_their_day_alone() -> tuple[str, list[Said]]:
    rows = "".join(f'<p><a href="/minutes/{r.n}.pdf">Minutes {int(r.m)}-{int(r.d)}-26</a></p>' for r in ROWS)
    menu = "".join(
        f'<li><a href="/{w.lower()}/">{w}</a></li>' for w in ("About", "Commissioners", "Programs", "News", "Contact")
    )
    return f"<html><body><ul>{menu}</ul><h1>Meeting minutes</h1>{rows}</body></html>", [
        (f"Minutes {int(r.m)}-{int(r.d)}-26", f"/minutes/{r.n}.pdf", r.day) for r in ROWS
    ]


@form
def releases_under_a_day_each_with_number_and_name() -> tuple[str, list[Said]]:
    body = "".join(
        f"<h3>Released {name}</h3><ul>"
        + "".join(f'<li><a href="/op/{k}.pdf">26-{k}</a> - {ENGLISH[k % 8]} {k}</li>' for k in ks)
        + "</ul>"
        for name, ks in (
            ("November 20, 2026", (1, 2, 3)),
            ("November 13, 2026", (4, 5)),
            ("November 6, 2026", (6, 7, 8)),
        )
    )
    days = (
        dict.fromkeys((1, 2, 3), "2026-11-20")
        | dict.fromkeys((4, 5), "2026-11-13")
        | dict.fromkeys((6, 7, 8), "2026-11-06")
    )
    return f"<html><body><h1>Opinions</h1>{body}</body></html>", [
        (f"{ENGLISH[k % 8]} {k}", f"/op/{k}.pdf", d) for k, d in days.items()
    ]


@form
def opinions_with_parties_that_are_searches() -> tuple[str, list[Said]]:
    rows = "".join(
        f'<tr><td><a href="detail.jsp?id=65{r.n}">CV-{r.n}-{r.n}7</a></td><td><a href="list.jsp?party=Person+Number{r.n}">Person Number{r.n}</a></td><td><a href="list.jsp?party=The+Company+of+Boats+{r.n}">The Company of Boats {r.n}</a></td><td>{r.day}</td></tr>'
        for r in ROWS[:6]
    )
    return (
        f"<html><body><table><tr><th>Docket</th><th>Plaintiff</th><th>Defendant</th><th>Date</th></tr>{rows}</table></body></html>",
        [(f"The Company of Boats {r.n}", f"detail.jsp?id=65{r.n}", r.day) for r in ROWS[:6]],
    )


@form
def cards_with_a_bureau_tag_and_a_button() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="col"><div class="card"><a class="badge" href="/dept/{r.m}/">工信局</a><div class="card-body"><h5 class="card-title">{t}</h5>'
        '<p class="card-text">要点：支持企业发展。</p><small>{day}</small><a href="/pol/{n}" class="btn">查看详情</a></div></div></div>'
    )
    return portal(f'<div class="row">{rows}</div>'), expect("/pol/{n}")


@form
def nested_lists_of_files_under_their_notice() -> tuple[str, list[Said]]:
    rows = each(
        '<li><a href="/nn/{n}.html">{t}</a> <span>{day}</span><ul><li><a href="/att/{n}a.docx">附件1：申报表</a></li><li><a href="/att/{n}b.xlsx">附件2：汇总表</a></li></ul></li>'
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/nn/{n}.html")


@form
def two_dated_lists_of_one_column() -> tuple[str, list[Said]]:
    first = each('<li><a href="/za/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:8])
    second = each('<li><a href="/za/{n}.html">{t}</a><span>{day}</span></li>', ROWS[8:])
    return bureau(f'<div class="p1"><ul>{first}</ul></div><div class="p2"><ul>{second}</ul></div>'), expect(
        "/za/{n}.html"
    )


@form
def a_calendar_of_months_above_the_list() -> tuple[str, list[Said]]:
    cal = "".join(
        f'<td><a href="/day/2026-11-{n:02}">{n}</a></td>' + ("</tr><tr>" if n % 7 == 0 else "") for n in range(1, 31)
    )
    rows = each('<li><a href="/ca/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:6])
    return bureau(f"<table class=cal><tr>{cal}</tr></table><ul>{rows}</ul>"), expect("/ca/{n}.html", ROWS[:6])


@form
def weekday_and_views_around_the_title() -> tuple[str, list[Said]]:
    rows = each(
        '<li><i>{n}</i><a href="/wv/{n}.html"><span class="cat">【通知】</span>{t}</a><span class="v">浏览 1{n}2</span><span class="d">{day} 星期五</span></li>'
    )
    return bureau(f"<ol>{rows}</ol>"), [("【通知】" + t, a, d) for t, a, d in expect("/wv/{n}.html")]


@form
def titles_in_attributes_of_picture_links() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/pi/{n}.html" title="{t}"><img src="/i/{n}.jpg" alt=""></a><span>{day}</span></li>')
    return bureau(f"<ul class=pics>{rows}</ul>"), expect("/pi/{n}.html")


@form
def a_list_with_every_link_twice() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="x"><a href="/dup/{n}.html">{t}</a><div><span>{day}</span><a href="/dup/{n}.html">阅读全文&gt;&gt;</a></div></div>'
    )
    return portal(rows), expect("/dup/{n}.html")


@form
def english_months_in_boxes() -> tuple[str, list[Said]]:
    names = {"11": "Nov", "10": "Oct", "09": "Sep"}
    rows = "".join(
        f'<div class="ev"><div class="date-box"><span class="m">{names[r.m]}</span><span class="d">{int(r.d)}</span><span class="y">2026</span></div><h4><a href="/ev/{r.n}">{ENGLISH[r.n]}</a></h4></div>'
        for r in ROWS[:8]
    )
    return f"<html><body><main>{rows}</main></body></html>", [(ENGLISH[r.n], f"/ev/{r.n}", r.day) for r in ROWS[:8]]


@form
def a_column_of_announcements_and_one_of_news() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/tz/{n}.html">{t}</a><span>{day}</span></li>')
    short = each('<li><a href="/dt/{n}.html">{t:.10}</a></li>', ROWS[:6])
    return bureau(f'<div class="tzgg"><ul>{rows}</ul></div><div class="gzdt"><ul>{short}</ul></div>'), expect(
        "/tz/{n}.html"
    )


@form
def rows_with_status_and_deadline() -> tuple[str, list[Said]]:
    rows = each(
        '<li><span class="st">征集中</span><a href="/zj/{n}.html">{t}</a><p>征集时间：{day} 至 2026-12-3{z}</p></li>'.replace(
            "{z}", "0"
        )
    )
    return bureau(f"<ul>{rows}</ul>"), expect("/zj/{n}.html")


@form
def labels_before_every_value() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="res"><a href="/lb/{n}.html">{t}</a><p><b>发文机关：</b>云栖市水务局</p><p><b>成文日期：</b>2026年01月02日</p><p><b>发布日期：</b>{r.y}年{r.m}月{r.d}日</p></div>'
    )
    return bureau(rows), expect("/lb/{n}.html")


@form
def divs_of_a_script_framework() -> tuple[str, list[Said]]:
    rows = each(
        '<div data-v-7ba5bd90="" class="list-item el-row"><div class="el-col el-col-20"><a href="/fw/{n}" class="el-link el-link--default"><span class="el-link--inner">{t}</span></a></div><div class="el-col el-col-4"><span>{day}</span></div></div>'
    )
    return bureau(f'<div id="app">{rows}</div>'), expect("/fw/{n}")
