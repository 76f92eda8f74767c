"""A list row that leads to a file: the release is its title and its attachment."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from extract import reading
from extract.document import Attachment, Document
from extract.page import Hints, Page, Unreadable


def read(page: Page, kind: str, name: str | None) -> Document:
    """The document of a file: the row's title and date, no text, one attachment."""
    url = page.url or ""
    file = name or PurePosixPath(unquote(urlsplit(url).path)).name or f"file.{kind}"
    title = page.hints.title or PurePosixPath(file).stem
    attachment = Attachment(name=file, url=url, kind=kind)
    try:
        found = reading.read(
            Page(body=_page(title, url, file), url=page.url, charset="utf-8", hints=_hints(page.hints))
        )
    except Unreadable:
        return Document(url=page.url, title=title, text="", published=page.hints.published, attachments=(attachment,))
    return replace(found, title=title, text="", attachments=(attachment,), images=(), cuts=())


def _page(title: str, url: str, file: str) -> bytes:
    """What such a release would look like as a page, so that its fields are read as every other's."""
    said, link = html.escape(title), f'<a href="{html.escape(url)}">{html.escape(file)}</a>'
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{said}</title></head><body><h1>{said}</h1>'
        f'<div class="article"><p>{said}。</p><p>附件：{link}</p></div></body></html>'
    ).encode()


def _hints(hints: Hints) -> Hints:
    return replace(hints, encoding=None, body=(), remove=(), attachments=())
