"""`sources`: which sites are followed, and how they have been."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spiders import adding_commands, wanted
from spiders.wanted import Ids, LevelOption, RegionOption
from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from store.switches import State

LATE = timedelta(days=1)  # a due source that nobody visited for so long: the schedule does not run

app = typer.Typer(help="Which sites are followed, and how to add one.", no_args_is_help=True)


@app.command("list")
def list_sources(
    ctx: typer.Context,
    region: RegionOption = None,
    level: LevelOption = None,
    enabled: Annotated[bool, typer.Option("--enabled", help="Only those that are crawled.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """List the sources, their region and how they have been.

    Example: policywatch sources list --region 济南
    """
    from store import switches

    known = wanted.known_sources(ctx, sources)
    chosen = wanted.placed(known, region, level)
    with terminal.archive(ctx, db) as archive:
        states = switches.states(archive)
    rows = []
    for source in chosen:
        state = states.get(source.id)
        if enabled and not (state and state.enabled):
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
                "verified": source.verified,
                "urls": [each.url for each in source.lists],
            }
        )
    if terminal.wants_json(ctx, json):
        for row in rows:
            terminal.emit(row)
        return
    columns = ("id", "name", "region", "level", "state", "last run")
    terminal.table(
        columns,
        [
            (
                row["id"],
                row["name"],
                row["region"],
                row["level"],
                (row["outcome"] or "enabled") if row["enabled"] else "off",
                _moment(row["last_run"]),
            )
            for row in rows
        ],
    )


@app.command()
def show(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The source.")],
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Show one source: its file, its state and its last runs.

    Example: policywatch sources show jinan-kjj
    """
    from spiders import source_writing
    from store import runs, switches

    source = wanted.one(wanted.known_sources(ctx, sources), id)
    with terminal.archive(ctx, db) as archive:
        state = switches.states(archive).get(id)
        recent = runs.recent(archive, id, 10)
    if terminal.wants_json(ctx, json):
        terminal.emit({"source": source, "state": state, "runs": recent})
        return
    print(f"# {source.file}")
    print(source_writing.written(source))
    switched = "enabled" if state and state.enabled else "off"
    due = (_moment(state.next_due) or "now") if state and state.enabled else "never"
    print(f"state\t{switched}\tnext due\t{due}")
    terminal.table(
        ("run", "started", "outcome", "listed", "fetched", "new", "reason"),
        [
            (
                run.id,
                _moment(run.started),
                run.outcome.value if run.outcome else "running",
                run.tally.listed,
                run.tally.fetched,
                run.tally.new,
                run.reason,
            )
            for run in recent
        ],
    )


@app.command()
def enable(
    ctx: typer.Context,
    ids: Ids = None,
    region: RegionOption = None,
    level: LevelOption = None,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Crawl these sources from now on.

    Example: policywatch sources enable --region 370100 --level city
    """
    from store import switches

    chosen = wanted.chosen(ctx, sources, ids, region, level, "enable")
    with terminal.archive(ctx, db) as archive:
        switches.enable(archive, chosen, wanted.utc_now())
    _say("enabled", chosen)


@app.command()
def disable(
    ctx: typer.Context,
    ids: Ids = None,
    region: RegionOption = None,
    level: LevelOption = None,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Crawl these sources no longer; what they found stays.

    Example: policywatch sources disable jinan-kjj
    """
    from store import switches

    with terminal.archive(ctx, db) as archive:
        orphans = [id for id in ids or [] if id in switches.states(archive)]  # its file may be gone
        chosen = (
            orphans if ids and set(orphans) == set(ids) else wanted.chosen(ctx, sources, ids, region, level, "disable")
        )
        switches.disable(archive, chosen)
    _say("disabled", chosen)


@app.command()
def remove(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="One of your own sources.")],
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Delete one of your own sources; its documents stay.

    Example: policywatch sources remove example-tzgg
    """
    from store import switches

    source = wanted.one(wanted.known_sources(ctx, sources), id)
    if not source.own or source.file is None:
        terminal.fail(f"{id} is shipped with policywatch: switch it off with policywatch sources disable {id}")
    with terminal.archive(ctx, db) as archive:
        switches.remove(archive, [id])
    source.file.unlink(missing_ok=True)
    terminal.note(f"removed {source.file}")


@app.command()
def health(ctx: typer.Context, db: DbOption = None, json: JsonOption = False, sources: SourcesOption = None) -> None:
    """List the enabled sources that somebody must look at: broken, blocked, late, or without a file.

    Example: policywatch sources health
    """
    from store import switches

    known = {source.id for source in wanted.known_sources(ctx, sources).sources}
    now = wanted.utc_now()
    with terminal.archive(ctx, db) as archive:
        states = [state for state in switches.states(archive).values() if state.enabled]
    rows = [
        {"source": state.source, "problem": problem, "reason": state.reason, "last_success": state.last_success}
        for state in states
        if (problem := _problem(state, known, now)) is not None
    ]
    if terminal.wants_json(ctx, json):
        for row in rows:
            terminal.emit(row)
    else:
        columns = ("source", "problem", "reason", "last success")
        terminal.table(columns, [(*list(row.values())[:3], _moment(row["last_success"])) for row in rows])
    if rows:
        raise typer.Exit(terminal.LOOK_HERE)


def _problem(state: State, known: Collection[str], now: datetime) -> str | None:
    """What is wrong with an enabled source, in one word."""
    if state.source not in known:
        return "missing"
    if state.outcome is not None and state.outcome.value in ("broken", "blocked"):
        return state.outcome.value
    overdue = state.next_due is not None and now - state.next_due > LATE
    return "late" if overdue else None


def _say(done: str, ids: list[str]) -> None:
    terminal.note(
        f"{done} {len(ids)} source{'s' if len(ids) != 1 else ''}: {', '.join(ids[:8])}{' …' if ids[8:] else ''}"
    )


def _moment(at: Any) -> str:
    return at.astimezone(terminal.zone()).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else ""


adding_commands.register(app)
