"""Which body issued a release: the seat that its name, its document number or its signature tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.divisions import NATIONWIDE, entries, table
from extract.fold import fold
from extract.mentions import find


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One sign of the issuing body's seat."""

    codes: tuple[str, ...]  # more than one where the sign is shared: 济 is 济南 and 济宁
    weight: float
    basis: str
    text: str


_MINISTRIES = (
    "外交 国防 教育 科学技术 科技 工业和信息化 工信 公安 民政 司法 财政 人力资源和?社会保障 人社 自然资源 生态环境 "
    "环境保护 国土资源 住房和?城乡建设 住建 交通运输 交通 水利 农业农村 农业 商务 文化和旅游 文化 卫生 应急管理 "
    "退役军人事务 铁道 信息产业 劳动和社会保障 人事 建设"
)
_NATIONAL_BODIES = (
    "中国(?:人民银行|证监会|证券监督|银保监会|银监会|保监会|银行业监督|银行保险|保险监督|民用航空局|民航局|气象局|地震局)",
    "中国(?:科学院|工程院|科协|科学技术协会|贸促会|残联)",
    "中共中央 国务院 海关总署 审计署 国资委 发展改革委 税务总局 市场监管总局 市场监督管理总局 金融监管总局",
    "体育总局 广电总局 新闻出版总署 质检总局 工商总局 中华全国 中华人民共和国 最高人民法院 最高人民检察院",
    "中央(?!商务|公园|大[街道])",
    "全国(?:人大|人民代表大会|政协|总工会|妇联|工商联|老龄|爱卫|绿化|普法)",
    "国家(?!级|高新|重点|中心|自主|科技成果|税务局)[一-龥]{1,12}?(?:委员会|委|总局|局|署|办公室|办|院|厅|中心)",
)
_NATIONAL = re.compile(
    f"{'|'.join(' '.join(_NATIONAL_BODIES).split())}|(?:{'|'.join(_MINISTRIES.split())})部(?!门|署|分|位|件)"
)
_ORGAN = re.compile(
    r"(?:政府|办公厅|办公室|委员会|管委会|[厅局委部署院会办处所队行社室]|中心|法院|检察院|总站|站|银行)(?:[((][^()]*[))])?$"
)
_MEDIUM = re.compile(
    r"(?:报|报社|新闻网|在线|网|网站|电视台|传媒|融媒体中心|客户端)$"
)  # where a text was printed, not who issued it
_VERB = re.compile(r"(?:转发|批转|印发|关于|发布|公布|公告|通告|通报|令第|批复)")
_NUMBER = re.compile(r"(?<![一-龥])([一-龥]{1,10}?)[〔\[(【](?:19|20)\d\d[〕\])】]\s*第?\s*(?:\d{1,4}|[xX×]+)号?")
_DIGITS = "[一二三四五六七八九〇○oO零0]"
_HAN_DAY = f"二[〇○oO零0]{_DIGITS}{{2}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日"
_DAY = rf"(?:(?:19|20)\d\d年\d{{1,2}}月\d{{1,2}}日|{_HAN_DAY})"
_DATE_LINE = re.compile(rf"^[ \t]*(?:(?P<same>[^\n。;,]{{4,30}}?)[ \t]+)?{_DAY}[ \t]*(?:\n|\Z)", re.MULTILINE)
_ABOVE = 4  # lines over the date that may hold joint signatures
_LONGEST_NAME = 40
_AGENCY = tuple("政府办委发")


def signs(*, title: str, text: str, issuer: str | None, number: str | None) -> Iterator[Sign]:
    """Every sign of where the issuing body sits; title and text are folded."""
    if issuer and (codes := seat(fold(issuer))):
        yield Sign(codes=codes, weight=8, basis="issuer", text=issuer)
    if number and (codes := _number_codes(fold(number))):
        yield Sign(codes=codes, weight=9, basis="document number", text=number)
    if found := _organ_of(title):
        yield found
    head = text[:600]
    for place, weight, whole in ((title, 8, False), (head, 6, True)):
        for match in _NUMBER.finditer(place):
            if whole and not _alone(head, match):
                continue
            if codes := _prefix_codes(match[1]):
                yield Sign(codes=codes, weight=weight, basis="document number", text=match[0])
                break
    if found := _signature(text):
        yield found


