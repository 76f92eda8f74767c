"""A list page as a tree: decoded, with the records that some CMS hide from HTML parsers put in their place."""

from __future__ import annotations

import html
import re
from functools import cached_property
from urllib.parse import urljoin

from lxml.html import HtmlElement

from extract import decoding
from extract.page import Hints, Page
from spiders import scripted

_RECORD = re.compile(r"<record>\s*(?:<!\[cdata\[(.*?)\]\]>|(.*?))\s*</record>", re.I | re.S)
_NEXT = re.compile(r"<nextgroup>\s*<!\[cdata\[(.*?)\]\]>", re.I | re.S)
_DATASTORE = re.compile(r"<script[^>]*>\s*(?:<\?xml[^>]*>\s*)?<datastore>.*?</datastore>\s*</script>", re.I | re.S)
_TEXT = r"""(?:"(?:[^"\\<]|\\.|<(?!/?script)){1,600}"|'(?:[^'\\<]|\\.|<(?!/?script)){1,600}')"""
_LITERAL = rf"{_TEXT}(?:\.sub(?:str(?:ing)?)?\([\d,\s]{{1,8}}\))?"
_WRITTEN = re.compile(  # texts and nothing else
    rf"<script[^>]*>\s*document\.write(?:ln)?\(\s*({_LITERAL}(?:\s*\+\s*{_LITERAL}){{0,12}})\s*\)\s*;?\s*</script>",
    re.I,
)
_WRITTEN_PART = re.compile(_LITERAL, re.I)
_BARE_DATASTORE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<datastore>.*</datastore>\s*", re.I | re.S)


class PageOfRows:
    """One fetched list page."""

    def __init__(self, text: str, url: str) -> None:
        self.text, self.url = text, url

    @cached_property
    def tree(self) -> HtmlElement:
        """The page as a tree, with jpage's records and the addresses that only scripts know; raises Unreadable."""
        tree = decoding.parse(_unwrapped(self.text), self.url)
        scripted.reveal(tree, self.text)
        return tree

    @cached_property
    def base(self) -> str:
        """Against what relative links are resolved."""
        found = self.tree.xpath("//base/@href")
        href = str(found[0]).strip() if isinstance(found, list) and found else ""
        try:
            return urljoin(self.url, href)
        except ValueError:
            return self.url


def parse(body: bytes, url: str, *, charset: str | None, encoding: str | None = None) -> PageOfRows:
    """The page behind the bytes; `encoding` is the source's word. Raises Unreadable for what is no page."""
    page = Page(body=body, url=url, charset=charset, hints=Hints(encoding=encoding))
    return PageOfRows(decoding.decode(page), url)


def _unwrapped(text: str) -> str:
    """hanweb's jpage keeps the rows as CDATA in a script, where no HTML parser looks."""
    if _BARE_DATASTORE.fullmatch(text):
        return f"<html><body>{_records(text)}</body></html>"
    if "document.write" in text:
        text = _WRITTEN.sub(_joined, text)
    return _DATASTORE.sub(lambda found: _records(found.group()), text)


def _joined(written: re.Match[str]) -> str:
    """What a script writes: its texts, one after the other, each whole though it may cut it."""
    parts = (each.rpartition(each[0])[0][1:] for each in _WRITTEN_PART.findall(written[1]))
    return "".join(re.sub(r"\\(.)", r"\1", part) for part in parts)


def _records(store: str) -> str:
    rows = [record.group(1) or html.unescape(record.group(2) or "") for record in _RECORD.finditer(store)]
    onward = _NEXT.search(store)
    link = f'<div class="jpage-next">{onward.group(1)}</a></div>' if onward else ""
    return f'<div class="jpage-records">{"".join(rows)}</div>{link}'
