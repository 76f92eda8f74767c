from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.fold import BREAK, bare, even, fold, kinds, normal, offsets, spellings
from tests.store.texts import TEXTS

ANY = st.one_of(TEXTS, st.text(max_size=40))


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("濟南市科學技術局", "济南市科学技术局"),
        ("臺灣 裏 著 衞 瞭解 答覆 復甦", "台湾 里 着 卫 了解 答复 复苏"),
        ("ＡＩ２０２６（試行）：“㈱①”", "ai2026(试行):“(株)1”"),
        ("Straße ΣΑΣ İ", "strasse σασ i̇"),
        ("科\u200b技\u00ad局\ufe00", "科技局"),
        ("⼀、豈 ﾊﾟ", "一、岂 ハ\u309a"),
        ("𠀀𪚥", "𠀀𪚥"),
    ],
)
def test_every_spelling_has_one_form(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_a_text_is_even_where_each_of_its_characters_becomes_one() -> None:
    letters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert [letter for letter in letters if even(letter) != (len(fold(letter)) == 1)] == []
    assert even("政务𠀀")
    assert not even("政务𠀀㈱")


@given(ANY)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY, ANY)
def test_a_part_folds_to_a_part(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@given(ANY)
def test_every_folded_character_leads_back_to_the_one_it_comes_from(text: str) -> None:
    back = offsets(text)
    folded = fold(text)
    assert len(back) == len(folded) + 1
    assert back[len(folded)] == len(text)
    assert all(char in fold(text[back[at]]) for at, char in enumerate(folded))
    assert list(back) == sorted(back)


@given(st.characters(exclude_categories=["Cs"]))
def test_the_shipped_kinds_say_what_the_character_data_says(char: str) -> None:
    for folded in fold(char):
        kind = kinds(folded)
        category = unicodedata.category(folded)[0]
        if folded.isspace():
            assert kind == "s"
        elif unicodedata.unidata_version == "14.0.0" and not 0x3400 <= ord(folded) < 0x40000:
            assert (kind in "jw") is (category in "LMN")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("科 技\n局", "科技局"),
        ("济南 AI 产业 2026 年", "济南ai产业2026年"),
        (" Deep \n Learning ", "deep learning"),
        ("《通知》，（试行）", f"通知{BREAK}试行"),
        ("济科发〔2026〕1号", f"济科发{BREAK}2026{BREAK}1号"),
        ("a , b", f"a{BREAK}b"),
        ("二〇二六年 人々", "二〇二六年人々"),
        ("ไทย ๑๒", "ไทย๑๒"),
        ("，。 ", ""),
        ("", ""),
    ],
)
def test_the_normal_form_keeps_letters_breaks_and_the_spaces_between_words(text: str, expected: str) -> None:
    assert normal(text).text == expected


@given(ANY)
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal(normal(text).text).text == normal(text).text


@given(ANY)
def test_every_letter_of_the_normal_form_leads_back_to_the_folded_text(text: str) -> None:
    made, folded = normal(text), fold(text)
    for at, char in enumerate(made.text):
        if char not in (" ", BREAK):
            assert folded[made.origin(at)] == char


@given(ANY)
def test_what_is_bare_is_the_letters_of_the_normal_form(text: str) -> None:
    assert bare(text) == normal(text).text.replace(BREAK, "").replace(" ", "")


def test_spellings_are_all_that_folds_to_a_character() -> None:
    assert set(spellings("术")) >= {"术", "術"}
    assert set(spellings("a")) >= {"a", "A", "ａ", "Ａ"}
    assert all(fold(char) == "发" for char in spellings("发"))
