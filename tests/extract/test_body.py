"""Which lines of a page are its main text, and how they are written down."""

from __future__ import annotations

from lxml import html

from extract import body, decoding, rendering
from extract.page import Hints

PARAGRAPHS = [
    "近日，青岚市政府召开常务会议，研究部署下半年重点工作，听取各区县情况汇报。",
    "会议强调，要压实责任、加强协同，确保各项重点任务按照时间节点高质量完成。",
    "会议还研究了养老服务、基础教育等民生事项，要求有关部门认真抓好落实。",
]
TEXT = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
MENU = "".join(f'<li><a href="/{n}">栏目之{n}</a></li>' for n in range(30))


def lines(markup: str) -> list[str]:
    return [line.text for line in rendering.lines(html.fragment_fromstring(markup, create_parent="div"))]


def taken(markup: str, *, hints: Hints | None = None, title: str = "", declared: str = "") -> list[str]:
    tree = decoding.parse(f"<html><body>{markup}</body></html>")
    return [line.text for line in body.take(tree, hints or Hints(), title=title, declared=declared).lines]


def test_paragraphs_lose_their_indent_and_keep_their_words() -> None:
    assert lines("<p>　　一、总则　 </p><p>&nbsp;&nbsp;二、分则&nbsp;</p>第一行<br>第二行") == [
        "一、总则",
        "二、分则",
        "第一行",
        "第二行",
    ]


def test_inline_markup_and_source_line_breaks_do_not_part_a_sentence() -> None:
    assert lines("<p>加强<b>政府</b>\n   信息<font>公开</font>\n工作</p>") == ["加强政府信息公开工作"]
    assert lines("<p>open\n  government</p>") == ["open government"]


def test_a_data_table_is_one_line_a_row_with_tabs() -> None:
    table = "<table><tr><th>指标</th><th>数值</th></tr><tr><td>企业</td><td><p>30</p></td></tr></table>"
    assert lines(table) == ["指标\t数值", "企业\t30"]


def test_a_table_that_only_lays_out_the_page_is_dissolved() -> None:
    table = "<table><tr><td><table><tr><td>左栏</td></tr></table></td><td><p>甲</p><p>乙</p></td></tr></table>"
    assert lines(table) == ["左栏", "甲", "乙"]


def test_a_known_container_is_the_text() -> None:
    assert (
        taken(f"<ul>{MENU}</ul><div class='TRS_Editor'>{TEXT}</div><p>别处的一段说明文字，与正文无关。</p>")
        == PARAGRAPHS
    )


def test_the_source_names_its_container_first() -> None:
    other = "<div class='TRS_Editor'><p>这里只是旧版页面留下的一段介绍文字，请以新版为准。</p></div>"
    assert taken(f"{other}<div class='mine'>{TEXT}</div>", hints=Hints(body=(".none", ".mine"))) == PARAGRAPHS


def test_without_a_known_container_menus_and_side_columns_stay_out() -> None:
    side = "<div><h3>公告栏</h3><ul>" + MENU + "</ul></div>"
    assert taken(f"<div><ul>{MENU}</ul></div><div><div class='x1'>{TEXT}</div>{side}</div>") == PARAGRAPHS


def test_what_stands_above_the_title_is_not_text() -> None:
    above = "<div><p>欢迎访问青岚市门户网站，请各位读者遵守网络文明公约。</p></div>"
    assert taken(f"{above}<div><h1>青岚市召开常务会议</h1>{TEXT}</div>", title="青岚市召开常务会议") == PARAGRAPHS


def test_a_text_that_stands_twice_is_taken_once() -> None:
    both = f"<div><div class='pc'>{TEXT}</div><div class='wap'>{TEXT}</div></div>"
    assert taken(both) == PARAGRAPHS


