"""The archive learns what a site writes into its pages, from few bytes and no more pages than it needs."""

from __future__ import annotations

from datetime import date, timedelta

from sqlite_utils import Database

from store import documents, repeats
from store.documents import Telling, record
from tests.extract.test_repeats import ADVERT, PARAGRAPHS, notices
from tests.store.arrivals import arrival

URL = "https://www.news.example/{}.html"
FIRST = date(2026, 3, 2)


def take(db: Database, texts: list[str], *, source: str = "news", start: int = 0) -> list[int]:
    return [
        record(
            db,
            arrival(
                URL.format(f"{source}/{number}"),
                source=source,
                text=text,
                title=PARAGRAPHS[number % len(PARAGRAPHS)],
                published=FIRST + timedelta(days=number),
            ),
        ).document_id
        for number, text in enumerate(texts, start)
    ]


def test_what_recurs_on_a_sources_pages_is_learnt_with_its_words_and_evidence(db: Database) -> None:
    take(db, notices(ADVERT))
    learnt = repeats.learnt(db, "news")
    assert learnt
    assert {(one.sample, one.documents, one.since) for one in repeats.known(db, "news")} == {(ADVERT, 20, FIRST)}
    assert {one.passage for one in repeats.known(db, "news")} == learnt


def test_another_source_is_not_judged_by_it(db: Database) -> None:
    take(db, notices(ADVERT))
    take(db, notices(), source="bureau")
    assert repeats.learnt(db, "news")
    assert repeats.learnt(db, "bureau") == frozenset()


def test_the_same_page_looked_at_again_and_again_is_one_page(db: Database) -> None:
    texts = notices(ADVERT, count=4)
    for _ in range(5):
        take(db, texts)
    assert repeats.learnt(db, "news") == frozenset()
    assert db.execute("select count(*) from passages").fetchone() == (4,)


def test_a_source_is_studied_again_only_after_some_new_pages(db: Database) -> None:
    texts = notices(ADVERT)
    take(db, texts[:5])
    assert repeats.learnt(db, "news") == frozenset()
    take(db, texts[5:9], start=5)
    assert repeats.learnt(db, "news") == frozenset()
    take(db, texts[9:10], start=9)
    assert repeats.learnt(db, "news") != frozenset()


def test_only_a_sources_latest_pages_are_remembered(db: Database) -> None:
    take(db, [f"{PARAGRAPHS[n % 20]}第{n}回。" for n in range(repeats.PAGES + 45)])
    (kept,) = db.execute("select count(*) from passages where source = 'news'").fetchone()
    assert repeats.PAGES <= kept < repeats.PAGES + 25


def test_a_forgotten_document_teaches_nothing(db: Database) -> None:
    ids = take(db, notices(ADVERT))
    for id in ids:
        documents.forget(db, id)
    assert db.execute("select count(*) from passages").fetchone() == (0,)
    assert repeats.learnt(db, "news") == frozenset()


def test_a_document_without_text_or_source_is_not_studied(db: Database) -> None:
    record(db, arrival(text=""))
    record(db, arrival(URL.format("imported"), source=None, text=notices(ADVERT)[0]))
    assert db.execute("select count(*) from passages").fetchone() == (0,)


def test_reading_a_page_anew_replaces_what_was_remembered(db: Database) -> None:
    text = notices(ADVERT)[0]
    take(db, [text])
    before = db.execute("select passages from passages").fetchone()
    without = arrival(URL.format("news/0"), source="news", text=notices()[0], telling=Telling.SILENT)
    record(db, without)
    assert db.execute("select passages from passages").fetchone() != before
