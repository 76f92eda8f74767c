"""A message as parts that a channel takes whole: cut by bytes, and only between items. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from notify.forms import ELLIPSIS, WRITERS, Form, Writer, line
from notify.message import Item, Lang, Message, Part
from notify.templates import filled

NUMBERING = len(" (9999/9999)")
# What a service without a title field puts around the heading when Apprise moves it into the body.
WRAPPING = len("<b></b><br />\r\n")
SUMMARY_PARTS = 10  # of a list of older releases; the rest is counted: ten messages in a row are enough
SHOWN = 3  # hosts that show a document too


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    text: str
    plain: str
    item: Item | None = None
    unlisted: tuple[int, ...] = ()


def split(message: Message, form: Form, limit: int) -> list[Part]:
    """The message as parts of at most `limit` bytes of UTF-8 each, heading included, cut only between items.

    An item that is larger than a whole part loses its snippet first and then the end of its title; its link stays.
    """
    write = WRITERS[form]
    frame = _size(message.heading) + NUMBERING + WRAPPING
    room = max(limit - frame, 1)
    packed = list(_packed(list(_blocks(message, write, room)), room, separator=_size(write.between)))
    if message.kind == "summary" and len(packed) > SUMMARY_PARTS:
        packed = [*packed[:SUMMARY_PARTS], [_rest(packed[SUMMARY_PARTS:], message, write, room)]]
    return [
        Part(
            heading=_numbered(message.heading, number, len(packed)),
            subject=_numbered(message.subject, number, len(packed)),
            body=write.between.join(block.text for block in group),
            form=form,
            documents=tuple(id for block in group for id in _ids(block)),
            plain=WRITERS[Form.TEXT].between.join(block.plain for block in group),
            items=tuple(block.item for block in group if block.item is not None),
            number=number,
            of=len(packed),
            name=message.name,
        )
        for number, group in enumerate(packed, start=1)
    ]


def survives_html(message: Message) -> bool:
    """Do all titles look the same after a reader of HTML has folded their white space?"""
    return all(" ".join(item.title.split()) == item.title for item in message.items)


def _blocks(message: Message, write: Writer, room: int) -> Iterator[_Block]:
    if message.opening is not None:
        yield _Block(text=_fitting_text(message.opening, write, room), plain=message.opening)
    for item in message.items:
        plain = "\n".join(_lines(item, WRITERS[Form.TEXT], message.lang)) if write is WRITERS[Form.HTML] else ""
        yield _Block(text=_fitting(item, write, message.lang, room), plain=plain, item=item)
    if message.closing is not None:
        yield _Block(text=_fitting_text(message.closing, write, room), plain=message.closing)


def _ids(block: _Block) -> tuple[int, ...]:
    return (block.item.id,) if block.item is not None else block.unlisted


def _rest(groups: Sequence[Sequence[_Block]], message: Message, write: Writer, room: int) -> _Block:
    """What stands for items that are not listed; they count as told."""
    ids = tuple(id for group in groups for block in group for id in _ids(block))
    text = (
        f"另有 {len(ids)} 篇未列出。全部清单：policywatch alerts list --held"
        if message.lang == "zh"
        else f"{len(ids)} more are not listed; all of them: policywatch alerts list --held"
    )
    return _Block(text=_fitting_text(text, write, room), plain=text, unlisted=ids)


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


def _fitting(item: Item, write: Writer, lang: Lang, room: int) -> str:
    for kept in (item, replace(item, snippet=None, seen=(), notes=())):
        whole = write.lines(list(_lines(kept, write, lang)))
        if _size(whole) <= room:
            return whole
    title = line(item.title)
    tail = [write.link(item.url)] if item.url and _size(write.link(item.url)) + 40 <= room else []
    return _longest(title, lambda cut: write.lines([write.strong(cut), *tail]), room)


def _fitting_text(text: str, write: Writer, room: int) -> str:
    def written(cut: str) -> str:
        return write.lines([write.plain(one) for one in cut.split("\n")])

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


def _lines(item: Item, write: Writer, lang: Lang) -> Iterator[str]:
    if item.template is not None:
        yield from _templated(item, item.template, write)
        return
    facts = [
        item.issuer,
        item.city,
        item.published and item.published.isoformat(),
        *(item.labels or (("内容有更新" if lang == "zh" else "revised",) if item.revised else ())),
        f"#{item.id}",
    ]
    yield write.strong(line(item.title))
    yield write.plain(" · ".join(line(fact) for fact in facts if fact))
    yield from (write.plain(line(note)) for note in item.notes)
    if item.snippet:
        yield write.plain(line(item.snippet))
    if item.seen:
        yield write.plain(_elsewhere(item.seen, lang))
    if item.url:
        yield write.link(item.url)


def _elsewhere(hosts: Sequence[str], lang: Lang) -> str:
    shown, more = hosts[:SHOWN], len(hosts) - SHOWN
    if lang == "zh":
        return f"另见：{'、'.join(shown)}{f' 等 {len(hosts)} 处' if more > 0 else ''}"
    return f"Also at {', '.join(shown)}{f' and {more} more' if more > 0 else ''}"


def _templated(item: Item, template: str, write: Writer) -> Iterator[str]:
    values = {
        "title": line(item.title),
        "url": line(item.url or ""),
        "issuer": line(item.issuer or ""),
        "city": line(item.city or ""),
        "published": item.published.isoformat() if item.published else "",
        "snippet": line(item.snippet or ""),
        "label": "、".join(item.labels),
        "notes": "\n".join(line(note) for note in item.notes),
        "id": str(item.id),
    }
    for one in filled(template.replace("\\n", "\n"), values).split("\n"):
        if one.strip():
            yield write.link(one.strip()) if one.strip() == values["url"] else write.plain(one.strip())


def _numbered(heading: str, number: int, of: int) -> str:
    return heading if of == 1 else f"{heading} ({number}/{of})"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
