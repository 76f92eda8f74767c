"""How well the rows of list pages are found, without a word about their sites.

    python -m bench lists [--corpora ../shared/corpora]

Runs `policywatch sources try --manifest` over each corpus of real list pages, scored by the script that stands beside
the corpora, then over the pages that the tests are made of.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin

CORPORA = {"zh_lists": 4, "juriscraper_lists": 24, "cityscrapers_lists": 7}  # pages that must be good
URL = "https://www.yunqi.example/zwgk/tzgg/index.html"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench lists")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    asked = parser.parse_args()
    scorer = _script(asked.corpora.resolve().parent / "tools" / "score_lists.py")
    print(f"{'corpus':<22}{'pages':>6}{'good':>6}{'wanted':>8}{'perfect':>9}{'days exact':>12}{'seconds':>9}")
    short = False
    with tempfile.TemporaryDirectory() as folder:
        for corpus, wanted in CORPORA.items():
            score, seconds = _scored(asked.corpora / corpus / "manifest.jsonl", Path(folder), scorer)
            _line(corpus, score, f"{wanted}", seconds)
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


def _line(name: str, score: dict[str, Any], wanted: str, seconds: float) -> None:
    exact = "-" if score["dates_exact"] is None else f"{score['dates_exact']:.3f}"
    print(f"{name:<22}{score['pages']:>6}{score['good']:>6}{wanted:>8}{score['perfect']:>9}{exact:>12}{seconds:>9.1f}")


def _ours(folder: Path) -> Path:
    """The pages of the tests as a corpus."""
    from tests.spiders.listforms_abroad import FORMS

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
