"""`subscriptions test`, `preview`, `explain`: what a subscription does, before and after it is saved."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from notify.subscription_commands import (
    Name,
    found,
    now,
    private_allowed,
)
from notify.wish_options import CityOption, HigherOption, PlaceOption, QueryOption, SourceOption
from store import terminal
from store.terminal import DbOption, JsonOption

if TYPE_CHECKING:
    from sqlite_utils import Database

    from notify.explaining import Explanation
    from notify.workbench import Trial
    from store.documents import Archived
    from store.search import Hit
    from store.subscriptions import Subscription

PREVIEW = 10  # examples
ADVICE = 5  # lines of each kind


def try_out(ctx: typer.Context, name: Name, db: DbOption = None, json: JsonOption = False) -> None:
    """Send a test message to each of its channels now; exit 1 when one does not take it.

    Example: policywatch subscriptions test 济南AI
    """
    from notify import channels, composing, dispatch, message, sending

    with terminal.archive(ctx, db) as archive:
        subscription = found(archive, name)
    try:
        secret = sending.secret_of(subscription, os.environ)
    except channels.BadChannel as wrong:
        terminal.fail(f"--secret: {wrong}")
    refused = 0
    send = partial(channels.send, private=private_allowed(), environ=os.environ)
    told = message.trial(name=subscription.name, lang=composing.language(subscription))
    for channel in subscription.channels:
        answer = dispatch.tell(channel.url, told, send, environ=os.environ, secret=secret)
        error = getattr(answer, "error", None)
        refused += error is not None
        row = {
            "subscription": subscription.name,
            "channel": channel.label,
            "kind": "operator",
            "state": "failed" if error else "sent",
            "error": error,
        }
        if terminal.wants_json(ctx, json):
            terminal.emit(row)
        else:
            print("\t".join(terminal.safe(str(row[key])) for key in ("channel", "state", "error") if row[key]))
    if refused:
        raise typer.Exit(terminal.LOOK_HERE)


def preview(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A saved subscription.")] = None,
    query: QueryOption = None,
    city: CityOption = None,
    include_higher: HigherOption = None,
    place: PlaceOption = None,
    source: SourceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many examples.")] = PREVIEW,
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Show what a subscription would have told, before it is saved: how much, and the newest.

    Example: policywatch subscriptions preview --query '创新券 OR 中试基地' --city 济南
    """
    from notify import wishes, workbench
    from store import query as queries
    from store import search, subscriptions

    with terminal.archive(ctx, db) as archive:
        try:
            asked, region, from_source = wishes.words(query), wishes.region(city), wishes.source_id(source)
            whose = wishes.whose(place)
        except wishes.BadWish as wrong:
            terminal.fail(str(wrong))
        higher, owner = bool(include_higher), None
        if name is not None:
            if query is not None or city is not None or source is not None or place is not None:
                terminal.fail("name a saved subscription or say what to look for, not both")
            one = found(archive, name)
            asked, region, higher, whose, from_source = one.query, one.city, one.higher, one.place, one.source
            owner = one.owner
        elif not asked and region is None and from_source is None:
            terminal.fail("say what to look for: policywatch subscriptions preview --query 科技")
        wanted = workbench.Asked(
            words=queries.parse(asked), city=region, higher=higher, place=whose, source=from_source
        )
        today = now().astimezone(terminal.zone()).date()
        others = [one for one in subscriptions.listed(archive, owner) if one.name != name]
        tried = workbench.trial(archive, wanted, others, today=today)
        hits = search.search(archive, wanted.whole, limit=limit)
    if terminal.wants_json(ctx, json):
        terminal.emit(_trial(tried, hits, today))
        return
    print(f"{tried.count} documents match, {tried.last(today)} of the last 30 days")
    for warning in tried.warnings:
        terminal.note(f"warning: {warning}")
    terminal.table(
        ("id", "published", "city", "title", "snippet"),
        [
            (hit.id, hit.published, hit.city, _marked(hit.title, hit.title_marks), _marked(hit.snippet, hit.marks))
            for hit in hits
        ],
    )
    if tried.count:
        for line in workbench.bars(workbench.months(tried.days, today)):
            print(line)
        print(f"last 30 days, a column each: {workbench.columns(workbench.week_days(tried.days, today))}")
    for line in _advice(tried):
        print(terminal.safe(line))


