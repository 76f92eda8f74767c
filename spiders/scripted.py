"""Links that only a script follows: their addresses, from data attributes, click handlers and the page's functions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

_LITERAL = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_PLACE = re.compile(r"/|\.(?:s?html?|jsp|do|php|aspx?|pdf|docx?|ofd)\b|\?\w+=", re.I)
_QUOTED = re.compile(_LITERAL)
_CALL = re.compile(r"([A-Za-z_$][\w$]*)\s*\(([^()]*)\)")
_FUNCTION = re.compile(
    r"(?:function\s+([A-Za-z_$][\w$]*)\s*|([A-Za-z_$][\w$]*)\s*=\s*function\s*)\(([^()]*)\)\s*\{(.{0,1500}?)\}", re.S
)
_SUM = re.compile(rf"(?:{_LITERAL}|[A-Za-z_$][\w$]*)(?:\s*\+\s*(?:{_LITERAL}|[A-Za-z_$][\w$]*))*")
_TERM = re.compile(rf"{_LITERAL}|[A-Za-z_$][\w$]*")
_ARGUMENT = re.compile(rf"\s*({_LITERAL}|-?[\w.]+)\s*(?:,|$)")
_DATA = ("data-url", "data-href", "data-link", "data-src", "data-file", "data-pdf", "data-audio", "data-video")
_OWN = ("data-url", "data-href", "data-link")
_LONGEST = 600  # characters of a row with its summary
_SAYS = re.compile(r"onclick|javascript:|data-", re.I)  # older pages write onClick and ONCLICK
_NOWHERE = ("about:", "javascript:", "#")
_ROWS = frozenset(["li", "tr", "div", "p", "dd", "dt", "span", "h3", "h4", "article", "section"])


def reveal(tree: HtmlElement, text: str) -> None:
    """Give every link that only a script follows the address it leads to, in its href."""
    if not _SAYS.search(text):
        return
    functions: dict[str, tuple[list[str], str]] | None = None
    for element in list(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        is_link = element.tag == "a"
        if (is_link and _leads(element.get("href"))) or not (
            is_link or (element.tag in _ROWS and (element.get("onclick") or _is_row(element)))
        ):
            continue
        handler = element.get("onclick") or (element.get("href") if is_link else None) or ""
        address = next((said for name in _DATA if (said := element.get(name)) and _PLACE.search(said)), None)
        if address is None and ("(" in handler or "=" in handler):
            functions = _functions(text) if functions is None else functions
            address = _address(handler, functions)
        if address is None:
            continue
        if is_link:
            element.set("href", address)
        elif not any(_leads(inner.get("href")) for inner in element.iter("a")):
            _wrap(element, address)


def _is_row(element: HtmlElement) -> bool:
    """Does a row say in its own attributes where it leads, as only its script reads it?"""
    if not any(element.get(name) for name in _OWN):
        return False
    if any(inner.get(name) for inner in element.iterdescendants() for name in _OWN):
        return False  # what holds rows is none
    return 0 < len(element.text_content().strip()) < _LONGEST


def _leads(href: str | None) -> bool:
    said = (href or "").strip().lower()
    return bool(said) and not said.startswith(_NOWHERE)


def _wrap(element: HtmlElement, address: str) -> None:
    """Put all that an element holds into a link; a table row keeps its cells."""
    inside = next(element.iter("td"), element) if element.tag == "tr" else element
    anchor = etree.SubElement(inside, "a")
    anchor.text, inside.text = inside.text, None
    for child in list(inside):
        if child is not anchor:
            anchor.append(child)
    anchor.set("href", address)


def _address(handler: str, functions: dict[str, tuple[list[str], str]]) -> str | None:
    """The address in a handler: written there, or put together by the function that it calls."""
    for quoted in _QUOTED.finditer(handler):
        said = _plain(quoted.group())
        if _PLACE.search(said) and not said.lower().startswith(_NOWHERE):
            return said
    for call in _CALL.finditer(handler):
        known = functions.get(call.group(1))
        if known is not None:
            given = [_plain(argument.group(1)) for argument in _ARGUMENT.finditer(call.group(2)) if argument.group(1)]
            made = next(_sums(known[1], dict(zip(known[0], given, strict=False))), None)
            if made is not None:
                return made
    return None


def _functions(text: str) -> dict[str, tuple[list[str], str]]:
    """The page's own small functions: their parameters and what they do."""
    return {
        match.group(1) or match.group(2): ([each.strip() for each in match.group(3).split(",")], match.group(4))
        for match in _FUNCTION.finditer(text)
        if "location" in match.group(4) or "open" in match.group(4) or "href" in match.group(4)
    }


def _sums(body: str, values: dict[str, str]) -> Iterator[str]:
    """The addresses that a function puts together out of texts and its parameters."""
    for sum_ in _SUM.finditer(body):
        terms = [term.group() for term in _TERM.finditer(sum_.group())]
        if not any(term in values for term in terms) or not any(term[0] in "'\"" for term in terms):
            continue
        if all(term in values or term[0] in "'\"" for term in terms):
            made = "".join(values[term] if term in values else _plain(term) for term in terms)
            if _PLACE.search(made):
                yield made


def _plain(literal: str) -> str:
    inner = literal[1:-1] if literal[:1] in ("'", '"') else literal
    return re.sub(r"\\(.)", r"\1", inner).strip()
