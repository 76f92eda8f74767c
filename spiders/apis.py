"""Lists that a page fetches by script: where it asks, and the rows of the JSON that comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from spiders import jsonlist, listdates

MOST = 3  # addresses that are worth asking for one page
_LISTS = re.compile(r"list|列表|信息|内容|栏目", re.I)
_UNIT = "/build/unit"
_CHANNEL = re.compile(r"<meta[^>]+name=[\"']?channelid[\"']?[^>]+content=[\"']([0-9a-f]{32})", re.I)
_SEARCH = re.compile(r"/common/search/[0-9a-f]{32}", re.I)
_DATASOURCE = re.compile(r"\bdata=[\"']datasource:(\w{8,64})", re.I)
_SID = re.compile(r"\bSID['\"]?\s*[:=]\s*['\"](\d{1,9})['\"]")
_TITLE = (
    *("title", "infotitle", "doctitle", "articletitle", "newstitle", "headline", "subject"),
    # the first letters of the syllables of 标题, 文章标题, 文件名称 and their like, as below of 发布时间, 发文日期
    *("bt", "wzbt", "xxbt", "xwbt", "wjbt", "zcbt", "wjmc", "zcmc"),
)
_LINK = (
    "url",
    "link",
    "publishurl",
    "docpuburl",
    "docurl",
    "linkurl",
    "infourl",
    "href",
    "post_url",
    "path",
    "detailurl",
    "permalink",
)
_DAY = (
    "publishedtimestr",
    "publishedtime",
    "display_publish_time",
    "publishtime",
    "publishdate",
    "publish_time",
    "publish_date",
    "pubtimestr",
    "pubtime",
    "pubdate",
    "docpubtime",
    "deploytime",
    "date",
    "releasetime",
    "releasedate",
    "release_time",
    "release_date",
    "fbsj",
    "fbrq",
    "fwrq",
    "fwsj",
    "create_time",
    "createtime",
    "time",
)
# Names that nobody has listed, for want of those above: artTitle, htmlUrl, visitLink, writeDate.
_LIKE_TITLE = re.compile(r"^(?!.*(?:sub|column|channel|site|cat|type|short|img|pic|web|page|group)).*titles?$")
_LIKE_LINK = re.compile(r"(?:url|link|href|path)$")
_PICTURE = re.compile(r"img|image|pic|icon|cover|thumb|logo|video|audio|avatar|file|site|home|column|channel|base|qr")
_LIKE_DAY = re.compile(
    r"(?:pub|publish|release|issue|write|send|post|doc|news|art|info|show|online|up).*(?:date|time)|riqi|shijian"
)
_TAG = re.compile(r"<[^>]+>")
_LINKED = re.compile(r"<a\s[^>]*href", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a JSON answer, its link as written."""

    link: str | None
    title: str | None
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a JSON answer holds: rows, or a piece of HTML that holds them."""

    entries: tuple[Entry, ...] = ()
    html: str | None = None
    family: str = "json"


def addresses(tree: HtmlElement, text: str, family: str, url: str) -> tuple[str, ...]:
    """Where the page's script gets its list, the likeliest first."""
    ways = {"jpaas": _units, "ucap": _searches, "gkmlpt": _gkmlpt, "datasource": _datasources}
    way = ways.get(family)
    return tuple(dict.fromkeys(urljoin(url, each) for each in way(tree, text)))[:MOST] if way else ()


def read(body: bytes, *, now: datetime) -> Fetched | None:
    """The list in a JSON answer; None when the bytes are no JSON."""
    said = jsonlist.parsed(body)
    if said is None:
        return None
    entries = listed(said, now=now)
    if entries:
        return Fetched(entries=entries)
    data = said.get("data") if isinstance(said, dict) else None
    is_jpaas = isinstance(data, dict) and isinstance(data.get("html"), str)
    return Fetched(html=data["html"], family="jpaas") if is_jpaas and data else Fetched(html=_html(said))


def _html(said: Any) -> str | None:
    """The longest text in the answer that is HTML with links, as many systems wrap what their page shows."""
    texts = [said] if isinstance(said, str) else list(said.values()) if isinstance(said, dict) else []
    inner = [each for text in texts if isinstance(text, dict) for each in text.values()]
    pieces = [each for each in [*texts, *inner] if isinstance(each, str) and _LINKED.search(each)]
    return max(pieces, key=len, default=None)


