"""Reading one list of a source: its first page, what its script would fetch, and the pages that follow."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from spiders import judging, listing
from spiders.answer import Answer, Trouble
from spiders.asking import Asker
from spiders.judging import Problem
from spiders.listing import Listing
from spiders.source import PAGES, ListPage
from spiders.writer import Writer
from store import frontier
from store.frontier import Row, Validators
from store.runs import Outcome

ROWS_PER_LIST = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a list showed; no rows and no problem: nothing has changed, or we were told to stop."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    validators: Validators | None = None  # None: it was not read to its end
    problem: Problem | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at a list gave: its rows, or why there are none."""

    answer: Answer
    shown: Listing | None = None
    problem: Problem | None = None


class ListReader:
    """Reads lists on behalf of one visit."""

    def __init__(self, asker: Asker, writer: Writer, stop: asyncio.Event) -> None:
        self._asker, self._writer, self._stop = asker, writer, stop

    async def read(self, each: ListPage, *, mend: str) -> Found:
        """The rows of the list until a whole page of them is known; `mend` says what helps where there are none."""
        before = await self._writer.do(lambda db: frontier.validators(db, each.url))
        answer = await self._asker.ask(each.url, conditions(before.etag, before.modified) if before else None)
        if answer.trouble is Trouble.STOPPED or self._stop.is_set():
            return Found()
        problem = judging.list_problem(answer)
        if problem is not None or answer.status == 304:
            return Found(problem=problem)
        shown = await _rows(each, answer)
        inner = await _fetched_by_script(self._asker, each, answer, shown)
        shown = inner or shown
        if not shown.rows:
            why = shown.problem or "no links were found: the page has changed, or its rows need selectors"
            return Found(problem=Problem(outcome=Outcome.BROKEN, reason=f"{each.url}: {why}; {mend}"))
        rows, notes, whole = await self._follow(each, shown, answer.final_url, read_before=before is not None)
        if shown.problem is not None:
            notes = (f"{each.url}: {shown.problem}", *notes)
        # The page around a script stays the same when the list changes: its validators would hide every release.
        own = Validators(etag=answer.headers.get("etag"), modified=answer.headers.get("last-modified"))
        return Found(rows=rows, notes=notes, validators=(Validators() if inner else own) if whole else None)

    async def _follow(
        self, each: ListPage, shown: Listing, referer: str, *, read_before: bool
    ) -> tuple[dict[str, Row], tuple[str, ...], bool]:
        """The rows of this page and the following ones, what went wrong meanwhile, and whether that was all."""
        rows: dict[str, Row] = {}
        asked, ahead = {each.url}, list(shown.next_pages)
        most = each.pages.max if each.pages else PAGES
        while True:
            fresh = [row for row in shown.rows if row.url not in rows]
            rows.update((row.url, row) for row in fresh)
            if not fresh or len(rows) >= ROWS_PER_LIST or (read_before and await self._all_known(fresh)):
                return rows, (), True
            ahead = [url for url in (ahead or shown.next_pages) if url not in asked]
            if not ahead or len(asked) >= most:
                return rows, (), True
            url = ahead.pop(0)
            asked.add(url)
            answer = await self._asker.ask(url, {"Referer": referer})
            if self._stop.is_set():
                return rows, (), False
            problem = judging.list_problem(answer)
            if problem is not None and answer.status in (404, 410):
                return rows, (), True  # the list ends here
            if problem is not None:
                return rows, (f"page {len(asked)} of the list: {problem.reason}",), False
            shown = await _rows(each, answer)
            if not shown.rows:
                return rows, (), True

    async def _all_known(self, rows: list[Row]) -> bool:
        links = [row.url for row in rows]
        return (await self._writer.do(lambda db: frontier.known(db, links))).issuperset(links)


async def look(asker: Asker, each: ListPage) -> Look:
    """What the first page of the list shows now; nothing is remembered."""
    answer = await asker.ask(each.url)
    problem = judging.list_problem(answer)
    if problem is not None:
        return Look(answer=answer, problem=problem)
    shown = await _rows(each, answer)
    return Look(answer=answer, shown=await _fetched_by_script(asker, each, answer, shown) or shown)


async def _fetched_by_script(asker: Asker, each: ListPage, answer: Answer, shown: Listing) -> Listing | None:
    for url in shown.elsewhere:
        inner = await asker.ask(url, {"Referer": answer.final_url})
        if judging.list_problem(inner) is None:
            again = await _rows(each, inner)
            if again.rows:
                return again
    return None


async def _rows(each: ListPage, answer: Answer) -> Listing:
    return await asyncio.to_thread(
        listing.rows, each, answer.body, answer.final_url, charset=answer.charset, now=datetime.now(UTC)
    )


def conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """The request headers that let a server answer "not modified"."""
    pairs = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in pairs.items() if value}
