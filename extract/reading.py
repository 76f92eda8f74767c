"""One page in, one document out."""

from __future__ import annotations

from dataclasses import replace

from extract import (
    body,
    brokers,
    cutting,
    declared,
    decoding,
    embedded,
    hiding,
    markers,
    metadata,
    places,
    planted,
    pruning,
    repeats,
    spam,
    surroundings,
    trimming,
    urls,
)
from extract.cutting import Taken
from extract.document import Cut, Document
from extract.page import Page, Unreadable
from extract.rendering import Line

_LITTLE = 80  # less running text than this on a page whose scripts hold an article: only a browser shows it


def read(page: Page) -> Document:
    """The document on a page; raises Unreadable where neither text nor attachment nor image is left."""
    tree = decoding.parse(decoding.decode(page), page.url)
    alive = list(tree.iter())  # lxml makes every element's object anew for each walk unless somebody holds it
    head = metadata.read_head(tree, page)
    said = declared.article(tree)
    drawn = declared.drawn(tree)
    shown = embedded.files(tree, page.url)
    decoding.close_links(tree)
    markers.wrap(tree)
    taken = [
        *hiding.strip(tree),
        *planted.strip(tree, title=head.title, host=urls.host(page.url) if page.url else None),
        *pruning.prune(tree, page.hints.remove),
    ]
    found = body.take(tree, page.hints, title=head.title, declared=said)
    if drawn is not None and found.running < _LITTLE:
        head = metadata.drawn(head, drawn)
        found = body.take(drawn.element, page.hints, title=head.title)
    text, cuts = _clean(found, head, page)
    cuts += surroundings.cuts(found, taken)
    cuts += [Cut(reason="spam", text=hung, place=cutting.TITLE) for hung in head.title_hung]
    attachments = surroundings.attachments(found, page)
    if shown:
        alone = not text or found.running < _LITTLE
        inside = embedded.within(shown, surroundings.rooms_of(found), alone=alone)
        attachments += tuple(file for file in inside if all(file.url != other.url for other in attachments))
    images = surroundings.images(found, page)
    if not text and not attachments and not images:
        images = surroundings.images_near(found, page)
    del alive
    if not text and not attachments and not images:
        raise Unreadable(page.url, "no text, attachment or image in it")
    fields = metadata.fields(head, tree, text, page)
    where = places.locate(
        title=fields.title,
        text=text,
        issuer=fields.issuer,
        number=fields.number,
        declared=page.hints.region or (urls.host_region(page.url) if page.url else None),
    )
    return Document(
        url=page.url,
        title=fields.title,
        text=text,
        published=fields.published,
        signed=fields.signed,
        effective=fields.effective,
        expires=fields.expires,
        deadline=fields.deadline,
        stale=fields.stale,
        issuer=fields.issuer,
        number=fields.number,
        index_number=fields.index_number,
        category=fields.category,
        region=where.region,
        city=places.city_name(where.region) if where.region else None,
        issuing_region=where.issuing_region,
        language=fields.language,
        mirror_of=head.mirror_of,
        attachments=attachments,
        images=images,
        properties=head.properties,
        evidence=(*fields.evidence, *where.evidence),
        cuts=_once_each(cuts),
    )


def _clean(found: body.Body, head: metadata.Head, page: Page) -> tuple[str, list[Cut]]:
    """The main text without injections and without what the site wrote around it."""
    host = urls.host(page.url) if page.url else None
    farms = [line for line in found.lines if spam.is_farm(line, host)]
    taken = [Taken(reason="link list", text=line.text, at=line.order) for line in farms]
    lines = [line for line in found.lines if line not in farms]
    left, injected = spam.sift([line.text for line in lines])
    taken += _of_lines(injected, lines)
    lines = _kept(left, lines)
    left, praised = brokers.sift([line.text for line in lines])
    taken += _of_lines(praised, lines)
    lines = _kept(left, lines)
    lines, furniture = trimming.trim(lines, head.title, known=found.known, table=head.properties)
    kept, recurring = repeats.sift([line.text for line in lines], page.hints.repeats)
    taken += furniture + _of_lines(recurring, lines)
    cuts = cutting.placed(taken, [lines[at].order for at, _ in kept])
    return "\n".join(text for _, text in kept), cuts


def _kept(left: list[tuple[int, str]], lines: list[Line]) -> list[Line]:
    """The lines at these places, with what is left of their texts."""
    return [lines[at] if lines[at].text == text else replace(lines[at], text=text) for at, text in left]


def _of_lines(taken: list[Taken], lines: list[Line]) -> list[Taken]:
    """What was taken from numbered texts, with the orders of the lines that these were."""
    return [replace(one, at=lines[one.at].order) for one in taken]


def _once_each(cuts: list[Cut]) -> tuple[Cut, ...]:
    return tuple(dict.fromkeys(cuts))
