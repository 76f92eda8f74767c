"""`sources`: which sites are followed, and how to add one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from spiders.answer import Answer
    from spiders.catalogue import Catalogue
    from spiders.source import Source

app = typer.Typer(help="Which sites are followed, and how to add one.", no_args_is_help=True)

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Sources by id.")]
RegionOption = Annotated[
    str | None, typer.Option("--region", metavar="PLACE", help="Code or name, with all it covers.")
]
LevelOption = Annotated[
    str | None, typer.Option("--level", help="central, province, city, district or industry.", metavar="LEVEL")
]


def _now() -> datetime:
    return datetime.now(UTC)


def _catalogue(ctx: typer.Context, sources: Path | None) -> Catalogue:
    from spiders import catalogue

    known = catalogue.load(terminal.sources_folder(ctx, sources))
    for bad in known.broken:
        terminal.note(f"policywatch: {bad}")
    return known


def _found(known: Catalogue, id: str) -> Source:
    from spiders import catalogue

    try:
        return known.find(id)
    except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
        terminal.fail(str(wrong))


def _of(known: Catalogue, region: str | None, level: str | None) -> list[Source]:
    """The sources of a place and a level."""
    from extract import places
    from spiders import catalogue
    from spiders.source import LEVELS

    if level is not None and level not in LEVELS:
        terminal.fail(f"--level {level!r} is not known: write one of {', '.join(LEVELS)}")
    try:
        code = places.division(region).code if region is not None else None
    except places.UnknownPlace as unknown:
        terminal.fail(f"--region {unknown}")
    return catalogue.select(known.sources, region=code, level=level)


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

    known = _catalogue(ctx, sources)
    chosen = _of(known, region, level)
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
    from spiders import source_file
    from store import runs, switches

    source = _found(_catalogue(ctx, sources), id)
    with terminal.archive(ctx, db) as archive:
        state = switches.states(archive).get(id)
        recent = runs.recent(archive, id, 10)
    if terminal.wants_json(ctx, json):
        terminal.emit({"source": source, "state": state, "runs": recent})
        return
    print(f"# {source.file}")
    print(source_file.written(source))
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

    chosen = _chosen(ctx, sources, ids, region, level, "enable")
    with terminal.archive(ctx, db) as archive:
        switches.enable(archive, chosen, _now())
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
        chosen = orphans if ids and set(orphans) == set(ids) else _chosen(ctx, sources, ids, region, level, "disable")
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

    source = _found(_catalogue(ctx, sources), id)
    if not source.own or source.file is None:
        terminal.fail(f"{id} is shipped with policywatch: switch it off with policywatch sources disable {id}")
    with terminal.archive(ctx, db) as archive:
        switches.remove(archive, [id])
    source.file.unlink(missing_ok=True)
    terminal.note(f"removed {source.file}")


@app.command()
def add(
    ctx: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="A page that lists releases, or a feed.")],
    name: Annotated[
        str | None, typer.Option("--name", metavar="ID", help="Its id; by default made from the URL.")
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", metavar="CODE", help="Whose site it is: 370100 or 济南.")
    ] = None,
    every: Annotated[str | None, typer.Option("--every", metavar="D", help="How often: 30m, 6h, 1d.")] = None,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Recognise a site's list, show its rows, write the source into your folder and enable it.

    Example: policywatch sources add https://www.example.gov.cn/zwgk/tzgg/ --name example-tzgg --region 370100
    """
    from extract import places
    from spiders import adding, catalogue, source_file, trying
    from spiders.source import ListPage
    from store import switches

    try:
        every_minutes = source_file.minutes(every) if every is not None else None
        if region is not None:
            places.division(region)
    except (places.UnknownPlace, ValueError) as wrong:
        terminal.fail(str(wrong))
    known = _catalogue(ctx, sources)
    wanted = name if name is not None and name.isascii() else adding.id_of(url)
    _check_free(known, wanted, url)
    answer = _asked(url)
    inner, found = trying.listed(ListPage(url=answer.final_url), answer, now=_now())
    try:
        proposal = adding.propose(
            answer.body,
            answer.final_url,
            charset=answer.charset,
            now=_now(),
            name=name,
            region=region,
            elsewhere=None if inner is answer else found,
        )
    except (adding.NoList, places.UnknownPlace) as wrong:
        terminal.fail(str(wrong))
    source = replace(proposal.source, every_minutes=every_minutes)
    _check_free(known, source.id, url)
    with terminal.archive(ctx, db) as archive:
        try:
            file = catalogue.write(source, terminal.sources_folder(ctx, sources))
        except (OSError, catalogue.BadSource) as wrong:
            terminal.fail(f"the source could not be written: {wrong}")
        switches.enable(archive, [source.id], _now())
        if every_minutes is not None:
            switches.pace(archive, source.id, every_minutes)
    if terminal.wants_json(ctx, json):
        rows = [{"title": row.title, "url": row.url, "date": row.published} for row in proposal.rows]
        terminal.emit({"source": source.id, "file": file, "family": proposal.family, "rows": rows})
        return
    terminal.table(("date", "title", "url"), [(row.published, row.title, row.url) for row in proposal.rows])
    terminal.note(f"{len(proposal.rows)} rows, family {proposal.family}, region {source.region or 'unknown'}")
    terminal.note(f"wrote {file} and enabled {source.id}: policywatch crawl {source.id}")


