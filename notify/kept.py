"""A sieve kept beside the archive: whoever has few changes to match need not read a hundred thousand queries first.

The file holds queries and places, no name and no channel, and only its owner can read it. Its first line says what made
it and how long its sections are, with a digest of them: columns of the subscriptions, signs and deep demands in JSON,
then the arrays of the sieve. Whatever does not fit, the file is made anew; subscriptions that changed since are changed
in the sieve.
"""

from __future__ import annotations

import glob
import json
import os
import secrets
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import accumulate, pairwise
from pathlib import Path

from notify import sieve as sieving
from notify.sieve import Parts, Sieve
from store.connection import ArchiveError, create_private
from store.query import BadQuery, Subject
from store.subscriptions import Wanted

WORTH = 5_000  # subscriptions: with fewer all are read in a quarter of a second
MANY = 2_000  # that changed since: then it is written anew
ABANDONED = 3600  # seconds after which an unfinished file is a killed process's
RANDOM = 4  # bytes in an unfinished file's name

# Whatever decides what a sieve is: other code may make another one of the same queries.
_MAKERS = (
    *("notify/kept.py", "notify/sieve.py", "notify/demands.py", "notify/finder.py", "notify/matching.py"),
    *("store/query.py", "store/parsing.py", "store/query.lark", "store/index.py", "extract/fold.py"),
    *("extract/data/fold.tsv", "extract/data/kinds.tsv"),
)


@dataclass(slots=True)
class Holder:
    """Holds a sieve for a process that matches again and again."""

    ready: Sieve | None = None

    def sieve(
        self, wanted: Sequence[Wanted], make: Callable[[Sequence[Wanted]], tuple[Sieve, list[tuple[int, BadQuery]]]]
    ) -> tuple[Sieve, list[tuple[int, BadQuery]]]:
        """The subscriptions, ready, and those that cannot be read; `make` makes the first sieve."""
        if self.ready is None or (unreadable := _brought_up_to_date(self.ready, wanted)) is None:
            self.ready, unreadable = make(wanted)
        return self.ready, unreadable


def sieve(
    archive: Path, wanted: Sequence[Wanted], sample: Callable[[], Iterable[Subject]]
) -> tuple[Sieve, list[tuple[int, BadQuery]]]:
    """The subscriptions, ready, and those that cannot be read; from what is kept beside the archive where it serves."""
    path = beside(archive)
    ready = _read(path)
    if ready is not None and (unreadable := _brought_up_to_date(ready, wanted)) is not None:
        return ready, unreadable
    ready, unreadable = sieving.sieve(wanted, sample())
    # Without it the next call takes a few seconds more: no reason to fail.
    with suppress(OSError, ArchiveError):
        _write(path, ready)
    return ready, unreadable


def _brought_up_to_date(ready: Sieve, wanted: Sequence[Wanted]) -> list[tuple[int, BadQuery]] | None:
    """Change what changed; the subscriptions that cannot be read, None where that would be too many changes."""
    known = ready.wanted.get
    changed = [one for one in wanted if known(one.id) != one]
    gone = ready.wanted.keys() - {one.id for one in wanted}
    return ready.change(changed, gone) if len(changed) + len(gone) <= MANY else None


def beside(archive: Path) -> Path:
    """Where the sieve of the archive at this path is kept."""
    return archive.with_name(f"{archive.stem}.sieve")


def _write(path: Path, ready: Sieve) -> None:
    parts = ready.parts()
    columns = list(zip(*parts.wanted, strict=True))
    sections = [json.dumps(said, ensure_ascii=False).encode() for said in (columns, parts.signs, parts.deep)]
    for runs in (parts.taken, parts.rows):
        sections += [array("q", map(len, runs)).tobytes(), b"".join(runs)]
    head = {"maker": _maker(), "sizes": list(map(len, sections)), "digest": _digest(sections)}
    for left in path.parent.glob(f"{glob.escape(path.name)}.{'?' * 2 * RANDOM}"):
        if time.time() - left.stat().st_mtime > ABANDONED:
            left.unlink(missing_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(RANDOM)}")
    try:
        create_private(unfinished)
        with unfinished.open("r+b") as file:
            file.write(json.dumps(head).encode() + b"\n")
            file.writelines(sections)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _read(path: Path) -> Sieve | None:
    """The sieve as it was kept; None where there is none, or none that this program wrote whole."""
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                return None  # somebody else's hand was on it
            head = json.loads(file.readline(10_000))
            if head["maker"] != _maker():
                return None
            sections = [file.read(size) for size in head["sizes"]]
        if head["digest"] != _digest(sections):
            return None
        columns, signs, deep = map(json.loads, sections[:3])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    wanted = list(map(Wanted._make, zip(*columns, strict=True)))
    taken, rows = (list(_runs(*sections[at : at + 2])) for at in (3, 5))
    return Sieve.of(Parts(wanted, signs, deep, taken, rows))


def _runs(lengths: bytes, joined: bytes) -> Iterator[bytes]:
    return (joined[start:end] for start, end in pairwise(accumulate(array("q", lengths), initial=0)))


def _digest(sections: Iterable[bytes]) -> str:
    made = blake2b(digest_size=16)
    for section in sections:
        made.update(section)
    return made.hexdigest()


@cache
def _maker() -> str:
    """Of the code that makes sieves, and of how numbers are written here."""
    house = Path(__file__).parent.parent
    numbers = f"{sys.byteorder} {array(sieving.WIDTH).itemsize} {sys.version}"
    return _digest([numbers.encode(), *((house / name).read_bytes() for name in _MAKERS)])
