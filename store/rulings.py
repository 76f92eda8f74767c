"""What people ruled about pages: together or apart, whatever their words say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from store.moments import written


def rule_apart(db: Database, url: str, others: Iterable[str], now: datetime) -> None:
    """The page shows another release than the others; it is never merged with them again."""
    _rule(db, url, others, "apart", now)


def rule_together(db: Database, url: str, other: str, now: datetime) -> None:
    """Both pages show one release."""
    _rule(db, url, [other], "together", now)


def _rule(db: Database, url: str, others: Iterable[str], ruling: str, now: datetime) -> None:
    for other in others:
        one, two = sorted((url, other))
        db.conn.execute(
            """
            insert into rulings (url, other_url, ruling, at)
            values (?, ?, ?, ?)
            on conflict (url, other_url) do update
            set ruling = excluded.ruling, at = excluded.at
            """,
            (one, two, ruling, written(now)),
        )


def apart(db: Database, url: str) -> set[int]:
    """The documents that the page was ruled not to show."""
    return _documents(db, url, "apart")


def together(db: Database, url: str) -> int | None:
    """The document that the page was ruled to show."""
    return min(_documents(db, url, "together"), default=None)


def _documents(db: Database, url: str, ruling: str) -> set[int]:
    found = db.conn.execute(
        """
        select s.document_id
        from rulings r
        join sightings s on s.url = r.other_url
        where r.url = ? and r.ruling = ?
        union
        select s.document_id
        from rulings r
        join sightings s on s.url = r.url
        where r.other_url = ? and r.ruling = ?
        """,
        (url, ruling, url, ruling),
    )
    return {id for (id,) in found}


def kept_apart(db: Database, id: int, other: int) -> bool:
    """Is a page of the one document ruled not to show the other?"""
    row = db.conn.execute(
        """
        select 1
        from sightings s
        join rulings r on s.url in (r.url, r.other_url) and r.ruling = 'apart'
        join sightings o on o.url = case when s.url = r.url then r.other_url else r.url end
        where s.document_id = ? and o.document_id = ?
        limit 1
        """,
        (id, other),
    ).fetchone()
    return row is not None
