"""Subscriptions as a TOML file: to keep, to move, to write by hand; a channel's URL is never written into it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from notify.channels import REFERENCES
from notify.wishes import BadWish, said_of
from store.subscriptions import Channel, Subscription

HEAD = """\
# Subscriptions of policywatch; policywatch subscriptions import FILE reads them.
# A channel's URL is a credential and not in here: env:NAME or keyring:SERVICE/NAME stands for it.
"""
# What a table may have, in this order: the options of `subscriptions add` by name.
KINDS: dict[str, type] = {
    "name": str,
    "query": str,
    "city": str,
    "include_higher": bool,
    "place": str,
    "source": str,
    "tell": str,
    "deadline_days": str,
    "every": str,
    "quiet": str,
    "at": str,
    "weekday": str,
    "zone": str,
    "gather": str,
    "cap": int,
    "tell_empty": bool,
    "secret": str,
    "lang": str,
    "owner": str,
    "template": str,
    "paused": bool,
    "to": list,
}
DEFAULTS = {"place": "about", "tell": "new", "deadline_days": "14,3,1"}  # left out of a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A subscription as the file has it, unchecked."""

    said: Mapping[str, Any]  # by the name of the option
    paused: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.said["name"])


def reference(channel: Channel) -> str:
    """What stands for the channel's URL in a file."""
    return channel.url if is_reference(channel) else f"env:CHANNEL_{channel.id}"


def is_reference(channel: Channel) -> bool:
    """Does the channel say where its URL is kept, instead of the URL itself?"""
    return channel.url.startswith(REFERENCES)


def written(subscriptions: Iterable[Subscription]) -> str:
    """The file."""
    return "\n".join([HEAD, *(_table(subscription) for subscription in subscriptions)])


def _table(subscription: Subscription) -> str:
    said = said_of(subscription) | {"paused": subscription.paused}
    lines = [
        f"{key} = {_value(said[key])}"
        for key in KINDS
        if key != "to" and said[key] is not None and said[key] is not False and said[key] != DEFAULTS.get(key)
    ]
    return "\n".join(["[[subscription]]", *lines, *_channels(subscription.channels), ""])


def _channels(channels: Iterable[Channel]) -> Iterator[str]:
    yield "to = ["
    for channel in channels:
        note = "" if is_reference(channel) else f" # {channel.label}: set the variable to its URL"
        yield f"  {_value(reference(channel))},{note}"
    yield "]"


def _value(value: object) -> str:
    # JSON's strings and booleans are TOML's as well, once DEL is escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def read(text: str) -> list[Written]:
    """The subscriptions of a file; BadWish says which one is wrong and how."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadWish(f"that is no TOML: {wrong}") from wrong
    found = tables.get("subscription")
    if not isinstance(found, list) or not found or set(tables) != {"subscription"}:
        raise BadWish("write one [[subscription]] table for each subscription, and nothing else")
    return [_read(table, number) for number, table in enumerate(found, start=1)]


def _read(table: Any, number: int) -> Written:
    if not isinstance(table, dict):
        raise BadWish(f"subscription {number} is no table: write [[subscription]] above it")
    which = f"subscription {table.get('name', number)!r}"
    for key, value in table.items():
        if key not in KINDS:
            raise BadWish(f"{which}: {key} is not known: write {', '.join(KINDS)}")
        if not isinstance(value, KINDS[key]) or (isinstance(value, bool) and KINDS[key] is int):
            raise BadWish(f"{which}: {key} must be a {_KIND_NAMES[KINDS[key]]}")
    if "name" not in table:
        raise BadWish(f"{which}: name is missing")
    to = table.get("to", [])
    if not all(isinstance(url, str) for url in to):
        raise BadWish(f"{which}: to must be a list of strings")
    said = {key: value for key, value in table.items() if key != "paused"}
    return Written(said={**said, "to": tuple(to)}, paused=bool(table.get("paused")))


_KIND_NAMES = {str: "string", int: "whole number", bool: "true or false", list: "list of strings"}
