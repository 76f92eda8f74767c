"""What we made of a page: the document, and what cleaning took away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Category = Literal[
    "通知", "公告", "公示", "意见", "办法", "规定", "规划", "方案", "解读", "新闻", "批复", "函", "令", "其他"
]
CATEGORIES: tuple[Category, ...] = get_args(Category)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A passage that cleaning took away, with the reason."""

    reason: str  # a short fixed English word or two, e.g. "hidden", "spam", "promotion", "navigation"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a document."""

    name: str
    url: str
    kind: str  # pdf, doc, docx, xls, xlsx, ofd, wps, zip …: the file's ending in lower case
    text: str | None = None  # None: not read (yet); "": read, without text


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a field has its value: where it was read and the words that say so."""

    field: str  # the Document field, e.g. "published"
    basis: str  # e.g. "label near title", "list row", "meta PubDate", "document number"
    text: str  # the words on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One release as it stands on one page; None means that the page does not say."""

    url: str | None
    title: str
    text: str  # paragraphs separated by newlines; empty where the notice is only its attachments or images
    published: date | None = None
    signed: date | None = None  # 成文日期
    effective: date | None = None
    expires: date | None = None
    deadline: date | None = None  # the last day to act
    stale: bool = False  # the text is evidently years older than its publication
    issuer: str | None = None  # joint issuers are joined by 、
    number: str | None = None  # 文号, e.g. 济政发〔2018〕14号
    index_number: str | None = None  # 索引号
    category: Category | None = None
    region: str | None = None  # the most specific division the release is about
    city: str | None = None  # name of the prefecture-level division of region
    issuing_region: str | None = None
    language: str | None = None  # ISO 639-1
    mirror_of: str | None = None  # host named by the page's own SiteDomain/Url metas when it is not the page's host
    attachments: tuple[Attachment, ...] = ()
    images: tuple[str, ...] = ()  # URLs of pictures inside the main text
    properties: tuple[tuple[str, str], ...] = ()  # the 信息公开 property table, label and value as published
    evidence: tuple[Evidence, ...] = ()
    cuts: tuple[Cut, ...] = ()
