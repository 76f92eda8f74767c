"""Which of many subscriptions want a document? One pass over its text, then only what its words could concern.

Every subscription is a set of demands (demands.py), any of which is enough. A demand hangs on the rarest sign that it
cannot do without, so that of a hundred thousand only those are looked at whose rarest word the document has; most of
these want nothing else, and are taken whole. Queries that are the same are asked once.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter

import ahocorasick_rs

from extract.fold import fold
from notify import demands
from notify.demands import Demand
from notify.matching import Interest
from store import query
from store.query import Either, Every, Node, Query, Subject, Word

_FIRST = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Finder:
    """The words of one field, found in one pass."""

    numbers: tuple[int, ...]  # of the signs, in the order of the automaton's words; none: as it counts them
    automaton: ahocorasick_rs.AhoCorasick
    partial: Mapping[int, str]  # words that must not begin or end inside another, by sign

    def find(self, texts: Sequence[str]) -> set[int]:
        """The numbers of the signs whose word occurs in one of the texts."""
        found: set[int] = set()
        for text in texts:
            # Overlapping, because a word may lie inside another.
            found.update(map(_FIRST, self.automaton.find_matches_as_indexes(text, overlapping=True)))
        signs = set(map(self.numbers.__getitem__, found)) if self.numbers else found
        if self.partial:
            for sign in signs & self.partial.keys():
                if not any(query.occurs(self.partial[sign], text) for text in texts):
                    signs.discard(sign)
        return signs


ALWAYS = demands.CATEGORY  # the sign that every document has
WIDTH = "q"  # arrays, because a hundred thousand scattered objects are slow to visit


@dataclass(frozen=True, slots=True)
class Further:
    """A demand that fits no row."""

    all: frozenset[int]
    none: frozenset[int]
    ids: tuple[int, ...]  # of the subscriptions that make it


@dataclass(slots=True)
class Shelf:
    """Demands by the number of the sign they hang on; `taken` and `rows` hold no subscription twice for a document."""

    taken: list[bytes]  # the subscriptions that want nothing else, as an array's bytes
    rows: list[array[int] | None]  # four signs more, subscription; ~sign: without it; ~number: further
    further: list[Further] = field(default_factory=list)
    asked: dict[int, list[Interest]] = field(default_factory=dict)  # their query itself must be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Many subscriptions, ready to be asked about one document after another."""

    interests: Mapping[int, Interest]  # by the subscription's number
    signs: Mapping[str, int]
    finders: Mapping[str, Finder]  # by the letter of the field, "" for the whole text
    above: Mapping[str, tuple[int, ...]]  # exact region -> signs of places that its releases concern from above
    same: Mapping[int, tuple[int, ...]]  # who shares query and filters with a subscription that is asked
    shelf: Shelf

    def answers(self, subject: Subject) -> array[int]:
        """The numbers of the subscriptions whose words, place and source the document has, each once."""
        shelf, signs = self.shelf, self.signs_of(subject)
        hits = array(WIDTH, b"".join(map(shelf.taken.__getitem__, signs)))
        several: set[int] = set()
        for rows in filter(None, map(shelf.rows.__getitem__, signs)):
            cells = iter(rows)
            for a, b, c, d, id in zip(cells, cells, cells, cells, cells, strict=True):
                # Written out: a loop over the four would take twice as long.
                if (
                    (a in signs if a >= 0 else ~a not in signs)
                    and (b in signs if b >= 0 else ~b not in signs)
                    and (c in signs if c >= 0 else ~c not in signs)
                    and (d in signs if d >= 0 else ~d not in signs)
                ):
                    if id >= 0:
                        hits.append(id)
                        continue
                    further = shelf.further[~id]
                    if further.all <= signs and further.none.isdisjoint(signs):
                        several.update(further.ids)
        if shelf.asked:
            doubtful = chain.from_iterable(map(shelf.asked.__getitem__, signs & shelf.asked.keys()))
            for wish in {wish.subscription.id: wish for wish in doubtful}.values():
                if wish.asks(subject):
                    several.update(self.same[wish.subscription.id])
        hits.extend(several)
        return hits

    def signs_of(self, subject: Subject) -> set[int]:
        """Everything the document has that anybody asks for."""
        words, row = subject.words, subject.row
        texts = {
            "": (words.title.text, words.whole),
            demands.TITLE: (words.title.text,),
            demands.ISSUER: (words.issuer.text,),
            demands.NUMBER: (words.number.text,),
        }
        found = {self.signs[ALWAYS]}
        for letter, finder in self.finders.items():
            found |= finder.find(texts[letter])
        said = [demands.tag("source", fold(source)) for source in row.sources]
        if row.category:
            said.append(demands.tag("category", row.category))
        for letter, region in ((demands.PLACE, row.region), (demands.ISSUED, subject.issuing)):
            said += demands.places(letter, region)
            found.update(self.above.get(f"{letter}{region}", ()))
        found.update(self.signs[sign] for sign in said if sign in self.signs)
        return found


def sieve(interests: Iterable[Interest], sample: Iterable[Subject] = ()) -> Sieve:
    """The subscriptions, ready; `sample` shows how frequent words are: the sieve is quick on documents like it."""
    found = {wish.subscription.id: wish for wish in interests}
    same: dict[tuple[object, ...], list[int]] = {}
    for id, wish in found.items():
        same.setdefault(wish.same, []).append(id)
    groups = [(found[ids[0]], tuple(ids)) for ids in same.values()]
    signs = _numbered(wish for wish, _ in groups)
    ready = Sieve(
        interests=found,
        signs=signs,
        finders=_finders(signs),
        above=_above(signs),
        same={ids[0]: ids for wish, ids in groups if wish.demands is None},
        shelf=Shelf(taken=[b""] * len(signs), rows=[None] * len(signs)),
    )
    frequent = Counter(chain.from_iterable(map(ready.signs_of, sample)))
    weight = {sign: (frequent[number], -len(sign)) for sign, number in signs.items()}
    taken: defaultdict[int, array[int]] = defaultdict(_array)
    for wish, ids in groups:
        _put(ready.shelf, taken, wish, ids, signs, weight)
    for sign, all_of_it in taken.items():
        ready.shelf.taken[sign] = all_of_it.tobytes()
    return ready


