"""How well the rows of list pages are found, without a word about their sites.

    python -m bench lists [--corpora ../shared/corpora]

Runs `policywatch sources try --manifest` over each corpus of real list pages, scored by the script that stands beside
the corpora, then over the pages that the tests are made of. "in reach" counts the pages that could be good at all: of
which the page itself holds nine in ten of the expected rows, as a link or, where none is expected, as an element whose
whole text is the title.
"""

from __future__ import annotations

import argparse
import gzip
import html
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urljoin

from bs4 import BeautifulSoup

CORPORA = {"zh_lists": 4, "juriscraper_lists": 24, "cityscrapers_lists": 7}  # pages that must be good
URL = "https://www.yunqi.example/zwgk/tzgg/index.html"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench lists")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    asked = parser.parse_args()
    scorer = _script(asked.corpora.resolve().parent / "tools" / "score_lists.py")
    head = f"{'corpus':<22}{'pages':>6}{'good':>6}{'wanted':>8}{'in reach':>10}{'perfect':>9}"
    print(f"{head}{'days exact':>12}{'seconds':>9}")
    short = False
    with tempfile.TemporaryDirectory() as folder:
        for corpus, wanted in CORPORA.items():
            manifest = asked.corpora / corpus / "manifest.jsonl"
            score, seconds = _scored(manifest, Path(folder), scorer)
            _line(corpus, score, f"{wanted}", seconds, f"{_in_reach(manifest, scorer)}")
            short = short or score["good"] < wanted
        score, seconds = _scored(_ours(Path(folder)), Path(folder), scorer)
        _line("pages of our own", score, f"{score['pages']}", seconds)
    return int(short)


def _scored(manifest: Path, folder: Path, scorer: ModuleType) -> tuple[dict[str, Any], float]:
    began = time.monotonic()
    words = [sys.executable, "-m", "cli", "sources", "try", "--manifest", str(manifest), "--json"]
    done = subprocess.run(words, capture_output=True, check=True)
    seconds = time.monotonic() - began
    out = folder / "rows.jsonl"
    out.write_bytes(done.stdout)
    score: dict[str, Any] = scorer.main(str(manifest), str(out))
    return score, seconds


def _line(name: str, score: dict[str, Any], wanted: str, seconds: float, reach: str = "-") -> None:
    exact = "-" if score["dates_exact"] is None else f"{score['dates_exact']:.3f}"
    counts = f"{score['pages']:>6}{score['good']:>6}{wanted:>8}{reach:>10}{score['perfect']:>9}"
    print(f"{name:<22}{counts}{exact:>12}{seconds:>9.1f}")


def _in_reach(manifest: Path, scorer: ModuleType) -> int:
    """How many pages somebody who chose the rows by hand could make good."""
    return sum(_could_be_good(manifest.parent, json.loads(line), scorer) for line in manifest.open(encoding="utf-8"))


def _could_be_good(folder: Path, page: dict[str, Any], scorer: ModuleType) -> bool:
    held = (folder / page["file"]).read_bytes()
    held = gzip.decompress(held) if page["file"].endswith(".gz") else held
    soup = BeautifulSoup(held, "lxml")
    written = unquote(html.unescape(held.decode("utf-8", "replace"))).lower()
    texts = {scorer.plain(element.get_text()) for element in soup.find_all()}
    texts |= {scorer.plain(text) for text in soup.stripped_strings}
    used: Counter[str] = Counter()
    wanted = reached = 0
    for item in page["expected_items"]:
        keys = scorer.links(item)
        if not keys and not item.get("title"):
            continue
        wanted += 1
        if keys:
            free = sorted(key for key in keys if used[key] < written.count(key.rstrip("?")))
            used.update(free[:1])  # a row is used once
            reached += bool(free)
        else:
            reached += scorer.plain(item["title"]) in texts
    return wanted > 0 and reached >= 0.9 * wanted


def _ours(folder: Path) -> Path:
    """The pages of the tests as a corpus."""
    from tests.spiders.listforms_pieces import FORMS

    lines = []
    for number, (name, made) in enumerate(FORMS.items()):
        text, expected = made()
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
        items = [{"title": title, "url": urljoin(URL, href), "date": day} for title, href, day in expected]
        if any(item["date"] for item in items) and "relative" not in name:
            lines.append({"id": name, "file": f"{number}.html", "url": URL, "expected_items": items})
    manifest = folder / "manifest.jsonl"
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    manifest.write_text(text + "\n", encoding="utf-8")
    return manifest


def _script(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
