"""Which of many subscriptions want a document? One look for all words at once, then only what they could concern.

A subscription is a few demands (demands.py), any of which is enough. A demand hangs on its two rarest signs, so that
of a hundred thousand only those are looked at whose two rarest signs the document has; most of these want nothing
else. A sieve changes with its subscriptions: one more or less takes microseconds, however many there are.

What it looks up for a document lies scattered in memory, and waiting for that is most of the work. So signs are
numbered from frequent to rare, and what hangs on a sign is one short run of bytes: what is needed often lies together.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from extract.fold import BREAK, fold
from notify import demands, matching
from notify.demands import Demand, Demands
from notify.finder import Finder
from store import query
from store.query import BadQuery, Query, Subject
from store.subscriptions import Wanted

ALWAYS = demands.CATEGORY  # the sign that every document has
WIDTH = "i"

Read = Demands | Query | BadQuery


@dataclass(frozen=True, slots=True)
class Deep:
    """What a demand wants besides its three rarest signs, and whose demand it is."""

    all: tuple[int, ...]
    none: tuple[int, ...]
    ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Asked:
    """A query that must be asked itself, for everybody who shares it."""

    wanted: Wanted
    words: Query
    ids: list[int] = field(default_factory=list)

    def holds(self, subject: Subject) -> bool:
        """Has the document the words, the place and the source?"""
        one = self.wanted
        return (
            matching.from_source(one, subject)
            and matching.in_place(one, subject)
            and query.answers(self.words, subject)
        )


class Place(NamedTuple):
    """Where a subscription's number stands."""

    cells: list[bytes]
    hook: int
    cell: tuple[int, ...]


class Parts(NamedTuple):
    """What a sieve rests on; all else follows from it. Without what must be asked itself."""

    wanted: list[Wanted]
    signs: list[str]
    deep: list[tuple[tuple[int, ...], list[int]]]
    taken: list[bytes]
    rows: list[bytes]


