"""Texts with all the scripts, widths and punctuation that pages bring."""

from __future__ import annotations

from hypothesis import strategies as st

# Few letters, so that a random word is often in a random text.
LETTERS = (
    *"科技创新局年",
    *"創新區濟發",
    *"aAbBéß",
    *"ＡＢ１２",
    *"12",
    *"かカｶﾞ",
    *"한국ᄀ",
    *"กำำ๑",
    "𠀀",
    "𪚥",
    "𞤀",  # Adlam: a script younger than the tokenizer's Unicode
    "ⴀ",
    "Ꭰ",
    "ა",
    "İ",
    "ﬁ",
    "①",
    "㊗",
    "\u0301",
    "\u200b",
    "\ufe00",
    "〇",
    "々",
)
GAPS = (*" 　\n\t", *"，。、（）《》“”：；", *",.!-_'\"*+^()[]:/\\", "〔", "〕", "·", "★", "\ue000", "\x00", "€")

TEXTS = st.lists(st.one_of(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.sampled_from(GAPS)), max_size=30).map(
    "".join
)


def of_few_letters(letters: list[str], gaps: list[str], size: int) -> st.SearchStrategy[str]:
    """Texts in which the same few letters meet again and again, with and without a gap."""
    return st.lists(st.sampled_from([*letters, *letters, *gaps]), min_size=1, max_size=size).map("".join)
