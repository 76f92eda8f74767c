"""One page in, one document out: pages in the form of each content system, written for this test."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import reading
from extract.document import Document
from extract.page import Page, Unreadable

PAGES = Path(__file__).with_name("pages")
SEEDS = Path(__file__).parents[3] / "shared" / "corpora" / "seeds" / "manifest.jsonl"


def document(name: str, *, encoding: str = "utf-8") -> Document:
    text = (PAGES / f"{name}.html").read_text(encoding="utf-8")
    return reading.read(Page(body=text.encode(encoding), url=f"http://www.qinglan.example/art/{name}.html"))


def reasons(found: Document, words: str) -> set[str]:
    return {cut.reason for cut in found.cuts if words in cut.text}


def test_a_trs_page_keeps_the_document_from_its_number_to_its_date() -> None:
    found = document("trs")
    assert found.title == "云湖市人民政府办公室关于加快数字经济发展的通知"
    assert found.text.split("\n") == [
        "云政办发〔2024〕6号",
        "各县（市、区）人民政府，市政府各部门、各直属机构：",
        "为贯彻落实省政府关于数字经济的部署，推动产业数字化转型，经市政府同意，现就有关事项通知如下。",
        "一、到2026年，全市规模以上工业企业数字化改造覆盖面达到百分之八十，培育软件企业五十家以上。",
        "指标\t2024年\t2026年",
        "软件企业（家）\t30\t50",
        "改造覆盖面\t60%\t80%",
        "二、咨询电话：0539-6130021，联系人：周明远；监督举报电话：12345。",
        "云湖市人民政府办公室",
        "2024年3月11日",
        "（此件公开发布）",
        "附件：数字经济重点任务清单.pdf",
    ]
    assert [(file.name, file.url, file.kind) for file in found.attachments] == [
        ("数字经济重点任务清单.pdf", "http://www.qinglan.example/art/P020240312.pdf", "pdf")
    ]
    assert reasons(found, "读者看不见") == {"hidden"}


def test_a_state_council_style_page_gives_its_table_as_fields_and_not_as_text() -> None:
    found = document("ucap")
    assert found.text.startswith("云湖市人民政府关于同意设立\n青岚开发区的批复\n云政字〔2023〕11号\n市发展改革委：")
    assert found.text.endswith("云湖市人民政府\n2023年5月6日")
    assert "索" not in found.text
    assert ("发文机关", "云湖市人民政府") in found.properties


def test_a_hanweb_page_has_its_attachment_beside_the_text() -> None:
    found = document("hanweb")
    assert found.text.split("\n")[0].startswith("为完善居家养老服务")
    assert "浏览次数" not in found.text
    assert [(file.name, file.kind) for file in found.attachments] == [("实施细则（征求意见稿）", "docx")]


def test_a_reprint_loses_its_offers_and_neighbours() -> None:
    found = document("zblog")
    assert found.text.split("\n") == [
        "6月18日，青岚市召开科技园区建设推进会，听取各区县工作汇报，部署下半年重点任务。",
        "会议要求，各部门要健全协调机制，优先保障重点项目用地，年内完成三个孵化器的主体工程。",
    ]
    for words in ("林小远微信号", "厂房土地租售", "请说明您的需求", "版权声明", "远山镇产业园"):
        assert reasons(found, words), words


def test_a_hacked_mirror_loses_what_was_put_into_it_seen_or_unseen() -> None:
    found = document("hacked")
    assert found.text.split("\n") == [
        "近日，青嵐市政府印發科技服務業發展規劃，提出到2025年全市科技服務業營業收入突破三百億元。",
        "規劃明確了研究開發、檢驗檢測、創業孵化等重點領域。市科技局將會同有關部門抓好落實。",
    ]
    assert reasons(found, "葡京娱乐官网") == {"hidden"}
    assert reasons(found, "时时彩平台注册") == {"hidden"}
    assert reasons(found, "代开发票联系微信") == {"hidden"}
    assert reasons(found, "请收藏本站") == {"spam"}
    assert reasons(found, "97人妻") == {"spam"}


def test_menus_that_open_on_a_click_are_not_told_as_hidden() -> None:
    words = "市科技局组织专家对申报材料进行评审，现将结果予以公示，公示期五个工作日。" * 4
    menu = "".join(f"<li><a href='/{n}/'>栏目之{n}</a></li>" for n in range(20))
    unseen = "<p style='display:none'>这一句读者看不见，却被人放进了正文。</p>"
    page = (
        f"<title>关于项目的公示</title><ul style='display:none'>{menu}</ul><div class='TRS_Editor'><p>{words}</p>"
        f"{unseen}</div><div style='display:none'><a href='http://a1.example'>甲甲</a>"
        "<a href='http://b2.example'>乙乙</a><a href='http://c3.example'>丙丙</a></div>"
    )
    found = reading.read(Page(body=page.encode()))
    assert [cut.text for cut in found.cuts] == ["这一句读者看不见，却被人放进了正文。", "甲甲乙乙丙丙"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_layout_of_tables_gives_up_its_text_in_any_encoding(encoding: str) -> None:
    found = document("table_layout", encoding=encoding)
    lines = found.text.split("\n")
    assert lines[0].startswith("市科技局起草了")
    assert lines[-1].endswith("确保各项任务按期完成。")
    for noise in ("联系我们", "您当前所在位置", "点击数", "责任编辑", "返回页面顶端", "上一篇", "ICP备", "电话："):
        assert noise not in found.text, noise


def test_a_notice_about_a_trade_is_not_taken_for_the_trade() -> None:
    found = document("notice_about_gambling")
    assert len(found.text.split("\n")) == 7
    assert [cut for cut in found.cuts if cut.reason in ("spam", "promotion")] == []


def test_a_page_of_pictures_is_a_document_with_an_empty_text() -> None:
    found = document("pictures_only")
    assert found.text == ""
    assert found.images == (
        "http://www.qinglan.example/art/W020240101.jpg",
        "http://www.qinglan.example/art/W020240102.jpg",
    )


def test_a_page_without_anything_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="no text"):
        reading.read(Page(body=b"<html><body><div class='footer'>ICP</div></body></html>", url="http://a.example/"))


def test_a_page_that_only_scripts_draw_is_read_from_their_data() -> None:
    words = "".join(f"<p>第{n}条 各县区应当建立台账，逐级压实责任，按期报送进展情况。</p>" for n in range(1, 15))
    state = json.dumps({"detail": {"title": "管理办法", "content": words}})
    page = f"<html><title>管理办法</title><body><div id='app'></div><script>var s={state}</script></body></html>"
    assert reading.read(Page(body=page.encode())).text.count("\n") == 13


def test_an_odd_date_does_not_load_the_months_of_all_languages() -> None:
    page = (
        "<title>Le plan du logement</title><time>le onze avr.</time>"
        + "<p>Le plan de la ville est prêt, dit-on.</p>" * 9
    )
    program = (
        f"import sys; from extract import reading; from extract.page import Page; "
        f"reading.read(Page(body={page.encode()!r})); print('dateparser' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
    assert ran.stderr == ""


def test_reading_the_same_page_twice_gives_the_same_document() -> None:
    assert document("hacked") == document("hacked")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<p>", "</div>", "<table><tr><td>", "正文内容，", "<!--", "<script>", "<a href=x>", "]]>"])
    )
)
def test_any_markup_is_a_document_or_unreadable(pieces: list[str]) -> None:
    try:
        found = reading.read(Page(body="".join(pieces).encode(), url="http://a.example/"))
    except Unreadable:
        return
    assert found.text == found.text.strip()


@pytest.mark.skipif(not SEEDS.exists(), reason="the corpora stand beside the checkout, in ../shared, or nowhere")
def test_the_five_sample_pages_come_out_clean() -> None:
    for line in SEEDS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = gzip.decompress((SEEDS.parent / row["file"]).read_bytes())
        text = reading.read(Page(body=body, url=row["url"])).text
        assert [noise for noise in row["seed_noise"] + row["site_noise"] if noise in text] == []
        kept = [part for part in row["gold_text"].split("\n") if "".join(part.split()) in "".join(text.split())]
        assert kept == row["gold_text"].split("\n")


SAID = (
    "为加快先进制造业发展，对首次认定的国家级制造业单项冠军企业，给予一次性奖励100万元。",
    "对新获评的国家级专精特新企业，给予一次性奖励50万元，所需资金由市级财政承担。",
    "申请人可扫描二维码关注“清河人社”公众号，在线办理；咨询热线：12333，代办服务免费。",
)


def _with(*more: str, head: str = "<div>发布时间：2026-11-18</div>") -> Document:
    body = "".join(f"<p>{line}</p>" for line in (*SAID, *more))
    html = f"<html><body><h1>关于支持先进制造业发展的通知</h1>{head}<div class='content'>{body}</div></body></html>"
    return reading.read(Page(body=html.encode(), url="http://www.qinghe.example/tz/1.html"))


@pytest.mark.parametrize(
    "line",
    [
        "喜欢就点个“在看”吧",
        "扫描二维码关注“政策快讯”公众号，回复“申报”获取更多项目信息",
        "本文转载自网络，如有侵权请联系删除",
        "海量资讯、精准解读，尽在某某财经APP",
        "免费咨询热线：400-888-6666，专业代理项目申报，通过率98%",
        "（原标题：关于支持先进制造业发展的通知）",
        "记者：张三 通讯员：李四",
        "图片来源：清河发布",
        "128人点赞",
        "登录后才能评论",
        "本站所有文章、数据仅供参考，使用前请核实，风险自负。",
        "特别提醒：如果我们使用了您的图片，请作者与本站联系索取稿酬。",
        "你可能感兴趣",
    ],
)
def test_what_a_reprint_adds_below_goes_and_what_sounds_like_it_in_a_notice_stays(line: str) -> None:
    assert _with(line).text == "\n".join(SAID)


def test_a_day_of_writing_before_the_day_of_publication_is_not_taken_for_it() -> None:
    both = "<dl><dt>发文日期：</dt><dd>2026-11-11</dd><dt>公开日期：</dt><dd>2026-11-13</dd></dl>"
    assert str(_with(head=both).published) == "2026-11-13"
    alone = "<dl><dt>发文日期：</dt><dd>2026-11-11</dd><dt>效力状态：</dt><dd>有效</dd></dl>"
    assert str(_with(head=alone).published) == "2026-11-11"


@pytest.mark.parametrize("order", [("title", "content"), ("content", "title")])
def test_a_page_that_only_scripts_draw_has_the_title_of_its_data_and_not_the_platform_s(order: tuple[str, str]) -> None:
    held = {"title": "关于支持先进制造业发展的通知", "content": "".join(f"<p>{line}</p>" for line in SAID * 6)}
    state = {
        "menu": [{"title": "某某市惠企政策平台首页"}],
        "detail": {name: held[name] for name in order},
        "related": [{"title": "关于另一件事情的通知"}],
    }
    script = f"<script>window.__STATE__={json.dumps(state, ensure_ascii=False)}</script>"
    html = f"<html><head><title>惠企政策平台</title></head><body><div id='app'></div>{script}</body></html>"
    found = reading.read(Page(body=html.encode(), url="http://zc.qinghe.example/detail?id=9"))
    assert found.title == "关于支持先进制造业发展的通知"


@pytest.mark.parametrize(
    "line",
    [
        "↓↓↓长按识别二维码关注我们↓↓↓",
        "【发表评论】【加入收藏】【打印此文】【关闭窗口】",
        "顶一下 (0) 0% 踩一下 (0) 0%",
        "------分隔线--------------",
        "编辑 | 小青　审核 | 大河",
        "国务院部门网站",
        "— END —",
    ],
)
def test_what_old_systems_and_editors_set_below_a_notice_goes(line: str) -> None:
    assert _with(line).text == "\n".join(SAID)


@pytest.mark.parametrize(
    "line",
    [
        "扫描下方二维码即可进入申请页面",
        "申请材料报省级部门网站后台审核",
        "请各部门网站及时转载本通知",
        "往期推荐项目仍可申报",
    ],
)
def test_what_a_notice_says_of_codes_and_sites_stays(line: str) -> None:
    assert line in _with(line).text


def test_a_link_to_a_gambling_site_inside_a_sentence_goes_and_the_sentence_stays() -> None:
    said = '<p>定于三月至五月<a href="http://xx.example/">时时彩平台开户</a>开展专项检查，请各单位配合做好工作。</p>'
    found = _with(said)
    assert "定于三月至五月开展专项检查，请各单位配合做好工作。" in found.text
    assert reasons(found, "时时彩平台开户") == {"spam"}


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("http://www.qinghe.gov.cn/list.html", "网络赌博平台名单"),
        ("http://www.qinghe.example/a.html", "百家乐案件通报"),
        ("https://shuiwu.example/", "增值税发票"),
        ("http://www.abc2026.com/", "www.abc2026.com"),
    ],
)
def test_a_link_of_an_office_or_to_what_a_notice_explains_stays(where: str, words: str) -> None:
    assert words in _with(f'<p>有关情况见<a href="{where}">{words}</a>，请各单位认真学习并抓好落实。</p>').text


def test_pictures_beside_the_line_with_their_day_are_a_document() -> None:
    html = """<html><head><title>青河发布</title></head><body>
    <div class="art"><div class="t">【图解】一图读懂惠企政策十条</div>
    <div class="i">2026-01-20 08:00　来源：青河发布</div>
    <div class="c"><img src="/w/a.png"><img src="/w/b.png"></div></div></body></html>"""
    found = reading.read(Page(body=html.encode(), url="http://www.qinghe.example/jd/4.html"))
    assert found.title == "【图解】一图读懂惠企政策十条"
    assert found.images == ("http://www.qinghe.example/w/a.png", "http://www.qinghe.example/w/b.png")


def test_a_short_notice_that_only_scripts_draw_is_read_where_its_title_stands_beside_it() -> None:
    held = {
        "title": "关于推进充电设施建设的通知",
        "content": "<p>全市建成公共充电桩一万个，每个补贴八百元，请各区落实。</p>",
    }
    script = f"<script>window.__STATE__={json.dumps({'detail': held}, ensure_ascii=False)}</script>"
    html = f"<html><head><title>市发改委</title></head><body><div id='app'></div>{script}</body></html>"
    found = reading.read(Page(body=html.encode(), url="http://fgw.qinghe.example/detail?id=9"))
    assert (found.title, "每个补贴八百元" in found.text) == ("关于推进充电设施建设的通知", True)


def test_a_wechat_article_has_the_day_of_its_script() -> None:
    html = f"""<html><head><meta property="og:title" content="{"政策申报开始啦，请各有关企业留意"}"></head><body>
    <h1 id="activity-name">政策申报开始啦，请各有关企业留意</h1><em id="publish_time"></em>
    <div id="js_content"><p>{"</p><p>".join(SAID)}</p></div><script>var ct = "1774022400";</script></body></html>"""
    assert str(reading.read(Page(body=html.encode(), url="https://mp.weixin.qq.com/s/x")).published) == "2026-03-21"


def _page(body: str, *, title: str, url: str = "https://kjj.yunqi.example/tzgg/1.html") -> Document:
    text = f"<html><head><title>{title}</title></head><body><div><a href='/'>首页</a></div>{body}</body></html>"
    return reading.read(Page(body=text.encode(), url=url))


def test_a_site_s_name_in_the_title_element_is_not_found_again_in_the_signature() -> None:
    said = (
        "各区县科技局：",
        "现就组织申报2026年度科技创新券有关事项通知如下，请认真组织申报。",
        "云栖市科学技术局",
        "2026年11月19日",
    )
    body = "".join(f"<p>{line}</p>" for line in said)
    found = _page(
        f"<h1>关于组织申报2026年度科技创新券的通知</h1><div>发布时间：2026-11-20</div><div>{body}</div>"
        "<p>附件：<a href='/f/1.docx'>1.申报书.docx</a></p>",
        title="云栖市科学技术局",
    )
    assert found.title == "关于组织申报2026年度科技创新券的通知"
    assert found.text.startswith("各区县科技局：")
    assert (str(found.published), str(found.signed)) == ("2026-11-20", "2026-11-19")


@pytest.mark.parametrize("day", ['"pubDate":"2026-11-13 10:00:00"', '"publishTime":1794535200000'])
def test_the_day_of_a_text_that_only_scripts_draw_is_the_one_in_its_data(day: str) -> None:
    content = "<p>各有关单位：</p><p>现将2026年度科技创新券申领期限延长至2026年12月31日，请各单位抓紧申报。</p>"
    data = f'{{"title":"关于延长创新券申领期限的通知",{day},"content":"{content}"}}'
    found = _page(f"<div id='app'></div><script>var detail={data};</script>", title="云栖市")
    assert (str(found.published), str(found.deadline)) == ("2026-11-13", "2026-12-31")


def test_a_taiwanese_day_of_release_is_read() -> None:
    body = "<p>主旨：公告本市115年度中小企業研發補助計畫受理申請，請依規定辦理。</p><p>公告事項：逾期不予受理。</p>"
    found = _page(
        f"<h1>公告中小企業研發補助受理申請</h1><ul><li>發布日期：115-11-20</li></ul><div>{body}</div>", title="公告"
    )
    assert str(found.published) == "2026-11-20"


def test_the_heading_of_a_side_column_is_no_title_where_the_page_marks_one() -> None:
    title = "云栖市发展和改革委员会等三部门关于印发《充电基础设施专项规划》的通知"
    body = "<p>各区县发展改革局：</p><p>现将《充电基础设施专项规划》印发给你们，请结合实际认真贯彻落实。</p>"
    side = "<div><h3>相关阅读</h3><ul><li><a href='/a'>市科技局召开理论学习会</a></li></ul></div>"
    assert _page(f'<div class="title">{title}</div><div>{body}</div>{side}', title="云栖市科学技术局").title == title


def test_a_heading_around_the_column_s_name_is_the_title() -> None:
    body = "<h1>云栖市行政处罚决定书</h1><p>云市监处罚〔2026〕101号</p><p>当事人：云栖某某食品有限公司。</p>"
    assert _page(body, title="行政处罚_云栖市市场监督管理局").title == "云栖市行政处罚决定书"


def test_a_page_of_a_table_without_sentences_is_a_document() -> None:
    rows = "".join(f"<tr><td>{kind}</td><td>{rate}</td></tr>" for kind, rate in (("一类", "0.2%"), ("八类", "1.9%")))
    table = f"<table><tr><td>行业类别</td><td>基准费率</td></tr>{rows}</table><p>注：浮动费率另行规定。</p>"
    found = _page(f"<h1>工伤保险费率表</h1><p>发布时间：2026-11-02</p><div>{table}</div>", title="费率表")
    assert found.text == "行业类别\t基准费率\n一类\t0.2%\n八类\t1.9%\n注：浮动费率另行规定。"


def test_the_first_line_is_the_title_where_the_title_element_only_names_a_column() -> None:
    lines = (
        "关于做好2026年度职称评审工作的通知",
        "[2026-11-19]",
        "各县区人社局：",
        "　　现就做好职称评审工作通知如下。",
        "　　一、费用按规定收取。",
    )
    found = _page("".join(f"<div>{line}</div>" for line in lines), title="职称评审")
    assert found.title == lines[0]
    assert found.text.startswith("各县区人社局：")


SHORT = {
    "a sentence": ("明日人民路停水，请周知。",),
    "a letter": ("各县区人社局：", "现就做好评审工作通知如下。", "一、费用按规定收取。", "云栖市人力资源和社会保障局"),
    "papers to bring": ("办理材料如下：", "1.身份证原件", "2.一寸照片1张", "3.居住证明"),
    "names": ("拟录用人员名单", "张三 男 本科", "李四 女 硕士", "王五 男 本科"),
}
MARKUP = {
    "p": lambda lines: "".join(f"<p>{line}</p>" for line in lines),
    "br": lambda lines: f"<div>{'<br>'.join(lines)}</div>",
    "li": lambda lines: f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>",
    "td": lambda lines: f"<table>{''.join(f'<tr><td>{line}</td></tr>' for line in lines)}</table>",
}


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("kind", SHORT)
def test_a_page_of_short_lines_is_read_whole_in_any_markup(kind: str, markup: str) -> None:
    news = "".join(f"<li><a href='/h{n}.html'>市长调研第{n}批重点项目建设并召开现场会</a></li>" for n in range(5))
    found = _page(
        "<table><tr><td><b>关于年度工作安排的通知</b></td></tr><tr><td>2026-11-20　点击：3</td></tr>"
        f"<tr><td>{MARKUP[markup](SHORT[kind])}</td></tr></table><ul>{news}</ul><div>技术支持：某某网络</div>",
        title="关于年度工作安排的通知_云栖市",
    )
    assert found.text.split("\n") == list(SHORT[kind])
    assert str(found.published) == "2026-11-20"


@pytest.mark.parametrize("frame", ["<div>{}</div>", "<div><table><tr><td>{}</td></tr></table></div>"])
def test_files_listed_below_the_text_belong_to_it_where_nothing_but_the_page_is_around_both(frame: str) -> None:
    text = "<p>现就组织申报2026年度科技创新券有关事项通知如下，请各单位认真组织申报。</p>" * 2
    files = '<p>附件：<a href="/f/1.docx">申报书.docx</a></p><div><a href="/help.pdf">本站使用说明</a></div>'
    found = _page(f"<h1>关于组织申报创新券的通知</h1>{frame.format(text)}{files}", title="关于组织申报创新券的通知")
    assert [file.name for file in found.attachments] == ["申报书.docx"]


def test_a_line_that_says_until_when_is_text_though_it_says_nothing_else() -> None:
    lines = ("项目编号：YXCG-2026-0456", "投标截止时间：2026年12月10日9时30分", "采购人：云栖市数据局")
    body = "".join(f"<p>{line}</p>" for line in lines)
    title = "云栖市政务云采购项目招标公告"
    found = _page(f"<h1>{title}</h1><div>发布时间：2026-11-20</div><div>{body}</div>", title=title)
    assert found.text.split("\n") == list(lines)
    assert str(found.deadline) == "2026-12-10"