def test_rows_that_repeat_in_a_document_are_kept() -> None:
    menu = "<p>每日按照膳食计划供应三餐，具体安排见下列各表。</p>" + "".join(
        f"<p>第{n}周</p><p>早餐供应牛奶、鸡蛋和全麦面包各一份，并记录用餐人数。</p>" for n in range(6)
    )
    assert len(taken(f"<div class='TRS_Editor'>{menu}</div>")) == 13


def test_an_english_page_is_read_too() -> None:
    said = "The council met on Tuesday to discuss the new housing plan, which is to be published next autumn. "
    article = "".join(f"<p>{said}Paragraph {n} adds some more detail to it.</p>" for n in range(8))
    found = taken(
        f"<nav><a href='/'>Home</a></nav><article><h1>Housing plan</h1>{article}</article>", title="Housing plan"
    )
    assert len([line for line in found if line.startswith("The council met")]) == 8
    assert "Home" not in found


def test_links_below_the_text_without_a_heading_are_not_text_but_files_are() -> None:
    others = "".join(f'<div><a href="/{n}.html">青岚市召开第{n}次安全生产会议</a></div>' for n in range(5))
    files = "".join(f'<p><a href="/{n}.pdf">青岚市{n}季度工作任务分解表</a></p>' for n in range(4))
    assert taken(f"<ul>{MENU}</ul><div>{TEXT}{others}</div>") == PARAGRAPHS
    assert len(taken(f"<ul>{MENU}</ul><div>{TEXT}{files}</div>")) == len(PARAGRAPHS) + 4


def test_what_readers_wrote_below_a_short_text_is_not_text() -> None:
    said = "".join(
        f"<li><b>读者{n}</b><p>希望早一点落实到位，我们这里的居民等这件事已经等了很久了，请抓紧时间。</p></li>"
        for n in range(9)
    )
    page = f"<ul>{MENU}</ul><div>{TEXT}<div><div>9条评论|40人参与</div><ul>{said}</ul></div></div>"
    assert taken(page) == [*PARAGRAPHS, "9条评论|40人参与"]


def test_a_site_that_disclaims_at_length_does_not_outweigh_its_text() -> None:
    note = "<p>版权与免责声明</p>" + "".join(
        f"<p>{n}.凡本网注明来源的作品，版权均属于本网所有，其他媒体转载时必须注明来源，违者本网将依法追究其责任。</p>"
        for n in range(6)
    )
    assert taken(f"<div><div><div>{TEXT}</div></div><div>{note}</div></div>") == PARAGRAPHS


def test_number_title_signature_and_day_set_as_paragraphs_belong_to_the_text() -> None:
    head = "<p>青政发〔2026〕7号</p><p>青岚市人民政府关于</p><p>做好防汛工作的通知</p>"
    end = "<p>青岚市人民政府</p><p>2026年6月1日</p>"
    long = f"<p>{''.join(PARAGRAPHS)}</p>"
    found = taken(f"<ul>{MENU}</ul><div>{head}{long}{end}</div>", title="青岚市人民政府关于做好防汛工作的通知")
    assert found[0] == "青政发〔2026〕7号"
    assert found[-2:] == ["青岚市人民政府", "2026年6月1日"]


def test_a_second_copy_for_the_printer_far_below_is_taken_once() -> None:
    rows = "".join(f"<p>第{n}项任务由第{n}工作组牵头，各区县按照分工抓好落实并按月报送。</p>" for n in range(8))
    once = taken(f"<ul>{MENU}</ul><div>{rows}</div>")
    assert (
        taken(f"<ul>{MENU}</ul><p>青岚市下辖三区五县，是远近闻名的历史文化名城。</p><div>{rows}</div><div>{rows}</div>")
        == once
    )


def test_paragraphs_in_a_link_that_was_never_closed_are_text() -> None:
    tree = decoding.parse(f'<html><body><ul>{MENU}</ul><a href="/up"><div>{TEXT}</div></a></body></html>')
    decoding.close_links(tree)
    assert [line.text for line in body.take(tree, Hints()).lines] == PARAGRAPHS
