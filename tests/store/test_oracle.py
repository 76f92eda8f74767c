"""Search, the evaluator subscriptions use, and the written oracle of store/query.py agree on every document."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from extract.document import CATEGORIES, Attachment, Document
from extract.fold import fold
from store import documents, index, query, schema, shelf
from store import search as search_module
from store.search import count, search
from tests.store.texts import GAPS, LETTERS, TEXTS, of_few_letters

NOW = datetime(2026, 9, 24, 8, tzinfo=UTC)

# --- the oracle, written again in the plainest way -------------------------------------------------------------

JOINED_NAMES = ("CJK", "IDEOGRAPHIC", "HIRAGANA", "KATAKANA", "COMBINING KATAKANA", "HANGUL", "THAI CHARACTER")


def kind(char: str) -> str:
    if char.isspace():
        return "space"
    if unicodedata.category(char)[0] not in "LMN":
        return "break"
    name = unicodedata.name(char)
    return "joined" if name.startswith(JOINED_NAMES) else "word"


def plain(text: str) -> list[str]:
    """The normal form, a character at a time."""
    result: list[str] = []
    gap = ""
    for char in fold(text):
        if kind(char) in ("space", "break"):
            gap = "|" if kind(char) == "break" or gap == "|" else " "
            continue
        if gap == "|" or (gap and result and kind(result[-1]) == kind(char) == "word"):
            result.append(gap)
        result.append(char)
        gap = ""
    while result and result[0] in "| ":
        result.pop(0)
    return result


def inside(needle: list[str], text: list[str]) -> bool:
    def splits_a_word(at: int) -> bool:
        around = [*text[max(at - 1, 0) : at], *text[at : at + 1]]
        return 0 < at < len(text) and all(char not in "| " and kind(char) == "word" for char in around)

    return any(
        text[at : at + len(needle)] == needle and not splits_a_word(at) and not splits_a_word(at + len(needle))
        for at in range(len(text) - len(needle) + 1)
    )


def says(document: Document, sources: tuple[str, ...], field: str, value: str) -> bool:
    match field:
        case "":
            attached = [file.text for file in document.attachments if file.text]
            parts = [plain(part) for part in (document.text, *attached, document.number or "")]
            body = [char for part in parts if part for char in ("|", *part)][1:]
            return inside(plain(value), plain(document.title)) or inside(plain(value), body)
        case "title":
            return inside(plain(value), plain(document.title))
        case "issuer":
            return inside(plain(value), plain(document.issuer or ""))
        case "number":
            return inside(plain(value), plain(document.number or ""))
        case "source":
            return value in sources
        case "category":
            return document.category == value
        case _:
            region = document.region or "none"
            return region == value or region.startswith(value.rstrip("0") if value != "000000" else value)


# --- archives, and queries with what they ask for ----------------------------------------------------------------

Asks = Callable[[Document, tuple[str, ...]], bool]


@dataclass(frozen=True)
class Asked:
    """A query as it is written, and whether a document answers it."""

    text: str
    holds: Asks


REGIONS = ("000000", "370000", "370100", "370102", "370200", "330102")
SOURCES = ("jinan", "jinan-kjj", "Mirror_1")
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 9))


FILTERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "city": st.sampled_from(REGIONS),
        "higher": st.booleans(),
        "source": st.sampled_from(SOURCES),
        "since": DAYS,
        "until": DAYS,
    },
)


@dataclass(frozen=True)
class World:
    """A few documents, the sources that showed each, and the texts that queries are about."""

    archive: list[tuple[Document, list[str]]]
    texts: st.SearchStrategy[str]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    letters = draw(st.lists(st.sampled_from(LETTERS), min_size=2, max_size=5))
    gaps = [" ", *draw(st.lists(st.sampled_from(GAPS), max_size=2))]
    texts = draw(st.sampled_from((TEXTS, of_few_letters(letters, gaps, 12), of_few_letters(letters, gaps, 12))))
    documents = st.builds(
        lambda url, attached, **said: Document(
            url=url,
            attachments=tuple(
                Attachment(name="", url="https://a.example/f", kind="pdf", text=part) for part in attached
            ),
            **said,
        ),
        url=st.uuids(version=4).map(lambda id: f"https://a.example/{id}"),
        title=texts.filter(lambda title: bool(title.strip())),
        text=texts,
        attached=st.lists(st.none() | texts, max_size=2),
        published=st.none() | DAYS,
        deadline=st.none() | DAYS,
        issuer=st.none() | texts,
        number=st.none() | texts,
        category=st.none() | st.sampled_from(CATEGORIES[:2]),
        region=st.none() | st.sampled_from(REGIONS),
    )
    seen_at = st.lists(st.sampled_from(SOURCES), unique=True, max_size=2)
    archive = draw(st.lists(st.tuples(documents, seen_at), min_size=1, max_size=4))
    return World(archive, st.one_of(texts, st.sampled_from(letters), of_few_letters(letters, gaps, 3)))


def word(text: str) -> Asked:
    quoted = "".join(char for char in text if char not in '"＂“”„‟')
    asks: Asks = lambda document, sources: says(document, sources, "", quoted)  # noqa: E731
    return Asked(f'"{quoted}"', asks)


def field(name: str, value: str) -> Asked:
    quoted = "".join(char for char in value if char not in '"＂“”„‟')
    return Asked(f'{name}:"{quoted}"', lambda document, sources: says(document, sources, name, quoted))


def bare(text: str) -> Asked:
    return Asked(text, lambda document, sources: says(document, sources, "", text))


def day(name: str, bound: date) -> Asked:
    def holds(document: Document, sources: tuple[str, ...]) -> bool:
        if name == "deadline":
            return document.deadline is not None and document.deadline >= bound
        shown = document.published or NOW.date()
        return shown >= bound if name == "since" else shown <= bound

    return Asked(f"{name}:{bound}", holds)


def both(parts: list[Asked]) -> Asked:
    return Asked(" ".join(f"({part.text})" for part in parts), lambda *d: all(part.holds(*d) for part in parts))


def either(parts: list[Asked]) -> Asked:
    return Asked(" OR ".join(f"({part.text})" for part in parts), lambda *d: any(part.holds(*d) for part in parts))


def without(part: Asked) -> Asked:
    return Asked(f"-({part.text})", lambda *d: not part.holds(*d))


def something(text: str) -> bool:
    return bool(plain("".join(char for char in text if char not in '"＂“”„‟')))


def passages(document: Document) -> Iterator[str]:
    """Everything it says, and what would be said if nothing stood between its parts."""
    attached = (file.text for file in document.attachments)
    said = [part for part in (document.title, document.text, *attached, document.number, document.issuer) if part]
    yield from said
    yield "".join(said)


@st.composite
def questions(draw: st.DrawFn, world: World) -> Asked:
    """Queries about passages of the archive and about anything else."""
    parts = [part for document, _ in world.archive for part in passages(document)]

    def passage(text: str) -> st.SearchStrategy[str]:
        ends = st.tuples(st.integers(0, len(text)), st.integers(1, 8))
        return ends.map(lambda end: text[end[0] : end[0] + end[1]])

    phrases = st.one_of(world.texts, *(passage(part) for part in parts if part)).filter(something)
    letters = st.lists(st.sampled_from([c for c in LETTERS if not c.isspace()]), min_size=1, max_size=3).map("".join)
    words = st.one_of(
        phrases.map(word),
        letters.filter(something).map(bare),
        st.tuples(st.sampled_from(("title", "issuer", "number")), phrases).map(lambda pair: field(*pair)),
        st.sampled_from(SOURCES).map(lambda source: field("source", source)),
        st.sampled_from(CATEGORIES[:2]).map(lambda category: field("category", category)),
        st.sampled_from(REGIONS).map(lambda region: field("city", region)),
    )
    days = st.tuples(st.sampled_from(("since", "until", "deadline")), DAYS).map(lambda pair: day(*pair))
    joined = st.recursive(
        words,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(both),
            st.lists(inner, min_size=2, max_size=3).map(either),
            inner.map(without),
        ),
        max_leaves=6,
    )
    asked: Asked = draw(st.one_of(words, words, joined, st.tuples(joined, days).map(lambda pair: both(list(pair)))))
    return asked


def shelve(archive: list[tuple[Document, list[str]]]) -> Database:
    db = Database(memory=True)
    schema.documents(db)
    schema.search(db)
    schema.judgements(db)
    schema.life_lines(db)
    for document, sources in archive:
        id = shelf.add(db, document, source=None, fingerprint=None, marks=(), now=NOW)
        for source in sources:
            db.conn.execute(
                """
                insert into sightings
                  (url, document_id, source, title, wording, standing, verdict, seen_at, checked_at)
                values (?, ?, ?, '', '', 0, 'new', '', '')
                """,
                (f"{document.url}/{source}", id, source),
            )
        shelf.index_new(db, id)
    return db


def everything(db: Database) -> Iterator[tuple[documents.Archived, tuple[str, ...]]]:
    for archived in documents.each(db):
        yield archived, shelf.sources(db, archived.id)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_search_and_the_evaluator_and_the_oracle_agree_on_every_document(data: st.DataObject) -> None:
    world = data.draw(worlds())
    # Whether a phrase is found by its rarest tokens or as a phrase must make no difference.
    ways = (((1, 0),), ((1, 40),), ((2, 1),), ((3, 40),), ((1, 1), (2, 1), (4, 40)))
    few = data.draw(st.integers(1, 3))
    stages = tuple(
        search_module.Stage(tokens=tokens, first=few, most=most) for tokens, most in data.draw(st.sampled_from(ways))
    )
    deepest = data.draw(st.sampled_from((0, 2, 200)))
    with pytest.MonkeyPatch.context() as patched, closing(shelve(world.archive)) as db:
        patched.setattr(search_module, "STAGES", stages)
        patched.setattr(search_module, "DEEPEST", deepest)
        # Nor must it which are taken for the rarest: in a few documents all are alike.
        order = data.draw(st.randoms(use_true_random=False))
        patched.setattr(index, "rarest", lambda _, tokens: order.sample(list(tokens), len(tokens)))
        for asked in data.draw(st.lists(questions(world), min_size=1, max_size=8)):
            parsed = query.parse(asked.text)
            hits = {hit.id for hit in search(db, parsed, limit=100)}
            matching = {a.id for a, sources in everything(db) if query.matches(parsed, query.subject(a, sources))}
            oracle = {a.id for a, sources in everything(db) if asked.holds(a.document, sources)}
            assert hits == oracle, asked.text
            assert matching == oracle, asked.text
            assert count(db, parsed) == len(oracle)
            ids = [hit.id for hit in search(db, parsed, limit=100)]
            first = [hit.id for at in (0, 2) for hit in search(db, parsed, limit=2, offset=at)]
            assert first == ids[:4], asked.text
            filters = data.draw(FILTERS)
            narrowed = query.narrow(parsed, **filters)
            matching = {a.id for a, sources in everything(db) if query.matches(narrowed, query.subject(a, sources))}
            assert {hit.id for hit in search(db, parsed, limit=100, **filters)} == matching, asked.text
            assert count(db, parsed, **filters) == len(matching)
