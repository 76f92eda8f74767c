"""Files that a page shows inside itself."""

from __future__ import annotations

import pytest

from extract import reading
from extract.document import Document
from extract.page import Hints, Page, Unreadable

HOST = "https://czj.yunqi.example"
TITLE = "云栖市2026年预算调整方案"


def page(content: str, *, beside: str = "") -> Document:
    text = (
        f"<html><head><title>{TITLE}</title></head><body><div><a href='/'>首页</a></div>"
        f"<div class='box'><h1>{TITLE}</h1><p>发布时间：2026-11-15</p><div class='con'>{content}</div></div>{beside}"
        "<div class='foot'>主办：云栖市财政局</div></body></html>"
    )
    return reading.read(Page(body=text.encode(), url=f"{HOST}/a/1.html", hints=Hints()))


@pytest.mark.parametrize(
    ("content", "file"),
    [
        ('<iframe src="/upload/a.pdf" width="100%"></iframe>', "/upload/a.pdf"),
        ('<embed src="a.pdf" type="application/pdf">', "/a/a.pdf"),
        ('<object data="/f/a.ofd"><p>您的浏览器不支持</p></object>', "/f/a.ofd"),
        ('<iframe src="/pdfjs/web/viewer.html?file=%2Fupload%2Fa.pdf"></iframe>', "/upload/a.pdf"),
        ('<iframe src="/pdfjs/web/viewer.html#file=/upload/a.pdf"></iframe>', "/upload/a.pdf"),
        (f'<iframe src="https://view.officeapps.live.com/op/view.aspx?src={HOST}/d.docx"></iframe>', "/d.docx"),
        ('<div id="p"></div><script>PDFObject.embed("/upload/b.pdf", "#p");</script>', "/upload/b.pdf"),
        ('<script>var pdfUrl = "\\/upload\\/c.pdf"; show(pdfUrl);</script>', "/upload/c.pdf"),
        ('<a href="/pdfjs/web/viewer.html?file=/upload/x.pdf">点击查看</a>', "/upload/x.pdf"),
    ],
)
def test_a_page_that_only_shows_a_file_has_it_as_attachment(content: str, file: str) -> None:
    found = page(content)
    assert [each.url for each in found.attachments] == [HOST + file]
    assert (found.title, str(found.published)) == (TITLE, "2026-11-15")


def test_a_file_shown_below_a_text_is_its_attachment_but_not_one_in_another_column() -> None:
    text = "<p>现将预算调整方案公布如下，各区财政局要认真落实，密切配合，确保各项工作任务落到实处。</p>" * 3
    beside = '<div class="side"><div><div><div><iframe src="/paper/front.pdf"></iframe></div></div></div></div>'
    found = page(f'{text}<iframe src="c.pdf"></iframe>', beside=beside)
    assert [each.name for each in found.attachments] == ["c.pdf"]


@pytest.mark.parametrize(
    "frame", ["<iframe src='https://player.example/v?id=1'></iframe>", "<iframe></iframe>", "<embed src='a.swf'>"]
)
def test_frames_of_other_things_are_no_files(frame: str) -> None:
    with pytest.raises(Unreadable):
        page(frame)