def _array() -> array[int]:
    return array(WIDTH)


def needed(asked: Query) -> frozenset[str] | None:
    """Signs of words of which every answer has at least one; None where an answer needs no word."""
    return _needed(asked.root)


def _needed(node: Node | None) -> frozenset[str] | None:
    match node:
        case Word(normal=normal, field=field):
            return frozenset({demands.word(normal, field)})
        case Every(parts=parts):
            found = [words for words in map(_needed, parts) if words is not None]
            # The longest are the rarest: fewer documents get through than with the fewest.
            return max(found, key=lambda words: min(map(len, words)), default=None)
        case Either(parts=parts):
            alternatives = [_needed(part) for part in parts]
            if any(words is None for words in alternatives):
                return None
            return frozenset().union(*filter(None, alternatives))
        case _:
            return None


def _numbered(interests: Iterable[Interest]) -> dict[str, int]:
    """Every sign that anybody asks for; words of the whole text come first, as the automaton counts them."""
    signs = dict.fromkeys(chain.from_iterable(map(_asked, interests)))
    others = [sign for sign in signs if sign[0] in demands.LETTERS]
    for sign in [*others, ALWAYS]:
        signs.pop(sign, None)
    return {sign: number for number, sign in enumerate(chain(signs, others, [ALWAYS]))}


def _asked(wish: Interest) -> Iterable[str]:
    if wish.demands is None:
        return needed(wish.words) or ()
    return chain.from_iterable(chain(way.all, way.none) for way in wish.demands)


def _put(
    shelf: Shelf,
    taken: Mapping[int, array[int]],
    wish: Interest,
    ids: tuple[int, ...],
    signs: Mapping[str, int],
    weight: Mapping[str, tuple[int, int]],
) -> None:
    """Hang each of the wish's demands on its rarest sign."""
    if wish.demands is None:
        words = needed(wish.words)
        for sign in [ALWAYS] if words is None else words:
            shelf.asked.setdefault(signs[sign], []).append(wish)
        return
    always = signs[ALWAYS]
    # The more frequent a word that is enough, the sooner: the others then need not be asked.
    alone = sorted((way for way in wish.demands if _is_one_sign(way)), key=lambda way: weight[_only(way)], reverse=True)
    before: list[int] = []
    for way in alone:
        hook = signs[_only(way)]
        if before:
            _row(shelf, hook, always, (), before, ids)
        else:
            taken[hook].extend(ids)
        before.append(hook)
    others = [way for way in wish.demands if not _is_one_sign(way)] if len(alone) < len(wish.demands) else []
    for way in others:
        none = [*before, *map(signs.__getitem__, way.none)]
        rarest = min(way.all, key=weight.__getitem__, default=None)
        rest = [signs[sign] for sign in way.all if sign is not rarest]
        hook = signs[ALWAYS if rarest is None else rarest]
        if len(others) == 1:
            _row(shelf, hook, always, rest, none, ids)
        else:
            _further(shelf, hook, [always] * 4, rest, none, ids)  # several ways at once, and yet only once a hit


def _row(shelf: Shelf, hook: int, always: int, rest: Sequence[int], none: Sequence[int], ids: tuple[int, ...]) -> None:
    cells = [*rest, *(~sign for sign in none), *[always] * 4]
    if len(ids) > 1 or len(cells) > 8:
        _further(shelf, hook, cells[:4], rest, none, ids)
    else:
        _rows(shelf, hook).extend((*cells[:4], ids[0]))


def _further(
    shelf: Shelf, hook: int, cells: Sequence[int], rest: Sequence[int], none: Sequence[int], ids: tuple[int, ...]
) -> None:
    shelf.further.append(Further(frozenset(rest), frozenset(none), ids))
    _rows(shelf, hook).extend((*cells, ~(len(shelf.further) - 1)))


def _rows(shelf: Shelf, hook: int) -> array[int]:
    rows = shelf.rows[hook]
    if rows is None:
        rows = shelf.rows[hook] = array(WIDTH)
    return rows


def _is_one_sign(way: Demand) -> bool:
    return len(way.all) == 1 and not way.none


def _only(way: Demand) -> str:
    (sign,) = way.all
    return sign


def _finders(signs: Mapping[str, int]) -> dict[str, Finder]:
    fields: dict[str, list[str]] = {}
    for sign in signs:
        letter = sign[0] if sign[0] in demands.LETTERS else ""
        if letter == "" or letter in demands.FIELDS.values():
            fields.setdefault(letter, []).append(sign)
    return {letter: _finder(letter, found, signs) for letter, found in fields.items()}


def _finder(letter: str, found: Sequence[str], signs: Mapping[str, int]) -> Finder:
    words = [sign[1:] for sign in found] if letter else found
    return Finder(
        numbers=tuple(signs[sign] for sign in found) if letter else (),
        automaton=ahocorasick_rs.AhoCorasick(words, implementation=ahocorasick_rs.Implementation.ContiguousNFA),
        partial={signs[sign]: word for sign, word in zip(found, words, strict=True) if query.bounded(word)},
    )


def _above(signs: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for sign, number in signs.items():
        for region in demands.beneath(sign):
            found[region].append(number)
    return {region: tuple(numbers) for region, numbers in found.items()}
