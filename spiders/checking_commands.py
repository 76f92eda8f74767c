"""`sources check`: which sources can be read now; what it finds is kept in the archive."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spiders import wanted
from spiders.wanted import ColumnsOption, Filter, HigherOption, Ids, LevelOption, RegionOption, TopicOption
from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spiders.checking import Checked
    from spiders.source import Source

SECONDS = 900.0
_ORDER = {"good": 0, "doubtful": 1, "blocked": 2, "broken": 3}


def check(
    ctx: typer.Context,
    ids: Ids = None,
    every: Annotated[bool, typer.Option("--all", help="Every source that has a file, and what is enabled.")] = False,
    enabled: Annotated[bool, typer.Option("--enabled", help="Those that are crawled.")] = False,
    region: RegionOption = None,
    higher: HigherOption = False,
    level: LevelOption = None,
    topic: TopicOption = None,
    every_column: ColumnsOption = False,
    save: Annotated[bool, typer.Option("--save", help="Keep page and rows beside your own sources.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="Ask for nothing more after so long.")] = SECONDS,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Ask the sites whether their lists can be read, many at a time; no document is stored.

    Example: policywatch sources check --region 济南
    """
    from spiders import captures, checking
    from store import checks, switches

    meant = Filter(region=region, level=level, topic=topic, higher=higher, columns=every_column)
    chosen = _chosen(ctx, sources, ids, meant, every, enabled, db)
    as_json = terminal.wants_json(ctx, json)
    folder = terminal.sources_folder(ctx, sources)
    ended: list[Checked] = []
    with terminal.archive(ctx, db) as archive, ExitStack() as stack:
        worked = checks.working(archive)
        progress = _Progress(stack, len(chosen))

        def checked(one: Checked) -> None:
            ended.append(one)
            checks.write(archive, one.check)
            if save:
                for number, look in enumerate(one.looks, 1):
                    if look.shown is not None and look.shown.rows:
                        captures.keep(
                            folder, one.source.id, number, look.inner or look.answer, look.shown.rows, now=one.check.at
                        )
            if as_json:
                terminal.emit(_row(one))
            progress.checked(one)

        checking.run(checking.Plan(sources=chosen, seconds=seconds, checked=checked, looking=progress.looking))
        states = switches.states(archive)
    if not as_json:
        _print(ended)
    if len(ended) < len(chosen):
        terminal.note(f"policywatch: time is up: {len(chosen) - len(ended)} were not looked at; --seconds allows more")
    on = {id for id, state in states.items() if state.enabled}
    fresh = [one.source.id for one in ended if one.check.found == "good" and one.source.id not in on]
    if fresh and sys.stdout.isatty():
        terminal.note(f"{len(fresh)} good ones are off: policywatch sources enable {' '.join(fresh[:4])}")
    named = set(ids or ())
    if any(_to_look_at(one, worked, named) for one in ended):
        raise typer.Exit(terminal.LOOK_HERE)


def _chosen(
    ctx: typer.Context,
    sources: Path | None,
    ids: Sequence[str] | None,
    meant: Filter,
    every: bool,
    enabled: bool,
    db: Path | None,
) -> list[Source]:
    from store import switches

    if every and (ids or not meant.says_nothing or enabled):
        terminal.fail("--all is every source: leave out the others, or --all")
    on: set[str] = set()
    if every or enabled:
        with terminal.archive(ctx, db) as archive:
            on = set(switches.enabled(archive))
    if enabled and not on:
        terminal.fail("No source is enabled: policywatch init --city 济南")
    if enabled and not ids and meant.says_nothing:
        those = [source for source in wanted.known_sources(ctx, sources, only=on).sources if source.id in on]
        return those or terminal.fail("the files of all enabled sources are gone: policywatch sources health")
    known = wanted.known_sources(ctx, sources, only=None if every else wanted.only(ids, meant))
    if every:
        return [*known.sources, *known.columns_among(on)]
    chosen = wanted.chosen(known, ids, meant, verb="check")
    if not enabled:
        return chosen
    if not (there := [source for source in chosen if source.id in on]):
        terminal.fail("none of these is enabled: leave out --enabled, or policywatch sources enable them first")
    return there


def _to_look_at(one: Checked, worked: frozenset[str], named: set[str]) -> bool:
    """Is it one that worked before, that is the user's, or that the user asked about by name?"""
    if one.check.found in ("good", "doubtful"):
        return False
    return one.source.id in worked or one.source.own or one.source.id in named


def _row(one: Checked) -> Mapping[str, object]:
    check = one.check
    bad = check.found in ("broken", "blocked")
    return {
        "source": check.source,
        "url": one.source.lists[0].url,
        "rows": check.rows,
        "error": check.reason if bad else None,
        "found": check.found.value,
        "reason": check.reason,
        "dated": check.dated,
        "family": check.family,
        "titles": check.titles,
        "seconds": check.seconds,
    }


def _print(ended: Sequence[Checked]) -> None:
    """The troubles stand at the bottom, where one looks."""
    ordered = sorted(ended, key=lambda one: (_ORDER[one.check.found], one.source.id))
    terminal.table(
        ("source", "found", "rows", "dated", "family", "reason"),
        [
            (one.check.source, one.check.found.value, one.check.rows, one.check.dated, one.check.family, _why(one))
            for one in ordered
        ],
        gives="reason",
    )
    counted = Counter(one.check.found.value for one in ended)
    terminal.note(", ".join(f"{counted[found]} {found}" for found in _ORDER if counted[found]) or "nothing was checked")


def _why(one: Checked) -> str | None:
    """The reason; in a narrow table without the address, which its source knows."""
    reason = one.check.reason
    return reason.removeprefix(f"{one.source.lists[0].url}: ") if reason and sys.stdout.isatty() else reason


class _Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, stack: ExitStack, total: int) -> None:
        self._bar = None
        self._counted: Counter[str] = Counter()
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
        self._bar = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
        self._task = self._bar.add_task("", total=total)

    def looking(self, source: Source) -> None:
        self._say(source.id)

    def checked(self, one: Checked) -> None:
        self._counted[one.check.found.value] += 1
        self._say(one.source.id)
        if self._bar is not None:
            self._bar.advance(self._task)

    def _say(self, source: str) -> None:
        if self._bar is not None:
            counts = ", ".join(f"{self._counted[found]} {found}" for found in _ORDER if self._counted[found])
            self._bar.update(self._task, description=f"{counts}  {source}")
