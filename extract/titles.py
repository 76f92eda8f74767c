"""Which of the strings a page offers as its title is the title, as published and without what was glued to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import lxml.html
from lxml import etree

from extract import dates
from extract.visible import Visible, clean, elements, tight, words

_LONGEST = 300
_PARTS = 16  # of a title element; one stuffed with keywords has thousands
_TITLE_LABELS = ("标题", "標題", "名称", "名稱", "信息名称", "文件名称")
_MARKED = etree.XPath(
    ".//@class[contains(., 'tit') or contains(., 'Tit') or contains(., 'headline') or contains(., 'biaoti')"
    " or .='bt' or .='h1']/.. | .//@id[contains(., 'title') or contains(., 'Title') or .='bt' or .='biaoti']/.."
    " | .//td[@align='center']//b | .//td[@align='center']//strong | .//p[@align='center']//b | .//center//b"
    " | .//@style[contains(., 'center')]/..//b | .//@style[contains(., 'center')]/..//strong"
)
_MARKUP = re.compile(r"<\s*/?\s*(?:br|p|b|strong|font|span|nobr|em|i|div)\b[^<>]*>", re.I)
_SEPARATOR = re.compile(r"(\s*(?:[|｜_]|-{2,}|—{2,}(?=\S*(?:网|站))|\s[-–—·»>:]\s|-)\s*|\s+)")
_SPACED = re.compile(r"(\s+[-–—·»|｜:/]+\s+|\s*[|｜]\s*)")
_HAN = re.compile(r"[一-鿿]")
_SITE = re.compile(
    r"(?:网|網|网站|網站|官网|门户|門戶|门户网站|首页|主页|人民政府|政府|委员会|管委会|办公室|办公厅|专栏|频道|頻道|"
    r"[厅局委署]|公司|集团|协会|学会|联盟|中心|大学|学院|医院|研究[院所]|新闻|资讯|\.com|\.cn|\.net|\.gov|\.org)(?:欢迎您?[!！]?|>|\))*$",
    re.I,
)
_COLUMN = re.compile(
    r"^.{0,6}(?:动态|资讯|快讯|新闻|要闻|公告|公示|热点|政策|文件|解读|传真|关注|信息|聚焦|通知|活动|工作)$"
)
_CRUMBS = re.compile(r"^(?:首页|首頁|主页)(?:$|\W)|当前位置|所在位置|您的位置|[>›»]")
_GLUED = re.compile(
    r"(?:\s*[（(\[【]?\s*(?:(?:信息)?(?:发布|發布|发表|更新|时间|時間|日期|来源|來源|作者|点击|浏览|阅读|字体|字号)"
    r"[^：:]{0,4}[：:].*|责任编辑.*))$"
)
# What only a hacked page has for a title; a notice against gambling or about invoices is not worded like this.
_SPAM = re.compile(
    r"人妻|无码|無碼|中文字幕|自拍偷拍|国产精品|成人(?:网|在线|视频|电影)|一区二区|[a-z]v(?:永久|在线)|娱乐城官网|送彩金|彩票(?:投注|代理)"
    r"|代开发票|发票(?:均可|代开)|代写|万词霸屏|关键词(?:快速)?排名|黑户下款|下款口子|资质证书代办|文凭办理|投注平台|整站优化",
    re.I,
)
_BRAND = re.compile(r"^[\[【]([^\]】]{2,20})[\]】]\s*")
_COMMERCE = re.compile(
    r"化妆品|护肤|美容|整形|公司|集团|品牌|招商|加盟|代理|官网|官方|旗舰|娱乐|彩票|棋牌|贷款|发票|减肥|酒业|药业|商城|店$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The title and where it was read."""

    text: str
    basis: str


def choose(
    tree: lxml.html.HtmlElement,
    *,
    metas: Mapping[str, str],
    properties: Iterable[tuple[str, str]],
    visible: Visible,
    row: str | None,
) -> Title:
    """The title of the page; an empty text when nothing on it could be one."""
    whole = _plain(_title_element(tree)[: 10 * _LONGEST])
    names = _names(metas)
    headings = tuple(_texts(tree.iter("h1", "h2", "h3")))
    chosen = _declared(metas, properties, visible, names) or _heading_in_title(headings, whole, names)
    if chosen is None or chosen.text.endswith(("…", "..")):
        headings += tuple(_texts(elements(_MARKED, tree)[:80]))
    chosen = (
        chosen
        or _heading_in_title(headings, whole, names)
        or _listed(row, visible, headings)
        or _shown_part(whole, visible, names)
        or _open_graph(metas, headings, names)
        or _standing_out(headings, visible, names)
        or _cut(whole, names)
        or _only(headings, names)
        or _row_alone(row)
        or Title(text=whole, basis="title element")
    )
    return Title(text=tidy(_longer(chosen.text, row, headings), visible), basis=chosen.basis)


