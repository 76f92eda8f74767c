from __future__ import annotations

import random
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from extract import fold
from extract.document import Attachment, Document
from store import care, documents, index, query, shelf, snippets
from store.connection import Archive, transaction
from store.documents import Arrival
from store.search import Hit, search
from store.snippets import WIDTH, first_spans
from tests.store.texts import TEXTS

NOW = datetime(2026, 9, 24, 8, tzinfo=UTC)


def put(
    db: Database, title: str = "通知", text: str = "", *, sources: tuple[str, ...] = ("jinan",), **said: object
) -> int:
    """A document of its own, first seen now at each of these sources."""
    (number,) = db.conn.execute("select count(*) from sightings").fetchone()
    document = Document(url=None, title=title, text=text, **said)  # type: ignore[arg-type]
    for at, source in enumerate(sources):
        arrival = Arrival(document=document, url=f"https://a.example/{number}/{at}", source=source, seen_at=NOW)
        recorded = documents.record(db, arrival)
    return recorded.document_id


def ids(hits: list[Hit]) -> list[int]:
    return [hit.id for hit in hits]


def test_newest_publication_comes_first_then_latest_arrival(db: Database) -> None:
    old = put(db, "科技一", published=date(2015, 1, 1))
    today = put(db, "科技二", published=date(2026, 9, 24))
    undated = put(db, "科技三")
    past = put(db, "科技四", published=date(2026, 9, 23))
    again = put(db, "科技五", published=date(2026, 9, 23))
    assert ids(search(db, query.parse("科技"))) == [undated, today, again, past, old]
    assert ids(search(db, query.parse("科技"), limit=2, offset=2)) == [again, past]
    assert ids(search(db, query.Query())) == [undated, today, again, past, old]


def test_days_include_their_bounds(db: Database) -> None:
    days = [put(db, "科技", published=date(2026, 9, day)) for day in (1, 2, 3)]
    assert ids(search(db, query.parse("科技"), since=date(2026, 9, 2))) == [days[2], days[1]]
    assert ids(search(db, query.parse("科技 until:2026-09-02"))) == [days[1], days[0]]
    assert ids(search(db, query.parse(""), since=date(2026, 9, 2), until=date(2026, 9, 2))) == [days[1]]


def test_a_document_is_found_under_every_source_that_showed_it(db: Database) -> None:
    text = "各区县科技局：现将2026年度科技创新券申领的有关事项通知如下，请结合实际认真组织申报，逾期不再受理。"
    found = put(db, "科技", text, sources=("jinan", "镜像"))
    assert [hit.sightings for hit in search(db, query.parse("科技"), source="镜像")] == [2]
    assert ids(search(db, query.parse("source:jinan source:镜像"))) == [found]
    assert search(db, query.parse("科技"), source="qingdao") == []


def test_a_city_filter_finds_traditional_text_and_districts_and_on_request_the_province(db: Database) -> None:
    city = put(db, "濟南市科技局通告", region="370100")
    district = put(db, "科技园", region="370102")
    province = put(db, "全省科技", region="370000")
    nation = put(db, "全国科技", region="000000")
    put(db, "青岛科技", region="370200")
    put(db, "何处科技")
    assert ids(search(db, query.parse("科技"), city="370100")) == [district, city]
    assert ids(search(db, query.parse("科技 city:济南"))) == [district, city]
    assert ids(search(db, query.parse("科技"), city="370100", higher=True)) == [nation, province, district, city]
    assert ids(search(db, query.parse("city:全国"))) == [nation]


def test_a_snippet_is_the_original_around_the_words(db: Database) -> None:
    put(db, "通知", "，".join(["各區縣人民政府"] * 40) + "。\n二、科 技創新券。" + "特此通知。" * 40)
    (hit,) = search(db, query.parse("科技创新"))
    assert "。 二、科 技創新券。特此通知。" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) <= WIDTH + 2
    assert [hit.snippet[at : at + length] for at, length in hit.marks] == ["科 技創新"]


