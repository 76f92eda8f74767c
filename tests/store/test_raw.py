from __future__ import annotations

import random
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from store import documents, frontier, raw, retention
from store.connection import Archive, ArchiveError, connect, raw_path, transaction
from store.frontier import Row
from tests.store.arrivals import NOW, arrival

PAGE = "<html><body>关于申领科技创新券的通知</body></html>".encode("gb18030") * 100
TOMORROW = datetime.now(UTC) + timedelta(days=2)


def test_a_page_comes_back_byte_by_byte_and_is_kept_once(db: Archive) -> None:
    digest = raw.keep(db, PAGE)
    assert digest == sha256(PAGE).hexdigest() == raw.keep(db, PAGE)
    assert raw.fetch(db, digest) == PAGE
    assert raw.fetch(db, "0" * 64) is None
    assert raw.fetch(db, raw.keep(db, b"")) == b""


def test_a_page_is_kept_with_the_charset_its_site_declared(db: Archive) -> None:
    digest = raw.keep(db, PAGE, charset="gb2312")
    assert raw.page(db, digest) == raw.RawPage(body=PAGE, charset="gb2312")


def test_a_second_file_from_before_charsets_is_brought_up_to_date(db: Archive) -> None:
    digest = raw.keep(db, PAGE)
    pages = db.raw_pages
    assert pages is not None
    pages.execute("alter table raw_pages drop column charset")
    pages.execute("pragma user_version = 0")
    other = connect(db.path)
    assert raw.page(other, digest) == raw.RawPage(body=PAGE, charset=None)
    assert raw.page(other, raw.keep(other, PAGE + b"2", charset="gbk")) == raw.RawPage(body=PAGE + b"2", charset="gbk")
    other.close()


def test_pages_expire_though_their_documents_stay(db: Archive) -> None:
    digest = raw.keep(db, PAGE)
    documents.record(db, arrival(raw=digest))
    assert raw.expire(db, datetime.now(UTC) - timedelta(days=1)) == 0
    assert raw.expire(db, TOMORROW) == 1
    assert raw.fetch(db, digest) is None
    assert [kept.document.title for kept in documents.each(db)] == [arrival().document.title]


def test_the_second_file_is_made_only_when_needed_and_private(db: Archive) -> None:
    second = raw_path(db.path)
    assert raw.fetch(db, "0" * 64) is None
    assert raw.orphans(db, NOW) == []
    assert not second.exists()
    raw.keep(db, PAGE)
    assert stat.S_IMODE(second.stat().st_mode) == 0o600
    assert second.stat().st_size < 60_000


def test_a_page_is_safe_before_and_whatever_becomes_of_its_document(db: Archive) -> None:
    with pytest.raises(KeyError):
        keep_and_fail(db)
    assert raw.fetch(db, sha256(PAGE).hexdigest()) == PAGE


def keep_and_fail(db: Archive) -> None:
    with transaction(db):
        raw.keep(db, PAGE)
        raise KeyError


def test_a_page_nothing_refers_to_is_an_orphan_after_a_day(db: Archive) -> None:
    kept, revised, unread, orphan = (raw.keep(db, PAGE + mark) for mark in (b"1", b"2", b"3", b"4"))
    documents.record(db, arrival(raw=revised))
    documents.record(db, arrival(raw=kept, text="新的通知全文" * 20))
    frontier.discover(
        db,
        source="a",
        list_url="https://a.gov.cn/",
        rows=[Row(url="https://a.gov.cn/x")],
        validators=None,
        tell_since=None,
        now=NOW,
    )
    frontier.settle(db, "https://a.gov.cn/x", outcome="unreadable", now=NOW, raw=unread)
    assert raw.orphans(db, datetime.now(UTC)) == []
    assert raw.orphans(db, TOMORROW) == [orphan]
    assert raw.discard(db, [kept, revised, unread, orphan]) == 1
    assert raw.fetch(db, orphan) is None
    assert raw.fetch(db, kept) is not None


def test_another_process_sees_what_was_kept(db: Archive) -> None:
    digest = raw.keep(db, PAGE)
    other = connect(db.path)
    assert raw.fetch(other, digest) == PAGE
    other.close()


def test_a_raw_file_that_is_none_is_named(db: Archive) -> None:
    raw_path(db.path).write_bytes(b"something else entirely" * 100)
    with pytest.raises(ArchiveError, match=r"archive\.raw\.db"):
        raw.keep(db, PAGE)


def test_raw_pages_need_an_archive_that_has_a_file() -> None:
    with closing(Database(memory=True)) as db, pytest.raises(TypeError, match="connect opened"):
        raw.keep(db, PAGE)


@given(st.binary(max_size=200))
def test_any_bytes_survive(body: bytes) -> None:
    assert raw.unpacked(raw.packed(body)) == body


def test_the_room_of_many_removed_pages_is_given_back(db: Archive) -> None:
    for number in range(40):
        raw.keep(db, random.Random(number).randbytes(400_000))
    assert raw.shrink(db) == 0
    assert retention.tidy(db, TOMORROW, raw_days=1)[0] == "removed 40 raw pages that belonged to nothing"
    assert raw_path(db.path).stat().st_size < 1_000_000
    assert raw.keep(db, PAGE)
