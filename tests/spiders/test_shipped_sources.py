"""The shipped catalogue: every file says what it is, what it rests on, and agrees with the facts."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from extract import divisions, urls
from spiders import catalogue, columns, make_sources, source_writing
from spiders.source import Source

FACTS = Path(__file__).parents[3] / "shared" / "facts"
BASES = re.compile(
    r"(selector known|feed, no selectors needed|inferred|inferred from the front page: its list is still to be found"
    r"|inferred; a re-publisher|family by URL shape: \w+); facts of \d{4}-\d\d-\d\d: \S.*; never fetched live"
)
needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="the facts stand beside the checkout, in ../shared")


@cache
def shipped() -> tuple[Source, ...]:
    return catalogue.load(None).sources


def test_every_file_can_be_read_and_is_named_after_its_id() -> None:
    assert catalogue.load(None).broken == []
    assert [source.id for source in shipped() if source.file is None or source.file.stem != source.id] == []
    assert [source.id for source in shipped() if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", source.id)] == []


def test_every_selector_is_one() -> None:
    assert [source.id for source in shipped() if source.file and catalogue.read(source.file) != source] == []


def test_there_are_as_many_as_promised() -> None:
    levels = Counter(source.level for source in shipped())
    assert sum(levels.values()) - levels["industry"] >= 300
    assert levels["industry"] >= 40


def test_every_file_names_its_basis_and_none_claims_to_be_verified() -> None:
    assert [source.id for source in shipped() if not BASES.fullmatch(source.basis or "")] == []
    assert [source.id for source in shipped() if source.verified or source.own] == []
    for source in shipped():
        selected = any(each.item or each.title for each in source.lists) and source.preset is None
        assert selected == (source.basis or "").startswith("selector known"), source.id


def test_names_are_for_people() -> None:
    assert [source.id for source in shipped() if not 2 <= len(source.name) <= 50 or "  " in source.name] == []
    assert [name for name, count in Counter(source.name for source in shipped()).items() if count > 2] == []


def test_a_region_is_of_its_level_and_known() -> None:
    wrong = [(source.id, source.level, source.region) for source in shipped() if not _of_level(source)]
    assert wrong == []


def _of_level(source: Source) -> bool:
    code = source.region
    if source.level == "industry" or code is None:
        return code is None and source.level in ("industry", "central")  # the United Nations have no region
    if source.level == "central":
        return code == divisions.NATIONWIDE or code in divisions.countries()
    ends = {"province": r"\d\d0000", "city": r"\d{3}[1-9]00|\d\d[1-9]\d00", "district": r"\d{4}(?!00)\d\d"}
    return code in divisions.entries() and re.fullmatch(ends[str(source.level)], code) is not None


def test_the_host_belongs_to_the_region() -> None:
    wrong = []
    for source in shipped():
        by_host = urls.host_region(source.lists[0].url)
        if source.level != "industry" and by_host and not divisions.covers(by_host, source.region):
            wrong.append((source.id, source.region, by_host))
    assert wrong == []


def test_no_list_is_shipped_twice() -> None:
    addresses = Counter(columns.address(each.url) for source in shipped() for each in source.lists)
    assert [address for address, count in addresses.items() if count > 1] == []


def test_a_shipped_file_is_written_as_we_write_them() -> None:
    for source in shipped():
        assert source.file is not None
        assert source.file.read_text(encoding="utf-8").startswith(f'schema = 1\nid = "{source.id}"\nname = "')


@needs_facts
def test_the_facts_give_exactly_the_shipped_files(tmp_path: Path) -> None:
    count = make_sources.main(FACTS / "sources.jsonl", tmp_path)
    assert count == len(shipped())
    for source in shipped():
        assert source.file is not None
        assert source.file.read_bytes() == (tmp_path / source.file.name).read_bytes(), source.id


@needs_facts
def test_most_of_the_candidates_are_shipped() -> None:
    rows = [json.loads(line) for line in (FACTS / "sources.jsonl").read_text(encoding="utf-8").splitlines()]
    ours = {columns.address(each.url) for source in shipped() for each in source.lists}
    assert sum(columns.address(row["url"]) in ours for row in rows) >= 300


@needs_facts
def test_city_and_district_agree_with_the_table_of_portals() -> None:
    whose = _portals()
    wrong = []
    for source in shipped():
        host = (urls.host(source.lists[0].url) or "").removeprefix("www.")
        while host.count(".") > 1 and host not in whose:
            host = host.partition(".")[2]
        known = whose.get(host, set())
        agree = any(
            divisions.covers(code, source.region) or divisions.covers(str(source.region), code) for code in known
        )
        if source.level in ("city", "district") and known and not agree:
            wrong.append((source.id, source.region, known))
    assert wrong == []


def _portals() -> dict[str, set[str]]:
    """Host without www. -> the divisions that the facts list it for."""
    found: dict[str, set[str]] = {}
    with (FACTS / "portals.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            try:
                code = divisions.division(row["region"]).code
            except divisions.UnknownPlace:
                continue
            found.setdefault((urls.host(row["url"]) or "").removeprefix("www."), set()).add(code)
    return found


def test_a_written_file_reads_back_with_its_preset() -> None:
    for source in [source for source in shipped() if source.preset][:20]:
        assert f'preset = "{source.preset}"' in source_writing.written(source)
