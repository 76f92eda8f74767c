"""Deadlines that come near, each told once at each step."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from store import changes
from store.connection import transaction
from store.moments import moment


def tell_near(db: Database, steps: Collection[Sequence[int]], *, today: date, now: datetime) -> int:
    """Write a change for each deadline that has come near; how many.

    `steps` are the days before a deadline at which anybody wants to be reminded, one sequence for each wish. Of the
    steps that have been reached only the nearest is told, however long nobody looked; a document that was not there yet
    when a step was reached is told as new and not of that step as well.
    """
    furthest = max((step for days in steps for step in days), default=None)
    if furthest is None:
        return 0
    with transaction(db):
        found = db.conn.execute(
            """
            select id, url, source, deadline, evidence, first_seen
            from documents
            where deadline between ? and ?
            order by deadline, id
            """,
            (today.isoformat(), (today + timedelta(days=furthest)).isoformat()),
        ).fetchall()
        return sum(
            _tell(db, id, url, source, day, step, json.loads(evidence), today=today, now=now)
            for id, url, source, deadline, evidence, first_seen in found
            for day in [date.fromisoformat(deadline)]
            for step in sorted(_reached(steps, (day - today).days))
            if moment(first_seen).date() < day - timedelta(days=step)
        )


def nearest(steps: Iterable[int], left: int) -> int | None:
    """Of these numbers of days before a deadline the smallest that has been reached with so many days left."""
    return min((step for step in steps if step >= left), default=None)


def _reached(steps: Collection[Sequence[int]], left: int) -> set[int]:
    found = (nearest(days, left) for days in steps)
    return {step for step in found if step is not None}


def _tell(
    db: Database,
    id: int,
    url: str,
    source: str | None,
    day: date,
    step: int,
    evidence: Sequence[dict[str, str]],
    *,
    today: date,
    now: datetime,
) -> int:
    sentence = next((one["text"] for one in evidence if one["field"] == "deadline"), None)
    told = changes.tell(
        db,
        document_id=id,
        kind="deadline",
        url=url,
        at=now,
        source=source,
        key=f"deadline {id} {day} {step}",
        detail={"day": day.isoformat(), "step": step, "left": (day - today).days, "sentence": sentence},
    )
    return int(told is not None)
