"""A source out of one page: find its list, say it in selectors, and name it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from extract import places, urls
from extract.page import Unreadable
from spiders import describing, feed, inference, jsonlist, listing, listpage, paging, presets, sitemap, titling
from spiders.answer import Answer
from spiders.source import ID, ListPage, Source
from store.frontier import Row

if TYPE_CHECKING:
    from spiders.lists import Look

ADDED = ("trs", "ucap", "jpage", "jpaas", "zblog", "wordpress", "dedecms")  # presets that say where texts stand
_PLACE_NAME = re.compile(r"(?:人民政府|政府)?(?:门户|政务)?网站?$|人民政府.*$|(?<=[省市区县]).*$")
WAYS = 30  # descriptions of a list that are tried before it is left to inference
_DULL = frozenset(["www", "index", "html", "htm", "shtml", "default", "list", "gov", "com", "org", "net", "edu", "cn"])
_SEPARATORS = re.compile(r"\s*[-_|–—>»]+\s*")
# What a hundred sites call the same: alone it names none of them in a digest.
_COLUMN = re.compile(
    r"(?:通知|公告|公示|通告|政策|文件|法规|规章|规范性|信息|公开|政务|政府|动态|新闻|要闻|资讯|解读|工作|最新|列表|栏目|首页|中心|\s)+"
)


class NoList(Exception):  # noqa: N818 - it reads as what the page lacks
    """The page shows no list that could be followed; the message says what to try."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url, self.why = url, why


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A source as it could be added, and what its list shows now."""

    source: Source
    rows: tuple[Row, ...]
    family: str


def bare(url: str) -> Source:
    """A source that says nothing but the address of its list."""
    return Source(id="new", name="new", lists=(ListPage(url=url),))


def from_look(look: Look, *, now: datetime, name: str | None = None, region: str | None = None) -> Proposal:
    """The source behind what an address showed; raises as `propose` does."""
    answer, inner = look.answer, look.inner
    scripted = inner is not None and inner.body.lstrip()[:1] in (b"{", b"[")
    if inner is None or scripted or (look.shown is not None and look.shown.family.endswith("sitemap")):
        elsewhere = look.shown if inner is not None else None
        return propose(
            answer.body,
            answer.final_url,
            charset=answer.charset,
            now=now,
            name=name,
            region=region,
            elsewhere=elsewhere,
        )
    # The list in a frame or behind a signpost has an address of its own, and there selectors can say it.
    return propose(inner.body, inner.final_url, charset=inner.charset, now=now, name=name, region=region, around=answer)


def propose(
    body: bytes,
    url: str,
    *,
    charset: str | None,
    now: datetime,
    name: str | None = None,
    region: str | None = None,
    elsewhere: listing.Listing | None = None,
    around: Answer | None = None,
) -> Proposal:
    """The source behind a fetched list page or feed; raises NoList, and UnknownPlace for a region nobody knows.

    `elsewhere` is what the page's script fetches: its rows are the list's, and no selector can say them.
    `around` is the page that led to this one: its title and metas name the source.
    """
    id = name if name is not None and ID.fullmatch(name) else id_of(url)
    said = name if name is not None and not ID.fullmatch(name) else None
    tree: HtmlElement | None = None
    title: str | None = None
    if feed.looks_like_one(body):
        page, title = ListPage(url=url, kind="feed"), _feed_title(body, url, charset, now)
        found = listing.rows(page, body, url, charset=charset, now=now)
    elif sitemap.looks_like_one(body) or jsonlist.parsed(body) is not None:
        page = ListPage(url=url, kind="sitemap" if sitemap.looks_like_one(body) else "json")
        found = elsewhere or listing.rows(page, body, url, charset=charset, now=now)
    else:
        page, tree, found = _html(body, url, charset, now, elsewhere)
    if around is not None:
        outer = _tree(around.body, around.final_url, around.charset)
        tree = outer if outer is not None else tree
    if tree is not None:
        title = _page_title(tree)
        if title is not None and _COLUMN.fullmatch(title):
            title = f"{urlsplit(url).hostname} {title}"
    code = places.division(region).code if region is not None else _region(url, tree)
    if not found.rows:
        raise NoList(url, f"{found.problem or 'no list was found'}: give the address of a page that lists releases")
    source = Source(
        id=id,
        name=said or title or urlsplit(url).hostname or id,
        region=code,
        lists=(page,),
        preset=found.family if found.family in ADDED else None,
        basis=f"policywatch sources add, {now:%Y-%m-%d}",
    )
    return Proposal(source=presets.applied(source), rows=found.rows, family=found.family)


def id_of(url: str) -> str:
    """An id made from the host and what is telling in the path: kjj.jinan.gov.cn/col/col13061 is kjj-jinan-col13061."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    names = host.split(".") if re.fullmatch(r"[\d.]+", host) else [n for n in host.split(".") if n not in _DULL]
    path = [piece.partition(".")[0] for piece in unquote(parts.path).lower().split("/")]
    telling = [piece for piece in path if piece and piece not in _DULL]
    if len(telling) > 1 and telling[-1].startswith(telling[-2]):
        telling = [*telling[:-2], telling[-1]]  # /col/col13061/
    pieces = [*names, *([str(parts.port)] if parts.port not in (None, 80, 443) else []), *telling[-2:]]
    made = re.sub(r"[^a-z0-9]+", "-", "-".join(pieces)).strip("-")[:60].rstrip("-")
    return made or "source"


