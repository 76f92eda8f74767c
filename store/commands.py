"""`search` and `stats`, and where the command line meets the archive."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from store import terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from rich.text import Text
    from sqlite_utils import Database

    from store.facets import Facet
    from store.query import Query
    from store.search import Hit
    from store.snippets import Spans

MOST_COUNTED = 10_001  # answers
HIT = ("id", "title", "url", "published", "city", "region", "source", "snippet", "sightings")


def search(
    ctx: typer.Context,
    query: Annotated[
        list[str] | None, typer.Argument(metavar="[QUERY]", help='Words with AND OR NOT "phrases" (…) and fields.')
    ] = None,
    city: Annotated[str | None, typer.Option("--city", metavar="C", help="Name or code: 济南, 370100, 全国.")] = None,
    higher: Annotated[
        bool, typer.Option("--include-higher", "--higher", help="Also what its province and the nation release.")
    ] = False,
    source: Annotated[str | None, typer.Option("--source", metavar="ID", help="Only what this source shows.")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Published on that day or later.")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY", help="Published on that day or before.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="How many at most.")] = 20,
    page: Annotated[int, typer.Option("--page", metavar="N", help="2 shows what follows the first.")] = 1,
    offset: Annotated[int, typer.Option("--offset", metavar="N", help="Leave out so many first.")] = 0,
    sort: Annotated[
        str, typer.Option("--sort", metavar="newest|relevance", help="relevance compares the newest 1,000 answers.")
    ] = "newest",
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", metavar="F", help="Count answers by city, source, month or category; repeatable."),
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Only say how many; exact up to 10,000.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    md: Annotated[bool, typer.Option("--md", help="Print a Markdown table.")] = False,
) -> None:
    """Find releases by their words, newest first.

    Han words are found anywhere in a text, Latin words and numbers as whole words. Fields: title: issuer: number: city:
    source: category: since: until: deadline: (still open on that day).

    Example: policywatch search '科技 AND (补贴 OR 申报) NOT 公示' --city 济南 --since 2026-01-01
    """
    from store import archived, ranking
    from store import search as searching

    as_json = terminal.wants_json(ctx, json)
    if as_json + csv + md > 1:
        terminal.fail("--json, --csv and --md exclude each other: choose one")
    if limit < 1 or page < 1 or offset < 0:
        terminal.fail("--limit and --page count from 1, --offset from 0")
    if sort not in ("newest", "relevance"):
        terminal.fail(f"--sort {sort!r}: write newest or relevance")
    if facet and count:
        terminal.fail("--facet and --count exclude each other: choose one")
    asked = question(query, city=city, higher=higher, since=since, until=until)
    with terminal.archive(ctx, db) as archive:
        asked = of_source(archive, asked, source)
        if facet or count:
            _print_figures(archive, asked, facet or (), as_json=as_json, csv=csv, md=md)
            return
        start = offset + (page - 1) * limit
        found = ranking.most_relevant if sort == "relevance" else searching.newest
        hits = found(archive, asked, limit=limit, offset=start)
        total = searching.count_up_to(archive, asked, MOST_COUNTED) if sys.stdout.isatty() else 0
        empty = not hits and not archived.any_there(archive)
    if as_json:
        for hit in hits:
            terminal.emit(_plain(hit))
    elif csv:
        _print_csv(hits)
    elif md:
        _print_markdown(hits)
    else:
        _print_hits(hits)
    if not hits:
        nothing = "nothing found" if page == 1 else f"nothing on page {page}"
        terminal.note(f"{nothing}: the archive is empty; policywatch crawl fills it" if empty else nothing)
    elif total > start + len(hits):
        many = f"more than {total - 1:,}" if total == MOST_COUNTED else f"{total:,}"
        terminal.note(f"{start + 1:,} to {start + len(hits):,} of {many}; more: --page {page + 1}")


def stats(
    ctx: typer.Context,
    tables: Annotated[bool, typer.Option("--tables", help="How large each table is; reads the whole file.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Count what the archive holds: documents, sightings and sources, by month, city, source and verdict.

    Example: policywatch stats
    """
    from store import figures

    with terminal.archive(ctx, db) as archive:
        if tables:
            _print_tables(archive, as_json=terminal.wants_json(ctx, json))
            return
        found = figures.figures(archive)
    if terminal.wants_json(ctx, json):
        terminal.emit(found)
        return
    totals = ("documents", "sightings", "revisions", "sources", "bytes", "raw_bytes")
    terminal.table(("of", "count"), [(name, getattr(found, name)) for name in totals])
    for name, rows in (
        ("month", found.months),
        ("city", found.cities),
        ("source", found.by_source),
        ("verdict", found.verdicts),
    ):
        if not rows:
            continue
        if not sys.stdout.isatty():
            terminal.table((), [(name, row.name, row.documents) for row in rows])
        else:
            most = max(row.documents for row in rows)
            terminal.table(
                (name, "sightings" if name == "verdict" else "documents", ""),
                [(row.name, row.documents, _bar(row.documents, most)) for row in rows],
                gives="",
            )


