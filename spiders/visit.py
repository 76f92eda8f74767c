"""One visit to one source: its lists, then the pages that nobody has read yet."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from extract import urls
from spiders import doubts, ending, judging, offlist
from spiders.answer import Answer, Trouble
from spiders.asking import REDIRECTS, Asker
from spiders.judging import Lost, Meaning, Means, Problem
from spiders.landing import Landed, Landing
from spiders.lists import ListReader, conditions
from spiders.source import ListPage, Source
from spiders.writer import Writer
from store import frontier, health, runs
from store.connection import ArchiveError, Db
from store.frontier import Row, Waiting
from store.health import Cause, Health, State
from store.runs import Outcome, Tally

if TYPE_CHECKING:
    from spiders.attaching import Files
    from spiders.pipeline import Pipeline

logger = logging.getLogger(__name__)

PAGES_PER_VISIT = 3_000
SECONDS_PER_VISIT = 1_800.0
IN_A_ROW = 4  # so many refused or failed pages one after the other end a visit: the site wants or needs a rest
IN_HAND = 8  # pages of one visit that wait to be read or for their files; then no more are asked for
HOPS = 8
A_YEAR = 366  # days: looking from there, every page that was ever read is due


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one visit may take."""

    pages: int = PAGES_PER_VISIT
    seconds: float = SECONDS_PER_VISIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """How a visit ended."""

    source: str
    outcome: Outcome
    reason: str
    tally: Tally
    seconds: float
    cause: Cause | None = None
    interrupted: bool = False  # by us, before its lists were read


