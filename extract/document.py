"""What we made of a page: the document, and what cleaning took away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

Category = Literal[
    "通知", "公告", "公示", "意见", "办法", "规定", "规划", "方案", "解读", "新闻", "批复", "函", "令", "其他"
]
CATEGORIES: tuple[Category, ...] = get_args(Category)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A passage that cleaning took away, with the reason and where it stood."""

    reason: str  # a short fixed English word or two, e.g. "hidden", "spam", "promotion", "navigation"
    text: str
    # title; before/after the text; in line 3, after line 3 (of the text that is left, from 1); where it never was a
    # line: in/beside the text and its element, e.g. "in the text: div#zoom > p.k". None: kept before places were.
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that belongs to a document."""

    name: str
    url: str
    kind: str  # pdf, doc, docx, xls, xlsx, ofd, wps, zip …: the file's ending in lower case
    text: str | None = None  # None: not read (yet); "": read, without text
    note: str | None = None  # why there is no text, or not all of it: needs_ocr, encrypted, too large …
    digest: str | None = None  # SHA-256 of the file as last fetched: was it replaced?


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


def fields(document: Document) -> dict[str, Any]:
    """The document as the command line prints it: the names of the contract, dates as YYYY-MM-DD."""
    return {
        "url": document.url,
        "title": document.title,
        "text": document.text,
        "published": _day(document.published),
        "signed": _day(document.signed),
        "effective": _day(document.effective),
        "expires": _day(document.expires),
        "deadline": _day(document.deadline),
        "stale": document.stale,
        "issuer": document.issuer,
        "number": document.number,
        "index_number": document.index_number,
        "category": document.category,
        "region": document.region,
        "city": document.city,
        "issuing_region": document.issuing_region,
        "language": document.language,
        "mirror_of": document.mirror_of,
        "attachments": [_file(a) for a in document.attachments],
        "images": list(document.images),
        "properties": [list(pair) for pair in document.properties],
        "evidence": [{"field": e.field, "basis": e.basis, "text": e.text} for e in document.evidence],
        "cuts": [cut_fields(cut) for cut in document.cuts],
    }


def from_fields(row: Mapping[str, Any]) -> Document:
    """The document that `fields` wrote; missing names are unknown. Raises ValueError for a bad date or no title."""
    title = row.get("title")
    if not isinstance(title, str) or not title.strip():
        raise ValueError("title is missing")
    category = row.get("category")
    return Document(
        url=row.get("url"),
        title=title,
        text=row.get("text") or "",
        published=_date(row, "published"),
        signed=_date(row, "signed"),
        effective=_date(row, "effective"),
        expires=_date(row, "expires"),
        deadline=_date(row, "deadline"),
        stale=bool(row.get("stale")),
        issuer=row.get("issuer"),
        number=row.get("number"),
        index_number=row.get("index_number"),
        category=category if category in CATEGORIES else None,
        region=row.get("region"),
        city=row.get("city"),
        issuing_region=row.get("issuing_region"),
        language=row.get("language"),
        mirror_of=row.get("mirror_of"),
        attachments=tuple(
            Attachment(
                name=a.get("name") or "",
                url=a["url"],
                kind=a.get("kind") or "",
                text=a.get("text"),
                note=a.get("note"),
                digest=a.get("digest"),
            )
            for a in row.get("attachments") or ()
        ),
        images=tuple(row.get("images") or ()),
        properties=tuple((label, value) for label, value in row.get("properties") or ()),
        evidence=tuple(Evidence(field=e["field"], basis=e["basis"], text=e["text"]) for e in row.get("evidence") or ()),
        cuts=tuple(Cut(reason=c["reason"], text=c["text"], place=c.get("place")) for c in row.get("cuts") or ()),
    )


def cut_fields(cut: Cut) -> dict[str, str | None]:
    """A cut as the command line prints it."""
    return {"reason": cut.reason, "text": cut.text, "place": cut.place}


def _file(file: Attachment) -> dict[str, str | None]:
    said = {"name": file.name, "url": file.url, "kind": file.kind, "text": file.text, "note": file.note}
    return said | ({"digest": file.digest} if file.digest is not None else {})


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _date(row: Mapping[str, Any], name: str) -> date | None:
    value = row.get(name)
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as wrong:
        raise ValueError(f"{name} {value!r} is not a date: write YYYY-MM-DD") from wrong
