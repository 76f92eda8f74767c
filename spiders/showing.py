"""A source shown whole: what its file says, how it stands, how its visits went, what was learnt of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlite_utils import Database

from extract import divisions
from spiders import captures, columns, plotting, source_file, standing
from spiders.source import Source
from store import checks, frontier, health, repeats, runs, switches
from store.checks import Check
from store.frontier import GivenUp
from store.health import Health
from store.repeats import Repeat
from store.runs import Run
from store.switches import State

LATEST = 5  # runs in words; the plot shows more
SAMPLES = 5
_LABEL = 10  # columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """Everything known of a source."""

    source: Source
    state: State | None
    works: bool  # it was seen to
    health: Health | None  # None: no run was judged yet
    runs: tuple[Run, ...]  # the latest first
    check: Check | None
    repeats: tuple[Repeat, ...]
    given_up: tuple[GivenUp, ...]
    captured: tuple[Path, ...]

    def fields(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "source": self.source,
            "state": self.state,
            "runs": self.runs[: 2 * LATEST],
            "standing": standing.word(self.state, works=self.works),
            "verified": standing.verified(self.source, self.check, works=self.works),
            "health": self.health,
            "check": self.check,
            "repeats": [_repeat(each) for each in self.repeats],
            "given_up": self.given_up,
            "captured": self.captured,
        }


def gathered(db: Database, source: Source, folder: Path) -> Whole:
    """All of it, from the archive and the user's folder."""
    return Whole(
        source=source,
        state=switches.states(db).get(source.id),
        works=checks.worked(db, source.id),
        health=health.get(db, source.id),
        runs=tuple(runs.recent(db, source.id, plotting.WIDTH)),
        check=checks.last(db, source.id),
        repeats=tuple(repeats.known(db, source.id)),
        given_up=tuple(frontier.given_up(db, source.id)),
        captured=tuple(captures.of(source.id, folder)),
    )


def lines(whole: Whole, *, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    """What a person reads, line by line."""
    yield f"{whole.source.id}  {whole.source.name}"
    yield from _definition(whole.source)
    yield from _standing(whole, zone, now)
    if whole.health is not None:
        yield from _health(whole.health, zone)
    if whole.check is not None:
        yield from _check(whole.check, zone)
    yield from _said("captured", *map(str, whole.captured))
    if whole.runs:
        yield ""
        yield from plotting.plot(whole.runs, zone).splitlines()
        yield ""
        yield from (_run(run, zone) for run in whole.runs[:LATEST])
    if whole.repeats:
        yield ""
        yield f"learnt: {len(whole.repeats)} passages that its pages repeat are cut from new ones, the most frequent:"
        yield from (
            f"  {each.documents:>4} pages  {' '.join(each.sample.split())[:60]}" for each in whole.repeats[:SAMPLES]
        )
    if whole.given_up:
        yield ""
        yield f"given up: {len(whole.given_up)} pages; policywatch doctor --mend tries them again:"
        yield from (f"  {each.url}  {each.reason or ''}" for each in whole.given_up[:SAMPLES])


def _definition(source: Source) -> Iterator[str]:
    made = f"none: a row of {columns.TABLE}"
    yield from _said("file", f"{source.file}{' (yours)' if source.own else ''}" if source.file else made)
    yield from _said("basis", source.basis)
    where = f"{source.region} {divisions.full_name(source.region)}" if source.region else "none: its pages say where"
    yield from _said("system", source.preset)
    yield from _said("region", where if source.region != divisions.NATIONWIDE else f"{source.region} 全国")
    yield from _said("level", source.level)
    yield from _said("topics", "、".join(source.tags) or None)
    for each in source.lists:
        how = f"rows {each.item}" if each.item else "rows inferred" if each.kind == "html" else ""
        yield from _said("list", f"{each.url}  ({', '.join(filter(None, (each.kind, how)))})")
    detail = source.detail
    yield from _said("body", " | ".join(detail.body) or None)
    fetching = source.fetching
    pace = [f"{fetching.delay:g} s between requests" if fetching.delay is not None else None]
    pace += ["old TLS allowed" if fetching.tls == "legacy" else None]
    yield from _said("asked", ", ".join(filter(None, pace)) or None)


def _standing(whole: Whole, zone: ZoneInfo, now: datetime) -> Iterator[str]:
    state = whole.state
    word = standing.word(state, works=whole.works)
    seen = "was seen to work" if whole.works else "was never seen to work"
    yield from _said("state", f"{word}, {seen}{f': {state.reason}' if state and state.reason else ''}")
    if state is None or not state.enabled:
        yield from _said("next due", f"never: policywatch sources enable {whole.source.id}")
        return
    due = "now" if state.next_due is None or state.next_due <= now else _moment(state.next_due, zone)
    every = state.every_minutes or whole.source.every_minutes
    yield from _said("next due", f"{due}{f', every {source_file.span(every)}' if every else ', at its own rhythm'}")


def _health(known: Health, zone: ZoneInfo) -> Iterator[str]:
    yield from _said("health", f"{known.state.value} since {_moment(known.since, zone)}")
    rhythm = known.rhythm
    usual = [f"{rhythm.weekly:.1f} releases a week" if rhythm is not None else None]
    usual += [f"the latest of {known.last_sign}" if known.last_sign is not None else None]
    usual += [f"silence is normal until {known.late_after}" if known.late_after is not None else None]
    yield from _said("rhythm", ", ".join(filter(None, usual)) or None)
    yield from _said("odd", *known.notes)


def _check(check: Check, zone: ZoneInfo) -> Iterator[str]:
    yield from _said("check", f"{_moment(check.at, zone)} {standing.summary(check)}")
    yield from (f"{'':{_LABEL}}{title}" for title in check.titles[:SAMPLES])


def _run(run: Run, zone: ZoneInfo) -> str:
    tally = run.tally
    how = run.outcome.value if run.outcome else "running"
    counted = f"{tally.listed} listed, {tally.fetched} fetched, {tally.new} new"
    revised = f", {tally.revised} revised" if tally.revised else ""
    return f"{_moment(run.started, zone)}  {how:<8}{counted}{revised}{f'  {run.reason}' if run.reason else ''}"


def _repeat(each: Repeat) -> Mapping[str, Any]:
    return {"sample": each.sample, "documents": each.documents, "since": each.since, "until": each.until}


def _said(label: str, *said: str | None) -> Iterator[str]:
    for each in said:
        if each:
            yield f"{label:<{_LABEL}}{each}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
