"""What a subscriber reads: releases, summaries and notices as parts that fit their channel."""

from __future__ import annotations

import html
import re
import shlex
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

Lang = Literal["zh", "en"]
Kind = Literal["release", "summary", "digest", "reminder", "operator"]

ELLIPSIS = "…"
NAME_WIDTH = 40  # characters of a subscription's name in a heading
SUBJECT_WIDTH = 60  # characters of the first title in a subject
NUMBERING = len(" (9999/9999)")
# What a service without a title field puts around the heading when Apprise moves it into the body.
WRAPPING = len("<b></b><br />\r\n")


class Form(StrEnum):
    """How a channel wants its text."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a message that one channel takes at once."""

    heading: str
    subject: str
    body: str
    form: Form
    documents: tuple[int, ...]  # the documents whose items stand in this part


FILLED = ("title", "url", "issuer", "city", "published", "snippet", "label", "notes", "id")


class BadTemplate(ValueError):  # noqa: N818 - it reads as what the text is
    """A template that cannot be filled in; one line that says what to write instead."""


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled in, as {title}; {{ stands for a brace. What has no value leaves no gap."""
    pieces = []
    try:
        for text, name, spec, conversion in string.Formatter().parse(template):
            pieces.append(text)
            if name is None:
                continue
            if name not in FILLED or spec or conversion:
                raise BadTemplate(f"{{{name}}} is no field: write one of {' '.join(f'{{{one}}}' for one in FILLED)}")
            pieces.append(values.get(name, ""))
    except ValueError as wrong:
        if isinstance(wrong, BadTemplate):
            raise
        raise BadTemplate("a brace { or } stands alone: write {title} for a field, {{ or }} for a brace") from wrong
    return "".join(pieces)


def releases(items: Sequence[Item], *, name: str, lang: Lang) -> Message:
    """New and revised releases, told one by one."""
    revised = sum(item.revised for item in items)
    new = len(items) - revised
    if lang == "zh":
        counts = "、".join([f"{new} 篇新发布"] * bool(new) + [f"{revised} 篇更新"] * bool(revised))
        heading = f"{_short(name, NAME_WIDTH)}：{counts}"
    else:
        counts = ", ".join([_counted(new, "new release")] * bool(new) + [f"{revised} revised"] * bool(revised))
        heading = f"{_short(name, NAME_WIDTH)}: {counts}"
    return _listing("release", items, heading=heading, lang=lang)


def reminders(items: Sequence[Item], *, name: str, lang: Lang) -> Message:
    """Deadlines that come near."""
    count = f"{len(items)} 项临近截止" if lang == "zh" else _counted(len(items), "deadline") + " coming"
    between = "：" if lang == "zh" else ": "
    return _listing("reminder", items, heading=f"{_short(name, NAME_WIDTH)}{between}{count}", lang=lang)


def summary(items: Sequence[Item], *, name: str, lang: Lang) -> Message:
    """Older releases that were not told one by one, all in one list."""
    command = f"policywatch alerts release {_quoted(name)}"
    if lang == "zh":
        heading = f"{_short(name, NAME_WIDTH)}：{len(items)} 篇较早的发布"
        opening = f"以下发布时间较早，合并为一份清单。需要逐篇提醒时运行：{command}"
    else:
        heading = f"{_short(name, NAME_WIDTH)}: {_counted(len(items), 'older release')}"
        opening = f"These are older, so they come as one list. `{command}` sends them one by one."
    bare = tuple(replace(item, snippet=None) for item in items)
    return replace(_listing("summary", bare, heading=heading, lang=lang), opening=opening)


def trial(*, name: str, lang: Lang) -> Message:
    """A message that shows a subscriber where alerts will arrive."""
    if lang == "zh":
        return operator(f"{_short(name, NAME_WIDTH)}：测试消息", "收到这条消息，说明提醒可以送达这里。", lang=lang)
    return operator(f"{_short(name, NAME_WIDTH)}: test message", "This is where alerts will arrive.", lang=lang)


def operator(heading: str, text: str, *, lang: Lang) -> Message:
    """A notice for whoever runs policywatch."""
    return Message(kind="operator", lang=lang, heading=heading, subject=heading, opening=text)


def split(message: Message, form: Form, limit: int) -> list[Part]:
    """The message as parts of at most `limit` bytes of UTF-8 each, heading included, cut only between items.

    An item that is larger than a whole part loses its snippet first and then the end of its title; its link stays.
    """
    write = _WRITERS[form]
    frame = _size(message.heading) + NUMBERING + WRAPPING
    room = max(limit - frame, 1)
    opening = () if message.opening is None else (_Block(text=_fitting_text(message.opening, write, room)),)
    blocks = (*opening, *(_Block(text=_fitting(item, write, message.lang, room), id=item.id) for item in message.items))
    packed = list(_packed(blocks, room, separator=_size(write.between)))
    return [
        Part(
            heading=_numbered(message.heading, number, len(packed)),
            subject=_numbered(message.subject, number, len(packed)),
            body=write.between.join(block.text for block in group),
            form=form,
            documents=tuple(block.id for block in group if block.id is not None),
        )
        for number, group in enumerate(packed, start=1)
    ]


def survives_html(message: Message) -> bool:
    """Do all titles look the same after a reader of HTML has folded their white space?"""
    return all(" ".join(item.title.split()) == item.title for item in message.items)


def snippet(text: str, spans: Sequence[tuple[int, int]], *, title: str, width: int = 120) -> str | None:
    """The passage around the first hits, or the beginning of the text, without the title that stands above it."""
    start = len(title) if text.startswith(title) else 0
    hits = [(offset, length) for offset, length in spans if offset >= start]
    if hits:
        start = max(start, hits[0][0] - width // 3)
    stop = min(len(text), start + width)
    passage = " ".join(_CONTROL.sub(" ", text[start:stop]).replace(title, ELLIPSIS).split()).strip("…。，；、 ")
    if not passage or title in passage:
        return None
    before = ELLIPSIS if hits and text[:start].strip() else ""
    return before + passage + (ELLIPSIS if stop < len(text) else "")


KEY = 6  # characters of a title by which it is looked up


def apart(items: Sequence[Item]) -> list[Item]:
    """The items with snippets that repeat none of the message's titles: a receiver may look for each title once."""
    titles: dict[str, list[str]] = {}
    for item in items:
        titles.setdefault(item.title[:KEY], []).append(item.title)
    return [replace(item, snippet=_without(item.snippet, titles)) if item.snippet else item for item in items]


def _without(text: str, titles: Mapping[str, Sequence[str]]) -> str:
    for at in range(len(text)):
        for title in titles.get(text[at : at + KEY], ()):
            if text.startswith(title, at):
                return text[:at] + ELLIPSIS
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writer:
    """How one form writes its pieces."""

    between: str
    plain: Callable[[str], str]
    strong: Callable[[str], str]
    link: Callable[[str], str]
    lines: Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    text: str
    id: int | None = None


def _listing(kind: Kind, items: Sequence[Item], *, heading: str, lang: Lang) -> Message:
    between = "｜" if lang == "zh" else " | "
    subject = heading + (between + _short(_line(items[0].title), SUBJECT_WIDTH) if items else "")
    return Message(kind=kind, lang=lang, heading=heading, subject=subject, items=tuple(items))


def _packed(blocks: Sequence[_Block], room: int, *, separator: int) -> Iterable[list[_Block]]:
    group: list[_Block] = []
    filled = 0
    for block in blocks:
        size = _size(block.text)
        if group and filled + separator + size > room:
            yield group
            group, filled = [], 0
        filled += size + (separator if group else 0)
        group.append(block)
    if group:
        yield group


def _fitting(item: Item, write: _Writer, lang: Lang, room: int) -> str:
    whole = _written(item, write, lang)
    if _size(whole) <= room:
        return whole
    without_snippet = _written(replace(item, snippet=None, notes=()), write, lang)
    if _size(without_snippet) <= room:
        return without_snippet
    title = _line(item.title)
    tail = [write.link(item.url)] if item.url and _size(write.link(item.url)) + 40 <= room else []
    return _longest(title, lambda cut: write.lines([write.strong(cut), *tail]), room)


def _fitting_text(text: str, write: _Writer, room: int) -> str:
    def written(cut: str) -> str:
        return write.lines([write.plain(line) for line in cut.split("\n")])

    whole = written(text)
    return whole if _size(whole) <= room else _longest(text, written, room)


def _longest(text: str, written: Callable[[str], str], room: int) -> str:
    """The longest beginning of the text that fits, cut at a character border, with an ellipsis."""
    fits, too_long = 0, len(text)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if _size(written(text[:middle] + ELLIPSIS)) <= room:
            fits = middle
        else:
            too_long = middle
    return written(text[:fits] + ELLIPSIS)


def _written(item: Item, write: _Writer, lang: Lang) -> str:
    facts = [
        item.issuer,
        item.city,
        item.published and item.published.isoformat(),
        *(item.labels or (("内容有更新" if lang == "zh" else "revised",) if item.revised else ())),
        f"#{item.id}",
    ]
    if item.template is not None:
        return write.lines(list(_templated(item, item.template, write, lang)))
    lines = [
        write.strong(_line(item.title)),
        write.plain(" · ".join(_line(fact) for fact in facts if fact)),
        *(write.plain(_line(note)) for note in item.notes),
        write.plain(_line(item.snippet)) if item.snippet else None,
        write.link(item.url) if item.url else None,
    ]
    return write.lines([line for line in lines if line])


def _templated(item: Item, template: str, write: _Writer, lang: Lang) -> Iterator[str]:
    values = {
        "title": _line(item.title),
        "url": _line(item.url or ""),
        "issuer": _line(item.issuer or ""),
        "city": _line(item.city or ""),
        "published": item.published.isoformat() if item.published else "",
        "snippet": _line(item.snippet or ""),
        "label": "、".join(item.labels),
        "notes": "\n".join(_line(note) for note in item.notes),
        "id": str(item.id),
    }
    for line in filled(template.replace("\\n", "\n"), values).split("\n"):
        if line.strip():
            yield write.link(line.strip()) if line.strip() == values["url"] else write.plain(line.strip())


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MARKS = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START = re.compile(r"^(\s*)([#+\-=]|\d+(?=[.)]))")
_WEB = re.compile(r"https?://", re.IGNORECASE)


def _line(text: str) -> str:
    """The text on one line; a title's own spaces stay as they are."""
    return _CONTROL.sub(" ", text).strip()


def _markdown(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def _markdown_link(url: str) -> str:
    if not _WEB.match(url):
        return _markdown(_line(url))
    target = _line(url).replace(" ", "%20").replace("(", "%28").replace(")", "%29").replace("<", "%3C")
    return f"[{_markdown(_line(url))}]({target})"


def _html(text: str) -> str:
    return html.escape(text, quote=False)


def _html_link(url: str) -> str:
    # Anything but the web (javascript:, data:) is shown and not linked.
    shown = _html(_line(url))
    return f'<a href="{html.escape(_line(url))}">{shown}</a>' if _WEB.match(url) else shown


_WRITERS = {
    Form.TEXT: _Writer(between="\n\n", plain=str, strong=str, link=_line, lines="\n".join),
    Form.MARKDOWN: _Writer(
        between="\n\n",
        plain=_markdown,
        strong=lambda title: "**" + _MARKS.sub(r"\\\1", title) + "**",
        link=_markdown_link,
        lines="  \n".join,
    ),
    Form.HTML: _Writer(
        between="<br>\n",  # Telegram and a mail's plain text would show no gap between two paragraphs
        plain=_html,
        strong=lambda title: f"<b>{_html(title)}</b>",
        link=_html_link,
        lines=lambda lines: f"<div>{'<br>'.join(lines)}</div>",
    ),
}


def _numbered(heading: str, number: int, of: int) -> str:
    return heading if of == 1 else f"{heading} ({number}/{of})"


def _quoted(name: str) -> str:
    """The name as a shell takes it; unlike shlex.quote this leaves Chinese bare."""
    return name if re.fullmatch(r"[\w@%+=:,./][\w@%+=:,./-]*", name) else shlex.quote(name)


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + ELLIPSIS


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
