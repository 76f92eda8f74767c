"""`alerts`: what waits, what failed, what is held back, and what to do about it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import typer

from store import loading, terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from store.notices import Notice
    from store.outbox import Delivery, HeldBack


class Commands(loading.Group):
    """What can be asked of alerts."""

    places: ClassVar = {
        "list": "notify.alert_commands:list_",
        "retry": "notify.alert_commands:retry",
        "drop": "notify.alert_commands:drop",
        "release": "notify.alert_commands:release",
    }


app = typer.Typer(cls=Commands, help="What waits, what failed, what is held back.", no_args_is_help=True)

Ids = Annotated[list[int] | None, typer.Argument(metavar="[ID]…", help="Numbers of policywatch alerts list.")]


def list_(
    ctx: typer.Context,
    held: Annotated[bool, typer.Option("--held", help="Releases that were told in a summary only.")] = False,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """List what waits to be sent and what failed; --held lists what is told in summaries only.

    Example: policywatch alerts list
    """
    from store import notices, outbox

    with terminal.archive(ctx, db) as archive:
        back = outbox.held_back(archive)
        moving = [] if held else [*outbox.dead(archive), *outbox.pending(archive)]
        told = [] if held else notices.unfinished(archive)
    rows = [_held_row(one) for one in back] if held else [_row(one) for one in moving] + [_notice(one) for one in told]
    if terminal.wants_json(ctx, json):
        for row in rows:
            terminal.emit(row)
        return
    if not rows:
        terminal.note("nothing is held back" if held else "no alert waits and none has failed")
    columns = ("subscription", "document_id", "title") if held else _COLUMNS
    zone = terminal.zone()
    terminal.table(columns, [[_shown(row[column], zone) for column in columns] for row in rows])
    if back and not held:
        terminal.note(f"{len(back)} older releases are told in summaries only: policywatch alerts list --held")


_COLUMNS = ("id", "state", "subscription", "channel", "kind", "attempts", "due", "title", "error")


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": "failed" if one.state == "waiting" and one.attempts else one.state,
        "subscription": one.subscription,
        "channel": one.channel,
        "kind": one.kind,
        "document_id": one.document_id,
        "title": one.title,
        "change": one.change,
        "due": one.due,
        "attempts": one.attempts,
        "error": one.error,
    }


def _notice(one: Notice) -> dict[str, Any]:
    """A notice to the operator; it has no number of its own here: retry and drop without numbers take it along."""
    return {
        "id": None,
        "state": "failed" if one.state == "waiting" and one.attempts else one.state,
        "subscription": None,
        "channel": "POLICYWATCH_OPERATOR",
        "kind": "operator",
        "document_id": None,
        "title": f"{one.trouble.source}: {one.trouble.reason}",
        "change": one.stage,
        "due": one.due,
        "attempts": one.attempts,
        "error": one.error,
    }


def _held_row(one: HeldBack) -> dict[str, Any]:
    return {
        "state": "held",
        "subscription": one.subscription,
        "document_id": one.document_id,
        "title": one.title,
        "created": one.created,
    }


def _shown(value: object, zone: Any) -> object:
    return f"{value.astimezone(zone):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value


def retry(ctx: typer.Context, ids: Ids = None, db: DbOption = None, json: JsonOption = False) -> None:
    """Try failed alerts again with the next deliver: these, or all.

    Example: policywatch alerts retry && policywatch deliver
    """
    from store import notices, outbox

    with terminal.archive(ctx, db) as archive:
        _known(archive, ids)
        count = outbox.retry(archive, _now(), ids or None) + (0 if ids else notices.retry(archive, _now()))
    _say(ctx, json, count, "will be tried again: policywatch deliver")


def drop(ctx: typer.Context, ids: Ids = None, db: DbOption = None, json: JsonOption = False) -> None:
    """Give up on alerts: on these, or on all that are dead.

    Example: policywatch alerts drop 17
    """
    from store import notices, outbox

    with terminal.archive(ctx, db) as archive:
        _known(archive, ids)
        count = outbox.drop(archive, ids or None) + (0 if ids else notices.drop(archive))
    _say(ctx, json, count, "dropped")


def release(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The subscription.")],
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Tell one by one what a subscription was to hear of in a summary only.

    Example: policywatch alerts release 济南AI && policywatch deliver
    """
    from store import outbox, subscriptions

    with terminal.archive(ctx, db) as archive:
        try:
            subscription = subscriptions.get(archive, name)
        except subscriptions.UnknownSubscription as unknown:
            terminal.fail(str(unknown))
        count = outbox.release(archive, subscription.id, _now())
    _say(ctx, json, count, "released: policywatch deliver sends them one by one")


def _say(ctx: typer.Context, json: bool, count: int, what: str) -> None:
    if terminal.wants_json(ctx, json):
        terminal.emit({"alerts": count})
    else:
        print(f"{count} {'alert' if count == 1 else 'alerts'} {what}")


def _known(archive: Database, ids: list[int] | None) -> None:
    from store import outbox

    known = {one.id for one in [*outbox.dead(archive), *outbox.pending(archive)]}
    strangers = [str(id) for id in ids or [] if id not in known]
    if strangers:
        terminal.fail(f"no alert {', '.join(strangers)} waits or has failed: see policywatch alerts list")


def _now() -> datetime:
    return datetime.now(UTC)
