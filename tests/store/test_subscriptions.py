from __future__ import annotations

import pytest
from sqlite_utils import Database

from store import documents, subscriptions
from store.subscriptions import Channel, NameTaken, Subscription, UnknownSubscription
from tests.store.arrivals import NOW, arrival

HOOK = "json://localhost:8000/hook/secret-token"
MAIL = "mailtos://me:password@example.com"


def add(db: Database, name: str = "科技", *channels: str) -> Subscription:
    return subscriptions.add(db, name=name, query="科技 AND 补贴", channels=channels or (HOOK,), now=NOW)


def test_a_subscription_comes_back_as_it_was_added(db: Database) -> None:
    added = subscriptions.add(
        db,
        name="济南科技",
        query="title:科技",
        channels=[HOOK, MAIL],
        city="370100",
        higher=True,
        source="jinan-kjj",
        every="daily",
        quiet="22:00-07:00",
        lang="en",
        now=NOW,
    )
    assert subscriptions.get(db, "济南科技") == added
    assert subscriptions.with_id(db, added.id) == added
    assert subscriptions.listed(db) == [added]
    assert [channel.url for channel in added.channels] == [HOOK, MAIL]
    assert (added.city, added.higher, added.every, added.quiet, added.paused) == (
        "370100",
        True,
        "daily",
        "22:00-07:00",
        False,
    )


def test_a_channels_url_shows_up_nowhere(db: Database) -> None:
    added = add(db, "科技", HOOK, MAIL)
    shown = repr(added) + str(added) + " ".join(channel.label for channel in added.channels)
    for secret in ("secret", "token", "password", "localhost", "example.com", "hook"):
        assert secret not in shown
    assert [channel.label for channel in added.channels] == ["json #1", "mailtos #2"]
    assert Channel(id=7, url="no scheme but a secret").label == "channel #7"


def test_a_subscription_concerns_only_what_changes_after_it(db: Database) -> None:
    recorded = documents.record(db, arrival())
    assert add(db).since_change == recorded.change_id


def test_a_name_is_taken_once(db: Database) -> None:
    add(db)
    with pytest.raises(NameTaken, match="already named '科技'"):
        add(db)
    add(db, "其他")
    with pytest.raises(NameTaken):
        subscriptions.edit(db, "其他", rename="科技")
    assert [one.name for one in subscriptions.listed(db)] == ["其他", "科技"]


def test_an_unknown_name_says_where_to_look(db: Database) -> None:
    for ask in (subscriptions.get, subscriptions.remove, subscriptions.pause, subscriptions.resume):
        with pytest.raises(
            UnknownSubscription, match="no subscription is named 'x': see policywatch subscriptions list"
        ):
            ask(db, "x")


def test_an_edit_changes_only_what_it_says(db: Database) -> None:
    before = subscriptions.add(db, name="a", query="x", channels=[HOOK], city="370100", quiet="22:00-07:00", now=NOW)
    after = subscriptions.edit(db, "a", rename="b", query="y", city=None, every="weekly")
    assert (after.id, after.name, after.query, after.city, after.every) == (before.id, "b", "y", None, "weekly")
    assert (after.quiet, after.channels, after.since_change) == (before.quiet, before.channels, before.since_change)


def test_a_channel_kept_in_an_edit_keeps_its_number(db: Database) -> None:
    before = add(db, "a", HOOK, MAIL)
    after = subscriptions.edit(db, "a", channels=[MAIL, "ntfy://topic"])
    assert after.channels[0] == before.channels[1]
    assert after.channels[1].id > after.channels[0].id
    assert subscriptions.edit(db, "a", channels=[]).channels == ()


def test_a_channel_named_twice_is_one(db: Database) -> None:
    assert len(add(db, "a", HOOK, HOOK).channels) == 1


def test_pausing_and_resuming(db: Database) -> None:
    add(db)
    subscriptions.pause(db, "科技")
    assert subscriptions.get(db, "科技").paused
    subscriptions.resume(db, "科技")
    assert not subscriptions.get(db, "科技").paused


def test_a_removed_subscription_takes_its_channels_along(db: Database) -> None:
    add(db)
    subscriptions.remove(db, "科技")
    assert subscriptions.listed(db) == []
    assert db.execute("select count(*) from channels").fetchone() == (0,)
