"""What a person wants to be told, checked as a whole before anything of it is saved."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extract import places
from notify import channels, templates, timing
from notify.message import Lang
from notify.timing import Every
from store import query
from store.subscriptions import TOLD, WHOSE, Settings, Subscription, Told, Whose

LONGEST_NAME = 80
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
    """The channels, each once, all of them usable."""
    wanted = tuple(dict.fromkeys(url.strip() for url in to))
    if not wanted:
        raise BadWish("say where alerts go: --to mailto://user:password@example.com or --to json://host/path")
    for number, url in enumerate(wanted, start=1):
        try:
            channels.check(url, private=private, environ=environ)
        except channels.BadChannel as wrong:
            which = "--to" if len(wanted) == 1 else f"--to number {number}"
            # Not chained: a traceback of the cause could show what it was called with.
            raise BadWish(f"{which}: {wrong}") from None
    return wanted


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