class Visit:
    """A visit under way."""

    def __init__(
        self,
        source: Source,
        *,
        asker: Asker,
        writer: Writer,
        pipeline: Callable[[], Awaitable[Pipeline]],
        stop: asyncio.Event,
        seen: set[str],
        limits: Limits,
        recheck: bool = False,
        every: int | None = None,
        scheduled: bool = False,
        landed: Callable[[str], None] = lambda source: None,
    ) -> None:
        self.source = source
        self._asker, self._writer, self._pipeline = asker, writer, pipeline
        self._lists = ListReader(asker, writer, stop)
        self._stop, self._seen, self._limits, self._recheck = stop, seen, limits, recheck
        self._every = every  # minutes, as the operator wishes
        self._scheduled = scheduled  # another visit follows by itself
        self._landed = landed
        self._problems: list[Problem] = []
        self._landings: list[Landing] = []
        self._listed = self._fetched = self._first_tries = self._left = 0
        self._notes: list[str] = []
        self._lists_read = False
        self._hosts: frozenset[str] = frozenset()  # to which most rows lead
        self._usual: dict[str, health.Usual] = {}  # of the lists that were read
        self._odd: list[str] = []

    async def run(self) -> Visited:
        """Visit the source; the run is written however it ends."""
        began = time.monotonic()
        source = self.source.id
        run = await self._writer.do(lambda db: runs.start(db, source, _now()))
        try:
            tell_since, known, asked_to_wait = await self._writer.do(self._before)
            if asked_to_wait is not None:
                self._problems.append(asked_to_wait)
            for each in self.source.lists:
                if not self._stop.is_set() and asked_to_wait is None:
                    await self._read_list(each, tell_since, known)
            self._lists_read = not self._stop.is_set()
            await self._fetch_pages(began)
        except ArchiveError:
            raise
        except Exception as wrong:
            logger.error("The visit to %s failed", source, exc_info=wrong)
            reason = f"policywatch itself failed ({type(wrong).__name__}: {wrong})"[:300]
            self._problems.append(Problem(outcome=Outcome.BROKEN, reason=reason, cause=Cause.OURS))
        return await self._finish(run, began)

    def _before(self, db: Db) -> tuple[date | None, Health | None, Problem | None]:
        """What must be known before the first request."""
        now, host = _now(), urlsplit(self.source.lists[0].url).netloc
        until = health.wait_until(db, host, now)
        problem = None
        if until is not None:
            reason = f"{host} asked to be left alone until {until:%Y-%m-%d %H:%M} UTC"
            problem = Problem(
                outcome=Outcome.BLOCKED, reason=reason, cause=Cause.BUSY, wait=(until - now).total_seconds()
            )
        return runs.tell_since(db, self.source.id, now), health.get(db, self.source.id), problem

    async def _read_list(self, each: ListPage, tell_since: date | None, known: Health | None) -> None:
        worked = known is not None and known.state is not State.UNVERIFIED
        helps = "repair" if worked else "try"
        found = await self._lists.read(each, mend=f"see `policywatch sources {helps} {self.source.id}`")
        self._notes.extend(found.notes)
        if found.problem is not None:
            self._problems.append(found.problem)
        if not found.rows:
            return
        usual = known.lists.get(each.url) if known is not None else None
        if usual is not None and (doubt := await self._doubt(each, list(found.rows.values()))) is not None:
            # Nothing of it is kept: these rows may be a menu, or the list of somebody else.
            reason = f"{each.url}: {doubt}; see `policywatch sources repair {self.source.id}`"
            self._problems.append(Problem(outcome=Outcome.BROKEN, reason=reason, cause=Cause.DOUBT))
            return
        self._odd.extend(doubts.list_notes(found.first, usual))
        self._usual[each.url] = doubts.usual(found.first, usual)
        self._listed += len(found.rows)
        self._hosts |= offlist.usual_hosts(found.rows)
        # Together, so that a crash never leaves a list "not modified" whose rows were not kept.
        await self._writer.do(
            lambda db: frontier.discover(
                db,
                source=self.source.id,
                list_url=found.name,
                rows=list(found.rows.values()),
                validators=found.validators,
                tell_since=tell_since,
                now=_now(),
            )
        )

    async def _doubt(self, each: ListPage, rows: list[Row]) -> str | None:
        links = [row.url for row in rows]

        def compared(db: Db) -> str | None:
            return doubts.list_doubt(rows, frontier.known(db, links), health.remembered(db, self.source.id, each.url))

        return await self._writer.do(compared)

    async def _fetch_pages(self, began: float) -> None:
        waiting = await self._writer.do(self._waiting)
        self._hosts |= offlist.usual_hosts(page.url for page in waiting)
        ours = {page.url for page in waiting}
        if not waiting:
            return
        pipeline = await self._pipeline()
        pipeline.prepare()
        files = pipeline.files(self.source, self._asker, until=began + self._limits.seconds)
        landing: set[asyncio.Task[None]] = set()
        for index, page in enumerate(waiting):
            while len(landing) >= IN_HAND:
                await asyncio.wait(set(landing), return_when=asyncio.FIRST_COMPLETED)
            late = time.monotonic() - began > self._limits.seconds
            if self._stop.is_set() or late or self._tired():
                self._left = len(waiting) - index
                break
            if (taken := await self._take(page, ours)) is None:
                continue
            await pipeline.room()
            task = asyncio.create_task(self._land(pipeline, page, *taken, files))
            landing.add(task)
            task.add_done_callback(landing.discard)
        while landing:
            await asyncio.wait(set(landing))

    def _waiting(self, db: Db) -> list[Waiting]:
        now = _now() + timedelta(days=A_YEAR) if self._recheck else _now()
        return frontier.waiting(db, self.source.id, now, self._limits.pages)

    async def _take(self, page: Waiting, ours: set[str]) -> tuple[Answer, Meaning] | None:
        """Ask for a page; None where another page of this round already was it."""
        if page.url in self._seen:
            await self._settle_as_read(page, leads_to=None)
            return None
        if (why := offlist.why(self.source, page.url, self._hosts)) is not None:
            return Answer(url=page.url, final_url=page.url), Meaning(means=Means.TITLE, reason=why)
        self._fetched += 1
        self._first_tries += page.attempts == 0 and not page.recheck
        answer = await self._hop(page, ours)
        if answer.status in REDIRECTS and answer.trouble is None:
            await self._settle_as_read(page, leads_to=urls.canonical(answer.final_url))
            return None
        if answer.status in (200, 304):
            self._seen.update((page.url, urls.canonical(answer.final_url)))
        return answer, _strayed(page, answer) or judging.detail(answer)

    async def _hop(self, page: Waiting, ours: set[str]) -> Answer:
        """The answer behind a page's redirects; the redirect itself where it leads to a page that is already read."""
        url = page.url
        headers = conditions(page.etag, page.modified) if page.recheck else None
        for _ in range(HOPS + 1):
            answer = await self._asker.ask_once(url, headers)
            there = answer.headers.get("location") if answer.status in REDIRECTS else None
            if not there:
                return replace(answer, url=page.url)
            target = _target(answer.final_url, there)
            if target is None:
                reason = f"redirects to {there!r}, which is no web address"
                return Answer(url=page.url, final_url=answer.final_url, error=reason, trouble=Trouble.REDIRECTS)
            url = target
            if await self._is_read(urls.canonical(url), page, ours):
                return replace(answer, url=page.url, final_url=url)
        return Answer(url=page.url, final_url=url, error="redirects go in a circle", trouble=Trouble.REDIRECTS)

    async def _is_read(self, target: str, page: Waiting, ours: set[str]) -> bool:
        if target in self._seen:
            return True
        if target == page.url or page.recheck:
            return False
        known = await self._writer.do(lambda db: frontier.known(db, [target]))
        return target in known and target not in ours

    async def _settle_as_read(self, page: Waiting, *, leads_to: str | None) -> None:
        await self._writer.do(lambda db: frontier.settle(db, page.url, outcome="read", now=_now(), leads_to=leads_to))

    async def _land(
        self, pipeline: Pipeline, page: Waiting, answer: Answer, meaning: Meaning, files: Files | None
    ) -> None:
        self._landings.append(await pipeline.land(self.source, page, answer, meaning, files))
        self._landed(self.source.id)

    def _tired(self) -> bool:
        """Has the site refused or failed so often in a row that going on would be rude?"""
        last = self._landings[-IN_A_ROW:]
        return len(last) == IN_A_ROW and all(one.landed in (Landed.BLOCKED, Landed.FAILED) for one in last)

    async def _finish(self, run: int, began: float) -> Visited:
        tally = self._tally()
        interrupted = self._stop.is_set() and not self._lists_read and not self._problems
        if interrupted:
            outcome, reason = Outcome.BROKEN, "interrupted before its lists were read"
        else:
            outcome, reason = judging.outcome(
                tally,
                self._problems,
                Lost(
                    refused=self._reasons(Landed.BLOCKED),
                    failed=self._reasons(Landed.FAILED, Landed.UNREADABLE),
                    gone=self._reasons(Landed.GONE),
                ),
                first_tries=self._first_tries,
            )
            left = [f"{self._left} pages wait for the next round"] if self._left else []
            reason = "; ".join(part for part in (reason, *self._notes, *left) if part)
        met = ending.Met(
            outcome=outcome,
            reason=reason,
            cause=judging.cause(outcome, self._problems),
            wait=max((problem.wait or 0.0 for problem in self._problems), default=0.0) or None,
            usual=self._usual,
            notes=tuple(self._odd),
            scheduled=self._scheduled,
            every_minutes=self._every,
            in_hand=bool(self._left) and not self._tired(),
        )
        ended = _now()
        if interrupted:
            await self._writer.do(
                lambda db: runs.finish(db, run, outcome=outcome, reason=reason or None, tally=tally, now=ended)
            )
        else:
            await self._writer.do(lambda db: ending.write(db, run, self.source, met, tally, ended))
        return Visited(
            source=self.source.id,
            outcome=outcome,
            reason=reason,
            tally=tally,
            seconds=time.monotonic() - began,
            cause=met.cause,
            interrupted=interrupted,
        )

    def _tally(self) -> Tally:
        count = Counter(one.landed for one in self._landings)
        return Tally(
            listed=self._listed,
            fetched=self._fetched,
            new=count[Landed.NEW],
            revised=count[Landed.REVISED],
            copies=count[Landed.COPY],
            unreadable=count[Landed.UNREADABLE],
            failed=count[Landed.FAILED] + count[Landed.BLOCKED] + count[Landed.GONE],
        )

    def _reasons(self, *landed: Landed) -> tuple[str, ...]:
        return tuple(one.reason or one.landed for one in self._landings if one.landed in landed)


def _strayed(page: Waiting, answer: Answer) -> Meaning | None:
    """A page that leads to a site's front door is gone."""
    came, went = urlsplit(page.url), urlsplit(answer.final_url)
    front = went.path.lower() in ("", "/", "/index.html", "/index.htm", "/index.jsp") and not went.query
    if answer.status == 200 and front and (came.netloc, came.path) != (went.netloc, went.path):
        return Meaning(means=Means.GONE, reason="it now leads to the front page")
    return None


def _target(base: str, location: str) -> str | None:
    try:
        url = urljoin(base, location.strip())
        urls.canonical(url)
    except ValueError:
        return None
    return url


def _now() -> datetime:
    return datetime.now(UTC)
