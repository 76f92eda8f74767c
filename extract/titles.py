"""Which of the strings a page offers as its title is the title, as published and without what was glued to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import lxml.html

from extract import dates, headings, pollution, sitenames
from extract.visible import Visible, elements, tight, words

_PARTS = 16  # of a title element; one stuffed with keywords has thousands
_TITLE_LABELS = ("标题", "標題", "名称", "名稱", "信息名称", "文件名称")
_SEPARATOR = re.compile(r"(\s*(?:[|｜_]|-{2,}|—{2,}(?=\S*(?:网|站))|\s[-–—·»>:]\s|-)\s*|\s+)")
_SPACED = re.compile(r"(\s+[-–—·»|｜:/]+\s+|\s*[|｜]\s*)")
_HAN = re.compile(r"[一-鿿]")
_BREAK = re.compile(r"(?<=[一-鿿、，）》”])\s+(?=[一-鿿（《“])")
_COLUMN = re.compile(
    r"^.{0,6}(?:动态|资讯|快讯|新闻|要闻|公告|公示|热点|政策|文件|解读|传真|关注|信息|聚焦|通知|活动|工作)$"
)
_FURNITURE = re.compile(  # headings of what stands beside a text
    r"(?:相关|相關|推荐|推薦|热门|熱門|热点|延伸|精彩|最新|关联|猜你)(?:的)?(?:阅读|閱讀|文章|新闻|新聞|推荐|链接|连结|連結|信息|内容|稿件|资讯|喜欢|政策|解读|文件|专题)"
    r"|友情链接|网站导航|快速导航|分享到?|扫一扫.*|附件(?:下载|列表)?|版权声明|网站声明|网友评论|评论|栏目导航|信息分类"
)
_CRUMBS = re.compile(r"^(?:首页|首頁|主页)(?:$|\W)|当前位置|所在位置|您的位置|[>›]|^[^«]*»[^«]*$")  # « and » also quote


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The title and where it was read."""

    text: str
    basis: str
    hung: tuple[str, ...] = ()  # what others had written around it


def choose(
    tree: lxml.html.HtmlElement,
    *,
    metas: Mapping[str, str],
    properties: Iterable[tuple[str, str]],
    visible: Visible,
    row: str | None,
) -> Title:
    """The title of the page; an empty text when nothing on it could be one."""
    written = headings.plain(_title_element(tree)[: 10 * headings.LONGEST])
    whole = pollution.without(written)
    names = sitenames.named(metas)
    offered = _offered(tree.iter("h1", "h2", "h3"))
    chosen = _declared(metas, properties, visible, names) or _heading_in_title(offered, whole, names)
    if chosen is None or chosen.text.endswith(("…", "..")):
        offered += _offered(elements(headings.MARKED, tree)[:80])
    chosen = (
        chosen
        or _heading_in_title(offered, whole, names)
        or _listed(row, visible, offered)
        or _shown_part(whole, visible, names)
        or _open_graph(metas, offered, names)
        or _standing_out(offered, visible, names)
        or _cut(whole, names, at_least=_LONG)
        or _line_above_date(visible, names)
        or _release(whole, visible, names)
        or _whole_shown(whole, visible, names)
        or _around_column(whole, offered, names)
        or _cut(whole, names)
        or _only(offered, names)
        or _row_alone(row)
        or Title(text=whole, basis="title element")
    )
    text = _unbroken(_longer(chosen.text, row, offered), (whole, metas.get("og:title", ""), row or ""))
    said = pollution.without_brand(text, visible)
    return Title(text=said, basis=chosen.basis, hung=pollution.hung((written, text), said))


def _offered(found: Iterable[lxml.html.HtmlElement]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pollution.without(text) for text in headings.of(found)))


def _declared(
    metas: Mapping[str, str],
    properties: Iterable[tuple[str, str]],
    visible: Visible,
    names: frozenset[str],
) -> Title | None:
    meta = pollution.without(headings.plain(metas.get("articletitle", "")))
    if _sane(meta, names) and (len(meta) >= 8 or visible.alone(meta)):
        return Title(text=meta, basis="meta ArticleTitle")
    for label, value in properties:
        if label in _TITLE_LABELS and len(value) >= 6 and _sane(value, names):
            return Title(text=value, basis="property table")
    return None


def _heading_in_title(offered: tuple[str, ...], whole: str, names: frozenset[str]) -> Title | None:
    flat = tight(whole)
    fitting = [
        h
        for h in offered
        if tight(h) in flat and _sane(h, names) and (_telling(h) or (len(h) > 8 and whole.startswith(h)))
    ]
    # A heading that only names the site or the column is in <title> as well; the article's own is the longest.
    best = max(fitting, key=lambda h: (not sitenames.like_one(h), len(tight(h))), default=None)
    if best is None or sitenames.like_one(best):
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
            if longer and _telling(run) and not sitenames.like_one(run) and visible.alone(run) and _sane(run, names):
                best = run
    return Title(text=best.strip(), basis="title element, shown on the page") if best else None


_RELEASE = re.compile(
    r"[^，。；：]{0,40}关于.{3,90}(?:通知|公告|公示|通报|决定|意见|批复|复函|函|通告|请示|报告|方案|办法|规定)(?:[（(][^（）()]{1,16}[）)])?"
)
_BEGUN = re.compile(r"[：:。；]$")


def _release(whole: str, visible: Visible, names: frozenset[str]) -> Title | None:
    """The line of a release's title above an addressee or a sentence, where the title element only names a column."""
    if len(tight(whole)) >= _LONG:
        return None
    strings = visible.strings
    for at, line in enumerate(strings[:_FIRST]):
        below = strings[at + 1 : at + 5]
        begun = any(_BEGUN.search(one) for one in below) and not any(_RELEASE.fullmatch(one) for one in below)
        if begun and _RELEASE.fullmatch(line) and _sane(line, names):
            return Title(text=line, basis="line above the text")
    return None