def _marked(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """The text with its hits in 【】."""
    for at, length in sorted(marks, reverse=True):
        text = f"{text[:at]}【{text[at : at + length]}】{text[at + length :]}"
    return text


def _advice(tried: Trial) -> Iterator[str]:
    for miss in tried.misses[:ADVICE]:
        yield f"one word short: {miss.count} more without {miss.word}, such as #{miss.id} {miss.title}"
    for variant in tried.variants[:ADVICE]:
        yield f"also said: {variant.other} for {variant.word} ({variant.more} more)"
    for overlap in tried.overlaps:
        yield f"overlap: {overlap.both} of these go to {overlap.name} already"


def _trial(tried: Trial, hits: Sequence[Hit], today: date) -> dict[str, Any]:
    from notify import workbench

    return {
        "count": tried.count,
        "last_30_days": tried.last(today),
        "newest": [
            {
                "id": hit.id,
                "title": hit.title,
                "url": hit.url,
                "published": hit.published,
                "snippet": hit.snippet,
                "title_marks": hit.title_marks,
                "marks": hit.marks,
            }
            for hit in hits
        ],
        "documents": tried.documents,
        "per_month": [{"month": month, "count": count} for month, count in workbench.months(tried.days, today)],
        "per_day": [{"day": day, "count": count} for day, count in workbench.week_days(tried.days, today)],
        "near_misses": [asdict(miss) for miss in tried.misses],
        "dead_terms": tried.dead,
        "variants": [asdict(variant) for variant in tried.variants],
        "overlap": [asdict(overlap) for overlap in tried.overlaps],
        "warnings": tried.warnings,
    }


def explain(
    ctx: typer.Context,
    name: Name,
    id: Annotated[int, typer.Argument(metavar="ID", help="The document's number.")],
    db: DbOption = None,
    json: JsonOption = False,
) -> None:
    """Say why a subscription wants a document, or why not, and what was sent.

    Example: policywatch subscriptions explain 济南AI 12
    """
    from notify import explaining
    from store import documents

    with terminal.archive(ctx, db) as archive:
        subscription = found(archive, name)
        archived = documents.get(archive, id)
        if archived is None:
            terminal.fail(f"no document has the number {id}: policywatch search finds numbers")
        told = _explained(archive, subscription, archived)
    if not terminal.wants_json(ctx, json):
        for line in explaining.lines(told):
            print(terminal.safe(line))
        return
    terminal.emit(
        {
            "subscription": subscription.name,
            "id": archived.id,
            "title": archived.document.title,
            "wanted": told.wanted,
            "obstacles": list(told.obstacles),
            "words": [word.normal for word in told.match.words] if told.match else [],
            "title_spans": told.match.title if told.match else [],
            "spans": told.match.spans if told.match else [],
            "snippet": told.snippet,
            "missing": list(told.missing),
            "cluster": [
                {"url": seen.url, "source": seen.source, "seen_at": seen.seen_at, "verdict": seen.verdict}
                for seen in told.seen
            ],
            "piece_of": told.piece_of,
            "quiet": {"hours": subscription.quiet, "now": told.quiet_until is not None, "until": told.quiet_until},
            "alerts": [dict(one.reason) | {"change": one.change, "at": one.created} for one in told.alerts],
            "deliveries": [
                {
                    "channel": one.channel,
                    "kind": one.kind,
                    "state": one.state,
                    "sent_at": one.sent_at,
                    "error": one.error,
                    "attempts": one.attempts,
                    "due": one.due,
                    "change": one.change,
                }
                for one in told.deliveries
            ],
        }
    )


def _explained(archive: Database, subscription: Subscription, archived: Archived) -> Explanation:
    from notify import composing, explaining
    from notify.matching import interests
    from store import documents, outbox

    read, unreadable = interests([subscription])
    for _, why in unreadable:
        terminal.fail(f"{why}; mend it with policywatch subscriptions edit {subscription.name} --query …")
    mine = tuple(one for one in outbox.of_document(archive, archived.id) if one.subscription == subscription.name)
    return explaining.explain(
        read[0],
        archived,
        composing.reading(archive, archived),
        {subscription.name: mine},
        seen=documents.sightings(archive, archived.id),
        alerts=outbox.alerts_of(archive, subscription.id, archived.id),
        piece_of=outbox.piece_of(archive, archived.id, subscription.id),
        now=now(),
        zone=terminal.zone(),
    )
