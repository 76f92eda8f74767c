from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from extract.document import Attachment, Cut, Document, Evidence
from store import documents, frontier, outbox, raw
from store.connection import transaction
from store.documents import Arrival, Telling, Verdict, record
from store.frontier import Row
from tests.store.arrivals import DAY, NOW, OTHER, TEXT, arrival

REPRINT = "https://news.example.cn/2026/notice.html"
LATER = NOW + timedelta(days=3)


def kinds(db: Database) -> list[tuple[str, str | None]]:
    return [(change.kind, change.source) for change in outbox.unmatched(db, 100)]


def found(db: Database, *tokens: str) -> list[int]:
    """Documents whose index row has these tokens."""
    asked = " AND ".join(f'"{token}"' for token in tokens)
    rows = db.execute(
        "select id from documents where place in (select rowid from search where search match ?) order by place desc",
        (asked,),
    )
    return [id for (id,) in rows]


def test_a_document_comes_back_as_it_went_in(db: Database) -> None:
    whole = Document(
        url="https://a.gov.cn/1",
        title="通知",
        text=TEXT,
        published=DAY,
        signed=date(2026, 9, 1),
        deadline=date(2026, 10, 1),
        stale=True,
        issuer="市科技局、市财政局",
        number="济科字〔2026〕3号",
        category="通知",
        region="370102",
        city="济南市",
        language="zh",
        mirror_of="b.gov.cn",
        attachments=(Attachment(name="表.pdf", url="https://a.gov.cn/b.pdf", kind="pdf", text="填表说明"),),
        images=("https://a.gov.cn/i.png",),
        properties=(("索引号", "000-1"),),
        evidence=(Evidence(field="published", basis="meta PubDate", text="2026-09-23"),),
        cuts=(Cut(reason="hidden", text="广告"),),
    )
    recorded = record(db, Arrival(document=whole, url="https://a.gov.cn/1", source="a", seen_at=NOW))
    archived = documents.get(db, recorded.document_id)
    assert archived is not None
    assert archived.document == whole
    assert (archived.source, archived.first_seen, archived.sightings) == ("a", NOW, 1)


def test_a_second_look_at_the_same_page_announces_nothing(db: Database) -> None:
    first = record(db, arrival())
    again = record(db, arrival(seen_at=LATER))
    assert (first.verdict, again.verdict) == (Verdict.NEW, Verdict.UNCHANGED)
    assert (again.document_id, again.change_id) == (first.document_id, None)
    assert kinds(db) == [("new", "jinan-kjj")]
    (sighting,) = documents.sightings(db, first.document_id)
    assert (sighting.seen_at, sighting.checked_at) == (NOW, LATER)


def test_the_same_words_elsewhere_are_one_more_sighting_and_told_to_who_has_not_heard(db: Database) -> None:
    id = record(db, arrival()).document_id
    assert record(db, arrival(REPRINT, source="daily")).verdict is Verdict.COPY
    assert record(db, arrival(REPRINT + "?2", source="daily")).verdict is Verdict.COPY
    assert [(s.url, s.verdict) for s in documents.sightings(db, id)] == [
        (arrival().url, "new"),
        (REPRINT, "copy"),
        (REPRINT + "?2", "copy"),
    ]
    assert kinds(db) == [("new", "jinan-kjj"), ("copy", "daily")]


def test_a_reprint_in_traditional_characters_is_a_copy(db: Database) -> None:
    record(db, arrival())
    traditional = TEXT.replace("关", "關").replace("创", "創").replace("业", "業").replace("，", " ")
    assert record(db, arrival(REPRINT, text=traditional)).verdict is Verdict.COPY


def test_new_words_at_the_originals_url_are_a_revision_and_the_old_ones_are_kept(db: Database) -> None:
    id = record(db, arrival(raw="a1")).document_id
    revised = record(db, arrival(text=TEXT + "\n三、申领截止10月31日。", seen_at=LATER, raw="b2"))
    assert (revised.verdict, revised.document_id) == (Verdict.REVISED, id)
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.document.text.endswith("10月31日。")
    assert archived.updated_at == LATER
    (before,) = documents.revisions(db, id)
    assert (before.text, before.seen_at, before.raw, before.source) == (TEXT, NOW, "a1", "jinan-kjj")
    change = outbox.unmatched(db, 10)[-1]
    assert (change.kind, change.what, change.revision_id) == ("revised", ("text",), before.id)


