"""The policy columns of governments' portals: a table of two fields a row, and the source that a row stands for.

`data/columns.tsv` holds one row a column: the code of the division, followed by `-2`, `-3` … where it has several, and
the address. `make_columns.py` writes it and says how a row keeps its id. A source is built only when it is asked for:
nobody has looked at these lists, there are thousands, and most people want one or ten.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from extract import divisions
from spiders import presets
from spiders.source import Level, ListPage, Source

TABLE = Path(__file__).parent / "data" / "columns.tsv"
PREFIX = "gov-"
BASIS = "policy column of the government's portal, list not yet seen"
_ID = re.compile(r"gov-(\d{6}(?:-\d{1,2})?)")
_OFFICES = ("地区", "盟")  # these have no government of their own but an office of the province's


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One row of the table."""

    key: str  # 371700, or 371700-2 for the second column of that place
    url: str

    @property
    def id(self) -> str:
        """The id of its source."""
        return PREFIX + self.key

    @property
    def region(self) -> str:
        """Whose column it is: six digits of GB/T 2260."""
        return self.key[:6]


def find(id: str) -> Column | None:
    """The column of this id, found without reading the other rows; None where there is none."""
    asked = _ID.fullmatch(id)
    if asked is None:
        return None
    text = _text()
    start = text.find(f"\n{asked.group(1)}\t")
    return None if start < 0 else _column(text[start + 1 : text.index("\n", start + 1)])


def known(*, wanted: Callable[[str], bool] | None = None) -> Iterator[Column]:
    """All columns in the order of their codes, or those of the divisions that `wanted` says yes to."""
    for line in _text().splitlines()[1:]:
        if wanted is None or wanted(line[:6]):
            yield _column(line)


def same_list(url: str, *, among: Iterable[str]) -> list[str]:
    """Those of these ids that are columns with this list."""
    wanted = address(url)
    return [id for id in among if (column := find(id)) is not None and address(column.url) == wanted]


def count() -> int:
    """How many there are."""
    return _text().count("\n") - 1


def source(column: Column) -> Source:
    """The source that follows a column: its rows are inferred, its family is told by the address."""
    family = presets.by_shape(column.url)
    said = Source(
        id=column.id,
        name=_name(column),
        level=cast(Level, divisions.entries()[column.region].division.level),
        region=column.region,
        language="zh",
        preset=presets.told_by(column.url),
        lists=(ListPage(url=column.url),),
        basis=f"{BASIS}; {f'family by URL shape: {family}' if family else 'rows inferred'}",
        verified=False,
    )
    return presets.applied(said)


def address(url: str) -> tuple[str, ...]:
    """What makes two addresses one list: http or https, www. or not, index.html or nothing are the same."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.s?html?)?$", "", parts.path)
    host = (parts.hostname or "").removeprefix("www.")
    return host, path, *sorted(value for pair in parse_qsl(parts.query) for value in pair)


def _name(column: Column) -> str:
    """济南市章丘区人民政府 政策; the city is said because many have a 鼓楼区 and a 城关区."""
    name = divisions.entries()[column.region].division.name
    city = divisions.city_name(column.region)
    body = "行政公署" if name.endswith(_OFFICES) else "人民政府"
    number = column.key[7:]
    return f"{city if city and city != name else ''}{name}{body} 政策{f' {number}' if number else ''}"


def _column(line: str) -> Column:
    key, _, url = line.partition("\t")
    return Column(key=key, url=url)


@cache
def _text() -> str:
    return TABLE.read_text(encoding="utf-8")
