"""Bytes to text to tree: what the page's author saw, whatever the headers claim."""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from typing import cast

from charset_normalizer import from_bytes
from lxml import etree, html

from extract.page import Page, Unreadable

LARGEST = 16 * 1024 * 1024  # a page above this is a dump or an attack; the largest real one seen has 0.6 MB
DEEPEST = 200  # nesting below this is flattened: libraries walk trees recursively
CUT_OFF = 2000  # libxml2 stops reading where markup nests about this deep
WIDEST = 100_000  # elements; the largest real page seen has a tenth of it
MOST_ATTRIBUTES = 1000
LONG_TAG = 2000  # characters; a shorter one has fewer
MENDABLE = 20_000  # tags that the slow parser is asked to read

# A page that says gb2312 uses the characters of gb18030: labels name a family, and its largest table reads them all.
_LARGER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FILES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"Rar!", "a RAR file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""", re.I)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.I)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_REFERENCE = re.compile(
    r"&#(?:[xX]0*([0-9a-fA-F]{1,2}|[dD][89a-fA-F][0-9a-fA-F]{2}|[fF]{3}[eEfF])(?![0-9a-fA-F])|0*(\d{1,5})(?!\d));?"
)
_CLOSING = re.compile(r"</(html|body)\s*>", re.I)
_NESTING = re.compile(
    r"</?(?:div|span|font|center|section|b|i|u|em|strong|small|big|blockquote|ul|ol|dl)\b[^>]*>", re.I
)
_LONG_TAG = re.compile(rf"([a-zA-Z][\w:-]{{0,20}})[^<>]{{{LONG_TAG},}}>")
_below = etree.XPath("/" + "*/" * DEEPEST + "*")
_count = etree.XPath("count(//*)")
# One class for every element, chosen without asking Python: forms and inputs are no more to us than other elements.
_CLASSES = etree.ElementDefaultClassLookup(element=html.HtmlElement, comment=html.HtmlComment, entity=html.HtmlEntity)
_COMMON = frozenset(
    "的是在一有和了不人中为年大国会地市政上发工业关政府通知公告的是在一有和了不人中為年大國會地市政上發工業關通知公告"
)


def decode(page: Page) -> str:
    """The page's text; raises Unreadable for what is not a page at all."""
    body = page.body
    if len(body) > LARGEST:
        raise Unreadable(page.url, f"larger than {LARGEST // 1024 // 1024} MiB")
    if not body.strip(b" \t\r\n\x00"):
        raise Unreadable(page.url, "empty answer")
    for magic, what in _FILES:
        if body.startswith(magic):
            raise Unreadable(page.url, f"{what}, not a page")
    text = _XML_DECLARATION.sub(
        "", _CONTROL.sub("", _decoded(body, encoding(page)).removeprefix("\ufeff").replace("\f", " "))
    )
    if "&#" in text:
        text = _REFERENCE.sub(_printable, text)
    if _is_json(text):
        raise Unreadable(page.url, "JSON, not a page")
    return text


def _decoded(body: bytes, name: str) -> str:
    if name == "utf-8":
        with contextlib.suppress(UnicodeDecodeError):
            return body.decode(name, "surrogatepass")  # the halves of a pair fall with the control characters
    return body.decode(name, "replace")


def _printable(reference: re.Match[str]) -> str:
    """The reference, or nothing where it stands for what no tree may hold."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    return "" if _CONTROL.match(chr(code)) else reference[0]


def encoding(page: Page) -> str:
    """Name of the codec that reads the page: the source's word, else a byte order mark, else what fits."""
    body = page.body
    if named := _codec(page.hints.encoding):
        return named
    for mark, name in _BOMS:
        if body.startswith(mark):
            return name
    if wide := _wide(body):
        return wide
    declared = [known for label in (_in_markup(body), page.charset) if (known := _codec(label))]
    if body.isascii():
        return next((name for name in declared if name.startswith("iso2022") or name == "hz"), "utf-8")
    if _fits(body, "utf-8", "surrogatepass"):
        return "utf-8"
    if _holes(body, "utf-8") < 0.002:  # one broken character does not make it another encoding
        return "utf-8"
    doubtful = ("utf-8", "cp1252")  # what servers and templates say without looking
    sure = next((name for name in declared if name not in doubtful and _holes(body, name) < 0.01), None)
    if sure:
        return sure
    return _guess(body, declared)


def parse(text: str, url: str | None = None) -> html.HtmlElement:
    """The page as one tree, mended where browsers mend it; raises Unreadable when there is nothing to parse."""
    text = _without_crowds(_last_closing_only(_without_open_comment(text)))
    tree = _tree(text)
    if (tree is None or _lost(tree, text)) and text.count("<") < MENDABLE:
        # libxml2 lost most of the page: html.parser never gives up.
        from bs4 import BeautifulSoup  # rarely needed, and a tenth of a second to load

        tree = _tree(str(BeautifulSoup(text, "html.parser")))
    if tree is None:
        raise Unreadable(url, "no markup")
    if _flatten(tree) >= CUT_OFF:
        tree = _tree(_NESTING.sub("\n", text))
        if tree is None or _flatten(tree) >= CUT_OFF:
            raise Unreadable(url, f"markup nested more than {CUT_OFF} deep")
    if cast("float", _count(tree)) > WIDEST:
        raise Unreadable(url, f"more than {WIDEST} elements")
    return tree


