"""A simulated half year of many sources: how often is one called dead that lives, how soon is a dead one found?

The sources are made up from a seed: 0.2 to 20 releases a week, in office hours of the Chinese working calendar, with
heavy-tailed gaps, heaps on one day, seasons, slow days around long breaks, late uploads, lists without dates, releases
at weekends, sites that are down for hours, hosts that fall with all their sources, deaths loud and silent, redesigns
that somebody mends. Deciding is what the crawler runs: spiders.rhythm, spiders.health and spiders.cadence.

    python -m bench health [--seeds N] [--sources N]
"""

from __future__ import annotations

import argparse
import math
import random
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from statistics import mean, median

from extract import workdays
from spiders import cadence, health, rhythm
from spiders.health import Ended
from store.health import TROUBLE, Cause, Health, State
from store.runs import Outcome

CALENDAR = workdays.calendar("370100")
ZONE = workdays.zone("370100")
BEGIN, END = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 7, 6, tzinfo=UTC)  # with Spring Festival
HISTORY = timedelta(days=420)
SHORT = timedelta(hours=8)  # a site that was down for less gives nobody a reason to look
DEATHS = ("frozen", "gone", "redesigned", "blocked", "no connection")
WHAT = {
    "frozen": (Outcome.QUIET, None),
    "gone": (Outcome.BROKEN, Cause.PLACE),
    "redesigned": (Outcome.BROKEN, Cause.SHAPE),
    "blocked": (Outcome.BLOCKED, Cause.LOCKED),
    "no connection": (Outcome.BROKEN, Cause.NETWORK),
}


@dataclass(slots=True)
class Site:
    """A source as it really is."""

    name: str
    weekly: float
    releases: list[tuple[datetime, date]]  # when each appeared, and the day it bears
    dated: bool
    outages: list[tuple[datetime, datetime, Cause]]
    dies: datetime | None = None
    how: str | None = None
    mended: datetime | None = None  # a redesign that somebody looked after

    def says(self, at: datetime) -> tuple[Outcome, Cause | None]:
        """What a visit at this moment meets, news aside."""
        if (
            self.dies is not None
            and self.how is not None
            and at >= self.dies
            and not (self.mended and at >= self.mended)
        ):
            return WHAT[self.how]
        for since, until, cause in self.outages:
            if since <= at < until:
                return Outcome.BROKEN, cause
        return Outcome.QUIET, None

    def shown(self, at: datetime) -> int:
        """How many releases its list has shown until then."""
        frozen = self.dies if self.how == "frozen" else None
        return bisect_right(self.releases, (min(at, frozen) if frozen else at, date.max))


@dataclass(slots=True)
class Told:
    """What the operator would have heard of one source."""

    opened: list[tuple[datetime, State]] = field(default_factory=list)
    visits: int = 0
    living: Health | None = None  # as of the last run before it died


def made(seed: int, number: int) -> Iterator[Site]:
    """So many sites, ten on a host, the same for the same seed."""
    chance = random.Random(seed)
    outages: list[tuple[datetime, datetime, Cause]] = []
    for index in range(number):
        if index % 10 == 0:
            outages = [_outage(chance, longest=36) for _ in range(chance.randrange(0, 3))]  # the host's
        yield _site(chance, f"{seed}-{index}", outages)


def _site(chance: random.Random, name: str, of_host: list[tuple[datetime, datetime, Cause]]) -> Site:
    weekly = 0.2 * 100 ** chance.random()
    site = Site(
        name=name,
        weekly=weekly,
        releases=sorted(_releases(chance, weekly)),
        dated=chance.random() > 0.1,
        outages=of_host + [_outage(chance, longest=20) for _ in range(chance.randrange(0, 7))],
    )
    if chance.random() < 0.3:
        # Late enough that its history is known, early enough that there is time to find it.
        site.dies = BEGIN + (END - BEGIN) * chance.uniform(0.1, 0.95)
        site.how = chance.choices(DEATHS, (4, 2, 2, 1, 1))[0]
        if site.how == "redesigned" and chance.random() < 0.5:
            site.mended = site.dies + timedelta(days=chance.uniform(0.5, 4))
    return site


