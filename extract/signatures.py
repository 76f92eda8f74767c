"""Who signed a notice and when: the lines of its end, or of the head of an order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from extract import dates, properties
from extract.issuers import is_office, offices

_SIGNED = (
    "成文日期",
    "成文时间",
    "生成日期",
    "生成时间",
    "产生日期",
    "签发日期",
    "制发日期",
    "发文日期",
    "发文时间",
    "印发日期",
)
_ORDER = re.compile(r"令$|第\s*\S{1,5}\s*号$")
_ADOPTED = re.compile(r"^[（(].{4,90}(?:通过|批准|公布|发布|通過|批准)[）)]$")
_AFTER_SIGNATURE = re.compile(
    r"^[（(]?(?:此件|联系|聯繫|附件|附[:：]|附表|抄送|主动公开|公开方式|信息公开|政策咨询|联 系)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The offices that signed, and the day."""

    offices: tuple[str, ...]
    day: date
    words: str


def read(lines: Sequence[str], *, before: date | None = None) -> Signature | None:
    """The signature: a line that is only a date below the names of offices, not later than a month after `before`."""
    bare: list[tuple[int, Signature]] = []
    kept = [line.strip() for line in lines if line.strip()]
    for index, line in enumerate(kept):
        day, names = _dated(line)
        if day is None or (before and day > before + timedelta(days=31)):
            continue
        above = _above(kept, index) if not names else list(names)
        words = " ".join((*(kept[index - 1 : index] if above and not names else ()), line))
        if above and (index > 1 or len(kept) < 4):
            return Signature(offices=tuple(above), day=day, words=words)
        bare.append((index, Signature(offices=(), day=day, words=line)))
    for index, signature in reversed(bare):
        ends = index >= len(kept) - 3 or _AFTER_SIGNATURE.match(kept[index + 1])
        heads = index <= 9 and any(_ORDER.search(line) for line in kept[:index])
        if ends or heads:
            return signature
    return _adopted(kept)


def signed(table: Iterable[tuple[str, str]], signature: Signature | None) -> tuple[date, str, str] | None:
    """The day of signing with its basis and words: the property table's, else the signature's."""
    said = properties.value(table, *_SIGNED)
    day = dates.first(said) if said else None
    if day and said:
        return day, "property table", said
    return (signature.day, "signature line", signature.words) if signature else None


def _adopted(lines: Sequence[str]) -> Signature | None:
    """The day an assembly adopted the text, in brackets below the title; not where amendments are listed."""
    for line in lines[:6]:
        found = list(dates.find(line)) if _ADOPTED.match(line) else []
        if len(found) == 1:
            return Signature(offices=(), day=found[0].day, words=line)
    return None


def _dated(line: str) -> tuple[date | None, tuple[str, ...]]:
    """The date a line consists of, and the offices that stand before it on the same line."""
    if len(line) > 80:
        return None, ()
    day = dates.only(line)
    if day:
        return day, ()
    found = next(dates.find(line), None)
    if found and found.start and not line[found.end :].strip(" 　。.)）"):
        names = offices(line[: found.start])
        if names:
            return found.day, names
    return None, ()


def _above(lines: Sequence[str], index: int) -> list[str]:
    """The offices on the lines right above, the first named first; a person's name may stand between."""
    found: list[str] = []
    for at in range(index - 1, max(-1, index - 16), -1):
        names = offices(lines[at])
        if names:
            found[:0] = names
        elif found or not _person(lines[at]):
            break
    return found


def _person(line: str) -> bool:
    return bool(
        re.match(r"^(?:总理|省长|市长|县长|区长|州长|主席|主任|部长|厅长|局长|署长|行长|会长|校长)\s*\S", line)
    ) or (len(line) <= 8 and not is_office(line))
