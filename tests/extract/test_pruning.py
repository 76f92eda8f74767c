"""What goes before the main text is looked for: the unseen, the litter, the site's own blocks."""

from __future__ import annotations

import pytest

from extract import decoding, hiding, pruning

LONG = "市政府召开会议，研究部署下半年重点工作，要求各部门压实责任、加强协同、按期完成任务。" * 8


def stripped(body: str, head: str = "") -> tuple[str, list[tuple[str, str]]]:
    tree = decoding.parse(f"<html><head>{head}</head><body><p>{LONG}</p>{body}</body></html>")
    cuts = hiding.strip(tree)
    return tree.text_content(), [(cut.reason, cut.text) for cut in cuts]


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "display: none !important;",
        "visibility:hidden",
        "opacity:0",
        "font-size:0px",
        "font-size:1px;line-height:1px",
        "text-indent:-9999px",
        "position:absolute;left:-9999px",
        "position:fixed;top:-9000px",
        "height:0;overflow:hidden",
        "width:1px;height:1px;overflow:hidden",
        "position:absolute;clip:rect(0,0,0,0)",
        "position:absolute;clip-path:inset(100%)",
        "color:#fff;background-color:#ffffff",
        "color:white;background:rgb(255, 255, 255)",
        "color:transparent",
        "transform:scale(0)",
    ],
)
def test_hidden_words_leave_the_page_and_are_told(style: str) -> None:
    text, cuts = stripped(f'<div style="{style}">藏起来的话</div>')
    assert "藏起来的话" not in text
    assert ("hidden", "藏起来的话") in cuts


@pytest.mark.parametrize(
    "style",
    [
        "font-size:0.9em",
        "font-size:14px",
        "opacity:0.95",
        "text-indent:-2em",
        "margin-left:-15px",
        "overflow:hidden;line-height:1",
        "color:#fff;background:#c00",
        "height:auto;overflow:hidden",
        "display:block",
    ],
)
def test_words_that_a_reader_sees_stay(style: str) -> None:
    text, cuts = stripped(f'<div style="{style}">看得见的话</div>')
    assert "看得见的话" in text
    assert cuts == []


def test_a_style_block_hides_but_one_for_printing_does_not() -> None:
    head = "<style>.q{display:none} #w{opacity:0} @media print{.e{display:none}}</style>"
    text, cuts = stripped('<p class="q">甲甲</p><p id="w">乙乙</p><p class="e">丙丙</p>', head)
    assert "丙丙" in text
    assert {told for _, told in cuts} == {"甲甲", "乙乙"}


def test_what_a_script_has_shown_again_stays() -> None:
    text, _ = stripped('<p class="q" style="display:block">甲甲</p>', "<style>.q{display:none}</style>")
    assert "甲甲" in text


def test_most_of_a_page_is_never_hidden() -> None:
    tree = decoding.parse(f'<html><body><div style="opacity:0"><p>{LONG}</p></div><p>页脚</p></body></html>')
    hiding.strip(tree)
    assert LONG in tree.text_content()


def test_words_that_a_script_writes_are_told() -> None:
    _, cuts = stripped("<script>document.write('<a href=http://x.example>脚本写出来的话</a>')</script>")
    assert ("hidden", "脚本写出来的话") in cuts


def test_litter_tags_vanish_but_the_text_they_wrap_does_not() -> None:
    text, cuts = stripped(
        '<rt id="a1b2c"></rt><progress id="a1b2c"></progress><acronym id="a1b2c"><p>被包住的正文。</p></acronym>'
        '<ul><li>&lt;rt id="a1b2c"&gt;&lt;/rt&gt;</li></ul>'
    )
    assert "被包住的正文" in text
    assert "<rt" not in text
    assert "junk markup" in {reason for reason, _ in cuts}


def pruned(body: str) -> tuple[str, set[str]]:
    tree = decoding.parse(f"<html><body>{body}</body></html>")
    taken = pruning.prune(tree)
    return tree.text_content(), {block.reason for block in taken}


def test_menus_share_bars_and_footers_go() -> None:
    text, reasons = pruned(
        f'<div class="navBar">首页 政务公开</div><div class="con"><p>{LONG}</p></div>'
        '<div class="bdsharebuttonbox">分享到微信</div><div id="footer-2">主办单位：某某</div>'
    )
    assert text == LONG
    assert reasons == {"navigation", "share", "footer"}


def test_a_block_with_the_running_text_stays_whatever_its_name() -> None:
    text, _ = pruned(f'<div id="js_img_share_area"><p>{LONG}</p></div>')
    assert text == LONG


def test_a_list_under_a_heading_that_announces_it_goes_even_with_long_excerpts() -> None:
    items = "".join(f'<li><a href="/{n}.html">别的新闻之{n}</a><p>{LONG[:150]}</p></li>' for n in range(3))
    text, reasons = pruned(f"<div><p>{LONG}</p><p>{LONG}</p></div><div><h3>相关阅读</h3><ul>{items}</ul></div>")
    assert "别的新闻" not in text
    assert reasons == {"related"}


def test_the_source_may_name_what_is_never_text() -> None:
    tree = decoding.parse(f"<body><p>{LONG}</p><p class='tip'>本页由系统生成</p></body>")
    pruning.prune(tree, (".tip",))
    assert tree.text_content() == LONG
