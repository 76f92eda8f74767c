"""`sources`: which sites are followed, and how they have been."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from spiders import wanted
from spiders.wanted import ColumnsOption, Filter, HigherOption, Ids, LevelOption, RegionOption, TopicOption
from store import loading, terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from spiders.source import Source


class Commands(loading.Group):
    """What can be done with sources."""

    places: ClassVar = {
        "list": "spiders.source_commands:list_sources",
        "show": "spiders.source_commands:show",
        "enable": "spiders.source_commands:enable",
        "disable": "spiders.source_commands:disable",
        "remove": "spiders.source_commands:remove",
        "add": "spiders.adding_commands:add",
        "try": "spiders.adding_commands:try_source",
        "check": "spiders.checking_commands:check",
        "health": "spiders.health_commands:health",
        "repair": "spiders.health_commands:repair",
    }


app = typer.Typer(cls=Commands, help="Which sites are followed, and how to add one.", no_args_is_help=True)


def list_sources(
    ctx: typer.Context,
    region: RegionOption = None,
    higher: HigherOption = False,
    level: LevelOption = None,
    topic: TopicOption = None,
    every_column: ColumnsOption = False,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that are crawled.")] = False,
    standing: Annotated[
        str | None,
        typer.Option("--state", metavar="STATE", help="off, new, news, quiet, broken, blocked, (un)verified."),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="KIND", help="How its lists are read: html, feed …, or their family."),
    ] = None,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """List the sources, their region and how they have been.

    Policy columns of governments are shown for a --region, with --columns, and where they are enabled.

    Example: policywatch sources list --region 济南
    """
    from spiders import columns
    from spiders import standing as stands
    from store import checks, switches

    if standing is not None and standing not in stands.WORDS:
        terminal.fail(f"--state {standing!r} is not known: write one of {', '.join(stands.WORDS)}")
    known = wanted.known_sources(ctx, sources)
    _check_kind(known.sources, kind)
    with terminal.archive(ctx, db) as archive:
        states = switches.states(archive)
        working = checks.working(archive)
        checked = checks.latest(archive)
    on = {id for id, state in states.items() if state.enabled}
    meant = Filter(region=region, level=level, topic=topic, higher=higher, columns=every_column)
    chosen = wanted.placed(known, meant, also=on if standing is None else states.keys() | checked.keys())
    rows = []
    for source in chosen:
        state, works, check = states.get(source.id), source.id in working, checked.get(source.id)
        if enabled and not (state and state.enabled):
            continue
        if not stands.asked_for(standing, state, source, check, works=works) or not _of_kind(source, kind):
            continue
        rows.append(
            {
                "id": source.id,
                "name": source.name,
                "region": source.region,
                "level": source.level,
                "enabled": bool(state and state.enabled),
                "outcome": state.outcome.value if state and state.outcome else None,
                "last_run": state.last_run if state else None,
                "last_success": state.last_success if state else None,
                "next_due": state.next_due if state else None,
                "own": source.own,
                "verified": stands.verified(source, check, works=works),
                "urls": [each.url for each in source.lists],
                "state": stands.word(state, works=works),
                "checked": check.found.value if check else None,
                "tags": source.tags,
            }
        )
    if terminal.wants_json(ctx, json):
        for row in rows:
            terminal.emit(row)
        return
    if not rows:
        terminal.note("no source is like that: policywatch sources list shows all")
    terminal.table(
        ("id", "name", "region", "level", "state", "last run"),
        [(row["id"], row["name"], row["region"], row["level"], row["state"], _short(row["last_run"])) for row in rows],
        gives="name",
    )
    seen = sum(bool(row["verified"]) for row in rows)
    _aside(f"{len(rows)} sources, {sum(bool(row['enabled']) for row in rows)} enabled, {seen} seen to work")
    if region is None and not (every_column or enabled or standing):
        _aside(f"and policy columns of {columns.count()} governments: --region 济南, or --columns for all")


def show(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The source.")],
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Show one source: its lists, its state, its last runs as a small plot, what was learnt of it.

    Example: policywatch sources show jinan-kjj
    """
    from spiders import showing

    source = wanted.named(ctx, sources, id)
    with terminal.archive(ctx, db) as archive:
        whole = showing.gathered(archive, source, terminal.sources_folder(ctx, sources))
    if terminal.wants_json(ctx, json):
        terminal.emit(whole.fields())
        return
    for line in showing.lines(whole, zone=terminal.zone(), now=wanted.utc_now()):
        print(terminal.safe(line))


