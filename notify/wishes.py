"""What a person wants to be told, checked as a whole before anything of it is saved."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extract import places
from notify import channels, templates, timing
from notify.message import Lang
from notify.timing import Every
from store import query
from store.subscriptions import TOLD, WHOSE, Settings, Subscription, Told, Whose

LONGEST_NAME = 80
LONGEST_GATHER = 24 * 60  # minutes
_SPAN = re.compile(r"([0-9]{1,4}) ?(m|min|h)?")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class BadWish(ValueError):  # noqa: N818 - it reads as what was asked for
    """A subscription that cannot be made; one line that says what to write instead, never a channel's URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription as it shall be, every part of it usable."""

    name: str
    channels: tuple[str, ...]
    settings: Settings


def checked(said: Mapping[str, Any], *, private: bool, environ: Mapping[str, str]) -> Wish:
    """The subscription that these words mean; BadWish where it could never tell anybody anything.

    `said` has a person's words by the name of the option, as `SAID` lists them; what is left out has its default.
    """
    asked, place, source = words(said.get("query")), region(said.get("city")), source_id(said.get("source"))
    higher = bool(said.get("include_higher"))
    if not asked and place is None and not source:
        raise BadWish("say what to look for: --query 科技, --city 济南 or --source ID")
    if higher and place is None:
        raise BadWish("--include-higher adds what concerns the places above a city: name one with --city 济南")
    return Wish(
        name=_name(said["name"]),
        channels=usable(said.get("to") or (), private=private, environ=environ),
        settings={
            "query": asked,
            "city": place,
            "higher": higher,
            "place": whose(said.get("place")),
            "source": source,
            "kinds": kinds(said.get("tell")),
            "deadline_days": days_before(said.get("deadline_days")),
            "every": rhythm(said.get("every") or "instant"),
            "quiet": hours(said.get("quiet")),
            "at": time_of_day(said.get("at")),
            "weekday": weekday(said.get("weekday")),
            "zone": zone(said.get("zone")),
            "window_minutes": minutes(said.get("gather")),
            "cap": cap(said.get("cap")),
            "tell_empty": bool(said.get("tell_empty")),
            "secret": secret(said.get("secret"), environ),
            "lang": language(said.get("lang") or "zh"),
            "owner": owner(said.get("owner")),
            "template": template(said.get("template")),
        },
    )


def said_of(subscription: Subscription) -> dict[str, Any]:
    """The words that would make this very subscription."""
    return {
        "name": subscription.name,
        "to": [channel.url for channel in subscription.channels],
        "query": subscription.query,
        "city": subscription.city,
        "include_higher": subscription.higher,
        "place": subscription.place,
        "source": subscription.source,
        "tell": ",".join(subscription.kinds),
        "deadline_days": ",".join(map(str, subscription.deadline_days)),
        "every": subscription.every,
        "quiet": subscription.quiet,
        "at": subscription.at,
        "weekday": None if subscription.weekday is None else timing.WEEKDAYS[subscription.weekday],
        "zone": subscription.zone,
        "gather": f"{subscription.window_minutes}m" if subscription.window_minutes else None,
        "cap": subscription.cap,
        "tell_empty": subscription.tell_empty,
        "secret": subscription.secret,
        "lang": subscription.lang,
        "owner": subscription.owner,
        "template": subscription.template,
    }


def whose(text: str | None) -> Whose:
    """Whether the city is what a release is about, or where it was issued."""
    for one in WHOSE:
        if (text or "about") == one:
            return one
    raise BadWish(f"--place {text!r} is not known: write {', '.join(WHOSE)}")


def kinds(text: str | None) -> tuple[Told, ...]:
    """The kinds of change to tell, each once."""
    found: list[Told] = []
    for part in re.split(r"[,，、\s]+", (text or "new").strip(" ,，、")):
        known = next((one for one in TOLD if part.lower() == one), None)
        if known is None:
            near = difflib.get_close_matches(part.lower(), TOLD, n=1)
            meant = f"did you mean {near[0]}? write" if near else "write"
            raise BadWish(f"--tell {part!r} is not known: {meant} one or more of {','.join(TOLD)}")
        found.append(known)
    return tuple(dict.fromkeys(found))


def days_before(text: str | None) -> tuple[int, ...]:
    """How many days before a deadline to remind, most first."""
    parts = re.split(r"[,，、\s]+", (text or "14,3,1").strip(" ,，、"))
    if not all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts):
        raise BadWish(f"--deadline-days {text!r} are no days: write for example 14,3,1")
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def owner(text: str | None) -> str | None:
    """The label of whoever the subscription belongs to."""
    label = (text or "").strip()
    if len(label) > LONGEST_NAME or not label.isprintable():
        raise BadWish(f"--owner is a label on one line of at most {LONGEST_NAME} characters")
    return label or None


def template(text: str | None) -> str | None:
    """How an item is written, once every field in it is known."""
    if not text:
        return None
    try:
        templates.filled(text, {})
    except templates.BadTemplate as wrong:
        raise BadWish(f"--template: {wrong}") from wrong
    return text


