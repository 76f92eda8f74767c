"""When a page was published: the candidates in the order of their trust, each with the words that say so."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Protocol

import lxml.html

from extract import calendars, dates, properties, publication_abroad, wechat
from extract.page import Hints
from extract.visible import Visible

_BEFORE, _AFTER, _RUNNING = 6, 14, 70

# A bare 日期 or 时间 counts only where no other word makes it another one's: 截止日期, 开始时间, 决定的日期.
_SENTENCE = re.compile(r"^[^:：]{28,}[。！？]$")
_SAID = re.compile(
    r"""(?:
        (?:发布|發布|發佈|发表|發表|公布|刊登|刊发|发稿|上网|公开|公開|登载|公告)\s?(?:时\s*间|時\s*間|日\s*期)
      | (?:发布|發布|發佈|发表|發表|刊登|刊发)\s?(?:于|於|在)?\s*[：:]
      | (?:发布|發布|發佈|发表|發表|刊登|刊发)\s?(?:于|於)
      | (?:时间|時間|日期)\s?(?:发布|發布)
    )[\s：:】\])）|]*""",
    re.X,
)
_SENT = re.compile(r"发文\s?(?:时\s*间|日\s*期)[\s：:】\])）|]*")  # the day of signing where another is told, too
_BARE = re.compile(
    r"""(?:
        (?<![一-鿿][ 　\xa0])(?<![一-鿿])(?:时\s*间|時\s*間|日\s*期)
      | (?:录入|添加|编发|入库|上传)\s?(?:时间|時間|日期|于)
      | (?:更新|修改)\s?(?:时间|時間|日期|于)
      | (?<![A-Za-z])(?:Published|Posted|Date|Released|Publication\sdate)(?:\s(?:on|date))?
    )[\s：:】\])）|]*""",
    re.X,
)
_LABEL = re.compile(f"{_SAID.pattern}|{_SENT.pattern}|{_BARE.pattern}", re.X)
_DIGITS = re.compile(r"(20\d\d)(\d\d)(\d\d)(?!\d)")
_OTHERS = re.compile(r"成文|生成|签发|截止|截至|开始|结束|生效|施行|实施|失效|开标|成交|报名|活动|处罚|有效")
_TABLE = ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期")
_METAS = (
    "pubdate",
    "publishdate",
    "firstpublishedtime",
    "publishtime",
    "publish_time",
    "article:published_time",
    "createdate",
)
_MIN, _MAX = f"{dates.EARLIEST}-01-01", f"{dates.LATEST}-12-31"
_CREDITED = re.compile(r"(?:来源|來源|作者|点击数?|浏览(?:次数|量)?|阅读(?:次数|量)?|责任编辑)\s*[：:]")
_SOURCED = re.compile(r"(?:来源|來源|作者|发布机构|供稿|编辑|类型)\s*[：:]\s*[^\s|｜：:]{1,24}")
_RELATIVE = re.compile(r"\d+\s?(?:年|个月|月|周|天|小时|分钟)前\s*[（(]\s*")
_FURNITURE = re.compile(
    r"(?:信息|文章|稿件|新闻)?(?:来源|來源|作者|编辑|责编|责任编辑|记者|点击数?|點擊數?|点击量|浏览次数|浏览量?|瀏覽|阅读次数|阅读量?|人气|访问量?|"
    r"字体|字号|打印|分享|保存|收藏|大|中|小|次|栏目|欄目|发布者?|发布单位|发布人|时间|日期|星期.|周.|上午|下午)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A day, where it was read and the words that say so."""

    day: date
    basis: str
    text: str


class _Abroad(Protocol):
    def __call__(
        self, before: Sequence[str], after: Sequence[str], *, day_first: bool | None
    ) -> publication_abroad.Read | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The strings around one place of the title, up to running text."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def near(visible: Visible, title: str) -> Iterator[Around]:
    """The strings around each place of the title as a heading, else as part of a line."""
    places = list(islice(visible.find(title), 200))
    for place in [p for p in places if p.alone][:6] or places[:6]:
        after = [place.rest] if place.rest else []
        for string in visible.strings[place.end : place.end + _AFTER]:
            if (len(string) > _RUNNING or _SENTENCE.search(string)) and not _LABEL.search(string):
                break
            after.append(string)
        yield Around(before=visible.strings[max(0, place.begin - _BEFORE) : place.begin], after=tuple(after))
    if not places:  # the title is a picture, or only in <title>
        strings = visible.strings
        found = (at for at, string in enumerate(strings) if len(string) < 120 and _tells_head(strings, at))
        for at in islice(found, 1):
            yield Around(before=(), after=strings[at : at + _AFTER])


