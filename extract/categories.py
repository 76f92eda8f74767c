"""What kind of document a page holds, out of a closed list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extract import properties
from extract.document import CATEGORIES, Category
from extract.fold import fold

_TAIL = re.compile(
    r"(?:[\s　]*[（(【\[][^（）()【】\[\]]{0,40}[）)】\]])+$|[《》“”\"']+$|[。.…]+$"
    r"|[\s　]*(?:\d{4}年)?第?[一二三四五六七八九十\d]+[号批期次]$"
)
_FORMS: tuple[tuple[str, Category], ...] = (
    (r"(?:通知书?)", "通知"),
    (r"(?:公示|公示公告|公示表|公示名单)", "公示"),
    (r"批复", "批复"),
    (r"函", "函"),
    (r"(?:解读|解讀|图解|一图读懂|答记者问|政策问答|问答|解析)", "解读"),
    (r"(?:公告|通告|公报|启事|告知书)", "公告"),
    (r"(?:征求|征集)[一-鿿]{0,10}意见(?:建议)?", "公告"),
    (r"意见", "意见"),
    (r"办法", "办法"),
    (r"(?:规定|条例|细则|规则|准则|守则|规范|标准|章程)", "规定"),
    (r"(?:规划|纲要)", "规划"),
    (r"(?:方案|预案|计划|要点)", "方案"),
    (r"(?:决定|决议|通报|报告|答复|请示|倡议书|公开信|名单|清单|目录|指南|指引|年报|决算公开|预算公开)", "其他"),
    (r"令", "令"),
)
_ENDINGS = tuple((re.compile(f"{pattern}$"), category) for pattern, category in _FORMS)
_NEWS_COLUMN = re.compile(r"新闻|要闻|动态|快讯|资讯|媒体|报道|头条|热点|时政|聚焦|传真|图片|现场|风采")
_EXPLAINING = re.compile(
    r"^[【\[]?(?:一图读懂|图解|图说|政策解读|解读|专家解读|视频解读|文字解读)|解读(?:之[一二三四五六七八九十]+)?$"
)
_DATELINE = re.compile(
    r"^[（(]?(?:本报讯|本报记者|本网讯|本站讯|记者|新华社|[一-鿿]{2,8}网讯|.{0,12}讯[（(\s])"
    r"|^(?:近日|日前|今日|昨日|连日来|当天)|^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚|至|，|,|—|-|，?由|，?记者|，?[一-鿿])"
)
_TOLD_OF = ("意见", "办法", "规定", "规划", "方案")
_TELLING = re.compile(
    r"^(?!.{0,40}[关關][于於]).*(?:召开|举行|举办|会见|调研|审议|審議|通过《|通過《|出台|学习|宣讲|座谈|部署|推进会|发布《|印发《|推出)"
)
_MEDIA = re.compile(r"(?:报|通讯社|新华社|新华网|人民网|中新网|央视|电视台|客户端|融媒体中心|新闻网)$")
_REPORTING = re.compile(
    r"(?:举行|召开|启动|开幕|闭幕|落幕|成立|揭牌|签约|走访|调研|考察|视察|慰问|会见|出席|开展|举办|入选|获奖|发布会)[一-鿿]{0,12}$"
)


def of(
    title: str,
    *,
    table: Iterable[tuple[str, str]],
    metas: Mapping[str, str],
    number: str | None,
    issuer: str | None,
    lines: Sequence[str],
) -> tuple[Category, str, str] | None:
    """The category with its basis and the words that say so; None where nothing says so."""
    plain = fold(title)
    if _EXPLAINING.search(plain):
        return "解读", "title", title
    if number and "令" in number and "〔" not in number:
        return "令", "document number", number
    found = _by_title(plain)
    # 常务会议审议通过《…规划》 and 召开…编委会研究…计划 tell of a document, they are not one.
    if found in _TOLD_OF and not number and _TELLING.search(plain):
        return "新闻", "title", title
    if found:
        return found, "title", title
    said = properties.value(table, "公文种类", "文种", "体裁分类", "信息类别")
    for category in CATEGORIES:
        if said and category in said:
            return category, "property table", said
    column = " ".join(metas.get(name, "") for name in ("columntype", "columnname")).strip()
    if "解读" in column:
        return "解读", "column", column
    if _NEWS_COLUMN.search(column):
        return "新闻", "column", column
    start = next((line.strip() for line in lines if len(line.strip()) > 15), "")
    if _DATELINE.match(start) or (_REPORTING.search(plain) and not number):
        return "新闻", "wording", start[:60] or title
    if issuer and _MEDIA.search(issuer) and not number:
        return "新闻", "issuer", issuer
    if metas.get("og:type", "").lower() in ("article", "news") and not re.search(r"[一-鿿]", title):
        return "新闻", "meta og:type", metas["og:type"]
    return ("其他", "document number", number) if number else None


def _by_title(title: str) -> Category | None:
    """The form that the title ends with: 《…的通知》, …办法（试行）."""
    bare = title.strip()
    while (shorter := _TAIL.sub("", bare).strip()) != bare and shorter:
        bare = shorter
    for pattern, category in _ENDINGS:
        if pattern.search(bare):
            return category
    return None
