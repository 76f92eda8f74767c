"""What a page says about its document: title, dates, issuer, number, category, each with the words that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import lxml.html

from extract import numbers, properties, publication, titles, visible
from extract.document import Category, Evidence
from extract.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page says before anything is pruned away."""

    title: str
    title_basis: str
    metas: Mapping[str, str]  # names in lower case
    properties: tuple[tuple[str, str], ...]  # the property table, labels without inner spaces
    site_name: str | None
    mirror_of: str | None
    labelled: tuple[tuple[int, tuple[str, ...]], ...]  # per place of the title: strings before it, strings around it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the page says about its document; None means that it does not say."""

    title: str
    published: date | None = None
    signed: date | None = None
    effective: date | None = None
    expires: date | None = None
    deadline: date | None = None
    stale: bool = False
    issuer: str | None = None
    number: str | None = None
    index_number: str | None = None
    category: Category | None = None
    language: str | None = None
    evidence: tuple[Evidence, ...] = ()


def read_head(tree: lxml.html.HtmlElement, page: Page) -> Head:
    """The page's title, metas and property table; call it before anything is pruned."""
    metas = _metas(tree)
    table = properties.read(tree)
    shown = visible.read(tree)
    title = titles.choose(
        tree, metas=metas, properties=table, visible=shown, row=page.hints.title, spam=lambda text: False
    )
    return Head(
        title=title.text,
        title_basis=title.basis,
        metas=metas,
        properties=table,
        site_name=metas.get("sitename") or metas.get("og:site_name") or None,
        mirror_of=None,
        labelled=tuple(publication.near(shown, title.text)),
    )


def fields(head: Head, tree: lxml.html.HtmlElement, text: str, page: Page) -> Fields:
    """Everything the page says about its document, once its main text is known."""
    around = list(head.labelled)
    published = (
        publication.labelled(around)
        or publication.plain(around)
        or publication.in_url(page)
        or publication.from_meta(head.metas)
    )
    return Fields(
        title=head.title, published=published.day if published else None, number=numbers.canonical(head.title)
    )


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found