def enable(
    ctx: typer.Context,
    ids: Ids = None,
    region: RegionOption = None,
    higher: HigherOption = False,
    level: LevelOption = None,
    topic: TopicOption = None,
    every_column: ColumnsOption = False,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Crawl these sources from now on.

    Example: policywatch sources enable --region 370100 --level city
    """
    from store import checks, switches

    meant = Filter(region=region, level=level, topic=topic, higher=higher, columns=every_column)
    known = wanted.known_sources(ctx, sources, only=wanted.only(ids, meant))
    chosen = wanted.chosen(known, ids, meant, verb="enable")
    with terminal.archive(ctx, db) as archive:
        states = switches.states(archive)
        fresh = [source.id for source in chosen if not ((state := states.get(source.id)) and state.enabled)]
        switches.enable(archive, fresh, wanted.utc_now())
        working = checks.working(archive)
    _say("enabled", fresh, already=len(chosen) - len(fresh))
    unseen = sum(not source.verified and source.id not in working for source in chosen)
    if unseen:
        again = "policywatch sources check --enabled"
        terminal.note(f"{unseen} of them {'was' if unseen == 1 else 'were'} never seen to work yet: {again}")


def disable(
    ctx: typer.Context,
    ids: Ids = None,
    region: RegionOption = None,
    higher: HigherOption = False,
    level: LevelOption = None,
    topic: TopicOption = None,
    every_column: ColumnsOption = False,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Crawl these sources no longer; what they found stays.

    Example: policywatch sources disable jinan-kjj
    """
    from store import switches

    meant = Filter(region=region, level=level, topic=topic, higher=higher, columns=every_column)
    with terminal.archive(ctx, db) as archive:
        states = switches.states(archive)
        if ids and meant.says_nothing and all(id in states for id in ids):
            several = list(dict.fromkeys(ids))  # without a look at their files: those may be gone
        else:
            known = wanted.known_sources(ctx, sources, only=wanted.only(ids, meant))
            several = [source.id for source in wanted.chosen(known, ids, meant, verb="disable")]
        fresh = [id for id in several if (state := states.get(id)) and state.enabled]
        switches.disable(archive, fresh)
    _say("disabled", fresh, already=len(several) - len(fresh))


def remove(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="One of your own sources.")],
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Delete one of your own sources and the pages kept of it; its documents stay.

    Example: policywatch sources remove example-tzgg
    """
    from spiders import captures
    from store import switches

    source = wanted.named(ctx, sources, id)
    if not source.own or source.file is None:
        terminal.fail(f"{id} is shipped with policywatch: switch it off with policywatch sources disable {id}")
    with terminal.archive(ctx, db) as archive:
        switches.remove(archive, [id])
    source.file.unlink(missing_ok=True)
    captures.forget(terminal.sources_folder(ctx, sources), id)
    terminal.note(f"removed {source.file}")


def _say(done: str, ids: Sequence[str], *, already: int) -> None:
    before = f" ({already} already {'were' if already != 1 else 'was'})" if already else ""
    named = f": {', '.join(ids[:8])}{' …' if ids[8:] else ''}" if ids else ""
    terminal.note(f"{done} {len(ids)} source{'s' if len(ids) != 1 else ''}{before}{named}")


def _aside(text: str) -> None:
    """A line for somebody who looks at the table; a pipe does not want it."""
    if sys.stdout.isatty():
        terminal.note(text)


def _check_kind(sources: Iterable[Source], kind: str | None) -> None:
    kinds = sorted({each for source in sources for each in _kinds(source)})
    if kind is not None and kind not in kinds:
        terminal.fail(f"--kind {kind!r} is not known: write one of {', '.join(kinds)}")


def _of_kind(source: Source, kind: str | None) -> bool:
    return kind is None or kind in _kinds(source)


def _kinds(source: Source) -> set[str]:
    return {each.kind for each in source.lists} | ({source.preset} if source.preset else set())


def _short(at: Any) -> str:
    return at.astimezone(terminal.zone()).strftime("%m-%d %H:%M") if isinstance(at, datetime) else ""