@app.command("try")
def try_source(
    ctx: typer.Context,
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A source: its lists are fetched now.")] = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="A saved list page instead.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="U", help="Where the saved page came from.")] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", metavar="M.jsonl", help='JSON Lines with "file" and "url".')
    ] = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Show which rows a list gives, storing nothing.

    Example: policywatch sources try jinan-kjj
    """
    from spiders import trying
    from spiders.source import ListPage

    if sum(each is not None for each in (manifest, page or id)) != 1:
        terminal.fail("name a source, or --page FILE, or --manifest M.jsonl: policywatch sources try jinan-kjj")
    now = _now()
    if manifest is not None:
        try:
            for row in trying.all_saved(manifest, now=now):
                terminal.emit(row)
        except trying.BadManifest as wrong:
            terminal.fail(str(wrong))
        return
    lists = _found(_catalogue(ctx, sources), id).lists if id is not None else (ListPage(url=url or trying.NO_PLACE),)
    if page is not None:
        shown = [trying.saved(str(page), page, lists[0], url=url or lists[0].url, now=now)]
    else:
        shown = [trying.fetched(each, now=now) for each in lists]
    for row in shown:
        if terminal.wants_json(ctx, json):
            terminal.emit(row)
            continue
        terminal.table(("date", "title", "url"), [(each["date"], each["title"], each["url"]) for each in row.rows])
        terminal.note(f"{row.file}: {len(row.rows)} rows, family {row.family or 'unknown'}")
        if row.error:
            terminal.note(f"policywatch: {row.error}")
    if any(row.error for row in shown):
        raise typer.Exit(terminal.LOOK_HERE)


@app.command()
def check(
    ctx: typer.Context,
    ids: Ids = None,
    region: RegionOption = None,
    level: LevelOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Ask the sites whether their lists can be read; nothing is stored.

    Example: policywatch sources check --region 济南
    """
    from spiders import trying

    known = _catalogue(ctx, sources)
    chosen = [_found(known, id) for id in ids] if ids else _of(known, region, level)
    if not ids and region is None and level is None:
        terminal.fail("name sources, a --region or a --level: policywatch sources check --region 济南")
    failed = False
    for source in chosen:
        for each in source.lists:
            row = trying.fetched(each, now=_now())
            failed = failed or row.error is not None
            if terminal.wants_json(ctx, json):
                terminal.emit({"source": source.id, "url": each.url, "rows": len(row.rows), "error": row.error})
            else:
                terminal.table(("source", "rows", "problem"), [(source.id, len(row.rows), row.error or "")])
    if failed:
        raise typer.Exit(terminal.LOOK_HERE)


def _chosen(
    ctx: typer.Context, sources: Path | None, ids: list[str] | None, region: str | None, level: str | None, verb: str
) -> list[str]:
    known = _catalogue(ctx, sources)
    if not ids and region is None and level is None:
        terminal.fail(f"name sources, a --region or a --level: policywatch sources {verb} --region 济南")
    named = [_found(known, id).id for id in ids or []]
    placed = [source.id for source in _of(known, region, level)] if region is not None or level is not None else []
    chosen = list(dict.fromkeys([*named, *placed]))
    if not chosen:
        terminal.fail("no source is there or of that level: policywatch sources list shows all")
    return chosen


def _say(done: str, ids: list[str]) -> None:
    terminal.note(
        f"{done} {len(ids)} source{'s' if len(ids) != 1 else ''}: {', '.join(ids[:8])}{' …' if ids[8:] else ''}"
    )


def _moment(at: Any) -> str:
    return at.astimezone(terminal.zone()).strftime("%Y-%m-%d %H:%M") if isinstance(at, datetime) else ""


def _check_free(known: Catalogue, id: str, url: str) -> None:
    """Is the id free, and the list not followed already?"""
    if any(source.id == id for source in known.sources) or any(bad.file.stem == id for bad in known.broken):
        terminal.fail(f"the id {id!r} is taken: choose another with --name, or see policywatch sources show {id}")
    for source in known.sources:
        if source.own and any(each.url == url for each in source.lists):
            terminal.fail(f"{url} is already followed as {source.id}: policywatch sources show {source.id}")


def _asked(url: str) -> Answer:
    from spiders import judging, probe

    if not url.startswith(("http://", "https://")):
        terminal.fail(f"{url!r} is not a web address: write it with http:// or https://")
    answer = probe.fetch([url])[0]
    problem = judging.list_problem(answer)
    if problem is not None:
        terminal.fail(problem.reason)
    return answer
