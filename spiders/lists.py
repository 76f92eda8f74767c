"""Reading one list of a source: its first page, what its script would fetch, and the pages that follow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from spiders import call, judging
from spiders.answer import Answer, Trouble
from spiders.call import Call
from spiders.judging import Problem
from spiders.source import PAGES, ListPage
from store import frontier
from store.frontier import Row, Validators
from store.runs import Outcome

if TYPE_CHECKING:
    from spiders.asking import Asker
    from spiders.listing import Listing
    from spiders.writer import Writer

ROWS_PER_LIST = 20_000
HOPS = 3  # from the page that the source names to the one that shows the list
REQUESTS = 6  # for finding that one


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a list showed; no rows and no problem: nothing has changed, or we were told to stop."""

    name: str  # of the request for its first page, under which its validators are kept
    rows: Mapping[str, Row] = field(default_factory=dict)
    validators: Validators | None = None  # None: it was not read to its end
    problem: Problem | None = None
    notes: tuple[str, ...] = ()
    first: tuple[Row, ...] = ()  # the rows of its first page


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a list gave: its rows, or why there are none."""

    answer: Answer
    shown: Listing | None = None
    problem: Problem | None = None
    inner: Answer | None = None  # the answer that held the rows, where it was not the first


class ListReader:
    """Reads lists on behalf of one visit."""

    def __init__(self, asker: Asker, writer: Writer, stop: asyncio.Event) -> None:
        self._asker, self._writer, self._stop = asker, writer, stop

    async def read(self, each: ListPage, *, mend: str) -> Found:
        """The rows of the list until a whole page of them is known; `mend` says what helps where there are none."""
        first_call = first_of(each, datetime.now(UTC))
        before = await self._writer.do(lambda db: frontier.validators(db, first_call.name))
        answer = await ask(self._asker, first_call, conditions(before.etag, before.modified) if before else {})
        if answer.trouble is Trouble.STOPPED or self._stop.is_set():
            return Found(name=first_call.name)
        problem = judging.list_problem(answer)
        if problem is not None or answer.status == 304:
            return Found(name=first_call.name, problem=problem)
        shown = await _rows(each, answer, first_call)
        inner, asked = await _led_to(self._asker, each, answer, shown), first_call
        if inner is not None:
            answer, shown, asked = inner.answer, inner.shown, inner.asked
        if not shown.rows:
            why = shown.problem or "no links were found: the page has changed, or its rows need selectors"
            return Found(
                name=first_call.name, problem=Problem(outcome=Outcome.BROKEN, reason=f"{each.url}: {why}; {mend}")
            )
        first = shown.rows
        rows, notes, whole = await self._follow(each, shown, answer.final_url, asked, read_before=before is not None)
        if shown.problem is not None:
            notes = (f"{each.url}: {shown.problem}", *notes)
        # The page around a script stays the same when the list changes: its validators would hide every release.
        own = Validators(etag=answer.headers.get("etag"), modified=answer.headers.get("last-modified"))
        validators = (Validators() if inner else own) if whole else None
        return Found(name=first_call.name, rows=rows, notes=notes, first=first, validators=validators)

    async def _follow(
        self, each: ListPage, shown: Listing, referer: str, asked_first: Call, *, read_before: bool
    ) -> tuple[dict[str, Row], tuple[str, ...], bool]:
        """The rows of this page and the following ones, what went wrong meanwhile, and whether that was all."""
        rows: dict[str, Row] = {}
        asked, ahead = {asked_first.name}, list(shown.next_pages)
        most = each.pages.max if each.pages else PAGES
        while True:
            fresh = [row for row in shown.rows if row.url not in rows]
            rows.update((row.url, row) for row in fresh)
            if not fresh or len(rows) >= ROWS_PER_LIST or (read_before and await self._all_known(fresh)):
                return rows, (), True
            ahead = [one for one in (ahead or shown.next_pages) if one.name not in asked]
            if not ahead or len(asked) >= most:
                return rows, (), True
            wanted = ahead.pop(0)
            asked.add(wanted.name)
            answer = await ask(self._asker, wanted, {"Referer": referer})
            if self._stop.is_set():
                return rows, (), False
            problem = judging.list_problem(answer)
            if problem is not None and answer.status in (404, 410):
                return rows, (), True  # the list ends here
            if problem is not None:
                return rows, (f"page {len(asked)} of the list: {problem.reason}",), False
            shown = await _rows(each, answer, wanted)
            if not shown.rows:
                return rows, (), True

    async def _all_known(self, rows: list[Row]) -> bool:
        links = [row.url for row in rows]
        return (await self._writer.do(lambda db: frontier.known(db, links))).issuperset(links)


async def look(asker: Asker, each: ListPage) -> Look:
    """What the first page of the list shows now; nothing is remembered."""
    asked = first_of(each, datetime.now(UTC))
    answer = await ask(asker, asked, {})
    problem = judging.list_problem(answer)
    if problem is not None:
        return Look(answer=answer, problem=problem)
    shown = await _rows(each, answer, asked)
    inner = await _led_to(asker, each, answer, shown)
    if inner is None:
        return Look(answer=answer, shown=shown)
    return Look(answer=answer, shown=inner.shown, inner=inner.answer)


def first_of(each: ListPage, now: datetime) -> Call:
    """The request for a list's first page, as its plug-in makes it if it has one."""
    if each.site is None:
        return call.first(each, now)
    from spiders import sites

    return sites.named(each.site).first(each, now)


