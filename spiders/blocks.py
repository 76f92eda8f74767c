"""The repeated blocks of a page: everything that could be the rows of a list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from lxml.html import HtmlElement

Column = tuple[str, ...]  # the way from the beginning of a block to a place in it

_INLINE = "a abbr b big cite code em font i label q s small span strong sub sup time u"
_SILENT = "script style noscript template select option textarea button svg iframe"
INLINE, SILENT = frozenset(_INLINE.split()), frozenset(_SILENT.split())
LOOSE = INLINE | {"p"}  # what hand-made pages mix around their links
_ROWS = frozenset(["li", "tr", "dl", "dd", "dt", "div", "p", "ul", "table", "tbody", "article"])
MANY = 24  # a block with more links on average is a section of the page, not a row
TITLED = 16  # how wide the text of a button is at least that folds a row out, instead of doing something with it
WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]")
_NAMES = re.compile(r"[A-Za-z][A-Za-z_-]*")
_STATE_WORDS = "active cur current even first fl fr hot hover last line odd on sel selected top"
STATES = frozenset(_STATE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in a block and the column it stands in: the way to it from the block's beginning."""

    column: Column
    text: str
    anchor: HtmlElement | None  # the link it is in
    element: HtmlElement  # the element it is in


@dataclass(slots=True)
class Block:
    """One repeated block: an element with what belongs to it of the siblings that follow."""

    nodes: tuple[HtmlElement, ...]
    lead: str = ""  # text that stands before the first node, between two line breaks
    _pieces: list[Piece] | None = None
    _links: list[tuple[Column, HtmlElement]] | None = None

    @property
    def pieces(self) -> list[Piece]:
        """Its texts in document order."""
        if self._pieces is None:
            self._pieces = list(_read(self))
        return self._pieces

    @property
    def links(self) -> list[tuple[Column, HtmlElement]]:
        """Its links that can lead to a page, each with the column it stands in."""
        if self._links is None:
            self._links = [
                (way(node, anchor, offset), anchor)
                for offset, node in enumerate(self.nodes)
                for anchor in ([node] if node.tag == "a" else node.iter("a"))
                if usable(anchor.get("href"))
            ]
        return self._links


@dataclass(slots=True)
class Group:
    """Blocks of one form, in document order."""

    blocks: list[Block] = field(default_factory=list)

    @property
    def parents(self) -> list[HtmlElement]:
        """The elements whose children the blocks are."""
        found: dict[HtmlElement, None] = {}
        for block in self.blocks:
            parent = block.nodes[0].getparent()
            if parent is not None:
                found[parent] = None
        return list(found)


def groups(tree: HtmlElement) -> list[Group]:
    """Every set of blocks of one form that could be the rows of a list."""
    links = _link_counts(tree)
    found: dict[tuple[object, ...], Group] = defaultdict(Group)
    lists: dict[tuple[object, ...], set[tuple[object, ...]]] = defaultdict(set)
    for parent in tree.iter():
        if not isinstance(parent.tag, str) or links.get(parent, 0) < 1 or parent.tag in ("head", "html", "a"):
            continue
        for form, blocks in _divisions(parent, links):
            if sum(links.get(node, 0) for block in blocks for node in block.nodes) > MANY * len(blocks):
                continue
            ancestors = [parent, *parent.iterancestors()]
            named = ("classes", *(f"{each.tag}.{_name(each)}" for each in ancestors), form)
            unnamed = ("tags", *(each.tag for each in ancestors), form)
            found["parent", parent, form].blocks += blocks
            found[named].blocks += blocks
            found[unnamed].blocks += blocks
            lists[unnamed].add(named)
    unique: dict[frozenset[HtmlElement], Group] = {}
    for key, group in found.items():
        # Tags alone join what a hand-made page spells differently, but not two lists with names of their own.
        if len(group.blocks) >= 2 and sum(len(found[named].blocks) > 2 for named in lists.get(key, ())) < 2:
            unique.setdefault(frozenset(node for block in group.blocks for node in block.nodes), group)
    return list(unique.values())


