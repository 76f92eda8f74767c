"""The life line within `show`, and `numbers`: the series of 文号 and their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store import terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from store.lifeline import Lifeline, Series, Step

LABEL = 14  # columns before a value, as in `show`
SHOWN = 8  # citations that `show` prints before it says how many more


def numbers(
    ctx: typer.Context,
    mark: Annotated[str, typer.Argument(metavar="MARK", help="What stands before the year, or a part of it: 济科发.")],
    year: Annotated[int | None, typer.Option("--year", metavar="YYYY", help="Only this year.")] = None,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Show which numbers of a series of 文号 the archive knows, and which it never saw.

    Example: policywatch numbers 济科发 --year 2026
    """
    from store import lifeline

    if not mark.strip():
        terminal.fail("MARK is empty: write what stands before the year, for example policywatch numbers 济科发")
    with terminal.archive(ctx, db) as archive:
        found = lifeline.marks(archive, mark.strip(), year=year)
    if terminal.wants_json(ctx, json):
        for series in found:
            terminal.emit(series)
        return
    terminal.table(
        ("series", "known", "never seen"),
        [(f"{one.mark}〔{one.year}〕", _ranges(one.known), _ranges(one.missing)) for one in found],
    )
    if not found:
        terminal.note(f"no document bears a number of {terminal.safe(mark)!r}: write what stands before its year")


def plain(archive: Database, id: int) -> dict[str, Any]:
    """The life line as JSON of `show` has it."""
    import dataclasses

    from store import lifeline

    return dataclasses.asdict(lifeline.of(archive, id))


def lines(archive: Database, id: int) -> Iterable[str]:
    """The life line as `show` prints it, nothing where there is none."""
    from store import lifeline

    found = lifeline.of(archive, id)
    for number, step in enumerate(found.steps):
        here = "  ← this one" if step.id == id else ""
        yield _labelled("life line" if number == 0 else "", f"{_step(step)}{here}")
    yield from _cites(found)
    for number, citing in enumerate(found.cited_by[:SHOWN]):
        yield _labelled("cited by" if number == 0 else "", f"{_relation(citing.relation)}{_step(citing.document)}")
    if len(found.cited_by) > SHOWN:
        yield _labelled("", f"and {len(found.cited_by) - SHOWN} more")
    if found.series is not None and found.series.missing:
        yield _labelled("number series", _series(found.series))


def _cites(found: Lifeline) -> Iterable[str]:
    for number, cited in enumerate(found.cites[:SHOWN]):
        name = " ".join(part for part in (f"《{cited.title}》" if cited.title else None, cited.number) if part)
        where = f" → {cited.document.id}" if cited.document else ""
        yield _labelled("cites" if number == 0 else "", f"{_relation(cited.relation)}{name}{where}")
    if len(found.cites) > SHOWN:
        yield _labelled("", f"and {len(found.cites) - SHOWN} more")


def _step(step: Step) -> str:
    day = step.published.isoformat() if step.published else "undated   "
    return f"{day}  {step.stage or '':<14}  {step.id}  {step.title}"


def _relation(relation: str) -> str:
    return "" if relation == "mentions" else f"{relation}: "


def _series(series: Series) -> str:
    return f"{series.mark}〔{series.year}〕 {_ranges(series.known)}; never seen: {_ranges(series.missing)}"


def _labelled(label: str, value: str) -> str:
    return f"{label:<{LABEL}} {terminal.safe(value)}"


def _ranges(numbers: Sequence[int]) -> str:
    """1–3, 5: runs as their ends."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
