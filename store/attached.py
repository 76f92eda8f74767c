"""The files of documents: each is fetched and read once, and what it says is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from extract.document import Attachment, Document
from store import archived


def unread(db: Database, url: str, files: Sequence[Attachment]) -> list[Attachment]:
    """Those files of a page that are worth asking for."""
    wanted = [file for file in files if file.text is None]
    id = archived.find(db, url) if wanted else None
    found = archived.get(db, id) if id is not None else None
    if found is None:
        return wanted
    if found.document.url != url:
        return []  # a copy: its document has the files of the original
    read = {file.url for file in found.document.attachments if file.text is not None}
    return [file for file in wanted if file.url not in read]


def kept(document: Document, known: Sequence[Attachment]) -> Document:
    """The document with what is known of those of its files that were not read this time."""
    read = {file.url: file for file in known if file.text is not None}
    if not read:
        return document
    files = tuple(
        replace(file, text=read[file.url].text, note=read[file.url].note)
        if file.text is None and file.url in read
        else file
        for file in document.attachments
    )
    return replace(document, attachments=files)
