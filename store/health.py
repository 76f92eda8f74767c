"""How each source is: its state since when and why, what is usual for it, and which hosts asked to be left alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from store.connection import transaction
from store.moments import maybe_day, maybe_iso, maybe_moment, maybe_written, moment, written

LOOK_BACK = timedelta(days=400)  # as far as a rhythm is learnt from
PAGES = 40  # of a source, the latest: do they say what its pages always said?
TITLES = 200


class State(StrEnum):
    """How a source is, as of its last run; whether it is switched off is in its switch."""

    OK = "ok"
    QUIET = "quiet"  # read well, and nothing for longer than usual, or too little is known of what is usual
    LATE = "late"  # read well, and its silence is improbable
    BROKEN = "broken"
    BLOCKED = "blocked"
    UNVERIFIED = "unverified"  # it has never worked


TROUBLE = frozenset([State.LATE, State.BROKEN, State.BLOCKED])


class Cause(StrEnum):
    """What kind of trouble a run met: it decides how soon it is believed, and what helps."""

    NETWORK = "network"  # no name, no connection, no answer in time
    SERVER = "server"  # 5xx
    BUSY = "busy"  # 429, or Retry-After
    LOCKED = "locked"  # a challenge, a login, a refusal, TLS that cannot be verified
    ROBOTS = "robots"
    PLACE = "place"  # the list is not there any more
    SHAPE = "shape"  # the page came, but no rows were found in it
    DOUBT = "doubt"  # rows were found, but they are not the list that was followed
    PAGES = "pages"  # the list is well, its pages are not
    SILENCE = "silence"
    OURS = "ours"  # policywatch itself failed


PASSING = frozenset([Cause.NETWORK, Cause.SERVER, Cause.BUSY])  # often over by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """What was learnt of how a source publishes; times in its own working days."""

    weekly: float  # releases a week
    cadence: float  # the gap between two publishing days that nine of ten do not exceed
    patience: float  # silence that is still probable
    free: float  # how much a free day counts, 0 to 1
    releases: int  # that it was learnt from
    hours: tuple[int, ...] = ()  # how many were found at each hour of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What is usual on a list's first page."""

    rows: float
    dated: float  # share of the rows
    reads: int
    newest: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a source is."""

    source: str
    state: State
    since: datetime
    reason: str | None = None
    cause: Cause | None = None  # of the last run, also before it is believed
    failures: int = 0  # bad runs in a row
    failing_since: datetime | None = None
    last_sign: date | None = None  # the day of its latest release
    late_after: date | None = None  # the last day on which silence is normal; None: too little history
    rhythm: Rhythm | None = None
    lists: Mapping[str, Usual] = field(default_factory=dict)  # by URL
    notes: tuple[str, ...] = ()  # what is odd, and no trouble yet
    learnt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What pages of a source said, for comparing some with others."""

    count: int
    published: float  # share of the pages
    issuer: float
    number: float
    length: float  # characters, the median


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What is known of a list from before."""

    pages: int
    titles: frozenset[str]
    newest: date | None
    latest: frozenset[str]  # URLs of its five newest rows


def get(db: Database, source: str) -> Health | None:
    """How the source is; None where no run of it has ended since health is kept."""
    return next(iter(_read(db, "where source = ?", source)), None)


def everything(db: Database) -> dict[str, Health]:
    """How every source is, by name."""
    return {health.source: health for health in _read(db, "")}


def _read(db: Database, where: str, *values: object) -> Iterable[Health]:
    found = db.conn.execute(
        f"""
        select source, state, reason, cause, since, failures, failing_since,
               last_sign, late_after, rhythm, lists, notes, learnt_at
        from health
        {where}
        """,
        values,
    )
    for row in found:
        source, state, reason, cause, since, failures, failing, sign, late, rhythm, lists, notes, learnt = row
        yield Health(
            source=source,
            state=State(state),
            reason=reason,
            cause=Cause(cause) if cause else None,
            since=moment(since),
            failures=failures,
            failing_since=maybe_moment(failing),
            last_sign=maybe_day(sign),
            late_after=maybe_day(late),
            rhythm=_rhythm(rhythm),
            lists={url: _usual(said) for url, said in json.loads(lists).items()},
            notes=tuple(json.loads(notes)),
            learnt_at=maybe_moment(learnt),
        )


def _rhythm(text: str | None) -> Rhythm | None:
    if text is None:
        return None
    said = json.loads(text)
    return Rhythm(**{**said, "hours": tuple(said["hours"])})


def _usual(said: Mapping[str, float | str | None]) -> Usual:
    newest = said["newest"]
    return Usual(
        rows=float(said["rows"] or 0),
        dated=float(said["dated"] or 0),
        reads=int(said["reads"] or 0),
        newest=maybe_day(newest if isinstance(newest, str) else None),
    )


def put(db: Database, health: Health) -> None:
    """Write down how a source is."""
    lists = {url: {**asdict(usual), "newest": maybe_iso(usual.newest)} for url, usual in health.lists.items()}
    with transaction(db):
        db.conn.execute(
            """
            insert or replace into health (
              source, state, reason, cause, since, failures, failing_since,
              last_sign, late_after, rhythm, lists, notes, learnt_at
            )
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            (
                *(health.source, health.state.value, health.reason, health.cause.value if health.cause else None),
                *(written(health.since), health.failures, maybe_written(health.failing_since)),
                *(maybe_iso(health.last_sign), maybe_iso(health.late_after)),
                json.dumps(asdict(health.rhythm)) if health.rhythm else None,
                *(json.dumps(lists), json.dumps(health.notes, ensure_ascii=False), maybe_written(health.learnt_at)),
            ),
        )