def close_links(tree: html.HtmlElement) -> None:
    """Unwraps the links that were never closed, as browsers close them: paragraphs in one are no link's words."""
    for anchor in cast("list[html.HtmlElement]", _open_links(tree)):
        anchor.drop_tag()


_open_links = etree.XPath(".//a[.//a or count(.//p) > 2 or count(.//div) > 12 or (not(@href) and (.//p or .//div))]")


def _tree(text: str) -> html.HtmlElement | None:
    parser = etree.HTMLParser(huge_tree=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        found = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return found if len(found) or (found.text or "").strip() else None


def _lost(tree: html.HtmlElement, text: str) -> bool:
    """Did the parser drop most of what a reader sees?"""
    read = len(tree.text_content())
    if read * 20 > len(text):
        return False
    visible = _visible(text)
    return visible > 200 and read * 5 < visible


def _without_open_comment(text: str) -> str:
    """A comment that never ends would swallow the rest of the page."""
    ended = text.rfind("-->") + 1
    return text[:ended] + text[ended:].replace("<!--", "")


def _visible(text: str) -> int:
    """Characters between the tags, counted in one pass: a pattern would go back at every tag that never ends."""
    seen, until = 0, ""
    for piece in text.split("<"):
        low = piece[:9].lower()
        if until:
            if until == "-->" and "-->" in piece:
                seen, until = seen + len("".join(piece.rpartition("-->")[2].split())), ""
            elif low.startswith(until):
                until = ""
            continue
        if low.startswith("!--"):
            until = "" if "-->" in piece else "-->"
        elif low.startswith(("script", "style")):
            until = "/script" if low.startswith("script") else "/style"
        else:
            seen += len("".join(piece.partition(">")[2].split()))
    return seen


def _last_closing_only(text: str) -> str:
    """A page pasted into a page closes twice, and libxml2 stops reading at the first `</html>`."""
    ends = list(_CLOSING.finditer(text))
    last = {found[1].lower(): found.start() for found in ends}
    early = [found for found in ends if found.start() != last[found[1].lower()]]
    starts = [0, *(found.end() for found in early)]
    stops = [*(found.start() for found in early), len(text)]
    return "".join(text[start:stop] for start, stop in zip(starts, stops, strict=True))


def _without_crowds(text: str) -> str:
    """Without the attributes of tags that have thousands: libxml2 compares each with all others."""
    pieces = text.split("<")
    # What stands before the first < is no tag.
    long = [at for at, piece in enumerate(pieces) if at and len(piece) > LONG_TAG and piece.find(">") > LONG_TAG]
    for at in long:
        tag = _LONG_TAG.match(pieces[at])
        if tag and len(tag[0].split()) > MOST_ATTRIBUTES:
            pieces[at] = f"{tag[1]}>{pieces[at][tag.end() :]}"
    return "<".join(pieces) if long else text


def _flatten(tree: html.HtmlElement) -> int:
    """How deep the tree was; now it is no deeper than DEEPEST."""
    if not _below(tree):
        return 0
    depth, deepest, deep = 0, 0, []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if event == "start" and depth > DEEPEST:
            deep.append(element)
    for element in reversed(deep):  # children first, so that each move is short
        element.drop_tag()
    return deepest


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    name = _LARGER.get(name, name)
    return name if not name.startswith("utf-16") and not name.startswith("utf-32") else "utf-8"


def _in_markup(body: bytes) -> str | None:
    found = _XML.search(body[:200]) or _META.search(body[:8192])
    return found[1].decode("ascii") if found else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: markup is ASCII, so every other byte of it is zero."""
    head = body[:2000]
    if head.count(0) < len(head) * 0.2:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _fits(body: bytes, name: str, errors: str) -> bool:
    try:
        body.decode(name, errors)
    except UnicodeDecodeError:
        return False
    return True


def _holes(body: bytes, name: str) -> float:
    """Share of what is not ASCII that the codec cannot read."""
    text = body.decode(name, "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / foreign if foreign else 0.0


def _guess(body: bytes, declared: list[str]) -> str:
    sample = b"".join(re.findall(rb"[\x80-\xff][\x40-\xff]*", body))[:20_000]
    chinese = {name: _chinese(sample, name) for name in ("gb18030", "big5hkscs")}
    best = max(chinese, key=lambda name: chinese[name])
    if chinese[best] > 0.08:
        return best
    found = from_bytes(body[:200_000]).best()
    if found is not None and (name := _codec(found.encoding)):
        return name
    return declared[0] if declared else "gb18030"


def _chinese(sample: bytes, name: str) -> float:
    text = sample.decode(name, "ignore")
    return sum(char in _COMMON for char in text) / max(1, len(text))


def _is_json(text: str) -> bool:
    start = text.lstrip()[:1]
    if start not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