def _releases(chance: random.Random, weekly: float) -> Iterator[tuple[datetime, date]]:
    """Moments of upload and the days they bear."""
    heap = chance.uniform(1.0, 2.5)  # releases per occasion, on average
    spread = chance.uniform(0.6, 1.2)  # of the logarithm of the gaps
    weekends = chance.random() * 0.6 if chance.random() < 0.15 else 0.01
    slow = chance.uniform(0.2, 1.0)
    seasons = [chance.uniform(0.7, 1.4) for _ in range(12)]
    until = chance.expovariate(1.0)
    day = (BEGIN - HISTORY).date()
    gap = 5 / weekly * heap  # working days between occasions
    while day <= END.date():
        works = CALENDAR.works(day)
        busy = (slow if CALENDAR.slow(day) else 1.0) if works else weekends
        until -= busy * seasons[day.month - 1] / gap
        while until <= 0:
            for _ in range(1 + _more(chance, heap)):
                hour = chance.choice((9, 9, 10, 10, 11, 14, 15, 15, 16, 16, 17, 18))
                at = datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=ZONE)
                late = chance.randrange(1, 6) if chance.random() < 0.15 else 0
                yield at.astimezone(UTC), day - timedelta(days=late)
            until += math.exp(chance.gauss(-spread * spread / 2, spread))  # mean one, with a long tail
        day += timedelta(days=1)


def _more(chance: random.Random, heap: float) -> int:
    """Further releases on the same occasion."""
    return int(chance.expovariate(1 / (heap - 1))) if heap > 1.01 else 0


def _outage(chance: random.Random, *, longest: float) -> tuple[datetime, datetime, Cause]:
    since = BEGIN + (END - BEGIN) * chance.random()
    hours = min(math.exp(chance.gauss(0.3, 1.2)), longest)
    return since, since + timedelta(hours=hours), chance.choice((Cause.NETWORK, Cause.SERVER))


def followed(site: Site, seed: int) -> Told:
    """What would have become of following this site with the crawler's own rules."""
    told, state, known = Told(), health.fresh(site.name, BEGIN), 0
    now = BEGIN + timedelta(minutes=random.Random(f"{seed} {site.name}").randrange(60))
    days: list[date] = []
    while now < END:
        told.visits += 1
        outcome, cause = site.says(now)
        today = now.astimezone(ZONE).date()
        before = state
        if outcome is Outcome.QUIET and (shown := site.shown(now)) > known:
            # What was there from the first and bears no day tells nothing about when it came.
            days += [day if site.dated else at.date() for at, day in site.releases[known:shown] if site.dated or known]
            newest = today if known else max((day for day in days if day <= today), default=today)
            outcome, known = Outcome.NEWS, shown
            state = health.learnt(state, partial(list, days), CALENDAR, today=today, now=now, newest=newest)
        ended = Ended(at=now, outcome=outcome, cause=cause, worked=known > 0, scheduled=True)
        state = health.after(state, ended, today=today)
        if health.turn(before, state) == "opened":
            told.opened.append((now, state.state))
        if site.dies is None or now < site.dies:
            told.living = state
        habits = cadence.Habits(
            calendar=CALENDAR, zone=ZONE, rhythm=state.rhythm, failures=state.failures, cause=state.cause
        )
        now = cadence.next_due(site.name, habits, now)
    return told


@dataclass(slots=True)
class Score:
    """The figures of one seed."""

    years: float = 0.0  # that sources were alive
    false: Counter[str] = field(default_factory=Counter)
    per_source: Counter[str] = field(default_factory=Counter)
    deaths: int = 0
    untold: int = 0  # deaths of sources whose history was too short for any word
    too_late: list[str] = field(default_factory=list)
    found: list[float] = field(default_factory=list)  # working days
    shares: list[float] = field(default_factory=list)  # of what was allowed
    of_mean: list[float] = field(default_factory=list)  # silent deaths, in mean gaps
    visits: int = 0


def scored(seed: int, number: int) -> Score:
    """One half year."""
    score = Score()
    for site in made(seed, number):
        told = followed(site, seed)
        score.visits += told.visits
        died = site.dies or END
        lived = (died - BEGIN) + (END - site.mended if site.mended else timedelta())
        score.years += lived / timedelta(days=365)
        for at, state in told.opened:
            if (site.dies is None or at < site.dies or (site.mended and at > site.mended)) and _is_false(site, at):
                score.false[state.value] += 1
                score.per_source[site.name] += 1
        if site.dies is not None:
            _judge_death(score, site, told)
    return score


