"""How answers spread, how many there are, which are most about the question, and what the views show."""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from store import connection, documents, facets, figures, query, ranking, search
from store.connection import Archive
from store.facets import Facet
from store.ranking import Candidate, order
from tests.store.test_search import put

LETTERS = "科技创新补贴申报企业项目资金农村公路养护教育卫生审计土地港口能源文化"


def text(number: int) -> str:
    luck = random.Random(number)
    return "".join(luck.choice(LETTERS) for _ in range(120))


@pytest.fixture
def spread(db: Archive) -> Archive:
    places = [("370100", "济南市"), ("370200", "青岛市"), ("370000", None), (None, None)]
    for number in range(40):
        region, city = places[number % 4]
        put(
            db,
            "科技通知",
            text(number),
            sources=("jinan", "mirror") if number % 5 == 0 else ("jinan",),
            published=date(2026, 1 + number % 3, 1 + number % 28),
            region=region,
            city=city,
            category="通知" if number % 2 else "公告",
        )
    return db


def test_facets_count_what_the_answers_themselves_say(spread: Archive) -> None:
    asked = query.parse("科技 since:2026-01-05")
    answers = [documents.get(spread, hit.id) for hit in search.newest(spread, asked, limit=100)]
    found = facets.facets(spread, asked, facets.FACETS)
    says: dict[str, Counter[str | None]] = {
        "city": Counter(one.document.city for one in answers if one),
        "category": Counter(one.document.category for one in answers if one),
        "month": Counter(f"{one.document.published:%Y-%m}" for one in answers if one),
        "source": Counter(s.source for one in answers if one for s in documents.sightings(spread, one.id)),
    }
    for name, counts in says.items():
        assert {one.value: one.count for one in found if one.facet == name} == dict(counts)
    assert [one.value for one in found if one.facet == "month"] == ["2026-03", "2026-02", "2026-01"]


def test_facets_and_counts_look_at_so_many_of_the_newest_answers(spread: Archive) -> None:
    asked = query.parse("科技")
    assert facets.facets(spread, asked, ["month"], most=5) == [Facet(facet="month", value="2026-03", count=5)]
    assert [search.count_up_to(spread, asked, most) for most in (7, 40, 41)] == [7, 40, 40]


def test_what_says_it_more_and_in_its_title_comes_first(db: Archive) -> None:
    once = put(db, "通知", f"{text(1)}。量子{text(2)}", published=date(2026, 1, 3))
    often = put(db, "通知", f"{text(3)}。量子、量子、量子{text(4)}", published=date(2026, 1, 2))
    titled = put(db, "量子通知", f"{text(5)}。量子{text(6)}", published=date(2026, 1, 1))
    put(db, "无关", text(7))
    asked = query.parse("量子")
    assert [hit.id for hit in search.newest(db, asked)] == [once, often, titled]
    assert [hit.id for hit in ranking.most_relevant(db, asked)] == [titled, often, once]
    assert [hit.id for hit in ranking.most_relevant(db, asked, limit=1, offset=1)] == [often]
    assert ranking.most_relevant(db, query.parse("无此词")) == []
    assert len(ranking.most_relevant(db, query.parse("NOT 量子"))) == 1


def test_the_newer_of_equals_comes_first_and_rare_words_weigh_more() -> None:
    def candidate(place: int, *occurrences: int, size: int = 100) -> Candidate:
        return Candidate(place=place, size=size, occurrences=occurrences)

    assert order([candidate(3, 1), candidate(2, 1), candidate(1, 1)]) == [3, 2, 1]
    assert order([candidate(3, 1, 0), candidate(2, 1, 0), candidate(1, 0, 1)]) == [1, 3, 2]
    assert order([candidate(2, 1, size=5000), candidate(1, 1)]) == [1, 2]
    assert order([]) == []


def test_a_rare_phrase_is_found_among_many_documents_that_have_its_tokens(db: Archive) -> None:
    for number in range(60):
        put(db, "通知", f"科技创新补贴。{number}新补，技创新。补贴申报{text(number)}", published=date(2026, 1, 1))
    found = put(db, "通知", f"{text(99)}，科技创新补贴申报。", published=date(2020, 1, 1))
    assert [hit.id for hit in search.newest(db, query.parse("科技创新补贴申报"))] == [found]
    assert [hit.id for hit in search.newest(db, query.parse("科技创新补贴申报 since:2019-01-01"))] == [found]
    assert search.newest(db, query.parse("科技创新补贴申报"), offset=1) == []


def test_figures_agree_with_the_tables(spread: Archive) -> None:
    found = figures.figures(spread)
    assert {row.name: row.documents for row in found.by_source} == {"jinan": 40, "mirror": 8}
    assert {row.name: row.documents for row in found.verdicts} == {"new": 40, "copy": 8}
    assert [row.name for row in found.months] == ["2026-03", "2026-02", "2026-01"]
    assert sum(row.documents for row in found.months) == 40
    assert found.bytes > 0
    sizes = dict(figures.tables(spread))
    assert {"search", "sketches", "documents"} <= sizes.keys()


def test_a_plain_shell_reads_the_views(spread: Archive, path: Path) -> None:
    spread.close()
    shell = sqlite3.connect(path)
    days = [day for (day,) in shell.execute("select published from latest limit 5")]
    assert days == sorted(days, reverse=True)
    assert shell.execute("select count(*) from releases where city = '济南市' and sightings > 1").fetchone() == (2,)
    assert shell.execute("select verdict, count(*) from seen group by verdict order by 1").fetchall() == [
        ("copy", 8),
        ("new", 40),
    ]
    assert shell.execute("select * from told").fetchall() == []
    assert not any(
        "url" in column and "channel" in column for column, *_ in shell.execute("select * from told").description
    )
    shell.close()
    connection.connect(path).close()
