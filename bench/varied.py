"""Captured pages as many small static sites: each copy of a page says something else, in the same markup.

A copy keeps tags, scripts, lengths and punctuation; its sentences, title, number, days and city are made up, so that
it is a release of its own for everybody.
"""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bench import releases

TOOLS = Path("../shared/tools")
CORPORA = Path("../shared/corpora")
NAMES = ("gov_cn_real", "gov_cn_statecouncil", "magic_zh", "gne_zh", "netease163_zh", "seeds", "injected")
_ROW = re.compile(r'<a href="\./t/(\d+)\.html" title="([^"]*)">[^<]*</a>')
_SHOWN = 28  # characters of a title in a list
_CODE = re.compile(r"(<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->)", re.I | re.S)
_RUN = re.compile(r">[^<>]{30,}<")  # running text; menus and labels stay as they are
_HAN = re.compile(r"[一-鿿]{4,}")
_FIGURE = re.compile(r"(?<![\d.年〔\[［-])[1-9]\d{1,6}(?![\d年月日:-])")
_SERIAL = re.compile(r"([〔\[［]20\d\d[〕\]］]\s*)(\d{1,4})(\s*号)")
_DAY = re.compile(r"(20[0-2]\d)(-|年)(\d{1,2})(-|月)(\d{1,2})(?!\d)")


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
    roots: list[Path] = []
    pages: list[tuple[int, ...]] = []
    copy = 0
    while sum(map(len, pages)) < wanted:
        for name in names:
            root = folder / f"{name}-{copy}"
            shutil.copytree(plain / name, root)
            if copy:
                _reword(root, copy)
            roots.append(root)
            pages.append(tuple(sorted(int(page.stem) for page in (root / "t").iterdir())))
            if sum(map(len, pages)) >= wanted:
                break
        copy += 1
    return Sites(roots=tuple(roots), pages=tuple(pages))


def _reword(root: Path, copy: int) -> None:
    """Make the site's releases other ones: its pages, and its lists with their titles and days."""
    titles: dict[int, tuple[str, str]] = {}
    for list_page in sorted(root.glob("index*.html")):
        text = list_page.read_text(encoding="utf-8")
        for number, title in _ROW.findall(text):
            titles[int(number)] = (title, _title(random.Random(f"{root.name}/{number}")))
        rows = _ROW.sub(lambda row: _row(int(row[1]), titles[int(row[1])][1]), text)
        list_page.write_text(_later(rows, copy), encoding="utf-8")
    for page in (root / "t").iterdir():
        text, charset = _text(page.read_bytes())
        old, new = titles.get(int(page.stem), ("", ""))
        for said in {old, html.unescape(old)} - {""}:
            text = text.replace(said, new)
        said = _later(_worded(text, random.Random(f"{root.name}/{page.stem}")), copy)
        page.write_bytes(said.encode(charset, "xmlcharrefreplace"))


def _title(luck: random.Random) -> str:
    words = releases.words(luck)
    return (
        f"{releases.city(luck)}关于开展{next(words)}{next(words)}{next(words)}{luck.choice(releases.WORDS)}工作的通知"
    )


def _row(number: int, title: str) -> str:
    return f'<a href="./t/{number}.html" title="{title}">{title[:_SHOWN]}</a>'


def _worded(text: str, luck: random.Random) -> str:
    """The page with other sentences, as long as they were."""
    words = releases.words(luck)

    def said(run: re.Match[str]) -> str:
        new = _HAN.sub(lambda han: _filled(words, len(han[0])), run[0])
        return _FIGURE.sub(lambda figure: str(luck.randint(10, 10 ** len(figure[0]))), new)

    parts = _CODE.split(text)
    parts[::2] = (_RUN.sub(said, part) for part in parts[::2])
    return _SERIAL.sub(lambda number: f"{number[1]}{luck.randint(1, 400)}{number[3]}", "".join(parts))


def _filled(words: Iterator[str], length: int) -> str:
    said = ""
    while len(said) < length:
        said += next(words)
    return said[:length]


def _later(text: str, copy: int) -> str:
    """Every day written out, moved by a few."""

    def moved(day: re.Match[str]) -> str:
        try:
            new = date(int(day[1]), int(day[3]), int(day[5])) - timedelta(days=11 * copy)
        except ValueError:
            return day[0]
        return f"{new.year}{day[2]}{new.month:02}{day[4]}{new.day:02}"

    return _DAY.sub(moved, text)


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace"), "gb18030"
