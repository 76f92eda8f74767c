"""From what waits for a channel to the message that says it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from notify import message
from notify.matching import Interest, Reading
from notify.message import Form, Item, Lang, Message
from notify.shapes import Shape
from store import documents, query
from store.documents import Archived
from store.outbox import Parcel
from store.query import BadQuery
from store.subscriptions import Subscription


def reading(db: Database, archived: Archived) -> Reading:
    """The archived document as matching sees it, with every source it was seen at."""
    sources = {sighting.source for sighting in documents.sightings(db, archived.id) if sighting.source}
    return Reading(subject=query.subject(archived, sorted(sources)))


def compose(db: Database, parcel: Parcel, subscription: Subscription) -> Message:
    """The message about everything in the parcel, each document once."""
    found = (documents.get(db, document_id) for document_id in parcel.documents)
    archived = [document for document in found if document is not None]
    lang = language(subscription)
    if parcel.kind == "summary":
        return message.summary([_item(one) for one in archived], name=subscription.name, lang=lang)
    titles = [one.document.title for one in archived]
    interest = _interest(subscription)
    items = [
        _item(one, snippet=_snippet(db, one, interest, titles), revised=one.id in parcel.revised) for one in archived
    ]
    return message.releases(items, name=subscription.name, lang=lang)


def language(subscription: Subscription) -> Lang:
    """The language the subscriber reads."""
    return "en" if subscription.lang == "en" else "zh"


def form(shape: Shape, told: Message) -> Form:
    """The channel's form, or plain text in a mail whose titles HTML would change."""
    return Form.TEXT if shape.subject and not message.survives_html(told) else shape.form


def _item(archived: Archived, *, snippet: str | None = None, revised: bool = False) -> Item:
    document = archived.document
    return Item(
        id=archived.id,
        title=document.title,
        url=document.url,
        issuer=document.issuer,
        city=document.city,
        published=document.published,
        snippet=snippet,
        revised=revised,
    )


def _interest(subscription: Subscription) -> Interest | None:
    try:
        return Interest(subscription=subscription, words=query.parse(subscription.query))
    except BadQuery:
        return None  # the alert was decided while the query could be read; the text's beginning serves as well


def _snippet(db: Database, archived: Archived, interest: Interest | None, titles: Iterable[str]) -> str | None:
    seen = reading(db, archived)
    match = seen.words(interest) if interest else None
    # The body, because spans may lie in the text of an attachment.
    return message.snippet(seen.subject.row.body, match.spans if match else (), without=titles)
