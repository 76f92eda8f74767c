"""Every cut says where it stood."""

from __future__ import annotations

from extract import cutting, decoding, reading
from extract.cutting import Taken
from extract.document import Cut, Document, fields, from_fields
from extract.page import Page

LONG = "市科学技术局组织专家对申报材料进行了评审，共有十二个项目通过评审，现将名单予以公示。"
OFFER = "需要代开发票的朋友请联系微信:kp000111,点数优惠,全国均可邮寄。"


def page(inside: str, beside: str = "") -> Page:
    whole = f"""<html><head><title>关于科技项目的公示</title></head><body><h1>关于科技项目的公示</h1>
    <div class="TRS_Editor">{inside}</div>{beside}</body></html>"""
    return Page(body=whole.encode(), url="http://www.qinglan.example/a.html")


def places(found: Document) -> dict[str, str | None]:
    return {cut.text: cut.place for cut in found.cuts}


def test_a_line_and_a_sentence_are_placed_by_the_lines_that_are_left() -> None:
    found = reading.read(
        page(f"<p>来源：市科技局</p><p>{LONG}</p><p>{OFFER}</p><p>{LONG}{OFFER}</p><p>责任编辑：李文</p>")
    )
    assert found.text.split("\n") == [LONG, LONG]
    assert [(cut.text, cut.place) for cut in found.cuts if cut.reason in ("spam", "header line", "credit")] == [
        (OFFER, "after line 1"),
        (OFFER, "in line 2"),
        ("来源：市科技局", "before the text"),
        ("责任编辑：李文", "after the text"),
    ]


def test_what_was_hidden_is_placed_by_its_element() -> None:
    said = places(
        reading.read(
            page(
                f'<p>{LONG}</p><p id="k1">{LONG}<span class="k x" style="display:none">彩票投注</span></p>',
                '<div class="foot"><div style="left:-9999px">真人娱乐城，注册送彩金，返水高。</div></div>',
            )
        )
    )
    assert said["彩票投注"] == "in the text: p#k1 > span.k"
    assert said["真人娱乐城，注册送彩金，返水高。"] == "beside the text: div.foot > div"


def test_where_nothing_is_left_there_is_no_line_to_count_from() -> None:
    assert cutting.placed([Taken(reason="spam", text=OFFER, at=3)], []) == [
        Cut(reason="spam", text=OFFER, place="instead of a text")
    ]


def test_a_path_is_short_and_names_nothing_wild() -> None:
    tree = decoding.parse(
        f'<div id="zoom"><section><ul class="{"x" * 30} list"><li id="a b" class="&lt;i&gt;"><b>甲</b></li></ul>'
        "</section></div>"
    )
    assert cutting.path(tree.find(".//b")) == "ul.list > li > b"
    assert cutting.path(tree.find(".//section")) == "div#zoom > section"


def test_places_survive_the_archive_and_older_archives_have_none() -> None:
    whole = Document(url=None, title="公示", text=LONG, cuts=(Cut(reason="spam", text=OFFER, place="in line 1"),))
    assert from_fields(fields(whole)) == whole
    older = fields(whole) | {"cuts": [{"reason": "spam", "text": OFFER}]}
    assert from_fields(older).cuts == (Cut(reason="spam", text=OFFER),)
