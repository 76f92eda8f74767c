"""What a person wants to be told, checked as a whole before anything of it is saved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract import places
from notify import channels, timing
from notify.message import Lang
from notify.timing import Every
from store import query

LONGEST_NAME = 80
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class BadWish(ValueError):  # noqa: N818 - it reads as what was asked for
    """A subscription that cannot be made; one line that says what to write instead, never a channel's URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A subscription as it shall be, every part of it usable."""

    name: str
    query: str = ""
    city: str | None = None  # region code
    higher: bool = False
    source: str | None = None
    channels: tuple[str, ...] = ()
    every: Every = "instant"
    quiet: str | None = None
    lang: Lang = "zh"


def checked(
    *,
    name: str,
    query: str | None,
    city: str | None,
    higher: bool,
    source: str | None,
    to: Sequence[str],
    every: str,
    quiet: str | None,
    lang: str,
    private: bool,
    environ: Mapping[str, str],
) -> Wish:
    """The subscription that these words mean; BadWish where it could never tell anybody anything."""
    asked = words(query)
    place = region(city)
    if not asked and place is None and not source:
        raise BadWish("say what to look for: --query 科技, --city 济南 or --source ID")
    if higher and place is None:
        raise BadWish("--include-higher adds what concerns the places above a city: name one with --city 济南")
    return Wish(
        name=_name(name),
        query=asked,
        city=place,
        higher=higher,
        source=source_id(source),
        channels=usable(to, private=private, environ=environ),
        every=rhythm(every),
        quiet=hours(quiet),
        lang=language(lang),
    )


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
