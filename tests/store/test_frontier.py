from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from store import documents, frontier
from store.frontier import Row, Validators, Waiting
from store.pauses import AGES, LONGEST_PAUSE, NEWEST, OLDEST, TRIES, recheck_at, retry_at
from tests.store.arrivals import DAY, NOW, arrival

LIST = "https://kjj.jinan.gov.cn/col/col1/"
PAGE = "https://kjj.jinan.gov.cn/art/1.html"
OTHER = "https://kjj.jinan.gov.cn/art/2.html"


def discover(db: Database, *urls: str, tell_since: date | None = None) -> list[Waiting]:
    rows = [Row(url=url, title=f"标题 {url[-6]}", published=DAY) for url in urls]
    return frontier.discover(
        db,
        source="jinan-kjj",
        list_url=LIST,
        rows=rows,
        validators=Validators(etag='"1"'),
        tell_since=tell_since,
        now=NOW,
    )


def waiting(db: Database, after: timedelta = timedelta(), limit: int = 100) -> list[str]:
    return [page.url for page in frontier.waiting(db, "jinan-kjj", NOW + after, limit)]


def test_what_a_list_names_waits_until_it_is_settled_whatever_the_list_answers_next(db: Database) -> None:
    assert [page.url for page in discover(db, PAGE, OTHER)] == [PAGE, OTHER]
    frontier.settle(db, PAGE, outcome="read", now=NOW)
    # Killed here: the next round hears "not modified" from the list and still finds the second page.
    assert frontier.validators(db, LIST) == Validators(etag='"1"')
    assert waiting(db) == [OTHER]


def test_a_waiting_page_knows_what_its_row_said(db: Database) -> None:
    discover(db, PAGE, tell_since=date(2026, 9, 17))
    (page,) = frontier.waiting(db, "jinan-kjj", NOW, 1)
    assert page == Waiting(
        url=PAGE,
        source="jinan-kjj",
        title="标题 1",
        published=DAY,
        tell_since=date(2026, 9, 17),
        attempts=0,
        etag=None,
        modified=None,
        recheck=False,
        seen=False,
    )


def test_a_waiting_page_knows_whether_a_document_was_seen_there(db: Database) -> None:
    discover(db, PAGE, OTHER)
    documents.record(db, arrival(OTHER))
    frontier.settle(db, OTHER, outcome="read", now=NOW)
    later = NOW + timedelta(days=400)
    assert {page.url: page.seen for page in frontier.waiting(db, "jinan-kjj", later, 9)} == {PAGE: False, OTHER: True}


def test_a_known_row_is_not_found_again(db: Database) -> None:
    documents.record(db, arrival(OTHER))
    assert [page.url for page in discover(db, PAGE, OTHER, PAGE)] == [PAGE]
    assert discover(db, PAGE, OTHER) == []
    assert frontier.known(db, [PAGE, OTHER, "https://unknown.cn/"]) == {PAGE, OTHER}


def test_a_list_that_cannot_be_kept_keeps_none_of_its_rows(db: Database) -> None:
    db.execute("create trigger full before insert on lists begin select raise(abort, 'no room'); end")
    with pytest.raises(Exception, match="no room"):
        discover(db, PAGE)
    assert waiting(db) == []


def test_a_list_not_read_to_its_end_is_read_again_as_if_it_never_was(db: Database) -> None:
    discover(db, PAGE)
    frontier.discover(
        db, source="jinan-kjj", list_url=LIST, rows=[Row(url=OTHER)], validators=None, tell_since=None, now=NOW
    )
    assert frontier.validators(db, LIST) is None
    assert waiting(db) == [PAGE, OTHER]


def test_recording_a_page_settles_it_and_the_address_it_came_from(db: Database) -> None:
    moved = "https://kjj.jinan.gov.cn/new/1.html"
    discover(db, PAGE, moved, tell_since=date(2026, 9, 17))
    documents.record(db, arrival(moved, page=PAGE, etag='"2"', modified="yesterday"))
    assert waiting(db) == []
    again = frontier.waiting(db, "jinan-kjj", NOW + timedelta(days=2), 10)
    assert [(page.url, page.recheck, page.etag, page.modified, page.tell_since) for page in again] == [
        (PAGE, True, '"2"', "yesterday", None),
        (moved, True, '"2"', "yesterday", None),
    ]


def test_not_modified_counts_as_a_look_at_the_document(db: Database) -> None:
    moved = "https://kjj.jinan.gov.cn/new/1.html"
    discover(db, PAGE)
    id = documents.record(db, arrival(moved, page=PAGE)).document_id
    later = NOW + timedelta(days=2)
    frontier.settle(db, PAGE, outcome="read", now=later)
    assert documents.sightings(db, id)[0].checked_at == later


def test_never_settled_pages_come_before_another_look(db: Database) -> None:
    discover(db, PAGE)
    frontier.settle(db, PAGE, outcome="read", now=NOW - timedelta(days=30))
    discover(db, OTHER)
    assert waiting(db) == [OTHER, PAGE]
    assert waiting(db, limit=1) == [OTHER]


def test_pages_wait_for_their_own_source_only(db: Database) -> None:
    discover(db, PAGE)
    assert frontier.waiting(db, "other", NOW, 10) == []


