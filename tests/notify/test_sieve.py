from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify import demands, matching
from notify.finder import Finder
from notify.sieve import Sieve, sieve
from store import index, query
from store.query import Subject
from store.subscriptions import WHOSE, Subscription

words = st.text("人工智能企业AI券2 ", min_size=1, max_size=4).filter(str.strip).map(lambda text: f'"{text.strip()}"')
leaves = st.one_of(
    words,
    st.builds("{}:{}".format, st.sampled_from(["title", "issuer", "number"]), words),
    st.sampled_from(["city:济南", "category:通知"]),
)
queries = st.recursive(
    words,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, leaves),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("NOT ({})".format, inner),
    ),
    max_leaves=6,
)
texts = st.text("人工智能企业AI券2 。，", max_size=12)


def subscription(number: int, asked: str) -> Subscription:
    return Subscription(
        id=number,
        name=str(number),
        query=asked,
        city=None,
        higher=False,
        source=None,
        channels=(),
        every="instant",
        quiet=None,
        paused=False,
        lang="zh",
        created=datetime(2026, 1, 1, tzinfo=UTC),
        since_change=0,
    )


places = st.sampled_from([None, "370100", "370000", "370102", "110000"])


@st.composite
def wishes(draw: st.DrawFn) -> list[Subscription]:
    """Subscriptions, some of which differ in nothing but their number."""
    found = draw(st.lists(st.tuples(queries, places, st.booleans(), st.sampled_from(WHOSE)), min_size=1, max_size=8))
    return [
        replace(subscription(number, asked), city=city, higher=higher and city is not None, place=place)
        for number, (asked, city, higher, place) in enumerate([*found, *found[:2]])
    ]


def subject_of(title: str, body: str, issuer: str, number: str) -> Subject:
    row = index.Row(title=title, body=body, issuer=issuer, number=number, region="370102", category="通知")
    return Subject(row=row, words=index.searched(row), day=date(2026, 1, 1), deadline=None, issuing="370100")


def asked_one_by_one(wanted: list[Subscription], subject: Subject) -> set[int]:
    found, unreadable = matching.interests(wanted)
    assert unreadable == []
    return {wish.subscription.id for wish in found if wish.asks(subject)}


subjects = st.builds(subject_of, texts, texts, texts, texts)


@settings(deadline=None)  # the grammar is read at the first query
@given(wanted=wishes(), subject=subjects)
def test_the_sieve_finds_what_asking_every_query_finds(wanted: list[Subscription], subject: Subject) -> None:
    expected = asked_one_by_one(wanted, subject)
    for sample in ((), (subject,)):
        ready, unreadable = sieve([one.wanted for one in wanted], sample)
        assert unreadable == []
        for _ in range(2):  # by cutting the text up, and by automaton
            found = list(ready.answers(subject))
            assert set(found) == expected
            assert len(found) == len(expected)
            for finder in ready.finders.values():
                finder.patience = 0


@settings(deadline=None)
@given(before=wishes(), after=wishes(), subject=subjects)
def test_a_sieve_that_changed_finds_what_one_made_anew_finds(
    before: list[Subscription], after: list[Subscription], subject: Subject
) -> None:
    ready, _ = sieve([one.wanted for one in before])
    ready.answers(subject)
    again = Sieve.of(ready.parts())
    asked_itself = [one.wanted for one in before if one.id not in again.wanted]
    assert again.change(asked_itself) == []
    assert set(again.answers(subject)) == set(ready.answers(subject))
    gone = [one.id for one in before if one.id >= len(after)]
    assert ready.change([one.wanted for one in after], gone) == []
    found = list(ready.answers(subject))
    assert set(found) == asked_one_by_one(after, subject)
    assert len(found) == len(set(found))
    ready.change([], [one.id for one in after])
    assert list(ready.answers(subject)) == []


def test_a_query_that_cannot_be_read_is_named_and_keeps_no_other_from_being_asked() -> None:
    wanted = [subscription(1, "(人工智能").wanted, subscription(2, "人工智能").wanted]
    ready, [(number, why)] = sieve(wanted)
    assert number == 1
    assert "parenthesis" in str(why)
    assert list(ready.answers(subject_of("", "人工智能", "", ""))) == [2]


def test_a_word_that_came_later_is_found_beside_those_of_before() -> None:
    finder = Finder(patience=0)
    finder.add({"科技": 0, "ai": 1})
    assert finder.find("科技创新ai") == {0, 1}
    finder.add({"创新": 2, "技创": 3})
    assert finder.find("科技创新aix") == {0, 2, 3}


@given(texts=st.lists(st.text("科技 ai创新-AI＋OR\n", max_size=12), max_size=5))
def test_many_queries_read_at_once_demand_what_each_demands_alone(texts: list[str]) -> None:
    for text, found in demands.read(list(dict.fromkeys(texts))).items():
        if isinstance(found, query.BadQuery):
            with pytest.raises(query.BadQuery, match=re.escape(str(found))):
                query.parse(text)
            continue
        asked = query.parse(text)
        subject = subject_of("科技", "ai 创新", "", "")
        assert not isinstance(found, query.Query)
        holds = any(
            all(query.occurs(word, "科技\ue000\ue000ai创新") for word in way.all)
            and not any(query.occurs(word, "科技\ue000\ue000ai创新") for word in way.none)
            for way in found
        )
        assert holds == query.answers(asked, subject)


def test_a_query_is_looked_up_by_the_words_it_cannot_do_without() -> None:
    def of(text: str) -> set[str] | None:
        words = demands.needed(query.parse(text))
        return None if words is None else set(words)

    assert of("通知 AND 人工智能") == {"人工智能"}
    assert of("创新券 OR 中试基地") == {"创新券", "中试基地"}
    assert of("创新券 NOT 公示") == {"创新券"}
    assert of("NOT 公示") is None
    assert of("city:济南") is None
    assert of("创新券 OR city:济南") is None
    assert of("") is None
