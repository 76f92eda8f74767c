"""`crawl`, `watch` and `extract`: what is said, what is called, what is printed."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from rich.progress import Progress

    from extract.document import Document
    from spiders.catalogue import Catalogue
    from spiders.round import Plan
    from spiders.source import Source
    from spiders.visit import Visited
    from store.connection import Archive

T = TypeVar("T")
DUE_SECONDS = 600.0  # one source may keep a scheduled round for so long; what is left comes next
INTERRUPTED = 130
HOSTS = 5  # so many are not all down at once: then it is our own network
_SEVERITY = {"quiet": 0, "news": 1, "blocked": 2, "broken": 3}


def utc_now() -> datetime:
    """The time, as everything below the command line is handed it."""
    return datetime.now(UTC)


def crawl(
    ctx: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Sources; none means all enabled.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Only those whose time has come.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Every enabled source now, as without any word.")] = False,
    recheck: Annotated[bool, typer.Option("--recheck", help="Look again at every known page, too.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Visit sources once and keep what is new; nothing is sent.

    Example: policywatch crawl jinan-kjj
    """
    from store import runs, switches

    if ids and (due or every):
        terminal.fail(f"name sources or say {'--due' if due else '--all'}, not both: policywatch crawl {ids[0]}")
    as_json = terminal.wants_json(ctx, json)
    with terminal.archive(ctx, db) as archive:
        enabled = switches.enabled(archive)
        if not ids:
            _need_enabled(enabled)
        # What is not due need not be read: most rounds of the schedule are over a few of thousands.
        asked = ids or (switches.due(archive, utc_now()) if due else enabled)
        known = _catalogue(ctx, sources, only=asked)
        chosen = _chosen(known, asked, named=bool(ids))
        paces = switches.paces(archive)
        pages_ahead = runs.never_visited(archive, [source.id for source in chosen])
    if not chosen:
        raise typer.Exit(_broken_files(known))
    if pages_ahead:
        from spiders import workers

        workers.load()  # beside Scrapy
    from spiders.round import Plan
    from spiders.visit import Limits

    plan = Plan(
        sources=chosen,
        archive=terminal.archive_path(ctx, db),
        recheck=recheck,
        limits=Limits(seconds=DUE_SECONDS) if due else Limits(),
        every=paces,
        scheduled=due,
    )
    failed = _broken_files(known)
    raise typer.Exit(max(failed, _crawl(plan, as_json=as_json)))


