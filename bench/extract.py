"""How well and how fast pages are read, beside other extractors over the same pages.

    python -m bench extract --corpora ../shared/corpora [--pages 1000]

Text, title and date are scored by the scripts that stand beside the corpora; peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import logging
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from extract import decoding, language, reading, visible
from extract.document import fields
from extract.page import Page, Unreadable

CHINESE = ("gov_cn_real", "gov_cn_statecouncil", "gne_zh", "netease163_zh", "magic_zh")
CORPORA = ("seeds", *CHINESE, "fundus_multi", "aeb_en", "newspaper4k_multi", "magic_other")
FIELDS = ("f1", "title_exact", "date_exact", "number_exact", "signed_exact")
SAID = {"title_exact": "title", "date_exact": "published"}  # what peers may have read
ROUNDS = 2

Row = dict[str, Any]
Extractor = Callable[[str, str | None], Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One page of a corpus."""

    file: str
    url: str | None
    body: bytes


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench extract")
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder of the corpora; the scorers stand in ../tools"
    )
    parser.add_argument("--pages", type=int, default=2000, help="pages of the memory test; 10000 for the full one")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    tools = asked.corpora.resolve().parent / "tools"
    quality(asked.corpora, _script(tools / "score_extract.py"))
    injected(asked.corpora / "injected", _script(tools / "score_injected.py"))
    speed(asked.corpora)
    memory(asked.corpora, asked.pages)
    return 0


def quality(corpora: Path, scorer: ModuleType) -> None:
    """Scores of every corpus, ours first."""
    others = peers()
    print(
        "| corpus (pages) | ours: F1 / title / date / number / signed |",
        *(f"{name}: F1 / title / date |" for name in others),
    )
    print("| --- | --- |" + " --- |" * len(others))
    for name in CORPORA:
        folder = corpora / name
        if not (folder / "manifest.jsonl").exists():
            print(f"| {name}: not there |")
            continue
        pages = list(samples(folder))
        cells = [_cell(_scored(scorer, folder, [ours(page) for page in pages]), FIELDS)]
        for peer in others.values():
            rows = [_asked(peer, page) for page in pages]
            read = [key for key in FIELDS if key == "f1" or any(row.get(SAID.get(key, "")) for row in rows)]
            cells.append(_cell(_scored(scorer, folder, rows), read))
        print(f"| {name} ({len(pages)}) |", *(f"{cell} |" for cell in cells), flush=True)


def injected(folder: Path, scorer: ModuleType) -> None:
    """What is left of injected spam and promotion, and what genuine text is lost."""
    if not (folder / "manifest.jsonl").exists():
        return
    found = _scored(scorer, folder, [ours(page) for page in samples(folder)])
    seen, unseen, titles, cuts = found["visible"], found["hidden"], found["title_spam"], found["cuts"]
    print(f"\ninjected ({found['pages']}): visible {seen['surviving']} of {seen['n']} survive, ", end="")
    print(f"hidden {unseen['surviving']} of {unseen['n']}, in titles {titles['surviving']} of {titles['n']};")
    print(
        f"  recall {found['recall']}, precision {found['precision']}, gold lines lost {found['gold_lines_lost']}, ",
        end="",
    )
    print(f"clean pages kept whole {found['clean_kept']}; removed passages named among the cuts {cuts['explained']}")


def speed(corpora: Path) -> None:
    """CPU time a page, alternating with trafilatura.bare_extraction with metadata over the Chinese corpora."""
    import trafilatura

    print("\nCPU time a page, all fields on, against trafilatura.bare_extraction(with_metadata=True) in the same run:")
    mine = theirs = 0.0
    for name in CHINESE:
        pages = list(samples(corpora / name))
        own = other = 0.0
        for lap in range(ROUNDS + 1):
            for page in pages:
                first = _seconds(partial(ours, page))
                second = _seconds(partial(trafilatura.bare_extraction, page.body, url=page.url, with_metadata=True))
                if lap:  # the first lap loads tables and compiles patterns
                    own, other = own + first, other + second
        each = 1000 / len(pages) / ROUNDS
        print(
            f"  {name}: {own * each:.1f} ms against {other * each:.1f} ms, {other / own:.2f} times as fast", flush=True
        )
        mine, theirs = mine + own, theirs + other
    print(f"  all: {theirs / mine:.2f} times as fast")