def words(text: str | None) -> str:
    """The query, once it can be read."""
    asked = (text or "").strip()
    try:
        query.parse(asked)
    except query.BadQuery as wrong:
        raise BadWish(str(wrong)) from wrong
    return asked


def region(text: str | None) -> str | None:
    """The code of the place a person named."""
    if not text:
        return None
    try:
        return places.division(text).code
    except places.UnknownPlace as unknown:
        raise BadWish(f"--city {unknown}") from unknown


def source_id(text: str | None) -> str | None:
    """The id of a source."""
    if not text:
        return None
    if not _SOURCE.fullmatch(text):
        raise BadWish(f"--source {text!r} is no id of a source: write one of policywatch sources list")
    return text


def usable(to: Iterable[str], *, private: bool, environ: Mapping[str, str]) -> tuple[str, ...]:
    """The channels, each once, all of them usable; a mail to several readers is a channel for each."""
    wanted = tuple(dict.fromkeys(url.strip() for url in to))
    if not wanted:
        raise BadWish("say where alerts go: --to mailto://user:password@example.com or --to json://host/path")
    found: list[str] = []
    for number, url in enumerate(wanted, start=1):
        try:
            channels.check(url, private=private, environ=environ)
            found += channels.each(url, environ)
        except channels.BadChannel as wrong:
            which = "--to" if len(wanted) == 1 else f"--to number {number}"
            # Not chained: a traceback of the cause could show what it was called with.
            raise BadWish(f"{which}: {wrong}") from None
    return tuple(dict.fromkeys(found))


def rhythm(text: str) -> Every:
    """How often to tell."""
    for every in timing.RHYTHMS:
        if text == every:
            return every
    raise BadWish(f"--every {text!r} is not known: write {', '.join(timing.RHYTHMS)}")


def hours(text: str | None) -> str | None:
    """The quiet hours, in one spelling."""
    if not text:
        return None
    try:
        quiet = timing.quiet_hours(text)
    except timing.BadQuiet as wrong:
        raise BadWish(f"--quiet {wrong}") from wrong
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


def time_of_day(text: str | None) -> str | None:
    """When a digest goes out, in one spelling."""
    if not text:
        return None
    try:
        return f"{timing.clock(text):%H:%M}"
    except timing.BadTime as wrong:
        raise BadWish(f"--at {wrong}") from wrong


def weekday(text: str | None) -> int | None:
    """On which day a weekly digest goes out; Monday is 0."""
    if not text:
        return None
    short = text.strip().lower()[:3]
    if short not in timing.WEEKDAYS:
        raise BadWish(f"--weekday {text!r} is not known: write one of {', '.join(timing.WEEKDAYS)}")
    return timing.WEEKDAYS.index(short)


def zone(text: str | None) -> str | None:
    """The name of a zone."""
    if not text:
        return None
    try:
        return ZoneInfo(text.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as wrong:
        raise BadWish(f"--zone {text!r} is no zone: write a name such as Asia/Shanghai") from wrong


def minutes(text: str | None) -> int:
    """How long an instant message waits for company."""
    if not text:
        return 0
    found = _SPAN.fullmatch(text.strip().lower())
    whole = int(found[1]) * (60 if found[2] == "h" else 1) if found else LONGEST_GATHER + 1
    if whole > LONGEST_GATHER:
        raise BadWish(
            f"--gather {text!r} is no time to wait: write minutes or hours up to a day, for example 10m or 2h"
        )
    return whole


def cap(text: str | int | None) -> int | None:
    """How many releases are told one by one a day; 0: no end."""
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", str(text)):
        raise BadWish(f"--cap {text!r} is no number: write for example 50, or 0 for no end")
    return int(text)


def secret(text: str | None, environ: Mapping[str, str]) -> str | None:
    """The reference to what webhooks are signed with, once it leads to something."""
    if not text:
        return None
    if not text.startswith(channels.REFERENCES):
        raise BadWish("--secret is kept elsewhere: write env:NAME or keyring:SERVICE/NAME")
    try:
        channels.resolve(text, environ, holds="the secret")
    except channels.BadChannel as wrong:
        raise BadWish(f"--secret: {wrong}") from None
    return text


def language(text: str) -> Lang:
    """The language of the messages."""
    if text == "zh":
        return "zh"
    if text == "en":
        return "en"
    raise BadWish(f"--lang {text!r} is not known: write zh or en")


def _name(text: str) -> str:
    name = text.strip()
    if not name:
        raise BadWish(
            "a subscription needs a name: policywatch subscriptions add 济南AI --query 人工智能 --to json://…"
        )
    if len(name) > LONGEST_NAME:
        raise BadWish(f"a name has at most {LONGEST_NAME} characters, this one has {len(name)}")
    if not name.isprintable():
        raise BadWish("a name has no line breaks or other control characters")
    if name.startswith("-"):
        raise BadWish(f"the name {name!r} looks like an option: begin it with a letter or digit")
    return name
