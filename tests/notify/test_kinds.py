"""What of all that happens to a release is told to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from extract.document import Attachment, Evidence
from notify import dispatch
from notify.channels import Sent
from notify.message import Part
from store import documents, frontier, outbox, subscriptions
from store.changes import tell
from store.connection import connect
from store.subscriptions import Told
from tests.store.arrivals import NOW, TEXT, arrival

ZONE = ZoneInfo("Asia/Shanghai")
LATER = NOW + timedelta(days=3)
URL = "https://kjj.jinan.gov.cn/art/2026/9/23/art_1_2.html"
FILE = Attachment(name="申报书.docx", url="https://kjj.jinan.gov.cn/a.docx", kind="docx")


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = connect(tmp_path / "archive.db")
    yield opened
    opened.close()


def subscribe(db: Database, *kinds: Told, name: str = "", query: str = "创新券", **more: object) -> None:
    subscriptions.add(
        db,
        name=name or "+".join(kinds),
        query=query,
        channels=["json://a.example"],
        now=NOW,
        kinds=kinds,
        **more,  # type: ignore[arg-type]  # a test's own words
    )


def match(db: Database, now: datetime = LATER) -> list[tuple[str, str, str]]:
    """The alerts that are new: whose, of what kind, told as what."""
    (last,) = db.execute("select coalesce(max(id), 0) from alerts").fetchone()
    dispatch.match(db, now, ZONE)
    found: list[tuple[str, str, str]] = db.execute(
        """
        select s.name, a.kind, json_extract(a.reason, '$.as')
        from alerts a
        join subscriptions s on s.id = a.subscription_id
        where a.id > ?
        order by s.name
        """,
        (last,),
    ).fetchall()
    return found


def message(db: Database, now: datetime = LATER) -> str:
    """The one message that waits."""
    told: list[Part] = []

    def send(url: str, part: Part, **_: object) -> Sent:
        told.append(part)
        return Sent()

    list(dispatch.deliver(db, lambda: now, ZONE, send))
    (part,) = told
    return f"{part.heading}\n{part.body}"


def test_a_revision_is_told_with_its_difference_to_those_who_asked_for_revisions(db: Database) -> None:
    subscribe(db, "new")
    subscribe(db, "revised")
    subscribe(db, "new", "revised", name="both", query="补贴 OR 创新券")
    documents.record(db, arrival())
    assert match(db) == [("both", "release", "new"), ("new", "release", "new")]
    list(dispatch.deliver(db, lambda: LATER, ZONE, lambda *_, **__: Sent()))
    documents.record(db, arrival(text=TEXT.replace("十万元", "二十万元"), seen_at=LATER))
    assert match(db) == [("both", "release", "revised"), ("revised", "release", "revised")]
    subscriptions.remove(db, "both")
    said = message(db)
    assert "1 篇更新" in said
    assert "不超过十万元" in said.split("− ")[1].split("\n")[0]
    assert "不超过二十万元" in said.split("+ ")[1].split("\n")[0]


def test_words_that_a_file_brings_later_are_news_to_those_who_look_for_them_and_to_nobody_else(db: Database) -> None:
    subscribe(db, "new", name="known")
    subscribe(db, "new", name="unknown", query="中试基地")
    subscribe(db, "new", "attachment", name="files")
    documents.record(db, arrival(said={"attachments": (FILE,)}))
    assert [name for name, _, _ in match(db)] == ["files", "known"]
    read = replace(FILE, text="中试基地建设方案")
    documents.record(db, arrival(said={"attachments": (read,)}, seen_at=LATER))
    assert match(db) == [("files", "release", "attachment"), ("unknown", "release", "new")]


def test_a_file_that_is_added_is_told_by_its_name(db: Database) -> None:
    subscribe(db, "attachment")
    documents.record(db, arrival(said={"attachments": ()}))
    assert match(db) == []
    tell(
        db,
        document_id=1,
        kind="attachment",
        url=URL,
        at=LATER,
        detail={"files": [FILE.url], "names": [FILE.name]},
    )
    assert match(db) == [("attachment", "release", "attachment")]
    assert "附件有更新" in (said := message(db))
    assert FILE.name in said


def test_a_page_that_is_gone_is_told_once(db: Database) -> None:
    subscribe(db, "new", name="quiet")
    subscribe(db, "withdrawn")
    frontier.discover(
        db,
        source="jinan-kjj",
        list_url="https://kjj.jinan.gov.cn/",
        rows=[frontier.Row(url=URL)],
        validators=None,
        tell_since=None,
        now=NOW,
    )
    documents.record(db, arrival())
    match(db)
    for _ in range(2):
        frontier.settle(db, URL, outcome="gone", now=LATER)
        frontier.settle(db, URL, outcome="read", now=LATER)
    assert match(db) == [("withdrawn", "release", "withdrawn")]
    db.execute("update deliveries set state = 'sent' where id = 1")
    assert "policywatch show 1" in message(db)


def test_when_a_whole_site_is_gone_most_of_it_is_one_summary(db: Database) -> None:
    rows = [frontier.Row(url=f"https://kjj.jinan.gov.cn/{number}.html") for number in range(9)]
    frontier.discover(
        db, source="jinan-kjj", list_url="https://l.cn/", rows=rows, validators=None, tell_since=None, now=NOW
    )
    for number, row in enumerate(rows):
        documents.record(db, arrival(row.url, text=f"{TEXT}第{number}号文件另行通知。" * 2, title=f"第{number}号通知"))
    subscribe(db, "withdrawn")
    for row in rows:
        frontier.settle(db, row.url, outcome="gone", now=LATER)
    assert [kind for _, kind, _ in match(db)] == ["release"] * 5 + ["summary"] * 4


def test_a_reprint_that_says_something_else_is_told_with_the_passages(db: Database) -> None:
    subscribe(db, "altered")
    documents.record(db, arrival())
    passages = [{"kind": "amount", "original": "不超过十万元", "reprint": "不超过五十万元"}]
    tell(db, document_id=1, kind="altered", url="https://x.cn/1", at=LATER, detail={"passages": passages})
    assert match(db) == [("altered", "release", "altered")]
    said = message(db)
    assert "转载与原文不一致" in said
    assert "https://x.cn/1" in said
    assert "− 不超过十万元\n+ 不超过五十万元" in said


def test_an_old_text_that_is_published_again_is_told_only_to_those_who_want_old_texts(db: Database) -> None:
    subscribe(db, "new")
    subscribe(db, "stale")
    documents.record(db, arrival(said={"stale": True}))
    assert match(db) == [("stale", "release", "stale")]
    assert "旧文重新发布" in message(db)


DUE = date(2026, 10, 20)
PROOF = (Evidence(field="deadline", basis="text", text="请于2026年10月20日前报送。"),)


def with_deadline(db: Database) -> None:
    documents.record(db, arrival(said={"deadline": DUE, "evidence": PROOF}))


def days(db: Database, left: Sequence[int]) -> list[list[tuple[str, str, str]]]:
    """What is told on days with so many left."""
    noon = datetime(2026, 10, 20, 4, tzinfo=UTC)
    return [match(db, noon - timedelta(days=number)) for number in left]


def test_a_deadline_is_told_fourteen_three_and_one_days_before_and_once_each(db: Database) -> None:
    subscribe(db, "deadline")
    with_deadline(db)
    told = days(db, [20, 15, 14, 13, 4, 3, 3, 2, 1, 0, -1])
    assert [len(one) for one in told] == [0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    assert told[2] == [("deadline", "reminder", "deadline")]


def test_after_days_without_deliver_only_the_nearest_step_is_told(db: Database) -> None:
    subscribe(db, "deadline")
    with_deadline(db)
    assert [len(one) for one in days(db, [2, 2])] == [1, 0]
    said = message(db, datetime(2026, 10, 18, 5, tzinfo=UTC))
    assert "1 项临近截止" in said
    assert "距截止还有 2 天（2026-10-20）" in said
    assert "「请于2026年10月20日前报送。」" in said
    assert [key for (key,) in db.execute("select key from changes where kind = 'deadline'")] == [
        "deadline 1 2026-10-20 3"
    ]


def test_each_subscription_has_steps_of_its_own(db: Database) -> None:
    subscribe(db, "deadline", name="usual")
    subscribe(db, "deadline", name="weekly", deadline_days=(7,))
    with_deadline(db)
    told = days(db, [14, 7, 3])
    assert [[name for name, _, _ in one] for one in told] == [["usual"], ["weekly"], ["usual"]]


def test_a_release_that_comes_after_a_step_is_not_told_of_that_step_as_well(db: Database) -> None:
    subscribe(db, "new", "deadline")
    soon = NOW.date() + timedelta(days=10)
    documents.record(db, arrival(said={"deadline": soon}))
    assert [told for _, _, told in match(db, NOW)] == ["new"]
    assert match(db, NOW + timedelta(days=1)) == []
    assert [told for _, _, told in match(db, NOW + timedelta(days=7))] == ["deadline"]


def test_a_city_may_be_asked_for_as_the_place_of_issue(db: Database) -> None:
    for place in ("about", "issuing", "either"):
        subscribe(db, "new", name=place, query="", city="370000", place=place)
    documents.record(db, arrival(said={"region": "320500", "issuing_region": "370100"}))
    assert [name for name, _, _ in match(db)] == ["either", "issuing"]


def test_a_district_hears_of_its_city_only_by_option(db: Database) -> None:
    subscribe(db, "new", name="district", query="", city="370102")
    subscribe(db, "new", name="higher", query="", city="370102", higher=True)
    documents.record(db, arrival(said={"region": "370100"}))
    assert [name for name, _, _ in match(db)] == ["higher"]


def test_the_same_change_is_told_once_however_often_it_is_matched(db: Database) -> None:
    subscribe(db, "new", "revised")
    documents.record(db, arrival())
    assert len(match(db)) == 1
    db.execute("update changes set matched_at = null")
    assert match(db) == []
    assert len(outbox.pending(db)) == 1
