"""Releases in any number, made up: no word of them is anybody's, and the same number and seed give the same release.

Words come by Zipf's law from a vocabulary of written and invented ones, in sentences with the set phrases, figures,
names and Latin words that notices have; one in twenty is in Traditional characters, one in fifty in English.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path

from extract import divisions, fold, places
from extract.document import CATEGORIES, Document

VOCABULARY = 60_000
FIRST, LAST = date(2012, 1, 1), date(2026, 8, 31)
SOURCES = 200


def _written() -> dict[str, list[str]]:
    """The words of words.txt by the heading they stand under."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            words = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            words.extend(line.split())
    return found


_FOUND = _written()
WORDS, PHRASES, FORMULAS = _FOUND["words"], _FOUND["phrases"], _FOUND["formulas"]
LATIN, ENGLISH, FUNCTION = _FOUND["latin"], _FOUND["english"], _FOUND["function"]
LETTERS = "".join(_FOUND["letters"])


def release(number: int, *, of: int, seed: int = 1) -> Document:
    """The release of this number among so many; their days go from 2012 to 2026, later ones thicker."""
    luck = random.Random(f"{seed}/{number}")
    return _made(luck, number, day(number, of), seed)


def recent(number: int, *, seed: int = 1) -> Document:
    """A release that arrives after the others: mostly of September 2026, one in ten older."""
    luck = random.Random(f"{seed}/recent/{number}")
    late = luck.random() < 0.9
    day = LAST + timedelta(days=luck.randint(1, 30)) if late else FIRST + timedelta(days=luck.randint(0, 5000))
    return _made(luck, 100_000_000 + number, day, seed)


def words(luck: random.Random, *, seed: int = 1, at_once: int = 500) -> Iterator[str]:
    """Words without end, the frequent ones often."""
    while True:
        yield from luck.choices(_vocabulary(seed), cum_weights=_zipf(VOCABULARY, 1.0), k=at_once)


def city(luck: random.Random) -> str:
    """The name of a city, the first ones often."""
    return place(luck)[1]


def place(luck: random.Random) -> tuple[str, str]:
    """Code and name of a city, the first ones often."""
    return luck.choices(_cities(), cum_weights=_zipf(len(_cities()), 2.0))[0]


def source(document: Document) -> str:
    """The source that shows it."""
    return f"s{int((document.url or '').rpartition('/')[2]) * 7919 % SOURCES:03}"


def day(number: int, of: int) -> date:
    """The day of the release of this number among so many."""
    return FIRST + timedelta(days=int((number / of) ** 0.6 * (LAST - FIRST).days))


def _made(luck: random.Random, number: int, day: date, seed: int) -> Document:
    city, name = place(luck)
    if luck.random() < 0.02:
        title, text, language = _english(luck, day, name)
    else:
        title, text, language = *_chinese(luck, day, name, seed), "zh"
    return document(luck, number, day, city, name, title, text, language)


def document(
    luck: random.Random, number: int, day: date, city: str, name: str, title: str, text: str, language: str = "zh"
) -> Document:
    """The release with this title and text, and everything else by luck."""
    wide = luck.random()
    region = city if wide < 0.8 else f"{city[:2]}0000" if wide < 0.9 else "000000" if wide < 0.97 else None
    return Document(
        url=f"https://{city}.example.cn/art/{number}",
        title=title,
        text=text,
        published=day,
        deadline=day + timedelta(days=luck.randint(10, 60)) if luck.random() < 0.2 else None,
        issuer=f"{name}{luck.choice(('科学技术局', '财政局', '人民政府', '工业和信息化局', '发展和改革委员会'))}",
        number=f"{name[0]}{luck.choice('科财政工发')}发〔{day.year}〕{luck.randint(1, 300)}号"
        if luck.random() < 0.4
        else None,
        category=luck.choice(CATEGORIES),
        region=region,
        city=places.city_name(region) if region else None,
        language=language,
    )


