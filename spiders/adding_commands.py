"""`sources add` and `try`: what goes to the sites and stores no document."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spiders import wanted
from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from spiders.catalogue import Catalogue
    from spiders.lists import Look


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
    from spiders import adding, captures, catalogue, columns, source_file
    from store import switches

    try:
        every_minutes = source_file.minutes(every) if every is not None else None
        if region is not None:
            places.division(region)
    except (places.UnknownPlace, ValueError) as wrong:
        terminal.fail(str(wrong))
    known = wanted.known_sources(ctx, sources)
    _check_free(known, name if name is not None and name.isascii() else adding.id_of(url), url)
    look = _looked(url)
    try:
        proposal = adding.from_look(look, now=wanted.utc_now(), name=name, region=region)
    except (adding.NoList, places.UnknownPlace) as wrong:
        terminal.fail(str(wrong))
    source = replace(proposal.source, every_minutes=every_minutes)
    _check_free(known, source.id, url)
    with terminal.archive(ctx, db) as archive:
        try:
            folder = terminal.sources_folder(ctx, sources)
            file = catalogue.write(source, folder)
            captures.keep(folder, source.id, 1, look.inner or look.answer, proposal.rows, now=wanted.utc_now())
        except (OSError, catalogue.BadSource) as wrong:
            terminal.fail(f"the source could not be written: {wrong}")
        switches.enable(archive, [source.id], wanted.utc_now())
        before = columns.same_list(source.lists[0].url, among=switches.enabled(archive))
        switches.disable(archive, before)
        if every_minutes is not None:
            switches.pace(archive, source.id, every_minutes)
    if terminal.wants_json(ctx, json):
        rows = [{"title": row.title, "url": row.url, "date": row.published} for row in proposal.rows]
        terminal.emit({"source": source.id, "file": file, "family": proposal.family, "rows": rows})
        return
    terminal.table(("date", "title", "url"), [(row.published, row.title, row.url) for row in proposal.rows])
    for id in before:
        terminal.note(f"switched off {id}: {source.id} follows its list from now on")
    terminal.note(f"{len(proposal.rows)} rows, family {proposal.family}, region {source.region or 'unknown'}")
    terminal.note(f"wrote {file} and enabled {source.id}: policywatch crawl {source.id}")
    if source.region is None:
        terminal.note('if it is the site of one place, write that into this file as region = "370100"')


def try_source(
    ctx: typer.Context,
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A source: its lists are fetched now.")] = None,
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="A saved list page instead.")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="U", help="Where the saved page came from.")] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", metavar="M.jsonl", help='JSON Lines with "file" and "url".')
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the fetched pages and their rows beside your own sources.")
    ] = False,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Show which rows a list gives, storing nothing in the archive; compare them with the page kept before.

    Example: policywatch sources try jinan-kjj
    """
    from spiders import captures, trying
    from spiders.source import ListPage

    if sum(each is not None for each in (manifest, page or id)) != 1:
        terminal.fail("name a source, or --page FILE, or --manifest M.jsonl: policywatch sources try jinan-kjj")
    now = wanted.utc_now()
    if manifest is not None:
        try:
            for row in trying.all_saved(manifest, now=now):
                terminal.emit(row)
        except trying.BadManifest as wrong:
            terminal.fail(str(wrong))
        return
    if save and (id is None or page is not None):
        terminal.fail("--save keeps what a source's site shows now: policywatch sources try ID --save")
    source = wanted.named(ctx, sources, id) if id is not None else None
    if page is not None:
        one = source.lists[0] if source is not None else ListPage(url=url or trying.NO_PLACE)
        shown = [trying.saved(str(page), page, one, url=url or one.url, now=now)]
    elif source is not None:
        folder = terminal.sources_folder(ctx, sources)
        shown = [*trying.fetched(source, folder, save=save, now=now)]
        changed = None if save else captures.difference(source, folder)
        if changed is not None:
            terminal.note(f"policywatch: {changed}")
    for row in shown:
        if terminal.wants_json(ctx, json):
            terminal.emit(row)
            continue
        if row.rows:
            terminal.table(("date", "title", "url"), [(each["date"], each["title"], each["url"]) for each in row.rows])
            terminal.note(f"{row.file}: {len(row.rows)} rows, family {row.family or 'unknown'}")
        if row.error:
            where = "" if row.error.startswith(row.file) else f"{row.file}: "
            terminal.note(f"policywatch: {where}{row.error}")
    if any(row.error for row in shown):
        raise typer.Exit(terminal.LOOK_HERE)


def _check_free(known: Catalogue, id: str, url: str) -> None:
    """Is the id free, and the list not followed already?"""
    if id in known.ids or any(bad.file.stem == id for bad in known.broken):
        terminal.fail(f"the id {id!r} is taken: choose another with --name, or see policywatch sources show {id}")
    for source in known.sources:
        if source.own and any(each.url == url for each in source.lists):
            terminal.fail(f"{url} is already followed as {source.id}: policywatch sources show {source.id}")


_WAYS = {
    "locked": ": if a browser shows the list, give the address that the page's script loads it from,"
    ' or write a file of your own with fetch = "browser"',
}


def _looked(url: str) -> Look:
    from spiders import adding, probe

    if not url.startswith(("http://", "https://")):
        terminal.fail(f"{url!r} is not a web address: write it with http:// or https://")
    look = probe.look(adding.bare(url))[0]
    if look.problem is not None:
        terminal.fail(f"{look.problem.reason}{_WAYS.get(look.problem.cause.value, '')}")
    return look
