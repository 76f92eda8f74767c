"""Kept pages that today's reader may read anew, and how far it came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from extract.document import Attachment
from store import archived, rows
from store.moments import maybe_day, written

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which documents are meant; nothing said: all."""

    ids: tuple[int, ...] = ()
    source: str | None = None
    since: date | None = None  # published then or later

    @property
    def key(self) -> str:
        """The same for the same selection: under it the position is kept."""
        return rows.json_text([sorted(self.ids), self.source, self.since.isoformat() if self.since else None])


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A page that is kept, and what was known of it before it was read."""

    place: int  # pages come in this order
    url: str
    source: str | None
    digest: str
    title: str | None  # as the list's row said
    published: date | None  # as the list's row said
    document_id: int | None  # None: it could not be read
    file: Attachment | None = None  # the page is this very file

    @property
    def readable_before(self) -> bool:
        """Was a document made of it?"""
        return self.document_id is not None


def count(db: Database, wanted: Selection, *, after: int = 0) -> int:
    """How many pages there are to read behind that place, whether they are still kept or not."""
    where, values = _where(wanted)
    (documents,) = db.conn.execute(
        f"""
        select count(*) from sightings s
        join documents d on d.id = s.document_id
        where s.raw is not null and s.id > ? {where}
        """,
        (after, *values),
    ).fetchone()
    return int(documents) + len(list(unreadable(db, wanted)))


def kept(db: Database, wanted: Selection, *, after: int = 0) -> Iterator[Kept]:
    """The pages that documents were made of, behind that place, in the order they were first seen."""
    where, values = _where(wanted)
    while True:
        found = db.conn.execute(
            f"""
            select s.id, s.url, s.source, s.raw, s.document_id, d.url = s.url and d.text = '', p.title, p.published
            from sightings s
            join documents d on d.id = s.document_id
            left join pages p on p.url = coalesce(
              (select q.url from pages q where q.url = s.url and q.title is not null),
              (select q.url from pages q where q.leads_to = s.url order by q.id limit 1)
            )
            where s.raw is not null and s.id > ? {where}
            order by s.id
            limit {BATCH}
            """,
            (after, *values),
        ).fetchall()
        for place, url, source, digest, document_id, bare, title, published in found:
            yield Kept(
                place=place,
                url=url,
                source=source,
                digest=digest,
                title=title,
                published=maybe_day(published),
                document_id=document_id,
                file=_itself(db, document_id, url) if bare else None,
            )
        if len(found) < BATCH:
            return
        after = found[-1][0]


def unreadable(db: Database, wanted: Selection) -> Iterator[Kept]:
    """The pages that nothing could be made of so far."""
    if wanted.ids:
        return
    found = db.conn.execute(
        """
        select url, source, raw, title, published
        from pages
        where state = 'unreadable'
          and raw is not null
          and (? is null or source = ?)
          and (? is null or published >= ?)
        order by id
        """,
        (*(wanted.source, wanted.source), *((wanted.since.isoformat() if wanted.since else None,) * 2)),
    ).fetchall()
    for url, source, digest, title, published in found:
        yield Kept(
            place=0,
            url=url,
            source=source,
            digest=digest,
            title=title,
            published=maybe_day(published),
            document_id=None,
        )


def _itself(db: Database, document_id: int, url: str) -> Attachment | None:
    """The one file that the document is, where its page is a file."""
    found = archived.get(db, document_id)
    files = found.document.attachments if found else ()
    return files[0] if len(files) == 1 and files[0].url == url else None


def _where(wanted: Selection) -> tuple[str, list[object]]:
    conditions, values = [], list[object]()
    if wanted.ids:
        conditions.append(f"and d.id in ({', '.join('?' * len(wanted.ids))})")
        values += wanted.ids
    if wanted.source is not None:
        conditions.append("and s.source = ?")
        values.append(wanted.source)
    if wanted.since is not None:
        conditions.append("and d.published >= ?")
        values.append(wanted.since.isoformat())
    return " ".join(conditions), values


def position(db: Database, wanted: Selection) -> int:
    """How far a reread of this selection came that was cut off; 0: none was."""
    row = db.conn.execute("select sighting_id from rereads where selection = ?", (wanted.key,)).fetchone()
    return row[0] if row else 0


def advance(db: Database, wanted: Selection, place: int, now: datetime) -> None:
    """All pages up to this one were read."""
    db.conn.execute(
        """
        insert into rereads (selection, sighting_id, began)
        values (?, ?, ?)
        on conflict (selection) do update
        set sighting_id = excluded.sighting_id
        """,
        (wanted.key, place, written(now)),
    )


def finish(db: Database, wanted: Selection) -> None:
    """The next reread of this selection begins anew."""
    db.conn.execute("delete from rereads where selection = ?", (wanted.key,))
