"""The table of policy columns: what stands in it, the sources that its rows stand for, and how commands meet them."""

from __future__ import annotations

import csv
import json
import shutil
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app
from extract import divisions, urls
from spiders import attaching, catalogue, columns, make_columns, source_file, source_writing
from spiders.columns import Column
from spiders.source import ListPage, Source
from store import connection, switches

FACTS = Path(__file__).parents[3] / "shared" / "facts"
needs_facts = pytest.mark.skipif(not FACTS.exists(), reason="the facts stand beside the checkout, in ../shared")
HEZE = "gov-371700"


def test_the_table_is_in_order_and_says_each_list_once() -> None:
    rows = list(columns.known())
    assert len(rows) == columns.count() > 2000
    assert [row.key for row in rows] == [
        row.key for row in sorted(rows, key=lambda row: (row.region, len(row.key), row.key))
    ]
    assert Counter(row.key for row in rows).most_common(1)[0][1] == 1
    assert Counter(columns.address(row.url) for row in rows).most_common(1)[0][1] == 1
    assert [row.url for row in rows if make_columns.cleaned(row.url) != row.url or make_columns.unfit(row.url)] == []


def test_no_list_of_a_shipped_file_is_in_the_table() -> None:
    known = catalogue.load(None)
    shipped = {columns.address(each.url) for source in known.sources for each in source.lists}
    assert [row for row in columns.known() if columns.address(row.url) in shipped] == []
    assert [source.id for source in known.sources if columns.find(source.id)] == []


def test_every_host_is_run_by_the_government_whose_column_it_is() -> None:
    wrong = [row for row in columns.known() if not _of_region(row.url, row.region)]
    assert wrong == []


def _of_region(url: str, region: str) -> bool:
    by_host = urls.host_region(url)
    official = (urls.host(url) or "").endswith(".gov.cn")
    return official and (by_host is None or divisions.within(by_host, region))


def test_every_row_makes_a_source_as_a_file_would() -> None:
    for row in columns.known():
        source = columns.source(row)
        assert (source.id, source.region, source.verified, source.own) == (row.id, row.region, False, False)
        assert source.level == divisions.entries()[row.region].division.level
        assert str(source.basis).startswith("policy column of the government's portal, list not yet seen; ")
        assert 2 <= len(source.name) <= 40
    for row in list(columns.known())[::25]:
        source = columns.source(row)
        text = source_writing.written(source)
        assert source_file.source(tomllib.loads(text), Path("x")) == replace(source, file=Path("x"))
    names = Counter(columns.source(row).name for row in columns.known())
    assert [name for name, count in names.items() if count > 2] == []


def test_a_source_is_named_after_its_government() -> None:
    def name(id: str) -> str:
        return catalogue.load(None).find(id).name

    assert name(HEZE) == "菏泽市人民政府 政策"
    assert name("gov-371721") == "菏泽市曹县人民政府 政策"
    assert name("gov-653100") == "喀什地区行政公署 政策"


def test_one_row_is_found_without_the_others() -> None:
    for row in (*list(columns.known())[:3], *list(columns.known())[-3:]):
        assert columns.find(row.id) == row
    assert [columns.find(id) for id in ("gov-37170", "gov-999999", "371700", "gov-371700-9", "gov-key")] == [None] * 5
    assert [source.id for source in catalogue.load(None, only=[HEZE, "gov-999999"]).sources] == [HEZE]


def test_a_row_keeps_its_key_and_a_column_that_moved_keeps_it_too() -> None:
    before = [Column(key="371700", url="http://a.gov.cn/zc/"), Column(key="371700-2", url="http://a.gov.cn/gfxwj/")]
    added = [("371700", "https://www.a.gov.cn/new/"), ("371700", "http://a.gov.cn/gfxwj/index.html")]
    assert {row.key: row.url for row in make_columns.numbered(added, before)} == {
        "371700": "https://www.a.gov.cn/new/",
        "371700-2": "http://a.gov.cn/gfxwj/index.html",
    }
    grown = [("371700", "http://a.gov.cn/third/"), *((row.region, row.url) for row in before)]
    assert {row.url: row.key for row in make_columns.numbered(grown, before)} == {
        "http://a.gov.cn/zc/": "371700",
        "http://a.gov.cn/gfxwj/": "371700-2",
        "http://a.gov.cn/third/": "371700-3",
    }


