"""How a source is after a run, and what is suspicious about what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from extract import workdays
from spiders import doors, doubts, health, rhythm
from spiders.answer import Answer
from spiders.health import Ended
from store.frontier import Row
from store.health import Cause, Health, Pages, Remembered, State, Usual
from store.runs import Outcome

CALENDAR = workdays.calendar("370100")
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WELL = Health(source="one", state=State.OK, since=NOW - timedelta(days=30))
BAD = {
    Cause.SHAPE: (Outcome.BROKEN, State.BROKEN),
    Cause.PLACE: (Outcome.BROKEN, State.BROKEN),
    Cause.LOCKED: (Outcome.BLOCKED, State.BLOCKED),
    Cause.NETWORK: (Outcome.BROKEN, State.BROKEN),
}


def ended(cause: Cause | None = None, *, at: datetime = NOW, worked: bool = True, scheduled: bool = True) -> Ended:
    outcome = BAD[cause][0] if cause else Outcome.QUIET
    return Ended(at=at, outcome=outcome, reason="why", cause=cause, worked=worked, scheduled=scheduled)


def weekly(day: date, weeks: int, *, each: int = 1) -> list[date]:
    return [day - timedelta(weeks=week) for week in range(weeks) for _ in range(each)]


def row(number: int, day: date | None = TODAY, *, title: str = "关于创新券第{}号工作的通知") -> Row:
    return Row(url=f"https://a.example/{number}.html", title=title.format(number), published=day)


def test_a_redesign_is_believed_at_once_and_a_fault_of_the_net_only_when_it_lasts() -> None:
    assert health.after(WELL, ended(Cause.SHAPE), today=TODAY).state is State.BROKEN
    state, told = WELL, []
    for hours in (0, 0.25, 1, 4, 9):
        before, state = state, health.after(state, ended(Cause.NETWORK, at=NOW + timedelta(hours=hours)), today=TODAY)
        told.append(health.turn(before, state))
    assert told == [None, None, None, None, "opened"]
    assert state.since == state.failing_since == NOW
    assert health.after(WELL, ended(Cause.NETWORK, scheduled=False), today=TODAY).state is State.BROKEN


def test_a_passing_fault_is_forgotten_with_the_next_good_run() -> None:
    failing = health.after(WELL, ended(Cause.NETWORK), today=TODAY)
    assert (failing.state, failing.failures) == (State.OK, 1)
    well = health.after(failing, ended(), today=TODAY)
    assert (well.failures, well.failing_since, health.turn(failing, well)) == (0, None, None)


@pytest.mark.parametrize("cause", list(BAD))
def test_a_source_that_never_worked_is_unverified_and_nobody_hears_of_it(cause: Cause) -> None:
    new = health.fresh("one", NOW)
    after = health.after(new, ended(cause, worked=False, scheduled=False), today=TODAY)
    assert (after.state, health.turn(new, after)) == (State.UNVERIFIED, None)


def test_broken_and_blocked_in_turn_are_one_trouble_with_one_end() -> None:
    broken = health.after(WELL, ended(Cause.SHAPE), today=TODAY)
    blocked = health.after(broken, ended(Cause.LOCKED), today=TODAY)
    well = health.after(blocked, ended(), today=TODAY)
    assert [health.turn(WELL, broken), health.turn(broken, blocked), health.turn(blocked, well)] == [
        "opened",
        None,
        "ended",
    ]


def test_a_good_run_of_a_quiet_source_changes_nothing_that_must_be_written() -> None:
    quiet = health.after(WELL, ended(), today=TODAY)
    assert health.after(quiet, ended(at=NOW + timedelta(hours=1)), today=TODAY) is quiet


def test_silence_is_late_only_after_its_own_patience_and_a_release_ends_it() -> None:
    days = weekly(date(2026, 6, 29), 40)
    known = health.learnt(WELL, lambda: days, CALENDAR, today=days[0], now=NOW, newest=days[0])
    assert known.late_after is not None
    assert timedelta(days=8) <= known.late_after - days[0] <= timedelta(days=24)
    silent = health.after(known, ended(), today=known.late_after)
    late = health.after(known, ended(), today=known.late_after + timedelta(days=1))
    assert (silent.state, late.state, health.turn(silent, late)) == (State.QUIET, State.LATE, "opened")
    assert "1 a week" in (late.reason or "")
    again = health.learnt(late, lambda: days, CALENDAR, today=TODAY, now=NOW, newest=TODAY)
    news = Ended(at=NOW, outcome=Outcome.NEWS, worked=True, scheduled=True)
    assert health.after(again, news, today=TODAY).state is State.OK


def test_too_little_history_says_nothing() -> None:
    assert rhythm.learn(weekly(TODAY, 7), CALENDAR, TODAY) is None
    assert rhythm.learn([TODAY - timedelta(days=n) for n in range(10)], CALENDAR, TODAY) is None
    assert rhythm.learn([TODAY] * 40 + weekly(TODAY, 3), CALENDAR, TODAY) is None
    assert rhythm.learn(weekly(TODAY, 9), CALENDAR, TODAY) is not None


def test_neither_spring_festival_nor_a_weekend_is_a_silence() -> None:
    daily = [day for n in range(120) if CALENDAR.works(day := date(2026, 2, 13) - timedelta(days=n))]
    found = rhythm.learn(daily, CALENDAR, date(2026, 2, 13))
    assert found is not None
    # From the 15th to the 23rd nobody works.
    assert rhythm.late_after(found, date(2026, 2, 13), CALENDAR) >= date(2026, 2, 24)
    assert rhythm.late_after(found, date(2026, 3, 4), CALENDAR) <= date(2026, 3, 8)


def test_bursts_do_not_make_a_source_look_busier_than_it_is() -> None:
    heaps = rhythm.learn(weekly(TODAY, 30, each=20), CALENDAR, TODAY)
    single = rhythm.learn(weekly(TODAY, 30), CALENDAR, TODAY)
    assert heaps is not None
    assert single is not None
    assert (heaps.cadence, heaps.patience) == (single.cadence, single.patience)


def test_a_source_that_publishes_every_day_of_the_week_is_missed_at_weekends() -> None:
    found = rhythm.learn([TODAY - timedelta(days=n) for n in range(90)], CALENDAR, TODAY)
    assert found is not None
    assert found.free > 0.9
    assert rhythm.late_after(found, date(2026, 11, 19), CALENDAR) <= date(2026, 11, 22)


KNOWN = Remembered(
    pages=20,
    titles=frozenset(row(n).title or "" for n in range(20)),
    newest=date(2026, 11, 20),
    latest=frozenset(row(n).url for n in range(5)),
)


def test_a_list_on_which_nothing_known_is_left_is_another_list() -> None:
    menu = [row(100 + n, None, title="服务事项办理入口第{}类") for n in range(12)]
    assert "none of the 20 releases" in (doubts.list_doubt(menu, set(), KNOWN) or "")
    old = [replace(each, published=date(2026, 1, 1)) for each in menu]
    assert doubts.list_doubt(old, set(), KNOWN) is not None


def test_moved_pages_a_flood_of_news_and_a_new_list_are_no_reason_for_doubt() -> None:
    moved = [replace(row(n), url=f"https://b.example/{n}") for n in range(20)]
    news = [row(100 + n, date(2026, 11, 21), title="全新的第{}号") for n in range(20)]
    assert doubts.list_doubt(moved, set(), KNOWN) is None
    assert doubts.list_doubt(news, set(), KNOWN) is None
    assert doubts.list_doubt(news, set(), replace(KNOWN, pages=2)) is None
    assert doubts.list_doubt([row(3), *news], {row(3).url}, KNOWN) is None


def test_a_list_whose_dates_jump_back_is_named() -> None:
    back = [row(n, date(2025, 3, n - 9)) for n in range(10, 20)]
    assert "went back" in (doubts.list_doubt(back, {each.url for each in back}, KNOWN) or "")
    withdrawn = [row(n, date(2026, 11, 2)) for n in range(10, 20)]
    assert doubts.list_doubt(withdrawn, {each.url for each in withdrawn}, KNOWN) is None


def test_fewer_rows_and_lost_dates_are_named_once_it_is_known_what_is_usual() -> None:
    usual = Usual(rows=15, dated=1.0, reads=9)
    three = [row(n, None) for n in range(3)]
    assert len(list(doubts.list_notes(three, usual))) == 2
    assert list(doubts.list_notes(three, replace(usual, reads=2))) == []
    assert list(doubts.list_notes([row(n) for n in range(15)], usual)) == []
    assert doubts.usual([row(n) for n in range(5)], usual).rows == 13


def test_pages_that_lost_their_text_are_a_trouble_and_lost_fields_are_named() -> None:
    old = Pages(count=30, published=1.0, issuer=0.9, number=0.3, length=1200)
    empty = Pages(count=5, published=1.0, issuer=0.0, number=0.0, length=40)
    assert "40 characters of text where 1200 are usual" in (doubts.pages_doubt(empty, old) or "")
    assert [note.split(" name ")[1].split(",")[0] for note in doubts.pages_notes(empty, old)] == ["an issuer"]
    assert doubts.pages_doubt(replace(empty, count=4), old) is None
    doubtful = replace(ended(), doubt="its pages are empty")
    assert health.after(WELL, doubtful, today=TODAY).state is State.BROKEN


@pytest.mark.parametrize(
    ("status", "final", "body", "why"),
    [
        (202, "", "<p>ok</p>", "HTTP 202"),
        (451, "", "", "refused for this region"),
        (200, "https://sso.example/sso/login?to=x", "<form></form>", "leads to a login"),
        (200, "", '<form><input name=u><input type="password"></form>', "a login instead"),
        (200, "", "<p>本网站仅限中国境内用户访问</p>", "closed to this region"),
        (200, "", "<script>var a=1;eval(a)</script>", "a script and nothing else"),
        (200, "", "<p>关于印发管理办法的通知，请各单位认真贯彻执行。</p>", None),
        (200, "", "<p>境外IP管理办法</p>" + '<a href="/x">y</a>' * 9, None),
    ],
)
def test_doors_are_told_from_pages(status: int, final: str, body: str, why: str | None) -> None:
    url = "https://a.example/list/"
    said = doors.shut(Answer(url=url, final_url=final or url, status=status, body=body.encode()))
    assert said is None if why is None else why in (said or "")
