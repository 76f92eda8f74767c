"""The last day to act as other languages than Chinese write it, with the sentence that says so.

A day counts only where the words before it (in Japanese and Korean: after it) make it the end of what a reader may do:
a label such as "closing date", or "until" and its like beside an act such as to apply. The words stand in
deadline_words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract import calendars, dates
from extract.deadline_counts import counted
from extract.deadline_words import WORDS, Words

_LONGEST = 700  # characters of a sentence; a longer one is a table or a list of links
_NEAR = 90  # characters between a label and its day
_DIGIT = re.compile(r"\d")
_AHEAD = timedelta(days=800)
# A point ends a sentence before a capital letter, but not in "29. Mai", "p.m. Eastern" or "Art. 5".
_POINT = re.compile(
    r"(?:(?<=(?:19|20)\d\d)|(?<=[^\W\d_]{3})|(?<=[)\"”»]))[.!?]\s+(?=[\"“„«¿(]?[^\W\d_a-zß-öø-ÿ])|(?<=다\.)\s+|[。！]"
)
_ASIAN = ("ja", "ko")
_JOIN = re.compile(
    r"[\s,.]*(?:\([^()]{1,12}\)|（[^（）]{1,12}）|から|より|부터|[\s,:時分시분]|\d{1,2}[:時시]\d{0,2})*"
    r"(?:~|〜|～|–|—|-|to|until|till|through|and|bis(?: zum| einschließlich)?|au|jusqu['’]au|al?|hasta el"
    r"|から|より|부터"
    r"|fino al|ao?|até|t/m|tot(?: en met)?|do(?: dnia)?|по|до)"
    r"[\s,]*(?:le |el |il )?(?:\d{1,2}[:.]\d\d\s*)?",
    re.I,
)
_BEGUN = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|er|\.)?\s*"
    r"(?:to|until|and|bis(?: zum)?|au|al?|e|do|по|t/m|tot(?: en met)?|–|—|-)\s*$",
    re.I,
)  # 1 to 30 June


@dataclass(frozen=True, slots=True)
class _Told:
    """A day, or the end of a span, and where it stands in its sentence."""

    day: date
    start: int
    end: int
    span: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """A last day, how it was found, the sentence that proves it, and whether it only ends a first step."""

    day: date
    basis: str
    text: str
    step: bool = False


def read(text: str, *, language: str | None, anchor: date | None, day_first: bool | None = None) -> Last | None:
    """The first last day that was not past on the anchor; a first step's (for questions) only for want of it."""
    words = WORDS.get(language or "")
    if words is None:
        return None
    asian = language in _ASIAN
    steps: list[Last] = []
    for sentence in _sentences(text, words):
        for last in _of(sentence, words, asian=asian, anchor=anchor, day_first=day_first):
            if anchor is not None and not anchor <= last.day <= anchor + _AHEAD:
                continue
            if not last.step:
                return last
            steps.append(last)
    if steps:
        return steps[0]
    return _counted(text, words, language or "", anchor) if anchor is not None else None


def _counted(text: str, words: Words, language: str, anchor: date) -> Last | None:
    """For want of a day that is written: within 30 days of publication."""
    for sentence in (part.strip() for line in text.split("\n") for part in _split(line)):
        found = counted(sentence, language=language, anchor=anchor) if len(sentence) <= _LONGEST else None
        if found is not None:
            day, start, end = found
            rest = f"{sentence[:start]} {sentence[end:]}"
            if words.act.search(sentence) and not words.never.search(rest):
                return Last(day=day, basis="counted from publication", text=sentence)
    return None


