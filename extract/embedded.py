"""Files that a page shows inside itself, as most announcements of scanned documents do: frames, objects, viewers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml import html

from extract import filekinds
from extract.document import Attachment

_MOST = 20  # files of a page
_TAGS = ("iframe", "frame", "embed", "object")
_SHOWN = frozenset(["pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx"])
_VIEWS = re.compile(r"viewer|pdfjs|pdf\.js|preview|onlineview|officeapps", re.I)
# PDFObject.embed("/a.pdf"), new Pdfh5("#c", {pdfurl: "/a.pdf"}), var DEFAULT_URL = "/a.pdf"
_SCRIPTED = re.compile(
    r"(?:PDFObject\.embed\s*\(|pdf_?(?:url|src|path|file)['\"]?\s*[:=]|DEFAULT_URL\s*=|pdfjsLib\.getDocument\s*\()\s*"
    r"['\"]([^'\"\s<>]{1,300}\.(?:pdf|ofd))['\"]",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A file and what holds its frame; None where a script shows it."""

    file: Attachment
    parent: html.HtmlElement | None


def files(tree: html.HtmlElement, url: str | None) -> tuple[Embedded, ...]:
    """The files that frames, objects, viewers and their scripts show; call it before anything is pruned."""
    found: dict[str, Embedded] = {}
    for element in tree.iter(*_TAGS):
        source = element.get("src") or element.get("data") or ""
        if filekinds.named(source) or filekinds.named(unquote(source)):
            _add(found, shown(source, url), element.getparent())
    for script in tree.iter("script"):
        code = script.text or ""
        if "pdf" in code or "PDF" in code or "ofd" in code:
            for match in _SCRIPTED.finditer(code):
                _add(found, shown(match[1].replace("\\/", "/"), url), None)
    return tuple(found.values())


def within(found: Iterable[Embedded], rooms: Iterable[html.HtmlElement], *, alone: bool) -> tuple[Attachment, ...]:
    """Those in or beside the main text; all of them where they are all there is."""
    inside = {element for room in rooms for element in room.iter()}
    return tuple(each.file for each in found if alone or each.parent in inside)


def shown(source: str, url: str | None) -> str | None:
    """The address of the file that a frame shows, itself or through a viewer; None where it shows none."""
    try:
        whole = urljoin(url or "", source.strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    given = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    named = [value for _, value in given if filekinds.of(value.partition("#")[0]) in _SHOWN]
    if named and (_VIEWS.search(parts.netloc + parts.path) or parts.path.endswith((".html", ".htm"))):
        try:
            return urljoin(whole, named[0])
        except ValueError:
            return None
    return whole if filekinds.of(whole) in _SHOWN else None


def _add(found: dict[str, Embedded], url: str | None, parent: html.HtmlElement | None) -> None:
    kind = filekinds.of(url) if url else None
    if url and kind and len(found) < _MOST and urlsplit(url).scheme in ("http", "https", ""):
        name = unquote(urlsplit(url).path).rpartition("/")[2] or url
        file = Attachment(name=name, url=url.partition("#")[0], kind=kind)
        found.setdefault(file.url, Embedded(file=file, parent=parent))