async def ask(asker: Asker, wanted: Call, headers: Mapping[str, str]) -> Answer:
    """The answer to one request for a list."""
    return await asker.ask(wanted.url, {**wanted.headers, **headers}, body=wanted.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inner:
    """A list behind the page that was asked for."""

    answer: Answer
    shown: Listing
    asked: Call


async def _led_to(asker: Asker, each: ListPage, answer: Answer, shown: Listing) -> _Inner | None:
    """The list that the page's script fetches, that stands in its frame or to which it leads; None: it is its own."""
    ahead = [(one, answer.final_url, 1) for one in shown.elsewhere]
    seen: set[str] = set()
    if shown.parts:
        return await _joined(asker, each, answer, shown)
    while ahead and len(seen) < REQUESTS:
        wanted, referer, hop = ahead.pop(0)
        if wanted.name in seen:
            continue
        seen.add(wanted.name)
        came = await ask(asker, wanted, {"Referer": referer})
        if judging.list_problem(came) is not None:
            continue
        found = await _rows(each, came, wanted)
        if found.parts:
            return await _joined(asker, each, came, found)
        if found.rows and (found.dated or not shown.rows or came.kind.endswith("json")):
            return _Inner(answer=came, shown=found, asked=wanted)
        if hop < HOPS:
            ahead += [(one, came.final_url, hop + 1) for one in found.elsewhere]
    return None


async def _joined(asker: Asker, each: ListPage, answer: Answer, index: Listing) -> _Inner | None:
    """The lists that an index names, as one."""
    rows: dict[str, Row] = {}
    found, wanted = index, Call(url=answer.final_url)
    for wanted in index.parts:
        came = await ask(asker, wanted, {"Referer": answer.final_url})
        if judging.list_problem(came) is None:
            found = await _rows(each, came, wanted)
            rows.update((row.url, row) for row in found.rows if row.url not in rows)
    if not rows:
        return None
    return _Inner(answer=answer, shown=replace(found, rows=tuple(rows.values()), problem=None), asked=wanted)


def _read(each: ListPage, body: bytes, url: str, **said: Any) -> Listing:
    from spiders import listing  # nothing needs to be read where nothing changed

    return listing.rows(each, body, url, **said)


async def _rows(each: ListPage, answer: Answer, asked: Call) -> Listing:
    return await asyncio.to_thread(
        _read,
        each,
        answer.body,
        answer.final_url,
        charset=answer.charset,
        now=datetime.now(UTC),
        asked=asked,
    )


def conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """The request headers that let a server answer "not modified"."""
    pairs = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in pairs.items() if value}
