from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

from spiders import trying
from spiders.source import ListPage

NOW = datetime(2026, 9, 24, tzinfo=UTC)


def test_a_saved_page_under_an_address_that_is_none_is_said_to_be_so(tmp_path: Path) -> None:
    page = tmp_path / "list.html"
    page.write_text("<ul><li><a href='/1.html'>关于申报科技创新券的通知</a></li></ul>", encoding="utf-8")
    found = trying.saved("list.html", page, ListPage(url="http://["), url="http://[", now=NOW)
    assert (found.rows, found.error) == ((), "http://[ is no web address")


def test_a_saved_page_whose_compression_is_damaged_is_said_to_be_unreadable(tmp_path: Path) -> None:
    page = tmp_path / "list.html.gz"
    whole = bytearray(gzip.compress(b"<p>" + bytes(range(256)) * 9))
    whole[10:20] = b"\xff" * 10
    page.write_bytes(whole)
    found = trying.saved("list.html.gz", page, ListPage(url="http://a.test/"), url="http://a.test/", now=NOW)
    assert found.error is not None
    assert found.error.startswith("cannot be read: ")
