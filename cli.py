"""policywatch: the command line, assembled from each package's commands.

Light commands stay light: Scrapy, trafilatura and Apprise are imported by the commands that need them.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from collections.abc import Collection
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NoReturn

import typer

from store import loading, terminal
from store.terminal import DbOption, JsonOption, SourcesOption

if TYPE_CHECKING:
    from notify.coverage import Known

# Importing makes many objects and no garbage: with Python's default of 700, collections are a tenth of every start.
gc.set_threshold(50_000)

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # a full disk, a used quota, a file that may not grow
INTERRUPTED = 130  # what a shell calls a command that Ctrl-C ended


class Commands(loading.Group):
    """Every command and group of commands, by name, and where it is; those of two packages are below."""

    places: ClassVar = {
        "demo": lambda: demo,
        "init": lambda: init,
        "doctor": lambda: doctor,
        "crawl": "spiders.commands:crawl",
        "deliver": lambda: import_module("notify.commands").delivering(_known_sources),
        "watch": "spiders.commands:watch",
        "extract": "spiders.commands:extract",
        "reread": "spiders.reread_commands:reread",
        "search": "store.commands:search",
        "show": "store.document_commands:show",
        "forget": "store.document_commands:forget",
        "split": "store.judgement_commands:split",
        "merge": "store.judgement_commands:merge",
        "stats": "store.commands:stats",
        "import": "store.exchange_commands:import_",
        "export": "store.exchange_commands:export_",
        "numbers": "store.lifeline_commands:numbers",
        "backup": "store.care_commands:backup",
        "restore": "store.care_commands:restore",
        "feed": "notify.feed_commands:feed",
        "serve": "notify.feed_commands:serve",
        "subscriptions": "notify.subscription_commands:app",
        "alerts": "notify.alert_commands:app",
        "sources": "spiders.source_commands:app",
    }


app = typer.Typer(
    name="policywatch",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Follow government and industry sites, keep every policy release once, and hear of those that concern you.

    Start here: policywatch demo""",
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"policywatch {version('policywatch')}")
        raise typer.Exit


@app.callback()
def before(
    ctx: typer.Context,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    ctx.obj = terminal.Shared(db=db, json=json, sources=sources)


def demo(
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="Keep the tour's archive here.")] = None,
) -> None:
    """Show all of it offline in half a minute: three small sites, two crawl rounds, an archive, alerts.

    Example: policywatch demo
    """
    from spiders.demo import tour

    raise typer.Exit(tour.run(keep))


def init(
    ctx: typer.Context,
    city: Annotated[str | None, typer.Option("--city", help="Name or code: 济南, 370100, 浙江省, 全国.")] = None,
    query: Annotated[str | None, typer.Option("--query", help="What the first subscription looks for.")] = None,
    to: Annotated[list[str] | None, typer.Option("--to", metavar="URL", help="Where its alerts go (Apprise).")] = None,
    higher: Annotated[
        bool, typer.Option("--include-higher", help="The sources of its province and of the nation, too.")
    ] = False,
    industry: Annotated[bool, typer.Option("--industry", help="Industry media and associations, too.")] = False,
    db: DbOption = None,
    sources: SourcesOption = None,
) -> None:
    """Enable the sources of a place, add a first subscription, and say what to run next.

    Example: policywatch init --city 济南 --query "科技 AND 补贴" --to mailto://user:password@example.com
    """
    from extract import divisions
    from spiders import catalogue, offering

    if city is None:
        terminal.fail("say which place to follow: policywatch init --city 济南 (or 全国 for the ministries)")
    try:
        place = divisions.division(city)
    except divisions.UnknownPlace as unknown:
        terminal.fail(str(unknown))
    known = catalogue.load(terminal.sources_folder(ctx, sources))
    for bad in known.broken:
        terminal.note(f"policywatch: {bad}")
    everything = (*known.sources, *known.policy_columns(region=place.code, higher=True))
    offers = offering.offers(everything, place, higher=higher, industry=industry)
    chosen = [source for offer in offers if offer.taken for source in offer.sources]
    if not chosen:
        terminal.fail(f"no source is known for {place.name}{offering.nearest(offers)}: {offering.by_hand(place)}")
    if query is not None and not to:
        terminal.fail("say where the alerts go, for example --to mailto://user:password@example.com")
    now = datetime.now(UTC)
    with terminal.archive(ctx, db) as archive:
        if to:
            from notify.commands import create

            name = f"{place.name} {query or '全部'}"
            create(archive, name=name, query=query or "", city=city, to=to, now=now)
        from store import checks, switches

        switches.enable(archive, [source.id for source in chosen], now)
        working = checks.working(archive)
    print(f"enabled {len(chosen)} source{'s' if len(chosen) != 1 else ''} for {place.name} ({place.code})")
    for line in offering.lines(offers, working, place):
        print(line)
    print("next: policywatch crawl, then policywatch search 科技; policywatch watch keeps going by itself")


