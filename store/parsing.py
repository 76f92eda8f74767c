"""A query as a person writes it, Chinese input method and all -> Query; or BadQuery with what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from extract import fold
from extract.document import CATEGORIES
from store import query
from store.query import BadQuery, Either, Node, Query, Tag, Without, Word

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

LONGEST = 4000  # characters
MOST_WORDS = 200
DEEPEST = 10  # parentheses; FTS5's own parser gives up at some thirty

EXAMPLES = {
    "title": "title:科技",
    "issuer": "issuer:科学技术局",
    "number": "number:济政发〔2026〕1号",
    "city": "city:济南",
    "source": "source:jinan",
    "category": "category:通知",
    "since": "since:2026-01-01",
    "until": "until:2026-12-31",
    "deadline": "deadline:2026-06-30",
}
FIELDS = tuple(EXAMPLES)
DATES = ("since", "until", "deadline")
SIGNS = {"|": "OR", "||": "OR", "&": "AND", "&&": "AND", "+": "AND", "!": "NOT", "/": "OR"}  # as others write them
OPERATORS = ("AND", "OR", "NOT", "MINUS")

_PLAIN = str.maketrans({wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys(map(ord, "“”„‟"), '"'))
_PLAIN |= {ord("−"): "-"}
_DATE = re.compile(r"(>=|<=|)(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A bound in time; not a node, as it holds for the whole query."""

    field: str
    bound: str  # >=, <= or nothing
    day: date
    column: int


def parse(text: str) -> Query:
    """The query a person wrote; BadQuery where it is none."""
    if len(text) > LONGEST:
        raise BadQuery(f"a query has at most {LONGEST} characters: make two of it", LONGEST + 1)
    written = half_width(text)
    asked = _words_alone(written) or _asked(_tree(written))
    whens = [part for part in asked if isinstance(part, When)]
    root = query.every(part for part in asked if not isinstance(part, When))
    return Query(
        root=root,
        since=max((when.day for when in whens if when.field == "since"), default=None),
        until=min((when.day for when in whens if when.field == "until"), default=None),
        open_on=max((when.day for when in whens if when.field == "deadline" and when.bound != "<="), default=None),
        closed_by=min((when.day for when in whens if when.field == "deadline" and when.bound == "<="), default=None),
    )


_SMALL = re.compile(r"(?<=\S)\s+(and|or|not)\s+(?=\S)", re.IGNORECASE)
_OPEN_END = re.compile(r"[A-Za-z0-9]+\*")


def hints(text: str) -> list[str]:
    """What whoever wrote this query may have meant otherwise than we take it, a line each."""
    bare = re.sub('"[^"]*"', '""', text.translate(_PLAIN))
    found = [
        f'"{small}" was taken for a word to search; the operators are written in capitals: {small.upper()}'
        for small in dict.fromkeys(_SMALL.findall(bare))
        if small not in OPERATORS
    ]
    if cut := _OPEN_END.search(bare):
        found.append(f"{cut[0]} finds {cut[0][:-1]} as a whole word only: * stands for nothing")
    return found


# Quotation marks, fields, minus signs and parentheses are for the grammar; so is whatever is wrong.
_BESIDES_WORDS = re.compile(r'[():"]|(?:^|\s)-|(?:^|\s)NOT(?=\s+(?:AND|OR|NOT)(?=\s|$)|\s*$)')


def _words_alone(text: str) -> list[Node | When] | None:
    """What `_asked` says of words with AND, OR and NOT, a hundred times sooner; None where only the grammar can say."""
    found = plain(text, _normal)
    if found is None:
        return None
    alternatives: list[list[Node | When]] = [
        [Without(part=Word(normal=word)) if negated else Word(normal=word) for word, negated in words]
        for words in found
    ]
    if len(alternatives) == 1:
        return alternatives[0]
    nodes = [query.every(part for part in parts if not isinstance(part, When)) for parts in alternatives]
    return [Either(parts=tuple(node for node in nodes if node is not None))]


