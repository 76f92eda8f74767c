"""List pages of kinds met abroad and in old systems: calendars, year headings, other scripts."""

from __future__ import annotations

from tests.spiders.listforms import ROWS, Said, bureau, each, expect, form, portal
from tests.spiders.listforms_folded import FORMS as FORMS

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
FRENCH = (
    "Appel à projets pour la rénovation énergétique des bâtiments publics",
    "Le conseil adopte le budget annuel de la métropole",
    "Nouvelle ligne de tramway : ouverture de l'enquête publique",
    "Subventions aux associations sportives, dépôt des dossiers",
    "Plan canicule : les mesures prises par la préfecture",
    "Consultation du public sur le plan local d'urbanisme",
)
SPANISH = (
    "Convocatoria de ayudas para la modernización de regadíos",
    "El gobierno aprueba el plan de vivienda asequible",
    "Abierto el plazo de inscripción para las becas comedor",
    "Publicada la lista provisional de admitidos en el concurso",
    "Nuevas medidas de apoyo a las pequeñas empresas",
    "Inversión de cuatro millones en caminos rurales",
)
JAPANESE = (
    "令和八年度中小企業支援補助金の公募を開始しました",
    "新しい図書館の基本計画を公表します",
    "市民説明会の開催についてのお知らせ",
    "防災訓練を実施します ご協力をお願いします",
    "入札結果の公表について",
    "観光振興計画の改定案に対する意見を募集します",
)
KOREAN = (
    "2026년도 소상공인 지원 사업 공고",
    "도시계획 변경 결정 열람 안내",
    "청년 주거비 지원 신청 접수 시작",
    "공공 데이터 활용 경진 대회 개최",
    "하반기 공개 채용 시험 일정 안내",
    "겨울철 도로 결빙 대비 종합 대책 발표",
)
ARABIC = (
    "إعلان عن منحة لدعم المشاريع الصغيرة والمتوسطة",
    "الوزارة تطلق خدمة إلكترونية جديدة للمواطنين",
    "فتح باب التسجيل في برنامج التدريب المهني",
    "اعتماد الخطة العمرانية الجديدة للمدينة",
    "توقيع اتفاقية لتطوير شبكة النقل العام",
    "نتائج مناقصة صيانة الطرق الرئيسية",
)


def said(titles: tuple[str, ...], href: str) -> list[Said]:
    return [(title, href.format(n=row.n), row.day) for title, row in zip(titles, ROWS, strict=False)]


