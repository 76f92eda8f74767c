"""`subscriptions`: who wants to be told about what, and where."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from notify.wish_options import OwnerOption, with_wish
from store import loading, terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from notify.message import Lang
    from notify.wishes import Wish
    from store.subscriptions import Subscription


class Commands(loading.Group):
    """What can be done with subscriptions."""

    places: ClassVar = {
        "add": "notify.subscription_commands:add",
        "list": "notify.subscription_commands:list_",
        "show": "notify.subscription_commands:show",
        "edit": "notify.subscription_commands:edit",
        "remove": "notify.subscription_commands:remove",
        "pause": "notify.subscription_commands:pause",
        "resume": "notify.subscription_commands:resume",
        "test": "notify.workbench_commands:try_out",
        "preview": "notify.workbench_commands:preview",
        "explain": "notify.workbench_commands:explain",
        "export": "notify.exchange_commands:export_",
        "import": "notify.exchange_commands:import_",
    }


app = typer.Typer(cls=Commands, help="Who wants to be told about what, and where.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The subscription.")]
MaybeName = Annotated[str | None, typer.Argument(metavar="[NAME]", help="The subscription.")]


def private_allowed() -> bool:
    """May channels be on private addresses?"""
    names = ("POLICYWATCH_ALLOW_PRIVATE_CHANNELS", "POLICYWATCH_ALLOW_PRIVATE")
    return any(os.environ.get(name) == "1" for name in names)


def house_language() -> Lang:
    """What messages are written in where nothing else is said, POLICYWATCH_LANG; Chinese by default."""
    said = os.environ.get("POLICYWATCH_LANG", "").strip()
    if said not in ("", "zh", "en"):
        terminal.fail(f"POLICYWATCH_LANG is {terminal.safe(said)!r}: write zh or en")
    return "en" if said == "en" else "zh"


@with_wish
def add(ctx: typer.Context, name: Name, said: Mapping[str, Any], db: DbOption = None, json: JsonOption = False) -> None:
    """Subscribe to a query, a city or a source; everything is checked before it is saved.

    Example: policywatch subscriptions add 济南AI --query 人工智能 --city 济南 --to json://example.com/hook
    """
    with terminal.archive(ctx, db) as archive:
        saved_one = saved(archive, {**said, "name": name}, now=now())
        if terminal.wants_json(ctx, json):
            terminal.emit(_row(saved_one))
        else:
            already = matching(archive, saved_one.query, saved_one.city, saved_one.higher, saved_one.source)
            to_whom = ", ".join(channel.label for channel in saved_one.channels)
            print(
                terminal.safe(
                    f"added {saved_one.name}: new releases go to {to_whom}; the archive has {already} like it"
                )
            )


def saved(archive: Database, said: Mapping[str, Any], *, now: datetime, where: str = "") -> Subscription:
    """The new subscription that these words ask for; one line and exit 2 where they are wrong."""
    from store import subscriptions

    wish = _wish({**said, "lang": said.get("lang") or house_language()}, where)
    _note_unknown_source(archive, wish.settings["source"])
    try:
        return subscriptions.add(archive, name=wish.name, channels=wish.channels, now=now, **wish.settings)
    except subscriptions.NameTaken as taken:
        terminal.fail(f"{where}{taken}")


def _wish(said: Mapping[str, Any], where: str = "") -> Wish:
    from notify import wishes

    try:
        return wishes.checked(said, private=private_allowed(), environ=os.environ)
    except wishes.BadWish as wrong:
        terminal.fail(f"{where}{wrong}")


def _note_unknown_source(archive: Database, source: str | None) -> None:
    """The catalogue belongs to the crawler; what the archive has never heard of is at least worth a word."""
    if source is None:
        return
    from store import switches

    known = switches.states(archive)
    if source in known or matching(archive, "", None, False, source):
        return
    near = difflib.get_close_matches(source, known, n=1)
    meant = f"; did you mean {near[0]}?" if near else ": see policywatch sources list"
    terminal.note(f"policywatch: nothing has come from source {source} yet{meant}")


def _say(ctx: typer.Context, subscription: Subscription, json: bool) -> None:
    """Success is quiet, except to a script that asked."""
    if terminal.wants_json(ctx, json):
        terminal.emit(_row(subscription))


def list_(ctx: typer.Context, owner: OwnerOption = None, db: DbOption = None, json: JsonOption = False) -> None:
    """List the subscriptions, or those of one owner; channels are shown by kind and number, never by URL.

    Example: policywatch subscriptions list
    """
    from store import subscriptions

    with terminal.archive(ctx, db) as archive:
        found = subscriptions.listed(archive) if owner is None else of_owner(archive, owner)
    if terminal.wants_json(ctx, json):
        for subscription in found:
            terminal.emit(_row(subscription))
        return
    columns = ("name", "query", "city", "source", "every", "quiet", "channels", "state")
    rows = [_row(subscription) for subscription in found]
    terminal.table(
        columns,
        [
            [
                *(row["name"], row["query"], row["city_name"], row["source"], row["every"], row["quiet"]),
                *(", ".join(row["channels"]), "paused" if row["paused"] else "active"),
            ]
            for row in rows
        ],
    )


def _row(subscription: Subscription) -> dict[str, Any]:
    from extract import divisions

    try:
        city_name = divisions.full_name(subscription.city) if subscription.city else None
    except divisions.UnknownPlace:
        city_name = subscription.city
    return {
        "name": subscription.name,
        "query": subscription.query,
        "city": subscription.city,
        "city_name": city_name,
        "include_higher": subscription.higher,
        "source": subscription.source,
        "every": subscription.every,
        "quiet": subscription.quiet,
        "lang": subscription.lang,
        "paused": subscription.paused,
        "channels": [channel.label for channel in subscription.channels],
        "place": subscription.place,
        "tell": list(subscription.kinds),
        "deadline_days": list(subscription.deadline_days),
        "owner": subscription.owner,
        "template": subscription.template,
        "at": subscription.at,
        "weekday": subscription.weekday,
        "zone": subscription.zone,
        "gather_minutes": subscription.window_minutes,
        "cap": subscription.cap,
        "tell_empty": subscription.tell_empty,
        "signed": subscription.secret is not None,
        "created": subscription.created,
    }


def show(ctx: typer.Context, name: Name, db: DbOption = None, json: JsonOption = False) -> None:
    """Show one subscription and what waits for it.

    Example: policywatch subscriptions show 济南AI
    """
    from store import outbox

    with terminal.archive(ctx, db) as archive:
        subscription = found(archive, name)
        waiting = [one for one in outbox.pending(archive) if one.subscription == subscription.name]
        dead = [one for one in outbox.dead(archive) if one.subscription == subscription.name]
        held = outbox.held_back(archive, subscription.id)
    row = _row(subscription) | {"waiting": len(waiting), "dead": len(dead), "summarised": len(held)}
    if terminal.wants_json(ctx, json):
        terminal.emit(row)
        return
    for several in ("channels", "tell", "deadline_days"):
        row[several] = ", ".join(map(str, row[several]))
    terminal.table(("field", "value"), [(key, value) for key, value in row.items() if value is not None])


@with_wish
def edit(
    ctx: typer.Context,
    name: Name,
    said: Mapping[str, Any],
    rename: Annotated[str | None, typer.Option("--rename", metavar="NAME", help="A new name.")] = None,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Change what is named and keep the rest; an empty value takes a filter away, --to replaces all channels.

    Example: policywatch subscriptions edit 济南AI --query '人工智能 OR 大模型' --city ''
    """
    from notify import wishes
    from store import subscriptions

    if not said and rename is None:
        terminal.fail(f"nothing to change: write what {name} shall have instead, such as --query or --to")
    with terminal.archive(ctx, db) as archive:
        old = found(archive, name)
        asked = {**wishes.said_of(old), **said}
        if said.get("city") == "" and "include_higher" not in said:
            asked["include_higher"] = False
        wish = _wish(asked | {"name": old.name if rename is None else rename})
        _note_unknown_source(archive, wish.settings["source"] if said.get("source") else None)
        try:
            edited = subscriptions.edit(archive, old.name, rename=wish.name, channels=wish.channels, **wish.settings)
        except subscriptions.NameTaken as taken:
            terminal.fail(str(taken))
        _say(ctx, edited, json)


