"""`reread`: today's reader over the pages that are kept."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from store import progress, terminal
from store.terminal import DbOption, JsonOption, SourcesOption

SHOWN = 20


def reread(
    ctx: typer.Context,
    ids: Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Documents; none means all.")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Only what it showed.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Published on that day or later.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, change nothing.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="From the beginning, even if the last one was cut off.")
    ] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Read the kept pages anew with today's reader; no site is asked, and subscribers hear nothing of it.

    Cut off, the same command goes on where it was.

    Example: policywatch reread --source jinan-kjj --dry-run
    """
    from spiders import catalogue
    from spiders.commands import utc_now
    from spiders.rereading import Became, Rereading
    from spiders.rereading import reread as read_anew
    from spiders.workers import Workers
    from store import documents, rereads
    from store.connection import Archive

    wanted = rereads.Selection(ids=tuple(dict.fromkeys(ids or ())), source=source, since=terminal.day(since, "--since"))
    as_json = terminal.wants_json(ctx, json)
    readable = catalogue.load(terminal.sources_folder(ctx, sources))
    known = {one.id: one for one in (*readable.sources, *readable.policy_columns())}
    with terminal.archive(ctx, db) as archive:
        assert isinstance(archive, Archive)  # noqa: S101 - terminal.archive opens no other
        for id in wanted.ids:
            if documents.get(archive, id) is None:
                terminal.fail(f"there is no document {id}: policywatch search finds them")
        after = 0 if again or dry_run else rereads.position(archive, wanted)
        pages = rereads.count(archive, wanted, after=after)
        if not pages:
            terminal.note("no page of that is kept: nothing to read")
            return
        if after:
            terminal.note(f"going on where the last reread ended: {pages} pages left")
        readers = Workers(most=pages)
        job = Rereading(db=archive, sources=known, readers=readers, clock=utc_now, dry=dry_run)
        tally: Counter[Became] = Counter()
        shown = 0
        finished = False
        try:
            with progress.bars() as (report, line):
                for one in read_anew(job, wanted, after=after):
                    tally[one.became] += 1
                    report("reading", tally.total(), pages)
                    if as_json:
                        terminal.emit(one)
                    elif one.became in (Became.CHANGED, Became.FOUND) and shown < SHOWN:
                        shown += 1
                        said = ", ".join(one.what) or "a document now"
                        line(terminal.safe(f"{one.document_id or '-'} {one.url}: {said}"))
            finished = True
        finally:
            readers.close(forced=not finished)
    if not as_json:
        changed = tally[Became.CHANGED] + tally[Became.FOUND]
        if changed > shown:
            terminal.note(f"and {changed - shown} more")
        verb = "would change" if dry_run else "changed"
        print(
            f"{tally.total()} pages read: {tally[Became.CHANGED]} documents {verb}, {tally[Became.FOUND]} found anew, "
            f"{tally[Became.UNREADABLE]} unreadable, {tally[Became.GONE]} no longer kept"
        )
