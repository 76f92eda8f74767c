"""Tallies: how many releases each subscription was told of on a day, so that a cap can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from store.connection import transaction


@dataclass(slots=True)
class Tally:
    """What one subscription was told of today."""

    told: int = 0  # one by one
    over: int = 0  # in a list, because its cap was reached


def of_day(db: Database, day: date) -> dict[int, Tally]:
    """The tallies of the day, by the number of the subscription; whoever has none was told of nothing yet."""
    found = db.conn.execute("select subscription_id, told, over from tallies where day = ?", (day.isoformat(),))
    return {id: Tally(told, over) for id, told, over in found}


def keep(db: Database, day: date, tallies: Mapping[int, Tally]) -> None:
    """Write these tallies down, within the transaction of what they count; those of earlier days go."""
    with transaction(db):
        db.conn.execute("delete from tallies where day < ?", (day.isoformat(),))
        db.conn.executemany(
            """
            insert into tallies (day, subscription_id, told, over)
            values (?, ?, ?, ?)
            on conflict (day, subscription_id) do update
            set told = excluded.told, over = excluded.over
            """,
            [(day.isoformat(), id, tally.told, tally.over) for id, tally in tallies.items()],
        )
