"""What a page says about its document."""

from __future__ import annotations

import gzip
import time
from datetime import date

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import metadata
from extract.document import CATEGORIES
from extract.page import Hints, Page
from tests.extract import cases

LONG = "为做好今年的认定工作，根据有关规定，现将有关事项通知如下，请各单位认真组织实施，按时完成各项任务。"


def read(
    html: str, text: str = LONG, *, url: str | None = None, hints: Hints | None = None
) -> tuple[metadata.Head, metadata.Fields]:
    page = Page(body=html.encode(), url=url, hints=hints or Hints())
    tree = lxml.html.document_fromstring(html)
    head = metadata.read_head(tree, page)
    return head, metadata.fields(head, tree, text, page)


def page_of(*, title: str, body: str, head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


TITLES = [
    (
        "the meta of the guidelines",
        page_of(
            title="某市人民政府 部门动态 关于开展认定工作的通知",
            head='<meta name="articletitle" content="关于开展认定工作的通知">',
            body=f"<p>关于开展认定工作的通知</p><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "the heading inside the title element",
        page_of(title="关于开展认定工作的通知 - 某市科学技术局", body=f"<h1>关于开展认定工作的通知</h1><p>{LONG}</p>"),
        "关于开展认定工作的通知",
    ),
    (
        "a site's name is a heading too",
        page_of(
            title="关于开展认定工作的通知_某市科学技术局",
            body=f"<h1>某市科学技术局</h1><h2>关于开展认定工作的通知</h2><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "no heading at all, site and column first",
        page_of(
            title="某市科学技术局_通知公告_关于开展认定工作的通知",
            body=f"<div>关于开展认定工作的通知</div><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "site and column before it, with spaces",
        page_of(
            title="某市科学技术局 通知公告 关于开展认定工作的通知",
            body=f"<div>关于开展认定工作的通知</div><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "the heading is broken over two elements",
        page_of(
            title="关于开展认定工作的通知-某市科学技术局", body=f"<div>关于开展<br>认定工作的通知</div><p>{LONG}</p>"
        ),
        "关于开展认定工作的通知",
    ),
    (
        "a literal line break in the title element",
        page_of(title="关于开展认定工作的&lt;br&gt;通知", body=f"<p>{LONG}</p>"),
        "关于开展认定工作的 通知",
    ),
    (
        "a date glued to the heading",
        page_of(
            title="关于开展认定工作的通知-某市科学技术局",
            body=f"<h2>关于开展认定工作的通知<span>2026-08-20 10:00</span></h2><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "the title element names only the site",
        page_of(
            title="某市科学技术局",
            body=f"<table><tr><td class='title' align='center'><b>关于开展认定工作的通知</b></td></tr>"
            f"<tr><td>发布时间：2026-08-20 点击数：12</td></tr><tr><td>{LONG}</td></tr></table>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "the title element names only the column, the title is in no heading",
        page_of(
            title="通知公告-某市科学技术局",
            body=f"<p>首页 - 通知公告</p><div>关于开展认定工作的通知</div><p>发布时间：2026-08-20</p>{LONG}",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "spam put before the title",
        page_of(
            title="代开发票公司 | 关于开展认定工作的通知-某市科学技术局",
            body=f"<p>关于开展认定工作的通知</p><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "spam put behind the title, no heading",
        page_of(title="关于开展认定工作的通知 - 万词霸屏", body=f"<p>关于开展认定工作的通知</p><p>{LONG}</p>"),
        "关于开展认定工作的通知",
    ),
    (
        "an advertiser's name in brackets",
        page_of(
            title="[某某化妆品]关于开展认定工作的通知",
            head='<meta name="ArticleTitle" content="[某某化妆品]关于开展认定工作的通知">',
            body=f"<p>关于开展认定工作的通知</p><p>{LONG}</p>",
        ),
        "关于开展认定工作的通知",
    ),
    (
        "a column in brackets belongs to the title",
        page_of(
            title="【政策解读】认定工作怎么做_某市科学技术局", body=f"<h1>【政策解读】认定工作怎么做</h1><p>{LONG}</p>"
        ),
        "【政策解读】认定工作怎么做",
    ),
    (
        "a heading on two lines, written in one elsewhere",
        page_of(
            title="某市科学技术局关于开展认定工作的通知-某市科学技术局",
            body=f"<h1>某市科学技术局<br>关于开展认定工作的通知</h1><p>{LONG}</p>",
        ),
        "某市科学技术局关于开展认定工作的通知",
    ),
    (
        "a space that was written",
        page_of(
            title="凝心聚力 共谋发展-某市科学技术局",
            body=f"<h1>凝心聚力 共谋发展</h1><p>{LONG}</p>",
        ),
        "凝心聚力 共谋发展",
    ),
    (
        "a notice about spam keeps its title",
        page_of(
            title="关于打击网络赌博和代开发票的通告 - 某市公安局",
            body=f"<h1>关于打击网络赌博和代开发票的通告</h1><p>{LONG}</p>",
        ),
        "关于打击网络赌博和代开发票的通告",
    ),
    (
        "Traditional characters stay",
        page_of(title="關於開展認定工作的通知-某市科學技術局", body=f"<h1>關於開展認定工作的通知</h1><p>{LONG}</p>"),
        "關於開展認定工作的通知",
    ),
    (
        "an English page",
        page_of(
            title="New rules for research grants | Ministry of Science",
            head='<meta property="og:title" content="New rules for research grants">',
            body="<h1>Ministry of Science</h1><h2>New rules for research grants</h2><p>The rules have changed.</p>",
        ),
        "New rules for research grants",
    ),
]


@pytest.mark.parametrize(("why", "html", "title"), TITLES, ids=[case[0] for case in TITLES])
def test_the_title_is_the_releases_own(why: str, html: str, title: str) -> None:
    head, fields = read(html)
    assert head.title == title
    assert fields.title == title


def test_a_row_cut_short_is_completed_by_the_page() -> None:
    html = page_of(title="某市科学技术局", body=f"<h2>关于开展科技型企业认定工作的通知</h2><p>{LONG}</p>")
    head, _ = read(html, hints=Hints(title="关于开展科技型企业…"))
    assert head.title == "关于开展科技型企业认定工作的通知"


def test_a_row_cut_short_is_completed_by_a_line_that_is_no_heading() -> None:
    html = page_of(title="某市科学技术局", body=f"<p>关于开展科技型企业认定工作的通知</p><p>{LONG}</p>")
    head, _ = read(html, hints=Hints(title="关于开展科技型企业..."))
    assert head.title == "关于开展科技型企业认定工作的通知"


def test_a_page_without_any_title_takes_the_rows() -> None:
    head, _ = read(f"<html><body><p>{LONG}</p></body></html>", hints=Hints(title="关于开展认定工作的通知"))
    assert (head.title, head.title_basis) == ("关于开展认定工作的通知", "list row")


CELLS = [
    ("索 引 号", "JN00-2018-00014"),
    ("发文机关", "某市人民政府"),
    ("成文日期", "2018年06月01日"),
    ("发布日期", "2018年06月05日"),
]
TABLES = [
    ("cells", "<table>" + "".join(f"<tr><td><b>{k}：</b></td><td>{v}</td></tr>" for k, v in CELLS) + "</table>"),
    ("two pairs a row", "<table>" + "".join(
        f"<tr><th>{a[0]}</th><td>{a[1]}</td><th>{b[0]}</th><td>{b[1]}</td></tr>"
        for a, b in zip(CELLS[::2], CELLS[1::2], strict=True)
    ) + "</table>"),
    ("definition list", "<dl>" + "".join(f"<dt>{k}：</dt><dd>{v}</dd>" for k, v in CELLS) + "</dl>"),
    ("list items", "<ul>" + "".join(f"<li>{k}：{v}</li>" for k, v in CELLS) + "</ul>"),
    ("spans", "<div>" + "".join(f"<span>{k}：</span><span>{v}</span>" for k, v in CELLS) + "</div>"),
    ("strong and bare text", "<div>" + "".join(f"<p><strong>{k}</strong>：{v}</p>" for k, v in CELLS) + "</div>"),
    ("cells never closed", "<table>" + "".join(f"<tr><td>{k}：<td>{v}" for k, v in CELLS) + "</table>"),
    ("brackets", "<ul>" + "".join(f"<li>【{k}】：{v}</li>" for k, v in CELLS) + "</ul>"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "html"), TABLES, ids=[case[0] for case in TABLES])
def test_the_property_table_is_read_in_any_markup(markup: str, html: str) -> None:
    body = f"{html}<h1>某市人民政府关于印发行动计划的通知</h1><p>{LONG}</p>"
    head, fields = read(page_of(title="某市人民政府关于印发行动计划的通知", body=body))
    assert [label for label, _ in head.properties] == ["索引号", "发文机关", "成文日期", "发布日期"]
    assert fields.index_number == "JN00-2018-00014"
    assert (fields.published, fields.signed) == (date(2018, 6, 5), date(2018, 6, 1))
    assert fields.issuer == "某市人民政府"


def test_a_template_with_empty_cells_is_no_property_table() -> None:
    empty = "".join(
        f"<span>{label}：<i></i></span>" for label in ("索引号", "主题分类", "办文部门", "发文日期", "公文名称")
    )
    head, _ = read(page_of(title="通知", body=f"<div>{empty}</div><p>{LONG}</p>"))
    assert head.properties == ()


def test_a_text_that_speaks_of_numbers_is_no_property_table() -> None:
    head, _ = read(page_of(title="公文写作知识", body="<p>公文要写明发文字号、成文日期、发文机关和索引号。</p>"))
    assert head.properties == ()


ISSUERS = [
    ("signature", "某市科学技术局关于开展工作的通知", (LONG, "某市科学技术局", "2026年8月1日"), "", "某市科学技术局"),
    (
        "joint signature",
        "关于开展工作的通知",
        (LONG, "某市科学技术局", "某市财政局", "国家税务总局某市税务局", "2026年8月1日"),
        "",
        "某市科学技术局、某市财政局、国家税务总局某市税务局",
    ),
    ("joint on one line", "通知", (LONG, "某市科技局  某市财政局", "2026年8月1日"), "", "某市科技局、某市财政局"),
    ("spaced out", "关于开展工作的通知", (LONG, "某 市 人 民 政 府", "2026年8月1日"), "", "某市人民政府"),
    ("before an annex", "通知", (LONG, "某市财政局", "2026年8月1日", "附件", "方案", LONG), "", "某市财政局"),
    ("title", "某市人民政府办公室关于开展工作的通知", (LONG,), "", "某市人民政府办公室"),
    ("joint title", "某市科学技术局 某市财政局关于开展工作的通知", (LONG,), "", "某市科学技术局、某市财政局"),
    ("meta", "工作有序推进", (LONG,), '<meta name="ContentSource" content="来源：某市日报 ">', "某市日报"),
    ("nobody", "工作有序推进", (LONG,), '<meta name="ContentSource" content="本站原创">', None),
    ("a person is no office", "张三参加采育镇活动", (LONG,), "", None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "title", "lines", "meta", "issuer"), ISSUERS, ids=[case[0] for case in ISSUERS])
def test_the_issuer_is_a_clean_name(
    why: str, title: str, lines: tuple[str, ...], meta: str, issuer: str | None
) -> None:
    _, fields = read(page_of(title=title, head=meta, body=f"<h1>{title}</h1><p>{LONG}</p>"), "\n".join(lines))
    assert fields.issuer == issuer


def test_the_source_line_is_cut_where_the_next_label_begins() -> None:
    near = "<p>来源：某市科学技术局 发布时间：2026-08-20 浏览次数：12</p>"
    _, fields = read(page_of(title="工作有序推进", body=f"<h1>工作有序推进</h1>{near}<p>{LONG}</p>"))
    assert fields.issuer == "某市科学技术局"


def test_the_hint_is_the_last_resort() -> None:
    html = page_of(title="工作有序推进", body=f"<h1>工作有序推进</h1><p>{LONG}</p>")
    assert read(html, hints=Hints(issuer="某市科学技术局"))[1].issuer == "某市科学技术局"


SIGNED = [
    ("Arabic", (LONG, "某市人民政府", "2018年6月1日", "（此件公开发布）"), date(2018, 6, 1)),
    ("Chinese numerals", (LONG, "某市人民政府", "二〇一八年六月一日"), date(2018, 6, 1)),
    ("one line", (LONG, "某市人民政府 2018年6月1日"), date(2018, 6, 1)),
    ("a person between office and date", (LONG, "总理　李某某", "2018年6月1日"), date(2018, 6, 1)),
    ("head of an order", ("某市人民政府令", "第275号", "2018年6月1日", LONG, LONG, LONG, LONG), date(2018, 6, 1)),
    ("printed, not signed", (LONG, "某市人民政府办公室 2018年6月5日印发"), None),
    ("a forwarded text", (LONG, "某市政府", "2018年6月1日", LONG, "某省财政厅", "2017年1月2日"), date(2018, 6, 1)),
    ("adopted", ("关于批准决算的决议", "（2018年6月1日第一届全国人民代表大会第二次会议通过）", LONG), date(2018, 6, 1)),
    ("a date in running text", (LONG, "会议于2018年6月1日召开。", LONG), None),
    ("later than the page", (LONG, "某市人民政府", "2030年6月1日"), None),
]  # fmt: skip


@pytest.mark.parametrize(("why", "lines", "day"), SIGNED, ids=[case[0] for case in SIGNED])
def test_the_day_of_signing(why: str, lines: tuple[str, ...], day: date | None) -> None:
    html = page_of(title="通知", body=f"<h1>关于开展认定工作的通知</h1><p>发布时间：2018-06-05</p><p>{LONG}</p>")
    assert read(html, "\n".join(lines))[1].signed == day


FORCE = [
    ("both written", "本办法自2026年10月1日起施行，有效期至2031年9月30日。", date(2026, 10, 1), date(2031, 9, 30)),
    ("years counted", "本通知自2026年10月1日起施行，有效期5年。", date(2026, 10, 1), date(2031, 9, 30)),
    ("in words", "本细则自2026年10月1日起施行，有效期为两年。", date(2026, 10, 1), date(2028, 9, 30)),
    ("next sentence", "本办法自2026年10月1日起施行。有效期5年。", date(2026, 10, 1), date(2031, 9, 30)),
    ("from the day of issue", "本意见自印发之日起施行，有效期3年。", date(2026, 8, 1), date(2029, 7, 31)),
    ("an article", "第三十二条 本条例自2027年3月1日起施行。", date(2027, 3, 1), None),
    ("promulgated", "现公布修订后的《实施条例》，自2027年1月1日起施行。", date(2027, 1, 1), None),
    ("another law's force", "《外商投资法》自2020年1月1日起施行以来，成效明显。", None, None),
    ("the old one lapses", "《旧办法》（某政发〔2020〕3号）同时废止。", None, None),
    ("leap day", "本办法自2028年2月29日起施行，有效期1年。", date(2028, 2, 29), date(2029, 2, 27)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "sentence", "effective", "expires"), FORCE, ids=[case[0] for case in FORCE])
def test_the_term_in_force(why: str, sentence: str, effective: date | None, expires: date | None) -> None:
    text = "\n".join((LONG, sentence, "某市人民政府", "2026年8月1日"))
    _, fields = read(page_of(title="某市管理办法", body=f"<h1>某市管理办法</h1><p>{LONG}</p>"), text)
    assert (fields.effective, fields.expires) == (effective, expires)


KINDS = [
    ("某市人民政府关于印发《某市行动计划》的通知", "通知"),
    ("关于2026年拟认定企业名单的公示", "公示"),
    ("关于《某市条例（草案）》公开征求意见的公告", "公告"),
    ("关于公开征集意见的通知", "通知"),
    ("《某市条例（草案）》公开征求意见", "公告"),
    ("某市招标公告", "公告"),
    ("国务院关于雄安新区总体规划（2018—2035年）的批复", "批复"),
    ("关于同意举办展会的函", "函"),
    ("某市科技计划管理办法（试行）", "办法"),
    ("某市科技计划管理办法（2026年修订版）", "办法"),
    ("某省科技创新条例", "规定"),
    ("某市“十五五”科技创新规划", "规划"),
    ("某市人工智能产业实施方案", "方案"),
    ("某市政府2026年工作要点", "方案"),
    ("关于促进科技成果转化的若干意见", "意见"),
    ("《某市科技计划管理办法》政策解读", "解读"),
    ("一图读懂某市科技新政", "解读"),
    ("市政府常務會議研究審議通過《某市科技服務業發展規劃》", "新闻"),
    ("某局召开编委会研究2026年重点工作计划", "新闻"),
    ("全市科技创新大会举行", "新闻"),
    ("關於開展認定工作的通知", "通知"),
    ("某市人民政府关于表彰先进的决定", "其他"),
    ("晋祠博物馆", None),
]


@pytest.mark.parametrize(("title", "kind"), KINDS)
def test_the_kind_is_told_by_the_title(title: str, kind: str | None) -> None:
    _, fields = read(page_of(title=title, body=f"<h1>{title}</h1><p>{LONG}</p>"))
    assert fields.category == kind
    assert kind is None or kind in CATEGORIES


def test_the_column_tells_news() -> None:
    meta = '<meta name="ColumnName" content="部门动态"><meta name="ColumnType" content="工作动态">'
    _, fields = read(page_of(title="科技助力乡村振兴", head=meta, body=f"<h1>科技助力乡村振兴</h1><p>{LONG}</p>"))
    assert fields.category == "新闻"


MIRRORS = [
    ("another owner's host", "www.jinan.gov.cn", "http://www.mirror.example.com/1.html", "www.jinan.gov.cn"),
    ("its own host", "www.jinan.gov.cn", "http://www.jinan.gov.cn/1.html", None),
    ("a department's host of the same owner", "www.jinan.gov.cn", "http://jnwl.jinan.gov.cn/1.html", None),
    ("one of two names", "www.jiangsu.gov.cn,www.js.gov.cn", "http://www.js.gov.cn/1.html", None),
    ("written as a URL", "https://www.neac.gov.cn/", "http://clone.example.org/1.html", "www.neac.gov.cn"),
    ("without a URL nothing can be said", "www.jinan.gov.cn", None, None),
    ("a name is no host", "某市人民政府", "http://www.jinan.gov.cn/1.html", None),
    ("two cities share gov.cn", "www.jinan.gov.cn", "http://www.qingdao.gov.cn/1.html", "www.jinan.gov.cn"),
]


@pytest.mark.parametrize(("why", "domain", "url", "host"), MIRRORS, ids=[case[0] for case in MIRRORS])
def test_a_mirror_names_the_host_it_copies(why: str, domain: str, url: str | None, host: str | None) -> None:
    html = page_of(title="通知", head=f'<meta name="SiteDomain" content="{domain}">', body=f"<p>{LONG}</p>")
    assert read(html, url=url)[0].mirror_of == host


STALE = [
    ("a notice of 1996 put online in 2018", "通知", ("某市人民政府", "1996年6月29日"), True),
    ("signed last year", "通知", ("某市人民政府", "2017年1月29日"), False),
    ("an old number", "关于工作的通知（某政发〔2012〕3号）", (), True),
    ("an old year in the title", "2012年工作方案", (), True),
    ("a plan that still runs", "某市规划（2015—2020年）", (), False),
    ("last year's accounts", "2016年度部门决算公开", (), False),
]


@pytest.mark.parametrize(("why", "title", "tail", "stale"), STALE, ids=[case[0] for case in STALE])
def test_a_text_years_older_than_its_publication_is_stale(
    why: str, title: str, tail: tuple[str, ...], stale: bool
) -> None:
    body = f"<h1>{title}</h1><p>发布时间：2018-12-24</p><p>{LONG}</p>"
    assert read(page_of(title=title, body=body), "\n".join((LONG, *tail)))[1].stale is stale


LANGUAGES = [
    ("为做好今年的认定工作，现将有关事项通知如下。", "zh"),
    ("為做好今年的認定工作，現將有關事項通知如下。", "zh"),
    ("本日、政府は新しい規則を発表しました。", "ja"),
    ("정부는 오늘 새로운 규칙을 발표했다.", "ko"),
    ("The ministry has set out the rules for the grants of the year and they are in force.", "en"),
    ("Das Ministerium hat die Regeln für die Förderung in diesem Jahr nicht geändert.", "de"),
    ("Le ministère a publié les règles pour les aides de cette année dans un décret.", "fr"),
    ("Правительство приняло новые правила, но они не вступили в силу до конца года.", "ru"),
    ("", None),
    ("12345", None),
]


@pytest.mark.parametrize(("text", "code"), LANGUAGES)
def test_the_language_is_told_by_script_and_common_words(text: str, code: str | None) -> None:
    _, fields = read("<html><body><p>x</p></body></html>", text or "123")
    assert fields.language == code


def test_every_field_that_is_known_has_its_proof() -> None:
    html = page_of(
        title="某市人民政府关于印发办法的通知",
        body=f"<h1>某市人民政府关于印发办法的通知</h1><p>发布时间：2026-08-20</p><p>{LONG}</p>",
    )
    text = "\n".join(
        (
            "某政发〔2026〕3号",
            LONG,
            "请于9月10日前将材料报送我局。",
            "本通知自2026年9月1日起施行，有效期2年。",
            "某市人民政府",
            "2026年8月1日",
        )
    )
    _, fields = read(html, text)
    names = ("published", "signed", "effective", "expires", "deadline", "issuer", "number", "category")
    assert all(getattr(fields, name) is not None for name in names)
    assert {proof.field for proof in fields.evidence} == {"title", *names}
    assert all(proof.text and proof.basis for proof in fields.evidence)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_page_breaks_the_reader(markup: str, text: str) -> None:
    html = f"<html><head><title>{markup}</title></head><body>{markup}</body></html>".replace("\x00", "")
    try:
        lxml.html.document_fromstring(html)
    except (ValueError, lxml.etree.ParserError):
        return
    first, second = read(html, text), read(html, text)
    assert first == second


def test_a_page_is_read_in_a_few_milliseconds() -> None:
    paragraphs = "".join(f"<p>{LONG}{n}</p>" for n in range(300))
    body = f"<h1>关于开展认定工作的通知</h1><p>发布时间：2026-08-20</p>{TABLES[0][1]}{paragraphs}"
    html = page_of(title="关于开展认定工作的通知", body=body)
    page, text = Page(body=html.encode()), "\n".join([LONG] * 300)
    tree = lxml.html.document_fromstring(html)
    metadata.fields(metadata.read_head(tree, page), tree, text, page)
    spent = []
    for _ in range(5):
        start = time.process_time()
        metadata.fields(metadata.read_head(tree, page), tree, text, page)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.05


STUFFED = [
    ("a title element stuffed with keywords", page_of(title="关键词_" * 20000, body=f"<p>{LONG}</p>")),
    ("a heading that holds the article", page_of(title="通知", body=f"<div class='title'>{LONG * 3000}</div>")),
    ("labels without end", page_of(title="通知", body="<tr><td>文号：</td><td>发文机关</td></tr>" * 8000)),
    ("dates without end", page_of(title="通知公告", body="<p>通知公告 发布日期：2026-08-20</p>" * 20000)),
    ("one string without end", page_of(title="通知", body="自" * 400000)),
]  # fmt: skip


@pytest.mark.parametrize(("why", "html"), STUFFED, ids=[case[0] for case in STUFFED])
def test_a_stuffed_page_is_read_in_bounded_time(why: str, html: str) -> None:
    start = time.process_time()
    read(html, "请于9月10日前将材料报送我局，" * 20000 + "\n" + "某市人民政府\n" * 20000)
    assert time.process_time() - start < 5


def test_the_sample_documents_are_titled_and_dated() -> None:
    seeds = cases.seeds()
    assert len(seeds) == 5
    for row in seeds:
        raw = gzip.decompress((cases.SHARED / "corpora" / "seeds" / row["file"]).read_bytes())
        html = raw.decode("gb18030" if b"gb2312" in raw[:600].lower() else "utf-8")
        _, fields = read(html, row["gold_text"], url=row["url"])
        assert fields.title == row["title"]
        assert str(fields.published) == row["date"]