_FIRST = 400  # strings of a page


def _whole_shown(whole: str, visible: Visible, names: frozenset[str]) -> Title | None:
    """The title element, though it ends as names of sites do; the page may show it as its signature only."""
    good = len(tight(whole)) > 5 and _telling(whole) and visible.alone(whole) and _sane(whole, names)
    return Title(text=whole.strip(), basis="title element, shown on the page") if good else None


def _around_column(whole: str, offered: tuple[str, ...], names: frozenset[str]) -> Title | None:
    """The heading that says more than the title element with column and site: 云栖市行政处罚决定书, not 行政处罚."""
    column = tight(sitenames.cut_off(whole, names))
    if not 3 < len(column) < _LONG or not _HAN.search(column):
        return None
    fuller = (h for h in offered if column in tight(h) and len(tight(h)) > len(column) and _sane(h, names))
    best = next((h for h in fuller if not sitenames.like_one(h)), None)
    return Title(text=best, basis="heading around the column's name") if best else None


def _open_graph(metas: Mapping[str, str], offered: tuple[str, ...], names: frozenset[str]) -> Title | None:
    og = pollution.without(headings.plain(metas.get("og:title", "")))
    if not og or og in names:
        return None
    words = set(og.lower().split())
    # Editors shorten og:title for sharing; the page's own heading with the same words is the title as published.
    for heading in offered[:8]:
        mine = set(heading.lower().split())
        if len(mine) >= 4 and len(mine & words) >= 0.6 * max(len(mine), len(words)):
            return Title(text=heading, basis="heading like og:title")
    return Title(text=sitenames.cut_off(og, names), basis="meta og:title")


def _listed(row: str | None, visible: Visible, offered: tuple[str, ...]) -> Title | None:
    if not row:
        return None
    stem = _stem(row)
    if len(stem) < 4:
        return None
    for heading in offered:
        if tight(heading).startswith(tight(stem)):
            return Title(text=heading, basis="heading like the list row")
    if visible.alone(stem):
        return Title(text=stem, basis="list row, shown on the page")
    begun = (string for string in visible.strings if len(string) <= 150 and tight(string).startswith(tight(stem)))
    text = next(begun, None)
    return Title(text=text, basis="line like the list row") if text else None


def _standing_out(offered: tuple[str, ...], visible: Visible, names: frozenset[str]) -> Title | None:
    """The heading that stands right above a line which tells date and source."""
    above = [
        heading
        for heading in offered
        if 6 <= len(tight(heading)) <= 120 and _sane(heading, names) and _has_byline(heading, visible)
    ]
    if above:
        # An author's name stands there as well; it is short.
        return Title(text=next((h for h in above if len(h) > 9), above[0]), basis="heading above the date line")
    return None


def _line_above_date(visible: Visible, names: frozenset[str]) -> Title | None:
    """The plain line that stands right above a line which tells date and source."""
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
    r"(?:发布|發布|发表|时间|時間|日期|来源|來源|作者|编辑|点击|浏览|阅读)[^：:]{0,4}[：:]|点击数|浏览次数|字体|字号"
)


_LONG = 10  # a part of the title element that long names no column


def _cut(whole: str, names: frozenset[str], at_least: int = 0) -> Title | None:
    text = sitenames.cut_off(whole, names)
    good = text and _sane(text, names) and text != whole and len(tight(text)) >= at_least
    return Title(text=text, basis="title element") if good and not (at_least and sitenames.like_one(text)) else None


def _only(offered: tuple[str, ...], names: frozenset[str]) -> Title | None:
    """The first heading that could be a title, a short one only for want of others."""
    good = [
        h
        for h in offered
        if len(tight(h)) >= 4 and _sane(h, names) and not sitenames.like_one(h) and not _FURNITURE.fullmatch(tight(h))
    ]
    best = next((h for h in good if len(tight(h)) >= _LONG), good[0] if good else None)
    return Title(text=best, basis="first heading") if best else None


def _row_alone(row: str | None) -> Title | None:
    return Title(text=row, basis="list row") if row else None


def _longer(title: str, row: str | None, offered: tuple[str, ...]) -> str:
    """The whole title where the one found was cut with an ellipsis."""
    if not title.endswith(("…", "...", "..")):
        return title
    stem = tight(_stem(title))
    for other in (*offered, row or ""):
        if tight(other).startswith(stem) and not other.endswith(("…", "..")) and len(tight(other)) > len(stem):
            return other
    return title


def _unbroken(title: str, written: Iterable[str]) -> str:
    """The title without the spaces that its lines left between Chinese characters, where it is so written elsewhere."""
    joined = _BREAK.sub("", title)
    return joined if joined != title and any(joined in one and title not in one for one in written) else title


def _stem(text: str) -> str:
    return re.sub(r"\s*(?:…+|\.{2,})\s*$", "", text.strip())


def _title_element(tree: lxml.html.HtmlElement) -> str:
    element = tree.find(".//title")
    return "" if element is None else words(element)


def _sane(text: str, names: frozenset[str]) -> bool:
    return (
        2 <= len(text) <= headings.LONGEST
        and text not in names
        and not _CRUMBS.search(text)
        and not pollution.stains(text)
    )


def _telling(text: str) -> bool:
    """Whether the text says enough for a title: four characters, or three words where words are spaced."""
    return len(tight(text)) >= 4 if _HAN.search(text) else len(text.split()) >= 3