def _tells_head(strings: Sequence[str], at: int) -> bool:
    """Is this the line that tells day and source, as the one below a title does?"""
    hit = next(dates.find(strings[at]), None)
    if hit is None:
        return False
    beside = " ".join((strings[at][: hit.start], strings[at][hit.end :], *strings[at + 1 : at + 2]))
    return len(strings[at]) < _RUNNING and _CREDITED.search(beside[:80]) is not None


def decide(
    around: Sequence[Around],
    *,
    visible: Visible,
    table: Iterable[tuple[str, str]],
    hints: Hints,
    url: str | None,
    metas: Mapping[str, str],
    tree: lxml.html.HtmlElement,
    chinese: bool,
    day_first: bool | None = None,
) -> Dated | None:
    """The day of publication with its proof; never a day of signing, of coming into force or of a deadline."""
    row = hints.published
    return (
        labelled(around, _SAID)
        or in_table(table)
        or labelled(around, _SENT)
        or (Dated(day=row, basis="list row", text=row.isoformat()) if row else None)
        or labelled(around, _BARE)
        or (None if chinese else _abroad(around, publication_abroad.labelled, day_first))
        or plain(around)
        or _stamped(tree)
        or in_url(url)
        or alone(visible)
        or in_metas(metas)
        or spelt(around, calendars.published)
        or (None if chinese else _made(publication_abroad.declared(tree, metas)))
        or (None if chinese else _abroad(around, publication_abroad.beside, day_first))
        or (None if chinese else _abroad(around, publication_abroad.updated, day_first))
        or (guessed(tree) or spelt(around, _heads) if chinese else guessed_abroad(tree, visible, day_first))
    )


def labelled(around: Sequence[Around], label: re.Pattern[str]) -> Dated | None:
    """The date right after such a label near the title."""
    return next((found for place in around for found in labels(place, label)), None)


def labels(place: Around, label: re.Pattern[str]) -> Iterator[Dated]:
    """Every date right after such a label."""
    joined = "\n".join((*place.before, "", *place.after))
    for match in label.finditer(joined):
        bare = _DIGITS.match(joined, match.end())
        if bare and (day := dates.day(int(bare[1]), int(bare[2]), int(bare[3]))):
            yield Dated(day=day, basis="label near title", text=joined[match.start() : bare.end()].strip())
            continue
        hit = next(dates.find(joined[match.end() : match.end() + 32]), None) or dates.republican(joined[match.end() :])
        if hit and not joined[match.end() : match.end() + hit.start].strip(" \n　：:|[（(，,"):
            said = joined[match.start() : match.end() + hit.end].replace("\n", " ")
            yield Dated(day=hit.day, basis="label near title", text=said.strip())


def plain(around: Sequence[Around]) -> Dated | None:
    """The date of a line right below the title that tells nothing but date, source, visits and the like."""
    for place in around:
        previous = ""
        for string in place.after[:8]:
            hit = next(dates.find(string), None)
            foreign = previous.endswith(("：", ":", "日期", "时间", "時間")) or _OTHERS.search(string)
            previous = string
            if hit is None or foreign or len(string) > 120:
                continue
            rest = re.sub(r"[\W\d_]+", "", _FURNITURE.sub("", _SOURCED.sub("", dates.without(string))))
            if len(rest) <= 16 or _RELATIVE.search(string):
                return Dated(day=hit.day, basis="date near title", text=string)
    return None


def spelt(around: Sequence[Around], reader: Callable[[str], tuple[date, str] | None]) -> Dated | None:
    """The date of a line below the title, as other languages write it."""
    lines = (string for place in around for string in place.after[:8])
    found = next(filter(None, map(reader, lines)), None)
    return Dated(day=found[0], basis="date near title", text=found[1]) if found else None


def _abroad(around: Sequence[Around], reader: _Abroad, day_first: bool | None) -> Dated | None:
    found = (reader(place.before, place.after, day_first=day_first) for place in around)
    return _made(next(filter(None, found), None))