def singles(tree: HtmlElement) -> list[Block]:
    """Every block with one link that could be the only row of its list."""
    links = _link_counts(tree)
    return [
        Block((element,))
        for element in tree.iter("li", "tr", "dl", "dd", "div", "p", "article")
        if links.get(element, 0) == 1 and not any(links.get(child, 0) and child.tag in _ROWS for child in element)
    ]


def unlinked(rows: list[Block]) -> list[Block]:
    """The blocks built like these rows, beside them, that hold no link at all."""
    first = rows[0].nodes[0]
    parents = {parent: None for row in rows if (parent := row.nodes[0].getparent()) is not None}
    alike = {(row.nodes[0].tag, len(row.nodes[0])) for row in rows}
    taken = {row.nodes[0] for row in rows}
    return [
        Block((child,))
        for parent in parents
        for child in parent.iterchildren(first.tag)
        if child not in taken
        and (child.tag != "tr" or (child.tag, len(child)) in alike)
        and not any(usable(anchor.get("href")) for anchor in child.iter("a"))
    ]


def way(top: HtmlElement, element: HtmlElement, offset: int = 0) -> Column:
    """The column of an element in its block: the tags down to it, numbered among their like."""
    steps: list[str] = []
    while element is not top:
        parent = element.getparent()
        if parent is None:
            break
        place = 1 + sum(1 for each in element.itersiblings(preceding=True) if each.tag == element.tag)
        steps.append(f"{element.tag}:{place}")
        element = parent
    return (f"{offset}:{top.tag}", *reversed(steps))


def _divisions(parent: HtmlElement, links: dict[HtmlElement, int]) -> Iterator[tuple[str, list[Block]]]:
    lines = (child for child in _lines(parent) if not isinstance(child, str))
    children = [child for child in lines if isinstance(child.tag, str) and child.tag not in SILENT]
    leads: dict[str, int] = defaultdict(int)
    for child in children:
        if links.get(child, 0):
            leads[child.tag] += 1
    kinds = {child.tag for child in children}
    if "br" in kinds:
        for breaks in (2, 1):
            yield (
                f"br {breaks}",
                [block for block in _broken(parent, breaks) if any(links.get(n, 0) for n in block.nodes)],
            )
    for tag in leads:
        yield tag, list(_led_by_links(children, {tag}, links))
        yield f"before {tag}", list(_closed_by_links(children, tag, links))
    if len(leads.keys() & LOOSE) > 1:
        yield "loose", list(_led_by_links(children, LOOSE, links))
    if len(kinds) > 1:
        for tag in sorted(kinds & {"h1", "h2", "h3", "h4", "h5", "h6", "dt", "strong", "b", "hr"}):
            blocks = [block for block in _headed(children, tag) if any(links.get(node, 0) for node in block.nodes)]
            if len(blocks) > 1:
                yield f"headed {tag}", blocks


def _led_by_links(children: list[HtmlElement], tags: Set[str], links: dict[HtmlElement, int]) -> Iterator[Block]:
    """Each child with a link, and the children without one that follow it."""
    nodes: list[HtmlElement] = []
    for child in children:
        if links.get(child, 0) and child.tag in tags:
            if nodes:
                yield Block(tuple(nodes))
            nodes = [child]
        elif links.get(child, 0):
            if nodes:
                yield Block(tuple(nodes))
            nodes = []
        elif nodes:
            nodes.append(child)
    if nodes:
        yield Block(tuple(nodes))


def _closed_by_links(children: list[HtmlElement], tag: str, links: dict[HtmlElement, int]) -> Iterator[Block]:
    """Each child with a link, after the children without one that stand before it, as where a day is a heading."""
    before: dict[tuple[str, str], HtmlElement] = {}  # of one form only the last: those above it belong to no link
    for child in children:
        if links.get(child, 0):
            if before and child.tag == tag:
                yield Block((*before.values(), child))
            before = {}
        elif child.text_content().strip():
            form = (child.tag, _name(child))
            before = {} if form in before else before
            before[form] = child