def tidy(title: str, visible: Visible) -> str:
    """The title without a glued date line and without an advertiser's name in brackets before it."""
    title = _plain(title)
    brand = _BRAND.match(title)
    if brand and len(title) > brand.end() + 5:
        rest = title[brand.end() :]
        if _COMMERCE.search(brand[1]) or (not visible.alone(title) and visible.alone(rest)):
            return rest
    return title


def _declared(
    metas: Mapping[str, str],
    properties: Iterable[tuple[str, str]],
    visible: Visible,
    names: frozenset[str],
) -> Title | None:
    meta = _plain(metas.get("articletitle", ""))
    if _sane(meta, names) and (len(meta) >= 8 or visible.alone(meta)):
        return Title(text=meta, basis="meta ArticleTitle")
    for label, value in properties:
        if label in _TITLE_LABELS and len(value) >= 6 and _sane(value, names):
            return Title(text=value, basis="property table")
    return None


def _heading_in_title(headings: tuple[str, ...], whole: str, names: frozenset[str]) -> Title | None:
    flat = tight(whole)
    fitting = [
        h
        for h in headings
        if tight(h) in flat and _sane(h, names) and (_telling(h) or (len(h) > 8 and whole.startswith(h)))
    ]
    # A heading that only names the site or the column is in <title> as well; the article's own is the longest.
    best = max(fitting, key=lambda h: (not _site_like(h), len(tight(h))), default=None)
    if best is None or _site_like(best):
        return None
    return Title(text=best, basis="heading in title element")


def _shown_part(whole: str, visible: Visible, names: frozenset[str]) -> Title | None:
    """The longest run of the title element's parts that the page shows as a line of its own."""
    parts = (_SEPARATOR if _HAN.search(whole) else _SPACED).split(whole)
    texts, joints = parts[0 : 2 * _PARTS : 2], parts[1 : 2 * _PARTS : 2]
    best = ""
    for begin in range(len(texts)):
        run = texts[begin]
        for end in range(begin, len(texts)):
            run = run if end == begin else run + joints[end - 1] + texts[end]
            if end > begin and _COLUMN.match(texts[begin]):
                break  # the last step of the breadcrumb stands right before the title
            longer = len(tight(run)) > max(5, len(tight(best)))
            whole_title = _telling(run) and (len(texts) == 1 or not _site_like(run))
            if longer and whole_title and visible.alone(run) and _sane(run, names):
                best = run
    return Title(text=best.strip(), basis="title element, shown on the page") if best else None


def _open_graph(metas: Mapping[str, str], headings: tuple[str, ...], names: frozenset[str]) -> Title | None:
    og = _plain(metas.get("og:title", ""))
    if not og or og in names:
        return None
    words = set(og.lower().split())
    # Editors shorten og:title for sharing; the page's own heading with the same words is the title as published.
    for heading in headings[:8]:
        mine = set(heading.lower().split())
        if len(mine) >= 4 and len(mine & words) >= 0.6 * max(len(mine), len(words)):
            return Title(text=heading, basis="heading like og:title")
    return Title(text=_cut_text(og, names), basis="meta og:title")


def _listed(row: str | None, visible: Visible, headings: tuple[str, ...]) -> Title | None:
    if not row:
        return None
    stem = _stem(row)
    if len(stem) < 4:
        return None
    for heading in headings:
        if tight(heading).startswith(tight(stem)):
            return Title(text=heading, basis="heading like the list row")
    if visible.alone(stem):
        return Title(text=stem, basis="list row, shown on the page")
    begun = (string for string in visible.strings if len(string) <= 150 and tight(string).startswith(tight(stem)))
    text = next(begun, None)
    return Title(text=text, basis="line like the list row") if text else None


def _standing_out(headings: tuple[str, ...], visible: Visible, names: frozenset[str]) -> Title | None:
    """The heading, or else the plain line, that stands right above a line which tells date and source."""
    above = [
        heading
        for heading in headings
        if 6 <= len(tight(heading)) <= 120 and _sane(heading, names) and _has_byline(heading, visible)
    ]
    if above:
        # An author's name stands there as well; it is short.
        return Title(text=next((h for h in above if len(h) > 9), above[0]), basis="heading above the date line")
    for index, string in enumerate(visible.strings):
        said = _DATE_LINE.search(" ".join((string[:80], *visible.strings[index + 1 : index + 2]))[:100])
        if not said or said.start(said.lastgroup or 0) >= len(string):
            continue
        for line in reversed(visible.strings[max(0, index - 4) : index]):
            if (
                6 <= len(tight(line)) <= 120
                and _sane(line, names)
                and not _BYLINE.search(line)
                and not dates.only(line)
            ):
                return Title(text=line, basis="line above the date line")
    return None