def _print_tables(archive: Database, *, as_json: bool) -> None:
    import sqlite3

    from store import figures

    try:
        sizes = figures.tables(archive)
    except sqlite3.OperationalError:
        terminal.fail("this SQLite was built without dbstat, which knows how large tables are: leave --tables out")
    if as_json:
        for name, size in sizes:
            terminal.emit({"table": name, "bytes": size})
    else:
        most = max(size for _, size in sizes)
        terminal.table(("table", "bytes", ""), [(name, size, _bar(size, most)) for name, size in sizes], gives="")


def question(
    words: Sequence[str] | None, *, city: str | None, higher: bool, since: str | None, until: str | None
) -> Query:
    """What the command line asks for; one line and exit 2 where it cannot be understood."""
    from store import query as language

    first, last = terminal.day(since, "--since"), terminal.day(until, "--until")
    code = region(city) if city is not None else None
    text = " ".join(words or ())
    try:
        asked = language.parse(text)
    except language.BadQuery as wrong:
        terminal.fail(str(wrong))
    for hint in language.hints(text):
        terminal.note(f"policywatch: {hint}")
    asked = language.narrow(asked, city=code, higher=higher, since=first, until=last)
    if asked.since and asked.until and asked.since > asked.until:
        terminal.fail(f"no day lies from {asked.since} to {asked.until}: exchange the two, or leave one out")
    return asked


def of_source(archive: Database, asked: Query, source: str | None) -> Query:
    """The question, where a source is named only about what that one shows; exit 2 where the archive knows no such."""
    from store import query as language

    if named := language.sources(asked):
        _doubt(archive, named)
    if source is None:
        return asked
    _require_source(archive, source)
    return language.narrow(asked, source=source)


def _print_figures(
    archive: Database, asked: Query, names: Sequence[str], *, as_json: bool, csv: bool, md: bool
) -> None:
    """How many answers, or how many of each value."""
    from store import facets
    from store import search as searching

    total = searching.count_up_to(archive, asked, MOST_COUNTED)
    if not names:
        if as_json:
            terminal.emit({"count": min(total, MOST_COUNTED - 1), "more": total == MOST_COUNTED})
        else:
            print(f"{MOST_COUNTED - 1:,}+" if total == MOST_COUNTED else total)
        return
    if unknown := [name for name in names if name not in facets.FACETS]:
        terminal.fail(f"--facet {unknown[0]!r}: write one of {', '.join(facets.FACETS)}")
    found = facets.facets(archive, asked, dict.fromkeys(names))
    cells = [(one.facet, one.value, one.count) for one in found]
    if as_json:
        for one in found:
            terminal.emit(one)
    elif csv:
        _write_csv(("facet", "value", "count"), cells)
    elif md:
        print("| facet | value | count |\n| --- | --- | --- |")
        for name, value, count in cells:
            print(f"| {name} | {_cell(value)} | {count} |")
    elif not sys.stdout.isatty():
        terminal.table((), cells)
    else:
        most = max((one.count for one in found), default=0)
        for name in dict.fromkeys(names):
            of_name = [one for one in found if one.facet == name]
            terminal.table(
                (name, "count", ""), [(_shown(one), one.count, _bar(one.count, most)) for one in of_name], gives=""
            )
    if total > facets.COUNTED:
        terminal.note(f"counted over the newest {facets.COUNTED:,} answers; --since and --until choose others")


