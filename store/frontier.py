"""What the crawler must remember about URLs, so that nothing found is ever lost and nothing is asked for too often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlite_utils import Database

from store import changes
from store.connection import transaction
from store.moments import maybe_day, maybe_iso, moment, written
from store.pauses import OLDEST, TRIES, recheck_at, retry_at

Outcome = Literal["read", "unreadable", "gone", "failed"]

ROBOTS_FRESH = timedelta(days=1)
WITHDRAWN_WITHIN = timedelta(days=1)  # of so many pages of one source …
WITHDRAWN_AT_MOST = 5  # … that are gone the rest is told in a summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list page."""

    url: str  # canonical
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes a server answer "not modified"."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A page to be asked for."""

    url: str
    source: str
    title: str | None  # as its list row says
    published: date | None
    tell_since: date | None
    attempts: int
    etag: str | None
    modified: str | None
    recheck: bool  # it was settled before; ask with its validators
    seen: bool = True  # False: no document was ever seen under its URL


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """A page that could not be fetched however often it was tried."""

    url: str
    source: str
    title: str | None
    reason: str | None
    checked_at: datetime


def validators(db: Database, list_url: str) -> Validators | None:
    """What to send with the next request for this list page; None where it was never read."""
    row = db.conn.execute("select etag, modified from lists where url = ?", (list_url,)).fetchone()
    return Validators(etag=row[0], modified=row[1]) if row else None


def discover(
    db: Database,
    *,
    source: str,
    list_url: str,
    rows: Sequence[Row],
    validators: Validators | None,
    tell_since: date | None,
    now: datetime,
) -> list[Waiting]:
    """The rows not known yet, now waiting; they and the list's validators are kept together or not at all.

    Validators of None say that the list was not read to its end: the next round then begins as if it never was.
    """
    at = written(now)
    with transaction(db):
        seen = known(db, [row.url for row in rows])
        fresh = list({row.url: row for row in rows if row.url not in seen}.values())
        db.conn.executemany(
            """
            insert into pages (url, source, list_url, title, published, tell_since, state, next_try, found_at)
            values (?, ?, ?, ?, ?, ?, 'waiting', ?, ?)
            """,
            [
                (row.url, source, list_url, row.title, maybe_iso(row.published), maybe_iso(tell_since), at, at)
                for row in fresh
            ],
        )
        if validators is None:
            db.conn.execute("delete from lists where url = ?", (list_url,))
        else:
            db.conn.execute(
                """
                insert into lists (url, source, etag, modified, read_at)
                values (?, ?, ?, ?, ?)
                on conflict (url) do update
                set source = excluded.source,
                    etag = excluded.etag,
                    modified = excluded.modified,
                    read_at = excluded.read_at
                """,
                (list_url, source, validators.etag, validators.modified, at),
            )
    return [
        Waiting(
            url=row.url,
            source=source,
            title=row.title,
            published=row.published,
            tell_since=tell_since,
            attempts=0,
            etag=None,
            modified=None,
            recheck=False,
        )
        for row in fresh
    ]


def known(db: Database, urls: Iterable[str]) -> set[str]:
    """Those of the URLs that were found, read or forgotten before."""
    cursor = db.conn.cursor()
    return {
        url
        for url in urls
        if cursor.execute(
            """
            select 1 from pages where url = ?
            union all
            select 1 from sightings where url = ?
            """,
            (url, url),
        ).fetchone()
    }


def waiting(db: Database, source: str, now: datetime, limit: int) -> list[Waiting]:
    """The source's pages that are due: first those never settled, then known ones worth another look."""
    found = db.conn.execute(
        """
        select url, source, title, published, tell_since, attempts, etag, modified, state <> 'waiting',
          exists (select 1 from sightings s where s.url = p.url)
        from pages p
        where source = ?
          and next_try <= ?
        order by state <> 'waiting', next_try, id
        limit ?
        """,
        (source, written(now), limit),
    )
    return [
        Waiting(
            url=url,
            source=whose,
            title=title,
            published=maybe_day(published),
            tell_since=maybe_day(tell_since),
            attempts=attempts,
            etag=etag,
            modified=modified,
            recheck=bool(recheck),
            seen=bool(seen),
        )
        for url, whose, title, published, tell_since, attempts, etag, modified, recheck, seen in found
    ]


