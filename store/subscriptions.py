"""Subscriptions: a saved search, and the channels that are told what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import Literal

from sqlite_utils import Database

from store.connection import transaction
from store.moments import moment, written

Every = Literal["instant", "daily", "weekly"]


class Keep(Enum):
    """Said of what an edit leaves as it is, where None means something."""

    KEEP = auto()


KEEP = Keep.KEEP


class UnknownSubscription(LookupError):  # noqa: N818 - it reads as what is wrong
    """No subscription has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no subscription is named {name!r}: see policywatch subscriptions list")
        self.name = name


class NameTaken(ValueError):  # noqa: N818 - it reads as what is wrong
    """Another subscription has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a subscription is already named {name!r}: choose another name or edit that one")
        self.name = name


_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=://)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where messages go; the URL holds tokens and shows up nowhere."""

    id: int
    url: str = field(repr=False)

    @property
    def label(self) -> str:
        """The scheme and the number: enough to tell channels apart, never the URL."""
        scheme = _SCHEME.match(self.url)
        return f"{scheme.group() if scheme else 'channel'} #{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Who wants to be told about what."""

    id: int
    name: str
    query: str
    city: str | None  # region code
    higher: bool
    source: str | None
    channels: tuple[Channel, ...]
    every: Every
    quiet: str | None
    paused: bool
    lang: str
    created: datetime
    since_change: int  # only later changes concern it


def add(
    db: Database,
    *,
    name: str,
    query: str,
    channels: Sequence[str],
    now: datetime,
    city: str | None = None,
    higher: bool = False,
    source: str | None = None,
    every: Every = "instant",
    quiet: str | None = None,
    lang: str = "zh",
) -> Subscription:
    """A new subscription with these channel URLs; it concerns what changes from now on. Raises NameTaken."""
    with transaction(db):
        if _row(db, name):
            raise NameTaken(name)
        added = db.conn.execute(
            """
            insert into subscriptions (name, query, city, higher, source, every, quiet, lang, created, since_change)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, (select coalesce(max(id), 0) from changes))
            """,
            (name, query, city, higher, source, every, quiet, lang, written(now)),
        )
        assert added.lastrowid is not None  # noqa: S101 - an insert has one
        _set_channels(db, added.lastrowid, channels)
        return get(db, name)


def edit(
    db: Database,
    name: str,
    *,
    rename: str | Keep = KEEP,
    query: str | Keep = KEEP,
    channels: Sequence[str] | Keep = KEEP,
    city: str | Keep | None = KEEP,
    higher: bool | Keep = KEEP,
    source: str | Keep | None = KEEP,
    every: Every | Keep = KEEP,
    quiet: str | Keep | None = KEEP,
    lang: str | Keep = KEEP,
) -> Subscription:
    """The subscription after the edit; a channel URL it had already keeps its number and what waits for it."""
    wished: dict[str, object] = {
        "name": rename,
        "query": query,
        "city": city,
        "higher": higher,
        "source": source,
        "every": every,
        "quiet": quiet,
        "lang": lang,
    }
    values = {column: value for column, value in wished.items() if value is not KEEP}
    with transaction(db):
        old = get(db, name)
        if isinstance(rename, str) and rename != name and _row(db, rename):
            raise NameTaken(rename)
        if values:
            names = ", ".join(f"{column} = ?" for column in values)
            db.conn.execute(f"update subscriptions set {names} where id = ?", (*values.values(), old.id))
        if not isinstance(channels, Keep):
            _set_channels(db, old.id, channels)
        return with_id(db, old.id) or old


def _set_channels(db: Database, id: int, urls: Sequence[str]) -> None:
    marks = ", ".join("?" * len(urls))
    db.conn.execute(f"delete from channels where subscription_id = ? and url not in ({marks})", (id, *urls))
    db.conn.executemany(
        """
        insert into channels (subscription_id, url)
        values (?, ?)
        on conflict (subscription_id, url) do nothing
        """,
        [(id, url) for url in urls],
    )


def remove(db: Database, name: str) -> None:
    """Remove the subscription and everything on its way to it."""
    with transaction(db):
        db.conn.execute("delete from subscriptions where id = ?", (get(db, name).id,))


def pause(db: Database, name: str) -> None:
    """Send nothing until it is resumed; what waits goes on waiting, what changes meanwhile is not told."""
    _set_paused(db, name, 1)


def resume(db: Database, name: str) -> None:
    """Send again."""
    _set_paused(db, name, 0)


def _set_paused(db: Database, name: str, paused: int) -> None:
    with transaction(db):
        db.conn.execute("update subscriptions set paused = ? where id = ?", (paused, get(db, name).id))


def listed(db: Database) -> list[Subscription]:
    """Every subscription, by name."""
    return list(_subscriptions(db, "order by name"))


def get(db: Database, name: str) -> Subscription:
    """The subscription with this name. Raises UnknownSubscription."""
    found = _row(db, name)
    if found is None:
        raise UnknownSubscription(name)
    return found


def with_id(db: Database, id: int) -> Subscription | None:
    """The subscription with this number."""
    return next(_subscriptions(db, "where id = ?", id), None)


def _row(db: Database, name: str) -> Subscription | None:
    return next(_subscriptions(db, "where name = ?", name), None)


def _subscriptions(db: Database, where: str, *values: object) -> Iterator[Subscription]:
    found = db.conn.execute(
        f"""
        select id, name, query, city, higher, source, every, quiet, paused, lang, created, since_change
        from subscriptions
        {where}
        """,
        values,
    ).fetchall()
    for id, name, query, city, higher, source, every, quiet, paused, lang, created, since_change in found:
        channels = db.conn.execute("select id, url from channels where subscription_id = ? order by id", (id,))
        yield Subscription(
            id=id,
            name=name,
            query=query,
            city=city,
            higher=bool(higher),
            source=source,
            channels=tuple(Channel(id=channel, url=url) for channel, url in channels),
            every=every,
            quiet=quiet,
            paused=bool(paused),
            lang=lang,
            created=moment(created),
            since_change=since_change,
        )
