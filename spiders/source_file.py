"""Read a source from TOML, and name the key where something is wrong."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from spiders import presets, sites
from spiders.source import (
    FETCHES,
    ID,
    KINDS,
    LEVELS,
    METHODS,
    PAGES,
    REGION,
    SCRIPTED,
    STYLES,
    BadSource,
    Detail,
    Fetching,
    ListPage,
    Pages,
    Source,
)

SCHEMA = 1
T = TypeVar("T")
_EVERY = re.compile(r"(\d{1,5})\s*([mhd])")
_MINUTES = {"m": 1, "h": 60, "d": 24 * 60}


class _Table:
    """One TOML table whose keys are asked for by name; what nobody asked for is a mistake."""

    def __init__(self, file: Path, table: object, place: str, selectors: list[tuple[str, str]]) -> None:
        self.file, self.place, self.asked = file, place, set[str]()
        self.read_selectors = selectors  # of the whole file, each with its place
        if not isinstance(table, dict):
            raise self.bad("", "must be a table")
        self.table: dict[str, Any] = table

    def bad(self, key: str, mend: str) -> BadSource:
        return BadSource(self.file, self._place(key), mend)

    def text(self, key: str) -> str | None:
        said = self._said(key)
        if said is None:
            return None
        if not isinstance(said, str) or not said.strip():
            raise self.bad(key, 'must be a text in quotes, for example "…"')
        return said.strip()

    def needed(self, key: str, example: str) -> str:
        said = self.text(key)
        if said is None:
            raise self.bad(key, f"is missing: write for example {key} = {json.dumps(example, ensure_ascii=False)}")
        return said

    def one_of(self, key: str, allowed: tuple[T, ...], otherwise: T) -> T:
        said = self.text(key)
        if said is None:
            return otherwise
        if said not in allowed:
            raise self.bad(
                key, f"{said!r} is not known: write one of {', '.join(str(each) for each in allowed if each)}"
            )
        return said

    def texts(self, key: str) -> tuple[str, ...]:
        said = self._said(key)
        if said is None:
            return ()
        several = [said] if isinstance(said, str) else said
        if not isinstance(several, list) or not all(isinstance(each, str) and each.strip() for each in several):
            raise self.bad(key, 'must be a text or a list of texts, for example ["…", "…"]')
        return tuple(each.strip() for each in several)

    def whole(self, key: str, *, least: int) -> int | None:
        said = self._said(key)
        if said is None:
            return None
        if not isinstance(said, int) or isinstance(said, bool) or said < least:
            raise self.bad(key, f"must be a whole number of at least {least}")
        return said

    def seconds(self, key: str) -> float | None:
        said = self._said(key)
        if said is None:
            return None
        if not isinstance(said, int | float) or isinstance(said, bool) or not 0 <= said <= 3600:
            raise self.bad(key, "must be a number of seconds from 0 to 3600")
        return float(said)

    def truth(self, key: str, *, otherwise: bool) -> bool:
        said = self._said(key)
        if said is None:
            return otherwise
        if not isinstance(said, bool):
            raise self.bad(key, "must be true or false, without quotes")
        return said

    def selector(self, key: str) -> str | None:
        said = self.text(key)
        if said is not None:
            self.read_selectors.append((self._place(key), said))
        return said

    def values(self, key: str) -> tuple[tuple[str, str], ...]:
        """An inner table of names and plain values, as texts."""
        inner = self.inner(key)
        said = inner.table if inner is not None else {}
        if not all(isinstance(each, str | int | float) for each in said.values()):
            raise self.bad(key, 'must hold texts and numbers, for example {channelid = "12", page = 1}')
        return tuple((name, str(each).lower() if isinstance(each, bool) else str(each)) for name, each in said.items())

    def sent(self, key: str) -> str | None:
        """A JSON text, or a table that becomes one."""
        said = self._said(key)
        if said is None:
            return None
        try:
            whole = json.loads(said) if isinstance(said, str) else said
            if not isinstance(whole, dict | list):
                raise ValueError
            return json.dumps(whole, ensure_ascii=False)
        except (TypeError, ValueError) as wrong:
            raise self.bad(
                key, "must be a table, or JSON as a text, for example {pageNo = 1, pageSize = 20}"
            ) from wrong

    def selectors(self, key: str) -> tuple[str, ...]:
        said = self.texts(key)
        self.read_selectors.extend((self._place(key), each) for each in said)
        return said

    def expression(self, key: str) -> str | None:
        said = self.text(key)
        if said is not None:
            try:
                re.compile(said)
            except re.error as wrong:
                raise self.bad(key, f"{said!r} is not a regular expression ({wrong})") from wrong
        return said

    def inner(self, key: str) -> _Table | None:
        said = self._said(key)
        return None if said is None else _Table(self.file, said, self._place(key), self.read_selectors)

    def nothing_else(self) -> None:
        for key in self.table.keys() - self.asked:
            turned = [each for each in self.asked if sorted(each) == sorted(key)]
            near = turned or difflib.get_close_matches(key, self.asked, n=1)
            mend = f"did you mean {near[0]}?" if near else f"known here are {', '.join(sorted(self.asked))}"
            raise self.bad(key, f"is no key of a source: {mend}")

    def _said(self, key: str) -> Any:
        self.asked.add(key)
        return self.table.get(key)

    def _place(self, key: str) -> str:
        return ".".join(part for part in (self.place, key) if part)


def source(table: Mapping[str, Any], file: Path) -> Source:
    """The source that a TOML table describes; raises BadSource with the key and what to write instead."""
    from spiders import selectors

    top = _Table(file, table, "", [])
    made = _source(top, file)
    for place, said in top.read_selectors:
        try:
            selectors.compiled(said)
        except selectors.BadSelector as wrong:
            raise BadSource(file, place, str(wrong)) from wrong
    return made


def shipped(table: Mapping[str, Any], file: Path) -> Source:
    """The same for a file that ships: a test has tried its selectors, so that listing sources need not load lxml."""
    return _source(_Table(file, table, "", []), file)


def _source(top: _Table, file: Path) -> Source:
    schema = top.whole("schema", least=1)
    if schema is not None and schema > SCHEMA:
        raise top.bad("schema", f"{schema} is newer than this policywatch, which reads {SCHEMA}: update it")
    id = top.needed("id", "jinan-kjj")
    if not ID.fullmatch(id):
        raise top.bad("id", f"{id!r} must be lower-case ASCII letters, digits, - _ and ., for example jinan-kjj")
    region = top.text("region")
    if region is not None and not REGION.fullmatch(region):
        raise top.bad("region", f"{region!r} is not a region: write six digits such as 370100, or a country such as GB")
    preset = top.text("preset")
    if preset is not None and preset not in presets.NAMES:
        raise top.bad("preset", f"{preset!r} is not known: write one of {', '.join(presets.NAMES)}")
    made = Source(
        id=id,
        name=top.needed("name", "济南市科学技术局 通知公告"),
        lists=_lists(top),
        level=top.one_of("level", (*LEVELS, None), None),
        region=region,
        issuer=top.text("issuer"),
        language=top.text("language"),
        tags=top.texts("tags"),
        every_minutes=_every(top),
        preset=preset,
        detail=_detail(top.inner("detail")),
        fetching=replace(_fetching(top.inner("fetching")), fetch=top.one_of("fetch", FETCHES, "http")),
        basis=top.text("basis"),
        verified=top.truth("verified", otherwise=True),
        file=file,
    )
    top.nothing_else()
    return presets.applied(made)


def minutes(text: str) -> int:
    """How many minutes "30m", "6h" or "2d" are; raises ValueError with what to write."""
    match = _EVERY.fullmatch(text.strip().lower())
    counted = int(match.group(1)) * _MINUTES[match.group(2)] if match else 0
    if counted < 5:
        raise ValueError(f"{text!r} is not a span of at least five minutes: write for example 30m, 6h or 1d")
    return counted


def span(counted: int) -> str:
    """Minutes as a person writes them."""
    for unit in ("d", "h"):
        if counted % _MINUTES[unit] == 0:
            return f"{counted // _MINUTES[unit]}{unit}"
    return f"{counted}m"


def _every(top: _Table) -> int | None:
    said = top.text("every")
    if said is None:
        return None
    try:
        return minutes(said)
    except ValueError as wrong:
        raise top.bad("every", str(wrong)) from wrong


def _lists(top: _Table) -> tuple[ListPage, ...]:
    said = top.table.get("list")
    top.asked.add("list")
    if not isinstance(said, list) or not said:
        raise top.bad("list", 'is missing: write [[list]] and below it url = "https://…"')
    return tuple(_list(_Table(top.file, each, f"list[{n}]", top.read_selectors)) for n, each in enumerate(said, 1))


def _list(table: _Table) -> ListPage:
    url = table.needed("url", "https://www.jinan.gov.cn/col/col1/index.html")
    if not re.match(r"https?://[^/\s]+", url):
        raise table.bad("url", f"{url!r} is not a web address: it begins with http:// or https://")
    kind = table.one_of("kind", KINDS, "html")
    place = table.text if kind in SCRIPTED - {"html_in_json"} else table.selector
    site = table.text("site")
    if site is not None and site not in sites.names():
        raise table.bad("site", f"{site!r} is not known: write one of {', '.join(sites.names())}")
    made = ListPage(
        url=url,
        kind=kind,
        method=table.one_of("method", METHODS, "GET"),
        form=table.values("form"),
        json=table.sent("json"),
        html=table.text("html"),
        item=place("item"),
        title=place("title"),
        link=place("link"),
        link_regex=table.expression("link_regex"),
        link_template=table.text("link_template"),
        date=place("date"),
        date_format=table.texts("date_format"),
        date_regex=table.expression("date_regex"),
        include=table.expression("include"),
        exclude=table.expression("exclude"),
        encoding=table.text("encoding"),
        pages=_pages(table.inner("pages")),
        site=site,
        fetch=table.one_of("fetch", (*FETCHES, None), None),
    )
    table.nothing_else()
    if made.form and made.json is not None:
        raise table.bad("json", "and form cannot both be sent: keep one of them")
    if (made.form or made.json is not None) and made.method != "POST":
        raise table.bad("method", 'must be "POST" for what form or json sends')
    if made.item is None and kind not in SCRIPTED and (made.title or made.link or made.date):
        raise table.bad("item", "is missing: title, link and date are looked for inside the items")
    return made


def _pages(table: _Table | None) -> Pages | None:
    if table is None:
        return None
    style = table.one_of("style", (*STYLES, None), None)
    if style is None:
        raise table.bad("style", f"is missing: write one of {', '.join(STYLES)}")
    made = Pages(
        style=style,
        pattern=table.text("pattern"),
        param=table.text("param"),
        css=table.selector("css"),
        start=table.whole("start", least=0),
        step=table.whole("step", least=1) or 1,
        max=table.whole("max", least=1) or PAGES,
    )
    table.nothing_else()
    if style == "index_n" and "{n}" not in (made.pattern or ""):
        raise table.bad("pattern", 'must hold {n}, for example "index_{n}.html"')
    if style in ("query", "body") and made.param is None:
        raise table.bad("param", 'is missing: write the parameter that counts the pages, for example "page"')
    return made


def _detail(table: _Table | None) -> Detail:
    if table is None:
        return Detail()
    made = Detail(
        body=table.selectors("body"),
        remove=table.selectors("remove"),
        attachments=table.selectors("attachments"),
        encoding=table.text("encoding"),
        attachments_text=table.truth("attachments_text", otherwise=True),
    )
    table.nothing_else()
    return made


def _fetching(table: _Table | None) -> Fetching:
    if table is None:
        return Fetching()
    headers = table.inner("headers")
    made = Fetching(
        delay=table.seconds("delay"),
        timeout=table.seconds("timeout"),
        tls=table.one_of("tls", ("strict", "legacy"), "strict"),
        follow=table.texts("follow"),
        proxy=table.text("proxy"),
        warmup=table.text("warmup"),
        headers=tuple((name, headers.needed(name, "…")) for name in headers.table) if headers else (),
    )
    if made.proxy is not None and not re.match(r"http://[^/\s]+:\d+/?$", made.proxy):
        raise table.bad("proxy", "must be http:// with host and port, for example http://proxy.example.org:3128")
    table.nothing_else()
    return made