def memory(corpora: Path, pages: int) -> None:
    """Resident memory after 1,000 pages and after all, over pages that differ each time."""
    pool = [page for name in CORPORA if (corpora / name).exists() for page in samples(corpora / name)]
    chance = random.Random(1)
    early = 0
    for done in range(1, pages + 1):
        page = chance.choice(pool)
        changed = page.body.replace(b"2", b"%d" % (done % 10)).replace(b"</p>", b" %d</p>" % done)
        ours(Sample(file=page.file, url=page.url, body=changed))
        if done == min(1000, pages):
            early = _resident()
    note = "" if pages >= 10_000 else " (--pages 10000 for the full test)"
    late = _resident()
    grown = 100 * (late / early - 1)
    print(f"\nresident memory: {early / 1024:.0f} MiB after {min(1000, pages)} pages, ", end="")
    print(f"{late / 1024:.0f} MiB after {pages}, {grown:+.1f} %{note}")


def samples(folder: Path) -> Iterator[Sample]:
    """The pages of a corpus."""
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = (folder / row["file"]).read_bytes()
        yield Sample(
            file=row["file"], url=row.get("url"), body=gzip.decompress(body) if row["file"].endswith(".gz") else body
        )


def ours(page: Sample) -> Row:
    """What we read, as the command line prints it."""
    try:
        row = fields(reading.read(Page(body=page.body, url=page.url)))
    except Unreadable as unreadable:
        row = {"error": str(unreadable)}
    return row | {"file": page.file}


def peers() -> dict[str, Extractor]:
    """The other extractors that are installed, by name."""
    found: dict[str, Extractor] = {}
    for name, needs, extractor in (
        ("trafilatura", "trafilatura", partial(_trafilatura, favor_precision=False)),
        ("trafilatura precision", "trafilatura", partial(_trafilatura, favor_precision=True)),
        ("readability-lxml", "readability", _readability),
        ("newspaper4k", "newspaper", _newspaper),
        ("gne", "gne", _gne),
    ):
        if importlib.util.find_spec(needs) is None:
            print(f"{name} is not installed (pip install -e '.[bench]'): left out")
        else:
            found[name] = extractor
    return found


def _asked(peer: Extractor, page: Sample) -> Row:
    """What a peer reads; a page it stumbles over counts as empty."""
    given = Page(body=page.body, url=page.url)
    try:
        row = peer(page.body.decode(decoding.encoding(given), "replace"), page.url)
    except Exception as wrong:  # noqa: BLE001 - whatever another library raises, the page is lost for it
        row = {"error": repr(wrong)}
    return row | {"file": page.file}


def _trafilatura(markup: str, url: str | None, *, favor_precision: bool) -> Row:
    import trafilatura
    from trafilatura.settings import Document

    found = trafilatura.bare_extraction(
        markup, url=url, with_metadata=True, include_comments=False, favor_precision=favor_precision
    )
    row = found.as_dict() if isinstance(found, Document) else found or {}
    return {"text": row.get("text"), "title": row.get("title"), "published": row.get("date")}


def _readability(markup: str, _: str | None) -> Row:
    import readability
    from lxml import etree, html

    page = readability.Document(markup)
    body = html.fromstring(page.summary())
    for block in body.iter("p", "div", "br", "li", "tr", "h1", "h2", "h3"):
        block.tail = "\n" + (block.tail or "")
    return {"text": "".join(map(str, body.itertext(tag=etree.Element))), "title": page.short_title()}


def _newspaper(markup: str, url: str | None) -> Row:
    newspaper = importlib.import_module("newspaper")
    # It needs to be told the language, and finds no text on a page of another one.
    spoken = language.detect(visible.read(decoding.parse(markup)).flat)
    known = spoken if spoken in dict(newspaper.valid_languages()) else "en"
    # It would ask the page's site for each image, to learn its size.
    found = newspaper.article(url or "http://localhost/", input_html=markup, language=known, fetch_images=False)
    day = found.publish_date.date().isoformat() if found.publish_date else None
    return {"text": found.text, "title": found.title, "published": day}


def _gne(markup: str, _: str | None) -> Row:
    found = importlib.import_module("gne").GeneralNewsExtractor().extract(markup)
    return {"text": found["content"], "title": found["title"], "published": found["publish_time"]}


def _scored(scorer: ModuleType, folder: Path, rows: list[Row]) -> Row:
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch) / "out.jsonl"
        output.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        return cast("Row", scorer.score(folder / "manifest.jsonl", output))


def _cell(score: Row, wanted: Sequence[str]) -> str:
    return " / ".join(f"{score[key]:.3f}" for key in wanted if key in score)


def _script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None or not path.exists():
        raise SystemExit(f"{path} is missing: the scorers stand beside the corpora, in their folder tools")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _resident() -> int:
    """Kilobytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))