@dataclass(slots=True)
class Sieve:
    """Many subscriptions, ready to be asked about one document after another."""

    wanted: dict[int, Wanted] = field(default_factory=dict)  # by the subscription's number
    signs: dict[str, int] = field(default_factory=dict)
    # By sign, arrays of numbers as bytes. `taken`: who wants this sign alone, nobody twice for a document.
    # `rows`: two signs more (~sign: it must be missing), and who wants all three; ~number: deep.
    taken: list[bytes] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)
    deep: list[Deep] = field(default_factory=list)
    asked: defaultdict[int, dict[tuple[object, ...], Asked]] = field(default_factory=lambda: defaultdict(dict))
    # By the letter of the field, "" for the whole text.
    finders: dict[str, Finder] = field(default_factory=lambda: {"": Finder()})
    above: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _deep: dict[tuple[int, ...], int] = field(default_factory=dict)
    _near: dict[str, list[int]] = field(default_factory=dict)  # letter and region -> signs of places
    _filters: dict[tuple[object, ...], tuple[Demands, ...]] = field(default_factory=dict)

    def answers(self, subject: Subject) -> array[int]:
        """The numbers of the subscriptions whose words, place and source the document has, each once."""
        signs = self.signs_of(subject)
        hung = _hung_on(signs)
        hits = array(WIDTH, b"".join(hung(self.taken)))
        cells = iter(array(WIDTH, b"".join(hung(self.rows))))
        more = {
            id
            for one, two, id in zip(cells, cells, cells, strict=True)
            if (one in signs if one >= 0 else ~one not in signs) and (two in signs if two >= 0 else ~two not in signs)
        }
        for number in [id for id in more if id < 0]:
            more.remove(number)
            deep = self.deep[~number]
            if signs.issuperset(deep.all) and signs.isdisjoint(deep.none):
                more.update(deep.ids)
        if self.asked:
            for one in dict(
                chain.from_iterable(self.asked[sign].items() for sign in signs & self.asked.keys())
            ).values():
                if one.holds(subject):
                    more.update(one.ids)
        hits.extend(more)
        return hits

    def signs_of(self, subject: Subject) -> set[int]:
        """The numbers of everything the document has that anybody asks for."""
        words, row = subject.words, subject.row
        # Two breaks, as no word has two: none reaches from the title into the text.
        found = self.finders[""].find(f"{words.title.text}{BREAK}{BREAK}{words.whole}")
        for letter, part in (
            (demands.TITLE, words.title),
            (demands.ISSUER, words.issuer),
            (demands.NUMBER, words.number),
        ):
            if letter in self.finders:
                found |= self.finders[letter].find(part.text)
        said = [ALWAYS, *(demands.tag("source", fold(source)) for source in row.sources)]
        if row.category:
            said.append(demands.tag("category", row.category))
        found.update(self.signs[sign] for sign in said if sign in self.signs)
        for letter, region in ((demands.PLACE, row.region), (demands.ISSUED, subject.issuing)):
            if region is not None:
                near = self._near.get(letter + region)
                found.update(self._places(letter, region) if near is None else near)
        return found

    def change(
        self, added: Iterable[Wanted], gone: Iterable[int] = (), *, sample: Iterable[Subject] = ()
    ) -> list[tuple[int, BadQuery]]:
        """Take these subscriptions in, or anew as they are now, and others out; those that cannot be read, and why."""
        fresh = list(added)
        old = [self.wanted.pop(id) for id in {*gone, *(one.id for one in fresh)} if id in self.wanted]
        read = demands.read(list({one.query for one in chain(old, fresh)}))
        self._learn(chain.from_iterable(self._signs_of(one, read[one.query]) for one in fresh), sample)
        for one in old:
            for place in self._places_of(one, read[one.query]):
                if isinstance(place, list):
                    place.remove(one.id)
                else:
                    _take_out(place)
        runs = {id(cells): (cells, defaultdict[int, list[int]](list)) for cells in (self.taken, self.rows)}
        unreadable = []
        for one in fresh:
            ways = read[one.query]
            if isinstance(ways, BadQuery):
                unreadable.append((one.id, ways))
                continue
            self.wanted[one.id] = one
            for place in self._places_of(one, ways):
                if isinstance(place, list):
                    place.append(one.id)
                else:
                    runs[id(place.cells)][1][place.hook] += place.cell
        for cells, run in runs.values():
            for hook in sorted(run):  # in this order they then lie in memory
                cells[hook] += array(WIDTH, run[hook]).tobytes()
        return unreadable

    def parts(self) -> Parts:
        """What can be kept of it, and made a sieve of again."""
        asked = {id for same in self.asked.values() for one in same.values() for id in one.ids}
        return Parts(
            wanted=[one for one in self.wanted.values() if one.id not in asked],
            signs=list(self.signs),
            deep=[(key, self.deep[number].ids) for key, number in self._deep.items()],
            taken=self.taken,
            rows=self.rows,
        )

    @classmethod
    def of(cls, parts: Parts) -> Sieve:
        """The sieve that has these parts."""
        ready = cls()
        ready._learn(parts.signs, ())
        ready.wanted = {one.id: one for one in parts.wanted}
        ready.taken, ready.rows = parts.taken, parts.rows
        for key, ids in parts.deep:
            ready._deep[tuple(key)] = len(ready.deep)
            ready.deep.append(_deep(key, ids))
        return ready

    def _signs_of(self, one: Wanted, ways: Read) -> Iterator[str]:
        if isinstance(ways, Query):
            yield from demands.needed(ways) or ()
        elif not isinstance(ways, BadQuery):
            for way in chain(ways, *self._filters_of(one)):
                yield from way.all
                yield from way.none

    def _learn(self, signs: Iterable[str], sample: Iterable[Subject]) -> None:
        """From now on look for these signs in documents."""
        new = [sign for sign in dict.fromkeys(chain(signs, [ALWAYS])) if sign not in self.signs]
        if sample and new:
            trial = Sieve()
            trial._learn(new, ())
            frequent = Counter(chain.from_iterable(map(trial.signs_of, sample)))
            numbers = trial.signs
            new.sort(key=lambda sign: (-frequent[numbers[sign]], len(sign)))
        first = len(self.signs)
        self.signs.update((sign, number) for number, sign in enumerate(new, first))
        self.taken += [b""] * len(new)
        self.rows += [b""] * len(new)
        words: dict[str, dict[str, int]] = {"": {}}
        for number, sign in enumerate(new, first):
            letter = sign[0]
            # No text has the letters, so that nothing is found that was not meant: and thus numbers need no table.
            # A sign that ends in a break need not stand apart from anything, which would be asked of every document.
            words[""][sign + BREAK if letter in demands.LETTERS else sign] = number
            if letter in demands.LETTERS:
                if letter in demands.FIELDS.values():
                    words.setdefault(letter, {})[sign[1:]] = number
                for region in demands.beneath(sign):
                    self.above[region].append(sign)
        for letter, found in words.items():
            self.finders.setdefault(letter, Finder()).add(found)
        self._near.clear()

    def _places_of(self, one: Wanted, ways: Read) -> Iterator[Place | list[int]]:
        """Where the subscription's number stands."""
        id, signs = one.id, self.signs
        if isinstance(ways, BadQuery):
            return
        if isinstance(ways, Query):
            hooks = [signs[sign] for sign in demands.needed(ways) or (ALWAYS,)]
            asked = self.asked[hooks[0]].get(one[1:]) or Asked(one, ways)
            for hook in hooks:
                self.asked[hook][one[1:]] = asked
            yield asked.ids
            return
        if filters := self._filters_of(one):
            ways = demands.together(ways, *filters)
        if all(len(way.all) == 1 and not way.none for way in ways):
            # The most frequent sign is looked at first: where it is found the others need not be.
            hooks = sorted({signs[way.all[0]] for way in ways})
            for hook in hooks:
                if hook == hooks[0]:
                    yield Place(self.taken, hook, (id,))
                else:
                    yield Place(self.rows, hook, (~hooks[0], signs[ALWAYS], id))
        else:
            for way in ways:
                yield from self._hung(way, id)

    def _hung(self, way: Demand, id: int) -> Iterator[Place | list[int]]:
        signs, always = self.signs, self.signs[ALWAYS]
        # The rarest first, and of those that must be missing the most frequent: what is decided soon costs least.
        hook, *others = sorted([signs[sign] for sign in way.all], reverse=True) or [always]
        others += [~sign for sign in sorted([signs[sign] for sign in way.none])]
        if len(others) < 3:
            one, two = (*others, always, always)[:2]
            yield Place(self.rows, hook, (one, two, id))
            return
        key = (hook, *others)
        number = self._deep.get(key)
        if number is None:
            number = self._deep[key] = len(self.deep)
            self.deep.append(_deep(key, []))
            yield Place(self.rows, hook, (*others[:2], ~number))
        yield self.deep[number].ids

    def _places(self, letter: str, region: str) -> list[int]:
        signs = [*demands.places(letter, region), *self.above.get(letter + region, ())]
        self._near[letter + region] = found = [self.signs[sign] for sign in signs if sign in self.signs]
        return found

    def _filters_of(self, one: Wanted) -> tuple[Demands, ...]:
        if one.city is None and one.source is None:
            return ()
        found = self._filters.get(one[2:])
        if found is None:
            found = self._filters[one[2:]] = tuple(matching.filters(one))
        return found


