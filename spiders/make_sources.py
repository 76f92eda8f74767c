"""Make the shipped catalogue from tables of facts about sites.

    python -m spiders.make_sources facts/sources.jsonl

reads one JSON object a line (id, name, level, region, url, mechanism, item, title, link, date, detail_body, evidence),
adds the industry media, associations, re-publishers and foreign governments of more_sources.tsv beside this file, and
writes one TOML file for each list into spiders/sources/, after removing the files it made before. Left out is what a
definition cannot say or should not: forms that nobody has seen, front pages of governments, pages that a script alone
shows, sites that are known to refuse robots. Of two rows with one address the one with selectors is taken.

Each file says in `basis` what it rests on: `selector known` where somebody's working crawler used these row selectors,
`family by URL shape` where the address tells the publishing system, `inferred` where the rows are left to inference;
and `verified = false`, because nobody has looked at the live site.
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
from spiders import columns, presets, selectors, source_writing
from spiders.source import Detail, ListPage, Source

MORE = Path(__file__).parent / "more_sources.tsv"
NATIONWIDE = "000000"
MARK = "facts of 2026-11-22"  # in `basis`: files that hold it are ours to replace
CANNOT = ("html_post", "browser", "browser_ruishu")
APART = ("do-search", "prod-api", "SelectDocByItemId")  # a form nobody has seen, or releases that only a script shows
ANSWERS = ("json_get", "json_post", "jpaas_jpolicy_json")  # JSON whose paths the facts know
SAID: dict[str, dict[str, Any]] = {  # what the notes of the facts say of how to ask
    "pudong-zxxxgk": {"method": "POST", "json": '{"channelList": ["5144"], "pageSize": 20}'},
    "jh-search": {
        "method": "POST",
        "kind": "html_in_json",
        "html": "result",
        "form": (
            ("websiteid", "330701000000000"),
            ("cateid", "658"),
            ("word", "科技"),
            ("p", "1"),
            ("pg", "30"),
            ("sortType", "2"),
        ),
        "title": ".titleWrapper > a",
        "link": ".titleWrapper > a@href",
        "date": ".sourceTime > span:nth-of-type(2)",
    },
}
SELECTED = ("html_list", "html_list_cookie", "html_table", "html_dynamic", "site_search_html", "html_iframe_table")
REGIONS = {"tj-ftz": "120116"}  # 天津港保税区 lies in 滨海新区
FEED = "feed, no selectors needed"
PLACED = ("central", "province", "city", "district")  # levels of government; its sites have a region
_SCRIPTED = re.compile(r"policyManager|ItemList\.html|#/")
_REFUSES = re.compile(r"disabled by its project|Ruishu 412")
_NOT_CSS = re.compile(
    r"detail|sibling|parent|previous|next |meta |regex|^text| text$|\d{4}zc"
)  # words, and a past year
_TELLING = re.compile(r"[.#]")  # `ul > li` is true of every menu
_PASSING = re.compile(r"__[A-Za-z0-9]{5}")  # class names that a build tool makes anew with every release


def main(facts: Path, folder: Path) -> int:
    """Write the files; how many there are."""
    rows = [json.loads(line) for line in facts.read_text(encoding="utf-8").splitlines() if line.strip()]
    sources = [*(made(row) for row in choose(rows)), *more(MORE)]
    for old in folder.glob("*.toml"):
        if MARK in old.read_text(encoding="utf-8"):
            old.unlink()
    for source in sources:
        source_writing.put(source, folder)
    return len(sources)


def choose(rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The lists worth shipping, each address once."""
    taken: set[tuple[str, ...]] = set()
    for row in sorted(rows, key=lambda row: (not _selected(row), str(row["id"]))):
        key = columns.address(str(row["url"]))
        if _can_be_said(row) and key not in taken:
            taken.add(key)
            yield row


def made(row: Mapping[str, Any]) -> Source:
    """The source that a line of facts describes."""
    id = str(row["id"]).removeprefix("gsl-").replace("_", "-")
    region = REGIONS.get(id) or _region(row)
    rows = _selected(row) or _answered(row)
    family = None if rows else _family(str(row["url"]), str(row["mechanism"]))
    evidence = ", ".join(re.sub(r"\s*\([^)]*\)", "", each) for each in row["evidence"])
    feed = row["mechanism"] == "rss"
    notes = [_basis(rows, family, feed=feed), f"{MARK}: {evidence}", "never fetched live"]
    return Source(
        id=id,
        name=_name(str(row["name"])),
        level=_level(str(row["level"]), region),
        region=region,
        language="zh",
        preset=_preset(family, str(row["url"])),
        lists=(ListPage(**{"url": str(row["url"]), "kind": "feed" if feed else "html", **rows}),),
        detail=Detail(body=_body(str(row.get("detail_body") or ""))),
        basis="; ".join(notes),
        verified=False,
    )


