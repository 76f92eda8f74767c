"""What a language must say for a day to be the last one to act."""

from __future__ import annotations

import re
from dataclasses import dataclass

NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Patterns of one language; `until`, `before`, `closes` end where the day begins (in Asia: begin where it ends)."""

    hint: re.Pattern[str]  # without it a sentence is not looked at any further
    label: re.Pattern[str]  # closing date
    bare: re.Pattern[str]  # labels that need an act beside them: deadline
    window: re.Pattern[str]  # application period, before a span
    closes: re.Pattern[str]  # applications close
    until: re.Pattern[str]  # until, which only needs an act beside it
    before: re.Pattern[str]  # by, which needs a verb of acting
    act: re.Pattern[str]
    verb: re.Pattern[str]
    never: re.Pattern[str]  # what is not the reader's to do
    after_never: re.Pattern[str]
    step: re.Pattern[str]  # a first step, such as questions


def pattern(words: str) -> re.Pattern[str]:
    """These words, in capitals or not."""
    return re.compile(words, re.I)


_HOUR = (
    r"\d{1,2}(?:[:.h]\d\d)?(?:\s*(?:[ap]\.\s?m\.|(?:am|pm|noon|midnight|hours|hrs|hs?|uhr|heures|horas"
    r"|ore|uur|godz)\b\.?)|\b)"
    r"|\d{4}\s*(?:hours|hrs|h)\b|noon|midnight|midday|minuit|midi|mitternacht|medianoche"
    r"|middernacht|meia-noite|północy"
)
_DAYNAME = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
    r"|luned[iì]|marted[iì]|mercoled[iì]|gioved[iì]|venerd[iì]|sabato|domenica"
    r"|(?:segunda|ter[cç]a|quarta|quinta|sexta)(?:-feira)?|(?:maan|dins|woens|donder|vrij|zater|zon)dag"
    r"|poniedzia[łl]k[ui]?|wtor(?:ek|ku)|środ[yaę]|czwart(?:ek|ku)|piąt(?:ek|ku)|sobot[yaę]|niedziel[iaę]"
)
_ZONE = (
    r"\(?(?:[ECMPA]?[SD]?T|E[SD]T|GMT|BST|UTC|CES?T|AE[SD]T|"
    r"(?:local|eastern|central|mountain|pacific|brussels|uk|irish)(?:\s(?:standard|daylight))?(?:\stime)?)\)?"
)
# What may stand between "until" and its day: an hour, a zone, a weekday, an article.
BETWEEN = (
    rf"(?:[\s,:(]|\b(?:at|on|the|close of (?:business|play)|end of (?:the )?day|um|am|dem|den|à|le|el|il|día|del|de"
    rf"|las|a|alle|delle|ore|dia|do|em|ao|às|as|o|op|om|dnia|dniu|godz|godziny|w|r|часов|мск|дня)\b\.?"
    rf"|{_HOUR}|{_ZONE}(?=[\s,])|(?:{_DAYNAME})\b)*$"
)
