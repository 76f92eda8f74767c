from __future__ import annotations

import multiprocessing
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from store import documents, outbox, subscriptions
from store.connection import connect
from store.outbox import Kind, NewAlert, Parcel
from store.parcels import ATTEMPTS, PATIENCE
from store.subscriptions import Subscription
from tests.store.arrivals import NOW, OTHER, arrival

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LONG_AFTER = NOW + timedelta(days=30)


def subscribe(db: Database, name: str = "a", *channels: str) -> Subscription:
    return subscriptions.add(db, name=name, query="", channels=channels or (f"json://{name}",), now=NOW)


def publish(db: Database, number: int = 1) -> int:
    recorded = documents.record(db, arrival(f"https://a.gov.cn/{number}", text=f"第{number}号通知全文" * 10))
    return recorded.document_id


def match(db: Database, *matching: Subscription, kind: Kind = "release", due: datetime = NOW) -> None:
    """Everything concerns everyone."""
    for change in outbox.unmatched(db, 1000):
        alerts = [NewAlert(subscription_id=one.id, kind=kind, due=due, reason={"words": ["科技"]}) for one in matching]
        outbox.decide(db, change.id, alerts, NOW)


def leased(db: Database, now: datetime = NOW) -> Parcel:
    parcel = outbox.lease(db, now)
    assert parcel is not None
    return parcel


def states(db: Database) -> dict[str, int]:
    return dict(db.execute("select state, count(*) from deliveries group by state").fetchall())


# --- matching


def test_a_change_is_matched_once(db: Database) -> None:
    one, other = subscribe(db, "a"), subscribe(db, "b")
    publish(db)
    (change,) = outbox.unmatched(db, 10)
    alert = NewAlert(subscription_id=one.id, kind="release", due=NOW)
    assert outbox.decide(db, change.id, [alert], NOW) == 1
    late = NewAlert(subscription_id=other.id, kind="release", due=NOW)
    assert outbox.decide(db, change.id, [alert, late], NOW) == 0
    assert outbox.unmatched(db, 10) == []
    assert states(db) == {"waiting": 1}


def test_a_change_that_concerns_nobody_is_matched_too(db: Database) -> None:
    publish(db)
    match(db)
    assert outbox.unmatched(db, 10) == []
    assert outbox.lease(db, NOW) is None


def test_an_alert_has_one_delivery_per_channel(db: Database) -> None:
    one = subscribe(db, "a", "json://x", "mailto://y")
    publish(db)
    match(db, one, one)
    assert [(d.channel, d.kind, d.state) for d in outbox.pending(db)] == [
        ("json #1", "release", "waiting"),
        ("mailto #2", "release", "waiting"),
    ]


def test_a_subscription_hears_nothing_from_before_it(db: Database) -> None:
    publish(db)
    one = subscribe(db)
    publish(db, 2)
    match(db, one)
    assert len(leased(db).documents) == 1


def test_a_removed_subscription_or_channel_does_not_stop_the_others(db: Database) -> None:
    gone, one = subscribe(db, "gone"), subscribe(db, "one")
    publish(db)
    subscriptions.remove(db, "gone")
    match(db, gone, one)
    assert leased(db).subscription_id == one.id
    assert outbox.lease(db, NOW) is None


def test_a_copy_is_told_only_to_who_has_not_heard_of_the_document(db: Database) -> None:
    heard, unheard = subscribe(db, "heard"), subscribe(db, "unheard")
    documents.record(db, arrival())
    match(db, heard)
    documents.record(db, arrival("https://daily.cn/1", source="daily"))
    documents.record(db, arrival("https://other.cn/1", source="other"))
    match(db, heard, unheard)
    assert db.execute("select subscription_id, change_id from alerts order by 1").fetchall() == [
        (heard.id, 1),
        (unheard.id, 2),
    ]