def seat(organ: str) -> tuple[str, ...]:
    """Where the body of this folded name sits: the place in its name, else the nation for a central body."""
    organ = organ.strip()
    if _MEDIUM.search(organ):
        return ()
    places = [m for m in find(organ) if m.weight >= 0.5]
    if places and (places[0].start < 4 or _NATIONAL.match(organ)):
        return (places[0].code,)
    return (NATIONWIDE,) if _NATIONAL.match(organ) else ()


_PREAMBLE = re.compile(r"(?:[【\[(][^】\])]{1,8}[】\])]|[一-龥]{0,4}(?:解读|读懂|图解):?|[《〈\"“ ])*")


def organ_end(title: str) -> int:
    """How far into the folded title the name of the issuing body reaches; 0 where it does not begin with one."""
    skipped = _preamble(title)
    head = title[skipped : skipped + _LONGEST_NAME + 10]
    for verb in _VERB.finditer(head):
        name = head[: verb.start()].rstrip(" ")
        if 1 < len(name) <= _LONGEST_NAME and _ORGAN.search(name):
            return skipped + len(name)
    return 0


def _preamble(title: str) -> int:
    """How much of the title stands before its first word proper: 【政策】, 解读:, 《."""
    found = _PREAMBLE.match(title)
    return found.end() if found else 0


def _organ_of(title: str) -> Sign | None:
    end = organ_end(title)
    name = title[:end].lstrip('《〈"“ ')
    codes = seat(name) if end else ()
    if not codes and (national := _NATIONAL.match(title)) and not _followed_by_place(title, national.end()):
        codes, name = (NATIONWIDE,), national[0]
    return Sign(codes=codes, weight=7, basis="title", text=name) if codes else None


def _followed_by_place(title: str, end: int) -> bool:
    """国家税务总局济南市税务局 is a body of 济南."""
    return any(m.start <= end + 1 for m in find(title[: end + 12]) if m.start >= end - 1)


def _alone(text: str, match: re.Match[str]) -> bool:
    """Is the number its own line? Everywhere else it is a citation."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    line_end = text.find("\n", match.end())
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return len(line.strip(" ()")) <= len(match[0]) + 8


def _number_codes(number: str) -> tuple[str, ...]:
    match = _NUMBER.match(number.strip())
    return _prefix_codes(match[1]) if match else ()


def _prefix_codes(prefix: str) -> tuple[str, ...]:
    """The divisions whose numbers begin so; the longest known beginning wins."""
    for length in range(min(4, len(prefix) - 1), 1, -1):
        named = _short_names().get(prefix[:length], ())
        if named and prefix[length] in _AGENCY:  # 济阳政字
            return named
    known = _prefixes()
    return next((known[prefix[:n]] for n in range(len(prefix), 0, -1) if prefix[:n] in known), ())


@cache
def _prefixes() -> dict[str, tuple[str, ...]]:
    return {fold(row["prefix"]): tuple(row["codes"].split()) for row in table("number_prefixes.tsv")}


@cache
def _short_names() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, entry in entries().items():
        found.setdefault(fold(entry.short), []).append(code)
    return {name: tuple(codes) for name, codes in found.items() if len(name) > 1}


def _signature(text: str) -> Sign | None:
    """The first body that stands alone on a line over a line with nothing but a date."""
    for date in _DATE_LINE.finditer(text):
        above = text[max(0, date.start() - 200) : date.start()].split("\n")[-_ABOVE - 1 :]
        lines = [date["same"]] if date["same"] else [line for line in above if line.strip()]
        names = [name for line in lines if _ORGAN.search(name := line.strip()) and 3 < len(name) <= _LONGEST_NAME]
        for name in names:
            if not any(mark in name for mark in "。,;:") and (codes := seat(name)):
                return Sign(codes=codes, weight=7, basis="signature", text=name)
    return None