@pytest.mark.parametrize("outcome", ["unreadable", "gone"])
def test_an_unreadable_or_missing_page_is_left_alone_until_its_recheck(db: Database, outcome: frontier.Outcome) -> None:
    discover(db, PAGE, tell_since=date(2026, 9, 17))
    frontier.settle(db, PAGE, outcome=outcome, now=NOW, etag='"3"', reason="no text")
    assert waiting(db, timedelta(hours=23)) == []
    (page,) = frontier.waiting(db, "jinan-kjj", NOW + timedelta(days=2), 10)
    assert (page.recheck, page.etag, page.tell_since) == (True, None, date(2026, 9, 17))


def test_a_page_that_fails_is_tried_ever_later_and_then_given_up_with_its_reason(db: Database) -> None:
    discover(db, PAGE)
    now, pauses = NOW, []
    for _ in range(TRIES - 1):
        frontier.settle(db, PAGE, outcome="failed", now=now, reason="timeout")
        assert frontier.waiting(db, "jinan-kjj", now, 1) == []
        (due,) = db.execute("select next_try from pages").fetchone()
        pauses.append(datetime.fromisoformat(due) - now)
        now = datetime.fromisoformat(due)
        (page,) = frontier.waiting(db, "jinan-kjj", now, 1)
        assert not page.recheck
    assert pauses[:5] == sorted(pauses[:5])
    assert sum(pauses, timedelta()) > timedelta(days=4)

    frontier.settle(db, PAGE, outcome="failed", now=now, reason="HTTP 502")
    assert waiting(db, timedelta(days=1000)) == []
    (given_up,) = frontier.given_up(db, "jinan-kjj")
    assert (given_up.url, given_up.reason, given_up.checked_at) == (PAGE, "HTTP 502", now)
    assert discover(db, PAGE) == []

    assert frontier.try_again(db, [PAGE], NOW) == 1
    assert waiting(db) == [PAGE]


def test_a_known_page_that_fails_is_never_given_up(db: Database) -> None:
    discover(db, PAGE)
    frontier.settle(db, PAGE, outcome="read", now=NOW)
    for _ in range(TRIES):
        frontier.settle(db, PAGE, outcome="failed", now=NOW, reason="timeout")
    assert frontier.given_up(db) == []
    assert waiting(db, timedelta(days=80)) == []
    assert waiting(db, timedelta(days=90)) == [PAGE]


def test_a_page_that_is_read_after_failures_starts_anew(db: Database) -> None:
    discover(db, PAGE)
    frontier.settle(db, PAGE, outcome="failed", now=NOW, reason="timeout")
    frontier.settle(db, PAGE, outcome="read", now=NOW)
    (page,) = frontier.waiting(db, "jinan-kjj", NOW + timedelta(days=2), 1)
    assert page.attempts == 0
    assert db.execute("select reason from pages").fetchone() == (None,)


def test_a_page_no_list_named_is_left_alone(db: Database) -> None:
    frontier.settle(db, PAGE, outcome="failed", now=NOW)
    assert frontier.known(db, [PAGE]) == set()


def test_robots_are_good_for_a_day(db: Database) -> None:
    origin = "https://kjj.jinan.gov.cn"
    assert frontier.robots(db, origin, NOW) is None
    frontier.keep_robots(db, origin, b"User-agent: *\nDisallow: /x", NOW)
    assert frontier.robots(db, origin, NOW + timedelta(hours=23)) == b"User-agent: *\nDisallow: /x"
    assert frontier.robots(db, origin, NOW + timedelta(hours=24)) is None
    frontier.keep_robots(db, origin, b"<html>not found", NOW, status=404)
    assert frontier.robots(db, origin, NOW) == b""


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(st.none() | st.dates(date(1980, 1, 1), date(2035, 1, 1)), MOMENTS, st.timedeltas(timedelta(), 9000 * NEWEST))
def test_a_known_page_is_looked_at_within_a_day_and_a_quarter(
    published: date | None, first_seen: datetime, since: timedelta
) -> None:
    checked = first_seen + since
    pause = recheck_at(published, first_seen, checked, checked) - checked
    assert NEWEST <= pause <= OLDEST


def test_a_fresh_release_is_looked_at_again_after_1_3_7_30_and_90_days_then_quarterly() -> None:
    checked, days = NOW, []
    for _ in range(7):
        checked = recheck_at(None, NOW, checked, checked)
        days.append((checked - NOW).days)
    assert days == [1, 3, 7, 30, 90, 180, 270]
    assert len(AGES) == 5


def test_a_release_of_years_ago_found_today_waits_a_quarter() -> None:
    assert recheck_at(date(2019, 5, 1), NOW, NOW, NOW) == NOW + OLDEST


@given(st.integers(1, 10_000), st.floats(0, 1, exclude_max=True))
def test_pauses_after_failures_are_bounded_and_spread(attempts: int, luck: float) -> None:
    pause = retry_at(attempts, NOW, lambda: luck) - NOW
    assert timedelta(minutes=7) <= pause <= LONGEST_PAUSE * 1.25
    assert retry_at(attempts, NOW, lambda: 0.0) < retry_at(attempts, NOW, lambda: 0.9)