def listed(said: Any, *, now: datetime) -> tuple[Entry, ...]:
    """The longest list of titles and addresses in a value that was read from JSON."""
    longest = max(_lists(said, 0), key=len, default=[])
    return tuple(entry(each, now) for each in longest)


def following(tree: HtmlElement, url: str, most: int) -> tuple[str, ...]:
    """The further pages of a jpaas list, whose number goes into a JSON parameter."""
    if not urlsplit(url).path.endswith(_UNIT):
        return ()
    pager = next((each for each in tree.iter() if each.get("count") and each.get("rows")), None)
    count, rows = (_number(pager.get(name)) for name in ("count", "rows")) if pager is not None else (0, 0)
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    here = _number(str(_json(asked.get("paramJson", "{}")).get("pageNo", 1)))
    last = min(most, -(-count // rows)) if rows else 0
    return tuple(
        urlunsplit(parts._replace(query=urlencode(asked | {"paramJson": f'{{"pageNo":{n},"pageSize":{rows}}}'})))
        for n in range(max(1, here) + 1, last + 1)
    )


def _units(tree: HtmlElement, text: str) -> Iterator[str]:
    found = []
    for script in tree.iter("script"):
        said = _json(unescape(script.get("querydata") or "").replace("'", '"'))
        where = script.get("url") or "/api-gateway/jpaas-publish-server/front/page/build/unit"
        if said and urlsplit(where).path.endswith(_UNIT):
            found.append((str(said.get("tagId", "")), f"{where}?{urlencode(said)}"))
    yield from (address for _, address in sorted(found, key=lambda each: not _LISTS.search(each[0])))


def _searches(tree: HtmlElement, text: str) -> Iterator[str]:
    asked = "_isAgg=true&_isJson=true&_pageSize=18&_template=index&_rangeTimeGte=&_channelName=&page=1"
    yield from (f"{found.group()}?{asked}" for found in _SEARCH.finditer(text))
    yield from (f"/searchList/{found.group(1)}?{asked}" for found in _CHANNEL.finditer(text))


def _gkmlpt(tree: HtmlElement, text: str) -> Iterator[str]:
    yield from (f"/gkmlpt/api/all/0?page=1&sid={found.group(1)}" for found in _SID.finditer(text))


def _datasources(tree: HtmlElement, text: str) -> Iterator[str]:
    """Xinhua's system writes each list beside its page; the element that shows the rows names it."""
    yield from (f"ds_{found.group(1)}.json" for found in _DATASOURCE.finditer(text))


def _lists(said: Any, depth: int) -> Iterator[list[dict[str, Any]]]:
    """Every list of objects that have a title and an address."""
    if depth > 8:
        return
    if isinstance(said, dict):
        for each in said.values():
            yield from _lists(each, depth + 1)
    elif isinstance(said, list):
        rows = [each for each in said if isinstance(each, dict) and _title(each) and _link(each)]
        if rows:
            yield rows
        else:
            for each in said[:50]:
                yield from _lists(each, depth + 1)


def entry(row: object, now: datetime) -> Entry:
    """A row by the names that such systems give to title, address and day."""
    if not isinstance(row, Mapping):
        return Entry(link=None, title=None, published=None)
    lower = {key.lower(): value for key, value in row.items()}
    names = [*_DAY, *(name for name in lower if name not in _DAY and _LIKE_DAY.search(name))]
    days = (listdates.read(str(lower[name]), now=now) for name in names if lower.get(name))
    title = " ".join(_TAG.sub("", unescape(_title(row) or "")).split())
    return Entry(link=_link(row), title=title or None, published=next((day for day in days if day), None))


def _title(row: Mapping[str, Any]) -> str | None:
    like = (key.lower() for key in row if _LIKE_TITLE.search(key.lower()))
    return _first(row, (*_TITLE, *like, "name"))


def _link(row: Mapping[str, Any]) -> str | None:
    known = _first(row, _LINK)
    if known is not None:
        return known
    like = (key for key in row if _LIKE_LINK.search(key.lower()) and not _PICTURE.search(key.lower()))
    said = (row[key] for key in like)
    return next((one for one in said if isinstance(one, str) and one.startswith(("/", "http", "./"))), None)


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    lower = {key.lower(): value for key, value in row.items()}
    return next((lower[name] for name in names if isinstance(lower.get(name), str) and lower[name].strip()), None)


def _json(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _number(text: str | None) -> int:
    return int(text) if text and text.strip().isdecimal() else 0
