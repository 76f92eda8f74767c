"""Departures: when messages left for each address, so that no service gets more of them than it takes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from store.connection import transaction
from store.moments import moment, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many messages an address takes within so many seconds, in any such span."""

    count: int
    seconds: float


def depart(db: Database, address: str, rates: Sequence[Rate], now: datetime) -> datetime:
    """When the next message may leave for the address, `now` or later; the place is taken at once.

    Several processes may ask at the same time; places that nobody used are lost, not given twice.
    """
    key = hashlib.sha256(address.encode()).hexdigest()[:32]
    longest = timedelta(seconds=max(rate.seconds for rate in rates))
    with transaction(db):
        taken = [
            at
            for (text,) in db.conn.execute(
                "select at from departures where address = ? and at > ? order by at", (key, written(now - longest))
            )
            # A place further ahead than a day was taken by a clock that was wrong.
            if (at := moment(text)) < now + timedelta(days=1)
        ]
        at = earliest(taken, rates, now)
        db.conn.execute("insert into departures (address, at) values (?, ?)", (key, written(at)))
        db.conn.execute(
            "delete from departures where address = ? and (at <= ? or at > ?)",
            (key, written(now - longest), written(now + timedelta(days=1))),
        )
    return at


def earliest(taken: Sequence[datetime], rates: Sequence[Rate], now: datetime) -> datetime:
    """The first moment that leaves every rate kept; `taken` are the departures so far, earliest first."""
    at = max([now, *taken[-1:]])  # in the order in which they were asked for
    for rate in rates:
        if len(taken) >= rate.count:
            at = max(at, taken[-rate.count] + timedelta(seconds=rate.seconds))
    return at
