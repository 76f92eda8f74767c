"""The files of documents: each is fetched and read once, and what it says is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from extract.document import Attachment, Document
from store import archived


def known(db: Database, url: str, document: Document) -> Document | None:
    """The document of a page with what earlier looks learnt of its files; None where nobody needs them."""
    id = archived.find(db, url)
    found = archived.get(db, id) if id is not None else None
    if found is None:
        return document
    if found.document.url != url:
        return None  # a copy: its document has the files of the original
    return kept(document, found.document.attachments)


def of_page(db: Database, url: str) -> Document | None:
    """The document whose elected original is at this URL, where it has files that were read; None else."""
    id = archived.find(db, url)
    found = archived.get(db, id) if id is not None else None
    if found is None or found.document.url != url:
        return None
    return found.document if any(file.digest is not None for file in found.document.attachments) else None


def kept(document: Document, files: Sequence[Attachment]) -> Document:
    """The document with what is known of those of its files that were not read this time."""
    tried = {file.url: file for file in files if file.text is not None or file.note is not None}
    return replace(
        document,
        attachments=tuple(_kept(file, tried[file.url]) if file.url in tried else file for file in document.attachments),
    )


def added(old: Document, new: Document) -> dict[str, list[str]]:
    """The files that the new wording adds, and those whose text is known only now: their URLs and names; or nothing."""
    before = {file.url: file.text for file in old.attachments}
    found = [
        file
        for file in new.attachments
        if file.url not in before or (file.text is not None and before[file.url] is None)
    ]
    return {"files": [file.url for file in found], "names": [file.name or file.url for file in found]} if found else {}


def _kept(file: Attachment, known: Attachment) -> Attachment:
    nothing_said = file.text is None and (known.text is not None or file.note is None)
    return replace(file, text=known.text, note=known.note, digest=known.digest) if nothing_said else file
