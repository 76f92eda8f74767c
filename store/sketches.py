"""Which wordings could be the same release? A few tokens of each, in an index that answers in some small lookups.

A token is the hash of five neighbouring letters, where that hash is small: the same letters give the same token in
every text, so a part shares its tokens with the whole (a FracMinHash, whose estimate is of containment; signatures
that only know likeness miss parts and quotations). Short texts keep more of their hashes, long ones fewer. The title
and the number are tokens too. What many wordings have says nothing about any: it is skipped.

The table is contentless, and nothing is ever taken out of it: FTS5 is damaged by a deletion with other tokens than a
row was added with, as a new table of extract/fold.py would make them. `sketched` says whose words a row is; a row that
is nobody's any more is passed over, and `rebuild` leaves it out.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from math import sqrt

import xxhash
from sqlite_utils import Database

from extract.fold import bare, fold

GRAM = 5  # letters
USUAL = 16  # tokens of a text, where it is long enough
SPARSE, DENSE = 1 / 96, 1 / 8  # of a text's grams, at least and at most
MOST = 256  # tokens of the longest text
COMMON = 64  # wordings that share a token, from which on it says nothing
ENOUGH = 2  # tokens of letters that two wordings must share; a title or a number is enough alone
NEAREST = 8  # candidates that are worth comparing
GRAM_TOKEN = 8  # characters; the token of a title or a number has a letter before it that says so
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
    hashes = map(xxhash.xxh3_64_intdigest, map(str.encode, grams))
    yield from map(_token, sorted([mark for mark in hashes if mark < limit]))


def _token(mark: int) -> str:
    # Forty bits: a million documents of thirty tokens seldom meet by chance.
    return b32encode((mark & 0xFFFFFFFFFF).to_bytes(5, "big")).decode().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """Whose words a row of the index is."""

    document_id: int
    sighting_id: int | None  # None: what the document is shown in
    weight: float  # more with every token shared, and the more the rarer it is


def add(db: Database, marks: Iterable[str], *, document_id: int, sighting_id: int | None = None) -> None:
    """Put a wording in, in place of what the document or the sighting said before."""
    remove(db, document_id=document_id, sighting_id=sighting_id)
    text = " ".join(marks)
    if not text:
        return
    row = db.conn.execute(
        "insert into sketched (document_id, sighting_id) values (?, ?)", (document_id, sighting_id)
    ).lastrowid
    db.conn.execute("insert into sketches (rowid, tokens) values (?, ?)", (row, text))


def remove(db: Database, *, document_id: int, sighting_id: int | None = None) -> None:
    """Take out what the document is shown in, or what the sighting says."""
    db.conn.execute("delete from sketched where document_id = ? and sighting_id is ?", (document_id, sighting_id))


def reprints(db: Database, document_id: int) -> int:
    """How many wordings of the document's reprints are in the index."""
    (count,) = db.conn.execute(
        "select count(*) from sketched where document_id = ? and sighting_id is not null", (document_id,)
    ).fetchone()
    return int(count)


def like(db: Database, marks: Iterable[str]) -> list[Sketched]:
    """Whose words share the most and the rarest tokens, likeliest first; NEAREST at most."""
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
            shared[row] += ENOUGH if named else 1
    likely = sorted((row for row, count in shared.items() if count >= ENOUGH), key=lambda row: (-weights[row], row))
    known = (_known(db, row, weights[row]) for row in likely)
    return list(islice((one for one in known if one is not None), NEAREST))


def _known(db: Database, row: int, weight: float) -> Sketched | None:
    found = db.conn.execute("select document_id, sighting_id from sketched where row = ?", (row,)).fetchone()
    return Sketched(document_id=found[0], sighting_id=found[1], weight=weight) if found else None


def rebuild(db: Database) -> int:
    """Build the index anew from what is kept; how many wordings it holds. Within the caller's transaction."""
    kept = db.conn.execute("select sighting_id from sketched where sighting_id is not null").fetchall()
    db.conn.execute("delete from sketched")
    db.conn.execute("insert into sketches (sketches) values ('delete-all')")
    done = last = 0
    while page := db.conn.execute(
        "select id, title, number, text from documents where id > ? order by id limit ?", (last, PAGE)
    ).fetchall():
        for id, title, number, text in page:
            add(db, tokens(bare(text), title=title, number=number), document_id=id)
        done += len(page)
        last = page[-1][0]
    for (sighting_id,) in kept:
        id, title, number, text = db.conn.execute(
            """
            select s.document_id, s.title, json_extract(w.fields, '$.number'), w.text
            from sightings s
            join wordings w on w.sighting_id = s.id
            where s.id = ?
            """,
            (sighting_id,),
        ).fetchone()
        add(db, tokens(bare(text), title=title, number=number), document_id=id, sighting_id=sighting_id)
    return done + len(kept)
