"""文号 and 索引号: the number that a document bears, never one that it cites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract import properties
from extract.publication import Around

LABELS = ("发文字号", "发文号", "发布文号", "文号", "文件编号", "文件号")
INDEX_LABELS = ("索引号", "信息索引号", "文件索引号", "信息索引")

_OPEN, _CLOSE = r"〔［\[【（(﹝{〈", r"〕］\]】）)﹞}〉"
_NUMBER = re.compile(
    rf"(?P<mark>[一-鿿][一-鿿A-Za-z·\-]{{0,24}}?)\s*[{_OPEN}]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[{_CLOSE}]\s*"
    r"(?:字?第)?\s*(?P<serial>\d{1,5})(?:-\d{1,3})?\s*[号號]"
)
_COUNT = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,6})"
_ORDER = re.compile(rf"(?P<who>[一-鿿、\s]{{0,40}}?令)\s*[（(]?\s*(?:\d{{4}}年)?第\s*(?P<serial>{_COUNT})\s*[号號]")
_NOTICE = re.compile(
    rf"(?P<who>[一-鿿]{{2,30}}?)?(?P<kind>公告|通告)\s*[（(]?\s*(?P<year>(?:19|20)\d\d)\s*年\s*第\s*(?P<serial>{_COUNT})\s*[号號]"
)
_NOTICE_AFTER = re.compile(
    rf"(?P<year>(?:19|20)\d\d)\s*年\s*第\s*(?P<serial>{_COUNT})\s*[号號]\s*(?P<kind>公告|通告|令)"
)
_GLUED = re.compile(r"^.*(?:的(?:通知|意见|公告|通告|决定|批复|报告|函|办法)|[：:》])")
_SAID = re.compile(r"(?:发文字号|发布文号|文\s*号|字\s*号)\s*[：:]\s*(?P<number>.{4,40})")
_CITED = re.compile(r"^[^\S\n]*(?:文件|文|号|精神|《|的规定|规定|要求)")
_APPLIED = re.compile("依据|根据|按照|依照|贯彻|落实|执行")
_CITING = re.compile(r"(?:依据|根据|按照|贯彻|落实|执行|废止|关于|转发|修改|《[^》]*)[^，。]{0,20}$")
_ENDED = re.compile(
    r"(?:通知|意见|公告|通告|决定|批复|报告|函|办法|规定|方案|规划|细则|[表书令》])\s*[（(\[【]?\s*$|[（(\[【]\s*$"
)
_HEAD = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A 文号 in canonical form, where it was read and the words it was read from."""

    text: str
    basis: str
    words: str


def canonical(text: str) -> str | None:
    """The first 文号 of the text as X〔YYYY〕N号."""
    match = _NUMBER.search(text)
    return _form(match) if match else None


def read(
    table: Iterable[tuple[str, str]], *, title: str, lines: Sequence[str], around: Sequence[Around]
) -> Number | None:
    """The document's own number: the property table's, the title's, that of its first lines, else that of an order."""
    pairs = tuple(table)
    head = _heading_lines(lines)
    return (
        next(filter(None, (_tabled(properties.value(pairs, name)) for name in LABELS)), None)
        or _titled(title)
        or next(filter(None, map(_own_line, head)), None)
        or _labelled(around)
        or _beside(around)
        or _ordered(title, head)
    )


def _tabled(said: str | None) -> Number | None:
    if not said:
        return None
    order = _ORDER.search(said) or _NOTICE.search(said) or _NOTICE_AFTER.search(said)
    text = canonical(said) or (re.sub(r"\s+", "", order[0]) if order else None)
    return Number(text=text, basis="property table", words=said) if text else None


def _titled(title: str) -> Number | None:
    """The number at the beginning or the end of the title; one in its middle is another document's."""
    for match in _NUMBER.finditer(title):
        before, after = title[: match.start()], title[match.end() :]
        first = not before.strip(" （([【") and not re.match(r"\s*(?:文件|文)", after)
        last = not after.strip(" ）)]】》") and (bool(_ENDED.search(before)) or not _CITING.search(before))
        if first or last:
            return Number(text=_form(match), basis="title", words=match[0])
    return None


def _heading_lines(lines: Sequence[str]) -> list[str]:
    """The lines above the first running text."""
    found: list[str] = []
    for line in lines:
        line = line.strip()
        if len(line) > 60 or (line.endswith(("：", ":")) and len(found) > 2):
            break
        if line:
            found.append(line)
        if len(found) == _HEAD:
            break
    return found


def _own_line(line: str) -> Number | None:
    """The number of a line that is nothing else, or of a short line that ends with it."""
    said = _SAID.search(line)
    line = said["number"].strip() if said else line.strip(" （()）[]【】　")
    match = _NUMBER.search(line)
    if not match or line[match.end() :].strip(" ）)]】》"):
        return None
    alone = not line[: match.start()].strip() and not _CITING.match(match["mark"])
    if alone or (len(line) <= 60 and not _CITING.search(line[: match.start()] + match["mark"])):
        return Number(text=_form(match), basis="first lines", words=match[0])
    return None


def _labelled(around: Sequence[Around]) -> Number | None:
    for place in around:
        said = _SAID.search(" ".join((*place.before, *place.after)))
        text = canonical(said["number"]) if said else None
        if said and text:
            return Number(text=text, basis="label near title", words=said[0])
    return None


def _beside(around: Sequence[Around]) -> Number | None:
    """The number that stands by itself next to the title, as many sites set it apart from the text."""
    for place in around:
        for said in (*place.after, *reversed(place.before[-2:])):
            match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", said).strip(" ()[]【】"))
            if match and not _CITING.match(match["mark"]):
                return Number(text=_form(match), basis="beside the title", words=said)
    return None


def _ordered(title: str, head: Sequence[str]) -> Number | None:
    """The number of an order or an announcement, which is counted without a year in brackets."""
    for text, basis in ((title, "title"), ("\n".join(head[:6]), "first lines")):
        for pattern in (_ORDER, _NOTICE, _NOTICE_AFTER):
            match = pattern.search(text)
            if match and not _CITED.match(text[match.end() :]) and not _CITING.search(text[: match.start()]):
                borne = _borne(match[0])
                if _APPLIED.search(borne):
                    continue
                name = re.sub(r"\s+", "", borne).strip("（(")
                return Number(text=name.replace("（", "").replace("(", ""), basis=basis, words=match[0])
    return None


def _borne(words: str) -> str:
    """The words without the lines above the one that names the order."""
    lines = words.split("\n")
    named = next((at for at, line in enumerate(lines) if "令" in line), 0)
    alone = lines[named].strip().startswith("令") and named > 0
    return "\n".join(lines[named - alone :])


def _form(match: re.Match[str]) -> str:
    mark = _GLUED.sub("", re.sub(r"\s+", "", match["mark"])) or match["mark"]
    return f"{mark.strip('（()）')}〔{match['year']}〕{int(match['serial'])}号"
