"""What a subscriber reads: releases, digests, summaries, reminders and notices. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from notify.forms import ELLIPSIS as ELLIPSIS
from notify.forms import Form as Form
from notify.forms import line

Lang = Literal["zh", "en"]
Kind = Literal["release", "summary", "digest", "reminder", "operator"]
Rhythm = Literal["daily", "weekly"]

NAME_WIDTH = 40  # characters of a subscription's name in a heading
SUBJECT_WIDTH = 60  # characters of the first title in a subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document of a message."""

    id: int
    title: str
    url: str | None
    issuer: str | None = None
    city: str | None = None
    published: date | None = None
    snippet: str | None = None
    revised: bool = False  # its receiver may know it in an earlier wording
    labels: tuple[str, ...] = ()  # why it is told, where it is not simply new
    notes: tuple[str, ...] = ()  # and what is different: a line each
    told: tuple[str, ...] = ("new",)  # the kinds of change
    seen: tuple[str, ...] = ()  # hosts that show it too
    template: str | None = None  # how the subscriber wants it written


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Everything one subscriber is told at once."""

    kind: Kind
    lang: Lang
    heading: str
    subject: str  # takes the heading's place in an e-mail: it names the first title as well
    opening: str | None = None
    items: tuple[Item, ...] = ()
    closing: str | None = None
    name: str | None = None  # the subscription's


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a message that one channel takes at once."""

    heading: str
    subject: str
    body: str
    form: Form
    documents: tuple[int, ...]  # the documents whose items stand in this part
    plain: str = ""  # the body as plain text
    items: tuple[Item, ...] = ()
    number: int = 1
    of: int = 1
    name: str | None = None  # the subscription's


def releases(items: Sequence[Item], *, name: str, lang: Lang) -> Message:
    """New and revised releases, told one by one."""
    heading = f"{_short(name, NAME_WIDTH)}{_colon(lang)}{_counts(items, lang)}"
    return _listing("release", items, heading=heading, name=name, lang=lang)


def digest(items: Sequence[Item], *, name: str, lang: Lang, rhythm: Rhythm, coverage: str | None) -> Message:
    """What a day or a week brought, or that it brought nothing, and how many sources that rests on."""
    words = {"daily": "日报", "weekly": "周报"} if lang == "zh" else {"daily": "daily", "weekly": "weekly"}
    nothing = "没有新发布" if lang == "zh" else "nothing new"
    counts = _counts(items, lang) if items else nothing
    heading = f"{_short(name, NAME_WIDTH)} {words[rhythm]}{_colon(lang)}{counts}"
    told = _listing("digest", items, heading=heading, name=name, lang=lang)
    return replace(told, opening=None if items else f"{nothing}{'。' if lang == 'zh' else '.'}", closing=coverage)


def reminders(items: Sequence[Item], *, name: str, lang: Lang) -> Message:
    """Deadlines that come near."""
    count = f"{len(items)} 项临近截止" if lang == "zh" else _counted(len(items), "deadline") + " coming"
    return _listing("reminder", items, heading=f"{_short(name, NAME_WIDTH)}{_colon(lang)}{count}", name=name, lang=lang)


def summary(items: Sequence[Item], *, name: str, lang: Lang, over: int = 0, cap: int = 0) -> Message:
    """Releases that are not told one by one, all in one list: older ones, and so many `over` the subscription's cap."""
    command = f"policywatch alerts release {quoted(name)}"
    older = len(items) - over
    if lang == "zh":
        counts = "、".join([f"{older} 篇较早的发布"] * bool(older) + [f"另有 {over} 篇"] * bool(over))
        why = ["以下发布时间较早，合并为一份清单。"] * bool(older)
        why += [f"每天逐篇提醒以 {cap} 篇为限，其余只列标题（subscriptions edit --cap 可调整）。"] * bool(over)
        opening = f"{''.join(why)}需要逐篇提醒时运行：{command}"
    else:
        counts = ", ".join([_counted(older, "older release")] * bool(older) + [f"{over} more"] * bool(over))
        why = ["These are older, so they come as one list."] * bool(older)
        why += [f"At most {cap} a day are told one by one (subscriptions edit --cap); the rest is listed."] * bool(over)
        opening = f"{' '.join(why)} `{command}` sends them one by one."
    bare = tuple(replace(item, snippet=None, seen=()) for item in items)
    heading = f"{_short(name, NAME_WIDTH)}{_colon(lang)}{counts}"
    return replace(_listing("summary", bare, heading=heading, name=name, lang=lang), opening=opening)


def trial(*, name: str, lang: Lang) -> Message:
    """A message that shows a subscriber where alerts will arrive."""
    if lang == "zh":
        return operator(f"{_short(name, NAME_WIDTH)}：测试消息", "收到这条消息，说明提醒可以送达这里。", lang=lang)
    return operator(f"{_short(name, NAME_WIDTH)}: test message", "This is where alerts will arrive.", lang=lang)


def operator(heading: str, text: str, *, lang: Lang) -> Message:
    """A notice for whoever runs policywatch."""
    return Message(kind="operator", lang=lang, heading=heading, subject=heading, opening=text)


def quoted(name: str) -> str:
    """The name as a shell takes it; unlike shlex.quote this leaves Chinese bare."""
    return name if re.fullmatch(r"[\w@%+=:,./][\w@%+=:,./-]*", name) else shlex.quote(name)


def _listing(kind: Kind, items: Sequence[Item], *, heading: str, name: str, lang: Lang) -> Message:
    between = "｜" if lang == "zh" else " | "
    subject = heading + (between + _short(line(items[0].title), SUBJECT_WIDTH) if items else "")
    return Message(kind=kind, lang=lang, heading=heading, subject=subject, items=tuple(items), name=name)


def _counts(items: Sequence[Item], lang: Lang) -> str:
    revised = sum(item.revised for item in items)
    new = len(items) - revised
    if lang == "zh":
        return "、".join([f"{new} 篇新发布"] * bool(new) + [f"{revised} 篇更新"] * bool(revised))
    return ", ".join([_counted(new, "new release")] * bool(new) + [f"{revised} revised"] * bool(revised))


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + ELLIPSIS
