"""Who issued a document, as clean names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract import properties
from extract.fold import fold
from extract.publication import Around

if TYPE_CHECKING:
    from extract.signatures import Signature

_TABLE = (
    "发文机关",
    "发文机构",
    "发文单位",
    "制定机关",
    "制发机关",
    "印发机关",
    "发布机构",
    "发布机关",
    "发布单位",
    "公开主体",
    "所属机构",
)
_END = (
    "人民政府|政府|委员会|委員會|办公厅|辦公廳|办公室|辦公室|政府办|国务院|國務院|常委会|管委会|工委|党委|党组|纪委|市委|省委|区委|县委|州委"
    "|发展改革委|发改委|卫生健康委|卫健委|国资委|建委|科委|经信委|教委|农委|文化委|民委"
    "|[总總]局|局|厅|廳|部|署|司|处|院|所|中心|办|大队|支队|总队|指挥部|领导小组|专班|联席会议|法院|检察院|委"
    "|银行|集团|有限公司|公司|协会|協會|学会|联合会|商会|总会|基金会|促进会|联盟|工会|妇联|残联|科协|文联|团委|大学|学院|学校|中学|小学|医院"
    "|报社|出版社|图书馆|博物馆|街道|镇|乡|电视台|人大|政协|交易所|分行|税务局|军区|军委"
)
_OFFICE = re.compile(rf"^[一-鿿（）()·\-“”A-Za-z]{{0,40}}?(?:{_END})(?:[（(][^）)]{{1,20}}[）)])?$")
_NOT_OFFICE = re.compile(r"[。!?:]|^[（(]?[一二三四五六七八九十\d]+[）)、.．]|^附|^各|的|^第|此件|联系|抄送|印发")
_TITLED = re.compile(
    rf"^(?P<who>[^关關《》，。:：]{{2,80}}?(?:{_END}|等[一二三四五六七八九十]+部门|等\d+部门))"
    r"\s*(?:关于|關於|印发|轉發|转发|公布|发布|對|对|就|令(?=第|（|\(|$)|公告|通告|公报|《)"
)
_NUMBERED = re.compile(r"^[^《》]{2,24}?[号號]\s*《?(?=.{8})|^《(?=[^》]+》?$)")
_SOURCE = re.compile(r"(?:信息|文章|稿件)?(?:来源|來源|发布机构|发布单位|发文机关|发布者|供稿单位|供稿)\s*[：:]\s*")
_SOURCE_END = re.compile(
    r"\s{2,}|[|｜【\[]|\s*(?:作者|编辑|责任编辑|记者|发布|發布|时间|時間|日期|浏览|点击|阅读|字体|字号|分享|打印|访问|更新|人气|次数)|(?:19|20)\d\d[-年/.]"
)
_NOBODY = re.compile(
    r"^(?:(?:字体|字号|打印|分享|收藏|浏览|点击|阅读|访问|作者|编辑|责任编辑|时间|日期|发布时间|发布日期|视力保护色?)\W*.{0,8}|本网|本站|本站原创|原创|网络|互联网|转载|未知|不详|无|其他|其它|本网站|系统|系统管理员|管理员|admin|administrator|未知来源|整理|综合)?$",
    re.I,
)
_SITE = re.compile(r"(?:门户网站群?|门户網站|官方网站|官网|政务网|信息网|信息公开网|网站|门户网|门户)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The issuer, joint issuers joined by 、, and where it was read."""

    text: str
    basis: str
    words: str


def read(
    table: Iterable[tuple[str, str]],
    *,
    signature: Signature | None,
    title: str,
    around: Sequence[Around],
    metas: Mapping[str, str],
    hint: str | None,
    site: str | None,
) -> Issuer | None:
    """The issuer by the surest sign the page gives."""
    said = properties.value(table, *_TABLE)
    if said and (name := clean(said)):
        return Issuer(text=name, basis="property table", words=said)
    if signature and signature.offices:
        return Issuer(text="、".join(dict.fromkeys(signature.offices)), basis="signature line", words=signature.words)
    if named := _titled(_NUMBERED.sub("", title)):
        return named
    for meta in ("contentsource", "source"):
        if name := clean(metas.get(meta, "")):
            return Issuer(text=name, basis=f"meta {meta}", words=metas[meta])
    if named := _named(around):
        return named
    if hint:
        return Issuer(text=hint, basis="source", words=hint)
    name = clean(_SITE.sub("", site or ""))
    return Issuer(text=name, basis="site name", words=site or "") if name and is_office(name) else None


def clean(text: str) -> str | None:
    """Names joined by 、 and without label and trailing remarks; None where they name nobody."""
    text = _SOURCE.sub("", " ".join(text.split()))
    text = text.strip(" 　:：,，;；。|/-—")
    names = offices(text)
    joined = "、".join(names) if names else text
    return None if _NOBODY.match(joined) or not re.search(r"[^\W\d_]{2}", joined) or len(joined) > 200 else joined


def is_office(text: str) -> bool:
    """Whether the text is nothing but the name of an office."""
    plain = fold(text)
    return bool(_OFFICE.match(plain)) and not _NOT_OFFICE.search(plain)


def offices(line: str) -> tuple[str, ...]:
    """The offices a line consists of; empty for a line that says anything else."""
    parts = [part for part in re.split(r"[\s　、,，;；]+", line.strip()) if part]
    if parts and all(is_office(part) for part in parts):
        return tuple(parts)
    # Names are also spaced out to fill the line: 济 南 市 人 民 政 府.
    whole = "".join(parts)
    return (whole,) if parts and max(map(len, parts)) <= 2 and is_office(whole) else ()


def _titled(title: str) -> Issuer | None:
    """The offices before 关于."""
    match = _TITLED.match(fold(title))
    names = offices(title[: match.end("who")]) if match else ()
    return Issuer(text="、".join(names), basis="title", words=title[:60]) if names else None


def _named(around: Sequence[Around]) -> Issuer | None:
    for place in around:
        strings = (*place.before[-2:], *place.after)
        for index, string in enumerate(strings):
            match = _SOURCE.search(string)
            if not match or len(string) > 160:
                continue
            said = _SOURCE_END.split(string[match.end() :], maxsplit=1)[0] or "".join(strings[index + 1 : index + 2])
            name = clean(said)
            if name and len(name) <= 40 and "：" not in name and ":" not in name:
                return Issuer(text=name, basis="label near title", words=f"{match[0]}{said}")
    return None
