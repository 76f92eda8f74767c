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
    tried = {file.url: file for file in known if file.text is not None or file.note is not None}
    files = tuple(_kept(file, tried[file.url]) if file.url in tried else file for file in document.attachments)
    return replace(document, attachments=files)


def _kept(file: Attachment, known: Attachment) -> Attachment:
    nothing_said = file.text is None and (known.text is not None or file.note is None)
    return replace(file, text=known.text, note=known.note) if nothing_said else file