def test_a_revision_is_told_to_who_has_heard_and_the_parcel_says_so(db: Database) -> None:
    one = subscribe(db)
    id = documents.record(db, arrival()).document_id
    match(db, one)
    outbox.sent(db, leased(db), NOW)
    documents.record(db, arrival(text=OTHER))
    match(db, one)
    parcel = leased(db)
    assert (parcel.documents, parcel.items[0].change.kind) == ((id,), "revised")
    assert parcel.items[0].change.what == ("text",)


def test_why_an_alert_matched_is_kept(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    assert leased(db).items[0].reason == {"words": ["科技"]}


# --- leasing


def test_everything_due_for_a_channel_is_one_parcel_newest_release_first(db: Database) -> None:
    one, other = subscribe(db, "one", "json://x", "json://y"), subscribe(db, "other")
    first, second, third = publish(db, 1), publish(db, 2), publish(db, 3)
    match(db, one, other)
    parcels = [leased(db), leased(db), leased(db)]
    assert outbox.lease(db, NOW) is None
    assert {parcel.documents for parcel in parcels} == {(third, second, first)}
    assert sorted((parcel.subscription_id, parcel.channel.url) for parcel in parcels) == [
        (one.id, "json://x"),
        (one.id, "json://y"),
        (other.id, "json://other"),
    ]
    assert len({parcel.message_id for parcel in parcels}) == 3


def test_a_document_in_two_changes_is_in_the_parcel_once(db: Database) -> None:
    one = subscribe(db)
    documents.record(db, arrival())
    documents.record(db, arrival(text=OTHER))
    match(db, one)
    parcel = leased(db)
    assert (len(parcel.deliveries), len(parcel.documents)) == (2, 1)


def test_releases_and_summaries_go_in_parcels_of_their_own(db: Database) -> None:
    one = subscribe(db)
    publish(db, 1)
    match(db, one, kind="summary")
    publish(db, 2)
    match(db, one)
    assert {leased(db).kind, leased(db).kind} == {"release", "summary"}


def test_what_is_not_due_is_not_sent(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one, due=NOW + HOUR)
    assert outbox.lease(db, NOW + HOUR - MINUTE) is None
    assert leased(db, NOW + HOUR).documents


def test_a_paused_subscription_gets_nothing_until_it_is_resumed(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    subscriptions.pause(db, "a")
    assert outbox.lease(db, NOW) is None
    subscriptions.resume(db, "a")
    assert leased(db).documents


def test_the_parcel_of_a_dead_sender_comes_back_unchanged(db: Database) -> None:
    one = subscribe(db)
    publish(db, 1)
    match(db, one)
    lost = leased(db)
    publish(db, 2)
    match(db, one)
    assert leased(db, NOW + MINUTE).documents != lost.documents  # the second document alone
    back = leased(db, NOW + timedelta(seconds=120))
    assert (back.message_id, back.deliveries) == (lost.message_id, lost.deliveries)


def test_a_sent_parcel_never_comes_back(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    outbox.sent(db, leased(db), NOW)
    assert outbox.lease(db, LONG_AFTER) is None
    assert states(db) == {"sent": 1}


def test_a_part_that_was_sent_does_not_come_back_with_the_rest(db: Database) -> None:
    one = subscribe(db)
    first, second = publish(db, 1), publish(db, 2)
    match(db, one)
    parcel = leased(db)
    outbox.sent(db, parcel, NOW, documents=[second])
    assert leased(db, NOW + HOUR).documents == (first,)


def test_a_living_sender_keeps_its_parcel(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    parcel = leased(db)
    renewed = outbox.renew(db, parcel, NOW + MINUTE)
    assert renewed is not None
    assert outbox.lease(db, NOW + timedelta(seconds=121)) is None
    assert leased(db, NOW + timedelta(seconds=181)).message_id == parcel.message_id
    assert outbox.renew(db, renewed, NOW + timedelta(seconds=182)) is None


def test_a_failed_parcel_is_tried_later_under_the_same_id(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    parcel = leased(db)
    outbox.failed(db, parcel, "HTTP 500", NOW)
    assert outbox.lease(db, NOW + timedelta(seconds=40)) is None
    (waiting,) = outbox.pending(db)
    assert (waiting.attempts, waiting.error) == (1, "HTTP 500")
    again = leased(db, NOW + timedelta(seconds=80))
    assert (again.message_id, again.attempts) == (parcel.message_id, 1)


def test_a_failed_parcel_joins_what_is_due_when_it_is_tried_again(db: Database) -> None:
    one = subscribe(db)
    first = publish(db, 1)
    match(db, one)
    parcel = leased(db)
    outbox.failed(db, parcel, "HTTP 500", NOW)
    second = publish(db, 2)
    match(db, one)
    together = leased(db, NOW + HOUR)
    assert together.documents == (second, first)
    assert together.message_id != parcel.message_id


def test_a_late_sender_cannot_fail_what_another_has_leased(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    slow = leased(db)
    quick = leased(db, NOW + HOUR)
    outbox.failed(db, slow, "timeout", NOW + HOUR)
    outbox.defer(db, slow, NOW + HOUR)
    assert states(db) == {"leased": 1}
    outbox.sent(db, quick, NOW + HOUR)
    assert states(db) == {"sent": 1}


def test_what_was_sent_late_was_sent(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    slow = leased(db)
    quick = leased(db, NOW + HOUR)
    outbox.failed(db, quick, "timeout", NOW + HOUR)
    outbox.sent(db, slow, NOW + HOUR)
    assert outbox.lease(db, LONG_AFTER) is None


def test_a_deferred_parcel_has_not_failed(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    parcel = leased(db)
    outbox.defer(db, parcel, NOW + 8 * HOUR)
    assert outbox.lease(db, NOW + 7 * HOUR) is None
    again = leased(db, NOW + 8 * HOUR)
    assert (again.message_id, again.attempts) == (parcel.message_id, 0)


def test_after_days_of_failures_a_delivery_is_dead_until_a_person_retries_it(db: Database) -> None:
    one = subscribe(db)
    publish(db)
    match(db, one)
    now, attempts = NOW, 0
    while parcel := outbox.lease(db, now):
        outbox.failed(db, parcel, "HTTP 404", now)
        attempts += 1
        due = db.execute("select due from deliveries").fetchone()[0]
        now = datetime.fromisoformat(due)
    assert attempts <= ATTEMPTS
    assert timedelta(days=2) < now - NOW < PATIENCE + timedelta(days=3)
    (dead,) = outbox.dead(db)
    assert (dead.state, dead.error, dead.attempts) == ("dead", "HTTP 404", attempts)
    assert outbox.retry(db, now) == 1
    assert leased(db, now).documents


def test_a_dropped_delivery_is_never_sent(db: Database) -> None:
    one = subscribe(db)
    publish(db, 1)
    second = publish(db, 2)
    match(db, one)
    outbox.failed(db, leased(db), "HTTP 500", NOW)
    dropped = next(d for d in outbox.pending(db) if d.document_id != second)
    assert outbox.drop(db, [dropped.id]) == 1
    assert leased(db, LONG_AFTER).documents == (second,)
    assert outbox.drop(db) == 0


def test_a_forgotten_document_is_told_to_nobody(db: Database) -> None:
    one = subscribe(db)
    publish(db, 1)
    second = publish(db, 2)
    match(db, one)
    outbox.failed(db, leased(db), "HTTP 500", NOW)
    documents.forget(db, 1)
    assert leased(db, LONG_AFTER).documents == (second,)
    documents.forget(db, second)
    assert outbox.lease(db, LONG_AFTER + HOUR) is None


# --- what is held back


def test_a_released_summary_is_told_one_by_one_whether_or_not_it_was_sent(db: Database) -> None:
    one, other = subscribe(db, "one"), subscribe(db, "other")
    first = publish(db, 1)
    match(db, one, other, kind="summary")
    outbox.sent(db, leased(db), NOW)
    second = publish(db, 2)
    match(db, one, other, kind="summary")
    assert [held.document_id for held in outbox.held_back(db, one.id)] == [second, first]

    assert outbox.release(db, one.id, NOW) == 2
    assert outbox.held_back(db, one.id) == []
    assert len(outbox.held_back(db)) == 2
    assert outbox.release(db, one.id, NOW) == 0
    parcels = {(parcel.subscription_id, parcel.kind): parcel.documents for parcel in (leased(db), leased(db))}
    assert parcels[one.id, "release"] == (second, first)
    assert outbox.lease(db, NOW) is None


def test_a_document_knows_who_was_told(db: Database) -> None:
    one = subscribe(db)
    id = publish(db)
    match(db, one)
    outbox.sent(db, leased(db), NOW)
    (delivery,) = outbox.of_document(db, id)
    assert (delivery.subscription, delivery.change, delivery.state, delivery.sent_at) == ("a", "new", "sent", NOW)


# --- several senders


def send_all(path: Path) -> list[int]:
    db = connect(path)
    told: list[int] = []
    while parcel := outbox.lease(db, NOW):
        told.extend(parcel.deliveries)
        outbox.sent(db, parcel, NOW)
    db.close()
    return told


def match_all(path: Path) -> int:
    db = connect(path)
    alerts = 0
    while batch := outbox.unmatched(db, 5):
        for change in batch:
            everyone = [NewAlert(subscription_id=s.id, kind="release", due=NOW) for s in subscriptions.listed(db)]
            alerts += outbox.decide(db, change.id, everyone, NOW)
    db.close()
    return alerts


def test_two_processes_match_and_send_everything_once(path: Path) -> None:
    db = connect(path)
    for number in range(20):
        subscribe(db, f"s{number}")
    for number in range(10):
        publish(db, number)
    db.close()
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        alerts = pool.map(match_all, [path, path])
        told = pool.map(send_all, [path, path])
    assert sum(alerts) == 200
    assert sorted(told[0] + told[1]) == list(range(1, 201))


STEPS = st.lists(
    st.sampled_from(["publish", "lease", "sent", "part", "failed", "defer", "later", "much later", "release"]),
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_senders_do_nothing_is_lost_and_nothing_stamped_is_sent_again(steps: list[str]) -> None:
    with TemporaryDirectory() as folder, closing(connect(Path(folder) / "archive.db")) as db:
        walk(db, steps)


def walk(db: Database, steps: list[str]) -> None:
    one = subscribe(db, "a", "json://x", "json://y")
    now, number, held = NOW, 0, list[Parcel]()
    stamped: set[int] = set()
    for step in steps:
        if step == "publish":
            number += 1
            publish(db, number)
            match(db, one, kind="summary" if number % 3 == 0 else "release", due=now)
        elif step == "lease" and (parcel := outbox.lease(db, now)):
            assert not stamped & set(parcel.deliveries)
            held.append(parcel)
        elif step in ("later", "much later"):
            now += HOUR if step == "later" else timedelta(days=2)
        elif step == "release":
            outbox.release(db, one.id, now)
        elif held:
            parcel = held.pop()
            if step == "sent":
                outbox.sent(db, parcel, now)
            elif step == "part":
                outbox.sent(db, parcel, now, documents=parcel.documents[:1])
            elif step == "failed":
                outbox.failed(db, parcel, "no", now)
            else:
                outbox.defer(db, parcel, now + MINUTE)
        stamped = {id for (id,) in db.execute("select id from deliveries where state = 'sent'")}
    outbox.retry(db, now)
    end = now + timedelta(days=30)
    while parcel := outbox.lease(db, end):
        outbox.sent(db, parcel, end)
    told = db.execute("select alert_id, channel_id from deliveries where state = 'sent'").fetchall()
    assert len(set(told)) == number * 2
    assert states(db).keys() <= {"sent"}
