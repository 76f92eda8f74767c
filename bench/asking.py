"""What is asked of a made-up archive: words by length and rarity, combinations, and random queries with an oracle."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from extract import fold
from store import query, search
from store.connection import Archive
from store.moments import DAY, EPOCH

LENGTHS = (1, 2, 4, 8)
EACH = 40  # words of one length and rarity
COMMON, RARE = 0.01, 0.001  # in at least, at most this share of the documents
CHECKED = 10_000  # documents that the oracle looks at

Words = dict[tuple[int, str], list[str]]


def sample(db: Archive, seed: int) -> list[str]:
    """Some of the archive's texts."""
    luck = random.Random(seed)
    (last,) = db.execute("select max(id) from documents").fetchone()
    ids = [luck.randint(1, last) for _ in range(400)]
    found = (db.execute("select text from documents where id = ?", (id,)).fetchone() for id in ids)
    return [row[0] for row in found if row]


def words(db: Archive, texts: list[str], seed: int) -> Words:
    """Words of each length that many and that few documents have, taken from the texts and by their letters."""
    luck = random.Random(seed)
    (documents,) = db.execute("select count(*) from documents").fetchone()
    found: Words = {}
    for length in LENGTHS:
        common, rare = found.setdefault((length, "common"), []), found.setdefault((length, "rare"), [])
        for word in _candidates(luck, texts, length):
            share = search.count_up_to(db, query.parse(f'"{word}"'), int(documents * COMMON) + 1) / documents
            if share >= COMMON and len(common) < EACH:
                common.append(word)
            elif 0 < share <= RARE and len(rare) < EACH:
                rare.append(word)
            if len(common) == len(rare) == EACH:
                break
    return found


