"""`deliver`, and where the command line meets subscriptions and alerts."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notify.subscription_commands import house_language, now, private_allowed, saved
from store import terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from sqlite_utils import Database

    from notify.coverage import Known
    from notify.dispatch import Report, Send
    from notify.message import Lang
    from notify.operator import Told
    from store.connection import Archive
    from store.subscriptions import Subscription


Sources = Callable[[typer.Context, Collection[str]], "Mapping[str, Known]"]


def delivering(sources: Sources) -> Callable[..., None]:
    """The command; `sources` tells what is known of these sources, by their ids."""

    def deliver(
        ctx: typer.Context,
        db: DbOption = None,
        json: JsonOption = False,
        # For `watch`, which begins it when a round begins and closes its standard input some time after.
        stay: Annotated[bool, typer.Option("--stay", hidden=True)] = False,
    ) -> None:
        """Match what is new against the subscriptions and send all that waits.

        One message for each subscription and channel. A channel that fails is tried again later and delays no other.

        Example: policywatch deliver --json
        """
        _deliver(ctx, db, json, sources, stay=stay)

    return deliver


def _deliver(ctx: typer.Context, db: Path | None, json: bool, sources: Sources, *, stay: bool) -> None:
    from notify import channels, staying
    from store import leases, notices

    stop = threading.Event()
    way = _Way(
        zone=terminal.zone(),
        send=partial(channels.send, private=private_allowed(), environ=os.environ),
        lang=house_language(),
        as_json=terminal.wants_json(ctx, json),
        stopped=stop.is_set,
    )
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())  # what is in hand is finished first
    try:
        with terminal.archive(ctx, db) as archive:
            news, unreadable = staying.News(archive), dict[str, str]()
            match = _matching(archive, way.zone, unreadable)
            coverage = partial(_coverage, archive, way.zone, partial(sources, ctx))
            while True:
                match()
                _send(archive, way, coverage(), meanwhile=lambda: match() if news.came() else None)
                again = staying.wait(news, stop.is_set) if stay else None
                if again is None:
                    break
                stay = again
            troubled = leases.troubled(archive) + notices.troubled(archive)
    finally:
        signal.signal(signal.SIGTERM, before)
    if troubled or unreadable:
        if troubled:
            terminal.note(f"not delivered yet: {troubled}; see policywatch alerts list")
        raise typer.Exit(terminal.LOOK_HERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How messages leave, and how that is told."""

    zone: ZoneInfo
    send: Send
    lang: Lang
    as_json: bool
    stopped: Callable[[], bool]


def _matching(archive: Archive, zone: ZoneInfo, unreadable: dict[str, str]) -> Callable[[], None]:
    """What matches all that is new, and tells of each subscription that cannot be read, and why, once."""
    from notify import dispatch
    from notify.kept import Holder

    holder = Holder()

    def match() -> None:
        for subscription, why in dispatch.match(archive, now(), zone, holder=holder).unreadable:
            if unreadable.setdefault(subscription.name, "") != why:
                unreadable[subscription.name] = why
                mend = "mend it with subscriptions edit"
                terminal.note(f"policywatch: subscription {subscription.name}: {why}; {mend}")

    return match


def _send(
    archive: Archive, way: _Way, coverage: Callable[[Subscription], str], *, meanwhile: Callable[[], None]
) -> None:
    """Send what waits, first the subscribers', then the operator's, and tell him of what was given up."""
    from notify import dispatch, operator

    given_up = []
    for report in dispatch.deliver(
        archive,
        now,
        way.zone,
        way.send,
        environ=os.environ,
        coverage=coverage,
        stopped=way.stopped,
        meanwhile=meanwhile,
    ):
        _print(report, way.as_json)
        if report.state == "dead":
            given_up.append(report)
    for told in operator.deliver(
        archive, now, way.zone, way.send, environ=os.environ, lang=way.lang, stopped=way.stopped
    ):
        _print_notice(told, way.as_json)
    if given_up:
        _tell_operator(given_up, way.send, way.lang)


def _coverage(
    archive: Database, zone: ZoneInfo, sources: Callable[[Collection[str]], Mapping[str, Known]]
) -> Callable[[Subscription], str]:
    """What says of a digest how many of the sources that concern it are read; looked up when the first one needs it."""
    from notify import composing, coverage, timing
    from store import health, switches

    @cache
    def facts() -> tuple[Mapping[str, switches.State], Mapping[str, health.Health], Mapping[str, Known]]:
        states = {source: state for source, state in switches.states(archive).items() if state.enabled}
        return states, health.everything(archive), sources(states.keys())

    def line(subscription: Subscription) -> str:
        states, conditions, known = facts()
        found = coverage.of(subscription, states=states, conditions=conditions, known=known, now=now())
        return coverage.line(found, composing.language(subscription), timing.zone_of(subscription, zone))

    return line


def _tell_operator(given_up: Sequence[Report], send: Send, lang: Lang) -> None:
    """Say it on POLICYWATCH_OPERATOR as well: the subscriber waits for something that will not come."""
    from notify import dispatch, message
    from notify.channels import Refused

    url = os.environ.get("POLICYWATCH_OPERATOR")
    if not url:
        return
    count = len(given_up)
    if lang == "zh":
        heading = f"policywatch：{count} 条消息多次重试后仍未送达"
        lines = [f"{one.subscription}，{one.channel}：{one.error}" for one in given_up]
        lines += ["查看：policywatch alerts list", "重试：policywatch alerts retry"]
    else:
        heading = f"policywatch: {count} {'message' if count == 1 else 'messages'} given up after many tries"
        lines = [f"{one.subscription}, {one.channel}: {one.error}" for one in given_up]
        lines += ["See: policywatch alerts list", "Try again: policywatch alerts retry"]
    told = message.operator(heading, "\n".join(lines), lang=lang)
    answer = dispatch.tell(url, told, send, environ=os.environ)
    if isinstance(answer, Refused):
        terminal.note(f"policywatch: the channel of POLICYWATCH_OPERATOR did not take the notice: {answer.error}")


def create(
    archive: Database,
    *,
    name: str,
    query: str,
    city: str | None = None,
    to: Sequence[str],
    now: datetime,
) -> Subscription:
    """A subscription for another command; wrong words end with one line and exit 2."""
    return saved(archive, {"name": name, "query": query, "city": city, "to": to}, now=now)


def _print(report: Report, as_json: bool) -> None:
    row: dict[str, Any] = {
        "subscription": report.subscription,
        "channel": report.channel,
        "kind": report.kind,
        "documents": list(report.documents),
        "state": report.state,
        "error": report.error,
    }
    if as_json:
        terminal.emit(row)
        return
    row["documents"] = f"{len(report.documents)} document{'' if len(report.documents) == 1 else 's'}"
    print("\t".join(terminal.safe(str(value)) for value in row.values() if value is not None), flush=True)


def _print_notice(told: Told, as_json: bool) -> None:
    """A message to the operator, as the others are printed; its channel is in the environment and has no label."""
    if as_json:
        terminal.emit({"kind": "operator", "sources": list(told.sources), "state": told.state, "error": told.error})
        return
    count = f"{len(told.sources)} source{'' if len(told.sources) == 1 else 's'}"
    print("\t".join(filter(None, ("operator", count, told.state, terminal.safe(told.error or "")))), flush=True)