def remove(ctx: typer.Context, name: Name, db: DbOption = None, json: JsonOption = False) -> None:
    """Remove a subscription and all that is on its way to it.

    Example: policywatch subscriptions remove 济南AI
    """
    from store import subscriptions

    with terminal.archive(ctx, db) as archive:
        gone = found(archive, name)
        subscriptions.remove(archive, gone.name)
        _say(ctx, gone, json)


def pause(
    ctx: typer.Context, name: MaybeName = None, owner: OwnerOption = None, db: DbOption = None, json: JsonOption = False
) -> None:
    """Send nothing until it is resumed; what is released meanwhile is not told. --owner pauses all of one owner.

    Example: policywatch subscriptions pause 济南AI
    """
    from store import subscriptions

    _each(ctx, subscriptions.pause, name, owner, db, json)


def resume(
    ctx: typer.Context, name: MaybeName = None, owner: OwnerOption = None, db: DbOption = None, json: JsonOption = False
) -> None:
    """Send again; --owner resumes all of one owner.

    Example: policywatch subscriptions resume 济南AI
    """
    from store import subscriptions

    _each(ctx, subscriptions.resume, name, owner, db, json)


def _each(
    ctx: typer.Context,
    act: Callable[[Database, str], None],
    name: str | None,
    owner: str | None,
    db: Path | None,
    json: bool,
) -> None:
    """Do it to the subscription, or to every one of the owner: to all or, where one fails, to none."""
    from store.connection import transaction

    if (name is None) == (owner is None):
        terminal.fail("name one subscription, or --owner LABEL for all of one owner")
    with terminal.archive(ctx, db) as archive:
        chosen = [found(archive, name)] if name is not None else of_owner(archive, owner or "")
        with transaction(archive):
            for one in chosen:
                act(archive, one.name)
        for one in chosen:
            _say(ctx, found(archive, one.name), json)


def of_owner(archive: Database, owner: str) -> list[Subscription]:
    """The owner's subscriptions; one line and exit 2 where there is none."""
    from store import subscriptions

    owned = subscriptions.listed(archive, owner)
    if not owned:
        near = difflib.get_close_matches(owner, subscriptions.owners(archive), n=1, cutoff=0.4)
        terminal.fail(f"no subscription is of owner {owner!r}{f'; did you mean {near[0]}?' if near else ''}")
    return owned


def found(archive: Database, name: str) -> Subscription:
    """The subscription with this name; one line and exit 2 where there is none."""
    from store import subscriptions

    try:
        return subscriptions.get(archive, name)
    except subscriptions.UnknownSubscription as unknown:
        near = difflib.get_close_matches(name, [one.name for one in subscriptions.listed(archive)], n=1, cutoff=0.4)
        terminal.fail(f"{unknown}{f'; did you mean {near[0]}?' if near else ''}")


def matching(archive: Database, query: str, city: str | None, higher: bool, source: str | None) -> int:
    """How many documents of the archive a subscription like this would match."""
    from store import query as queries
    from store import search

    return search.count(archive, queries.parse(query), city=city, higher=higher, source=source)


def now() -> datetime:
    """The time, as everything below the command line is handed it."""
    return datetime.now(UTC)
