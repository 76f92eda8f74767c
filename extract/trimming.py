"""The lines of a main text without what the site wrote around it: info lines, counters, credits, related links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from extract import calendars, properties
from extract.cutting import Taken
from extract.fold import fold
from extract.rendering import Line
from extract.words import listed

Where = Literal["any", "head", "lone", "tail", "end"]
_SPACES = re.compile(r"(?<=[\u3000-\u9fff:,.)\]】])[^\S\t]+|[^\S\t]+(?=[\u3000-\u9fff:(\[【])|(?<=:)\t")
_PLAIN = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"[〔\[(【]\s*(?:19|20)\d\d\s*[〕\])】]\s*(?:第\s*)?\d+\s*号|^令?\s*第?\s*\d+\s*号$")
_TEASER = re.compile(r"点击|戳|扫码|报名入口|投票|订阅|>>|查看更多|阅读原文|click here|read more|sign up", re.I)
_LONGEST = 330  # no furniture is longer
_BEGINS = 40  # a running line this long: the text has begun
_HEADING = 60
# "This consultation closes at": the day on the next line is the document's own.
_CLOSES = re.compile(
    r"\bclos(?:es?|ing)\b|deadline|\bdue\b|until|\bends\b|frist\b|schluss\b|limite|plazo|scadenza", re.I
)
_TITLES = ("h1", "h2", "h3", "h4")
_SAYS = 20  # the same for a sentence or an address


@dataclass(frozen=True, slots=True)
class _Rule:
    where: Where
    reason: str
    pattern: re.Pattern[str]


_REASONS = {
    "share": "navigation",
    "qr": "promotion",
    "app": "promotion",
    "reprint": "reprint note",
    "property": "property table",
    "info": "header line",
    "credit": "credit",
    "related": "link list",
    "tags": "tags",
}


@cache
def _rules() -> tuple[_Rule, ...]:
    rules = []
    for entry in listed("furniture"):
        where, reason, pattern = entry.split(" ", 2)
        rules.append(_Rule(where, _REASONS.get(reason, reason), re.compile(pattern)))  # type: ignore[arg-type]
    return tuple(rules)


def trim(
    lines: list[Line], title: str, *, known: bool, table: Iterable[tuple[str, str]] = ()
) -> tuple[list[Line], list[Taken]]:
    """The lines that are text, and what was taken away with the order of its line."""
    total = sum(line.size for line in lines)
    heading = _plain(title)
    begins = next((at for at, line in enumerate(lines) if _is_body(line, heading)), len(lines))
    told = set() if known else {_plain(part) for pair in table for part in pair}
    kept: list[Line] = []
    cuts: list[Taken] = []
    before = 0
    for at, line in enumerate(lines):
        second_half = before > total * 0.5 or (at >= begins and at >= len(lines) - 3)
        before += line.size
        closing = begins == len(lines) and len(kept) > 2 and at >= len(lines) - 2  # a letter's signature and day
        reason = _verdict(line, head=at < begins and not closing, first=not kept, tail=second_half)
        if at < begins and _is_property(line):
            reason = "property table"
        if not reason and at < begins and _is_told(line.text, told, heading):
            reason = "property table"
        if not reason and at < begins and not (kept and asks(kept[-1].text)) and _tells_day(line.text):
            reason = "header line"
        if reason == "end":
            cuts.extend(Taken(reason="link list", text=rest.text, at=rest.order) for rest in lines[at:])
            break
        if reason:
            cuts.append(Taken(reason=reason, text=line.text, at=line.order))
        else:
            kept.append(line)
    return _without_title(kept, heading, known, cuts), cuts


def _tells_day(text: str) -> bool:
    """Does the line tell the day of release and little else, rather than when something ends or takes place?"""
    return calendars.heads(text) is not None and _OTHER_DAYS.search(text) is None


_OTHER_DAYS = re.compile(
    r"截止|截至|开标|開標|报名|申报|受理|公示|施行|实施|生效|失效|有效|期限|期间|期間|会议|举办|活动|考试|开始|结束|成立|签订|合同|开工|竣工|交货"
    r"|deadline|clos(?:es?|ing)|\bdue\b|expir|effective|\b(?:starts?|ends?|until)\b",
    re.I,
)


def _is_told(text: str, told: set[str], heading: str) -> bool:
    """Does the property table say it as well? Half of a title that is set in two lines stays."""
    plain = _plain(text)
    return plain in told and not _NUMBER.search(text) and not (plain in heading and len(plain) * 3 > len(heading))


def asks(text: str) -> bool:
    """Does this line tell for what the day on the next one is the last?"""
    return len(text) < _HEADING and _CLOSES.search(text) is not None and not any(map(str.isdigit, text))


def closes(text: str) -> bool:
    """Is this the editor's name, below which a news page has only other news?"""
    return len(text) < 40 and _EDITOR.fullmatch(_key(text)) is not None


