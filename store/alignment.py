"""Which letters of two texts are the same ones, in the same order. Pure.

Most texts that share rare words share little else. So it is first seen where four letters stand that both have, by
their numbers (Wording.quads), and only from there on are letters compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise

from store.wording import HALF, SEED, Wording, unique

FINER = (8, 4, 2)  # letters that must agree between two blocks, once the blocks around are known
CLOSE = 40  # letters between two blocks, within which two letters that agree are no chance
EDGE = 400  # letters before the first block and behind the last in which more is looked for
BLOCKS = 600  # considered at most: more are the crumbs of long texts that share nothing else
_STEP = 64
QUAD = 4  # letters


@dataclass(frozen=True, slots=True)
class Block:
    """The same letters in both texts."""

    a: int
    b: int
    size: int


def align(a: Wording, b: Wording, *, faint: Callable[[int, int], bool] | None = None) -> list[Block]:
    """The blocks both texts have in the same order, each at least two letters long.

    Where what is seen at first, so many letters and the longest of its stretches so long, is too `faint`, nobody looks
    closer.
    """
    if a.letters > b.letters:
        # The same answer whichever text came first.
        return [Block(block.b, block.a, block.size) for block in align(b, a, faint=faint)]
    whole = 0, len(a.letters), 0, len(b.letters)
    begins = list(compress(range(len(a.quads)), map(b.sparse_quads.__contains__, a.quads)))
    seeds = b.seeds if begins else {}
    found = _blocks(_Both(one=a.letters, other=b.letters, here=begins), *whole, HALF, seeds)
    chain = _chain([block for block in found if block.size >= SEED])
    sizes = [block.size for block in found]
    if not chain or (faint is not None and faint(sum(sizes), max(sizes))):
        return chain
    both = _both(a, b)
    for size in FINER:
        chain = list(_refined(both, chain, size))
    return chain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both:
    """Two texts, and where in each of them four letters stand that the other has, too."""

    one: str
    other: str
    here: Sequence[int]
    there: Sequence[int] = ()


def _both(a: Wording, b: Wording) -> _Both:
    shorter, longer = sorted((a.quads, b.quads), key=len)
    shared = set(shorter).intersection(longer)
    here, there = (compress(range(len(quads)), map(shared.__contains__, quads)) for quads in (a.quads, b.quads))
    return _Both(one=a.letters, other=b.letters, here=list(here), there=list(there))


def _refined(both: _Both, chain: Sequence[Block], size: int) -> Iterator[Block]:
    a = b = 0
    for block in (*chain, Block(len(both.one), len(both.other), 0)):
        inside = a > 0 and block.size > 0
        near = inside and max(block.a - a, block.b - b) <= CLOSE
        worth = near or size == FINER[0] or (inside and size == FINER[1])
        if worth and block.a - a >= size and block.b - b >= size:
            # Before the first and behind the last block only what is near can belong to it.
            a_start, b_start = (max(a, block.a - EDGE), max(b, block.b - EDGE)) if not a else (a, b)
            a_end, b_end = (min(block.a, a + EDGE), min(block.b, b + EDGE)) if not block.size else (block.a, block.b)
            seeds = _seeds(both, a_start, a_end, b_start, b_end, size)
            yield from _chain(_blocks(both, a_start, a_end, b_start, b_end, size, seeds))
        if block.size:
            yield block
        a, b = block.a + block.size, block.b + block.size


def _blocks(both: _Both, a: int, a_end: int, b: int, b_end: int, size: int, seeds: dict[str, int]) -> list[Block]:
    """Every stretch that begins with a seed, as far as it goes."""
    if not seeds:
        return []
    one, other = both.one, both.other
    found = []
    free = a
    for at in [at for at in _places(both.here, a, a_end, size) if one[at : at + size] in seeds]:
        if at < free:
            continue
        there = seeds[one[at : at + size]]
        length = size + _common(one, other, at + size, there + size, min(a_end - at, b_end - there) - size)
        back = 0
        while at - back > free and there - back > b and one[at - back - 1] == other[there - back - 1]:
            back += 1
        found.append(Block(at - back, there - back, length + back))
        free = at + length
    return found


def _seeds(both: _Both, a: int, a_end: int, b: int, b_end: int, size: int) -> dict[str, int]:
    """The stretches of the other text that are met in it once, and in the one at all."""
    one, other = both.one, both.other
    ours = {one[at : at + size] for at in _places(both.here, a, a_end, size)}
    places = [at for at in _places(both.there, b, b_end, size) if other[at : at + size] in ours] if ours else []
    return unique(other, size, places)


def _places(shared: Sequence[int], start: int, end: int, size: int) -> Sequence[int]:
    """Where so many letters of the stretch may be the other text's, too."""
    if size < QUAD:
        return range(start, end - size + 1)
    return shared[bisect_left(shared, start) : bisect_left(shared, end - size + 1)]


def _common(one: str, other: str, a: int, b: int, limit: int) -> int:
    """How many letters from there on are the same."""
    done = 0
    while done < limit:
        step = min(_STEP, limit - done)
        if one[a + done : a + done + step] == other[b + done : b + done + step]:
            done += step
            continue
        while one[a + done] == other[b + done]:
            done += 1
        return done
    return done


def _chain(blocks: list[Block]) -> list[Block]:
    """Those blocks that come in the same order in both texts and together hold the most letters."""
    if all(x.a + x.size <= y.a and x.b + x.size <= y.b for x, y in pairwise(blocks)):
        return blocks
    if len(blocks) > BLOCKS:
        blocks = sorted(sorted(blocks, key=lambda block: -block.size)[:BLOCKS], key=lambda block: block.a)
    best: list[int] = []
    before: list[int] = []
    for at, block in enumerate(blocks):
        weight, previous = 0, -1
        for earlier in range(at):
            other = blocks[earlier]
            if best[earlier] > weight and other.b + other.size <= block.b:
                weight, previous = best[earlier], earlier
        best.append(weight + block.size)
        before.append(previous)
    at = max(range(len(blocks)), key=lambda index: best[index])
    found = []
    while at >= 0:
        found.append(blocks[at])
        at = before[at]
    return found[::-1]