def abroad(titles: tuple[str, ...], row: str, menu: str, *, wrap: str = "{}", lang: str = "fr") -> str:
    """A page with a menu, crumbs, the rows and a footer; `row` says day, month and year as it likes."""
    rows = "\n".join(
        row.format(
            t=title, n=r.n, day=r.day, d=int(r.day[8:]), m=int(r.day[5:7]), y=r.day[:4],
            name=MONTHS.get(lang, MONTHS["fr"]).split()[int(r.day[5:7]) - 1],
        )
        for title, r in zip(titles, ROWS, strict=False)
    )  # fmt: skip
    links = "".join(f'<li><a href="/{n}/">{word}</a></li>' for n, word in enumerate(menu.split("|")))
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{menu}</title></head><body>
<header><nav><ul>{links}</ul></nav></header><main>{wrap.format(rows)}</main>
<footer><ul>{links}</ul><p>© 2026</p></footer></body></html>"""


@form
def french_cards_with_days_in_words() -> tuple[str, list[Said]]:
    row = (
        '<article class="card"><span class="when">{d} {name} {y}</span><h3><a href="/actu/{n}">{t}</a></h3>'
        "<p>Lire la suite de cette actualité.</p></article>"
    )
    return abroad(FRENCH, row, "Accueil|Actualités|Démarches|Contact"), said(FRENCH, "/actu/{n}")


@form
def spanish_rows_with_days_in_words() -> tuple[str, list[Said]]:
    row = '<li><time>{d} de {name} de {y}</time> <a href="/noticias/{n}.html">{t}</a></li>'
    return (
        abroad(SPANISH, row, "Inicio|Noticias|Trámites|Contacto", wrap="<ul>{}</ul>", lang="es"),
        said(SPANISH, "/noticias/{n}.html"),
    )


@form
def a_japanese_definition_list() -> tuple[str, list[Said]]:
    row = '<dt>{y}年{m}月{d}日</dt><dd><span class="cat">お知らせ</span><a href="/news/{n}.html">{t}</a></dd>'
    return (
        abroad(JAPANESE, row, "ホーム|お知らせ|くらし|事業者の方へ", wrap="<dl>{}</dl>", lang="ja"),
        said(JAPANESE, "/news/{n}.html"),
    )


@form
def a_korean_board_as_a_table() -> tuple[str, list[Said]]:
    row = (
        '<tr><td>{n}</td><td class="subject"><a href="/board/view.do?no={n}">{t}</a></td><td>총무과</td>'
        "<td>{y}.{m:02}.{d:02}</td><td>132</td></tr>"
    )
    wrap = "<table><tr><th>번호</th><th>제목</th><th>부서</th><th>등록일</th><th>조회</th></tr>{}</table>"
    return (
        abroad(KOREAN, row, "홈|알림마당|민원|정보공개", wrap=wrap, lang="ko"),
        said(KOREAN, "/board/view.do?no={n}"),
    )


@form
def an_arabic_list() -> tuple[str, list[Said]]:
    row = '<div class="item"><h4><a href="/ar/news/{n}">{t}</a></h4><small>{day}</small></div>'
    return (
        abroad(ARABIC, row, "الرئيسية|الأخبار|الخدمات|اتصل بنا", lang="ar"),
        said(ARABIC, "/ar/news/{n}"),
    )


@form
def the_day_in_a_table_row_of_its_own() -> tuple[str, list[Said]]:
    rows = each(
        '<tr><td class="t"><a href="/art/{n}.html">{t}</a></td></tr><tr><td class="d">发布日期：{day}</td></tr>'
    )
    return bureau(f'<table width="98%"><tr><td><table>{rows}</table></td></tr></table>'), expect("/art/{n}.html")


@form
def year_headings_above_months_and_days() -> tuple[str, list[Said]]:
    rows = "".join(f'<li><span>{r.day[5:]}</span><a href="/art/{r.n}.html">{r.title}</a></li>' for r in ROWS)
    return bureau(f'<div class="year"><h3>2026年</h3><ul>{rows}</ul></div>'), expect("/art/{n}.html")


@form
def a_calendar_above_the_list() -> tuple[str, list[Said]]:
    weeks = "".join(
        "<tr>" + "".join(f'<td><a href="/cal?d=2026-11-{d:02}">{d}</a></td>' for d in range(w, w + 7)) + "</tr>"
        for w in (1, 8, 15, 22)
    )
    rows = each('<li><a href="/art/{n}.html">{t}</a><span>{day}</span></li>')
    return bureau(f'<table class="rili"><caption>2026年11月</caption>{weeks}</table><ul>{rows}</ul>'), expect(
        "/art/{n}.html"
    )


@form
def files_only() -> tuple[str, list[Said]]:
    rows = each('<p><img src="/pdf.gif"><a href="/files/{n}.pdf" target="_blank">{t}</a>（{day}）</p>')
    return bureau(f"<div>{rows}</div>"), expect("/files/{n}.pdf")


@form
def a_hot_list_longer_than_the_list() -> tuple[str, list[Said]]:
    hot = "".join(f'<li><a href="/hot/{n}.html">市里第{n}批重点项目集中开工仪式举行现场</a></li>' for n in range(30))
    rows = each('<li><a href="/art/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:5])
    return portal(f"<ul>{rows}</ul>", aside=f'<div class="box"><h3>最新</h3><ul>{hot}</ul></div>'), expect(
        "/art/{n}.html", ROWS[:5]
    )


@form
def a_pager_of_many_numbers_that_looks_like_rows() -> tuple[str, list[Said]]:
    pages = "".join(f'<li><a href="index_{n}.html">第{n}页</a></li>' for n in range(1, 21))
    rows = each('<li><a href="/art/{n}.html">{t}</a><span>{day}</span></li>', ROWS[:6])
    return bureau(f'<ul class="a">{rows}</ul><ul class="a">{pages}</ul>'), expect("/art/{n}.html", ROWS[:6])


@form
def rows_opened_by_a_handler_with_an_address() -> tuple[str, list[Said]]:
    rows = each("<div class='row' onclick=\"location.href='/art/{n}.html'\"><b>{t}</b><em>{day}</em></div>")
    return bureau(rows), expect("/art/{n}.html")


@form
def cards_with_data_attributes() -> tuple[str, list[Said]]:
    rows = each(
        '<div class="c"><a href="javascript:;" data-url="/art/{n}.html"><img src="/{n}.jpg"><h4>{t}</h4></a>'
        "<p>各有关单位请认真学习。</p><span>{day}</span></div>"
    )
    return bureau(rows), expect("/art/{n}.html")


@form
def day_cell_and_title_cell_in_tables_within_tables() -> tuple[str, list[Said]]:
    rows = each(
        '<tr><td><table width="100%"><tr><td><img src="/dot.gif"></td><td><a href="/art/{n}.html">{t}</a></td>'
        '<td align="right">[{day}]</td></tr></table></td></tr><tr><td height="1" bgcolor="#ccc"></td></tr>'
    )
    return bureau(f"<table><tr><td><table>{rows}</table></td></tr></table>"), expect("/art/{n}.html")


@form
def days_in_data_attributes() -> tuple[str, list[Said]]:
    rows = each('<li data-date="{day}"><a href="/art/{n}.html">{t}</a></li>')
    return bureau(f"<ul>{rows}</ul>"), expect("/art/{n}.html")


@form
def days_in_the_tips_of_links() -> tuple[str, list[Said]]:
    rows = each('<li><a href="/art/{n}.html" title="标题：{t}&#10;发布时间：{day}">{t}</a></li>')
    return bureau(f"<ul>{rows}</ul>"), expect("/art/{n}.html")