_EDITOR = re.compile(r"[\[(【]?(?:(?:本文)?来源:.{2,16})?(?:责任编辑|责编|网络编辑|本文编辑)\s?[:/].{1,24}")


def _is_property(line: Line) -> bool:
    """A row of the property table: label, value, label, value."""
    cells = line.text.split("\t")
    if len(cells) < 2 or properties.label(cells[0]) not in properties.KNOWN:
        return False
    return cells[0].rstrip().endswith(("：", ":")) or sum(properties.label(c) in properties.KNOWN for c in cells) > 1


def announces_links(text: str) -> bool:
    """Is this the heading of a list of other pages?"""
    return len(text) < 24 and _matching(_key(text), ("end",)) is not None


def disclaims(text: str) -> bool:
    """Does the site say here whose the texts on it are, and that it answers for nothing?"""
    if len(text) > _LONGEST or not _RIGHTS.search(text):
        return False
    rule = _matching(_key(text), ("any", "tail"))
    return rule is not None and rule.reason == "reprint note"


_RIGHTS = re.compile(r"版权|版權|免责|免責|声明|聲明|转载|轉載|仅代表|仅供参考")


def announces_others(text: str) -> bool:
    """Is this the heading of a list of other pages, or of what readers wrote?"""
    return announces_links(text) or (len(text) < 24 and _COMMENTS.fullmatch(_COUNTS.sub("", _key(text))) is not None)


_COUNTS = re.compile(r"[\d\W_万]+|[条则件人次]|登录|注册|退出")
_COMMENTS = re.compile(
    r"(?=.*(?:评论|跟[贴帖]|留言|说两句))"
    r"(?>评论|跟[贴帖]|留言|我来说两句|网友|读者|用户|最热|最新|热门|精彩|全部|文章|发表|我要|参与|查看|更多|列表|区|已有|共|请|先|后|再|才能|即?可)++"
)


def _is_body(line: Line, heading: str) -> bool:
    said = line.running >= _SAYS and line.text.endswith(("。", "："))
    if not (said or line.running >= _BEGINS) or line.place.tag in _TITLES:
        return False
    return _plain(line.text) != heading and not _matching(_key(line.text), ("any", "head"))


def _verdict(line: Line, *, head: bool, first: bool, tail: bool) -> str | None:
    if line.size > _LONGEST or _NUMBER.search(line.text):
        return None
    key = _key(line.text)
    if not key:
        return "litter" if not re.search(r"\d", line.text) else None
    if line.linked >= line.size * 0.9 and _TEASER.search(line.text) and not head:
        return "promotion"
    places: list[Where] = ["any"]
    if head:
        places.append("head")
        if first:
            places.append("lone")  # a date alone; below other text it is the document's own
    if tail:
        places.extend(("tail", "end"))
    rule = _matching(key, tuple(places))
    if rule is None:
        return None
    return "end" if rule.where == "end" else rule.reason


@cache
def _by_place(places: tuple[Where, ...]) -> tuple[_Rule, ...]:
    return tuple(rule for rule in _rules() if rule.where in places)


def _matching(key: str, places: tuple[Where, ...]) -> _Rule | None:
    return next((rule for rule in _by_place(places) if rule.pattern.fullmatch(key)), None)


@lru_cache(maxsize=512)
def _key(text: str) -> str:
    return _SPACES.sub("", fold(text)).strip()


def _plain(text: str) -> str:
    return _PLAIN.sub("", fold(text))


def _without_title(lines: list[Line], heading: str, known: bool, cuts: list[Taken]) -> list[Line]:
    """Without the page's heading above the text and its echo below; a document's own title inside its block stays."""
    if len(heading) < 6:
        return lines
    same = [at for at, line in enumerate(lines) if line.size < len(heading) * 2 + 20 and _plain(line.text) == heading]
    for at in same:
        line = lines[at]
        last = at == len(lines) - 1 and at > 1
        above = at < 4 and (not known or line.place.tag in _TITLES)
        if above or last:
            cuts.append(Taken(reason="repeated title", text=line.text, at=line.order))
            return lines[:at] + lines[at + 1 :]
    return lines