def _html(
    body: bytes, url: str, charset: str | None, now: datetime, elsewhere: listing.Listing | None
) -> tuple[ListPage, HtmlElement, listing.Listing]:
    page = ListPage(url=url)
    try:
        parsed = listpage.parse(body, url, charset=charset)
        tree = parsed.tree
    except Unreadable as wrong:
        raise NoList(url, f"{wrong.why}: give the address of a page that lists releases") from wrong
    if elsewhere is not None and elsewhere.rows:
        return page, tree, elsewhere
    found = listing.rows(page, body, url, charset=charset, now=now)
    if not found.rows:
        offered = _offered_feed(parsed)
        mend = f"; it offers a feed, try policywatch sources add {offered}" if offered else ""
        raise NoList(url, f"{found.problem}{mend or ': give the address of a page that lists releases'}")
    pages = paging.infer(tree, parsed.text, url)
    described, found = _described(page, found, body, charset, now, tree)
    return replace(described, pages=replace(pages, total=None) if pages else None), tree, found


def _described(
    page: ListPage, found: listing.Listing, body: bytes, charset: str | None, now: datetime, tree: HtmlElement
) -> tuple[ListPage, listing.Listing]:
    """The list with selectors that give the very rows that inference found; as it was where none do."""
    inferred = inference.find(tree, now=now)
    ways = describing.descriptions(inferred, tree) if inferred is not None else iter(())
    for described in islice(ways, WAYS):
        tried = replace(page, **described)
        again = listing.rows(tried, body, page.url, charset=charset, now=now)
        if again.rows == found.rows and again.problem is None:
            return tried, again
    return page, found


def _tree(body: bytes, url: str, charset: str | None) -> HtmlElement | None:
    try:
        return listpage.parse(body, url, charset=charset).tree
    except Unreadable:
        return None


def _region(url: str, tree: HtmlElement | None) -> str | None:
    """Whose site it is: by its host, else by the code that every government's page carries, else by the site's name."""
    known = urls.host_region(url)
    if known is not None or tree is None:
        return known
    metas = _metas(tree)
    code = metas.get("siteidcode", "")[:6]
    for said in (code if code.isdecimal() else "", _PLACE_NAME.sub("", metas.get("sitename", ""))):
        try:
            if said:
                return places.division(said).code
        except places.UnknownPlace:
            continue
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    return {
        (meta.get("name") or "").lower(): " ".join((meta.get("content") or "").split()) for meta in tree.iter("meta")
    }


def _page_title(tree: HtmlElement) -> str | None:
    metas = _metas(tree)
    site, column = metas.get("sitename"), metas.get("columnname")
    if site:
        return f"{site} {column}" if column and column not in site else site
    title = tree.find(".//title")
    text = titling.tidy(title.text_content()) if title is not None else ""
    return " ".join(dict.fromkeys(_SEPARATORS.split(text)))[:60].strip() or None


def _feed_title(body: bytes, url: str, charset: str | None, now: datetime) -> str | None:
    read = feed.read(body, url, now=now, charset=charset)
    return read.title if read else None


def _offered_feed(page: listpage.PageOfRows) -> str | None:
    for link in page.tree.iter("link"):
        if "rss+xml" in (link.get("type") or "") or "atom+xml" in (link.get("type") or ""):
            return str(urljoin(page.base, (link.get("href") or "").strip()))
    return None
