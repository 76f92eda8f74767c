"""Make the table of policy columns from the facts about governments' portals.

    python -m spiders.make_columns ../shared/facts

reads policy_columns.tsv (region as a path of names, address) and portals.tsv (the same, of the portals themselves) in
that folder, and writes data/columns.tsv: the key of the row and the address, in the order of codes.

A row is cleaned before it is judged: what marks a visit rather than a page (tokens, sessions, campaigns, empty
parameters, fragments) is dropped, and the search page of a gkmlpt site becomes its index. Left out are front pages,
searches, single releases, files, guides and reports about the disclosure itself, pages that a script alone shows,
hosts that are neither official nor the place's own portal, hosts of another place, and lists that a shipped file has
already. A column on the host of a higher government is that government's: 武隆区 names the list of 重庆市.

Ids stay: an address that the table had keeps its key. A new one takes the first key of its place that is free, so a
column that moved keeps its id, and its archive, too.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from extract import divisions, urls
from spiders import attaching, catalogue, columns
from spiders.columns import Column

HEADING = "key\turl"
_VISIT = re.compile(r"token|adx|asmzq|t|timestamp|_|topSearch|total|open", re.IGNORECASE)  # who came, and when
_GKMLPT = re.compile(r"/gkmlpt/(?:search|index)\b.*")
_SCRIPTED = re.compile(r"#!?/|/policy-find\b|/hlj-policy\b")
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|ofd|et|zip|rar)$", re.IGNORECASE)
_SEARCH = re.compile(r"search|(?<!quick)query|ysqgk|jrobot|/so/|(?:\bkey|allkey)words?=", re.IGNORECASE)
_SINGLE = re.compile(
    r"/t\d{8}_\d+\.|/post_\d+|/art_[0-9a-f]{8,}\.|/\d{13,}\.s?html|/content_\d+|/contents/\d+/\d+\.|/content/(?:article/)?[0-9a-f-]{9,}"
    r"|/c\d+/content\.|content-\d+-\d+\.|[-_]show-\d+\.|_onedetail|[?&]c=show\b|isDetail=true|OpennessGuide/show/|tGovMsgBox",
    re.IGNORECASE,
)
_ABOUT = re.compile(  # how to ask for information, who is who, and the yearly report: nothing there is a policy
    r"(?:gk|gongkai|xx)(?:zn|zhinan)|_zn\.|_gknz\.|_gkgz\.|/zfzn/|OpennessGuide|(?:gk|gkgz)nb|_gknbz|nianbao|jgjj|jgsz|jgzn|ldzc|ldjj|/zfld|公开指南|年度报告",
    re.IGNORECASE,
)


def main(facts: Path, table: Path) -> Counter[str]:
    """Write the table; how many rows are in it, and how many were left out for which reason."""
    shipped = {columns.address(each.url) for source in catalogue.load(None).sources for each in source.lists}
    before = _table(table) if table.exists() else []
    tally: Counter[str] = Counter()
    kept = list(chosen(_places(facts / "policy_columns.tsv"), _sites(facts / "portals.tsv"), shipped, tally))
    rows = sorted(numbered(kept, before), key=lambda row: (row.region, len(row.key), row.key))
    table.parent.mkdir(exist_ok=True)
    table.write_text("\n".join([HEADING, *(f"{row.key}\t{row.url}" for row in rows)]) + "\n", encoding="utf-8")
    tally["kept"] = len(rows)
    return tally


def chosen(
    said: Iterable[tuple[str, str]],
    portals: Mapping[str, Collection[str]],
    shipped: Collection[tuple[str, ...]],
    tally: Counter[str],
) -> Iterator[tuple[str, str]]:
    """Code and address of each column worth following, once; a place's own before what others say it has."""
    taken = set(shipped)
    found = []
    for place, url in said:
        clean = cleaned(url)
        reason = unfit(clean)
        whose = owner(place, clean, portals) if reason is None else None
        if reason is None and whose is None:
            reason = "the host of another place"
        if reason is not None or whose is None:
            tally[str(reason)] += 1
            continue
        found.append((whose != place, whose, clean))
    for _, whose, clean in sorted(found, key=lambda each: each[0]):
        if (key := columns.address(clean)) in taken:
            tally["a list that is followed already"] += 1
            continue
        taken.add(key)
        yield whose, clean


def numbered(kept: Iterable[tuple[str, str]], before: Iterable[Column]) -> Iterator[Column]:
    """The columns with their keys: known ones as before, new ones with what is free at their place."""
    had = {(row.region, columns.address(row.url)): row.key for row in before}
    fresh = []
    used = set()
    for place, url in kept:
        key = had.get((place, columns.address(url)))
        if key is None:
            fresh.append((place, url))
            continue
        used.add(key)
        yield Column(key=key, url=url)
    for place, url in fresh:
        free = next(key for n in range(1, 100) if (key := place if n == 1 else f"{place}-{n}") not in used)
        used.add(free)
        yield Column(key=free, url=url)


def cleaned(url: str) -> str:
    """The address without what marks a visit instead of a page."""
    plain = urls.canonical(url.replace("&amp;", "&"))
    parts = urlsplit(plain)
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    said = (f"{name}={value}" for name, _, value in pairs if value and not _VISIT.fullmatch(name))
    if all(sign for _, sign, _ in pairs):  # else the query is a path: index.php?/list/12
        plain = parts._replace(query="&".join(said)).geturl()
    return _GKMLPT.sub("/gkmlpt/index", plain)


def unfit(url: str) -> str | None:
    """Why an address is no list of releases; None where it may be one."""
    parts = urlsplit(url)
    asked = unquote(f"{parts.path}?{parts.query}")
    if not parts.path.strip("/") and not parts.query:
        return "a front page"
    if parts.port:
        return "a port of its own"
    if _SCRIPTED.search(url):
        return "shown by a script alone"
    if _FILE.search(parts.path):
        return "a file"
    if _SEARCH.search(asked):
        return "a search"
    if _SINGLE.search(asked):
        return "a single release"
    return "about disclosure, not a policy" if _ABOUT.search(asked) else None


def owner(place: str, url: str, portals: Mapping[str, Collection[str]]) -> str | None:
    """Whose column it is: the place's, a higher government's that runs the host; None where it is neither's."""
    host = urls.host(url) or ""
    own = attaching.site_of(host) in portals.get(place, ())
    if not own and not host.endswith(".gov.cn"):
        return None
    runs = urls.host_region(url)
    if runs is None or runs == place or divisions.within(runs, place):
        return place if runs != divisions.NATIONWIDE and (runs in (None, place) or own) else None
    return runs if divisions.within(place, runs) else None


def _places(file: Path) -> Iterator[tuple[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t"):
            yield divisions.division(row["region"]).code, row["url"]


def _sites(file: Path) -> dict[str, set[str]]:
    """Code -> the sites of its portals; places without a code of their own are left out."""
    found: dict[str, set[str]] = {}
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t"):
            try:
                code = divisions.division(row["region"]).code
            except divisions.UnknownPlace:
                continue
            found.setdefault(code, set()).add(attaching.site_of(urls.host(row["url"]) or ""))
    return found


def _table(file: Path) -> list[Column]:
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:])
    return [Column(key=key, url=url) for key, url in rows]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    for why, number in main(Path(sys.argv[1]), columns.TABLE).most_common():
        print(f"{number:5d} {why}")
