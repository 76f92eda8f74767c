"""Imprints, comments and boxes go by what they say, whatever their blocks are called; days in other languages."""

from __future__ import annotations

from datetime import date

import pytest

from extract import calendars, decoding, imprints
from extract.document import Document
from extract.page import Page
from extract.reading import read

TITLE = "关于组织申报2024年专精特新企业的通知"
TEXT = [
    "为加快培育专精特新企业，推动制造业高质量发展，现将有关事项通知如下。",
    "申报企业应当在本市依法注册，近三年内未发生较大安全、环保事故，信用记录良好。",
    "各区县主管部门要认真组织发动，严格审核把关，对材料的真实性、完整性负责。",
    "市工业和信息化局将会同市财政局组织专家评审，结果公示后给予奖补支持。",
]
MENU = "".join(f"<li><a href='/{n}/'>栏目之{n}</a></li>" for n in range(9))
IMPRINT = (
    "<div class='z9'><p>主办：青岚市工业和信息化局　承办：青岚市大数据中心</p>"
    "<p>ICP备案：鲁ICP备00000001号-1　网站标识码：3700000001</p><p>地址：青岚市政务中心路8号　邮编：250000</p></div>"
)
COMMENTS = (
    "<div class='u1'><div>网友评论</div>"
    "<div><b>甲</b><div>这个政策真好，希望能够惠及更多的小微企业，让大家受益。</div></div>"
    "<div><b>乙</b><div>建议简化流程，减少证明材料，让企业少跑几次腿。</div></div></div>"
)
NEWS = (
    "<div class='nl1'><h3>Sign up to our newsletter</h3><p>The week in your inbox.</p>"
    "<form><input type='email'></form></div>"
)


def page(body: str, title: str = TITLE) -> Document:
    markup = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return read(Page(body=markup.encode(), url="http://www.qinglan.example/art/1.html"))


def paragraphs(lines: list[str], tag: str = "p") -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)


@pytest.mark.parametrize("tag", ["p", "div"])
@pytest.mark.parametrize("after", ["", COMMENTS])
def test_imprint_and_comments_without_telling_names_stay_out(tag: str, after: str) -> None:
    found = page(
        f"<div class='a1'><ul>{MENU}</ul></div><div class='k2'><div class='t'>{TITLE}</div>"
        "<div>2024-05-06 阅读：12</div>"
        f"<div class='_7'>{paragraphs(TEXT, tag)}</div>{after}</div>{IMPRINT}"
    )
    assert found.text.split("\n") == TEXT
    assert found.published == date(2024, 5, 6)


def test_a_notice_about_imprints_keeps_its_sentences() -> None:
    said = ["各网站应当在首页下方标明ICP备案编号和网站标识码，版权所有单位的名称应当完整。", *TEXT[1:]]
    assert page(f"<div><h1>{TITLE}</h1><div>{paragraphs(said)}</div></div>{IMPRINT}").text.split("\n") == said


def test_a_letter_of_short_lines_is_its_lines() -> None:
    letter = [
        "亲爱的青年朋友们：",
        "青岚的春天，繁花似锦",
        "这里有山",
        "这里有海",
        "愿你乘风破浪，不负韶华。",
        "青岚市人才工作办公室",
        "2024年5月4日",
    ]
    title = "致全市广大青年人才的一封信"
    found = page(
        f"<div><ul>{MENU}</ul></div><div><h1>{title}</h1><div>{paragraphs(letter)}</div></div>{IMPRINT}", title
    )
    assert found.text.split("\n") == letter


def test_a_box_that_asks_for_an_address_stays_out() -> None:
    said = (
        "Output in the northern region rose by four percent, the fastest pace in two years, officials said on Monday. "
    )
    lines = [f"{said}Paragraph {number} adds some more." for number in range(5)]
    found = page(
        f"<main><article><h1>Output rises in the north</h1><p>By Jane Miller, 6 May 2024</p>"
        f"{paragraphs(lines[:2])}{NEWS}{paragraphs(lines[2:])}</article></main>",
        "Output rises in the north",
    )
    assert found.text.split("\n") == [line.strip() for line in lines]
    assert found.published == date(2024, 5, 6)


@pytest.mark.parametrize(
    "line",
    [
        "By Jane Miller, 6 May 2024",
        "May 6th, 2024",
        "Veröffentlicht am 6. Mai 2024",
        "06.05.2024",
        "Publié le 6 mai 2024",
        "6 de mayo de 2024",
        "Опубликовано 6 мая 2024",
        "6 مايو 2024",
    ],
)
def test_a_line_that_says_when_is_read_in_many_languages(line: str) -> None:
    assert calendars.heads(line) == date(2024, 5, 6)


@pytest.mark.parametrize(
    "line", ["In May 2024 output rose.", "The act of 6 May 2024 regulates how grants are paid to firms", "6.5.2.2024"]
)
def test_a_sentence_with_a_day_in_it_is_no_such_line(line: str) -> None:
    assert calendars.heads(line) is None


@pytest.mark.parametrize(
    "heading",
    [
        "评论",
        "评 论 (3)",
        "我要评论",
        "网友留言",
        "Comments (12)",
        "Reader comments",
        "Kommentare",
        "Commentaires",
        "Comentarios",
        "Commenti",
        "Комментарии",
        "コメント",
        "댓글",
        "تعليقات",
        "التعليقات",
    ],
)
def test_comments_are_found_by_any_of_their_headings(heading: str) -> None:
    said = "<p>各区县科技局要认真组织申报，按时报送材料，逾期不再受理。</p>" * 12
    answer = "<p>说得很好，支持一下这个做法，谢谢大家。</p>"
    page = f"<html><body>{said}<div><h3>{heading}</h3>{answer}</div></body></html>"
    body = decoding.parse(page).find("body")
    assert [reason for _, reason in imprints.found(body)] == ["comments"]
