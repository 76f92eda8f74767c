"""`scrapy list` and `scrapy crawl ID` for whoever knows Scrapy: every source is a spider, and what it finds is kept."""

from __future__ import annotations

import builtins
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

import platformdirs

from spiders import catalogue
from spiders.round import Plan, RoundSpider
from spiders.source import Source
from store import connection

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings


class SourceSpider(RoundSpider):
    """A round over one source."""

    source: ClassVar[Source]
    archive: ClassVar[Path]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Plan(sources=(self.source,), archive=self.archive, signals=False), **kwargs)

    async def start(self) -> AsyncIterator[Any]:
        async for nothing in super().start():
            yield nothing
        if self.failure is not None:
            raise self.failure


class CatalogueLoader:
    """Finds spiders in the catalogue."""

    def __init__(self, settings: BaseSettings) -> None:
        folder = settings.get("POLICYWATCH_SOURCES")
        own = Path(folder) if folder else platformdirs.user_data_path("policywatch") / "sources"
        archive = settings.get("POLICYWATCH_DB")
        self._archive = Path(archive) if archive else connection.default_path()
        self._known = catalogue.load(own)
        self._sources = {source.id: source for source in self._known.sources}

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings)

    def load(self, spider_name: str) -> type[Spider]:
        try:
            source = self._known.find(spider_name)
        except (catalogue.UnknownSource, catalogue.BadSource) as wrong:
            raise KeyError(str(wrong)) from wrong
        named = {"name": spider_name, "source": source, "archive": self._archive}
        return type("SourceSpider", (SourceSpider,), named)

    def list(self) -> builtins.list[str]:
        """The sources that have a file; policy columns can be crawled by name, too."""
        return sorted(self._sources)

    def find_by_request(self, request: Request) -> builtins.list[str]:
        from spiders.patience import slot

        return [
            id for id, source in self._sources.items() if slot(request.url) in {slot(each.url) for each in source.lists}
        ]