def sieve(wanted: Iterable[Wanted], sample: Iterable[Subject] = ()) -> tuple[Sieve, list[tuple[int, BadQuery]]]:
    """The subscriptions, ready, and those that cannot be read; `sample` shows how frequent words are.

    A sieve is quick on documents like those of the sample, and right on all.
    """
    ready = Sieve()
    return ready, ready.change(wanted, sample=list(sample))


def _hung_on(signs: Collection[int]) -> Callable[[list[bytes]], Sequence[bytes]]:
    """Looks up all of the signs in one call, a quarter sooner than one by one."""
    return itemgetter(*signs) if len(signs) > 1 else lambda cells: [cells[sign] for sign in signs]


def _take_out(place: Place) -> None:
    """Remove the cell from the run that it stands in."""
    run, size = array(WIDTH, place.cells[place.hook]), len(place.cell)
    at = next(at for at in range(0, len(run), size) if tuple(run[at : at + size]) == place.cell)
    del run[at : at + size]
    place.cells[place.hook] = run.tobytes()


def _deep(key: Sequence[int], ids: list[int]) -> Deep:
    """The demand of these signs, ~sign for one that must be missing; the first three are looked for before."""
    return Deep(tuple([sign for sign in key[3:] if sign >= 0]), tuple([~sign for sign in key[3:] if sign < 0]), ids)
