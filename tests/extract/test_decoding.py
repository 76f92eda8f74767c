"""Bytes to text to tree."""

from __future__ import annotations

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import decoding
from extract.page import Hints, Page, Unreadable

NOTICE = (
    "<html><head>{meta}</head><body><p>青岚市人民政府关于加强政府信息公开工作的通知，请认真贯彻执行。</p></body></html>"
)


def page(text: str, encoding: str, *, meta: str = "", charset: str | None = None, hint: str | None = None) -> Page:
    return Page(
        body=text.format(meta=meta).encode(encoding),
        url="http://www.qinglan.example/1.html",
        charset=charset,
        hints=Hints(encoding=hint),
    )


@pytest.mark.parametrize(
    ("encoding", "meta"),
    [
        ("utf-8", ""),
        ("utf-8", '<meta charset="gb2312">'),
        ("utf-8-sig", '<meta charset="gbk">'),
        ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("gb18030", '<meta charset="utf-8">'),
        ("gb18030", ""),
        ("gb18030", '<meta charset="iso-8859-1">'),
        ("utf-16", '<meta charset="gb2312">'),
        ("utf-16-le", '<meta charset="gb2312">'),
        ("utf-16-be", ""),
    ],
)
def test_a_page_is_read_as_written_whatever_it_claims(encoding: str, meta: str) -> None:
    assert "关于加强政府信息公开工作的通知" in decoding.decode(page(NOTICE, encoding, meta=meta))


@pytest.mark.parametrize("meta", ['<meta charset="big5">', ""])
def test_a_traditional_page_in_big5_is_recognised(meta: str) -> None:
    text = (
        "<html><head>{meta}</head><body><p>各縣市政府：關於加強政府資訊公開工作的通知，請認真辦理。</p></body></html>"
    )
    assert "關於加強政府資訊公開工作的通知" in decoding.decode(page(text, "big5", meta=meta))


def test_the_word_of_the_source_outranks_every_other_sign() -> None:
    read = decoding.decode(page("<p>été</p>", "cp1250", meta='<meta charset="utf-8">', charset="utf-8", hint="cp1250"))
    assert "été" in read


def test_the_header_counts_where_the_page_is_silent() -> None:
    assert "привет, мир" in decoding.decode(page("<p>привет, мир</p>", "koi8-r", charset="koi8-r"))


def test_one_broken_character_does_not_change_the_encoding() -> None:
    body = NOTICE.format(meta="").encode() * 40 + b"<p>\xe9\x9d</p>"
    assert "信息公开工作的通知" in decoding.decode(Page(body=body))


def test_characters_that_no_page_may_hold_are_dropped() -> None:
    text = decoding.decode(Page(body="<p>通\x00知\x08书</p>".encode()))
    assert "通知书" in text
    decoding.parse(decoding.decode(Page(body=b"<p>&#xD800;&#0;x</p>")))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \x00\n", "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (json.dumps({"rows": [1, 2]}).encode(), "JSON"),
        (b'[{"title": "x"}]', "JSON"),
        (b"x" * (decoding.LARGEST + 1), "MiB"),
    ],
)
def test_what_is_no_page_is_named(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        decoding.decode(Page(body=body, url="http://www.qinglan.example/1"))


def test_a_page_pasted_into_a_page_keeps_its_article() -> None:
    text = "<html><body><div>菜单</div></body></html><html><body><p>正文在第二个页面里。</p></body></html>"
    assert "正文在第二个页面里" in decoding.parse(text).text_content()


@pytest.mark.parametrize("tag", ["div", "font", "b", "blockquote"])
def test_deep_nesting_is_flattened_without_losing_the_text(tag: str) -> None:
    text = f"<{tag}>" * 30_000 + "<p>最里面的一段正文。</p>" + f"</{tag}>" * 30_000
    tree = decoding.parse(text)
    assert "最里面的一段正文" in tree.text_content()
    deepest = max(sum(1 for _ in element.iterancestors()) for element in tree.iter())
    assert deepest <= decoding.DEEPEST + 1


def test_tables_without_end_are_unreadable_rather_than_endless() -> None:
    with pytest.raises(Unreadable, match="deep"):
        decoding.parse("<table><tr><td>" * 20_000, "http://www.qinglan.example/1")


def test_markup_that_stops_the_parser_is_read_leniently() -> None:
    text = "<html><head><title>通知</title></head><body>" + "<p>这一段文字必须留下来。</p>" * 30
    assert decoding.parse(text + "<![CDATA[ <p a='").text_content().count("必须留下来") == 30


def test_a_comment_that_never_ends_does_not_swallow_the_page() -> None:
    text = "<html><body><!-- 模板开始" + "<p>这一段文字必须留下来。</p>" * 30 + "</body></html>"
    assert decoding.parse(text).text_content().count("必须留下来") == 30


@pytest.mark.parametrize("piece", ["<!--", "<", "<script>", "<p ", "</body>", "&", '<a href="', "<style>"])
def test_hostile_markup_takes_no_longer_than_its_length(piece: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(Unreadable):
        decoding.parse("<html><body>" + piece * (200_000 // len(piece)))
    assert time.process_time() - begun < 5


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_tree_or_unreadable(body: bytes) -> None:
    with contextlib.suppress(Unreadable):
        assert decoding.parse(decoding.decode(Page(body=body))) is not None


def test_what_stands_before_the_first_tag_is_not_taken_for_one_with_a_crowd_of_attributes() -> None:
    opening = "Notice " + " ".join(f"word{number}" for number in range(1500)) + " end> of the quotation "
    assert "word1499" in decoding.parse(f"{opening}<p>and what follows it</p>").text_content()


def test_a_tag_with_a_crowd_of_attributes_is_left_with_none_and_its_words_stay() -> None:
    crowd = " ".join(f"a{number}=1" for number in range(1500))
    tree = decoding.parse(f"<div><p {crowd}>the words</p><p class='b'>others</p></div>")
    assert [(dict(p.attrib), p.text) for p in tree.iter("p")] == [({}, "the words"), ({"class": "b"}, "others")]