def test_a_snippet_shows_where_most_of_the_words_are(db: Database) -> None:
    put(db, "通知", f"科技{'。' * 200}科技补贴{'。' * 200}补贴")
    (hit,) = search(db, query.parse("科技 补贴"))
    assert "科技补贴" in hit.snippet


def test_a_hit_in_the_title_alone_shows_the_beginning_of_the_text(db: Database) -> None:
    put(db, "ＡＩ通知", "各区县：" + "一二三四五" * 40)
    (hit,) = search(db, query.parse("AI"))
    assert hit.snippet == ("各区县：" + "一二三四五" * 40)[:WIDTH] + "…"
    assert hit.marks == ()
    assert hit.title_marks == ((0, 2),)


def test_a_snippet_may_come_from_far_behind_and_from_an_attachment(db: Database) -> None:
    files = (Attachment(name="a", url="https://a.example/a.pdf", kind="pdf", text="申报条件"),)
    put(db, "通知", "字" * 20_000, attachments=files)
    (hit,) = search(db, query.parse("申报"))
    assert hit.snippet.endswith("字 申报条件")


def test_a_phrase_is_found_wherever_it_stands_however_often_its_parts_stand_elsewhere(db: Archive) -> None:
    luck = random.Random(7)
    often, seldom = "甲乙丙丁戊己甲丙", "己戊丁丙乙甲丁乙"
    with shelf.together(db):
        for number in range(160):
            parts = ["".join(luck.choices("甲乙丙丁戊己", k=12)) for _ in range(5)]
            own = "".join(chr(0x5000 + luck.randrange(4000)) for _ in range(40))
            phrase = often if number % 3 else seldom if number % 40 == 9 else ""
            region = ("370100", "370200")[number % 2]
            put(db, text="，".join([*parts, phrase, own]), region=region, published=date(2026, 1, 1 + number % 28))
    kept = db.execute("select id, region, published, text from documents order by place desc").fetchall()
    whole = [often[start : start + size] for size in (3, 4, 6, 8) for start in (0, 8 - size)]
    made = ["".join(luck.choices("甲乙丙丁戊己", k=size)) for size in (3, 4, 5, 8) for _ in range(6)]
    for asked in [*whole, seldom, seldom[1:6], *made]:
        for city, since in ((None, None), ("370100", None), (None, "2026-01-09"), ("370200", "2026-01-15")):
            expected = [
                id
                for id, region, day, text in kept
                if asked in text and city in (None, region) and (since is None or day >= since)
            ]
            day = date.fromisoformat(since) if since else None
            for limit, offset in ((20, 0), (3, 0), (0, 0), (7, 30), (150, 0), (300, 0)):
                found = search(db, query.parse(f'"{asked}"'), city=city, since=day, limit=limit, offset=offset)
                assert ids(found) == expected[offset : offset + limit]


def test_the_tokens_of_a_phrase_that_fewer_documents_have_are_known_without_a_search(db: Database) -> None:
    assert index.rarest(db, ["often", "own3"]) == ["often", "own3"]
    with transaction(db):
        for place in range(2000):
            index.add(db, place, index.Row(title="", body=" ".join([*["often"] * 20, f"own{place}"])))
    assert index.rarest(db, ["often", "own3", "own1500"]) == ["own3", "own1500", "often"]


def test_the_newest_answers_need_no_sorting(db: Database) -> None:
    put(db, "科技")
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    search(db, query.parse("科技 OR 创新"), city="370100", since=date(2020, 1, 1))
    db.conn.set_trace_callback(None)
    (asked,) = [statement for statement in seen if "search match" in statement and "order by" in statement]
    plan = " ".join(str(step) for step in db.conn.execute(f"explain query plan {asked}"))
    assert "VIRTUAL TABLE" in plan
    assert "B-TREE" not in plan


