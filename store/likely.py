"""Looking up which wordings of the archive an arrival could be a reprint, a part or a renewal of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from sqlite_utils import Database

from extract.document import Attachment, Document
from store import sketches
from store.dedup import Likely
from store.facts import Identity

# Characters of wordings whose facts are kept: reprints of a release come close together, and so do a site's pages.
REMEMBERED = 500_000
LEAST = 400  # characters that each counts at least: of those without a text there would be no end


def find(db: Database, marks: Sequence[str], *, but: str | None = None) -> list[Likely]:
    """The wordings that share rare words with these sketch tokens; the likeliest document first, and of each document
    first what it is shown in. Not what `but`, a URL, shows."""
    found: dict[int, list[Likely]] = {}
    for one in sketches.like(db, marks) if marks else ():
        likely = (
            document(db, one.document_id, but=but) if one.sighting_id is None else reprint(db, one.sighting_id, but=but)
        )
        if likely is not None:
            found.setdefault(likely.document_id, []).append(replace(likely, weight=one.weight))
    for id, wordings in found.items():
        if not any(one.elected for one in wordings) and (shown := document(db, id, but=but)) is not None:
            wordings.append(replace(shown, weight=wordings[0].weight))
        wordings.sort(key=lambda one: not one.elected)
    return [one for wordings in found.values() for one in wordings]


def document(db: Database, id: int, *, but: str | None = None) -> Likely | None:
    """What the document says."""
    row = db.conn.execute("select title, text, number, attachments, url from documents where id = ?", (id,)).fetchone()
    if row is None or row[4] == but:
        return None
    title, text, number, attachments, _ = row
    return Likely(document_id=id, identity=_identity(title, text, number, attachments), elected=True)


def reprint(db: Database, sighting_id: int, *, but: str | None = None) -> Likely | None:
    """What a page says that its document is not shown in."""
    row = db.conn.execute(
        """
        select s.document_id, s.title, w.text, w.fields, s.url
        from sightings s
        join wordings w on w.sighting_id = s.id
        where s.id = ? and w.text is not null
        """,
        (sighting_id,),
    ).fetchone()
    if row is None or row[4] == but:
        return None
    id, title, text, rest, _ = row
    said = json.loads(rest)
    files = json.dumps(said.get("attachments") or [])
    return Likely(document_id=id, identity=_identity(title, text, said.get("number"), files), elected=False)


def remember(document: Document, identity: Identity) -> None:
    """Keep the facts of a document that is being recorded: its reprints come soon, and need not read it again."""
    _memory.keep((document.title, document.text, document.number, document.attachments), identity)


def _identity(title: str, text: str, number: str | None, attachments: str) -> Identity:
    files = tuple(Attachment(**file) for file in json.loads(attachments))
    said = (title, text, number, files)
    known = _memory.get(said) or Identity(title=title, text=text, number=number, attachments=files)
    _memory.keep(said, known)
    return known


_Said = tuple[str, str, str | None, tuple[Attachment, ...]]


class _Memory:
    """The facts of the latest wordings, by what these say, as many as there is room for."""

    def __init__(self) -> None:
        self.taken = 0  # characters
        self._kept: dict[_Said, tuple[Identity, int]] = {}  # the latest last
        self._lock = Lock()

    def get(self, said: _Said) -> Identity | None:
        known = self._kept.get(said)
        return known[0] if known else None

    def keep(self, said: _Said, identity: Identity) -> None:
        _, text, _, files = said
        size = max(LEAST, len(text) + sum(len(file.text or "") for file in files))
        with self._lock:
            self._drop(said)
            self._kept[said] = identity, size
            self.taken += size
            while self.taken > REMEMBERED:
                self._drop(next(iter(self._kept)))

    def _drop(self, said: _Said) -> None:
        _, size = self._kept.pop(said, (None, 0))
        self.taken -= size


_memory = _Memory()
