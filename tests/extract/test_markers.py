"""The comments of a content system that bound the main text."""

from __future__ import annotations

import pytest

from extract import decoding, markers, reading
from extract.page import Page

NOTICE = (
    "<p>经研究，决定对下列项目予以公示，公示期五个工作日，如有异议请书面反映。</p>"
    + "".join(
        f"<p>第{n}项由市科技局组织实施，承担单位应当按照任务书的要求按期完成，并接受中期检查。</p>" for n in range(9)
    )
    + "<p>青岚市科技局</p>"
)
AROUND = "<p>欢迎访问青岚市科技局门户网站，本站由市科技局主办，请使用新版浏览器浏览。</p>"


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("ZJEG_RSS.content.begin", "ZJEG_RSS.content.end"),
        ("正文开始", "正文结束"),
        (" 文章正文begin ", " 文章正文end "),
        ("正文-s", "正文-e"),
    ],
)
def test_what_stands_between_the_comments_is_the_text(begin: str, end: str) -> None:
    page = f"<title>关于项目的公示</title><div>{AROUND}<!--{begin}-->{NOTICE}<!--{end}-->{AROUND}</div>"
    found = reading.read(Page(body=page.encode()))
    assert found.text.split("\n")[0].startswith("经研究")
    assert found.text.endswith("青岚市科技局")
    assert "欢迎访问" not in found.text


@pytest.mark.parametrize(
    "inner", ["<!--正文开始-->", "<!--正文结束--><!--正文开始-->", "<!--正文开始--><!--正文结束-->"]
)
def test_comments_that_bound_nothing_change_nothing(inner: str) -> None:
    tree = decoding.parse(f"<div>{inner}{NOTICE}</div>")
    before = tree.text_content()
    markers.wrap(tree)
    assert tree.text_content() == before
    assert tree.find(f".//div[@class='{markers.AROUND}']") is None


def test_the_innermost_of_nested_comments_bound_the_text() -> None:
    inner = "<!-- 正文 start --><p>会议强调，要压实责任、加强协同，确保各项重点任务高质量完成。</p><!-- 正文 end -->"
    tree = decoding.parse(
        f"<html><body><!-- 正文 start --><p>栏目</p><div>{inner}</div><p>评论</p><!-- 正文 end --></body></html>"
    )
    markers.wrap(tree)
    found = tree.cssselect(f".{markers.AROUND}")
    assert [block.text_content().strip() for block in found] == [
        "会议强调，要压实责任、加强协同，确保各项重点任务高质量完成。"
    ]


def test_a_comment_that_no_other_ends_bounds_nothing() -> None:
    tree = decoding.parse("<html><body><div><!-- 正文 start --><p>第一段。</p><p>第二段。</p></div></body></html>")
    markers.wrap(tree)
    assert not tree.cssselect(f".{markers.AROUND}")