def doctor(
    ctx: typer.Context,
    mend: Annotated[bool, typer.Option("--mend", help="Repair what can be repaired without losing anything.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read every page of the archive and of its raw pages.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
    sources: SourcesOption = None,
) -> None:
    """Check the archive, the sources and this machine, and say how to mend what is wrong.

    Example: policywatch doctor
    """
    from spiders import catalogue
    from store import care, frontier, progress

    with terminal.archive(ctx, db) as archive:
        if mend:
            now = datetime.now(UTC)
            for done in care.mend(archive, now, raw_days=terminal.raw_days()):
                terminal.note(done)
            if again := frontier.try_again(archive, [page.url for page in frontier.given_up(archive)], now):
                terminal.note(f"{again} pages given up will be asked for once more")
        with progress.bars() as (report, _):
            findings = care.examine(archive, full=full, advance=lambda done, of: report("raw pages", done, of))
        lost = frontier.given_up(archive)
    if lost:
        findings.append(
            care.Finding(
                name="pages given up",
                ok=False,
                detail=f"{len(lost)} could not be read however often they were tried, the first: {lost[0].url}",
                mend="run policywatch doctor --mend to try again",
            )
        )
    known = catalogue.load(terminal.sources_folder(ctx, sources))
    findings += [
        care.Finding(name="source file", ok=False, detail=str(broken), mend="correct the file or remove it")
        for broken in known.broken
    ]
    findings.append(
        care.Finding(
            name="sources",
            ok=bool(known.sources),
            detail=f"{len(known.sources)} can be read, and policy columns of {len(known.policy_columns())} governments",
            mend="reinstall",
        )
    )
    if "POLICYWATCH_CONTACT" not in os.environ:
        findings.append(
            care.Finding(
                name="contact",
                ok=True,
                detail="POLICYWATCH_CONTACT is not set: sites cannot tell whom to ask",
                mend="set it to an address or a page",
            )
        )
    if terminal.wants_json(ctx, json):
        for finding in findings:
            terminal.emit(finding)
    else:
        terminal.table(
            ("check", "state", "detail"),
            [(f.name, "ok" if f.ok else "LOOK", f.detail if f.ok else f"{f.detail}: {f.mend}") for f in findings],
        )
    if not all(finding.ok for finding in findings):
        raise typer.Exit(terminal.LOOK_HERE)


def _known_sources(ctx: typer.Context, ids: Collection[str]) -> dict[str, Known]:
    """What digests say of these sources: their names, and the places they are of."""
    from notify.coverage import Known
    from spiders import catalogue

    found = catalogue.load(terminal.sources_folder(ctx, None), only=ids).sources
    return {source.id: Known(name=source.name, region=source.region) for source in found}


def main() -> None:
    """The console script: one line for wrong use, Ctrl-C and a closed pipe, and the exit codes of the contract."""
    try:
        code = app(standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()  # what waits there may find the disk full
    except typer.TyperException as wrong:
        sys.exit(_wrong_use(wrong))
    except typer.Abort:
        print("\npolicywatch: nothing was done, as nobody answered: answer y, or add --yes", file=sys.stderr)
        sys.exit(terminal.LOOK_HERE)
    except BrokenPipeError:
        _reader_went_away()
    except OSError as wrong:
        if wrong.errno not in NO_ROOM:
            raise
        print(
            f"policywatch: {wrong.filename or 'output'} cannot be written ({wrong.strerror}): make room",
            file=sys.stderr,
        )
        _print_no_more()
        sys.exit(terminal.LOOK_HERE)
    except SystemExit as ended:
        # Typer answers a closed pipe with exit 1, which for us is something to look at.
        if isinstance(ended.__context__, BrokenPipeError):
            _reader_went_away()
        raise
    finally:
        gc.freeze()  # else Python looks through everything once more before it lets go of it: a fifth of a second
    if code == INTERRUPTED:
        print("policywatch: interrupted; what was finished is kept", file=sys.stderr)
    sys.exit(code if isinstance(code, int) else 0)


def _reader_went_away() -> NoReturn:
    """Whoever read what we print has seen enough."""
    _print_no_more()
    sys.exit(0)


def _print_no_more() -> None:
    """Let what is still to be printed go nowhere: Python would try once more at its end."""
    sys.stdout = sys.stderr  # which typer wrapped
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _wrong_use(wrong: Any) -> int:
    """Say in one line what typer found wrong, and where the help is; a group without a command shows its help."""
    if type(wrong).__name__ == "NoArgsIsHelpError":
        wrong.show()
        return terminal.WRONG_USE
    command = wrong.ctx.command_path if getattr(wrong, "ctx", None) else "policywatch"
    said = " ".join(wrong.format_message().split()).replace("Value error, ", "", 1).rstrip(".")
    print(f"policywatch: {said}: see {command} --help", file=sys.stderr)
    return terminal.WRONG_USE


if __name__ == "__main__":
    main()
