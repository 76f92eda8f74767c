"""Feeds and calendars: what a search finds, for feed readers and calendar programs. Pure."""

from __future__ import annotations

import html
import json
import mimetypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

ATOM = "application/atom+xml"
JSON = "application/feed+json"
CALENDAR = "text/calendar"

SUMMARY = 240  # characters
# What XML 1.0 cannot hold.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One release in a feed."""

    id: int
    seed: str  # a URL that stays with the document whatever is elected: it makes the entry's identity
    title: str
    url: str
    text: str
    published: date | None
    first_seen: datetime
    updated: datetime
    issuer: str | None = None
    number: str | None = None
    city: str | None = None
    category: str | None = None
    deadline: date | None = None
    proof: str | None = None  # the sentence that names the deadline
    attachments: tuple[tuple[str, str], ...] = ()  # name, URL

    @property
    def tags(self) -> tuple[str, ...]:
        """Its category and its city, where they are known."""
        return tuple(tag for tag in (self.category, self.city) if tag)

    @property
    def identity(self) -> str:
        """The same for the same document for ever, in whatever feed."""
        return uuid5(NAMESPACE_URL, self.seed).urn


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What one search finds, newest first."""

    title: str
    seed: str  # makes the feed's identity
    entries: tuple[Entry, ...]
    updated: datetime
    zone: ZoneInfo
    url: str | None = None  # where the feed itself is, if it is served
    page: str | None = None  # where a person finds the same

    @property
    def identity(self) -> str:
        """The same for the same search for ever."""
        return uuid5(NAMESPACE_URL, self.seed).urn


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    from feedgenerator import Atom1Feed, Enclosure

    made = Atom1Feed(
        title=_clean(feed.title),
        link=feed.page or feed.identity,
        description="",
        feed_url=feed.url,
        feed_guid=feed.identity,
        author_name="policywatch",
    )
    for entry in feed.entries:
        made.add_item(
            unique_id=entry.identity,
            title=_clean(entry.title),
            link=entry.url,
            pubdate=_moment(entry, feed.zone),
            updateddate=max(entry.updated, _moment(entry, feed.zone)),
            author_name=_clean(entry.issuer) if entry.issuer else None,
            categories=[_clean(tag) for tag in entry.tags],
            description=_clean(html.escape(_shortened(entry.text) or entry.title)),
            content=_clean(_as_html(entry)),
            enclosures=[Enclosure(url, "0", _mime(name, url)) for name, url in _openable(entry.attachments)],
        )
    return str(made.writeString("utf-8")).encode()


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    made: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **({"home_page_url": feed.page} if feed.page else {}),
        **({"feed_url": feed.url} if feed.url else {}),
        "items": [dict(_json_item(entry, feed.zone)) for entry in feed.entries],
    }
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _json_item(entry: Entry, zone: ZoneInfo) -> Iterator[tuple[str, Any]]:
    yield "id", entry.identity
    yield "url", entry.url
    yield "title", entry.title
    yield "content_html", _as_html(entry)
    yield "summary", _shortened(entry.text)
    yield "date_published", _moment(entry, zone).isoformat()
    yield "date_modified", max(entry.updated, _moment(entry, zone)).isoformat()
    if entry.issuer:
        yield "authors", [{"name": entry.issuer}]
    yield "tags", list(entry.tags)
    if files := list(_openable(entry.attachments)):
        yield "attachments", [{"url": url, "title": name, "mime_type": _mime(name, url)} for name, url in files]


def calendar(feed: Feed, now: datetime) -> bytes:
    """The deadlines of the feed's releases as iCalendar (RFC 5545): all-day events with an alarm three days before."""
    from icalendar import Alarm, Calendar, Event

    made = Calendar()
    made.add("prodid", "-//policywatch//deadlines//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", feed.title)
    for entry in feed.entries:
        if entry.deadline is None:
            continue
        event = Event()
        event.add("uid", entry.identity.removeprefix("urn:uuid:") + "@policywatch")
        event.add("dtstamp", max(entry.updated, entry.first_seen).astimezone(UTC))
        event.add("dtstart", entry.deadline)
        event.add("dtend", entry.deadline + timedelta(days=1))
        event.add("summary", f"截止：{entry.title}")
        event.add("description", "\n".join(filter(None, (entry.proof, entry.issuer, entry.number, entry.url))))
        event.add("url", entry.url)
        event.add("transp", "TRANSPARENT")
        event.add("categories", list(entry.tags) or ["deadline"])
        if entry.deadline >= now.astimezone(feed.zone).date():
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"截止：{entry.title}")
            alarm.add("trigger", timedelta(days=-3))
            event.add_component(alarm)
        made.add_component(event)
    return bytes(made.to_ical())


def _moment(entry: Entry, zone: ZoneInfo) -> datetime:
    """When it was published: sources give a day, so its beginning there, unless it was seen on that day."""
    if entry.published is None or entry.first_seen.astimezone(zone).date() == entry.published:
        return entry.first_seen
    return datetime.combine(entry.published, time(), zone)


def _as_html(entry: Entry) -> str:
    facts = [
        ("发布机构", entry.issuer),
        ("文号", entry.number),
        ("截止", entry.deadline.isoformat() if entry.deadline else None),
    ]
    head = "".join(f"<p><b>{name}</b> {html.escape(value)}</p>" for name, value in facts if value)
    body = "".join(f"<p>{html.escape(line)}</p>" for line in entry.text.split("\n") if line.strip())
    files = "".join(
        f'<li><a href="{html.escape(url)}">{html.escape(name)}</a></li>' for name, url in _openable(entry.attachments)
    )
    return head + body + (f"<ul>{files}</ul>" if files else "")


def _openable(files: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return (file for file in files if file[1].startswith(("http://", "https://")))


def _mime(name: str, url: str) -> str:
    return mimetypes.guess_type(name)[0] or mimetypes.guess_type(url)[0] or "application/octet-stream"


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SUMMARY else f"{plain[: SUMMARY - 1]}…"


def _clean(text: str) -> str:
    return _CONTROLS.sub("", text)
