"""`show` and `forget`: one document."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store import exchange_commands, lifeline_commands, terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from datetime import datetime

    from sqlite_utils import Database

    from extract.document import Document
    from store.archived import Archived

FIELDS = (
    *("published", "signed", "effective", "expires", "deadline", "issuer", "number", "index_number", "category"),
    *("region", "city", "issuing_region", "language", "mirror_of"),
)

WhichArgument = Annotated[str, typer.Argument(metavar="ID", help="The document's number, or a URL it was seen at.")]


def show(
    ctx: typer.Context,
    id: WhichArgument,
    raw: Annotated[bool, typer.Option("--raw", help="The page's bytes as they were fetched.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="What its last revision changed, and what its altered reprints say.")
    ] = False,
    sightings: Annotated[
        bool, typer.Option("--sightings", help="Every URL it was seen at, and why it belongs there.")
    ] = False,
    cuts: Annotated[bool, typer.Option("--cuts", help="Every passage that cleaning took away, and why.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Show one document: its fields and text, its versions, where it was seen, what was cut away.

    Example: policywatch show 12 --diff
    """
    from store import archived, judgement_commands

    as_json = terminal.wants_json(ctx, json)
    if raw + diff + sightings + cuts > 1:
        terminal.fail("--raw, --diff, --sightings and --cuts exclude each other: choose one")
    with terminal.archive(ctx, db) as archive:
        document = archived.get(archive, numbered(archive, id))
        assert document is not None  # noqa: S101 - it was just looked up
        if raw:
            _show_raw(archive, document)
        elif diff:
            _show_diff(archive, document, as_json=as_json)
        elif sightings:
            judgement_commands.show_sightings(archive, document, as_json=as_json)
        elif cuts:
            _show_cuts(document, as_json=as_json)
        elif as_json:
            life = {"lifeline": lifeline_commands.plain(archive, document.id)}
            near = {"links": judgement_commands.links(archive, document.id)}
            terminal.emit(exchange_commands.row(document) | _times(document) | life | near)
        else:
            near_lines = judgement_commands.link_lines(archive, document.id)
            _show(document, [*near_lines, *lifeline_commands.lines(archive, document.id)])


def forget(
    ctx: typer.Context,
    id: WhichArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: DbOption = None,
) -> None:
    """Remove one document for good, with its sightings, versions and raw pages; its pages are not fetched again.

    Example: policywatch forget 12 --yes
    """
    from store import archived, documents

    with terminal.archive(ctx, db) as archive:
        number = numbered(archive, id)
        document = archived.get(archive, number)
        assert document is not None  # noqa: S101 - it was just looked up
        title = terminal.safe(document.document.title)
        if not yes and not typer.confirm(f"Remove {number} {title} for good?", err=True):
            terminal.note("nothing was removed")
            raise typer.Exit(terminal.LOOK_HERE)
        documents.forget(archive, number)
    terminal.note(f"removed {number} {title}")


def numbered(archive: Database, id: str) -> int:
    """The document's number, or that of the document seen at this URL; one line and exit 2 where there is none."""
    from extract import urls
    from store import archived

    if id.isdecimal() and len(id) < 19:
        if archived.get(archive, int(id)) is None:
            terminal.fail(f"there is no document {id}: policywatch search shows the numbers")
        return int(id)
    try:
        url = urls.canonical(id)
    except ValueError:
        terminal.fail(f"{id!r} is neither a document's number nor a URL: write for example 12")
    number = archived.find(archive, url)
    if number is None:
        terminal.fail(f"no document was seen at {url}: policywatch search shows those that were")
    return number


def _times(document: Archived) -> dict[str, Any]:
    return {
        "first_seen": document.first_seen,
        "updated_at": document.updated_at,
        "sightings": document.sightings,
    }


def _show(document: Archived, life: Iterable[str]) -> None:
    from extract.document import fields

    said = fields(document.document)
    print(terminal.safe(document.document.title))
    print()
    known = {name: said[name] for name in FIELDS if said[name] is not None}
    if document.document.stale:
        known["stale"] = "the text is evidently years older than its publication"
    known |= {"url": document.document.url, "source": document.source}
    known |= {"first seen": _local(document.first_seen), "sightings": document.sightings}
    for name, value in known.items():
        if value is not None:
            print(f"{name:<14} {terminal.safe(str(value))}")
    for file in document.document.attachments:
        note = f" ({terminal.safe(file.note)})" if file.note else ""
        print(f"{'attachment':<14} {terminal.safe(file.name)} {file.url}{note}")
    if document.document.cuts:
        print(f"{'cuts':<14} {len(document.document.cuts)} (--cuts shows them)")
    for line in life:
        print(line)
    print()
    for line in document.document.text.splitlines():
        print(terminal.safe(line))


def _local(at: datetime) -> str:
    return at.astimezone(terminal.zone()).strftime("%Y-%m-%d %H:%M")


def _show_cuts(document: Archived, *, as_json: bool) -> None:
    from extract.document import cut_fields

    for cut in document.document.cuts:
        if as_json:
            terminal.emit(cut_fields(cut))
        else:
            print(f"{cut.reason}\t{terminal.safe(cut.place or '-')}\t{terminal.safe(cut.text)}")
    if not document.document.cuts:
        terminal.note(f"nothing was cut from {document.id}")


def _show_raw(archive: Database, document: Archived) -> None:
    from store import archived, raw

    seen = archived.sightings(archive, document.id)
    digests = [s.raw for s in sorted(seen, key=lambda s: s.url != document.document.url) if s.raw is not None]
    body = next((page for digest in digests if (page := raw.fetch(archive, digest)) is not None), None)
    if body is None:
        terminal.fail(f"no raw page of {document.id} is kept: it came by import, or the raw file was removed")
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()


def _show_diff(archive: Database, document: Archived, *, as_json: bool) -> None:
    from store import archived, judgement_commands

    earlier = archived.revisions(archive, document.id)
    altered = list(judgement_commands.altered(archive, document.id))
    if not earlier and not altered:
        terminal.note(f"{document.id} has no earlier wording")
        return
    lines = list(_changes(_paragraphs(earlier[0].document), _paragraphs(document.document))) if earlier else []
    if as_json:
        terminal.emit(
            {
                "id": document.id,
                "before": earlier[0].seen_at if earlier else None,
                "after": document.updated_at,
                "changes": [{"sign": sign, "text": text} for sign, text in lines],
                "altered": [{"url": url, "passages": passages} for url, passages in altered],
            }
        )
        return
    judgement_commands.show_altered(altered)
    colours = {"-": "red", "+": "green"}
    for sign, text in lines:
        plain = terminal.safe(f"{sign} {text}")
        print(typer.style(plain, fg=colours.get(sign)) if sys.stdout.isatty() else plain)


def _paragraphs(document: Document) -> list[str]:
    lines = [document.title, *document.text.splitlines()]
    for file in document.attachments:
        lines += [f"附件 {file.name}", *(file.text or "").splitlines()]
    return lines


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The paragraphs that went (-) and came (+), each change with a paragraph around it ( ), gaps as …."""
    import difflib

    diff = difflib.unified_diff(old, new, n=1, lineterm="")
    for line in list(diff)[2:]:
        yield ("…", "") if line.startswith("@@") else (line[0], line[1:])