def _stamped(tree: lxml.html.HtmlElement) -> Dated | None:
    said = wechat.published(tree)
    return Dated(day=said[0], basis="script of the article", text=said[1]) if said else None


def _made(found: publication_abroad.Read | None) -> Dated | None:
    return Dated(day=found[0], basis=found[1], text=found[2]) if found else None


def _heads(line: str) -> tuple[date, str] | None:
    day = calendars.heads(line)
    return (day, line) if day else None


def alone(visible: Visible) -> Dated | None:
    """The day with a label of publication anywhere on the page, when every such label says the same day."""
    found = labels(Around(before=(), after=visible.strings), _SAID)
    first = next(found, None)
    agreed = first is not None and all(other.day == first.day for other in found)
    return replace(first, basis="label on the page") if first and agreed else None


def in_table(table: Iterable[tuple[str, str]]) -> Dated | None:
    """The property table's 发布日期."""
    said = properties.value(table, *_TABLE)
    day = dates.first(said) if said else None
    return Dated(day=day, basis="property table", text=said) if day and said else None


def in_url(url: str | None) -> Dated | None:
    """The day that the page's URL names."""
    found = dates.in_url(url) if url else None
    return Dated(day=found[0], basis="URL", text=found[1]) if found else None


def in_metas(metas: Mapping[str, str]) -> Dated | None:
    """The date of the article metas that the 政府网站发展指引 prescribes, or of their usual variants."""
    for name in _METAS:
        said = metas.get(name, "")
        day = dates.first(said[:40])
        if day:
            return Dated(day=day, basis=f"meta {name}", text=said)
    return None


def guessed_abroad(tree: lxml.html.HtmlElement, visible: Visible, day_first: bool | None) -> Dated | None:
    """What htmldate finds where it is no day on which something ends; it takes 3/4/2026 for the third of April."""
    found = guessed(tree, chinese=False)
    if found is None:
        return None
    meant = next(calendars.find(found.text, day_first=False), None) if day_first is False else None
    made = replace(found, day=meant.day) if meant else found
    return None if publication_abroad.closing(made.day, visible.strings, day_first=day_first) else made


def guessed(tree: lxml.html.HtmlElement, *, chinese: bool = True) -> Dated | None:
    """What htmldate finds, kept only where the page really has that day: htmldate knows today's date, and it reads
    2026年9月24日 as the first of January."""
    import htmldate  # the slowest import of all of `extract`, for the last resort

    # Its extensive search loads the months of two hundred languages: seconds, for one page in a hundred.
    found = htmldate.find_date(
        _markup(tree) if chinese else tree, original_date=True, extensive_search=False, min_date=_MIN, max_date=_MAX
    )
    day = date.fromisoformat(found) if found else None
    if day is None:
        return None
    proof = _proof(tree, day, chinese=chinese)
    return Dated(day=day, basis="htmldate", text=proof) if proof else None


def _markup(tree: lxml.html.HtmlElement) -> lxml.html.HtmlElement:
    """The page without its text: on Chinese pages only markup made for machines is worth a guess."""
    bare = lxml.html.document_fromstring("<html><head></head><body></body></html>")
    head, body = bare
    head.extend(copy.deepcopy(element) for element in tree.iter("meta", "link"))
    for element in tree.iter("script", "time"):
        if element.tag == "time" or element.get("type") == "application/ld+json":
            body.append(copy.deepcopy(element))
    return bare


def _proof(tree: lxml.html.HtmlElement, day: date, *, chinese: bool) -> str | None:
    numeric = re.compile(rf"{day.year}\D{{0,2}}0?{day.month}\D{{0,2}}0?{day.day}(?!\d)")
    spelt = re.compile(
        rf"(?<!\d)0?{day.day}(?!\d)\D{{1,15}}{day.year}|{day.year}\D{{1,15}}(?<!\d)0?{day.day}(?!\d)"
        rf"|(?<!\d)(?:0?{day.day}\D{{1,3}}0?{day.month}|0?{day.month}\D{{1,3}}0?{day.day})\D{{1,3}}(?:{day.year}|{day:%y})(?!\d)"
    )
    source = lxml.html.tostring(tree, encoding="unicode")
    match = numeric.search(source) or (None if chinese else spelt.search(source))
    return match[0] if match else None
