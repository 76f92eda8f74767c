"""Sites whose lists no key of a source can say: one small class each, found by the name that the source writes.

A plug-in is a module here, or an installed package's entry point in the group `policywatch.sites`, with one subclass of
`Site`. The folder of the user's sources is never searched for code: a TOML file that somebody sends can then do no more
than name a page, and whoever wants code has to install it.
"""

from __future__ import annotations

import importlib
import pkgutil
from abc import ABC, abstractmethod
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spiders.call import Call
    from spiders.listing import Listing
    from spiders.source import ListPage

GROUP = "policywatch.sites"


class Site(ABC):
    """How one kind of site is asked and read; what a subclass leaves alone is done as for every other list."""

    def first(self, page: ListPage, now: datetime) -> Call:
        """The request for the list's first page."""
        from spiders import call

        return call.first(page, now)

    @abstractmethod
    def read(self, page: ListPage, body: bytes, url: str, *, charset: str | None, now: datetime) -> Listing:
        """The rows of an answer, and where the list goes on; never raises for what the answer holds."""


@cache
def names() -> tuple[str, ...]:
    """The plug-ins that a source can name."""
    from importlib.metadata import entry_points

    shipped = [module.name for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted({*shipped, *(point.name for point in entry_points(group=GROUP))}))


@cache
def named(name: str) -> Site:
    """The plug-in of that name; LookupError where there is none."""
    if name not in names():
        raise LookupError(f"no site is named {name!r}: known are {', '.join(names())}")
    from importlib.metadata import entry_points

    installed = next(iter(entry_points(group=GROUP, name=name)), None)
    module = installed.load() if installed is not None else importlib.import_module(f"{__name__}.{name}")
    made = next(
        each for each in vars(module).values() if isinstance(each, type) and issubclass(each, Site) and each is not Site
    )
    return made()
