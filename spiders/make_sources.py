"""Make the shipped catalogue from a table of facts about sites.

    python -m spiders.make_sources facts/sources.jsonl

reads one JSON object a line (id, name, level, region, url, mechanism, detail_body, evidence) and writes one TOML file
for each site it takes into spiders/sources/, after removing the files it made before. Taken are the lists that plain
HTML shows and those of hanweb: every one of CITIES, else of ministries and provinces one a host, the most telling name
first. Row selectors of the facts are left out: nobody has tried them on the live sites, and a list
without selectors is read by inference, which a redesign does not break. Each file says what it rests on, and
`verified = false` until somebody has looked.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from extract import places, urls
from spiders import selectors, source_writing
from spiders.source import Detail, ListPage, Source

CITIES = ("370100", "330700")  # 济南 and 金华: every list we know of
PLAIN = ("html_list", "html_table")
HANWEB = ("hanweb_jpage_inline", "hanweb_jpage_dataproxy", "hanweb_jpage_or_jpaas", "hanweb_jpaas_unit")
NATIONWIDE = "000000"
MARK = "facts of 2026-11-22"  # in `basis`: files that hold it are ours to replace
_SCRIPTED = re.compile(r"[{}]|wjk|zcwjk|policyManager|ItemList\.html|/nea\.gov\.cn|#/|f\.mnr\.gov\.cn|fgk\.chinatax")
_TELLING = ("通知公告", "通知", "公告", "政府文件", "政策文件", "部文件", "规范性文件", "政策")
_NOT_CSS = re.compile(r"detail|sibling|parent|meta |text$")


def main(facts: Path, folder: Path) -> int:
    """Write the files; how many there are."""
    rows = [json.loads(line) for line in facts.read_text(encoding="utf-8").splitlines() if line.strip()]
    chosen = list(choose(rows))
    for old in folder.glob("*.toml"):
        if MARK in old.read_text(encoding="utf-8"):
            old.unlink()
    for row in chosen:
        source_writing.put(made(row), folder)
    return len(chosen)


def choose(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The lists worth shipping: all of our cities, else one a host."""
    taken: set[str] = set()
    for row in sorted(rows, key=_telling):
        parts = urlsplit(str(row["url"]))
        ours = any(places.covers(city, _region(row)) for city in CITIES)
        if row["mechanism"] not in PLAIN + HANWEB or parts.port or _SCRIPTED.search(row["url"]):
            continue
        if parts.path in ("", "/") or (row["level"] not in ("central", "province") and not ours):
            continue
        key = row["url"] if ours else parts.hostname or ""
        if key not in taken:
            taken.add(key)
            yield row


def made(row: Mapping[str, Any]) -> Source:
    """The source that a line of facts describes."""
    region = _region(row)
    named = ", ".join(re.sub(r"\s*\([^)]*\)", "", evidence) for evidence in row["evidence"])
    notes = [f"{MARK}: {named}"]
    notes += ["mechanism guessed from the URL"] if row.get("mechanism_basis") == "url_shape" else []
    notes += ["never fetched live"]
    return Source(
        id=str(row["id"]).removeprefix("gsl-").replace("_", "-"),
        name=_name(str(row["name"])),
        level="district" if row["level"] == "province" and not region.endswith("0000") else row["level"],
        region=region,
        issuer=row.get("issuer"),
        language="zh",
        lists=(ListPage(url=str(row["url"])),),
        detail=Detail(body=_body(str(row.get("detail_body") or ""))),
        basis="; ".join(notes),
        verified=False,
    )


def _telling(row: Mapping[str, Any]) -> tuple[int, bool, str]:
    name = str(row["name"])
    rank = next((n for n, word in enumerate(_TELLING) if word in name), len(_TELLING))
    return rank, row.get("kind") == "news", str(row["id"])


def _region(row: Mapping[str, Any]) -> str:
    """The most specific of what the facts and the host say."""
    declared = str(row.get("region") or NATIONWIDE)
    by_host = urls.host_region(str(row["url"]))
    if declared != NATIONWIDE and by_host and by_host != declared and places.covers(declared, by_host):
        return by_host
    return declared


def _name(name: str) -> str:
    plain = name.replace("科学技术厅(局/委) 通知/申报", "科技主管部门 通知公告")
    return re.sub(r"\s*栏目\d+$", " 文件", plain)


def _body(said: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in said.split(",") if piece.strip()]
    return tuple(piece for piece in pieces if not _NOT_CSS.search(piece) and _is_css(piece))


def _is_css(piece: str) -> bool:
    try:
        selectors.compiled(piece)
    except selectors.BadSelector:
        return False
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(main(Path(sys.argv[1]), Path(__file__).parent / "sources"), "sources")