def more(table: Path) -> Iterator[Source]:
    """The sources of our own table: one line each, fields between tabs, empty where nothing is known."""
    says = {
        "list": "inferred",
        "feed": FEED,
        "front": "inferred from the front page: its list is still to be found",
        "reprint": "inferred; a re-publisher",
    }
    heading, *lines = (line.split("\t") for line in table.read_text(encoding="utf-8").splitlines())
    for line in lines:
        row = dict(zip(heading, line, strict=True))
        yield Source(
            id=row["id"],
            name=row["name"],
            level=row["level"],  # type: ignore[arg-type]  # put() reads the file back, and refuses another word
            region=row["region"] or None,
            language=row["language"],
            preset=row["preset"] or None,
            tags=tuple(filter(None, row["tags"].split(";"))),
            lists=(ListPage(url=row["url"], kind=row["kind"]),),  # type: ignore[arg-type]
            basis=f"{says[row['basis']]}; {MARK}: public lists of sites; never fetched live",
            verified=False,
        )


def _can_be_said(row: Mapping[str, Any]) -> bool:
    parts = urlsplit(str(row["url"]))
    if row["mechanism"] in CANNOT or parts.port or _SCRIPTED.search(str(row["url"])):
        return False
    if any(word in str(row["url"]) for word in APART) or _REFUSES.search(str(row.get("note", ""))):
        return False
    return parts.path not in ("", "/") or bool(parts.query) or bool(_selected(row))


def _selected(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row selectors of the facts, where they are selectors that tell a list from a menu."""
    item = str(row.get("item") or "")
    telling = item and all(_TELLING.search(part) for part in item.split(",")) and not _PASSING.search(item)
    if row["mechanism"] not in SELECTED or not telling or not _is_css(item):
        return {}
    found = {"item": item}
    for key in ("title", "link", "date"):
        said = str(row.get(key) or "")
        if said and _is_css(said) and not _NOT_CSS.search(said):
            found[key] = said
    return found


def _answered(row: Mapping[str, Any]) -> dict[str, Any]:
    """The paths of a JSON answer, and how to ask for it."""
    said = SAID.get(str(row["id"]), {})
    if row["mechanism"] not in ANSWERS or "html" in said:
        return dict(said)
    link = str(row["link"])
    found = {
        "kind": "json",
        "item": _path(str(row["item"])),
        "title": row["title"],
        "date": str(row["date"]).split()[0],
    }
    return {**found, ("link_template" if "{" in link else "link"): link, **said}


def _path(said: str) -> str:
    """a[].b[0].c as a.b.c, which takes the c of all of them."""
    return re.sub(r"\[\d*\]", "", said)


def _preset(family: str | None, url: str) -> str | None:
    return "jpaas" if family == "jpaas" else presets.told_by(url) if family else None


def _family(url: str, mechanism: str) -> str | None:
    return "jpaas" if mechanism == "hanweb_jpaas_unit" else presets.by_shape(url)


def _basis(rows: Mapping[str, Any], family: str | None, *, feed: bool) -> str:
    if feed:
        return FEED
    if rows:
        return "selector known"
    return f"family by URL shape: {family}" if family else "inferred"


def _region(row: Mapping[str, Any]) -> str | None:
    """The most specific of what the facts and the host say; media have none."""
    if row["level"] not in PLACED:
        return None
    declared = str(row.get("region") or NATIONWIDE)
    by_host = urls.host_region(str(row["url"]))
    if declared != NATIONWIDE and by_host and by_host != declared and places.covers(declared, by_host):
        return by_host
    return declared


def _level(said: str, region: str | None) -> Any:
    """What the facts say, unless the region is deeper than that."""
    return "district" if said in PLACED and region is not None and not region.endswith("00") else said


def _name(name: str) -> str:
    plain = name.replace("科学技术厅(局/委) 通知/申报", "科技主管部门 通知公告").replace("-", " ")
    plain = re.sub(r"\s*\([a-z ]+\)| (?:JSON|API)$", "", plain)
    return re.sub(r"\s*栏目(?:\d+|c\d+)$", " 文件", plain)


def _body(said: str) -> tuple[str, ...]:
    pieces = [piece.strip() for piece in said.split(",") if piece.strip()]
    return tuple(piece for piece in pieces if not _NOT_CSS.search(piece) and _is_css(piece))


def _is_css(piece: str) -> bool:
    try:
        selectors.compiled(piece)
    except selectors.BadSelector:
        return False
    return bool(piece)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(main(Path(sys.argv[1]), Path(__file__).parent / "sources"), "sources")
