from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from notify import coverage
from notify.coverage import Known
from store.health import Cause, Health
from store.health import State as Condition
from store.runs import Outcome
from store.subscriptions import Subscription
from store.switches import State
from tests.notify.test_sieve import subscription

NOW = datetime(2026, 9, 25, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = {
    "jn": Known(name="济南市科技局", region="370100"),
    "lx": Known(name="历下区政府", region="370102"),
    "sd": Known(name="山东省科技厅", region="370000"),
    "bj": Known(name="北京市科委", region="110000"),
    "rb": Known(name="行业日报", region=None),
}


def asked(*, city: str | None = None, higher: bool = False, source: str | None = None) -> Subscription:
    return replace(subscription(1, ""), city=city, higher=higher, source=source, every="daily")


def state(source: str, **said: object) -> State:
    usual: dict[str, object] = {
        "source": source,
        "enabled": True,
        "every_minutes": None,
        "next_due": NOW + timedelta(hours=1),
        "last_run": NOW,
        "last_success": NOW,
        "outcome": Outcome.QUIET,
        "reason": None,
    }
    return State(**usual | said)  # type: ignore[arg-type]  # a test's own words


def line(subscription: Subscription, *others: State, ill: dict[str, Health] | None = None, lang: str = "zh") -> str:
    states = {source: state(source) for source in KNOWN} | {one.source: one for one in others}
    found = coverage.of(subscription, states=states, conditions=ill or {}, known=KNOWN, now=NOW)
    return coverage.line(found, "en" if lang == "en" else "zh", ZONE)


def test_only_sources_that_concern_the_subscription_are_counted() -> None:
    assert line(asked()) == "覆盖：相关的 5 个来源全部正常读取"
    assert line(asked(city="370100")) == "覆盖：相关的 2 个来源全部正常读取"
    assert line(asked(city="370102", higher=True)) == "覆盖：相关的 3 个来源全部正常读取"
    assert line(asked(source="JN"), lang="en") == "Coverage: the one source that concerns this was read"
    assert line(asked(city="440300")).startswith("覆盖：没有启用相关的来源")


def test_a_source_that_is_off_is_not_counted() -> None:
    assert "4 个来源" in line(asked(), state("bj", enabled=False))


def test_blind_sources_are_named_with_since_when_and_why() -> None:
    ill = {
        "jn": Health(
            source="jn",
            state=Condition.BLOCKED,
            since=NOW,
            failing_since=datetime(2026, 3, 10, 18, tzinfo=UTC),
            reason="HTTP 412",
            cause=Cause.LOCKED,
        )
    }
    never = state("lx", last_success=None, reason="没有找到列表")
    said = line(asked(city="370100"), never, ill=ill)
    assert said.startswith("覆盖：相关的 2 个来源中 0 个正常读取；读不到：")
    assert said.endswith("：济南市科技局（03-11 起，HTTP 412）、历下区政府（尚未读到过，没有找到列表）")
    assert "blind: 济南市科技局 (since 03-11, HTTP 412)" in line(asked(), ill=ill, lang="en")


def test_a_source_that_nobody_visits_any_more_is_blind() -> None:
    late = state("jn", next_due=NOW - timedelta(days=3), last_success=NOW - timedelta(days=4))
    assert "济南市科技局（09-21 起）" in line(asked(city="370100"), late)
