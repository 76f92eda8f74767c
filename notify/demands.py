"""A query as the ways in which a document can satisfy it: which words it must have, and which it must not. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, product
from typing import NamedTuple

from extract import fold
from store import index, parsing, query
from store.query import BadQuery, Either, Every, Node, Place, Query, Tag, Without, Word

MOST_WAYS = 32  # a query with more is asked as it stands: nobody writes one, and each way costs memory

# A sign is a word in normal form, or one of these letters and what else can be said of a document.
TITLE, ISSUER, NUMBER, PLACE, ISSUED, SOURCE, CATEGORY = "\ue010\ue011\ue012\ue013\ue014\ue015\ue016"
LETTERS = frozenset((TITLE, ISSUER, NUMBER, PLACE, ISSUED, SOURCE, CATEGORY))
FIELDS = {"title": TITLE, "issuer": ISSUER, "number": NUMBER}
HIGHER = "+"


class Demand(NamedTuple):
    """One way to satisfy a query: all of these signs and none of those."""

    all: tuple[str, ...]
    none: tuple[str, ...]


Demands = tuple[Demand, ...]

NOTHING = Demand((), ())


def demands(asked: Query) -> Demands | None:
    """The ways to satisfy the query, one of which is enough; None where they are too many or a matter of dates."""
    if asked.since or asked.until or asked.open_on or asked.closed_by or asked.issued:
        return None
    if asked.root is None:
        return (NOTHING,)
    ways = _ways(asked.root, wanted=True)
    return None if ways is None else _fewest(ways)


def together(first: Demands, *others: Demands) -> Demands:
    """The ways to satisfy all of these at once."""
    ways = first
    for other in others:
        ways = tuple([Demand(one.all + two.all, one.none + two.none) for one in ways for two in other])
    return ways


def read(texts: Sequence[str]) -> dict[str, Demands | Query | BadQuery]:
    """What each of many queries demands: the ways to satisfy it, or what is wrong with it.

    Where the ways are too many or a matter of dates it is the query itself. A plain query takes some ten microseconds.
    """
    written = parsing.half_width("\n".join(texts)).split("\n")
    if len(written) != len(texts):  # a query of several lines
        written = [parsing.half_width(text) for text in texts]
    normal = _normals(written).__getitem__
    found: dict[str, Demands | Query | BadQuery] = {}
    for text, plain in zip(texts, written, strict=True):
        alternatives = parsing.plain(plain, normal) if len(text) <= parsing.LONGEST else None
        found[text] = _of_grammar(text) if alternatives is None else tuple(_plain_ways(alternatives))
    return found


_HAN = re.compile("[一-鿿]+")


def _normals(texts: Iterable[str]) -> dict[str, str]:
    """Every word of these texts and its normal form."""
    words = list(set(chain.from_iterable(map(str.split, texts))))
    folded = fold.fold("\n".join(words)).split("\n") if words else []
    # A word of Chinese characters alone needs no more than folding, and most are.
    return {
        word: form if _HAN.fullmatch(form) else fold.normal(word).text for word, form in zip(words, folded, strict=True)
    }


def _plain_ways(alternatives: Iterable[Sequence[tuple[str, bool]]]) -> Iterable[Demand]:
    for words in alternatives:
        all = tuple([word for word, negated in words if not negated])
        none = tuple([word for word, negated in words if negated]) if len(all) < len(words) else ()
        if not none or not set(all).intersection(none):
            yield Demand(all, none)


def _of_grammar(text: str) -> Demands | Query | BadQuery:
    try:
        asked = query.parse(text)
    except BadQuery as wrong:
        return wrong
    ways = demands(asked)
    return asked if ways is None else ways


def needed(asked: Query) -> frozenset[str] | None:
    """Signs of words of which every answer has at least one; None where an answer needs no word."""
    return _needed(asked.root)


def _needed(node: Node | None) -> frozenset[str] | None:
    match node:
        case Word(normal=normal, field=field):
            return frozenset({word(normal, field)})
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


def word(normal: str, field: str | None = None) -> str:
    """The sign of a word."""
    return FIELDS[field] + normal if field else normal


def place(letter: str, code: str, *, higher: bool) -> str:
    """The sign of a release about a place, or issued there."""
    return f"{letter}{code}{HIGHER if higher else ''}"


def tag(field: str, value: str) -> str:
    """The sign of a source or a category."""
    return (SOURCE if field == "source" else CATEGORY) + value


def way(sign: str) -> Demand:
    """The demand for this sign alone."""
    return Demand((sign,), ())


def places(letter: str, region: str | None) -> list[str]:
    """The signs of every place that a release of this region lies in."""
    if region is None:
        return []
    within = index.regions(region)
    return [*(letter + code for code in within), *(letter + code + HIGHER for code in within)]


def beneath(sign: str) -> list[str]:
    """Of a place with what concerns it from above: the signs of the exact regions whose releases do."""
    if sign[0] not in (PLACE, ISSUED) or not sign.endswith(HIGHER):
        return []
    return [sign[0] + code for code in query.above(sign[1:].removesuffix(HIGHER))]


def _ways(node: Node, *, wanted: bool) -> list[Demand] | None:
    match node:
        case Without(part=part):
            return _ways(part, wanted=not wanted)
        case Every(parts=parts):
            return _all(parts, wanted=True) if wanted else _any(parts, wanted=False)
        case Either(parts=parts):
            return _any(parts, wanted=True) if wanted else _all(parts, wanted=False)
        case Word(normal=normal, field=field):
            sign = word(normal, field)
        case Place(code=code, higher=higher):
            sign = place(PLACE, code, higher=higher)
        case Tag(field=field, value=value):
            sign = tag(field, value)
    return [Demand((sign,), ()) if wanted else Demand((), (sign,))]


def _any(parts: Sequence[Node], *, wanted: bool) -> list[Demand] | None:
    found: list[Demand] = []
    for part in parts:
        ways = _ways(part, wanted=wanted)
        if ways is None:
            return None
        found.extend(ways)
    return found if len(found) <= MOST_WAYS else None


def _all(parts: Sequence[Node], *, wanted: bool) -> list[Demand] | None:
    choices = []
    count = 1
    for part in parts:
        ways = _ways(part, wanted=wanted)
        if ways is None:
            return None
        choices.append(ways)
        count *= len(ways)
        if count > MOST_WAYS:
            return None
    return [_joined(way) for way in product(*choices)]


def _joined(ways: Iterable[Demand]) -> Demand:
    found = list(ways)
    if len(found) == 1:
        return found[0]
    return Demand(
        tuple(dict.fromkeys(chain.from_iterable(way.all for way in found))),
        tuple(dict.fromkeys(chain.from_iterable(way.none for way in found))),
    )


def _fewest(ways: Sequence[Demand]) -> Demands:
    """Without those that contradict themselves, each once."""
    if len(ways) == 1 and not ways[0].none:
        return tuple(ways)
    return tuple(dict.fromkeys(way for way in ways if not set(way.all).intersection(way.none)))