@pytest.mark.parametrize(
    ("url", "clean", "why"),
    [
        ("http://a.gov.cn/zc/?token=4260&adx=&type=1", "http://a.gov.cn/zc/?type=1", None),
        ("http://a.gov.cn/col/col1/index.html?number=#x", "http://a.gov.cn/col/col1/index.html", None),
        ("http://a.gov.cn/gkmlpt/search?type=standardSearch", "http://a.gov.cn/gkmlpt/index", None),
        ("http://a.gov.cn/index.php?/list/12", "http://a.gov.cn/index.php?/list/12", None),
        ("http://a.gov.cn/", "http://a.gov.cn/", "a front page"),
        ("http://a.gov.cn/so/zck/", "http://a.gov.cn/so/zck/", "a search"),
        ("http://a.gov.cn/zc/202602/t20260203_749452.html", None, "a single release"),
        ("http://a.gov.cn/zc/1991423953254031362.html", None, "a single release"),
        ("http://a.gov.cn/zc/plan.pdf", None, "a file"),
        ("http://a.gov.cn/policy/#/list", None, "shown by a script alone"),
        ("http://a.gov.cn/c1/zfxxgk_zn.shtml", None, "about disclosure, not a policy"),
    ],
)
def test_a_row_is_cleaned_and_then_judged(url: str, clean: str | None, why: str | None) -> None:
    assert make_columns.cleaned(url) == (clean or url)
    assert make_columns.unfit(make_columns.cleaned(url)) == why


def test_a_column_on_the_host_of_a_higher_government_is_that_governments() -> None:
    portals = {"500156": {"cqwl.gov.cn"}}
    assert make_columns.owner("500156", "https://www.cq.gov.cn/zwgk/", portals) == "500000"
    assert make_columns.owner("371700", "http://www.jinan.gov.cn/zc/", {}) is None
    assert make_columns.owner("371700", "http://heze.example.com/zc/", {}) is None


@needs_facts
def test_the_facts_give_exactly_the_shipped_table(tmp_path: Path) -> None:
    made = tmp_path / "columns.tsv"
    shutil.copy(columns.TABLE, made)
    make_columns.main(FACTS, made)
    assert made.read_bytes() == columns.TABLE.read_bytes()


@needs_facts
def test_hosts_agree_with_the_table_of_portals() -> None:
    whose: dict[str, set[str]] = {}
    with (FACTS / "portals.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            try:
                code = divisions.division(row["region"]).code
            except divisions.UnknownPlace:
                continue
            whose.setdefault(attaching.site_of(urls.host(row["url"]) or ""), set()).add(code)
    wrong = []
    for column in columns.known():
        known = whose.get(attaching.site_of(urls.host(column.url) or ""), set())
        near = any(divisions.within(column.region, code) or divisions.within(code, column.region) for code in known)
        if known and not near:
            wrong.append((column, known))
    assert wrong == []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLICYWATCH_DB", str(tmp_path / "archive.db"))
    monkeypatch.setenv("POLICYWATCH_SOURCES", str(tmp_path / "sources"))
    return tmp_path / "sources"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def listed(*words: str) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in run("sources", "list", *words, "--json").stdout.splitlines()]
    return {row["id"]: row for row in rows}


def test_a_city_that_no_file_follows_is_followed_with_one_command(folder: Path) -> None:
    done = run("init", "--city", "菏泽")
    assert (done.exit_code, done.stdout.splitlines()[0]) == (0, "enabled 10 sources for 菏泽市 (371700)")
    assert "菏泽市: 9 district, 1 city; none was seen to work yet" in done.stdout
    on = listed("--enabled")
    assert len(on) == 10
    assert on[HEZE] | {"urls": None} == {
        **on[HEZE],
        "name": "菏泽市人民政府 政策",
        "level": "city",
        "region": "371700",
        "verified": False,
        "state": "new",
        "urls": None,
    }
    assert run("sources", "show", HEZE).exit_code == 0
    assert [json.loads(line)["state"] for line in run("sources", "health", "--json").stdout.splitlines()] == [
        "new"
    ] * 10
    assert "disabled 9 sources" in run("sources", "disable", "--region", "371700", "--level", "district").stderr
    assert set(listed("--enabled")) == {HEZE}