def _candidates(luck: random.Random, texts: list[str], length: int) -> Iterator[str]:
    runs = [run for text in texts for run in re.findall("[一-鿿]+", text) if len(run) >= length]
    # The rarest single letters are those that are in one text alone.
    letters = "".join(texts)
    once = sorted({char for char in set(letters) if "一" <= char <= "鿿"}, key=letters.count)[:100]
    for number in range(1000):
        if length == 1 and number % 2:
            yield once[number // 2 % len(once)] if once else "龘"
            continue
        run = luck.choice(runs)
        at = luck.randint(0, len(run) - length)
        yield run[at : at + length]


def best(ask: Callable[[], object]) -> float:
    """Milliseconds that it takes, the best of three."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return min(times) * 1e3


def heading(name: str, words: Words) -> None:
    """The head of a table with a column for each length and rarity."""
    columns = "".join(f"{length:>3} {kind:<10}" for length, kind in words)
    print(f"\n{name + ', ms p50/p95':30}{columns}")


def line(name: str, words: Words, ask: Callable[[str], object]) -> float:
    """One way to ask, over every word of each column; the worst p95 of them, in milliseconds."""
    cells, worst = [], 0.0
    for column in words.values():
        times = sorted(best(lambda w=word: ask(w)) for word in column)  # type: ignore[misc]
        worst = max(worst, times[int(len(times) * 0.95)] if times else 0.0)
        cells.append(f"{_short(times[len(times) // 2])}/{_short(times[int(len(times) * 0.95)])}" if times else "-")
    print(f"  {name:28}{''.join(f'{cell:<14}' for cell in cells)}", flush=True)
    return worst


def _short(milliseconds: float) -> str:
    return (
        f"{milliseconds:.2f}"
        if milliseconds < 1
        else f"{milliseconds:.1f}"
        if milliseconds < 10
        else f"{milliseconds:.0f}"
    )


def combined(words: Words, seed: int) -> Iterator[tuple[str, list[str]]]:
    """Queries of several words, the hard ones first."""
    luck = random.Random(seed)
    common = words[2, "common"] or ["企业"]
    rare = words[2, "rare"] or words[4, "rare"] or ["企业"]
    fours = words[4, "common"] or common
    pairs = [(luck.choice(common), luck.choice(common)) for _ in range(EACH)]
    yield "two common words", [f"{one} {other}" for one, other in pairs]
    yield "a common and a rare word", [f"{one} {luck.choice(rare)}" for one, _ in pairs]
    yield "two common words that hardly meet", [f"{one} {luck.choice(rare)} -{other}" for one, other in pairs]
    yield "a common word without a common one", [f"{one} NOT {other}" for one, other in pairs]
    yield "nothing but NOT", [f"-{one}" for one, _ in pairs]
    yield "one of twenty words", [" OR ".join(luck.choices([*common, *rare, *fours], k=20)) for _ in pairs]
    yield (
        "(a OR b) AND (c OR d) NOT e",
        [
            f"({one} OR {luck.choice(rare)}) ({luck.choice(fours)} OR {other}) -{luck.choice(common)}"
            for one, other in pairs
        ],
    )
    yield "title:word", [f"title:{one}" for one, _ in pairs]
    yield "a category and a word", [f"category:通知 {one}" for one, _ in pairs]
    yield "a deadline and a word", [f"deadline:2026-09-01 {one}" for one, _ in pairs]


# --- the oracle ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as the oracle sees it: folded text, and its whole Latin words and numbers."""

    title: str
    text: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Check:
    """A query as it is written, and whether a document answers it."""

    text: str
    holds: Callable[[Subject], bool]


def subject(title: str, text: str, number: str | None) -> Subject:
    """What the oracle looks at."""
    title, text = fold.fold(title), fold.fold(f"{text}\n{number or ''}")
    return Subject(title, text, frozenset(re.findall("[a-z0-9]+", f"{title} {text}")))


def stretch(db: Archive) -> tuple[date, date]:
    """Days that hold about as many documents as the oracle can look at, in the middle of the archive."""
    (count,) = db.execute("select count(*) from documents").fetchone()
    middle = max(0, count // 2 - CHECKED // 2)
    bounds = [
        db.execute("select place from documents order by place limit 1 offset ?", (min(count - 1, at),)).fetchone()[0]
        for at in (middle, middle + CHECKED)
    ]
    first, last = (EPOCH + timedelta(days=place >> DAY) for place in bounds)
    return first, last


def checks(texts: list[str], count: int, seed: int) -> Iterator[Check]:
    """Random queries: Han passages anywhere, Latin words and numbers as wholes, joined by AND, OR and NOT."""
    luck = random.Random(f"{seed}/checks")
    runs = [run for text in texts for run in re.findall("[一-鿿]+", text)]
    wholes = [word for text in texts for word in re.findall("[A-Za-z0-9]+", text)]

    def word() -> Check:
        if luck.random() < 0.2:
            whole = luck.choice(wholes)
            return Check(whole, lambda s: whole.lower() in s.words)
        run = luck.choice(runs)
        at, size = luck.randrange(len(run)), luck.choice((1, 1, 2, 2, 2, 3, 4, 4, 6, 8))
        passage = run[at : at + size]
        folded = fold.fold(passage)
        if luck.random() < 0.1:
            return Check(f"title:{passage}", lambda s: folded in s.title)
        return Check(passage, lambda s: folded in s.text or folded in s.title)

    for _ in range(count):
        dice, one, two, three = luck.random(), word(), word(), word()
        yield _joined(dice, one, two, three)


def _joined(dice: float, one: Check, two: Check, three: Check) -> Check:
    if dice < 0.4:
        return one
    if dice < 0.6:
        return Check(f"{one.text} AND {two.text}", lambda s: one.holds(s) and two.holds(s))
    if dice < 0.75:
        return Check(f"{one.text} OR {two.text}", lambda s: one.holds(s) or two.holds(s))
    if dice < 0.9:
        return Check(f"{one.text} NOT {two.text}", lambda s: one.holds(s) and not two.holds(s))
    return Check(
        f"({one.text} OR {two.text}) -{three.text}", lambda s: (one.holds(s) or two.holds(s)) and not three.holds(s)
    )