def _chinese(luck: random.Random, day: date, city: str, seed: int) -> tuple[str, str]:
    length = characters(luck)
    words = iter(luck.choices(_vocabulary(seed), cum_weights=_zipf(VOCABULARY, 1.0), k=length // 2))
    title, topic = heading(luck, words, day, city)
    paragraphs, written = [f"各区县{topic}主管部门，各有关单位："], 0
    while written < length:
        sentences = [_sentence(luck, words, day, city) for _ in range(_number(luck, 1, 5))]
        paragraphs.append("".join(sentences))
        written += len(paragraphs[-1])
    text = "\n".join(paragraphs)
    if luck.random() < 0.05:
        return traditional(title), traditional(text)
    return title, text


def characters(luck: random.Random) -> int:
    """How long a release is."""
    return int(min(15_000, max(150, luck.lognormvariate(7.05, 0.6))))


def heading(luck: random.Random, words: Iterator[str], day: date, city: str) -> tuple[str, str]:
    """A title, and what it is about."""
    topic = next(words) + luck.choice(PHRASES)
    doing = luck.choice(("关于开展", "关于组织申报", "关于公布", "关于印发"))
    return f"{city}{doing}{day.year}年{topic}{luck.choice(WORDS)}的通知", topic


def clause(luck: random.Random, words: Iterator[str]) -> str:
    """Some words without a sign between them."""
    found = [next(words, "工作") for _ in range(_number(luck, 2, 6))]
    found.insert(_number(luck, 0, len(found) - 1), FUNCTION[_number(luck, 0, len(FUNCTION) - 1)])
    return "".join(found)


def ending(luck: random.Random, words: Iterator[str], dice: float, day: date, city: str) -> str | None:
    """What one in five sentences ends with."""
    if dice < 0.2:
        return f"{city}{day.year}年{_number(luck, 1, 12)}月{_number(luck, 1, 28)}日前"
    if dice < 0.27:
        return f"不超过{_number(luck, 1, 500)}万元"
    if dice < 0.33:
        return f"{luck.choice(LATIN)}{next(words, '技术')}"
    return None


def formula(luck: random.Random) -> str:
    """What officials write everywhere."""
    return luck.choices(FORMULAS, cum_weights=_zipf(len(FORMULAS), 1.0))[0]


def traditional(text: str) -> str:
    """The text in Traditional characters."""
    return text.translate(_traditional())


def _sentence(luck: random.Random, words: Iterator[str], day: date, city: str) -> str:
    dice = luck.random()
    if dice < 0.12:
        return formula(luck) + "。"
    clauses = [clause(luck, words) for _ in range(_number(luck, 1, 4))]
    if last := ending(luck, words, dice, day, city):
        clauses.append(last)
    return "，".join(clauses) + "。"


def _number(luck: random.Random, first: int, last: int) -> int:
    # randint is four times as slow, and there are a hundred of these in a release.
    return first + int(luck.random() * (last - first + 1))


def _english(luck: random.Random, day: date, city: str) -> tuple[str, str, str]:
    words = luck.choices(ENGLISH, cum_weights=_zipf(len(ENGLISH), 1.0), k=250)
    words += [
        luck.choice("bcdfgklmnprstvw") + luck.choice("aeiou") + luck.choice("lmnrst") + luck.choice("aeioy")
        for _ in range(20)
    ]
    luck.shuffle(words)
    return f"{day.year} {' '.join(words[:6])} {city}", f"{' '.join(words)}. {day.isoformat()}", "en"


@cache
def _cities() -> list[tuple[str, str]]:
    """Code and name of the prefecture-level divisions, in an order of our own."""
    every = (entry.division for entry in divisions.entries().values())
    found = sorted((one.code, one.name) for one in every if one.level == "city")
    random.Random("cities").shuffle(found)
    return found


@cache
def _zipf(count: int, shift: float) -> list[float]:
    return list(accumulate(1 / (rank + 1 + shift) for rank in range(count)))


@cache
def _vocabulary(seed: int) -> list[str]:
    """Written words first, then set phrases among invented ones, the frequent ones short."""
    luck = random.Random(f"{seed}/vocabulary")
    weights = _zipf(len(LETTERS), 20.0)
    found = dict.fromkeys(WORDS + PHRASES)
    while len(found) < VOCABULARY:
        size = luck.choices((2, 3, 4), weights=(6, 2, 1))[0]
        found["".join(luck.choices(LETTERS, cum_weights=weights, k=size))] = None
    return list(found)


@cache
def _traditional() -> dict[int, str]:
    """For each letter a spelling in Traditional characters, where it has one."""
    letters = {char for word in (*WORDS, *PHRASES, *FORMULAS, LETTERS) for char in word}
    spelt = {char: [other for other in fold.spellings(char)[1:] if "一" <= other <= "鿿"] for char in sorted(letters)}
    return {ord(char): others[0] for char, others in spelt.items() if others}
