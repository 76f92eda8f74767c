"""On which days does a region's administration work, and what time is it there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

LONG = 5  # days without work in a row that slow down the days beside them: Spring Festival, National Day, Christmas
BESIDE = 3  # calendar days before and after such a break on which offices are half empty
_CHINA = ("CN", None)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days; weekends and public holidays are free, weekends that are worked in exchange are not."""

    country: str | None  # ISO 3166; None: weekends only
    subdivision: str | None = None
    _known: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)
    _slow: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)

    def works(self, day: date) -> bool:
        """Is this a working day?"""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = _works(self.country, self.subdivision, day)
        return known

    def slow(self, day: date) -> bool:
        """Is this a working day close to a long break?"""
        known = self._slow.get(day)
        if known is None:
            known = self._slow[day] = self.works(day) and any(
                self._long_break(day + timedelta(days=step * away)) for step in (1, -1) for away in range(1, BESIDE + 1)
            )
        return known

    def _long_break(self, day: date) -> bool:
        return not self.works(day) and 1 + self._free(day, 1) + self._free(day, -1) >= LONG

    def _free(self, day: date, step: int) -> int:
        count = 0
        while count < LONG and not self.works(day + timedelta(days=step * (count + 1))):
            count += 1
        return count


@lru_cache(maxsize=512)
def calendar(region: str | None) -> Calendar:
    """The working days of a region: six digits of GB/T 2260, or ISO 3166; China's where nothing is said."""
    return Calendar(*_country(region))


def settled(day: date) -> bool:
    """Is it known which weekends China works in exchange for holidays in this day's year?

    The State Council says so in the autumn of the year before; the calendar that is installed may be older.
    """
    _works(*_CHINA, day)  # so that the year is looked up
    return any(each.year == day.year for each in getattr(_holidays(*_CHINA), "weekend_workdays", ()))


@lru_cache(maxsize=512)
def zone(region: str | None) -> ZoneInfo:
    """The time of a region; where a country has several, that of its first city in the table of zones."""
    country, _ = _country(region)
    return ZoneInfo(_zones().get(country, "Asia/Shanghai"))


def _country(region: str | None) -> tuple[str, str | None]:
    if region is None or region[:1].isdigit():
        if region is not None and region[:2] in ("71", "81", "82"):  # they keep holidays of their own
            return {"71": "TW", "81": "HK", "82": "MO"}[region[:2]], None
        return _CHINA
    country, _, subdivision = region.partition("-")
    return country, subdivision or None


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, str]:
    """The first time zone of each country."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {country: name for country, _, name, *_ in reversed(rows)}


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str | None) -> object:
    import holidays  # only where a calendar is needed: it is slow to load

    for wanted in (subdivision, None):
        try:
            return holidays.country_holidays(country, subdiv=wanted)
        except NotImplementedError:
            continue
    return None


def _works(country: str | None, subdivision: str | None, day: date) -> bool:
    known = _holidays(country, subdivision) if country is not None else None
    return known.is_working_day(day) if known is not None else day.weekday() < 5  # type: ignore[attr-defined]
