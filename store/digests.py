"""Digests that have nothing to tell, for subscribers who want to hear even that."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from store.connection import transaction
from store.moments import written
from store.subscriptions import Subscription


def expect(db: Database, subscription: Subscription, moment: datetime, since: datetime) -> int:
    """Have it said that there is nothing new in the digest of this moment, where that is so; to how many channels.

    Each moment is judged once; `since` is when the digest before it was due. Alerts must have been decided before.
    """
    with transaction(db):
        return db.conn.execute(
            """
            insert into digests (subscription_id, channel_id, moment, state, due)
            select c.subscription_id, c.id, ?1,
                   case when exists (
                     select 1
                     from deliveries d
                     where d.channel_id = c.id
                       and (d.due > ?2 or d.sent_at > ?2 or d.state in ('waiting', 'leased'))
                       and d.due <= ?1
                   ) then 'dropped' else 'waiting' end,
                   ?1
            from channels c
            where c.subscription_id = ?3
            on conflict (channel_id, moment) do nothing
            """,
            (written(moment), written(since), subscription.id),
        ).rowcount