def _is_false(site: Site, at: datetime) -> bool:
    """Was there nothing to see for a person: the site well, or down for less than a working day?"""
    return not any(since <= at < until and until - since >= SHORT for since, until, _ in site.outages)


def _judge_death(score: Score, site: Site, told: Told) -> None:
    assert site.dies is not None
    living = told.living
    known = living.rhythm if living else None
    until = site.mended or END
    found = next((at for at, _ in told.opened if site.dies <= at < until), None)
    if living is not None and living.state in TROUBLE and found is None:
        found = site.dies  # it was in trouble already, and the operator knew
    if site.how == "frozen" and known is None:
        score.untold += 1
        return
    allowed = max(3 * known.cadence if known else 0.0, 2.0)
    free = known.free if known else 0.0
    left = worked(site.dies, until, free)
    if found is None and left <= allowed:
        return  # the half year, or the site's trouble, ended before it had to be found
    score.deaths += 1
    took = worked(site.dies, found, free) if found else math.inf
    score.found.append(took)
    score.shares.append(took / allowed)
    if site.how == "frozen" and known is not None:
        past = sorted({day for at, day in site.releases if at <= site.dies})
        gaps = clock_gaps(past, known.free)
        score.of_mean.append(took / max(mean(gaps), 1.0) if gaps else 0.0)
    if took > allowed:
        score.too_late.append(f"{site.name} {site.how} {site.weekly:.1f}/week: {took:.1f} of {allowed:.1f} days")


def worked(since: datetime, until: datetime, free: float) -> float:
    """Working days between two moments, an office day lasting from eight to seven."""
    first = since.astimezone(ZONE).date() - timedelta(days=1)
    clock = rhythm.Clock(first, until.astimezone(ZONE).date(), CALENDAR, free)

    def place(at: datetime) -> float:
        local = at.astimezone(ZONE)
        today, yesterday = local.date(), local.date() - timedelta(days=1)
        share = min(max((local.hour + local.minute / 60 - 8) / 11, 0.0), 1.0)
        return clock.between(first, yesterday) + clock.between(yesterday, today) * share

    return place(until) - place(since)


def clock_gaps(past: list[date], free: float) -> list[float]:
    """The gaps between publishing days, in the source's working days."""
    clock = rhythm.Clock(past[0], past[-1], CALENDAR, free)
    return [max(clock.between(one, other), 1.0) for one, other in pairwise(past)]


def main() -> int:
    """Print the figures of every seed; 1 where one falls short."""
    said = argparse.ArgumentParser(prog="python -m bench health")
    said.add_argument("--seeds", type=int, default=5)
    said.add_argument("--first", type=int, default=1)
    said.add_argument("--sources", type=int, default=200)
    wanted = said.parse_args()
    print(__doc__.split("\n\n")[0] if __doc__ else "")
    print(f"{wanted.sources} sources, {(END - BEGIN).days} days; times in the source's own working days")
    head = ("seed", "alarms/source/year", "late", "other", "worst", "deaths", "found", "median", "slowest/allowed")
    print("  ".join(f"{word:>9}" for word in head), " seconds")
    short = False
    for seed in range(wanted.first, wanted.first + wanted.seeds):
        began = time.perf_counter()
        score = scored(seed, wanted.sources)
        false = sum(score.false.values())
        rate = false / score.years
        row = (
            str(seed),
            f"{rate:.2f}",
            str(score.false["late"]),
            str(false - score.false["late"]),
            str(max(score.per_source.values(), default=0)),
            str(score.deaths),
            str(score.deaths - len(score.too_late)),
            f"{median(score.found):.1f}",
            f"{max(score.shares):.2f}",
        )
        print(
            "  ".join(f"{word:>{max(len(title), 9)}}" for title, word in zip(head, row, strict=True)),
            f" {time.perf_counter() - began:.1f} ({score.visits} visits)",
        )
        for line in score.too_late:
            print("    too late:", line)
        print(
            f"    silent deaths in mean gaps: median {median(score.of_mean):.1f}, "
            f"within three {mean(x <= 3 for x in score.of_mean):.0%}; {score.untold} had too little history"
        )
        short = short or rate > 1 or bool(score.too_late)
    return int(short)
