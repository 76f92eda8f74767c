"""`sources health` and `sources repair`: who must be looked at, and new selectors for a redesigned list."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spiders import wanted
from store import terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from spiders.repairing import Offer
    from store.health import Health
    from store.switches import State

OVERDUE = timedelta(days=1)  # a due source that nobody visited for so long: the schedule does not run
SHOWN = 10  # lines about sources that need nobody yet
NOBODY = "run policywatch watch, or policywatch crawl --due from cron"
_ORDER = ("missing", "broken", "blocked", "late", "unverified", "quiet", "new", "ok", "off")
_LOOK = frozenset(_ORDER[: _ORDER.index("unverified")])


def health(
    ctx: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that are switched off.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Show how every enabled source is, the worst first: its state since when and why, and what to do.

    Example: policywatch sources health
    """
    from store import health as kept
    from store import switches

    now = wanted.utc_now()
    with terminal.archive(ctx, db) as archive:
        states = [state for state in switches.states(archive).values() if state.enabled or every]
        known = kept.everything(archive)
    readable = wanted.known_sources(ctx, sources, only={state.source for state in states})
    there = {source.id for source in readable.sources}
    gone = {
        state.source: (readable.why_missing(state.source), readable.way_back(state.source))
        for state in states
        if state.source not in there
    }
    rows = sorted(
        (_row(state, known.get(state.source), gone, now) for state in states),
        key=lambda row: (_ORDER.index(row["state"]), row["source"]),
    )
    if terminal.wants_json(ctx, json):
        for row in rows:
            terminal.emit(row)
    else:
        _print(rows, now)
    if any(row["problem"] for row in rows):
        raise typer.Exit(terminal.LOOK_HERE)


def _row(state: State, known: Health | None, gone: Mapping[str, tuple[str, str]], now: datetime) -> dict[str, Any]:
    word = _word(state, known, gone, now)
    rhythm = known.rhythm if known is not None else None
    troubled = known is not None and known.state.value == word
    return {
        "source": state.source,
        "state": word,
        "problem": word if word in _LOOK else None,
        "reason": gone[state.source][0] if word == "missing" else _reason(word, state, known, now),
        "since": known.since if known is not None and troubled else None,
        "last_run": state.last_run,
        "last_success": state.last_success,
        "last_release": known.last_sign if known is not None else None,
        "weekly": round(rhythm.weekly, 2) if rhythm is not None else None,
        "late_after": known.late_after if known is not None else None,
        "failing_since": known.failing_since if known is not None else None,
        "failures": known.failures if known is not None else 0,
        "notes": list(known.notes) if known is not None else [],
        "next_due": state.next_due if state.enabled else None,
        "do": _do(word, state, known, gone, now),
    }


def _word(state: State, known: Health | None, gone: Mapping[str, tuple[str, str]], now: datetime) -> str:
    if not state.enabled:
        return "off"
    if state.source in gone:
        return "missing"
    if _overdue(state, now):
        return "late"
    if known is not None:
        return known.state.value
    if state.outcome is None:
        return "new"
    if state.outcome.value in ("news", "quiet"):
        return "ok"
    return state.outcome.value if state.last_success is not None else "unverified"


def _overdue(state: State, now: datetime) -> bool:
    return state.next_due is not None and now - state.next_due > OVERDUE


def _reason(word: str, state: State, known: Health | None, now: datetime) -> str | None:
    if word == "late" and _overdue(state, now):
        return "it is due, and nobody visits it"
    if known is not None and known.reason:
        return known.reason
    if known is not None and known.failures:
        return f"failing since {known.failing_since:%Y-%m-%d %H:%M} UTC, not yet believed: {state.reason}"
    if known is not None and known.notes:
        return "; ".join(known.notes)
    return state.reason if word not in ("ok", "quiet") else None


def _do(
    word: str, state: State, known: Health | None, gone: Mapping[str, tuple[str, str]], now: datetime
) -> str | None:
    if word == "missing":
        return gone[state.source][1]
    return NOBODY if word == "late" and _overdue(state, now) else _advice(word, state.source, known)


def _advice(word: str, source: str, known: Health | None) -> str | None:
    """What to do about it, in one line."""
    match word:
        case "late":
            return f"look at its site; policywatch sources try {source}"
        case "broken" | "blocked" | "unverified":
            return _mend(source, known.cause.value if known is not None and known.cause is not None else None)
    return f"policywatch sources try {source}" if known is not None and known.notes else None


def _mend(source: str, cause: str | None) -> str:
    match cause:
        case "network" | "server" | "busy":
            return "wait; it is tried again by itself"
        case "locked" | "robots":
            return "open its page in a browser; visit it more rarely, or do without it"
        case "place":
            return "find the list's new address and write it into the source's file"
        case "shape" | "doubt":
            return f"policywatch sources repair {source}"
    return f"policywatch sources try {source}"