def test_a_new_deadline_is_a_revision_even_where_the_text_is_the_same(db: Database) -> None:
    record(db, arrival(said={"deadline": date(2026, 10, 1)}))
    moved = record(db, arrival(said={"deadline": date(2026, 11, 1)}))
    assert moved.verdict is Verdict.REVISED
    assert outbox.unmatched(db, 10)[-1].what == ("deadline",)
    assert documents.revisions(db, moved.document_id)[0].document.deadline == date(2026, 10, 1)


def test_a_page_read_badly_once_loses_nothing_and_read_better_gains(db: Database) -> None:
    file = Attachment(name="表.pdf", url="https://a.gov.cn/b.pdf", kind="pdf")
    id = record(db, arrival(said={"region": "370100", "attachments": (file,)})).document_id
    record(db, arrival(published=None, said={"issuer": "市科技局", "attachments": (replace(file, text="请填写"),)}))
    archived = documents.get(db, id)
    assert archived is not None
    assert (archived.document.region, archived.document.issuer, archived.document.published) == (
        "370100",
        "市科技局",
        DAY,
    )
    assert archived.document.attachments[0].text == "请填写"
    assert found(db, "填写") == [id]
    assert kinds(db) == [("new", "jinan-kjj"), ("attachment", "jinan-kjj")]


def test_an_official_host_becomes_the_original_of_what_a_news_site_had_first(db: Database) -> None:
    id = record(db, arrival(REPRINT, source="daily", title="【转】关于申领科技创新券的通知", published=DAY)).document_id
    better = record(db, arrival(published=date(2026, 9, 24), seen_at=LATER, said={"region": "370100"}))
    assert (better.verdict, better.document_id) == (Verdict.COPY, id)
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.document.url == arrival().url
    assert (archived.document.title, archived.document.region) == ("关于申领科技创新券的通知", "370100")
    assert (archived.source, archived.first_seen) == ("jinan-kjj", NOW)
    assert [revision.title for revision in documents.revisions(db, id)] == ["【转】关于申领科技创新券的通知"]
    assert kinds(db) == [("new", "daily"), ("original", "jinan-kjj")]
    assert found(db, "r370000", "sdaily") == [id]


def test_the_issuing_bodys_own_site_is_the_original_without_an_official_host(db: Database) -> None:
    id = record(db, arrival(REPRINT, source="daily")).document_id
    record(db, arrival("https://association.example.org/1", source="association", own_site=True))
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.source == "association"


def test_an_earlier_date_on_an_equal_host_is_the_original(db: Database) -> None:
    id = record(db, arrival("https://a.gov.cn/1", source="a", published=date(2026, 9, 23))).document_id
    record(db, arrival("https://b.gov.cn/1", source="b", published=date(2026, 9, 21)))
    record(db, arrival("https://c.gov.cn/1", source="c", published=None))
    record(db, arrival("https://d.gov.cn/1", source="d", published=date(2026, 9, 22)))
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.source == "b"
    assert kinds(db) == [("new", "a"), ("original", "b"), ("copy", "c"), ("copy", "d")]


def test_a_copy_that_changes_does_not_overwrite_the_original(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(REPRINT, source="daily"))
    changed = record(db, arrival(REPRINT, source="daily", text=OTHER, title="养护工作", seen_at=LATER))
    assert changed.verdict is Verdict.NEW
    assert changed.document_id != id
    original = documents.get(db, id)
    assert original is not None
    assert (original.document.text, original.sightings) == (TEXT, 1)
    assert documents.find(db, REPRINT) == changed.document_id
    assert found(db, "sdaily") == [changed.document_id]


def test_the_only_sighting_of_a_document_revises_it_wherever_it_is(db: Database) -> None:
    id = record(db, arrival(REPRINT)).document_id
    assert record(db, arrival(REPRINT, text=OTHER)).verdict is Verdict.REVISED
    assert documents.find(db, REPRINT) == id


def test_a_copy_of_what_a_document_said_once_still_belongs_to_it(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(text=OTHER))
    late = record(db, arrival(REPRINT, source="daily"))
    assert (late.verdict, late.document_id) == (Verdict.COPY, id)
    followed = record(db, arrival(REPRINT, source="daily", text=OTHER))
    assert (followed.verdict, followed.document_id) == (Verdict.UNCHANGED, id)


