"""The 信息公开 property table of a page: labels and values, whatever markup holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import lxml.html
from lxml import etree

from extract.visible import Visible, clean

_LABELS = (
    "索引号 信息索引号 信息索引 文件索引号 主题分类 分类 信息分类 信息类别 公文种类 文种 "
    "体裁分类 服务对象 发文机关 发文机构 发文单位 发布机构 发布机关 发布单位 制发机关 制定机关 "
    "印发机关 公开主体 所属机构 责任部门 公开责任部门 来源 成文日期 成文时间 生成日期 生成时间 "
    "产生日期 发文日期 发文时间 签发日期 印发日期 制发日期 发布日期 发布时间 公开日期 公开时间 "
    "公布日期 发文字号 发文号 文号 文件编号 发布文号 文件号 标题 名称 信息名称 文件名称 "
    "主题词 关键词 有效性 时效 时效性 效力状态 是否有效 文件状态 有效期 统一编号 统一登记号 "
    "登记号 规范性文件登记号 施行日期 实施日期 生效日期 失效日期 废止日期 有效期至 终止日期 "
    "公开方式 公开形式 公开范围 公开时限 公开类别 公开程序 信息格式 内容概述 内容概要 语种 "
    "效力级别 效力 公文名称 办文部门"
)
_TRADITIONAL = str.maketrans(
    "號題類發機關構單體屬責門開來時間產簽製佈標稱詞鍵狀態統編登記實廢終範圍語種",
    "号题类发机关构单体属责门开来时间产签制布标称词键状态统编登记实废终范围语种",
)
_TRADITIONAL_LETTERS = frozenset(map(chr, _TRADITIONAL))
KNOWN = frozenset(_LABELS.split())
_SURE = (
    "索引号",
    "信息索引",
    "发文字号",
    "发文机关",
    "发布机构",
    "成文日期",
    "生成日期",
    "主题分类",
    "公开方式",
    "公开主体",
    "文号",
    "发布日期",
    "有效性",
)
_TRIES = 40  # labels around which a table is looked for
_LONGEST = 1500  # characters of a table; a longer block is the page
_TELLING = ("索引", "文号", "字号", "成文日期", "生成日期", "发文机关", "发布机构", "发文机构")
_ANY = re.compile("|".join(sorted(KNOWN, key=len, reverse=True)))
_NEXT = re.compile(rf"\s(?:{_ANY.pattern})\s*[：:]")
_SPACE = re.compile(r"[\s\u3000\xa0]+")
_LABEL = re.compile(r"^[\[【(（]?([^\d：:\]】<>]{2,12}?)[\]】)）]?\s*[：:]\s*(.*)$", re.S)
_CELLS = ("td", "th", "dt", "dd", "li", "span", "div", "p")
_HOLDING = ("td", "th", "dt", "dd", "li", "div", "p", "table")
_STRINGS = etree.XPath(".//text()[not(parent::script or parent::style)]", smart_strings=False)
_NAMING = etree.XPath(
    ".//text()[string-length() < 60 and (contains(., '索') or contains(., '号') or contains(., '號')"
    " or contains(., '日期') or contains(., '机') or contains(., '機'))]"
)


class _Text(Protocol):
    """A string that knows its element, as lxml's XPath returns it."""

    def __str__(self) -> str: ...
    def getparent(self) -> lxml.html.HtmlElement | None: ...


def label(text: str) -> str:
    """The label as we compare it: without inner spaces, brackets and colon, in Simplified characters."""
    return _SPACE.sub("", text).strip("：:[]【】（）()*·").translate(_TRADITIONAL)


def value(pairs: Iterable[tuple[str, str]], *names: str) -> str | None:
    """The value of the first of the names that the table has."""
    known = {label(name): text for name, text in reversed(tuple(pairs))}
    return next((known[name] for name in names if known.get(name)), None)


def read(tree: lxml.html.HtmlElement, visible: Visible) -> tuple[tuple[str, str], ...]:
    """Label and value pairs of the property table in order, labels without inner spaces; empty without a table."""
    if not _has_table(visible.flat):
        return ()
    best: tuple[tuple[str, str], ...] = ()
    for room in _rooms(tree):
        pairs = _pairs(room)
        if len(pairs) > len(best):
            best = pairs
    return best if len(best) > 1 else ()


def _has_table(flat: str) -> bool:
    if not _TRADITIONAL_LETTERS.isdisjoint(flat):
        flat = flat.translate(_TRADITIONAL)
    return any(name in flat for name in _TELLING) and sum(name in flat for name in _SURE) >= 2


def _rooms(tree: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """The smallest blocks around a telling label that name three known labels."""
    rooms: list[lxml.html.HtmlElement] = []
    tried = 0
    for name in cast("list[_Text]", _NAMING(tree)):
        anchor = name.getparent() if label(str(name))[:12].startswith(_TELLING) else None
        if anchor is None or any(above in rooms for above in anchor.iterancestors()):
            continue
        tried += 1
        room = _room(anchor)
        if room is not None:
            rooms.append(room)
        if len(rooms) == 3 or tried == _TRIES:
            break
    return rooms


def _room(anchor: lxml.html.HtmlElement) -> lxml.html.HtmlElement | None:
    """The block that holds the whole table: it grows as long as it gains labels and stays small."""
    chosen, most = None, 2
    for block in (anchor, *anchor.iterancestors()):
        text = _start(block)
        if len(text) > _LONGEST or block.tag in ("body", "html"):
            break
        named = len(set(_ANY.findall(text)))
        if named > most:
            chosen, most = block, named
    return chosen


def _start(block: lxml.html.HtmlElement) -> str:
    """The text of the block without spaces, in Simplified characters, no longer than shows that it is too long."""
    pieces: list[str] = []
    length = 0
    for piece in block.itertext():
        pieces.append(_SPACE.sub("", str(piece)))
        length += len(pieces[-1])
        if length > _LONGEST:
            break
    return "".join(pieces).translate(_TRADITIONAL)


def _pairs(room: lxml.html.HtmlElement) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    strings = [clean(string) for string in cast("list[str]", _STRINGS(room)) if string.strip()]
    cells = [clean(" ".join(cast("list[str]", _STRINGS(cell)))) for cell in room.iter(*_CELLS) if _leaf(cell)]
    for source in (cells, strings):
        for name, value in _read(source):
            found.setdefault(name, value)
    return tuple((name, value) for name, value in found.items())


def _leaf(cell: lxml.html.HtmlElement) -> bool:
    holding = (*_HOLDING, "span") if cell.tag in ("div", "p", "span") else _HOLDING
    return next(cell.iterdescendants(*holding), None) is None


def _read(strings: list[str]) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(strings):
        name, value = _split(strings[at])
        at += 1
        if name is None:
            continue
        while not value and at < len(strings) and strings[at] in ("", "：", ":"):
            at += 1
        if not value and at < len(strings) and _split(strings[at])[0] is None:
            value = strings[at]
            at += 1
        value = value.strip(" 　") if not value.endswith(("：", ":")) else ""
        if value and len(value) <= 300 and label(value) not in KNOWN and not _NEXT.search(value):
            yield name, value


def _split(text: str) -> tuple[str | None, str]:
    """The known label a string is or begins with, and what follows it."""
    if label(text) in KNOWN and len(text) <= 20:
        return _SPACE.sub("", text).strip("：:[]【】（）()*·"), ""
    match = _LABEL.match(text)
    if match and label(match[1]) in KNOWN:
        return _SPACE.sub("", match[1]).strip("*·"), match[2]
    return None, ""