def _sentences(text: str, words: Words) -> Iterator[str]:
    """Sentences that may tell a last day, each with the label that stands alone on the line above it."""
    above = ""
    for line in text.split("\n"):
        if not _DIGIT.search(line):
            above = line if len(line) < _NEAR else ""
            continue
        for sentence in filter(None, map(str.strip, _split(line))):
            if len(sentence) <= _LONGEST and _DIGIT.search(sentence):
                if above and len(sentence) < _NEAR and _asks(f"{above} ", words):
                    yield f"{above} {sentence}"
                elif words.hint.search(sentence):
                    yield sentence
            above = ""


def _asks(line: str, words: Words) -> bool:
    """Does the line only tell what the day on the next one is for?"""
    return any(each.search(line) for each in (words.label, words.window, words.closes, words.until))


def _split(text: str) -> Iterator[str]:
    at = 0
    for match in _POINT.finditer(text):
        yield text[at : match.start() + (match[0][:1] in ".!?。！")]
        at = match.end()
    yield text[at:]


def _of(sentence: str, words: Words, *, asian: bool, anchor: date | None, day_first: bool | None) -> Iterator[Last]:
    told = _told(sentence, anchor, day_first)
    step = bool(told) and words.step.search(sentence) is not None
    for number, one in enumerate(told):
        begin = told[number - 1].end if number else 0
        stop = told[number + 1].start if number + 1 < len(told) else len(sentence)
        before, after = sentence[begin : one.start], sentence[one.end : stop]
        basis = _asian(sentence, before, after, one, words) if asian else _european(sentence, before, after, one, words)
        if basis:
            yield Last(day=one.day, basis=basis, text=sentence, step=step)


def _european(sentence: str, before: str, after: str, one: _Told, words: Words) -> str:
    label = _last(words.label, before)
    if label is not None and len(before) - label.end() <= _NEAR and not words.never.search(before[label.end() :]):
        bare = words.bare.fullmatch(label[0]) is not None
        if not bare or words.act.search(sentence) or not before[label.end() :].strip(" :–-\t"):
            return "last day named"
    if words.never.search(before) or words.after_never.search(after[:60]):
        return ""
    lead = sentence[: one.start]
    if one.span:
        return "window" if words.window.search(before) or words.window.search(after[:60]) else ""
    if words.closes.search(before):
        return "last day named"
    if words.until.search(before) and (words.act.search(lead) or words.verb.search(after[:80])):
        return "last day named"
    if words.before.search(before) and (words.verb.search(before) or words.verb.search(after[:80])):
        return "to be done before"
    return ""


def _asian(sentence: str, before: str, after: str, one: _Told, words: Words) -> str:
    if words.never.search(before[-60:]) or words.after_never.search(after[:40]):
        return ""
    label = _last(words.label, before)
    if label is not None and len(before) - label.end() <= 20:
        return "last day named"
    if one.span and words.window.search(before):
        return "window"
    if words.until.match(after) and (
        words.act.search(before) or words.verb.search(after[:60]) or words.window.search(before)
    ):
        return "last day named"
    return ""


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.start(), default=None)


def _told(sentence: str, anchor: date | None, day_first: bool | None) -> Sequence[_Told]:
    """The days of a sentence in their order, spans as one."""
    whole = [*dates.find(sentence), *calendars.find(sentence, day_first=day_first)]
    found = [_Told(each.day, each.start, each.end) for each in whole]
    if anchor is not None:
        for month, day, start, end in calendars.yearless(sentence):
            if (near := dates.next_such(month, day, anchor)) and not any(
                start < f.end and f.start < end for f in found
            ):
                found.append(_Told(near, start, end))
    told: list[_Told] = []
    for one in sorted(found, key=lambda each: (each.start, -each.end)):
        if told and one.start < told[-1].end:
            continue
        if told and _JOIN.fullmatch(sentence[told[-1].end : one.start]):
            told[-1] = _Told(one.day, told[-1].start, one.end, span=True)
        elif begun := _BEGUN.search(sentence, told[-1].end if told else 0, one.start):
            told.append(_Told(one.day, begun.start(), one.end, span=True))
        else:
            told.append(one)
    return told
