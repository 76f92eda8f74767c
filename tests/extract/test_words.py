"""Expressions that are tried at few places find what they found at every place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import formulas, offers, signs
from extract.words import starting_at


@pytest.mark.parametrize(
    "quick",
    [formulas._FORMULA, offers._PITCH, signs._CONTACT, signs._ACCOUNT],
    ids=["formula", "pitch", "contact", "account"],
)
def test_every_beginning_of_an_expression_is_among_the_characters_where_it_is_tried(quick: re.Pattern[str]) -> None:
    pattern = quick.pattern[quick.pattern.index("](?<=(?=") + len("](?<=(?=") : -len(").)")]
    slow = re.compile(pattern)

    @settings(max_examples=300, deadline=None, database=None)
    @given(st.from_regex(slow))
    def agree(text: str) -> None:
        assert bool(quick.search(text)) is bool(slow.search(text))

    agree()


def test_an_expression_is_tried_only_where_it_is_told() -> None:
    assert starting_at("b", "bc|ac").search("abcd")
    assert starting_at("b", "bc|ac").search("acd") is None
