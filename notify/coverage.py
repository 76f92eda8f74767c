"""What a digest rests on: how many of the sources that concern a subscriber are read, and which are not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from extract.fold import fold
from notify.message import Lang
from store import query
from store.health import Health
from store.health import State as Condition
from store.subscriptions import Subscription
from store.switches import State

NAMED = 5  # blind sources that the line names
REASON = 40  # characters
OVERDUE = timedelta(days=1)  # so long after its time, nobody is reading the source at all


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a source beside how it is."""

    name: str
    region: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blind:
    """A source that is not read."""

    name: str
    since: datetime | None  # None: it never was
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How the sources are that could bring something for a subscription."""

    sources: int
    blind: tuple[Blind, ...]


def of(
    subscription: Subscription,
    *,
    states: Mapping[str, State],
    conditions: Mapping[str, Health],
    known: Mapping[str, Known],
    now: datetime,
) -> Coverage:
    """The enabled sources of the subscription's place or source, and those of them that nobody can read."""
    chosen = [state for state in states.values() if state.enabled and concerns(subscription, state.source, known)]
    return Coverage(sources=len(chosen), blind=tuple(_blind(chosen, conditions, known, now)))


def concerns(subscription: Subscription, source: str, known: Mapping[str, Known]) -> bool:
    """Could the source bring something that the subscription asks for, by its source or its city?"""
    if subscription.source is not None:
        return fold(source) == fold(subscription.source)
    if subscription.city is None or source not in known:
        return True
    place = query.Place(code=subscription.city, higher=subscription.higher)
    return query.covered(place, known[source].region)


def _blind(
    chosen: Iterable[State], conditions: Mapping[str, Health], known: Mapping[str, Known], now: datetime
) -> Iterator[Blind]:
    for state in chosen:
        name = known[state.source].name if state.source in known else state.source
        health = conditions.get(state.source)
        if health is not None and health.state in (Condition.BROKEN, Condition.BLOCKED):
            yield Blind(name=name, since=health.failing_since or health.since, why=health.reason)
        elif state.last_success is None:
            yield Blind(name=name, since=None, why=state.reason)
        elif state.next_due is not None and state.next_due < now - OVERDUE:
            yield Blind(name=name, since=state.last_success, why=None)


def line(coverage: Coverage, lang: Lang, zone: tzinfo) -> str:
    """The coverage in one line."""
    total, blind = coverage.sources, coverage.blind
    named = [_named(one, lang, zone) for one in blind[:NAMED]]
    if lang == "zh":
        if not total:
            return "覆盖：没有启用相关的来源（policywatch sources list）"
        if not blind:
            return f"覆盖：相关的 {total} 个来源全部正常读取"
        rest = f" 等 {len(blind)} 个" if len(blind) > NAMED else ""
        return f"覆盖：相关的 {total} 个来源中 {total - len(blind)} 个正常读取；读不到：{'、'.join(named)}{rest}"
    if not total:
        return "Coverage: no source that concerns this is switched on (policywatch sources list)"
    if not blind:
        all_of_them = (
            "the one source that concerns this was" if total == 1 else f"all {total} sources that concern this were"
        )
        return f"Coverage: {all_of_them} read"
    rest = f" and {len(blind) - NAMED} more" if len(blind) > NAMED else ""
    return f"Coverage: {total - len(blind)} of {total} sources were read; blind: {', '.join(named)}{rest}"


def _named(blind: Blind, lang: Lang, zone: tzinfo) -> str:
    day = f"{blind.since.astimezone(zone):%m-%d}" if blind.since else None
    why = " ".join((blind.why or "").split())[:REASON]
    if lang == "zh":
        said = "，".join(filter(None, (f"{day} 起" if day else "尚未读到过", why)))
        return f"{blind.name}（{said}）"
    return f"{blind.name} ({', '.join(filter(None, (f'since {day}' if day else 'never read', why)))})"
