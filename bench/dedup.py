"""How well reprints are recognised and look-alikes are kept apart, beside other ways of finding duplicates.

    python -m bench dedup --corpora ../shared/corpora [--orders 3]

The corpus goes in by `import` and out by `export --sightings`, in several orders; the scorer stands beside the corpora.
Peers that are not installed are left out (extra `bench`). The second table reads pages with injected spam and promotion
after the pages they were made from.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

from extract import reading
from extract.fold import bare
from extract.page import Page, Unreadable
from store import connection, dedup, documents

POLICYWATCH = Path(sys.executable).with_name("policywatch")
GRAM = 5
ORDER = 12  # of the shuffles: the first is the one whose figures are shown

Row = dict[str, Any]
Sightings = dict[str, Any]  # URL -> document


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench dedup")
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--orders", type=int, default=3, help="in how many orders the corpus is imported")
    asked = parser.parse_args()
    folder = asked.corpora / "dedup"
    scorer = _script(asked.corpora.resolve().parent / "tools" / "score_dedup.py")
    with gzip.open(folder / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    labels = [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]
    print("| | reprints recalled | parts merged | confusers merged | of them amended laws | pair precision | docs/s |")
    print("|---|---|---|---|---|---|---|")
    orders = []
    for number in range(asked.orders):
        shuffled = random.Random(ORDER + number).sample(rows, len(rows))
        began = time.perf_counter()
        found = imported(shuffled)
        _print(f"policywatch, order {number + 1}", scorer, labels, found, len(rows) / (time.perf_counter() - began))
        orders.append(found)
    for name, peer in _peers():
        began = time.perf_counter()
        found = peer(rows)
        _print(name, scorer, labels, found, len(rows) / (time.perf_counter() - began))
    print()
    for name, half in _halves(labels):
        _print(f"order 1, {name}", scorer, half, orders[0], None)
    agreement = [_agreement(one, other) for one, other in combinations(orders, 2)]
    print(f"\npairs on which two orders agree, at least: {min(agreement, default=1.0):.5f}")
    injected(asked.corpora)
    return 0


def imported(rows: Sequence[Row]) -> Sightings:
    """The document of each URL after a real import and export."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        base = [str(POLICYWATCH), "--db", str(path / "a.db")]
        subprocess.run([*base, "import", str(path / "in.jsonl")], check=True, capture_output=True)
        out = subprocess.run([*base, "export", "--sightings"], check=True, capture_output=True, text=True).stdout
    return {row["url"]: row["document_id"] for row in map(json.loads, out.splitlines())}


def injected(corpora: Path) -> None:
    """Do pages with spam and promotion put in end as sightings of the pages they were made from?"""
    folder = corpora / "injected"
    if not (folder / "manifest.jsonl").exists():
        return
    pages = _manifest(folder)
    bases = {page["base"].rpartition("+")[2] for page in pages}
    known = {
        row["id"]: (corpora / row["id"].partition("/")[0], row)
        for name in sorted({base.partition("/")[0] for base in bases})
        for row in _manifest(corpora / name)
        if row["id"] in bases
    }
    with tempfile.TemporaryDirectory() as temporary:
        db = connection.connect(Path(temporary) / "a.db")
        ids = {base: _recorded(db, place, row) for base, (place, row) in known.items()}
        texts = {id: row["gold_text"] for id, row in ((ids[base], row) for base, (_, row) in known.items()) if id}
        whole = right = false = confusers = 0
        lost: dict[str, int] = defaultdict(int)
        for page in pages:
            id, base = _recorded(db, folder, page), ids.get(page["base"])
            if page["confuser"] or "+" in page["base"]:
                confusers += 1
                false += id in texts
            elif base is not None:
                whole += 1
                right += id == base
                if id != base:
                    lost["not read" if id is None else _verdict(db, page["url"])] += 1
        db.close()
    print(f"\ninjected: {right} of {whole} pages ({right / max(whole, 1):.3f}) are sightings of their base document,")
    print(f"{false} of {confusers} genuine notices on such a page are; the others ended as {dict(lost) or 'none'}")


