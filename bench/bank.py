"""Releases by the million: put together from clauses that were made and prepared once, and a few of their own.

What a clause becomes in the index, in the digest and in the sketch depends on it alone, but for the letters around it.
So a release costs a tenth of one made word by word (bench/releases.py), and its rows say what recording its text would
write (`agrees`). A clause of the bank is in some hundreds of a million releases; four of a release's are nobody
else's, and so are the letters where two clauses meet: enough to be told apart by, and to be searched for.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import chain, pairwise

import xxhash

from bench import releases
from extract import fold
from extract.document import Document
from extract.fold import BREAK
from store import dedup, index, shelf, sketches
from store.sketches import DENSE, GRAM, MOST, SPARSE

CLAUSES = 300_000  # in the bank, at most
EACH = 3  # in the bank for each document of a smaller archive
OWN = 4  # of a release, that no other has
USUAL = 11  # characters of a clause, its sign included
SIGNS = ("，", "，", "，", "。", "。", "。\n")
_JOINT = f" {BREAK} "


@dataclass(frozen=True, slots=True)
class Filled:
    """A document and what takes long to make of it."""

    document: Document
    wording: str
    marks: tuple[str, ...]
    cells: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Clause:
    """A few words between two signs, and what they become."""

    text: str
    tokens: str
    letters: str
    chars: str
    marks: tuple[int, ...]  # hashes of its letters that a sketch could keep


def release(number: int, *, of: int, seed: int = 1) -> Filled:
    """A release of the day of this number among so many, with what recording it would write."""
    luck = random.Random(f"{seed}/bulk/{number}")
    if luck.random() < 0.02:
        return prepared(releases.release(number, of=of, seed=seed))
    day, (city, name) = releases.day(number, of), releases.place(luck)
    words = releases.words(luck, seed=seed, at_once=50)
    title, topic = releases.heading(luck, words, day, name)
    count = max(2 * OWN, releases.characters(luck) // USUAL)
    found = luck.choices(bank(seed, min(CLAUSES, of * EACH)), k=count)
    for at in luck.sample(range(count), OWN):
        found[at] = clause(releases.clause(luck, words))
    found[0] = clause(f"各区县{topic}主管部门")
    found[-1] = clause(f"{name}{day.year}年{luck.randint(1, 12)}月{luck.randint(1, 28)}日前")
    if luck.random() < 0.05:
        title, found = releases.traditional(title), list(map(_traditional, found))
    signs = (*luck.choices(SIGNS, k=count - 1), "。")
    text = "".join(chain.from_iterable(zip((one.text for one in found), signs, strict=True)))
    document = releases.document(luck, number, day, city, name, title, text)
    return _put_together(document, found)


def prepared(document: Document) -> Filled:
    """The document with what recording it would write."""
    facts = dedup.facts(document)
    return Filled(
        document=document,
        wording=facts.wording,
        marks=shelf.marks(document, facts),
        cells=index.cells(index.row(document, [releases.source(document)])),
    )


def agrees(one: Filled) -> bool:
    """Does it say what recording its text would write? But for a few marks: grams that recur are counted again."""
    true = prepared(one.document)
    shared = len(set(one.marks) & set(true.marks)) / max(len(one.marks), len(true.marks), 1)
    return (one.wording, one.cells) == (true.wording, true.cells) and shared > 0.7


def clause(text: str) -> Clause:
    """The clause as it is searched and compared."""
    normal, letters = fold.normal(text).text, fold.bare(text)
    return Clause(
        text=text,
        tokens=" ".join(index.tokens(normal)),
        letters=letters,
        chars="".join(index.singles(normal)),
        marks=tuple(_marks(letters, int(DENSE * 2**64))),
    )


@cache
def bank(seed: int, size: int) -> list[Clause]:
    """The clauses that many releases have."""
    luck = random.Random(f"{seed}/bank")
    words = releases.words(luck, seed=seed)
    day, city = releases.FIRST, releases.city(luck)
    found: list[Clause] = []
    while len(found) < size:
        dice = luck.random()
        last = releases.ending(luck, words, dice, day, city) if dice >= 0.2 else None
        found.append(clause(releases.formula(luck) if dice < 0.05 else last or releases.clause(luck, words)))
    return found


@cache
def _traditional(one: Clause) -> Clause:
    return clause(releases.traditional(one.text))


def _put_together(document: Document, found: list[Clause]) -> Filled:
    letters = "".join([one.letters for one in found])
    title = fold.normal(document.title).text
    number = fold.normal(document.number or "").text
    of_title = index.singles(title)
    body = [one.tokens for one in found] + ([" ".join(index.tokens(number))] if number else [])
    chars = dict.fromkeys("".join([*of_title, *[one.chars for one in found], *index.singles(number)]))
    named = sketches.tokens("", title=document.title, number=document.number)
    return Filled(
        document=document,
        wording=sha256(letters.encode()).hexdigest(),
        marks=(*_sketch(found, len(letters)), *named),
        cells=(
            " ".join(index.tokens(title)),
            _JOINT.join(body),
            " ".join([*chars, *[index.IN_TITLE + char for char in of_title]]),
            index.meta(index.row(document, [releases.source(document)])),
        ),
    )


def _sketch(found: list[Clause], letters: int) -> list[str]:
    """The tokens of letters' grams, as in store/sketches.py."""
    limit = int(min(max(sketches.USUAL / letters, SPARSE), DENSE, MOST / letters) * 2**64)
    marks = [mark for one in found for mark in one.marks if mark < limit]
    joints = [one.letters[1 - GRAM :] + other.letters[: GRAM - 1] for one, other in pairwise(found)]
    grams = [joint[at : at + GRAM] for joint in joints for at in range(len(joint) - GRAM + 1)]
    marks += _small(grams, limit)
    return [sketches._token(mark) for mark in sorted(set(marks))]


def _marks(letters: str, limit: int) -> list[int]:
    return _small([letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1)], limit)


def _small(grams: list[str], limit: int) -> list[int]:
    digest = xxhash.xxh3_64_intdigest
    return [mark for gram in grams if (mark := digest(gram.encode())) < limit]