def test_a_county_is_followed_with_one_command(folder: Path) -> None:
    done = run("init", "--city", "章丘区")
    assert done.exit_code == 0
    assert {row["region"] for row in listed("--enabled").values()} == {"370114"}


def test_a_place_without_a_list_is_told_where_to_look(folder: Path) -> None:
    done = run("init", "--city", "武隆区")
    assert done.exit_code == 2
    assert "gov.cn" in done.stderr
    assert "policywatch sources add URL --region 500156" in done.stderr
    assert "--include-higher" in done.stderr
    assert run("init", "--city", "武隆区", "--include-higher").exit_code == 0


def test_the_list_of_sources_does_not_drown_in_columns(folder: Path) -> None:
    plain = listed()
    assert not any(id.startswith("gov-") and id[4:].isdecimal() for id in plain)
    assert set(listed("--region", "371700")) - set(plain) == {
        row.id for row in columns.known() if row.key[:4] == "3717"
    }
    assert len(listed("--columns")) == len(plain) + columns.count()
    run("sources", "enable", HEZE)
    assert set(listed()) - set(plain) == {HEZE}
    run("sources", "disable", HEZE)
    assert set(listed()) == set(plain)


def test_a_province_is_switched_on_and_counted(folder: Path) -> None:
    shown = listed("--all-in", "山东", "--level", "city")
    done = run("sources", "enable", "--all-in", "山东", "--level", "city")
    assert done.stderr.startswith(f"enabled {len(shown)} sources: ")
    assert HEZE in shown
    assert (
        "enabled 0 sources (1 already was)" in run("sources", "enable", "--region", "371700", "--level", "city").stderr
    )


def test_patterns_fit_columns_where_they_begin_as_columns_do(folder: Path) -> None:
    known = catalogue.load(None)
    assert len(known.matching("gov-3717*")) == 10
    assert not {source.id for source in known.matching("*")} & {row.id for row in columns.known()}
    with pytest.raises(catalogue.UnknownSource, match=f"did you mean .*{HEZE}"):
        known.find("gov-37170")


def test_the_users_file_wins_over_the_column_of_its_id_and_of_its_list(folder: Path) -> None:
    column = columns.find("gov-371721")
    assert column is not None
    catalogue.write(replace(catalogue.load(None).find(HEZE), name="mine"), folder)
    other = Source(id="caoxian", name="曹县", region="371721", lists=(ListPage(url=column.url + "index.html"),))
    catalogue.write(other, folder)
    known = catalogue.load(folder)
    assert (known.find(HEZE).name, known.find(HEZE).own) == ("mine", True)
    assert not {HEZE, column.id} & {source.id for source in known.policy_columns()}
    assert [source.name for source in catalogue.load(folder, only=[HEZE]).sources if source.id == HEZE] == ["mine"]
    with pytest.raises(catalogue.UnknownSource, match="your source caoxian follows the list of gov-371721"):
        known.find(column.id)


def test_a_switched_on_column_that_a_file_replaced_is_said_and_not_crawled(folder: Path) -> None:
    column = columns.find(HEZE)
    assert column is not None
    run("sources", "enable", HEZE)
    catalogue.write(Source(id="heze", name="菏泽", lists=(ListPage(url=column.url),)), folder)
    done = run("crawl")
    assert "your source heze follows its list: policywatch sources disable gov-371700" in done.stderr
    health = json.loads(run("sources", "health", "--json").stdout)
    assert (health["state"], health["reason"]) == ("missing", "your source heze follows its list")


def test_the_service_waits_for_columns_as_for_others(folder: Path) -> None:
    run("sources", "enable", HEZE)
    archive = connection.connect(folder.parent / "archive.db")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert switches.first_due(archive, catalogue.load(folder, only=()).ids, now) is not None
    archive.close()
