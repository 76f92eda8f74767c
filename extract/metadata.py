"""What a page says about its document: title, dates, issuer, number, category, each with the words that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import lxml.html

from extract import (
    calendars,
    categories,
    deadlines,
    issuers,
    language,
    mirrors,
    numbers,
    properties,
    publication,
    signatures,
    titles,
    urls,
    validity,
    visible,
)
from extract.declared import Drawn
from extract.document import Category, Evidence
from extract.page import Page
from extract.publication import Dated

_QUOTED = 300  # characters of a proof that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the page says before anything is pruned away."""

    title: str
    title_basis: str
    title_hung: tuple[str, ...]  # what others had written around it
    metas: Mapping[str, str]  # names in lower case
    properties: tuple[tuple[str, str], ...]  # the property table, labels without inner spaces
    site_name: str | None
    mirror_of: str | None
    labelled: tuple[publication.Around, ...]  # the strings around each place of the title
    day_first: bool | None = None  # how the page means 4/3/2026
    published: publication.Dated | None = None  # decided here, because scripts and metas are pruned away


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
    shown = visible.read(tree)
    table = properties.read(tree, shown)
    title = titles.choose(tree, metas=metas, properties=table, visible=shown, row=page.hints.title)
    around = tuple(publication.near(shown, title.text))
    chinese = language.detect(shown.flat) == "zh"
    day_first = None if chinese else _day_first(shown.flat, tree, page)
    published = publication.decide(
        around,
        visible=shown,
        table=table,
        hints=page.hints,
        url=page.url,
        metas=metas,
        tree=tree,
        chinese=chinese,
        day_first=day_first,
    )
    return Head(
        title=title.text,
        title_basis=title.basis,
        title_hung=title.hung,
        metas=metas,
        properties=table,
        site_name=metas.get("sitename") or metas.get("og:site_name") or None,
        mirror_of=mirrors.official_host(metas, page.url),
        labelled=around,
        day_first=day_first,
        published=published,
    )


def drawn(head: Head, said: Drawn) -> Head:
    """The head of a page whose scripts draw it, by what their data says; a labelled day on the page comes first."""
    if said.title:
        head = replace(head, title=said.title, title_basis="script's data")
    weak = head.published is None or head.published.basis in ("URL", "htmldate", "date near title")
    if said.published is None or not weak:
        return head
    return replace(head, published=Dated(day=said.published, basis="script's data", text=said.day))


def _day_first(flat: str, tree: lxml.html.HtmlElement, page: Page) -> bool | None:
    return calendars.day_first(flat, tag=tree.get("lang"), host=urls.host(page.url) if page.url else None)


def fields(head: Head, tree: lxml.html.HtmlElement, text: str, page: Page) -> Fields:
    """Everything the page says about its document, once its main text is known."""
    table, lines = head.properties, tuple(text.split("\n"))
    spoken = page.hints.language or language.detect(text or head.title, tree.get("lang") or head.metas.get("og:locale"))
    published = head.published
    day = published.day if published else None
    signature = signatures.read(lines, before=day)
    signed = signatures.signed(table, signature)
    number = numbers.read(table, title=head.title, lines=lines, around=head.labelled)
    issuer = issuers.read(
        table,
        signature=signature,
        title=head.title,
        around=head.labelled,
        metas=head.metas,
        hint=page.hints.issuer,
        site=head.site_name,
    )
    term = validity.read(table, text, start=signed[0] if signed else None)
    deadline = deadlines.read(
        text, published=day, signed=signed[0] if signed else None, language=spoken, day_first=head.day_first
    )
    index = properties.value(table, *numbers.INDEX_LABELS)
    category = categories.of(
        head.title,
        table=table,
        metas=head.metas,
        number=number.text if number else None,
        issuer=issuer.text if issuer else None,
        lines=lines,
    )
    proofs = (
        ("title", (head.title_basis, head.title)),
        ("published", (published.basis, published.text) if published else None),
        ("signed", signed[1:] if signed else None),
        ("effective", term.effective[1:] if term.effective else None),
        ("expires", term.expires[1:] if term.expires else None),
        ("deadline", (deadline.basis, deadline.text) if deadline else None),
        ("issuer", (issuer.basis, issuer.words) if issuer else None),
        ("number", (number.basis, number.words) if number else None),
        ("index_number", ("property table", index) if index else None),
        ("category", category[1:] if category else None),
    )
    return Fields(
        title=head.title,
        published=day,
        signed=signed[0] if signed else None,
        effective=term.effective[0] if term.effective else None,
        expires=term.expires[0] if term.expires else None,
        deadline=deadline.day if deadline else None,
        stale=validity.stale(
            head.title, published=day, signed=signed[0] if signed else None, number=number.text if number else None
        ),
        issuer=issuer.text if issuer else None,
        number=number.text if number else None,
        index_number=index,
        category=category[0] if category else None,
        language=spoken,
        evidence=tuple(Evidence(field=name, basis=p[0], text=p[1][:_QUOTED]) for name, p in proofs if p),
    )


def _metas(tree: lxml.html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found
