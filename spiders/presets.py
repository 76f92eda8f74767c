"""What the families of publishing systems have in common, so that a source names its family and says only the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any

from spiders.source import Detail, ListPage, Pages, Source

_BLANK = ListPage(url="http://nowhere.invalid/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """Defaults of one family; whatever a source says itself goes before them."""

    list: Mapping[str, Any] = field(default_factory=dict)  # keys of ListPage
    body: tuple[str, ...] = ()  # where its releases have their text, the likeliest first
    attachments: tuple[str, ...] = ()


# Containers and fields as SITES.md 1.4, 1.5 and 1.7 count them. Rows and paging of pages are inferred: every site of
# a family has its own skin, and a redesign does not break what nobody wrote down.
_PRESETS = {
    "trs": Preset(body=("div.TRS_Editor", "div.TRS_UEDITOR", ".trs_editor_view", "#zoom", "div.article_con")),
    "ucap": Preset(body=("#UCAP-CONTENT", "ucapcontent", ".UCAP-CONTENT")),
    "jpage": Preset(list={"kind": "record_xml"}, body=("#zoom", "#Zoom", "div.article-content", ".art-con")),
    "jpaas": Preset(
        list={"kind": "jpaas"}, body=("#con_con", ".ccontent", "#zoom", ".wzzw-article", ".editor-content")
    ),
    "gkmlpt": Preset(
        list={
            "kind": "json",
            "item": "articles",
            "title": "title",
            "link": "url | post_url",
            "date": "first_publish_time | display_publish_time | date | create_time",
            "pages": Pages(style="query", param="page", start=2),
        },
        body=("div.article-content",),
    ),
    "common_search": Preset(
        list={
            "kind": "json",
            "item": "data.results",
            "title": "title",
            "link": "url",
            "date": "publishedTimeStr | publishedTime",
            "pages": Pages(style="query", param="page", start=2),
        },
        body=("#UCAP-CONTENT", "ucapcontent"),
    ),
    "zblog": Preset(body=("div.article-content", "div.entry-content", ".post-body", ".info-zi")),
    "wordpress": Preset(body=("div.entry-content", "article .post-content", "article.article-content")),
    "dedecms": Preset(body=("div.article-content", ".viewbox .content", "#contentText", "div.content")),
}
PRESETS: Mapping[str, Preset] = MappingProxyType(_PRESETS)
NAMES = tuple(_PRESETS)
_SHAPES = (  # how each family writes the addresses of its lists; the first that fits counts
    ("gkmlpt", re.compile(r"/gkmlpt/")),
    ("common_search", re.compile(r"/common/search/[0-9a-f]{32}|/searchList/")),
    ("jpage", re.compile(r"/col/col\d+|/dataproxy\.jsp")),
    ("ucap", re.compile(r"\.gov\.cn/\S*\.shtml$")),
    ("jeecms", re.compile(r"\.jhtml$")),
    # /n8/n28/ and /columns/<uuid>/ are other systems, and so is /gongkai/channel_<hex>/ in 济南.
    ("trs", re.compile(r"\.gov\.cn/(?!n\d+/|columns/|gongkai/|public)(?:[A-Za-z0-9_-]+/)+(?:index(?:_\d+)?\.html?)?$")),
)


def by_shape(url: str) -> str | None:
    """The family whose lists have addresses of this shape: a guess, which the page itself may correct."""
    return next((name for name, shape in _SHAPES if shape.search(url)), None)


def told_by(url: str) -> str | None:
    """The preset that the shape of a list's address tells, where its family has one."""
    family = by_shape(url)
    # The page of a gkmlpt site is no answer of its API yet: it is recognised, and asked where that is.
    return None if family not in NAMES or (family == "gkmlpt" and "/api/" not in url) else family


def applied(source: Source) -> Source:
    """The source with its family's defaults wherever it says nothing itself."""
    preset = PRESETS.get(source.preset or "")
    if preset is None:
        return source
    detail: Detail = source.detail
    if not detail.body:
        detail = replace(detail, body=preset.body)
    return replace(source, lists=tuple(_filled(each, preset.list) for each in source.lists), detail=detail)


def bare(source: Source) -> Source:
    """The source without what its family says anyway: as its file is written."""
    preset = PRESETS.get(source.preset or "")
    if preset is None:
        return source
    detail = replace(source.detail, body=()) if source.detail.body == preset.body else source.detail
    return replace(source, lists=tuple(_emptied(each, preset.list) for each in source.lists), detail=detail)


def _emptied(page: ListPage, defaults: Mapping[str, Any]) -> ListPage:
    same = {name for name, value in defaults.items() if getattr(page, name) == value}
    return replace(page, **{name: getattr(_BLANK, name) for name in same})


def _filled(page: ListPage, defaults: Mapping[str, Any]) -> ListPage:
    said = {one.name for one in fields(ListPage) if getattr(page, one.name) != getattr(_BLANK, one.name)}
    return replace(page, **{name: value for name, value in defaults.items() if name not in said})