def _headed(children: list[HtmlElement], tag: str) -> Iterator[Block]:
    nodes: list[HtmlElement] = []
    for child in children:
        if child.tag == tag:
            if nodes:
                yield Block(tuple(nodes))
            nodes = [child]
        elif nodes:
            nodes.append(child)
    if nodes:
        yield Block(tuple(nodes))


def _broken(parent: HtmlElement, breaks: int) -> Iterator[Block]:
    """What stands between as many line breaks in a row."""
    nodes: list[HtmlElement] = []
    lead = parent.text or ""
    seen = 0
    for child in _lines(parent):
        if isinstance(child, str):  # the text at the beginning of what is wrapped around several lines
            lead = lead if nodes else f"{lead} {child}"
        elif child.tag in ("br", "hr"):
            seen += breaks if child.tag == "hr" else 1
            if seen >= breaks:
                if nodes:
                    yield Block(tuple(nodes), lead)
                nodes, lead = [], child.tail or ""
            elif nodes:
                nodes.append(child)
            else:
                lead = f"{lead} {child.tail or ''}"
            seen = 0 if (child.tail or "").strip() else seen
        elif isinstance(child.tag, str) and child.tag not in SILENT:
            nodes.append(child)
            seen = 0
    if nodes:
        yield Block(tuple(nodes), lead)


def _lines(parent: HtmlElement) -> Iterator[HtmlElement | str]:
    """The children, and in place of one that is wrapped around line breaks what it holds."""
    for child in parent:
        if child.tag in INLINE and child.tag != "a" and child.find(".//br") is not None and len(child) > 1:
            yield child.text or ""
            yield from _lines(child)
            yield child.tail or ""
        else:
            yield child


def _read(block: Block) -> Iterator[Piece]:
    if block.lead.strip():
        yield Piece(("lead",), _folded(block.lead), None, block.nodes[0])
    for offset, node in enumerate(block.nodes):
        top = f"{offset}:{node.tag}"
        yield from _texts(node, (top,), node if node.tag == "a" else None)
        if (node.tag in INLINE or node.tag == "br") and (node.tail or "").strip():
            yield Piece((f"{offset}:tail",), _folded(node.tail or ""), None, node)


def _texts(element: HtmlElement, column: Column, anchor: HtmlElement | None) -> Iterator[Piece]:
    if element.tag in SILENT and not (element.tag == "button" and width(_folded(element.text_content())) >= TITLED):
        return
    if (element.text or "").strip():
        yield Piece(column, _folded(element.text or ""), anchor, element)
    places: dict[str, int] = defaultdict(int)
    for child in element:
        if isinstance(child.tag, str):
            places[child.tag] += 1
            inner = (*column, f"{child.tag}:{places[child.tag]}")
            yield from _texts(child, inner, child if child.tag == "a" else anchor)
        if (child.tail or "").strip():
            yield Piece((*column, "tail"), _folded(child.tail or ""), anchor, element)


def _folded(text: str) -> str:
    return " ".join(text.split())


def _name(element: HtmlElement) -> str:
    """The classes that say what an element is, without those that say what state or place it has."""
    names = [word.lower() for word in _NAMES.findall(element.get("class") or "")]
    return ".".join(name for name in names if name not in STATES)


def _link_counts(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many usable links each element holds."""
    counts: dict[HtmlElement, int] = defaultdict(int)
    for anchor in tree.iter("a"):
        if usable(anchor.get("href")):
            counts[anchor] += 1
            for each in anchor.iterancestors():
                counts[each] += 1
    return counts


def usable(href: str | None) -> bool:
    """Can the link lead to a page?"""
    said = (href or "").strip().lower()
    return bool(said) and not said.startswith(
        ("#", "javascript:", "mailto:", "tel:", "data:", "about:", "file:", "ftp:")
    )


def width(text: str) -> int:
    """How wide a text is: a Han character tells as much as two Latin letters."""
    return len(text) + len(WIDE.findall(text))