def begin_anew(db: Database, source: str) -> None:
    """Take the source's lists as they are from now on: nothing was usual on them, and none is "not modified"."""
    with transaction(db):
        db.conn.execute("update health set lists = '{}', notes = '[]' where source = ?", (source,))
        db.conn.execute("delete from lists where source = ?", (source,))


def days(db: Database, source: str, today: date) -> list[tuple[date, datetime]]:
    """For each release of the last year: its day, and when it was found; newest day first.

    The day is that of publication, as its list says, else that on which it was found, unless it came with the first.
    """
    first = db.conn.execute("select min(found_at) from pages where source = ?", (source,)).fetchone()[0]
    if first is None:
        return []
    found = db.conn.execute(
        """
        select coalesce(published, substr(found_at, 1, 10)) as day, found_at
        from pages
        where source = ?
          and (published between ? and ? or (published is null and substr(found_at, 1, 10) > ?))
        order by day desc
        limit 2000
        """,
        (source, (today - LOOK_BACK).isoformat(), today.isoformat(), first[:10]),
    )
    return [(date.fromisoformat(day), moment(found_at)) for day, found_at in found]


def first_found(db: Database, source: str) -> datetime | None:
    """When the source's first release was found."""
    return maybe_moment(db.conn.execute("select min(found_at) from pages where source = ?", (source,)).fetchone()[0])


def remembered(db: Database, source: str, list_url: str) -> Remembered:
    """What is known of this list from before, and of its source's latest titles."""
    found = db.conn.execute(
        """
        select url, list_url, title, published
        from pages
        where source = ?
          and state <> 'forgotten'
        order by published desc, found_at desc
        limit ?
        """,
        (source, TITLES),
    ).fetchall()
    ours = [(url, day) for url, of, _, day in found if of == list_url]
    return Remembered(
        pages=len(ours),
        titles=frozenset(title for _, _, title, _ in found if title),
        newest=maybe_day(max((day for _, day in ours if day), default=None)),
        latest=frozenset(url for url, _ in ours[:5]),
    )


def known_titles(db: Database, source: str) -> list[str]:
    """The latest titles of a source, as its lists and its documents say them."""
    found = db.conn.execute(
        """
        select title from (
          select title from pages where source = ? and title is not null order by published desc, found_at desc limit ?
        )
        union
        select title from (
          select title from sightings where source = ? order by seen_at desc limit ?
        )
        """,
        (source, TITLES, source, TITLES),
    )
    return [title for (title,) in found]


def latest_pages(db: Database, source: str, newest: int) -> tuple[Pages, Pages]:
    """What the source's newest pages said, and what those before them said."""
    found = db.conn.execute(
        """
        select d.published is not null, d.issuer is not null, d.number is not null, length(d.text)
        from sightings s
        join documents d on d.id = s.document_id
        where s.source = ?
        order by s.seen_at desc
        limit ?
        """,
        (source, PAGES + newest),
    ).fetchall()
    return _pages(found[:newest]), _pages(found[newest:])


def _pages(rows: list[tuple[int, int, int, int]]) -> Pages:
    if not rows:
        return Pages(count=0, published=0.0, issuer=0.0, number=0.0, length=0.0)
    count = len(rows)
    lengths = sorted(row[3] for row in rows)
    return Pages(
        count=count,
        published=sum(row[0] for row in rows) / count,
        issuer=sum(row[1] for row in rows) / count,
        number=sum(row[2] for row in rows) / count,
        length=float(lengths[count // 2]),
    )


def wait_until(db: Database, host: str, now: datetime) -> datetime | None:
    """Until when the host asked to be left alone; None where it may be asked."""
    row = db.conn.execute("select until from waits where host = ? and until > ?", (host, written(now))).fetchone()
    return moment(row[0]) if row else None


def wait(db: Database, host: str, until: datetime) -> None:
    """Ask this host for nothing until then."""
    with transaction(db):
        db.conn.execute(
            "insert or replace into waits (host, until) values (?, ?)",
            (host, written(until)),
        )