def _line(row: dict[str, Any]) -> str:
    """What is wrong and what to do, which the reason may have said already."""
    said = f"{row['source']}: {row['reason']}"
    return said if not row["do"] or row["do"] in said else f"{said}; {row['do']}"


def _print(rows: list[dict[str, Any]], now: datetime) -> None:
    """A table, the worst first; on a terminal what is wrong stands below it, where there is room for it."""
    columns = ("source", "state", "since", "last success", "last release", "usually", "what is wrong", "what to do")
    cells = [
        (
            row["source"],
            row["state"],
            _age(row["since"], now) if row["problem"] else "",
            _age(row["last_success"], now) or "never",
            str(row["last_release"] or ""),
            _rate(row["weekly"]),
            row["reason"] or "",
            row["do"] or "",
        )
        for row in rows
    ]
    if not sys.stdout.isatty():
        terminal.table(columns, cells)
        return
    if not rows:
        terminal.note("No source is enabled: policywatch init --city 济南")
        return
    terminal.table(columns[:-2], [each[:-2] for each in cells], gives="source")
    troubled = [row for row in rows if row["problem"]]
    unseen = [row for row in rows if row["reason"] and not row["problem"]]
    for row in (*troubled, *unseen[:SHOWN]):
        print(terminal.safe(_line(row)))
    if len(unseen) > SHOWN:
        print(f"and {len(unseen) - SHOWN} more that say something: policywatch sources show ID")
    counted = Counter(row["state"] for row in rows)
    named = ", ".join(f"{counted[word]} {word}" for word in _ORDER if counted[word])
    terminal.note(f"{len(rows)} source{'s' if len(rows) != 1 else ''}: {named}")


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    hours = (now - at).total_seconds() / 3600
    return f"{hours * 60:.0f} min" if hours < 1 else f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _rate(weekly: float | None) -> str:
    if weekly is None:
        return ""
    return f"{weekly:.0f}/week" if weekly >= 2 else f"{weekly * 4.35:.1f}/month"


def repair(
    ctx: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The source whose list has changed.")],
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Its list page as a file.")] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the new selectors into your copy of its file.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what the list shows now as right, though nothing known is on it.")
    ] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Find the releases known from before in a redesigned list, and propose selectors that read it.

    Nothing is changed without --apply, which writes to your own folder; shipped files are never rewritten.

    Example: policywatch sources repair jinan-kjj --apply
    """
    from spiders import catalogue, repairing
    from spiders.source import BadSource
    from store import health as kept

    source = wanted.named(ctx, sources, id)
    if page is not None and len(source.lists) > 1:
        terminal.fail(f"{id} has {len(source.lists)} lists and --page is one page: leave it out, and all are fetched")
    with terminal.archive(ctx, db) as archive:
        titles = kept.known_titles(archive, id)
        if accept:
            repairing.take(archive, source, wanted.utc_now())
            terminal.note(f"{id}: its lists are taken as they are now: policywatch crawl {id}")
            return
    if not titles:
        terminal.fail(f"nothing is known of {id} yet: policywatch sources try {id} shows what its list gives")
    try:
        offers = repairing.offers(source, titles, page=page, now=wanted.utc_now())
    except OSError as wrong:
        terminal.fail(f"{page}: cannot be read: {wrong.strerror}")
    as_json = terminal.wants_json(ctx, json)
    for offer in offers:
        terminal.emit(repairing.row(offer)) if as_json else _show(offer)
    helpful = [offer for offer in offers if offer.changed]
    if apply and helpful:
        folder = terminal.sources_folder(ctx, sources)
        try:
            written = catalogue.write(repairing.mended(source, helpful), folder)
        except BadSource as wrong:
            terminal.fail(str(wrong))
        with terminal.archive(ctx, db) as archive:
            repairing.take(archive, source, wanted.utc_now())
        terminal.note(f"wrote {written}; next: policywatch crawl {id}")
    elif helpful:
        terminal.note(f"nothing is changed yet: policywatch sources repair {id} --apply")
    if any(offer.problem for offer in offers):
        raise typer.Exit(terminal.LOOK_HERE)


def _show(offer: Offer) -> None:
    """One list: what is wrong, old and new selectors, the rows they would read."""
    print(terminal.safe(offer.url))
    if offer.problem is not None:
        print(f"  {terminal.safe(offer.problem)}")
        return
    if not offer.changed:
        print(f"  its selectors still read {len(offer.rows)} rows, {offer.known} of them known: nothing to repair")
        return
    for name, old, new in offer.difference:
        print(f"  - {name:<6}{terminal.safe(old or '(by inference)')}")
        print(f"  + {name:<6}{terminal.safe(new or '(by inference)')}")
    print(f"  reads {len(offer.rows)} rows, {offer.known} of them known from before:")
    for row in offer.rows[:10]:
        print(f"    {row.published or '          '}  {terminal.safe(row.title or '')}  {terminal.safe(row.url)}")
    if len(offer.rows) > 10:
        print(f"    … and {len(offer.rows) - 10} more")