def test_an_outdated_copy_with_an_earlier_date_does_not_become_the_original(db: Database) -> None:
    id = record(db, arrival("https://a.gov.cn/1", published=date(2026, 9, 23))).document_id
    record(db, arrival("https://a.gov.cn/1", text=OTHER, published=date(2026, 9, 23)))
    record(db, arrival("https://b.gov.cn/1", source="b", published=date(2026, 9, 22)))
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.document.text == OTHER


def test_short_texts_are_told_apart_by_their_url_alone(db: Database) -> None:
    one = record(db, arrival("https://a.gov.cn/1", text="详见附件。"))
    other = record(db, arrival("https://a.gov.cn/2", text="详见附件。"))
    assert (one.verdict, other.verdict) == (Verdict.NEW, Verdict.NEW)
    assert record(db, arrival("https://a.gov.cn/2", text="详见附件")).verdict is Verdict.UNCHANGED
    assert record(db, arrival("https://a.gov.cn/2", text="详见附件二")).verdict is Verdict.REVISED


def test_the_same_form_letter_for_another_year_is_a_document_of_its_own(db: Database) -> None:
    last_year = record(db, arrival("https://a.gov.cn/1", title="2025年创新券申领通知"))
    this_year = record(db, arrival("https://a.gov.cn/2", title="2026年创新券申领通知"))
    assert this_year.verdict is Verdict.SERIES
    copy = record(db, arrival(REPRINT, title="转发：2026年创新券申领通知"))
    assert (copy.verdict, copy.document_id) == (Verdict.COPY, this_year.document_id)
    assert last_year.document_id != this_year.document_id


@pytest.mark.parametrize(
    ("published", "tell_since", "telling", "held"),
    [
        (date(2015, 1, 1), None, Telling.EACH, False),
        (None, None, Telling.EACH, False),
        (date(2026, 9, 16), date(2026, 9, 17), Telling.EACH, True),
        (date(2026, 9, 17), date(2026, 9, 17), Telling.EACH, False),
        (None, date(2026, 9, 17), Telling.EACH, True),
        (date(2026, 9, 23), None, Telling.SUMMARY, True),
    ],
)
def test_a_back_fill_holds_what_is_old_or_undated(
    db: Database, published: date | None, tell_since: date | None, telling: Telling, held: bool
) -> None:
    record(db, arrival(published=published, tell_since=tell_since, telling=telling))
    assert [change.held for change in outbox.unmatched(db, 10)] == [held]


def test_what_our_reader_reads_anew_is_kept_without_a_word(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(REPRINT, source="daily"))
    told = kinds(db)
    reread = record(db, arrival(text=TEXT + "附件另发。", telling=Telling.SILENT, said={"region": "370100"}))
    assert (reread.verdict, reread.change_id) == (Verdict.REVISED, None)
    copy = record(db, arrival(REPRINT, source="daily", text=OTHER, telling=Telling.SILENT))
    assert (copy.verdict, copy.document_id, copy.change_id) == (Verdict.UNCHANGED, id, None)
    archived = documents.get(db, id)
    assert archived is not None
    assert (archived.document.region, archived.sightings) == ("370100", 2)
    assert [revision.text for revision in documents.revisions(db, id)] == [TEXT]
    assert kinds(db) == told


def test_a_better_reading_with_the_same_words_replaces_the_fields(db: Database) -> None:
    id = record(db, arrival(said={"region": "370000", "category": "通知"})).document_id
    reread = record(db, arrival(telling=Telling.SILENT, seen_at=LATER, said={"region": "370100"}))
    assert reread.verdict is Verdict.UNCHANGED
    archived = documents.get(db, id)
    assert archived is not None
    assert (archived.document.region, archived.document.category) == ("370100", None)
    assert documents.revisions(db, id) == []
    assert found(db, "r370100") == [id]


def test_the_index_follows_every_change(db: Database) -> None:
    id = record(db, arrival()).document_id
    assert (found(db, "额度"), found(db, "养护")) == ([id], [])
    record(db, arrival(text=OTHER))
    assert (found(db, "养护"), found(db, "额度")) == ([id], [])
    record(db, arrival(REPRINT, source="daily", text=OTHER))
    assert found(db, "sdaily") == [id]
    documents.forget(db, id)
    assert found(db, "a") == []
    (entries,) = db.execute("select count(*) from search_docsize").fetchone()
    assert entries == 0


def test_a_source_that_crawls_what_was_imported_without_one_is_found_by_its_name(db: Database) -> None:
    id = record(db, arrival(source=None)).document_id
    record(db, arrival(REPRINT, source=None))
    assert record(db, arrival(REPRINT, source="daily")).verdict is Verdict.UNCHANGED
    assert found(db, "sdaily") == [id]
    record(db, arrival(source="kjj"))
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.source == "kjj"
    assert found(db, "skjj", "sdaily") == [id]


