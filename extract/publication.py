"""When a page was published: the candidates in the order of their trust, each with the words that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from extract import dates
from extract.page import Page
from extract.visible import Visible

_BEFORE, _AFTER, _RUNNING = 6, 14, 70

# A bare 日期 or 时间 counts only where no other character makes it another one's: 截止日期, 开始时间, 决定的日期.
_LABEL = re.compile(
    r"""
    (?:
        (?:发布|發布|發佈|发表|發表|公布|刊登|刊发|发稿|发文|上网|上传|公开|公開|登载|录入|添加|编发|投稿|入库|公告)\s?(?:时\s*间|時\s*間|日\s*期|于|於|：|:)
      | (?:时间|時間|日期)\s?(?:发布|發布)
      | (?<![一-鿿]\s)(?<![一-鿿])(?:时\s*间|時\s*間|日\s*期)
      | (?<![一-鿿])(?:更新|修改)\s?(?:时间|時間|日期|于)
    )
    [\s：:】\])）|]*
    """,
    re.X,
)
_STRONG = re.compile(r"发布|發布|發佈|发表|發表|公布|刊登|刊发|公开|公開|上网|发稿")
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


def near(visible: Visible, title: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """For each place of the title: how many strings go before it, and the strings around it up to running text."""
    for begin, end in list(visible.find(title))[:6]:
        after = []
        for string in visible.strings[end : end + _AFTER]:
            if len(string) > _RUNNING and not _LABEL.search(string):
                break
            after.append(string)
        before = visible.strings[max(0, begin - _BEFORE) : begin]
        yield len(before), (*before, *after)


def labelled(around: list[tuple[int, tuple[str, ...]]]) -> Dated | None:
    """The date with a label of publication near the title; a label that says 发布 outranks a bare 日期."""
    found: list[tuple[int, int, Dated]] = []
    for order, (_, strings) in enumerate(around):
        joined = "\n".join(strings)
        for match in _LABEL.finditer(joined):
            hit = next(dates.find(joined[match.end() : match.end() + 30]), None)
            if hit and not joined[match.end() : match.end() + hit.start].strip(" \n　：:|[（("):
                words = joined[match.start() : match.end() + hit.end].replace("\n", " ")
                rank = 0 if _STRONG.search(match[0]) else 2 if re.search("更新|修改", match[0]) else 1
                found.append((rank, order, Dated(day=hit.day, basis="label near title", text=words)))
    return min(found, key=lambda item: item[:2])[2] if found else None


def plain(around: list[tuple[int, tuple[str, ...]]]) -> Dated | None:
    """The date of a line near the title that tells nothing but date, source, visits and the like."""
    for before, strings in around:
        for string in strings[before : before + 8]:
            relative = _RELATIVE.search(string)
            hit = next(dates.find(string), None)
            if hit is None or len(string) > 120:
                continue
            rest = _FURNITURE.sub("", dates.without(string))
            if relative or len(re.sub(r"[\W\d_]+", "", rest)) <= 16:
                return Dated(day=hit.day, basis="date near title", text=string)
    return None


def from_meta(metas: Mapping[str, str]) -> Dated | None:
    """The date of the article metas that the 政府网站发展指引 prescribes, or of their usual variants."""
    for name in ("pubdate", "publishdate", "firstpublishedtime", "publishtime", "publish_time", "createdate"):
        value = metas.get(name, "")
        day = dates.first(value[:40])
        if day:
            return Dated(day=day, basis=f"meta {name}", text=value)
    return None


def in_url(page: Page) -> Dated | None:
    """The day that the page's URL names."""
    found = dates.in_url(page.url) if page.url else None
    return Dated(day=found[0], basis="URL", text=found[1]) if found else None


def close(first: date, second: date, *, days: int) -> bool:
    """Whether the two days lie no further apart than that."""
    return abs(first - second) <= timedelta(days=days)
