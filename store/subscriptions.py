"""Subscriptions: a saved search, and the channels that are told what it finds."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypedDict, Unpack, get_args

from sqlite_utils import Database

from store.connection import transaction
from store.moments import moment, written

Every = Literal["instant", "daily", "weekly"]
Told = Literal["new", "revised", "attachment", "withdrawn", "altered", "deadline", "stale"]
TOLD: tuple[Told, ...] = get_args(Told)  # kinds of change a subscription may choose
Whose = Literal["about", "issuing", "either"]
WHOSE: tuple[Whose, ...] = get_args(Whose)


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


class Wanted(NamedTuple):
    """What a subscription looks for; those that differ in nothing but the number want the same documents."""

    id: int
    query: str
    city: str | None
    higher: bool
    place: Whose
    source: str | None


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
    kinds: tuple[Told, ...] = ("new",)  # `new` stands for copies and new originals of what it does not know, too
    deadline_days: tuple[int, ...] = (14, 3, 1)  # how long before a deadline it is reminded
    place: Whose = "about"  # is the city what a release is about, or where it was issued?
    owner: str | None = None
    at: str | None = None  # HH:MM of a digest
    weekday: int | None = None  # of a weekly digest; Monday is 0
    zone: str | None = None  # IANA name, for digest and quiet hours
    window_minutes: int = 0  # how long an instant message may wait for company
    cap: int | None = None  # releases told one by one a day
    tell_empty: bool = False  # a digest even where nothing is new
    secret: str | None = field(default=None, repr=False)  # env: or keyring: reference to what webhooks are signed with
    template: str | None = None  # how an item is written

    @property
    def wanted(self) -> Wanted:
        """What it looks for."""
        return Wanted(self.id, self.query, self.city, self.higher, self.place, self.source)


class Settings(TypedDict, total=False):
    """What may be said of a subscription; what is left out has its default or stays as it is."""

    query: str
    city: str | None
    higher: bool
    source: str | None
    every: Every
    quiet: str | None
    lang: str
    kinds: Sequence[Told]
    deadline_days: Sequence[int]
    place: Whose
    owner: str | None
    at: str | None
    weekday: int | None
    zone: str | None
    window_minutes: int
    cap: int | None
    tell_empty: bool
    secret: str | None
    template: str | None


def add(
    db: Database, *, name: str, channels: Sequence[str], now: datetime, **settings: Unpack[Settings]
) -> Subscription:
    """A new subscription with these channel URLs; it concerns what changes from now on. Raises NameTaken."""
    values = {"query": "", "higher": False, "every": "instant", "lang": "zh"} | _values(settings)
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    with transaction(db):
        if _row(db, name):
            raise NameTaken(name)
        added = db.conn.execute(
            f"""
            insert into subscriptions (name, {names}, created, since_change)
            values (?, {marks}, ?, (select coalesce(max(id), 0) from changes))
            """,
            (name, *values.values(), written(now)),
        )
        assert added.lastrowid is not None  # noqa: S101 - an insert has one
        _set_channels(db, added.lastrowid, channels)
        return get(db, name)


def edit(
    db: Database,
    name: str,
    *,
    rename: str | None = None,
    channels: Sequence[str] | None = None,
    **settings: Unpack[Settings],
) -> Subscription:
    """The subscription after the edit; a channel URL it had already keeps its number and what waits for it."""
    values = _values(settings)
    if rename is not None:
        values["name"] = rename
    with transaction(db):
        old = get(db, name)
        if rename is not None and rename != name and _row(db, rename):
            raise NameTaken(rename)
        if values:
            names = ", ".join(f"{column} = ?" for column in values)
            db.conn.execute(f"update subscriptions set {names} where id = ?", (*values.values(), old.id))
        if channels is not None:
            _set_channels(db, old.id, channels)
        return with_id(db, old.id) or old


def _values(settings: Settings) -> dict[str, Any]:
    lists = ("kinds", "deadline_days")
    return {name: json.dumps(value) if name in lists else value for name, value in settings.items()}


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


def listed(db: Database, owner: str | None = None) -> list[Subscription]:
    """Every subscription, or every one of this owner, by name."""
    if owner is not None:
        return list(_subscriptions(db, "where owner = ? order by name", owner))
    return list(_subscriptions(db, "order by name"))


def wanted(db: Database) -> list[Wanted]:
    """What everybody looks for who is not paused; a hundred thousand in a fraction of a second."""
    found = db.conn.execute("select id, query, city, higher, place, source from subscriptions where not paused")
    return [Wanted(id, query, city, bool(higher), place, source) for id, query, city, higher, place, source in found]


def numbered(db: Database, ids: Iterable[int]) -> dict[int, Subscription]:
    """Those of these numbers that there are."""
    found = _subscriptions(db, "where id in (select value from json_each(?))", json.dumps(list(ids)))
    return {one.id: one for one in found}


def owners(db: Database) -> list[str]:
    """Whose subscriptions there are."""
    return [row[0] for row in db.conn.execute("select distinct owner from subscriptions where owner is not null")]


def deadline_days(db: Database) -> list[tuple[int, ...]]:
    """The different wishes of those who want to be reminded: how many days before a deadline."""
    found = db.conn.execute(
        """
        select distinct deadline_days
        from subscriptions
        where not paused
          and exists (select 1 from json_each(kinds) where value = 'deadline')
        """
    )
    return [tuple(json.loads(days)) for (days,) in found]


def telling_empty(db: Database) -> list[Subscription]:
    """Those who want a digest even where it has nothing to tell."""
    return list(_subscriptions(db, "where tell_empty and every <> 'instant' and not paused order by id"))


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


_COLUMNS = (
    *("id", "name", "query", "city", "higher", "source", "every", "quiet", "paused", "lang", "created", "since_change"),
    *("kinds", "deadline_days", "place", "owner", "at", "weekday", "zone", "window_minutes", "cap", "tell_empty"),
    *("secret", "template"),
)


def _subscriptions(db: Database, where: str, *values: object) -> Iterator[Subscription]:
    found = db.conn.execute(f"select {', '.join(_COLUMNS)} from subscriptions {where}", values).fetchall()
    channels = _channels(db, [row[0] for row in found] if len(found) < SOME else None) if found else {}
    lists: dict[str, tuple[Any, ...]] = {}  # a hundred thousand subscriptions have a handful of them
    for row in found:
        said = dict(zip(_COLUMNS, row, strict=True))
        for name in ("kinds", "deadline_days"):
            text = said[name]
            if text not in lists:
                lists[text] = tuple(json.loads(text))
            said[name] = lists[text]
        yield Subscription(
            **said
            | {
                "higher": bool(said["higher"]),
                "paused": bool(said["paused"]),
                "tell_empty": bool(said["tell_empty"]),
                "created": moment(said["created"]),
                "channels": channels.get(said["id"], ()),
            }
        )


SOME = 10_000  # subscriptions whose channels are asked for by number; those of more are read all


def _channels(db: Database, ids: Sequence[int] | None) -> Mapping[int, tuple[Channel, ...]]:
    """The channels of these subscriptions, or of all, by the subscription's number."""
    found: defaultdict[int, tuple[Channel, ...]] = defaultdict(tuple)
    where = "" if ids is None else "where subscription_id in (select value from json_each(?))"
    for channel, subscription, url in db.conn.execute(
        f"select id, subscription_id, url from channels {where} order by id", () if ids is None else (json.dumps(ids),)
    ):
        found[subscription] += (Channel(id=channel, url=url),)
    return found
