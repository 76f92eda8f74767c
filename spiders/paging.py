"""How a list goes on: the addresses of its next pages, said by the source or seen on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from spiders import selectors
from spiders.source import Pages

NEXT = (
    "//link[@rel='next']/@href | //a[@rel='next']/@href | "
    "//a[contains('|下一页|下页|后一页|下一頁|下页>|下一页>|下一页 >|next|next page|next >|next ›|next »|›|»|>|', "
    "concat('|', translate(normalize-space(.), 'NEXTPAGE', 'nextpage'), '|'))]/@href | "
    "//*[@class='jpage-next']//a/@href"
)
_CALL = re.compile(r"\bcreatePage(?:HTML|Html)\s*\(([^()]*)\)")
_FUNCTION = re.compile(r"function\s+$")
_ARGUMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|(-?\d+)|([^,]*?))\s*(?:,|$)""")
_DIGITS = re.compile(r"\d+")
_COUNTS = re.compile(
    r"(page|paged|pageno|page_?num|page_?index|p|pn|pg|cpage|curr?_?page|cur|currentpage|page_?no)$", re.I
)


@dataclass(frozen=True, slots=True)
class _Call:
    """What createPageHTML is called with."""

    total: int
    current: int
    name: str
    ending: str


def infer(tree: HtmlElement, text: str, url: str) -> Pages | None:
    """The way this page says it goes on; None when it says nothing."""
    call = _called(text)
    if call is not None:
        pattern = f"{call.name}_{{n}}.{call.ending}"
        # TRS counts from zero, so that page 2 is index_1; the same call counting from one means index_2.
        zero_based = call.current == 0 or _number_in(url, pattern) == call.current
        return Pages(style="index_n", pattern=pattern, start=1 if zero_based else 2, total=call.total)
    counted = _from_numbers(tree, url)
    if counted is not None:
        return counted
    onward = _onward(tree, NEXT, url)
    return Pages(style="next") if onward else None


def following(pages: Pages, tree: HtmlElement, text: str, url: str) -> tuple[str, ...]:
    """The addresses of the pages after this one, nearest first; a list may end before the last of them."""
    if pages.style == "none":
        return ()
    if pages.style == "next":
        onward = _onward(tree, pages.css or NEXT, url)
        return (onward,) if onward else ()
    call = _called(text)
    return counted(pages, url, total=pages.total or (call.total if call else None))


def counted(pages: Pages, url: str, *, total: int | None = None) -> tuple[str, ...]:
    """The addresses of the pages after this one where they are counted; `total` says how many there are."""
    if pages.style not in ("index_n", "query"):
        return ()
    total = total or pages.total
    last = min(pages.max, total) if total is not None else pages.max
    start = pages.start if pages.start is not None else 1 if pages.style == "index_n" else 2
    here = _here(pages, url, start)
    return tuple(_address(pages, url, start + (page - 2) * pages.step) for page in range(here + 1, last + 1))


def _here(pages: Pages, url: str, start: int) -> int:
    """Which page of the list this address is, counted from one."""
    number = _number_in(url, pages.pattern or "") if pages.style == "index_n" else _parameter(url, pages.param or "")
    return 1 if number is None else max(1, (number - start) // pages.step + 2)


def _address(pages: Pages, url: str, number: int) -> str:
    if pages.style == "index_n":
        return urljoin(url, (pages.pattern or "").replace("{n}", str(number)))
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True)) | {pages.param or "page": str(number)}
    return urlunsplit(parts._replace(query=urlencode(asked), fragment=""))


def _number_in(url: str, pattern: str) -> int | None:
    form = re.escape(urljoin(url, pattern)).replace(re.escape("{n}"), r"(\d+)")
    match = re.fullmatch(form, url.partition("#")[0])
    return int(match.group(1)) if match else None


def _parameter(url: str, param: str) -> int | None:
    said = dict(parse_qsl(urlsplit(url).query)).get(param, "")
    return int(said) if said.isdecimal() else None


def _called(text: str) -> _Call | None:
    for match in _CALL.finditer(text):
        if _FUNCTION.search(text, max(0, match.start() - 20), match.start()):
            continue
        arguments = list(_arguments(match.group(1)))
        if arguments and isinstance(arguments[0], str):
            arguments = arguments[1:]  # UCAP names the pager's element first
        match arguments[:4]:
            case [int(total), int(current), str(name), str(ending)] if name and ending:
                return _Call(total, current, name, ending.lstrip("."))
    return None


def _arguments(inside: str) -> Iterator[str | int | None]:
    for match in _ARGUMENT.finditer(inside):
        double, single, number, other = match.groups()
        if number is not None:
            yield int(number)
        elif double is not None or single is not None:
            yield double if double is not None else single
        elif other:
            yield None


def _from_numbers(tree: HtmlElement, url: str) -> Pages | None:
    """A pager of links whose texts are numbers: how its addresses count is how the list goes on."""
    ways: dict[tuple[str, str | None, int], set[int]] = {}
    for anchor in tree.iter("a"):
        label = (anchor.text_content() or "").strip().strip("[]()")
        href = _resolved(url, anchor.get("href"))
        if not label.isdecimal() or href is None or not 2 <= int(label) <= 200:
            continue
        for pattern, param, number in _countings(href, url):
            if abs(int(label) - number) <= 1:
                ways.setdefault((pattern, param, number - int(label)), set()).add(int(label))
    sure = {
        way: labels
        for way, labels in ways.items()
        if len(labels) > 1 or (labels == {2} and _COUNTS.match(way[1] or ""))
    }
    if not sure:
        return None
    (pattern, param, offset), _ = max(
        sure.items(), key=lambda item: (len(item[1]), 2 in item[1], item[0][1] is not None)
    )
    if param is not None:
        return Pages(style="query", param=param, start=2 + offset)
    return Pages(style="index_n", pattern=pattern, start=2 + offset)


def _countings(href: str, url: str) -> Iterator[tuple[str, str | None, int]]:
    """The ways in which an address of the same site may count: the pattern, the parameter if it is one, the number."""
    there, here = urlsplit(href), urlsplit(url)
    if there.hostname != here.hostname:
        return
    for name, said in parse_qsl(there.query):
        if said.isdecimal() and there.path == here.path and len(said) < 4:
            yield "", name, int(said)
    for match in _DIGITS.finditer(there.path):
        if len(match.group()) < 4 and match.start() > there.path.rstrip("/").rfind("/") - 1:
            path = f"{there.path[: match.start()]}{{n}}{there.path[match.end() :]}"
            yield path + (f"?{there.query}" if there.query else ""), None, int(match.group())


def _onward(tree: HtmlElement, where: str, url: str) -> str | None:
    for href in _hrefs(tree, where):
        resolved = _resolved(url, href)
        if resolved is not None and resolved.partition("#")[0] != url.partition("#")[0]:
            return resolved
    return None


def _hrefs(tree: HtmlElement, where: str) -> Iterator[str]:
    if where == NEXT:
        found = tree.xpath(NEXT)
        yield from (str(each) for each in found if isinstance(each, str)) if isinstance(found, list) else ()
        return
    for element in selectors.elements(tree, where):
        yield element.get("href") or ""


def _resolved(url: str, href: str | None) -> str | None:
    if not href or href.strip().startswith(("#", "javascript:", "mailto:")):
        return None
    try:
        joined = urljoin(url, href.strip())
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None
