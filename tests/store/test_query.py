from __future__ import annotations

import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Attachment, Document
from store import parsing
from store.archived import Archived
from store.query import (
    BadQuery,
    Either,
    Every,
    Place,
    Query,
    Subject,
    Tag,
    Without,
    Word,
    answers,
    hints,
    matches,
    narrow,
    parse,
    subject,
)

科技, 创新, 医保 = Word(normal="科技"), Word(normal="创新"), Word(normal="医保")


def about(document: Document, *, sources: tuple[str, ...] = (), day: date = date(2026, 9, 24)) -> Subject:
    at = datetime(2026, 9, 24, tzinfo=UTC)
    place = (day - date(1970, 1, 1)).days << 20
    return subject(
        Archived(id=1, document=document, source=None, first_seen=at, updated_at=at, sightings=1, place=place), sources
    )


def release(title: str = "通知", text: str = "", **said: object) -> Subject:
    return about(Document(url=None, title=title, text=text, **said))  # type: ignore[arg-type]


def test_words_side_by_side_must_all_be_there() -> None:
    assert (
        parse("科技 创新") == parse("科技 AND 创新") == parse("科技　（创新）") == Query(root=Every(parts=(科技, 创新)))
    )


def test_or_binds_looser_than_and() -> None:
    assert parse("科技 OR 创新 -医保").root == Either(parts=(科技, Every(parts=(创新, Without(part=医保)))))


def test_a_minus_and_not_are_the_same() -> None:
    assert parse("科技 -医保") == parse("科技 NOT 医保") == parse("科技 －医保")


def test_operators_in_small_letters_are_words() -> None:
    assert parse("science and art").root == Every(parts=tuple(Word(normal=w) for w in ("science", "and", "art")))


def test_a_chinese_input_method_is_as_good() -> None:
    assert parse("title：“科技 创新”　OR　（city：济南）") == parse('title:"科技 创新" OR (city:济南)')


def test_a_field_may_have_several_words_in_parentheses() -> None:
    assert parse("city:(济南 OR 青岛)").root == Either(parts=(Place(code="370100"), Place(code="370200")))


def test_a_document_number_is_one_word_whatever_its_brackets() -> None:
    assert parse("济政发（2018）14号") == parse("济政发〔2018〕14号") == parse("濟政發[2018]14號")


def test_an_address_is_a_word_and_no_field() -> None:
    assert isinstance(parse("https://www.jinan.gov.cn/").root, Word)


def test_a_category_and_a_source_may_be_written_in_any_form() -> None:
    assert parse("category:規劃 source:JINAN").root == Every(
        parts=(Tag(field="category", value="规划"), Tag(field="source", value="jinan"))
    )


def test_dates_are_about_the_whole_query() -> None:
    asked = parse("(科技 since:2026-01-01) until:2026-06-30 since:2026-02-01 deadline:2026-07-01 deadline:<=2026-07-31")
    assert asked == Query(
        root=科技,
        since=date(2026, 2, 1),
        until=date(2026, 6, 30),
        open_on=date(2026, 7, 1),
        closed_by=date(2026, 7, 31),
    )


