"""Releases that are no page: a row that leads to a file, or one of which there is only what its list says."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extract import decoding, filetitles, metadata, places, reading, urls
from extract.attachments import Reading
from extract.document import Attachment, Document
from extract.page import Hints, Page, Unreadable

TOLD = 4_000  # characters of a file that its fields are read from: its head, or all of a short one


_FIELDS = ("signed", "effective", "expires", "deadline", "issuer", "number", "index_number", "category")


def read(page: Page, kind: str, name: str | None, said: Reading | None = None) -> Document:
    """The document of a file: the row's title and date, no text, one attachment; further fields from what it says.

    Without a kind there is no file either: the row's title is all there is.
    """
    if not kind:
        return _alone(page)
    url = page.url or ""
    file = name or PurePosixPath(unquote(urlsplit(url).path)).name or f"file.{kind}"
    title = page.hints.title or filetitles.of(file, said.text if said else None)
    attachment = Attachment(
        name=file, url=url, kind=kind, text=said.text if said else None, note=said.note if said else None
    )
    row = Page(body=_page(title, url, file), url=page.url, charset="utf-8", hints=_hints(page.hints))
    try:
        found = replace(reading.read(row), title=title, text="", attachments=(attachment,), images=(), cuts=())
    except Unreadable:  # without an address it has no link either
        found = Document(url=page.url, title=title, text="", published=page.hints.published, attachments=(attachment,))
    return _told(found, row, said.text[:TOLD]) if said and said.text else found


def _alone(page: Page) -> Document:
    title = page.hints.title or page.url or ""
    row = Page(body=_page(title, page.url or "", ""), url=page.url, charset="utf-8", hints=_hints(page.hints))
    try:
        return replace(reading.read(row), title=title, text="", attachments=(), images=(), cuts=())
    except Unreadable:
        return Document(url=page.url, title=title, text="", published=page.hints.published)


def _told(document: Document, row: Page, words: str) -> Document:
    """The document with what its row does not say and its file does."""
    tree = decoding.parse(decoding.decode(row), row.url)
    head = metadata.read_head(tree, row)
    told = metadata.fields(head, tree, words, row)
    missing = {name: getattr(told, name) for name in _FIELDS if getattr(document, name) is None}
    document = replace(document, **missing, language=told.language)
    where = places.locate(
        title=document.title,
        text=words,
        issuer=document.issuer,
        number=document.number,
        declared=row.hints.region or (urls.host_region(row.url) if row.url else None),
    )
    known = [proof for proof in document.evidence if proof.field not in ("region", "issuing_region")]
    return replace(
        document,
        region=where.region,
        city=places.city_name(where.region) if where.region else None,
        issuing_region=where.issuing_region,
        evidence=(*known, *(proof for proof in told.evidence if proof.field in missing), *where.evidence),
    )


def _page(title: str, url: str, file: str) -> bytes:
    """What such a release would look like as a page, so that its fields are read as every other's."""
    said, link = html.escape(title), f'<a href="{html.escape(url)}">{html.escape(file)}</a>'
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{said}</title></head><body><h1>{said}</h1>'
        f'<div class="article"><p>{said}。</p><p>附件：{link}</p></div></body></html>'
    ).encode()


def _hints(hints: Hints) -> Hints:
    return replace(hints, encoding=None, body=(), remove=(), attachments=())
