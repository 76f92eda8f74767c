"""Which files of a document are asked for, and what comes of the answers."""

from __future__ import annotations

import pytest

from extract.document import Attachment
from spiders import attaching
from spiders.answer import Answer, Trouble

PAGE = "http://kjj.jinan.gov.cn/art/1.html"


def file(url: str) -> Attachment:
    return Attachment(name="附件", url=url, kind="pdf")


@pytest.mark.parametrize(
    ("page", "url", "asked"),
    [
        (PAGE, "http://kjj.jinan.gov.cn/a.pdf", True),
        (PAGE, "http://www.mof.gov.cn/a.pdf", True),
        (PAGE, "http://downloads.example.com/a.pdf", False),
        ("http://www.ncsti.example.com/1", "http://downloads.example.com/a.pdf", True),
        ("http://www.a.com.cn/1", "http://www.b.com.cn/a.pdf", False),
        ("http://www.a.com.cn/1", "http://static.a.com.cn/a.pdf", True),
        ("http://127.0.0.1:8900/1", "http://127.0.0.1:8901/a.pdf", True),
        ("http://127.0.0.1/1", "http://128.0.0.1/a.pdf", False),
        ("http://www.gov.uk.example/1", "http://[broken/a.pdf", False),
    ],
)
def test_files_of_the_site_and_of_official_hosts_are_asked_for(page: str, url: str, asked: bool) -> None:
    [(_, why)] = attaching.planned(page, [file(url)])
    assert (why is None) is asked


def test_of_many_files_the_first_are_asked_for() -> None:
    plan = attaching.planned(PAGE, [file(f"http://kjj.jinan.gov.cn/{n}.pdf") for n in range(11)])
    assert [why for _, why in plan] == [None] * 8 + ["more than 8 files"] * 3


def answer(body: bytes, *, status: int = 200, kind: str = "", trouble: Trouble | None = None) -> Answer:
    url = "http://kjj.jinan.gov.cn/a"
    return Answer(
        url=url, final_url=url, status=status, body=body, headers={"content-type": kind}, trouble=trouble, error="no"
    )


SORRY = "<html><head><title>通知公告</title></head><body><p>请登录后下载附件。</p></body></html>".encode()
BY_WORD = (
    b'<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p>' + "通知".encode() * 99 + b"</p></body></html>"
)


@pytest.mark.parametrize(
    ("came", "kind", "why"),
    [
        (answer(b"%PDF-1.7 ", kind="application/pdf"), "pdf", None),
        (answer(b"PK\x03\x04", kind="application/octet-stream"), "ofd", None),
        (answer(SORRY, kind="text/html"), "pdf", "a page where a file was expected"),
        (answer(SORRY, kind="text/html"), "txt", "a page where a file was expected"),
        (answer(BY_WORD, kind="application/msword"), "doc", None),
        (answer("单位名单".encode() * 40, kind="text/plain"), "txt", None),
        (answer(b"", status=404), "pdf", "HTTP 404"),
        (answer(b"", status=500), "pdf", "HTTP 500"),
        (answer(b"", status=0, trouble=Trouble.DNS), "pdf", "no"),
        (answer(b"", status=0, trouble=Trouble.SIZE), "pdf", None),
    ],
)
def test_only_a_file_is_taken_for_one(came: Answer, kind: str, why: str | None) -> None:
    assert attaching.unusable(came, kind) == why
