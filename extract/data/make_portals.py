"""Writes portals.tsv, the hosts of Chinese governments with the division each belongs to.

Run `python -m extract.data.make_portals PORTALS COLUMNS` from the repository's root. Both are tables of region (a
path such as 山东省/济南市) and url, drawn in September 2026 from the link lists that provincial and city portals
publish. A host named for several divisions is kept for the one that contains all others (a city's site that also
carries its districts), and left out where there is none. The central bodies' hosts are kept by hand in
central_hosts.tsv.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from extract.divisions import UnknownPlace, ancestors, division, table

HERE = Path(__file__).parent
CORPS = "新疆生产建设兵团/"  # no division of its own: its cities stand directly under 新疆
WHOLE = re.compile(
    r"^(?:www|wap|m|zwgk|zfxxgk|xxgk|zf|new|old|zw|fwzx)\.(?=[^.]+\.gov\.cn$)"
)  # faces of the same government


def links(path: Path) -> list[tuple[str, str]]:
    """Code and host of every line whose region and host can be told."""
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            host = urlsplit(row["url"]).hostname
            if not host or not host.endswith((".gov.cn", ".gov.hk", ".gov.mo")):
                continue
            try:
                found.append(
                    (division(row["region"].replace(CORPS, "")).code, WHOLE.sub("", host.removeprefix("www.")))
                )
            except UnknownPlace as unknown:
                print(unknown, file=sys.stderr)
    return found


def settled(codes: set[str]) -> str | None:
    """The one division that contains all of them."""
    tops = [code for code in codes if all(code in ancestors(other) for other in codes)]
    return tops[0] if tops else None


def rows(files: list[Path]) -> list[tuple[str, str]]:
    """The shipped table with its heading, from the tables of links and the central bodies' hosts."""
    claims: dict[str, set[str]] = defaultdict(set)
    for path in files:
        for code, host in links(path):
            claims[host].add(code)
    hosts = {host: top for host, codes in claims.items() if (top := settled(codes))}
    hosts.update({row["host"]: "000000" for row in table("central_hosts.tsv")})
    return [("host", "code"), *sorted(hosts.items(), key=lambda pair: (pair[1], pair[0]))]


def main(files: list[Path]) -> None:
    """Write portals.tsv."""
    lines = ["\t".join(row) + "\n" for row in rows(files)]
    (HERE / "portals.tsv").write_text("".join(lines), encoding="utf-8", newline="")


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
