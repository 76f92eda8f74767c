"""Last days that other languages than Chinese count from the publication of the page itself: within 30 days of it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_N = r"(?P<n>\d{1,3}|[^\W\d_]{2,14}(?:-[^\W\d_]{3,6})?)(?: \(\d{1,3}\))?"
# Working days are left out: which days a country works is not told by its language.
_COUNTS = {
    "en": rf"\bwithin {_N} (?:calendar |consecutive )?(?P<unit>day|week|month)s? (?:of|from|after|following) (?:the )?"
    r"(?:date of |day of )?(?:the |its |this )?(?:publication|announcement|notice|posting|call)\b",
    "de": rf"\b(?:innerhalb|binnen) (?:von )?{_N} (?P<unit>Tag|Woche|Monat)e?n? (?:nach|ab) "
    r"(?:der |dieser |dem Tag der )?(?:Veröffentlichung|Bekanntmachung|Ausschreibung)\b",
    "fr": rf"\bdans (?:un délai de|les) {_N} (?P<unit>jour|semaine|mois)s?(?: calendaires)? "
    r"(?:à compter de|après|suivant) (?:la |le jour de la )?(?:date de )?(?:la |sa )?"
    r"(?:publication|présente annonce)\b",
    "es": rf"\b(?:en el plazo de|plazo[^.;]{{0,60}}? de|dentro de los) {_N} (?P<unit>día|semana|mes)e?s?"
    r"(?: naturales)?,?(?: contados?)? (?:a partir de(?:l día siguiente al?)?|desde(?: el día siguiente al?)?)(?: de)? "
    r"(?:la |su )?publicación\b",
    "it": rf"\bentro {_N} (?P<unit>giorn|settiman|mes)[ieo] dalla (?:data di )?pubblicazione\b",
    "pt": rf"\bno prazo de {_N} (?P<unit>dia|semana|m[eê]s)(?:es|s)?(?: corridos)?,?(?: contados?)? "
    r"(?:a partir da|após a|da)(?: data de)? publicação\b",
    "nl": rf"\bbinnen {_N} (?P<unit>dag|dagen|week|weken|maand|maanden) na (?:de )?(?:publicatie|bekendmaking)\b",
}
_PATTERNS = {language: re.compile(pattern, re.I) for language, pattern in _COUNTS.items()}
_WORDS = {
    1: "one einem einer un une una uno um uma een één",
    2: "two zwei deux dos due dois duas twee",
    3: "three drei trois tres tre três drie",
    4: "four vier quatre cuatro quattro quatro",
    5: "five fünf cinq cinco cinque vijf",
    6: "six sechs sei seis zes",
    8: "eight acht huit ocho otto oito",
    10: "ten zehn dix diez dieci dez tien",
    14: "fourteen vierzehn quatorze catorce quattordici veertien",
    15: "fifteen fünfzehn quinze quince quindici vijftien",
    20: "twenty zwanzig vingt veinte venti vinte twintig",
    21: "twenty-one",
    28: "twenty-eight",
    30: "thirty dreißig trente treinta trenta trinta dertig",
    45: "forty-five",
    60: "sixty sechzig soixante sesenta sessanta sessenta zestig",
    90: "ninety neunzig noventa novanta negentig",
}
_NUMERALS = {word: number for number, words in _WORDS.items() for word in words.split()}
_MOST = timedelta(days=200)


def counted(sentence: str, *, language: str, anchor: date) -> tuple[date, int, int] | None:
    """The day that many days, weeks or months after the anchor, and where the sentence says so."""
    pattern = _PATTERNS.get(language)
    match = pattern.search(sentence) if pattern is not None else None
    if match is None:
        return None
    number = int(match["n"]) if match["n"].isdigit() else _NUMERALS.get(match["n"].lower(), 0)
    unit = match["unit"].lower()
    if unit.startswith("m"):
        last = _months_later(anchor, number)
    else:
        last = anchor + timedelta(days=number * (7 if unit.startswith(("w", "s")) else 1))
    return (last, match.start(), match.end()) if number and last - anchor <= _MOST else None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