def settle(
    db: Database,
    url: str,
    *,
    outcome: Outcome,
    now: datetime,
    etag: str | None = None,
    modified: str | None = None,
    raw: str | None = None,
    reason: str | None = None,
    published: date | None = None,
    leads_to: str | None = None,
) -> None:
    """Write down how asking for this page ended, and when to ask again; a URL no list named is left alone."""
    with transaction(db):
        page = db.conn.execute(
            "select state, attempts, published, found_at from pages where url = ? and state <> 'forgotten'", (url,)
        ).fetchone()
        if page is None:
            return
        state, attempts, row_published, found_at = page
        if outcome == "failed":
            _fail(db, url, state=state, attempts=attempts + 1, now=now, reason=reason)
            return
        day = published or maybe_day(row_published)
        db.conn.execute(
            """
            update pages
            set state = ?,
                attempts = 0,
                next_try = ?,
                checked_at = ?,
                tell_since = case when ? = 'read' then null else tell_since end,
                published = coalesce(?, published),
                etag = case when ? = 'read' then coalesce(?, etag) end,
                modified = case when ? = 'read' then coalesce(?, modified) end,
                raw = coalesce(?, raw),
                reason = ?,
                leads_to = coalesce(?, leads_to)
            where url = ?
            """,
            (
                *(outcome, written(recheck_at(day, moment(found_at), now, now)), written(now), outcome),
                *(maybe_iso(published), outcome, etag, outcome, modified, raw, reason, leads_to, url),
            ),
        )
        if outcome == "gone" and state == "read":
            _tell_withdrawn(db, url, now)
        if outcome == "read":
            db.conn.execute(
                """
                update sightings
                set checked_at = max(checked_at, ?)
                where url = (select coalesce(leads_to, url) from pages where url = ?)
                """,
                (written(now), url),
            )


def _tell_withdrawn(db: Database, url: str, now: datetime) -> None:
    """Say, once, that a document's elected page is gone; where many of a source go at once its site was rebuilt."""
    found = db.conn.execute(
        """
        select d.id, d.url, d.source
        from documents d
        where d.url = (select coalesce(leads_to, url) from pages where url = ?)
        """,
        (url,),
    ).fetchone()
    if found is None:
        return
    id, elected, source = found
    (lately,) = db.conn.execute(
        "select count(*) from changes where kind = 'withdrawn' and source is ? and at > ?",
        (source, written(now - WITHDRAWN_WITHIN)),
    ).fetchone()
    changes.tell(
        db,
        document_id=id,
        kind="withdrawn",
        url=elected,
        at=now,
        source=source,
        held=lately >= WITHDRAWN_AT_MOST,
        key=f"withdrawn {id} {elected}",
    )


def _fail(db: Database, url: str, *, state: str, attempts: int, now: datetime, reason: str | None) -> None:
    given_up = attempts >= TRIES
    changed: dict[str, Any] = {"attempts": attempts, "next_try": written(retry_at(attempts, now))}
    if given_up and state == "waiting":
        changed = {"attempts": attempts, "next_try": None, "state": "given up"}
    elif given_up:
        # What was read once stays read; the next look comes when the oldest releases get theirs.
        changed = {"attempts": 0, "next_try": written(now + OLDEST)}
    db.conn.execute(
        f"update pages set checked_at = ?, reason = ?, {', '.join(f'{name} = ?' for name in changed)} where url = ?",
        (written(now), reason, *changed.values(), url),
    )


def given_up(db: Database, source: str | None = None) -> list[GivenUp]:
    """The pages given up, of one source or of all."""
    found = db.conn.execute(
        """
        select url, source, title, reason, checked_at
        from pages
        where state = 'given up'
          and (? is null or source = ?)
        order by source, id
        """,
        (source, source),
    )
    return [
        GivenUp(url=url, source=whose, title=title, reason=reason, checked_at=moment(checked_at))
        for url, whose, title, reason, checked_at in found
    ]


def try_again(db: Database, urls: Iterable[str], now: datetime) -> int:
    """Let given-up pages wait once more; how many that were."""
    with transaction(db):
        return sum(
            db.conn.execute(
                "update pages set state = 'waiting', attempts = 0, next_try = ? where url = ? and state = 'given up'",
                (written(now), url),
            ).rowcount
            for url in urls
        )


def forget(db: Database, url: str, source: str | None, now: datetime) -> None:
    """Never ask for this URL again, nor for those that lead to it, and keep nothing of what they said."""
    with transaction(db):
        db.conn.execute(
            """
            insert into pages (url, source, list_url, state, found_at)
            values (?, ?, '', 'forgotten', ?)
            on conflict (url) do nothing
            """,
            (url, source or "", written(now)),
        )
        db.conn.execute(
            """
            update pages
            set state = 'forgotten', next_try = null, title = null, published = null, tell_since = null,
                etag = null, modified = null, raw = null, reason = null
            where url = ? or leads_to = ?
            """,
            (url, url),
        )


def robots(db: Database, origin: str, now: datetime) -> bytes | None:
    """The origin's robots.txt, if it was asked for within the last day; empty where there is none."""
    row = db.conn.execute(
        "select body from robots where origin = ? and read_at > ?", (origin, written(now - ROBOTS_FRESH))
    ).fetchone()
    return bytes(row[0]) if row else None


def keep_robots(db: Database, origin: str, body: bytes, now: datetime, *, status: int = 200) -> None:
    """Remember the origin's robots.txt; a status of 400 to 499 means that everything is allowed."""
    with transaction(db):
        db.conn.execute(
            """
            insert into robots (origin, status, body, read_at)
            values (?, ?, ?, ?)
            on conflict (origin) do update
            set status = excluded.status,
                body = excluded.body,
                read_at = excluded.read_at
            """,
            (origin, status, b"" if 400 <= status < 500 else body, written(now)),
        )
