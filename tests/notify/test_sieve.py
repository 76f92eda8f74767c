from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from notify import matching
from notify.sieve import needed, sieve
from store import index, query
from store.query import Subject
from store.subscriptions import Subscription

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


@settings(deadline=None)  # the grammar is read at the first query
@given(asked=st.lists(queries, min_size=1, max_size=8), title=texts, body=texts, issuer=texts, number=texts)
def test_the_sieve_finds_what_asking_every_query_finds(
    asked: list[str], title: str, body: str, issuer: str, number: str
) -> None:
    row = index.Row(title=title, body=body, issuer=issuer, number=number, region="370102", category="通知")
    subject = Subject(row=row, words=index.searched(row), day=date(2026, 1, 1), deadline=None)
    wishes, unreadable = matching.interests(subscription(n, text) for n, text in enumerate(asked))
    assert unreadable == []
    wanted = {wish.subscription.id for wish in wishes if wish.asks(subject)}
    for sample in ((), (subject,)):
        found = list(sieve(wishes, sample).answers(subject))
        assert set(found) == wanted
        assert len(found) == len(wanted)


def test_a_query_is_looked_up_by_the_words_it_cannot_do_without() -> None:
    def of(text: str) -> set[str] | None:
        words = needed(query.parse(text))
        return None if words is None else set(words)

    assert of("通知 AND 人工智能") == {"人工智能"}
    assert of("创新券 OR 中试基地") == {"创新券", "中试基地"}
    assert of("创新券 NOT 公示") == {"创新券"}
    assert of("NOT 公示") is None
    assert of("city:济南") is None
    assert of("创新券 OR city:济南") is None
    assert of("") is None
