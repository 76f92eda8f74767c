"""One request for a list: an address, and what is sent there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

from spiders import listdates
from spiders.source import ListPage, Pages

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
_VARIABLE = re.compile(r"\{(year|today)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked for; a body makes it a POST."""

    url: str
    body: bytes | None = None
    kind: str | None = None  # the media type of the body

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that go with the body."""
        return {"Content-Type": self.kind} if self.kind is not None else {}

    @property
    def name(self) -> str:
        """What tells this request from others: its address, and a digest of the body if it has one."""
        return self.url if self.body is None else f"{self.url}#{sha256(self.body).hexdigest()[:16]}"


def first(page: ListPage, now: datetime) -> Call:
    """The request for the first page of a list."""
    today = now.astimezone(listdates.ZONE).date()
    known = {"year": str(today.year), "today": today.isoformat()}

    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: known[found.group(1)], text)

    url = filled(page.url)
    if page.json is not None:
        return Call(url=url, body=filled(page.json).encode(), kind=JSON)
    if page.method == "POST":
        return Call(url=url, body=urlencode([(name, filled(said)) for name, said in page.form]).encode(), kind=FORM)
    return Call(url=url)


def following(asked: Call, pages: Pages) -> tuple[Call, ...]:
    """The requests for the pages after this one, whose number stands in the body."""
    if asked.body is None or pages.style != "body" or not pages.param:
        return ()
    here = _number(asked, pages.param)
    start = pages.start if pages.start is not None else 2
    # What the first page bears is not said where the number is left out of its body.
    count = 1 if here is None else max(1, (here - start) // pages.step + 2)
    numbers = [start + (page - 2) * pages.step for page in range(count + 1, pages.max + 1)]
    return tuple(replace(asked, body=_with(asked, pages.param, number)) for number in numbers)


def _number(asked: Call, param: str) -> int | None:
    said: Any
    if asked.kind == JSON:
        said = _inner(json.loads(asked.body or b"{}"), param.split("."))
    else:
        said = dict(parse_qsl((asked.body or b"").decode(), keep_blank_values=True)).get(param)
    text = str(said) if said is not None else ""
    return int(text) if text.isdecimal() else None


def _inner(said: Any, path: list[str]) -> Any:
    for name in path:
        said = said.get(name) if isinstance(said, Mapping) else None
    return said


def _with(asked: Call, param: str, number: int) -> bytes:
    if asked.kind != JSON:
        pairs = dict(parse_qsl((asked.body or b"").decode(), keep_blank_values=True))
        return urlencode(pairs | {param: str(number)}).encode()
    whole = json.loads(asked.body or b"{}")
    *way, last = param.split(".")
    inner = whole
    for name in way:
        inner = inner.setdefault(name, {})
    inner[last] = str(number) if isinstance(inner.get(last), str) else number
    return json.dumps(whole, ensure_ascii=False).encode()
