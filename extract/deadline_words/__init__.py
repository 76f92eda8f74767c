"""The words that make a day the last one to act, language by language."""

from __future__ import annotations

from extract.deadline_words.asian import JA, KO
from extract.deadline_words.english import EN
from extract.deadline_words.germanic import DE, NL
from extract.deadline_words.romance import ES, FR, IT, PT
from extract.deadline_words.slavic import PL, RU
from extract.deadline_words.words import Words

WORDS = {"en": EN, "de": DE, "nl": NL, "fr": FR, "es": ES, "it": IT, "pt": PT, "pl": PL, "ru": RU, "ja": JA, "ko": KO}

__all__ = ["WORDS", "Words"]