@pytest.mark.parametrize(
    ("text", "column", "advice"),
    [
        ("OR 科技", 1, '科技 OR 工信; to find the word itself write "OR"'),
        ("科技 AND", 4, "needs a word behind it"),
        ("科技 AND OR 创新", 4, "needs a word behind it"),
        ("科技 (NOT )", 5, "needs a word behind it"),
        ("--科技", 1, "needs a word behind it"),
        ("科技 （创新", 4, "add ) or leave it out"),
        ("科技） 创新", 3, "leave it out"),
        ("科技 ()", 4, "leave them out"),
        ("科技 “创新", 4, "add the other one"),
        ("科技 ——", 4, "leave it out"),
        ('科技 "，。"', 4, "leave it out"),
        ("科技 title:", 4, "title:科技"),
        ("tilte:科技", 1, "did you mean title:?"),
        ("foo:科技", 1, "write one of title: issuer:"),
        ("title:(source:jinan)", 8, "outside the parentheses"),
        ("category:科技", 10, "通知 公告"),
        ("category:通报", 10, "did you mean 通知"),
        ("city:济", 6, "370100 山东省济南市"),
        ("since:2026-02-30", 7, "since:2026-01-01"),
        ("since:>=2026-02-01", 7, "since:2026-01-01"),
        ("since:2026-9-1", 7, "write since:2026-09-01"),
        ("since:2026年9月1日", 7, "write since:2026-09-01"),
        ("until：2026/2", 7, "write until:2026-02-28"),
        ("until:2026", 7, "write until:2026-12-31"),
        ("until:2026-02-30", 7, "write until:2026-12-31"),
        ("科技 | 创新", 4, "| is no operator: write OR"),
        ("科技 && 创新", 4, "write AND"),
        ("（科技 OR 创新", 1, "add ) or leave it out"),
        ("科技 AND （创新 OR）", 12, "needs a word behind it"),
        ("deadline:soon", 10, "deadline:<=2026-06-30"),
        ("科技 OR until:2026-01-01", 13, "outside OR, NOT and -"),
        ("NOT since:2026-01-01", 11, "outside OR, NOT and -"),
        ("(" * 11 + "科技" + ")" * 11, 11, "write it flatter"),
        ("科技 " * 201, 601, "make two of it"),
        ("科" * 4001, 4001, "make two of it"),
    ],
)
def test_a_bad_query_says_where_and_what_to_write_instead(text: str, column: int, advice: str) -> None:
    with pytest.raises(BadQuery) as wrong:
        parse(text)
    assert wrong.value.column == column
    assert advice in str(wrong.value)
    assert str(wrong.value).startswith(f"query, column {column}: ")
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("科技 and 创新", "in capitals: AND"),
        ("科技 Or 创新", "in capitals: OR"),
        ("tech* 科技", "tech as a whole word only"),
    ],
)
def test_a_good_query_that_may_mean_something_else_comes_with_a_hint(text: str, advice: str) -> None:
    parse(text)
    (hint,) = hints(text)
    assert advice in hint


@pytest.mark.parametrize("text", ["科技 AND 创新", '"research and development"', "and", "科技*", "android orchid 科技"])
def test_a_query_that_means_what_it_says_comes_without_a_hint(text: str) -> None:
    assert hints(text) == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("（科技 OR 创新） title：补贴", "(科技 OR 创新) title:补贴"),
        ("“科技 创新” －招聘", '"科技 创新" -招聘'),
        ("city： 济南 ＮＯＴ 招聘", "city:济南 NOT 招聘"),
        ("number：济科发〔２０２６〕１号", "number:济科发(2026)1号"),
    ],
)
def test_what_a_chinese_keyboard_types_means_the_same(typed: str, plain: str) -> None:
    assert parse(typed) == parse(plain)


PIECES = [*'科a \n"“”()（）-－:：', "AND ", "OR ", "NOT ", "title:", "since:", "city:", "2026-01-01"]


def complaint(text: str) -> BadQuery | None:
    try:
        parse(text)
    except BadQuery as wrong:
        return wrong
    return None


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_whatever_is_written_is_a_query_or_a_bad_query(text: str) -> None:
    wrong = complaint(text)
    assert wrong is None or (1 <= wrong.column <= len(text) + 1 and "\n" not in str(wrong))


def test_a_bad_query_may_cross_a_process_border() -> None:
    with pytest.raises(BadQuery) as wrong:
        parse("(")
    assert str(pickle.loads(pickle.dumps(wrong.value))) == str(wrong.value)


def test_filters_are_added_to_what_is_asked() -> None:
    asked = narrow(parse("科技 创新"), city="370100", higher=True, source="Jinan", since=date(2026, 1, 1))
    assert asked.root == Every(
        parts=(科技, 创新, Place(code="370100", higher=True), Tag(field="source", value="jinan"))
    )
    assert narrow(asked, since=date(2025, 1, 1)).since == date(2026, 1, 1)
    assert narrow(Query()) == Query()