def _recorded(db: connection.Archive, folder: Path, row: Row) -> int | None:
    body = gzip.decompress((folder / row["file"]).read_bytes())
    url = row.get("url") or f"https://base.example.test/{row['id']}"
    try:
        document = reading.read(Page(url=url, body=body))
    except Unreadable:
        return None
    arrival = documents.Arrival(document=document, url=url, source=None, seen_at=datetime.now(UTC))
    return documents.record(db, arrival).document_id


def _verdict(db: connection.Archive, url: str) -> str:
    found = documents.sighting(db, url)
    return str(found.verdict) if found else "not found"


def _manifest(folder: Path) -> list[Row]:
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]


def _print(name: str, scorer: ModuleType, labels: Sequence[Row], found: Sightings, speed: float | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        label_path, sighting_path = Path(folder) / "labels.jsonl", Path(folder) / "sightings.jsonl"
        urls = {row["url"] for row in labels}
        label_path.write_text("".join(json.dumps(row) + "\n" for row in labels), encoding="utf-8")
        sighting_path.write_text(
            "".join(json.dumps({"url": u, "document_id": d}) + "\n" for u, d in found.items() if u in urls),
            encoding="utf-8",
        )
        score = scorer.main(str(label_path), str(sighting_path))
    parts = [score["by_kind"].get(kind, 0) for kind in scorer.PART]
    merged = {kind: int(said.partition("/")[0]) for kind, said in score["false_merges"].items()}
    print(
        f"| {name} | {score['reprint_recall']} | {sum(parts) / len(parts):.3f} | {sum(merged.values())} "
        f"| {merged['amended']} | {score['pair_precision']} | {f'{speed:.0f}' if speed else ''} |",
        flush=True,
    )


def _halves(labels: Sequence[Row]) -> Iterable[tuple[str, list[Row]]]:
    """Two halves by notice: what was seen while thresholds were chosen must not be what they fit."""
    groups = sorted({row["group"] for row in labels})
    random.Random(ORDER).shuffle(groups)
    first = set(groups[: len(groups) // 2])
    yield "one half", [row for row in labels if row["group"] in first]
    yield "other half", [row for row in labels if row["group"] not in first]


def _pairs(found: Sightings) -> set[tuple[str, str]]:
    members = defaultdict(list)
    for url in sorted(found):
        members[found[url]].append(url)
    return {pair for urls in members.values() for pair in combinations(urls, 2)}


def _agreement(one: Sightings, other: Sightings) -> float:
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / max(len(first | second), 1)


def _peers() -> Iterable[tuple[str, Callable[[Sequence[Row]], Sightings]]]:
    yield "exact hash of the folded text", _exact
    if importlib.util.find_spec("simhash"):
        yield "64-bit simhash, 3 bits apart", _simhash
    if importlib.util.find_spec("datasketch"):
        yield "MinHash-LSH, likeness 0.5", _minhash


def _exact(rows: Sequence[Row]) -> Sightings:
    return {row["url"]: dedup.fingerprint(row["text"]) or row["url"] for row in rows}


def _simhash(rows: Sequence[Row]) -> Sightings:
    from simhash import Simhash, SimhashIndex

    marks = [(str(at), Simhash(_grams(row["text"]))) for at, row in enumerate(rows)]
    index = SimhashIndex(marks, k=3)
    return _united(rows, ((int(at), int(near)) for at, mark in marks for near in index.get_near_dups(mark)))


def _minhash(rows: Sequence[Row]) -> Sightings:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    pairs = []
    for at, row in enumerate(rows):
        mark = MinHash(num_perm=128)
        mark.update_batch([gram.encode() for gram in _grams(row["text"])])
        pairs += [(at, int(near)) for near in index.query(mark)]
        index.insert(str(at), mark)
    return _united(rows, pairs)


def _grams(text: str) -> list[str]:
    letters = bare(text)
    return list({letters[at : at + GRAM] for at in range(max(len(letters) - GRAM + 1, 1))})


def _united(rows: Sequence[Row], pairs: Iterable[tuple[int, int]]) -> Sightings:
    parent = list(range(len(rows)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in pairs:
        parent[root(one)] = root(other)
    return {row["url"]: root(at) for at, row in enumerate(rows)}


def _script(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
