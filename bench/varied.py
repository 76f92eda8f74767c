"""Captured pages as many small static sites: each copy of a page is worded anew, so that it is a release of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TOOLS = Path("../shared/tools")
CORPORA = Path("../shared/corpora")
NAMES = ("gov_cn_real", "gov_cn_statecouncil", "magic_zh", "gne_zh", "netease163_zh", "seeds", "injected")
_RUN = re.compile(r">[^<>]{30,}<")  # running text; titles, dates and labels stay as they are
_HAN = re.compile(r"[一-鿿]")
_KEPT = frozenset("年月日号第条章一二三四五六七八九十百千万亿元省市区县局厅委部院府人民政发文件通知公告于的了和与为在")
GROUP = 200  # so many of the commonest characters stand in for one another


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Folders to be served, each with its list and its pages."""

    roots: tuple[Path, ...]
    pages: tuple[tuple[int, ...], ...]  # numbers of each root's pages, as in /t/<n>.html

    @property
    def total(self) -> int:
        return sum(len(numbers) for numbers in self.pages)


def build(folder: Path, wanted: int) -> Sites:
    """At least so many pages, and no site more than that takes; ends the bench where the corpora are missing."""
    replay = TOOLS / "replay.py"
    corpora = [CORPORA / name for name in NAMES if (CORPORA / name).is_dir()]
    if not replay.exists() or not corpora:
        sys.exit(f"this benchmark reads captured pages: {replay} or {CORPORA} is missing")
    with tempfile.TemporaryDirectory() as plain:
        subprocess.run([sys.executable, str(replay), *map(str, corpora), "--build", plain], check=True)
        return _copies(Path(plain), [corpus.name for corpus in corpora], folder, wanted)


def _copies(plain: Path, names: list[str], folder: Path, wanted: int) -> Sites:
    common = _common([page for name in names for page in (plain / name / "t").iterdir()])
    roots: list[Path] = []
    pages: list[tuple[int, ...]] = []
    copy = 0
    while sum(map(len, pages)) < wanted:
        table = str.maketrans(common, common[copy:] + common[:copy])
        for name in names:
            root = folder / f"{name}-{copy}"
            shutil.copytree(plain / name, root)
            for page in (root / "t").iterdir():
                page.write_bytes(_worded(page.read_bytes(), table) if copy else page.read_bytes())
            roots.append(root)
            pages.append(tuple(sorted(int(page.stem) for page in (root / "t").iterdir())))
            if sum(map(len, pages)) >= wanted:
                break
        copy += 1
    return Sites(roots=tuple(roots), pages=tuple(pages))


def _common(pages: list[Path]) -> str:
    count: Counter[str] = Counter()
    for page in pages:
        count.update(_HAN.findall(_text(page.read_bytes())[0]))
    return "".join([char for char, _ in count.most_common(GROUP + len(_KEPT)) if char not in _KEPT][:GROUP])


def _worded(body: bytes, table: dict[int, int]) -> bytes:
    text, charset = _text(body)
    return _RUN.sub(lambda run: run.group().translate(table), text).encode(charset, "xmlcharrefreplace")


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace"), "gb18030"
