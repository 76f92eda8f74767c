"""`split` and `merge`, and how `show` explains why documents are one or several."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store import document_commands, exchange_commands, terminal
from store.terminal import DbOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from store.archived import Archived

SIGNS = {"figure": "another figure", "cut": "a clause only one has", "rewritten": "rewritten"}


def split(
    ctx: typer.Context,
    id: document_commands.WhichArgument,
    url: Annotated[str, typer.Argument(metavar="URL", help="The page that shows another release.")],
    db: DbOption = None,
) -> None:
    """Rule that a page shows a release of its own: it becomes a document, and is never merged with this one again.

    Example: policywatch split 12 https://news.example.cn/2026/9/1.html
    """
    from extract import urls
    from store import mending

    with terminal.archive(ctx, db) as archive:
        number = document_commands.numbered(archive, id)
        try:
            own = mending.split(archive, number, urls.canonical(url), now=datetime.now(UTC))
        except ValueError as wrong:
            terminal.fail(str(wrong))
    terminal.note(f"{own} is a document of its own now; undo it with: policywatch merge {number} {own}")


def merge(
    ctx: typer.Context,
    id: document_commands.WhichArgument,
    other: Annotated[str, typer.Argument(metavar="ID", help="The document that is the same release.")],
    db: DbOption = None,
) -> None:
    """Rule that two documents are one release: it keeps the lower number, and every page and wording of both.

    Example: policywatch merge 12 40
    """
    from store import mending

    with terminal.archive(ctx, db) as archive:
        number, second = document_commands.numbered(archive, id), document_commands.numbered(archive, other)
        try:
            kept = mending.merge(archive, number, second, now=datetime.now(UTC))
        except ValueError as wrong:
            terminal.fail(str(wrong))
    terminal.note(f"{max(number, second)} is part of {kept} now; undo it with: policywatch split {kept} URL")


def show_sightings(archive: Database, document: Archived, *, as_json: bool) -> None:
    """Print where the document was seen, and why each page belongs to it."""
    from store import archived, wordings

    evidence = {kept.url: kept.evidence for kept in wordings.of(archive, document.id)}
    seen = archived.sightings(archive, document.id)
    if as_json:
        for one in seen:
            said = evidence.get(one.url)
            terminal.emit(
                exchange_commands.sighting_row(one) | {"reason": _reason(one.verdict, said), "evidence": said}
            )
        return
    terminal.table(
        ("seen", "source", "verdict", "url", "why"),
        [(_local(s.seen_at), s.source, s.verdict, s.url, _reason(s.verdict, evidence.get(s.url))) for s in seen],
    )


def _reason(verdict: str, evidence: Mapping[str, Any] | None) -> str:
    """What the verdict rests on, in a line."""
    if evidence is None:
        return "the document is shown in its words" if verdict != "copy" else "the same words"
    if evidence.get("relation") is None and not evidence.get("conflicts"):
        return "the same words"
    said = [f"{evidence['shared']:.0%} of the shorter text stands in the other"]
    if strays := evidence.get("strays"):
        said.append(f"{strays} stray {'edit' if strays == 1 else 'edits'}")
    said += [f"{c['fact']}: {c['ours']} | {c['theirs']}" for c in evidence.get("conflicts", ())]
    if passages := evidence.get("passages"):
        said.append(f"{len(passages)} {'passage differs' if len(passages) == 1 else 'passages differ'}")
    return terminal.safe("; ".join(said))


def links(archive: Database, id: int) -> list[dict[str, Any]]:
    """The documents this one is part of, quotes or continues, and the other way round, for JSON."""
    from store import links as linking

    return [
        {"id": one.other_id if one.document_id == id else one.document_id}
        | {"kind": one.kind, "of": one.other_id, "evidence": one.evidence}
        for one in linking.of(archive, id)
    ]


def link_lines(archive: Database, id: int) -> Iterator[str]:
    """The same in words, and the reprints that a reader must know of."""
    from store import links as linking

    words = {
        "part": ("part of {}", "has a part: {}"),
        "quote": ("quotes {}", "quoted by {}"),
        "series": ("like {}, another release", "like {}, another release"),
    }
    for one in linking.of(archive, id):
        if one.kind in words:
            forth, back = words[one.kind]
            said = forth.format(one.other_id) if one.document_id == id else back.format(one.document_id)
            yield f"{said:<14} {_reason(one.kind, one.evidence)}"
    for url, _ in altered(archive, id):
        yield f"{'altered at':<14} {terminal.safe(url)} (--diff shows what differs)"


def altered(archive: Database, id: int) -> Iterator[tuple[str, list[Mapping[str, str]]]]:
    """The reprints that differ in what matters: where, and the passages of the original and the reprint."""
    from store import wordings

    for kept in wordings.of(archive, id):
        if kept.verdict == "altered":
            yield kept.url, list(kept.evidence.get("passages", ()))


def show_altered(found: Sequence[tuple[str, list[Mapping[str, str]]]]) -> None:
    """Print the passages of altered reprints beside those of the original."""
    for url, passages in found:
        terminal.note(f"altered reprint: {url}")
        if sys.stdout.isatty():
            terminal.table(
                ("what", "original", "reprint"),
                [(SIGNS.get(p["kind"], p["kind"]), p["original"] or "—", p["reprint"] or "—") for p in passages],
            )
            continue
        for passage in passages:
            for sign, text in (("-", passage["original"]), ("+", passage["reprint"])):
                if text:
                    print(terminal.safe(f"{sign} {text}"))


def _local(at: datetime) -> str:
    return at.astimezone(terminal.zone()).strftime("%Y-%m-%d %H:%M")