@pytest.mark.parametrize(
    ("query", "text", "is_there"),
    [
        ("科技", "濟南市科 技\n局", True),
        ("科技局", "科技，局", False),
        ("科技局", "科技\u200b局", True),
        ("AI", "人工智能AI产业", True),
        ("AI", "MAIL", False),
        ("ai", "ＡＩ", True),
        ("14号", "2014号", False),
        ("2025年", "2025 年度", True),
        ('"deep learning"', "Deep\nLearning", True),
        ('"deep learning"', "deep, learning", False),
        ("创新券》", "《创新券》", True),
        ("ก", "กำ", True),
        ("カ", "ｶﾞ", True),
        ("한국", "대한국민", True),
    ],
)
def test_han_matches_anywhere_and_latin_as_whole_words(query: str, text: str, is_there: bool) -> None:
    assert (matches(parse(query), release(text=text)) is not None) is is_there


def test_a_plain_word_is_looked_for_in_title_text_attachments_and_number() -> None:
    files = (Attachment(name="a", url="https://a.example/a.pdf", kind="pdf", text="申报条件"),)
    document = release("科技局通知", "见附件", attachments=files, number="济科发〔2026〕1号", issuer="科学技术部")
    assert all(answers(parse(word), document) for word in ("科技局", "附件", "申报条件", "济科发〔2026〕1号"))
    assert not answers(parse("科学技术部"), document)
    assert not answers(parse("见附件申报"), document)


def test_fields_are_looked_for_where_they_belong() -> None:
    document = release("关于创新券的通知", "科技", issuer="济南市科学技术局、济南市财政局", number="济科发〔2026〕1号")
    assert answers(parse("title:创新券 issuer:财政局 issuer:局 number:济科发（2026）1号"), document)
    assert not answers(parse("title:科技"), document)
    assert not answers(parse("number:2"), document)


@pytest.mark.parametrize(
    ("region", "city", "higher", "passes"),
    [
        ("370102", "370100", False, True),
        ("370102", "370000", False, True),
        ("370100", "370102", False, False),
        ("370100", "370102", True, True),
        ("370000", "370102", True, True),
        ("370200", "370100", True, False),
        ("000000", "370100", False, False),
        ("000000", "370100", True, True),
        ("370100", "000000", False, False),
        ("US-CA", "US", False, True),
        ("000000", "US", True, False),
        (None, "370100", True, False),
        (None, "000000", True, False),
    ],
)
def test_a_place_covers_what_lies_in_it_and_on_request_what_is_above(
    region: str | None, city: str, higher: bool, passes: bool
) -> None:
    assert answers(narrow(Query(), city=city, higher=higher), release(region=region)) is passes


def test_days_and_deadlines_are_bounds_that_include_themselves() -> None:
    document = about(Document(url=None, title="通知", text="", deadline=date(2026, 10, 1)), day=date(2026, 9, 1))
    assert answers(parse("since:2026-09-01 until:2026-09-01 deadline:2026-10-01 deadline:<=2026-10-01"), document)
    assert not answers(parse("since:2026-09-02"), document)
    assert not answers(parse("until:2026-08-31"), document)
    assert not answers(parse("deadline:2026-10-02"), document)
    assert not answers(parse("deadline:<=2026-09-30"), document)
    assert not answers(parse("deadline:2000-01-01"), release())


def test_a_match_says_which_words_stand_where_in_the_original() -> None:
    title, text = "濟南市科 技局ＡＩ通知", "㊗科㈱技，創新"
    match = matches(parse("(科技 OR AI OR 医保) 创新 -招聘"), release(title, text))
    assert match is not None
    assert [word.normal for word in match.words] == ["科技", "ai", "创新"]
    assert [title[at : at + length] for at, length in match.title] == ["科 技", "ＡＩ"]
    assert [text[at : at + length] for at, length in match.spans] == ["創新"]


@given(st.text(max_size=20), st.text(min_size=1, max_size=4))
def test_what_is_marked_folds_to_what_was_asked(before: str, word: str) -> None:
    from extract.fold import normal

    asked = normal(word).text
    match = matches(Query(root=Word(normal=asked)), release("x", f"{before}{word}")) if asked else None
    for at, length in match.spans if match else ():
        assert asked in normal(f"{before}{word}"[at : at + length]).text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["科技", "AI", "AND", "OR", "NOT", "and", "…", "A-B", "人工\u3000智能", "NOTE"]), max_size=6
    )
)
def test_the_short_way_for_plain_words_reads_what_the_grammar_reads(parts: list[str]) -> None:
    text = " ".join(parts)
    short = parsing._words_alone(text)
    assert short is None or short == parsing._asked(parsing._tree(text))