def watch(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="One pass, then end: for cron.")] = False,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Follow the schedule until told to stop: visit what is due, send what waits.

    Example: policywatch watch
    """
    from spiders import watching
    from store import connection, retention, switches

    path = terminal.archive_path(ctx, db)
    known = _catalogue(ctx, sources, only=()).ids

    def asked(question: Callable[[Archive], T]) -> T | None:
        try:
            archive = connection.connect(path)
        except connection.ArchiveError as wrong:
            terminal.note(f"policywatch: {wrong}")
            return None
        try:
            return question(archive)
        except connection.ArchiveError as wrong:
            terminal.note(f"policywatch: {wrong}")
            return None
        finally:
            archive.close()

    raw_days = terminal.raw_days()

    def sweep(archive: Archive) -> None:
        for done in retention.tidy(archive, utc_now(), raw_days=raw_days):
            terminal.note(f"policywatch: {done}")

    with terminal.archive(ctx, db) as archive:
        _need_enabled(switches.enabled(archive))
    where = ["--db", str(path), "--sources", str(terminal.sources_folder(ctx, sources))]
    service = watching.Service(
        crawl=[*where, "crawl", "--due"],
        deliver=[*where, "deliver"],
        next_due=lambda: asked(lambda archive: switches.first_due(archive, known, utc_now())),
        sweep=lambda: asked(sweep),
        now=utc_now,
        say=lambda text: terminal.note(f"policywatch: {text}"),
        once=once,
    )
    raise typer.Exit(service.run())


def extract(
    ctx: typer.Context,
    pages: Annotated[list[str] | None, typer.Argument(metavar="PAGE…", help="A file, - or a URL.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Where the page came from.")] = None,
    manifest: Annotated[
        Path | None, typer.Option("--manifest", metavar="FILE", help='JSON Lines with "file" and "url".')
    ] = None,
    json: JsonOption = False,
) -> None:
    """Read pages and print what they say: title, text, dates, region, and what was cut.

    Example: policywatch extract page.html --url https://kjj.jinan.gov.cn/art/2026/9/24/art_1.html
    """
    from spiders import extracting

    if bool(pages) == (manifest is not None):
        terminal.fail("name pages or a manifest: policywatch extract page.html, or --manifest pages.jsonl")
    if url is not None and (pages is None or len(pages) != 1):
        terminal.fail("--url is the address of one page: name one page, or write the addresses into a manifest")
    try:
        wanted = extracting.listed(manifest) if manifest else [extracting.Wanted(file=p, url=url) for p in pages or ()]
    except extracting.BadManifest as wrong:
        terminal.fail(str(wrong))
    if manifest or len(wanted) > 1 or terminal.wants_json(ctx, json) or not sys.stdout.isatty():
        for row in extracting.rows(wanted):
            terminal.emit(row)
        return
    done = next(iter(extracting.read_all(wanted)))
    if isinstance(done.found, str):
        terminal.note(f"policywatch: {done.found}")
        raise typer.Exit(terminal.LOOK_HERE)
    _show(done.found)


def _catalogue(ctx: typer.Context, sources: Path | None, *, only: Collection[str]) -> Catalogue:
    from spiders import catalogue

    return catalogue.load(terminal.sources_folder(ctx, sources), only=only)


def _chosen(known: Catalogue, ids: Sequence[str], *, named: bool) -> list[Source]:
    """The sources of a round; a name that nobody knows ends here, a switched-on source without a file is skipped."""
    from spiders import catalogue

    if named:
        try:
            return [known.find(id) for id in dict.fromkeys(ids)]
        except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
            terminal.fail(str(wrong))
    by_id = {source.id: source for source in known.sources}
    broken = {bad.file.stem for bad in known.broken}
    for id in ids:
        if id not in by_id and id not in broken:
            terminal.note(f"policywatch: {id} is enabled but {known.why_missing(id)}: policywatch sources disable {id}")
    return [by_id[id] for id in ids if id in by_id]


def _need_enabled(enabled: Sequence[str]) -> None:
    if not enabled:
        terminal.fail("No source is enabled: policywatch init --city 济南")


def _broken_files(known: Catalogue) -> int:
    """Name the source files that cannot be used; 1 where there is one."""
    for bad in known.broken:
        terminal.note(f"policywatch: {bad}")
    return terminal.LOOK_HERE if known.broken else 0


def _crawl(plan: Plan, *, as_json: bool) -> int:
    """Carry out the round, printing as sources come in; the exit code."""
    from spiders import round as rounds
    from store import connection

    began = time.monotonic()
    ended: list[Visited] = []
    with ExitStack() as stack:
        progress = _Progress(stack, len(plan.sources))

        def visited(one: Visited) -> None:
            ended.append(one)
            progress.visited(one.source)
            if as_json:
                _emit(_row(one))

        def taken(source: Source) -> None:
            progress.visited(source.id)
            terminal.note(f"policywatch: {source.id} is being crawled by another process: skipped")

        try:
            stopped_by = rounds.crawl(replace(plan, visited=visited, taken=taken, landed=progress.landed))
        except (connection.ArchiveError, rounds.RoundFailed) as wrong:
            terminal.note(f"policywatch: {wrong}; what was finished is kept")
            raise typer.Exit(terminal.LOOK_HERE) from wrong
    if not as_json:
        _summary(ended, time.monotonic() - began)
    if stopped_by is not None:
        terminal.note("policywatch: interrupted; what was finished is kept")
        return INTERRUPTED if stopped_by == signal.SIGINT else 0
    if offline := _offline(plan, ended):
        terminal.note(f"policywatch: {offline}")
        return terminal.LOOK_HERE
    bad = {one.source for one in ended if one.outcome.value in ("broken", "blocked")}
    return terminal.LOOK_HERE if _to_look_at(plan, bad) else 0


class _Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, stack: ExitStack, total: int) -> None:
        self._bar: Progress | None = None
        self._pages = 0
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
        self._task = self._bar.add_task("visiting sources", total=total)

    def landed(self, source: str) -> None:
        self._pages += 1
        self._say(source)

    def visited(self, source: str) -> None:
        self._say(source)
        if self._bar is not None:
            self._bar.advance(self._task)

    def _say(self, source: str) -> None:
        if self._bar is not None:
            self._bar.update(self._task, description=f"{self._pages} pages, now {source}")


def _emit(row: dict[str, object]) -> None:
    """Print a line at once; a reader that went away must not cost the round its pages."""
    try:
        terminal.emit(row)
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends


def _row(one: Visited) -> dict[str, object]:
    return {
        "source": one.source,
        "outcome": one.outcome.value,
        "reason": one.reason or None,
        "listed": one.tally.listed,
        "fetched": one.tally.fetched,
        "new": one.tally.new,
        "revised": one.tally.revised,
        "copies": one.tally.copies,
        "seconds": round(one.seconds, 2),
    }


def _summary(ended: Sequence[Visited], seconds: float) -> None:
    """A table whose troubles stand at the bottom, where one looks; on a terminal the reasons stand below it."""
    ordered = sorted(ended, key=lambda one: (_SEVERITY[one.outcome.value], one.source))
    rows = [_row(one) for one in ordered]
    columns = ("source", "outcome", "listed", "fetched", "new", "revised", "copies", "seconds", "reason")
    if not sys.stdout.isatty():
        terminal.table(columns, [[row[name] for name in columns] for row in rows])
        return
    counts = columns[2:7]
    total = [sum(getattr(one.tally, name) for one in ended) for name in counts]
    lines = [[row[name] for name in columns[:-1]] for row in rows]
    if len(rows) > 1:
        lines.append(["total", "", *total, round(seconds, 1)])
    terminal.table(columns[:-1], lines, gives="source")
    for row in rows:
        if row["reason"]:
            terminal.note(terminal.safe(f"{row['source']}: {row['reason']}"))
    ends = Counter(one.outcome.value for one in ended)
    terminal.note(
        f"{len(ended)} source{'s' if len(ended) != 1 else ''}: "
        + ", ".join(f"{ends[word]} {word}" for word in _SEVERITY if ends[word])
    )


def _offline(plan: Plan, ended: Sequence[Visited]) -> str | None:
    """That no site at all was in reach, of so many that they cannot all be down."""
    from urllib.parse import urlsplit

    from store.health import Cause

    away = {one.source for one in ended if one.cause is Cause.NETWORK}
    hosts = {urlsplit(page.url).hostname for source in plan.sources if source.id in away for page in source.lists}
    if len(away) < len(ended) or len(hosts) < HOSTS:
        return None
    return f"none of {len(hosts)} hosts could be reached: look at this machine's network, its proxy and name server"


def _to_look_at(plan: Plan, bad: Collection[str]) -> bool:
    """Is one of them the user's own, which somebody wrote to be read, or was it seen to work?"""
    from store import checks, connection

    if any(source.own and source.id in bad for source in plan.sources):
        return True
    if not bad:
        return False
    archive = connection.connect(plan.archive)
    try:
        return bool(checks.working(archive, bad))
    finally:
        archive.close()


def _show(document: Document) -> None:
    """A document for a person."""
    from extract.document import fields

    said = fields(document)
    print(terminal.safe(document.title))
    for name, value in said.items():
        if name not in ("title", "text", "cuts", "evidence", "properties", "images", "attachments") and value:
            print(f"  {name:<16}{terminal.safe(str(value))}")
    for attachment in document.attachments:
        note = f" ({terminal.safe(attachment.note)})" if attachment.note else ""
        print(f"  {'attachment':<16}{terminal.safe(attachment.name)}  {terminal.safe(attachment.url)}{note}")
    print()
    text = document.text or "\n".join(attachment.text or "" for attachment in document.attachments)
    for line in text.splitlines():
        print(terminal.safe(line))
    if document.cuts:
        print()
    for cut in document.cuts:
        why = terminal.safe(f"{cut.reason}, {cut.place}" if cut.place else cut.reason)
        print(f"cut ({why}): {terminal.safe(' '.join(cut.text.split()))[:200]}")
