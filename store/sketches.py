"""Which wordings could be the same release? A few tokens of each, in an index that answers in some small lookups.

A token is the hash of five neighbouring letters, where that hash is small: the same letters give the same token in every
text, so a part shares its tokens with the whole (a FracMinHash, whose estimate is of containment; signatures that only
know likeness miss parts and quotations). Short texts keep more of their hashes, long ones fewer. The title and the
number are tokens too. What many wordings have says nothing about any: it is skipped.

The table is contentless: a wording is taken out by handing in the tokens it was put in with.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import sqrt

import xxhash
from sqlite_utils import Database

from extract.fold import bare, fold

GRAM = 5  # letters
USUAL = 24  # tokens of a text, where it is long enough
SPARSE, DENSE = 1 / 64, 1 / 8  # of a text's grams, at least and at most
MOST = 256  # tokens of the longest text
COMMON = 64  # wordings that share a token, from which on it says nothing
NEAREST = 8  # candidates that are worth comparing
TITLE = 8  # letters: shorter titles are those of many releases
PAGE = 500  # documents read at a time to build the index anew

_BRACKETS = re.compile(r"[【\[(〔][^】\])〕]*[】\])〕]")


def tokens(letters: str, *, title: str, number: str | None) -> tuple[str, ...]:
    """The tokens of a wording, rarest kinds last; the same for the same words, whenever and wherever."""
    found = [*_grams(letters)]
    name = bare(_BRACKETS.sub("", fold(title))) or bare(title)
    if len(name) >= TITLE:
        found.append("t" + _token(xxhash.xxh3_64_intdigest(name.encode())))
    if number:
        found.append("n" + _token(xxhash.xxh3_64_intdigest(bare(number).encode())))
    return tuple(found)


def _grams(letters: str) -> Iterator[str]:
    grams = {letters[at : at + GRAM] for at in range(len(letters) - GRAM + 1)}
    if not grams:
        return
    share = min(max(USUAL / len(grams), SPARSE), DENSE, MOST / len(grams))
    limit = int(share * 2**64)
    digest = xxhash.xxh3_64_intdigest
    hashes = sorted(mark for gram in grams if (mark := digest(gram.encode())) < limit)
    yield from map(_token, hashes)


def _token(mark: int) -> str:
    # Forty bits: a million documents of thirty tokens seldom meet by chance.
    return b32encode((mark & 0xFFFFFFFFFF).to_bytes(5, "big")).decode().lower()


def add(db: Database, row: int, marks: Iterable[str]) -> None:
    """Put a wording in; `row` as `of_document` or `of_sighting` names it."""
    db.conn.execute("insert into sketches (rowid, tokens) values (?, ?)", (row, " ".join(marks)))


def remove(db: Database, row: int, marks: Iterable[str]) -> None:
    """Take out a wording that was put in with these tokens."""
    db.conn.execute("insert into sketches (sketches, rowid, tokens) values ('delete', ?, ?)", (row, " ".join(marks)))


def of_document(id: int) -> int:
    """The row of what a document says."""
    return id << 1


def of_sighting(id: int) -> int:
    """The row of what a page says that its document is not shown in."""
    return id << 1 | 1


def like(db: Database, marks: Iterable[str]) -> list[int]:
    """The rows that share the most and the rarest tokens, likeliest first; NEAREST at most."""
    weights: dict[int, float] = defaultdict(float)
    shared: dict[int, int] = defaultdict(int)
    for mark in marks:
        found = db.conn.execute(
            "select rowid from sketches where sketches match ? limit ?", (mark, COMMON + 1)
        ).fetchall()
        if len(found) > COMMON:
            continue
        named = len(mark) > GRAM_TOKEN
        for (row,) in found:
            weights[row] += 1 / sqrt(len(found))
            shared[row] += 2 if named else 1
    likely = [row for row, count in shared.items() if count >= 2]
    return sorted(likely, key=lambda row: (-weights[row], row))[:NEAREST]


GRAM_TOKEN = 8  # characters of a token of letters; that of a title or a number has a sign before it


def rebuild(db: Database) -> int:
    """Build the index anew from what is kept; how many wordings it holds. Within the caller's transaction."""
    db.conn.execute("insert into sketches (sketches) values ('delete-all')")
    done = 0
    for table in (_DOCUMENTS, _SIGHTINGS):
        last = 0
        while page := db.conn.execute(table, (last, PAGE)).fetchall():
            for id, title, number, text in page:
                row = of_document(id) if table is _DOCUMENTS else of_sighting(id)
                add(db, row, tokens(bare(text), title=title, number=number))
            done += len(page)
            last = page[-1][0]
    return done


_DOCUMENTS = "select id, title, number, text from documents where id > ? order by id limit ?"
_SIGHTINGS = """
    select s.id, s.title, json_extract(w.fields, '$.number'), w.text
    from wordings w
    join sightings s on s.id = w.sighting_id
    where w.text is not null and s.id > ?
    order by s.id
    limit ?
"""
