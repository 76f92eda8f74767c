"""The pages: search, one document, the subscriptions; and the feeds and calendars of each search."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, render_template, request, url_for
from markupsafe import Markup, escape
from waitress.server import create_server
from werkzeug.exceptions import HTTPException

from extract import places
from notify import feeding, feeds
from notify.feeding import Wanted
from store import archived, connection, lifeline, query, search, subscriptions
from store.connection import Archive
from store.query import BadQuery
from store.snippets import Spans

PER_PAGE = 20
PAGES = 500
LONGEST = 500  # characters of a query
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request searches for."""

    wanted: Wanted
    city: str  # as it was written

    @property
    def words(self) -> str:
        """The same search in a URL."""
        said = {
            "q": self.wanted.query,
            "city": self.city,
            "source": self.wanted.source,
            "higher": "1" if self.wanted.higher else "",
        }
        return urlencode({name: value for name, value in said.items() if value})


class BadRequest(ValueError):  # noqa: N818
    """What was asked for makes no sense; the message says what to write instead."""


def application(path: Path, zone: ZoneInfo) -> Flask:
    """The pages over the archive at `path`, which is opened anew for each request."""
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.jinja_env.globals["link"] = _link

    @contextmanager
    def opened() -> Iterator[Archive]:
        db = connection.connect(path)
        try:
            yield db
        finally:
            db.close()

    @app.get("/")
    def index() -> str | tuple[str, int]:
        page = _whole(request.args.get("page"), most=PAGES)
        try:
            asked = _asked()
            parsed = query.parse(asked.wanted.query)
        except (BadQuery, BadRequest) as wrong:
            return render_template("search.html", hits=[], wrong=str(wrong), asked=None, page=1, more=False), 400
        with opened() as db:
            hits = search.search(
                db,
                parsed,
                city=asked.wanted.city,
                higher=asked.wanted.higher,
                source=asked.wanted.source,
                limit=PER_PAGE + 1,
                offset=(page - 1) * PER_PAGE,
            )
        shown = [(hit, _marked(hit.title, hit.title_marks), _marked(hit.snippet, hit.marks)) for hit in hits[:PER_PAGE]]
        more = len(hits) > PER_PAGE
        return render_template("search.html", hits=shown, wrong=None, asked=asked, page=page, more=more)

    @app.get("/d/<int:id>")
    def document(id: int) -> str:
        with opened() as db:
            found = archived.get(db, id) if id < 1 << 62 else None
            if found is None:
                abort(404, f"there is no document {id}")
            return render_template(
                "document.html",
                found=found,
                document=found.document,
                sightings=archived.sightings(db, id),
                life=lifeline.of(db, id),
                paragraphs=[line for line in found.document.text.split("\n") if line.strip()],
            )

    @app.get("/subscriptions")
    def listed() -> str:
        with opened() as db:
            return render_template("subscriptions.html", subscriptions=subscriptions.listed(db))

    def given(name: str | None) -> Wanted:
        if name is None:
            return _asked().wanted
        with opened() as db:
            try:
                return feeding.of(subscriptions.get(db, name))
            except subscriptions.UnknownSubscription:
                abort(404, f"no subscription is named {name}")

    def answered(body: bytes, kind: str) -> Response:
        response = Response(body, content_type=f"{kind}; charset=utf-8")
        response.add_etag()
        response.make_conditional(request)
        return response

    @app.get("/feed.<kind>")
    @app.get("/s/<path:name>/feed.<kind>")
    def feed(kind: str, name: str | None = None) -> Response:
        written = {"atom": (feeds.atom, feeds.ATOM), "json": (feeds.json_feed, feeds.JSON)}.get(kind)
        if written is None:
            abort(404, "feeds are feed.atom and feed.json")
        wanted = given(name)
        page = url_for("index", _external=True, q=wanted.query or None, city=wanted.city, source=wanted.source)
        with opened() as db:
            made = feeding.feed(db, wanted, now=datetime.now(UTC), zone=zone, url=request.url, page=page)
        return answered(written[0](made), written[1])

    @app.get("/calendar.ics")
    @app.get("/s/<path:name>/calendar.ics")
    def calendar(name: str | None = None) -> Response:
        now = datetime.now(UTC)
        with opened() as db:
            made = feeding.deadlines(db, given(name), now=now, zone=zone)
        return answered(feeds.calendar(made, now), feeds.CALENDAR)

    @app.errorhandler(BadQuery)
    @app.errorhandler(BadRequest)
    def refused(wrong: Exception) -> tuple[str, int]:
        return render_template("wrong.html", said=str(wrong)), 400

    @app.errorhandler(HTTPException)
    def failed(wrong: HTTPException) -> tuple[str, int]:
        return render_template("wrong.html", said=wrong.description), wrong.code or 500

    @app.errorhandler(connection.ArchiveError)
    def broken(wrong: connection.ArchiveError) -> tuple[str, int]:
        return render_template("wrong.html", said=str(wrong)), 503

    @app.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return app


def _asked() -> Asked:
    said = request.args
    words, city = said.get("q", "").strip(), said.get("city", "").strip()
    if len(words) > LONGEST:
        raise BadRequest(f"the query is longer than {LONGEST} characters: shorten it")
    try:
        code = places.division(city).code if city else None
    except places.UnknownPlace as wrong:
        raise BadRequest(str(wrong)) from wrong
    source = said.get("source", "").strip() or None
    title = "policywatch: " + (" ".join(filter(None, (city, words, source))) or "all releases")
    wanted = Wanted(title=title, query=words, city=code, higher=said.get("higher") == "1", source=source)
    return Asked(wanted=wanted, city=city)


def _whole(said: str | None, *, most: int) -> int:
    return min(max(int(said), 1), most) if said and said.isdecimal() and len(said) < 9 else 1


def _marked(text: str, marks: Spans) -> Markup:
    """The text with its hits in <mark>."""
    parts, at = [], 0
    for start, length in marks:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start : start + length]), Markup("</mark>")]
        at = start + length
    return Markup("").join([*parts, escape(text[at:])])


def _link(url: str | None) -> str | None:
    """An address that may be clicked."""
    return url if url is not None and url.startswith(("http://", "https://")) else None


def run(path: Path, *, host: str, port: int, zone: ZoneInfo, ready: Callable[[str], Any]) -> None:
    """Serve until Ctrl-C or SIGTERM; raises OSError where the address cannot be had."""
    server: Any = create_server(application(path, zone), host=host, port=port, threads=4, ident=None)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # which the server takes as an orderly end
    # A name such as localhost may be several addresses, and then several servers.
    taken = getattr(server, "effective_port", None) or server.effective_listen[0][1]
    ready(f"http://{f'[{host}]' if ':' in host else host}:{taken}/")
    server.run()