def _has_byline(heading: str, visible: Visible) -> bool:
    following = (" ".join((p.rest, *visible.strings[p.end : p.end + 5]))[:160] for p in visible.find(heading))
    return any(_BYLINE.search(text) or next(dates.find(text[:80]), None) for text in following)


_DATE_LINE = re.compile(
    r"^(?:.{0,30}[\s|　])?(?P<label>(?:发布|發布|发表|發表|公布|更新)?\s?(?:时\s?间|時\s?間|日\s?期)(?:发布)?)"
    r"\s*[：:]\s*(?:19|20)\d\d"
    r"|^(?:.{0,30}[\s|　])?(?P<date>)(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}.{0,20}(?:来源|來源)"
)
_BYLINE = re.compile(
    r"(?:发布|發布|发表|时间|時間|日期|来源|來源|作者|点击|浏览|阅读)[^：:]{0,4}[：:]|点击数|浏览次数|字体|字号"
)


def _cut(whole: str, names: frozenset[str]) -> Title | None:
    text = _cut_text(whole, names)
    return Title(text=text, basis="title element") if text and _sane(text, names) and text != whole else None


def _only(headings: tuple[str, ...], names: frozenset[str]) -> Title | None:
    first = next((h for h in headings if len(tight(h)) >= 4 and _sane(h, names) and not _site_like(h)), None)
    return Title(text=first, basis="first heading") if first else None


def _row_alone(row: str | None) -> Title | None:
    return Title(text=row, basis="list row") if row else None


def _cut_text(text: str, names: frozenset[str]) -> str:
    """The text without site and column names at its end or beginning."""
    parts = [p for p in re.split(r"\s*(?:[|｜_]|-{2,}|\s[-–—·»]\s)\s*", text) if p]
    while len(parts) > 1 and (parts[-1] in names or _site_like(parts[-1]) or len(parts[-1]) <= 0.35 * len(parts[0])):
        parts.pop()
    while len(parts) > 1 and (parts[0] in names or _site_like(parts[0])):
        parts.pop(0)
    if len(parts) == 1:
        head, dash, tail = parts[0].rpartition("-")
        if dash and len(head) >= 6 and (tail in names or _site_like(tail)):
            return head.strip()
    at = text.find(parts[0]) if parts else 0
    end = text.rfind(parts[-1]) + len(parts[-1]) if parts else len(text)
    return text[at:end].strip()


def _longer(title: str, row: str | None, headings: tuple[str, ...]) -> str:
    """The whole title where the one found was cut with an ellipsis."""
    if not title.endswith(("…", "...", "..")):
        return title
    stem = tight(_stem(title))
    for other in (*headings, row or ""):
        if tight(other).startswith(stem) and not other.endswith(("…", "..")) and len(tight(other)) > len(stem):
            return other
    return title


def _stem(text: str) -> str:
    return re.sub(r"\s*(?:…+|\.{2,})\s*$", "", text.strip())


def _texts(found: Iterable[lxml.html.HtmlElement]) -> Iterator[str]:
    seen = set()
    for element in found:
        if element.tag in ("input", "body", "form", "script", "style", "title", "img"):
            continue
        text = words(element, " ") if len(element) < 30 else ""
        text = _plain(text) if len(text) <= 3 * _LONGEST else ""
        text = _GLUED.sub("", text)
        found = list(dates.find(text))
        if found and len(text) - found[-1].end <= 12 and not dates.without(text[found[-1].start :]).strip(" ()（）[]"):
            text = text[: found[-1].start].rstrip(" （([【|-")
        if text and len(text) <= _LONGEST and text not in seen:
            seen.add(text)
            yield text


def _title_element(tree: lxml.html.HtmlElement) -> str:
    element = tree.find(".//title")
    return "" if element is None else words(element)


def _names(metas: Mapping[str, str]) -> frozenset[str]:
    named = (metas.get(name, "") for name in ("sitename", "columnname", "columntype", "og:site_name"))
    return frozenset(clean(name) for name in named if name.strip())


def _sane(text: str, names: frozenset[str]) -> bool:
    return 2 <= len(text) <= _LONGEST and text not in names and not _CRUMBS.search(text) and not _SPAM.search(text)


def _telling(text: str) -> bool:
    """Whether the text says enough for a title: four characters, or three words where words are spaced."""
    return len(tight(text)) >= 4 if _HAN.search(text) else len(text.split()) >= 3


def _site_like(text: str) -> bool:
    return len(text) <= 30 and bool(_SITE.search(text.strip()))


def _plain(text: str) -> str:
    return clean(_MARKUP.sub(" ", text))
