"""Where the words of a query stand in an original text, and the passage of it that shows them best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise, zip_longest

from extract import fold
from extract.fold import BREAK
from store import query
from store.query import Word

WIDTH = 80  # characters of a snippet
BEFORE = 20  # of them in front of the first hit
STRETCH = 240  # characters that are looked at for the best snippet
MARKED = 100  # hits that are looked at for the best snippet

Spans = tuple[tuple[int, int], ...]  # passages of a text, as (offset, length)


def title_spans(words: Sequence[Word], title: str) -> Spans:
    marked = seen(words, title, 0, len(title))
    return query.spans(words, fold.normal(title), title) if marked is None else marked


def first_spans(words: Sequence[Word], body: str) -> Spans:
    """Where the words are in the first stretch of text that has any of them."""
    if not words:
        return ()
    likely = glance(tuple(words)).search(body)
    if not likely and fold.even(body):
        return ()
    if likely:
        # To bring twenty long texts into normal form would take far longer than to find them.
        start, end = max(0, likely.start() - BEFORE), min(len(body), likely.start() + STRETCH)
        marked = seen(words, body, start, end)
        if marked:
            return marked
        stretch = body[start:end]
        found = tuple((start + at, length) for at, length in query.spans(words, fold.normal(stretch), stretch))
        # What touches an end that we made may be a part of a longer word.
        inner = tuple(
            (at, length)
            for at, length in found
            if (at > start or not start) and (at + length < end or end == len(body))
        )
        if inner:
            return inner
    return query.spans(words, fold.normal(body), body)


def seen(words: Sequence[Word], text: str, start: int, end: int) -> Spans | None:
    """Where the words are between two places of an original text; None where only its normal form can tell."""
    if not fold.even(text[start:end]) or any(set(" " + BREAK) & set(word.normal) for word in words):
        return None
    found = {
        match.span(1)
        for word in words
        for match in _exactly(word.normal).finditer(text, start, end)
        if not _within_word(word.normal, text, *match.span(1))
    }
    return tuple((at, stop - at) for at, stop in sorted(found, key=lambda span: (span[0], span[1])))


def _within_word(normal: str, text: str, start: int, end: int) -> bool:
    """Does a longer word go on before or behind?"""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    return (fold.kinds(normal[0]) == fold.kinds(fold.fold(before)) == "w") or (
        fold.kinds(normal[-1]) == fold.kinds(fold.fold(behind)) == "w"
    )


@lru_cache(maxsize=256)
def _exactly(normal: str) -> re.Pattern[str]:
    """Finds in an original text that folds evenly where a word without gaps may stand, overlaps included."""
    letters = [f"[{re.escape(fold.spellings(char))}]" for char in normal]
    gaps = ["" if pair == ("w", "w") else r"\s*" for pair in pairwise(fold.kinds(normal))]
    return re.compile(f"(?=({''.join(chain(*zip_longest(letters, gaps, fillvalue='')))}))")


@lru_cache(maxsize=256)
def glance(words: tuple[Word, ...]) -> re.Pattern[str]:
    """Finds in an original text the likely place of a word, in no time.

    Where it finds one there may be none; where it finds none there is none, if the text folds evenly.
    """
    return re.compile("|".join(_likely(word.normal) for word in words))


def _likely(normal: str) -> str:
    # Spaces are allowed for between letters only: next to a break, any run of signs, they would be tried twice.
    stretches = re.split(f"[ {BREAK}]", normal)
    return r"[\W_]+".join(
        r"\s*".join(f"[{re.escape(fold.spellings(char))}]" for char in letters) for letters in stretches
    )


def excerpt(body: str, spans: Spans) -> tuple[str, Spans]:
    """Some words around the hits, and where the hits are in them; the beginning where the text has none."""
    first = _densest(spans)
    start = max(0, first - BEFORE)
    # At the end of a text there is more to show in front.
    start = max(0, min(start, len(body) - WIDTH))
    end = min(len(body), start + WIDTH)
    lead, tail = "…" if start else "", "…" if end < len(body) else ""
    plain = body[start:end].replace("\n", " ")
    if not plain.isprintable():
        plain = "".join(char if char.isprintable() else " " for char in plain)
    shift = len(lead) - start
    marks = tuple((at + shift, min(at + length, end) - at) for at, length in spans if start <= at < end)
    return f"{lead}{plain}{tail}", marks


def _densest(spans: Spans) -> int:
    """The hit behind which most different hits fit into one snippet; the first of equals."""
    best, most = 0, 0
    spans = spans[:MARKED]
    for at, _ in spans:
        fits = sum(at <= other and other + size <= at + WIDTH - BEFORE for other, size in spans)
        if fits > most:
            best, most = at, fits
    return best
