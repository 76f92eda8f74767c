"""Writing a document's rows: its present wording, the earlier ones, its sightings and its place in the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from operator import itemgetter

from sqlite_utils import Database

from extract.document import Document, fields
from extract.fold import bare
from store import archived, connection, dedup, index, lifeline, rows, sketches
from store.connection import Archive, transaction
from store.dedup import Facts
from store.moments import DAY, EPOCH, written


def marks(document: Document, facts: Facts) -> tuple[str, ...]:
    """The tokens of the document's sketch; none where its text is too short to tell documents apart."""
    letters = facts.said.letters if facts.said is not None else bare(document.text)
    return sketches.tokens(letters, title=document.title, number=document.number) if facts.identifies else ()


def add(
    db: Database,
    document: Document,
    *,
    source: str | None,
    fingerprint: str | None,
    marks: tuple[str, ...],
    now: datetime,
) -> int:
    """A document of its own, in this wording; its number."""
    values = rows.columns(document) | {
        "place": _free_place(db, document.published or now.date()),
        "source": source,
        "fingerprint": fingerprint,
        "first_seen": written(now),
        "updated_at": written(now),
    }
    names, places = ", ".join(values), ", ".join("?" * len(values))
    inserted = db.conn.execute(f"insert into documents ({names}) values ({places})", list(values.values()))
    assert inserted.lastrowid is not None  # noqa: S101 - an insert has one
    sketches.add(db, marks, document_id=inserted.lastrowid)
    lifeline.record(db, inserted.lastrowid, document)
    return inserted.lastrowid


def move(db: Database, id: int, to: int) -> None:
    """Let everything that hangs on the one document hang on the other."""
    sketches.remove(db, document_id=id)
    lifeline.forget(db, id)
    hanging = db.conn.execute(
        """
        select t.name, f."from"
        from sqlite_master t, pragma_foreign_key_list(t.name) f
        where t.type = 'table' and f."table" = 'documents'
        """
    ).fetchall()
    for table, column in hanging:
        # What the other document has already stays with the one, and goes with it.
        db.conn.execute(f"update or ignore {table} set {column} = ? where {column} = ?", (to, id))
    db.conn.execute("delete from links where document_id = other_id")


def rewrite(
    db: Database,
    old: archived.Archived,
    document: Document,
    *,
    source: str | None,
    fingerprint: str | None,
    worded_at: datetime,
) -> None:
    """Let the document say this from now on."""
    values = rows.columns(document) | {
        "place": _moved_place(db, old, document.published or old.first_seen.date()),
        "source": source,
        "fingerprint": fingerprint,
        "updated_at": written(worded_at),
    }
    names = ", ".join(f"{name} = ?" for name in values)
    db.conn.execute(f"update documents set {names} where id = ?", (*values.values(), old.id))
    if _sketched(old.document) != _sketched(document):
        sketches.add(db, marks(document, dedup.facts(document)), document_id=old.id)
        lifeline.record(db, old.id, document)


def _sketched(document: Document) -> tuple[str, str, str | None]:
    return document.text, document.title, document.number


def keep_wording(db: Database, old: archived.Archived) -> int:
    """Keep what the document says now among its revisions; the revision's number."""
    rest = {name: value for name, value in fields(old.document).items() if name not in ("url", "title", "text")}
    inserted = db.conn.execute(
        """
        insert into revisions (document_id, url, source, title, text, fingerprint, fields, raw, seen_at)
        select d.id, d.url, d.source, d.title, d.text, d.fingerprint, ?, s.raw, d.updated_at
        from documents d
        left join sightings s on s.url = d.url
        where d.id = ?
        """,
        (rows.json_text(rest), old.id),
    )
    assert inserted.lastrowid is not None  # noqa: S101 - an insert has one
    return inserted.lastrowid


def _free_place(db: Database, day: date) -> int:
    number = (day - EPOCH).days
    while True:
        first, last = number << DAY, ((number + 1) << DAY) - 1
        (taken,) = db.conn.execute(
            "select max(place) from documents where place between ? and ?", (first, last)
        ).fetchone()
        if taken is None:
            return first
        if taken < last:
            return int(taken) + 1
        number += 1  # a million documents on one day: the rest is shown with the next


def _moved_place(db: Database, old: archived.Archived, day: date) -> int:
    if old.place >> DAY == (day - EPOCH).days:
        return old.place
    return _free_place(db, day)


@contextmanager
def indexed(db: Database, *ids: int | None) -> Iterator[None]:
    """Whatever happens to these documents inside, the index says the same afterwards."""
    concerned = {id for id in ids if id is not None}
    joint = db.joint if isinstance(db, Archive) else None
    if joint is not None:
        joint.unindexed |= {id: _entry(db, id) for id in concerned - joint.unindexed.keys()}
        yield
        return
    before = {id: _entry(db, id) for id in concerned}
    yield
    _index_anew(db, before)


@contextmanager
def together(db: Archive) -> Iterator[None]:
    """Much in one transaction, all of it or nothing; search learns of it at its end."""
    # FTS5 writes out what it gathered whenever places do not ascend: so they are sorted.
    with connection.together(db) as joint:
        yield
        _index_anew(db, joint.unindexed, joint.words)


def _index_anew(
    db: Database, before: Mapping[int, tuple[int, index.Row] | None], words: Mapping[int, index.Words] | None = None
) -> None:
    changed = [(id, old, new) for id, old in before.items() if old != (new := _entry(db, id))]
    # Mostly a document is seen at one more source, and says the same words as before.
    ready = {id: index.words(old[1]) for id, old, _ in changed if old is not None}
    going = [(*old, ready[id]) for id, old, _ in changed if old is not None]
    for gone in sorted(going, key=itemgetter(0)):
        index.remove(db, *gone)
    ready |= words or {}
    coming = [(*new, ready.get(id)) for id, _, new in changed if new is not None]
    for come in sorted(coming, key=itemgetter(0)):
        index.add(db, *come)


def index_new(db: Database, id: int, words: index.Words | None = None) -> None:
    """Put a document that was just added into the index."""
    if isinstance(db, Archive) and db.joint is not None:
        db.joint.unindexed[id] = None
        if words is not None:
            db.joint.words[id] = words
        return
    entry = _entry(db, id)
    if entry is not None:
        index.add(db, *entry, words)


def _entry(db: Database, id: int) -> tuple[int, index.Row] | None:
    found = archived.get(db, id)
    return (found.place, index.row(found.document, sources(db, id))) if found else None


def reindex(db: Database) -> int:
    """Build the whole index anew; how many documents it holds."""
    with transaction(db):
        db.conn.execute("insert into search (search) values ('delete-all')")
        ids = [id for (id,) in db.conn.execute("select id from documents order by place")]
        for id in ids:
            index_new(db, id)
    return len(ids)


def sources(db: Database, id: int) -> tuple[str, ...]:
    """Every source that showed the document."""
    found = db.conn.execute(
        "select distinct source from sightings where document_id = ? and source is not null order by source", (id,)
    )
    return tuple(source for (source,) in found)