def plain(text: str, normal: Callable[[str], str]) -> list[list[tuple[str, bool]]] | None:
    """A query of words with AND, OR and NOT as its alternatives: all words of one of them, those under NOT marked.

    None where only the grammar can say what is meant. `text` has been through `half_width`; `normal` says a word's
    normal form. `deliver` reads every subscription's query, and most are of this kind.
    """
    if _BESIDES_WORDS.search(text):
        return None
    words: list[tuple[str, bool]] = []
    alternatives = [words]
    expected, negated, count = True, False, 0  # must a word come next? is it under NOT?
    for word in text.split():
        if word in ("AND", "OR"):
            if expected:
                return None
            if word == "OR":
                words = []
                alternatives.append(words)
            expected = True
        elif word == "NOT":
            if negated:
                return None
            negated = expected = True
        else:
            form = normal(word)
            count += 1
            if not form or count > MOST_WORDS:
                return None
            words.append((form, negated))
            expected = negated = False
    return None if expected else alternatives


def half_width(text: str) -> str:
    """The text with the operators and quotation marks of a Chinese input method as the grammar knows them."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=100_000)
def _normal(word: str) -> str:
    return fold.normal(word).text


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = Path(__file__).with_name("query.lark").read_text(encoding="utf-8")
    # The basic lexer, as the contextual one would take a misplaced OR for a word.
    return Lark(grammar, parser="lalr", lexer="basic")


def _tree(text: str) -> Tree[Token]:
    from lark import Token
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    last: Token | None = None
    opened: list[int] = []
    words = 0
    parser = _parser().parse_interactive(text)
    try:
        for token in parser.lexer_thread.lex(parser.parser_state):  # type: ignore[no-untyped-call]  # lark has no types here
            parser.feed_token(token)
            last = token
            words += token.type in ("WORD", "PHRASE")
            if token.type == "LPAR":
                opened.append(_column(token))
            elif token.type == "RPAR":
                opened.pop()
            if len(opened) > DEEPEST:
                raise BadQuery(f"parentheses go at most {DEEPEST} deep: write it flatter", opened[-1])
            if words > MOST_WORDS:
                raise BadQuery(f"a query has at most {MOST_WORDS} words: make two of it", _column(token))
        tree: Tree[Token] = parser.feed_token(Token("$END", "", start_pos=len(text)))
    except UnexpectedCharacters as wrong:
        raise BadQuery(
            "this quotation mark is never closed: add the other one or leave it out", text.rindex('"') + 1
        ) from wrong
    except UnexpectedToken as wrong:
        raise _explained(wrong.token, last, opened) from wrong
    return tree


def _explained(token: Token, last: Token | None, opened: list[int]) -> BadQuery:
    ended = token.type == "$END"
    if last is not None and last.type == "FIELD":
        return BadQuery(f"{last} needs a value right behind it: write for example {_example(last)}", _column(last))
    if last is not None and last.type in OPERATORS and (ended or token.type in (*OPERATORS, "RPAR")):
        return BadQuery(f"{last} needs a word behind it: write one, or leave {last} out", _column(last))
    if ended:
        return BadQuery("this parenthesis is never closed: add ) or leave it out", opened[-1])
    if token.type == "RPAR":
        if last is not None and last.type == "LPAR":
            return BadQuery("there is nothing between these parentheses: leave them out", _column(last))
        return BadQuery("this parenthesis closes nothing: leave it out", _column(token))
    return BadQuery(
        f'{token} stands between two words: 科技 {token} 工信; to find the word itself write "{token}"', _column(token)
    )


def _asked(tree: Tree[Token]) -> list[Node | When]:
    return [part for child in tree.children for part in _parts(child, None)]


def _parts(item: Tree[Token] | Token, field: Token | None) -> Iterator[Node | When]:
    """What must hold, one by one; `field` is the one whose parentheses we are in."""
    from lark import Tree

    if not isinstance(item, Tree):
        yield _leaf(item, field)
    elif item.data == "all":
        for child in item.children:
            if isinstance(child, Tree) or child.type not in OPERATORS:
                yield from _parts(child, field)
    elif item.data == "either":
        yield Either(
            parts=tuple(_node(child, field) for child in item.children if isinstance(child, Tree) or child.type != "OR")
        )
    elif item.data == "without":
        yield Without(part=_node(item.children[1], field))
    else:
        yield from _within(item, field)


def _within(item: Tree[Token], outer: Token | None) -> Iterator[Node | When]:
    from lark import Token

    field, inner = item.children
    assert isinstance(field, Token)  # noqa: S101 - the grammar says so
    if outer is not None:
        raise BadQuery(f"{field} cannot stand inside {outer}(…): write it outside the parentheses", _column(field))
    if _name(field) not in FIELDS:
        near = difflib.get_close_matches(_name(field), FIELDS, n=1)
        meant = f"did you mean {near[0]}:?" if near else f"write one of {' '.join(f'{name}:' for name in FIELDS)}"
        raise BadQuery(
            f"there is no field {field} {meant} To find these very words put them in quotation marks", _column(field)
        )
    yield from _parts(inner, field)


def _node(item: Tree[Token] | Token, field: Token | None) -> Node:
    """One thing that must hold, where there is no place for dates."""
    nodes = []
    for part in _parts(item, field):
        if isinstance(part, When):
            raise BadQuery(f"{part.field}: is about the whole query: write it outside OR, NOT and -", part.column)
        nodes.append(part)
    node = query.every(nodes)
    assert node is not None  # noqa: S101 - the grammar has no empty parentheses
    return node


def _leaf(token: Token, field: Token | None) -> Node | When:
    text = token[1:-1] if token.type == "PHRASE" else str(token)
    match name := _name(field):
        case "since" | "until" | "deadline":
            return _when(text, name, token)
        case "city":
            return _place(text, token)
        case "source":
            return Tag(field="source", value=fold.fold(text))
        case "category":
            return _category(text, token)
    normal = fold.normal(text).text
    if not normal and text in SIGNS:
        raise BadQuery(f"{text} is no operator: write {SIGNS[text]}", _column(token))
    if not normal:
        raise BadQuery(f"{_said(token)} has no letter or digit to search for: leave it out", _column(token))
    return Word(normal=normal, field=name or None)


def _when(text: str, field: str, token: Token) -> When:
    written = _DATE.fullmatch(text)
    if written is None or (written[1] and field != "deadline"):
        _no_date(text, field, token)
    try:
        return When(field=field, bound=written[1], day=date.fromisoformat(written[2]), column=_column(token))
    except ValueError:
        _no_date(text, field, token)


_NEARLY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[日月年]?")


def _meant(text: str, field: str) -> date | None:
    """The date that somebody means who writes 2026/9/1, 2026年9月1日, 2026-09 or 2026."""
    written = _NEARLY.fullmatch(text)
    if written is None:
        return None
    year, month, day = (int(part) if part else None for part in written.groups())
    try:
        if field != "until":
            return date(year or 0, month or 1, day or 1)
        after = date(year or 0, month, 1) if month else date(year or 0, 12, 1)
        last = (after.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return after.replace(day=day) if day else last
    except ValueError:
        return None


def _no_date(text: str, field: str, token: Token) -> NoReturn:
    if meant := _meant(text, field):
        raise BadQuery(f"{_said(text)} is not a date: write {field}:{meant}", _column(token))
    also = ", deadline:>=2026-06-30 or deadline:<=2026-06-30" if field == "deadline" else ""
    raise BadQuery(f"{_said(text)} is not a date: write {EXAMPLES[field]}{also}", _column(token))


def _place(text: str, token: Token) -> Node:
    from extract import divisions

    try:
        return query.Place(code=divisions.division(text).code)
    except divisions.UnknownPlace as wrong:
        raise BadQuery(str(wrong), _column(token)) from wrong


def _category(text: str, token: Token) -> Node:
    for category in CATEGORIES:
        if fold.fold(category) == fold.fold(text.strip()):
            return Tag(field="category", value=category)
    # Names of two characters that share one are alike by half.
    near = difflib.get_close_matches(fold.fold(text.strip()), CATEGORIES, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}, or another" if near else "write one"
    raise BadQuery(f"{_said(text)} is no category: {meant} of {' '.join(CATEGORIES)}", _column(token))


def _name(field: Token | None) -> str:
    return field[:-1].lower() if field else ""


def _example(field: Token) -> str:
    return EXAMPLES.get(_name(field), EXAMPLES["title"])


def _said(text: str) -> str:
    """What was written, fit for one line."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def _column(token: Token) -> int:
    return (token.start_pos or 0) + 1