def test_the_largest_query_the_language_allows_can_be_searched(db: Database) -> None:
    found = put(db, "科技")
    deep = "".join(f"(甲{level} {'OR' if level % 2 else ''} -(" for level in range(5)) + "科技" + "))" * 5
    assert isinstance(search(db, query.parse(deep)), list)
    wide = " OR ".join(f"词{number}" for number in range(199)) + " OR 科技"
    assert ids(search(db, query.parse(wide))) == [found]
    assert search(db, query.parse(" ".join(f"词{number}" for number in range(200)))) == []
    assert search(db, query.parse('"' + "科 技 ai " * 400 + '"')) == []


def test_a_document_that_changed_is_found_by_what_it_says_now(db: Database) -> None:
    def says(title: str, text: str) -> Arrival:
        document = Document(url=None, title=title, text=text)
        return Arrival(document=document, url="https://a.example/1", source="jinan", seen_at=NOW)

    first = documents.record(db, says("科技", "旧"))
    documents.record(db, says("农业", "新"))
    assert search(db, query.parse("科技")) == []
    assert ids(search(db, query.parse("农业 新"))) == [first.document_id]
    documents.forget(db, first.document_id)
    assert search(db, query.parse("农业")) == []


def test_what_is_recorded_together_is_in_the_index_as_if_recorded_one_by_one(db: Archive) -> None:
    def says(number: int, text: str, day: int) -> Arrival:
        document = Document(url=None, title=f"通知{number}", text=text, published=date(2026, 9, day))
        return Arrival(document=document, url=f"https://a.example/{number}", source="jinan", seen_at=NOW)

    with shelf.together(db):
        first = documents.record(db, says(1, "旧科技", 9)).document_id
        second = documents.record(db, says(2, "科技", 3)).document_id
        gone = documents.record(db, says(3, "科技", 2)).document_id
    with shelf.together(db):
        documents.record(db, says(1, "新科技", 1))
        documents.forget(db, gone)
        third = documents.record(db, says(4, "科技", 5)).document_id
    assert ids(search(db, query.parse("科技"))) == [third, second, first]
    assert ids(search(db, query.parse("新科技"))) == [first]
    assert search(db, query.parse("旧")) == []
    assert [finding for finding in care.examine(db) if not finding.ok] == []
    words = index_words(db)
    shelf.reindex(db)
    assert index_words(db) == words


def index_words(db: Database) -> list[tuple[object, ...]]:
    db.conn.execute("create virtual table if not exists temp.words using fts5vocab (main, search, instance)")
    return db.conn.execute("select * from words order by 1, 2, 3, 4").fetchall()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("acf"), st.integers(0, 3), TEXTS, st.sampled_from("xy")), max_size=12))
def test_whatever_happens_to_documents_the_index_says_what_they_say_now(
    db: Archive, steps: list[tuple[str, int, str, str]]
) -> None:
    db.conn.execute("delete from documents")
    shelf.reindex(db)
    for what, number, text, source in steps:
        url = f"https://a.example/{number}"
        if what == "f" and (found := documents.find(db, url)):
            documents.forget(db, found)
        elif what != "f":
            said = "各区县科技局，现将科技创新券申领的有关事项通知如下，请结合实际认真组织申报，逾期不再受理。" * (
                what == "c"
            )
            document = Document(url=None, title="通知", text=f"{said}{text}", published=date(2026, 9, 1 + number))
            documents.record(db, Arrival(document=document, url=url, source=source, seen_at=NOW))
    kept = index_words(db)
    shelf.reindex(db)
    assert index_words(db) == kept


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_a_glance_at_a_text_sees_what_its_normal_form_has(text: str, word: str) -> None:
    asked = [query.Word(normal=fold.normal(part).text) for part in (word, word[:2]) if fold.normal(part).text]
    for place in (text, f"{text}{word}{text}"):
        there = query.spans(asked, fold.normal(place), place)
        assert bool(first_spans(asked, place)) == bool(there)
        seen = snippets.seen(asked, place, 0, len(place))
        assert seen is None or seen == there