def test_places_are_by_day_then_arrival(db: Database) -> None:
    def at(number: int, published: date | None, seen_at: datetime = NOW) -> int:
        url = f"https://a.gov.cn/{number}"
        return record(db, arrival(url, text=f"{number}" * 50, published=published, seen_at=seen_at)).document_id

    old = at(1, date(2015, 3, 1))
    undated = at(2, None, datetime(2026, 9, 22, tzinfo=UTC))
    first = at(3, date(2026, 9, 23))
    second = at(4, date(2026, 9, 23))
    ancient = at(5, date(1949, 10, 1))
    newest_first = [id for (id,) in db.execute("select id from documents order by place desc")]
    assert newest_first == [second, first, undated, old, ancient]


def test_a_day_beyond_its_places_goes_on_with_the_next(db: Database) -> None:
    id = record(db, arrival("https://a.gov.cn/1", text="甲" * 50, published=DAY)).document_id
    db.execute("update documents set place = place | 1048575 where id = ?", (id,))
    next_id = record(db, arrival("https://a.gov.cn/2", text="乙" * 50, published=DAY)).document_id
    places = [place for (place,) in db.execute("select place from documents order by id")]
    assert next_id != id
    assert places[1] == places[0] + 1


def test_a_date_that_was_corrected_moves_the_document(db: Database) -> None:
    id = record(db, arrival("https://a.gov.cn/1", text="甲" * 50, published=date(2026, 9, 1))).document_id
    other = record(db, arrival("https://a.gov.cn/2", text="乙" * 50, published=date(2026, 9, 10))).document_id
    record(db, arrival("https://a.gov.cn/1", text="丙" * 50, published=date(2026, 9, 20)))
    assert found(db, "a") == [id, other]


def test_forgetting_leaves_nothing_and_the_pages_are_not_asked_for_again(db: Database) -> None:
    page, other = "https://a.gov.cn/from", "https://a.gov.cn/other"
    frontier.discover(
        db,
        source="a",
        list_url="https://a.gov.cn/",
        rows=[Row(url=page, title="通知"), Row(url=other)],
        validators=None,
        tell_since=None,
        now=NOW,
    )
    mine, theirs = raw.keep(db, b"<html>mine"), raw.keep(db, b"<html>theirs")
    id = record(db, arrival("https://a.gov.cn/1", page=page, raw=mine)).document_id
    record(db, arrival("https://a.gov.cn/1", text=TEXT + "补充", raw=theirs))
    record(db, arrival(other, text=OTHER, raw=theirs))

    documents.forget(db, id)

    assert documents.get(db, id) is None
    assert documents.find(db, "https://a.gov.cn/1") is None
    assert raw.fetch(db, mine) is None
    assert raw.fetch(db, theirs) == b"<html>theirs"
    for table in ("sightings", "changes", "documents"):
        assert db.execute(f"select count(*) from {table}").fetchone() == (1,), table
    assert db.execute("select count(*) from revisions").fetchone() == (0,)
    far = NOW + timedelta(days=1000)
    assert [waiting.url for waiting in frontier.waiting(db, "a", far, 10)] == [other]
    assert frontier.known(db, [page, "https://a.gov.cn/1"]) == {page, "https://a.gov.cn/1"}
    assert db.execute("select count(*) from pages where title is not null").fetchone() == (0,)


def test_a_forgotten_number_is_never_given_again(db: Database) -> None:
    id = record(db, arrival()).document_id
    documents.forget(db, id)
    assert record(db, arrival(text=OTHER)).document_id > id


def test_every_document_and_sighting_can_be_walked_over(db: Database) -> None:
    for number in range(450):
        record(db, arrival(f"https://a.gov.cn/{number}", text=f"第{number}号" * 20))
    assert [archived.id for archived in documents.each(db)] == list(range(1, 451))
    assert sum(1 for _ in documents.each_sighting(db)) == 450


def record_and_fail(db: Database) -> None:
    with transaction(db):
        record(db, arrival())
        raise KeyError


def test_recording_within_a_transaction_is_undone_with_it(db: Database) -> None:
    with pytest.raises(KeyError):
        record_and_fail(db)
    assert documents.find(db, arrival().url) is None
    assert found(db, "a") == []