def _shown(facet: Facet) -> str:
    above = "above a city, or unknown" if facet.facet == "city" else "none"
    return above if facet.value is None else facet.value


def region(place: str) -> str:
    """The code of the place; one line and exit 2 where there is none."""
    from extract import divisions

    try:
        return divisions.division(place).code
    except divisions.UnknownPlace as wrong:
        terminal.fail(str(wrong))


def _bar(count: int, most: int, width: int = 30) -> str:
    return "█" * max(1, round(width * count / most))


def _doubt(archive: Database, named: Sequence[str]) -> None:
    """Tell of sources in a query that the archive has nothing of: it may be a slip, or too early."""
    import difflib

    from extract import fold
    from store import figures

    known = {fold.fold(name): name for name in figures.sources(archive)}
    for name in named:
        if name not in known:
            near = [known[each] for each in difflib.get_close_matches(name, known, n=1)]
            meant = f": perhaps source:{near[0]}" if near else ""
            terminal.note(f"policywatch: {terminal.safe(f'the archive has nothing of a source {name}{meant}')}")


def _require_source(archive: Database, source: str) -> None:
    from store import figures

    known = figures.sources(archive)
    if source.casefold() not in {name.casefold() for name in known}:
        shown = f"it has {', '.join(known[:10])}{' …' if len(known) > 10 else ''}" if known else "it has none yet"
        terminal.fail(f"--source {source!r}: the archive knows no such source; {terminal.safe(shown)}")


def _plain(hit: Hit) -> dict[str, Any]:
    return {name: getattr(hit, name) for name in HIT}


def _print_csv(hits: Sequence[Hit]) -> None:
    _write_csv(HIT, ([getattr(hit, name) for name in HIT] for hit in hits))


def _write_csv(names: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    import csv

    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(names)
    out.writerows(rows)


def _cell(text: object) -> str:
    plain = "" if text is None else terminal.safe(str(text))
    return "".join(f"\\{char}" if char in "\\|[]<>*_`" else char for char in plain)


def _print_markdown(hits: Sequence[Hit]) -> None:
    print("| id | published | city | source | title |\n| --- | --- | --- | --- | --- |")
    for hit in hits:
        link = hit.url.replace("|", "%7C").replace("(", "%28").replace(")", "%29")
        cells = (hit.id, _cell(hit.published), _cell(hit.city), _cell(hit.source), f"[{_cell(hit.title)}]({link})")
        print(f"| {' | '.join(map(str, cells))} |")


def _print_hits(hits: Sequence[Hit]) -> None:
    if not sys.stdout.isatty():
        terminal.table((), [(h.id, h.published, h.city, h.source, h.title, h.snippet) for h in hits])
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("id", "published", "city", "release"):
        table.add_column(column, no_wrap=column != "release", overflow="fold")
    for hit in hits:
        title, snippet = _marked(hit.title, hit.title_marks), _marked(hit.snippet, hit.marks)
        snippet.stylize_before("dim")
        published = hit.published.isoformat() if hit.published else ""
        table.add_row(
            str(hit.id), published, hit.city or "", Text("\n").join(part for part in (title, snippet) if part)
        )
    Console().print(table)


def _marked(text: str, marks: Spans) -> Text:
    from rich.text import Text

    shown = Text(terminal.safe(text))
    for at, length in marks:
        shown.stylize("bold not dim", at, at + length)
    return shown
