"""From what waits for a channel to the message that says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from sqlite_utils import Database

from notify import excerpts, matching, message, parts, telling
from notify.matching import Interest, Reading
from notify.message import Form, Item, Lang, Message
from notify.shapes import Shape
from notify.telling import Note
from store import documents, parcels, query
from store.documents import Archived, Sighting
from store.outbox import Parcel
from store.query import BadQuery
from store.subscriptions import Subscription, Told

ON_DESK = 300  # documents
DAILY = 200  # releases told one by one a day where the subscription says nothing else


def reading(db: Database, archived: Archived) -> Reading:
    """The archived document as matching sees it, with every source it was seen at."""
    return _reading(archived, documents.sightings(db, archived.id))


def _reading(archived: Archived, sightings: Iterable[Sighting]) -> Reading:
    sources = {sighting.source for sighting in sightings if sighting.source}
    return Reading(subject=query.subject(archived, sorted(sources)))


@dataclass(slots=True, kw_only=True)
class Laid:
    """A document with all that messages say of it."""

    archived: Archived
    reading: Reading
    seen: tuple[str, ...]  # the other hosts that show it
    snippets: dict[str | None, str | None] = field(default_factory=dict)  # by query


@dataclass(slots=True)
class Desk:
    """The documents that messages told of lately: many are told to many."""

    laid: dict[int, Laid | None] = field(default_factory=dict)

    def lay(self, db: Database, id: int) -> Laid | None:
        """The document; None where it was forgotten."""
        if id not in self.laid:
            if len(self.laid) >= ON_DESK:
                self.laid.clear()
            self.laid[id] = _laid(db, id)
        return self.laid[id]


def _laid(db: Database, id: int) -> Laid | None:
    archived = documents.get(db, id)
    if archived is None:
        return None
    sightings = documents.sightings(db, id)
    return Laid(archived=archived, reading=_reading(archived, sightings), seen=tuple(_elsewhere(archived, sightings)))


def compose(
    db: Database,
    parcel: Parcel,
    subscription: Subscription,
    *,
    desk: Desk | None = None,
    coverage: Callable[[Subscription], str | None] = lambda _: None,
    alive: Callable[[], object] = lambda: None,
) -> Message:
    """The message about everything in the parcel, each document once.

    `desk` keeps what other messages need as well; `coverage` says what a digest rests on; `alive` is called now and
    then on the way.
    """
    desk = desk or Desk()
    interest = _interest(subscription) if parcel.kind == "release" else None
    lang = language(subscription)
    told: dict[int, list[parcels.Item]] = {}
    for item in parcel.items:
        told.setdefault(item.change.document_id, []).append(item)
    items = []
    for document_id in parcel.documents:
        alive()
        laid = desk.lay(db, document_id)
        if laid is not None:
            archived = laid.archived
            snippet = _snippet(laid, interest) if parcel.kind == "release" else None
            notes = [note for item in told[document_id] if (note := _note(db, archived, item, lang))]
            items.append(
                replace(
                    _item(archived, snippet=snippet, notes=notes, known=len(notes) == len(told[document_id])),
                    told=tuple(dict.fromkeys(str(item.reason.get("as", "new")) for item in told[document_id])),
                    seen=laid.seen,
                    template=subscription.template,
                )
            )
    name = subscription.name
    if parcel.kind == "summary":
        over = len({item.change.document_id for item in parcel.items if item.reason.get("over")})
        return message.summary(items, name=name, lang=lang, over=over, cap=cap(subscription))
    items = excerpts.apart(items)
    if parcel.kind == "reminder":
        return message.reminders(items, name=name, lang=lang)
    if subscription.every == "instant":
        return message.releases(items, name=name, lang=lang)
    return message.digest(items, name=name, lang=lang, rhythm=subscription.every, coverage=coverage(subscription))


def cap(subscription: Subscription) -> int:
    """How many releases the subscription is told of one by one a day; 0: no end."""
    return DAILY if subscription.cap is None else subscription.cap


def language(subscription: Subscription) -> Lang:
    """The language the subscriber reads."""
    return "en" if subscription.lang == "en" else "zh"


def form(shape: Shape, told: Message) -> Form:
    """The channel's form, or plain text in a mail whose titles HTML would change."""
    return Form.TEXT if shape.subject and not parts.survives_html(told) else shape.form


def _note(db: Database, archived: Archived, item: parcels.Item, lang: Lang) -> Note | None:
    change = item.change
    said: Told = item.reason.get("as", "new")
    before = None
    if said == "new" and change.kind in ("revised", "attachment"):
        said = "revised"  # not known by its earlier wording, but the page is older than this alert
    elif said == "revised":
        found = documents.revisions(db, archived.id)
        before = next((one.text for one in found if one.id == change.revision_id), None)
    return telling.note(change, said, lang, id=archived.id, before=before, now=archived.document.text)


def _item(archived: Archived, *, snippet: str | None, notes: Sequence[Note], known: bool) -> Item:
    document = archived.document
    return Item(
        id=archived.id,
        title=document.title,
        url=document.url,
        issuer=document.issuer,
        city=document.city,
        published=document.published,
        snippet=snippet,
        revised=known,
        labels=tuple(dict.fromkeys(note.label for note in notes)),
        notes=tuple(line for note in notes for line in note.lines),
    )


def _elsewhere(archived: Archived, sightings: Iterable[Sighting]) -> Iterator[str]:
    """The other hosts that show the document, first seen first."""
    hosts = dict.fromkeys(_host(sighting.url) for sighting in sightings)
    yield from (host for host in hosts if host and host != _host(archived.document.url or ""))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _interest(subscription: Subscription) -> Interest | None:
    try:
        return matching.interest(subscription)
    except BadQuery:
        return None  # the alert was decided while the query could be read; the text's beginning serves as well


def _snippet(laid: Laid, interest: Interest | None) -> str | None:
    asked = interest.subscription.query if interest else None
    if asked not in laid.snippets:
        match = laid.reading.match(interest) if interest else None
        # The body, because spans may lie in the text of an attachment.
        body, title = laid.reading.subject.row.body, laid.archived.document.title
        laid.snippets[asked] = excerpts.snippet(body, match.spans if match else (), title=title)
    return laid.snippets[asked]
