"""Today's reader over kept pages: documents read worse before are put right, and nobody is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extract.document import Attachment, Document
from store import documents, frontier, outbox, raw, rereads
from store.connection import Archive, connect
from store.documents import Arrival
from store.frontier import Row
from store.rereads import Selection
from tests.spiders.crawling import House, wait_until
from tests.store.arrivals import NOW

HOST = "https://kjj.example.gov.cn"


def page(number: int) -> bytes:
    title = f"关于组织申报第{number}批项目的通知"
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_某市科技局</title>
    <meta name="ArticleTitle" content="{title}"></head><body><div class="nav">首页 &gt; 通知公告</div>
    <h1>{title}</h1><div class="info">发布日期：2026-03-05</div><div class="TRS_Editor">
    <p>各区县科技局，各有关单位：</p>
    <p>为做好第{number}批科技计划项目申报工作，现将有关事项通知如下，请认真组织实施。</p>
    <p>一、申报单位应当在本市注册，具有健全的财务管理制度和{number}名以上研发人员。</p>
    <p>二、申报材料请于2026年4月{number % 28 + 1}日前报送至市科技局规划处，逾期不予受理。</p>
    </div></body></html>""".encode()


def badly_read(db: Archive, number: int) -> int:
    """A document as an earlier reader may have left it: the whole page's text, no deadline."""
    url = f"{HOST}/{number}.html"
    text = (
        f"首页 > 通知公告 关于组织申报第{number}批项目的通知 为做好第{number}批科技计划项目申报工作，请认真组织实施。"
        * 2
    )
    document = Document(url=url, title=f"第{number}批", text=text, published=date(2026, 3, 5))
    arrived = Arrival(document=document, url=url, source="kjj", seen_at=NOW, raw=raw.keep(db, page(number)))
    return documents.record(db, arrived).document_id


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_reread_puts_right_what_an_earlier_reader_made_of_kept_pages(house: House) -> None:
    db = connect(house.archive)
    ids = [badly_read(db, number) for number in range(1, 4)]
    told = len(outbox.unmatched(db, 100))

    dry = house.run("reread", "--dry-run", "--json")
    assert [row["became"] for row in dry.rows] == ["changed"] * 3, dry.err
    assert documents.get(db, ids[0]).document.title == "第1批"  # type: ignore[union-attr]

    done = house.run("reread", "--json")
    assert done.code == 0, done.err
    assert [(row["document_id"], row["became"]) for row in done.rows] == [(id, "changed") for id in ids]
    assert {"title", "text", "deadline"} <= set(done.rows[0]["what"])
    first = documents.get(db, ids[0])
    assert first is not None
    assert first.document.title == "关于组织申报第1批项目的通知"
    assert first.document.text.startswith("各区县科技局")
    assert first.document.deadline == date(2026, 4, 2)
    assert [earlier.title for earlier in documents.revisions(db, ids[0])] == ["第1批"]  # nothing is lost
    assert len(outbox.unmatched(db, 100)) == told

    found = house.run("search", "规划处", "--json")
    assert sorted(row["id"] for row in found.rows) == ids
    assert [row["became"] for row in house.run("reread", "--json").rows] == ["same"] * 3
    db.close()


def test_cleaner_words_show_that_two_documents_are_one_release(house: House) -> None:
    db = connect(house.archive)
    for number, host in ((7, HOST), (7, "https://daily.example.cn")):
        url = f"{host}/7.html"
        text = f"{host}{'甲乙丙丁戊己庚辛' if host == HOST else '子丑寅卯辰巳午未'}" * 9  # nothing in common
        document = Document(url=url, title=f"{host}", text=text, published=date(2026, 3, 5))
        documents.record(
            db, Arrival(document=document, url=url, source="kjj", seen_at=NOW, raw=raw.keep(db, page(number)))
        )
    assert len(list(documents.each(db))) == 2
    assert house.run("reread").code == 0
    (one,) = documents.each(db)
    assert (one.sightings, one.document.url) == (2, f"{HOST}/7.html")
    db.close()


def test_a_page_that_could_not_be_read_before_is_found_and_held_for_a_summary(house: House) -> None:
    db = connect(house.archive)
    url = f"{HOST}/9.html"
    frontier.discover(db, source="kjj", list_url=HOST, rows=[Row(url=url)], validators=None, tell_since=None, now=NOW)
    frontier.settle(db, url, outcome="unreadable", now=NOW, raw=raw.keep(db, page(9)), reason="no text")
    done = house.run("reread", "--json")
    assert [row["became"] for row in done.rows] == ["found"], done.err
    assert [kept.document.title for kept in documents.each(db)] == ["关于组织申报第9批项目的通知"]
    assert [change.held for change in outbox.unmatched(db, 10)] == [True]
    assert house.run("reread", "--json").rows[0]["became"] == "same"
    db.close()


def test_a_release_that_is_a_file_is_read_anew_as_a_file(house: House) -> None:
    db = connect(house.archive)
    url = f"{HOST}/notice.txt"
    body = "关于公布2026年度认定名单的公告，自公布之日起施行。".encode()
    file = Attachment(name="名单.txt", url=url, kind="txt", text=None, note="damaged: an earlier reader")
    document = Document(
        url=url, title="关于公布认定名单的公告", text="", attachments=(file,), published=date(2026, 3, 5)
    )
    arrived = Arrival(document=document, url=url, source="kjj", seen_at=NOW, raw=raw.keep(db, body))
    id = documents.record(db, arrived).document_id
    assert house.run("reread").code == 0
    again = documents.get(db, id)
    assert again is not None
    assert [one.url for one in again.document.attachments] == [url]
    assert again.document.published == date(2026, 3, 5)
    db.close()


def test_a_reread_that_was_killed_goes_on_where_it_was(house: House) -> None:
    db = connect(house.archive)
    count = 60
    for number in range(1, count + 1):
        badly_read(db, number)
    with house.begun("reread", "--json") as running:
        wait_until(lambda: rereads.position(db, Selection()) >= 5)
        running.kill()
    came = rereads.position(db, Selection())
    assert 5 <= came < count
    rest = house.run("reread", "--json")
    assert rest.code == 0, rest.err
    assert len(rest.rows) == count - came
    assert {kept.document.title for kept in documents.each(db)} == {
        f"关于组织申报第{number}批项目的通知" for number in range(1, count + 1)
    }
    assert rereads.position(db, Selection()) == 0
    db.close()


def test_wrong_use_is_one_line(house: House) -> None:
    wrong = house.run("reread", "77")
    assert (wrong.code, wrong.err.count("\n")) == (2, 1)
    nothing = house.run("reread")
    assert (nothing.code, nothing.out) == (0, "")
