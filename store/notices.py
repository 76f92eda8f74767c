"""Troubles of sources, and the notices of them on their way to the operator: the outbox's manners, for one channel.

A notice is written with the end of the run that gave cause to it. Everything that waits when one is due goes out as one
message; a message whose sender died comes back as it was, under the same id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from sqlite_utils import Database

from store.connection import transaction
from store.health import Cause, State
from store.moments import maybe_moment, moment, written
from store.parcels import ATTEMPTS, PATIENCE, retry_at

Stage = Literal["opened", "lasting", "ended"]
NoticeState = Literal["waiting", "leased", "sent", "dead", "dropped"]

REMINDERS = (timedelta(days=1), timedelta(days=3), timedelta(days=7))  # after it began; then every week
WEEKLY = timedelta(weeks=1)
TOGETHER = timedelta(hours=6)  # reminders that are due so soon go out with those that are due
ROUND = timedelta(minutes=10)  # a notice waits so long for the round to end that brought it: it may bring more
OF_A_HOST = frozenset([Cause.NETWORK, Cause.SERVER, Cause.BUSY, Cause.LOCKED, Cause.ROBOTS])  # one cause for all on it
OF_THE_LINE = 5  # other hosts that cannot be reached either: then it is our own network


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source that was late, broken or blocked for a while."""

    id: int
    source: str
    state: State
    cause: Cause | None
    host: str
    reason: str
    opened: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the operator is to hear of one trouble."""

    id: int
    stage: Stage
    state: NoticeState
    trouble: Trouble
    due: datetime
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """One message to the operator, and the right to send it for a while."""

    message_id: str
    notices: tuple[Notice, ...]
    lease_until: datetime


def open_trouble(
    db: Database, *, source: str, state: State, cause: Cause | None, host: str, reason: str, now: datetime
) -> None:
    """Note that a source is in trouble, and tell it unless the operator knows of the same on its host."""
    with transaction(db):
        _close(db, source, now)
        trouble_id = db.conn.execute(
            """
            insert into troubles (source, state, cause, host, reason, opened, remind_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """,
            (
                *(source, state.value, cause.value if cause else None, host, reason),
                *(written(now), written(now + REMINDERS[0])),
            ),
        ).lastrowid
        if not _known_of_host(db, source, cause, host):
            _add(db, trouble_id, "opened", now)


def explain(db: Database, source: str, *, state: State, cause: Cause | None, reason: str) -> None:
    """Correct what an open trouble says of itself; nobody is told."""
    with transaction(db):
        db.conn.execute(
            "update troubles set state = ?, cause = ?, reason = ? where source = ? and ended is null",
            (state.value, cause.value if cause else None, reason, source),
        )


def end_trouble(db: Database, source: str, now: datetime) -> None:
    """Note that a source is well again, and tell it where the trouble was told; of one host only when all are well."""
    with transaction(db):
        ended = _close(db, source, now)
        if ended is None:
            return
        _, cause, host = ended
        of_host = cause is not None and Cause(cause) in OF_A_HOST
        if of_host and _open_beside(db, source, host):
            return
        told = _untold_ends(db, host) if of_host else [ended[0]] if _was_told(db, ended[0]) else []
        for trouble_id in told:
            _add(db, trouble_id, "ended", now)


def end_of(db: Database, sources: Sequence[str], now: datetime) -> None:
    """Nobody waits for these sources any more: their troubles end without a word."""
    with transaction(db):
        for source in sources:
            _close(db, source, now)


def remind(db: Database, now: datetime) -> int:
    """Write the reminders of troubles that last; how many."""
    due = db.conn.execute(
        "select 1 from troubles where ended is null and remind_at <= ? limit 1", (written(now),)
    ).fetchone()
    if due is None:
        return 0
    with transaction(db):
        lasting = db.conn.execute(
            "select id, opened, reminders from troubles where ended is null and remind_at <= ?",
            (written(now + TOGETHER),),
        ).fetchall()
        for trouble_id, opened, reminders in lasting:
            db.conn.execute(
                "update troubles set reminders = reminders + 1, remind_at = ? where id = ?",
                (written(max(_remind_at(moment(opened), reminders + 1), now + TOGETHER * 2)), trouble_id),
            )
            waits = db.conn.execute(
                "select 1 from notices where trouble_id = ? and state in ('waiting', 'leased')", (trouble_id,)
            ).fetchone()
            if waits is None:
                _add(db, trouble_id, "lasting", now)
    return len(lasting)


def _remind_at(opened: datetime, reminders: int) -> datetime:
    if reminders < len(REMINDERS):
        return opened + REMINDERS[reminders]
    return opened + REMINDERS[-1] + WEEKLY * (reminders - len(REMINDERS) + 1)


def silence(db: Database) -> int:
    """Drop what waits, because the operator has no channel: what is told later is how things are then; how many."""
    with transaction(db):
        return db.conn.execute("update notices set state = 'dropped' where state = 'waiting'").rowcount


def lease(db: Database, now: datetime, *, seconds: float = 120) -> Bundle | None:
    """The next message to the operator, nobody else's for so many seconds; None where nothing is due."""
    until = now + timedelta(seconds=seconds)
    if not db.conn.execute("select 1 from notices where state in ('waiting', 'leased') limit 1").fetchone():
        return None
    with transaction(db):
        message_id = _abandoned(db, now) or _gathered(db, now)
        if message_id is None:
            return None
        db.conn.execute(
            """
            update notices
            set state = 'leased', lease_until = ?
            where message_id = ?
              and state in ('waiting', 'leased')
            """,
            (written(until), message_id),
        )
        told = tuple(_notices(db, "n.message_id = ? and n.state = 'leased'", message_id))
    return Bundle(message_id=message_id, notices=told, lease_until=until)


def _abandoned(db: Database, now: datetime) -> str | None:
    """A message whose sender died: it may have been sent, so it comes back unchanged."""
    row = db.conn.execute(
        "select message_id from notices where state = 'leased' and lease_until <= ? order by lease_until limit 1",
        (written(now),),
    ).fetchone()
    return row[0] if row else None


def _gathered(db: Database, now: datetime) -> str | None:
    """Everything that waits, under one message, once something is due and no round is about to bring more."""
    first = db.conn.execute("select min(due) from notices where state = 'waiting'").fetchone()[0]
    if first is None or moment(first) > now or (moment(first) > now - ROUND and _round_goes_on(db, now)):
        return None
    failed = db.conn.execute(
        "select message_id, count(*) from notices where state = 'waiting' and attempts > 0 group by message_id"
    ).fetchall()
    fresh = db.conn.execute("select count(*) from notices where state = 'waiting' and attempts = 0").fetchone()[0]
    # What was tried before may have arrived: with nothing new in it the message keeps its id.
    message_id: str = failed[0][0] if len(failed) == 1 and not fresh else uuid4().hex
    db.conn.execute("update notices set message_id = ? where state = 'waiting'", (message_id,))
    return message_id


def _round_goes_on(db: Database, now: datetime) -> bool:
    found = db.conn.execute(
        """
        select 1 from runs
        where id > (select max(id) - 1000 from runs)
          and finished is null
          and started > ?
        limit 1
        """,
        (written(now - ROUND),),
    ).fetchone()
    return found is not None


def renew(db: Database, bundle: Bundle, now: datetime, *, seconds: float = 120) -> Bundle | None:
    """The message with a lease that begins anew; None where the old one ran out and another sender has it."""
    until = now + timedelta(seconds=seconds)
    with transaction(db):
        held = db.conn.execute(
            "update notices set lease_until = ? where message_id = ? and state = 'leased' and lease_until = ?",
            (written(until), bundle.message_id, written(bundle.lease_until)),
        ).rowcount
    return replace(bundle, lease_until=until) if held else None


def sent(db: Database, bundle: Bundle, now: datetime) -> None:
    """The message arrived."""
    with transaction(db):
        db.conn.executemany(
            """
            update notices
            set state = 'sent', sent_at = ?, error = null, lease_until = null
            where id = ? and message_id = ? and state in ('leased', 'waiting')
            """,
            [(written(now), notice.id, bundle.message_id) for notice in bundle.notices],
        )


def failed(db: Database, bundle: Bundle, error: str, now: datetime) -> None:
    """The message did not arrive: try again later, or never again after many attempts or days."""
    with transaction(db):
        held = db.conn.execute(
            """
            select id, attempts, first_try from notices
            where message_id = ? and state = 'leased' and lease_until = ?
            """,
            (bundle.message_id, written(bundle.lease_until)),
        ).fetchall()
        due = written(retry_at(max((attempts for _, attempts, _ in held), default=0) + 1, now))
        for id, attempts, first_try in held:
            since = moment(first_try) if first_try else now
            dead = attempts + 1 >= ATTEMPTS or now - since >= PATIENCE
            db.conn.execute(
                """
                update notices
                set state = ?, attempts = ?, first_try = ?, due = ?, error = ?, lease_until = null
                where id = ?
                """,
                ("dead" if dead else "waiting", attempts + 1, written(since), due, error, id),
            )


def unfinished(db: Database) -> list[Notice]:
    """What waits, is on its way or has failed for good; the earliest due first."""
    return list(_notices(db, "n.state in ('waiting', 'leased', 'dead')"))


def troubled(db: Database) -> int:
    """How many notices have failed and are not mended yet."""
    row = db.conn.execute(
        "select count(*) from notices where state = 'dead' or (state = 'waiting' and attempts > 0)"
    ).fetchone()
    return int(row[0])


def retry(db: Database, now: datetime) -> int:
    """Try again now what failed; how many notices."""
    with transaction(db):
        return db.conn.execute(
            """
            update notices
            set state = 'waiting', due = ?, attempts = 0, first_try = null
            where state = 'dead' or (state = 'waiting' and attempts > 0)
            """,
            (written(now),),
        ).rowcount


def drop(db: Database) -> int:
    """Give up on what will not be tried again; how many notices."""
    with transaction(db):
        return db.conn.execute("update notices set state = 'dropped' where state = 'dead'").rowcount


def open_troubles(db: Database) -> list[Trouble]:
    """The troubles that last, the oldest first."""
    found = db.conn.execute(
        f"select {_TROUBLE} from troubles t where t.ended is null order by t.opened, t.id",
    )
    return [_trouble(row) for row in found]


_TROUBLE = "t.id, t.source, t.state, t.cause, t.host, t.reason, t.opened, t.ended"


def _notices(db: Database, which: str, *values: object) -> Iterator[Notice]:
    found = db.conn.execute(
        f"""
        select {_TROUBLE}, n.id, n.stage, n.state, n.due, n.attempts, n.error
        from notices n
        join troubles t on t.id = n.trouble_id
        where {which}
        order by n.due, n.id
        """,
        values,
    ).fetchall()
    for row in found:
        id, stage, state, due, attempts, error = row[8:]
        yield Notice(
            id=id, stage=stage, state=state, trouble=_trouble(row), due=moment(due), attempts=attempts, error=error
        )


def _trouble(row: tuple[object, ...]) -> Trouble:
    id, source, state, cause, host, reason, opened, ended = row[:8]
    return Trouble(
        id=int(str(id)),
        source=str(source),
        state=State(str(state)),
        cause=Cause(str(cause)) if cause else None,
        host=str(host),
        reason=str(reason),
        opened=moment(str(opened)),
        ended=maybe_moment(str(ended) if ended else None),
    )


def _close(db: Database, source: str, now: datetime) -> tuple[int, str | None, str] | None:
    """End the source's open trouble, and take back what was not told of it; its id, cause and host."""
    row = db.conn.execute(
        "select id, cause, host from troubles where source = ? and ended is null", (source,)
    ).fetchone()
    if row is None:
        return None
    db.conn.execute("update troubles set ended = ? where id = ?", (written(now), row[0]))
    db.conn.execute(
        "update notices set state = 'dropped' where trouble_id = ? and state in ('waiting', 'dead')", (row[0],)
    )
    return int(row[0]), row[1], row[2]


def _add(db: Database, trouble_id: int | None, stage: Stage, now: datetime) -> None:
    db.conn.execute(
        "insert into notices (trouble_id, stage, state, due) values (?, ?, 'waiting', ?)",
        (trouble_id, stage, written(now)),
    )


def _known_of_host(db: Database, source: str, cause: Cause | None, host: str) -> bool:
    """Has the operator been told that this host, or all the net, is out of reach?"""
    if cause not in OF_A_HOST:
        return False
    if _open_beside(db, source, host) and _host_was_told(db, host):
        return True
    if cause is not Cause.NETWORK:
        return False
    told = db.conn.execute(
        """
        select count(distinct t.host)
        from troubles t
        join notices n on n.trouble_id = t.id
        where t.ended is null and t.cause = ? and t.host <> ? and n.state = 'sent'
        """,
        (Cause.NETWORK.value, host),
    ).fetchone()[0]
    return bool(told >= OF_THE_LINE)


_HOSTWIDE = ", ".join(f"'{cause.value}'" for cause in sorted(OF_A_HOST))


def _open_beside(db: Database, source: str, host: str) -> bool:
    """Is another source of this host in the kind of trouble that a host has?"""
    found = db.conn.execute(
        f"""
        select 1 from troubles
        where ended is null and host = ? and source <> ? and cause in ({_HOSTWIDE})
        limit 1
        """,
        (host, source),
    ).fetchone()
    return found is not None


def _was_told(db: Database, trouble_id: int) -> bool:
    found = db.conn.execute(
        "select 1 from notices where trouble_id = ? and state in ('sent', 'leased') limit 1", (trouble_id,)
    ).fetchone()
    return found is not None


def _host_was_told(db: Database, host: str) -> bool:
    """Does the operator know of trouble with this host that he has not yet heard the end of?"""
    found = db.conn.execute(
        f"""
        select 1
        from troubles t
        join notices n on n.trouble_id = t.id
        where t.host = ? and t.cause in ({_HOSTWIDE}) and n.state in ('sent', 'leased')
          and not exists (select 1 from notices e where e.trouble_id = t.id and e.stage = 'ended')
        limit 1
        """,
        (host,),
    ).fetchone()
    return found is not None


def _untold_ends(db: Database, host: str) -> list[int]:
    """The troubles of a host whose end has not been told."""
    found = db.conn.execute(
        f"""
        select t.id from troubles t
        where t.host = ? and t.ended is not null and t.cause in ({_HOSTWIDE})
          and exists (
            select 1 from troubles told
            join notices n on n.trouble_id = told.id
            where told.host = t.host and n.state in ('sent', 'leased') and told.opened <= t.opened
              and not exists (select 1 from notices e where e.trouble_id = told.id and e.stage = 'ended')
          )
          and not exists (select 1 from notices e where e.trouble_id = t.id and e.stage = 'ended')
        """,
        (host,),
    )
    return [id for (id,) in found]
