"""Sources made out of one page, and the commands around them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app
from extract.places import UnknownPlace
from spiders import adding, captures, catalogue, listing
from spiders.source import Pages
from store import connection, runs, switches
from tests.spiders import listpages, site

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
URL = "https://kjj.jinan.gov.cn/col/col13061/index.html"


def propose(body: bytes, name: str | None = None, region: str | None = None) -> adding.Proposal:
    return adding.propose(body, URL, charset=None, now=NOW, name=name, region=region)


@pytest.mark.parametrize("made", [listpages.trs, listpages.jpage, listpages.table, listpages.zblog, listpages.ucap])
def test_the_selectors_that_are_written_give_the_rows_that_were_shown(
    made: Callable[[], bytes], tmp_path: Path
) -> None:
    proposal = propose(made())
    written = catalogue.read(catalogue.write(proposal.source, tmp_path))
    assert written.lists[0].item
    again = listing.rows(written.lists[0], made(), URL, charset=None, now=NOW)
    assert again.rows == proposal.rows
    assert [row.title for row in again.rows] == list(listpages.TITLES)


def test_id_name_and_region_come_from_address_and_page() -> None:
    source = propose(listpages.trs()).source
    assert (source.id, source.name, source.region) == ("kjj-jinan-col13061", "青禾市科技局 通知公告", "370100")
    assert source.lists[0].item == "ul.u-list > li"
    assert source.lists[0].pages == Pages(style="index_n", pattern="index_{n}.html", start=1)


def test_a_title_that_every_site_has_is_named_with_its_host() -> None:
    titles = {"政策文件": "kjj.jinan.gov.cn 政策文件", "青禾市科技局": "青禾市科技局"}
    for title, name in titles.items():
        body = f"<html><head><title>{title}</title></head>".encode() + listpages.jpage().partition(b"</head>")[2]
        assert propose(body).source.name == name


def test_what_the_user_says_wins() -> None:
    source = propose(listpages.trs(), name="my-list", region="金华").source
    assert (source.id, source.region) == ("my-list", "330700")
    assert propose(listpages.trs(), name="青禾科技").source.name == "青禾科技"
    with pytest.raises(UnknownPlace):
        propose(listpages.trs(), region="火星")


def test_a_page_without_a_list_is_refused_with_a_way_out() -> None:
    with pytest.raises(adding.NoList, match="give the address of a page that lists releases"):
        propose(listpages.without_list())
    feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    with pytest.raises(adding.NoList, match=r"sources add https://kjj\.jinan\.gov\.cn/rss\.xml"):
        propose(listpages.page(feed))


def test_a_feed_becomes_a_source_too() -> None:
    body = (
        '<rss version="2.0"><channel><title>公告</title><item><title>一</title><link>/1</link></item></channel></rss>'
    )
    proposal = propose(body.encode())
    assert (proposal.source.lists[0].kind, proposal.source.name, len(proposal.rows)) == ("feed", "公告", 1)


@pytest.mark.parametrize(
    ("url", "id"),
    [
        ("https://www.jinan.gov.cn/zwgk/tzgg/index.html", "jinan-zwgk-tzgg"),
        ("http://127.0.0.1:8900/index.html", "127-0-0-1-8900"),
        ("https://例子.cn/", "source"),
        ("https://a.example/%E9%80%9A%E7%9F%A5/", "a-example"),
    ],
)
def test_an_id_is_ascii_and_tells_site_and_column(url: str, id: str) -> None:
    assert adding.id_of(url) == id


@pytest.fixture
def bureau(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[site.Site]:
    monkeypatch.setenv("POLICYWATCH_ALLOW_PRIVATE", "1")
    monkeypatch.setenv("POLICYWATCH_DELAY", "0")
    monkeypatch.setenv("POLICYWATCH_DB", str(tmp_path / "archive.db"))
    monkeypatch.setenv("POLICYWATCH_SOURCES", str(tmp_path / "sources"))
    with site.serve() as served:
        served.replies["/tzgg/"] = site.Reply(body=listpages.trs())
        yield served


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["sources", *words], catch_exceptions=False)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_add_shows_the_rows_writes_the_source_and_enables_it(bureau: site.Site, tmp_path: Path) -> None:
    added = run("add", f"{bureau.url}/tzgg/", "--name", "qinghe", "--region", "370100", "--every", "6h")
    assert added.exit_code == 0
    assert added.stdout.splitlines()[0].split("\t")[:2] == [listpages.DAYS[0], listpages.TITLES[0]]
    assert (tmp_path / "sources" / "qinghe.toml").is_file()
    assert [row["id"] for row in rows(run("list", "--enabled", "--json"))] == ["qinghe"]
    shown = rows(run("show", "qinghe", "--json"))[0]
    assert (shown["state"]["enabled"], shown["state"]["every_minutes"]) == (True, 360)
    tried = rows(run("try", "qinghe", "--json"))[0]
    assert [(row["title"], row["date"]) for row in tried["rows"]] == list(listpages.ROWS)
    assert "write that into this file" not in added.stderr
    again = run("add", f"{bureau.url}/tzgg/", "--name", "qinghe")
    assert (again.exit_code, "taken" in again.stderr) == (2, True)
    assert run("remove", "qinghe").exit_code == 0
    assert rows(run("list", "--enabled", "--json")) == []


def test_what_cannot_be_added_is_refused_in_one_line(bureau: site.Site, tmp_path: Path) -> None:
    for words, mend in (
        (("http://127.0.0.1:1/",), "refuses"),
        ((f"{bureau.url}/nothing.html",), "404"),
        (("kjj.example",), "http"),
        ((f"{bureau.url}/tzgg/", "--region", "火星"), "火星"),
        ((f"{bureau.url}/tzgg/", "--every", "soon"), "6h"),
    ):
        refused = run("add", *words)
        assert refused.exit_code == 2
        assert mend in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert not (tmp_path / "sources").exists()


def test_switches_take_ids_regions_and_levels(bureau: site.Site) -> None:
    assert run("enable", "zc-370102").exit_code == 0
    assert run("enable", "--region", "330700", "--level", "district").exit_code == 0
    enabled = {row["id"] for row in rows(run("list", "--enabled", "--json"))}
    assert "zc-370102" in enabled
    assert len(enabled) > 5
    assert run("disable", "--region", "330700").exit_code == 0
    assert {row["id"] for row in rows(run("list", "--enabled", "--json"))} == {"zc-370102"}
    for wrong in (("enable",), ("enable", "nobody"), ("enable", "--level", "town"), ("remove", "zc-370102")):
        assert run(*wrong).exit_code == 2


def test_health_names_what_somebody_must_look_at(bureau: site.Site, tmp_path: Path) -> None:
    assert run("enable", "zc-370102", "zc-370112").exit_code == 0
    assert [row["state"] for row in rows(run("health", "--json"))] == ["new", "new"]
    assert run("health").exit_code == 0
    db = connection.connect(tmp_path / "archive.db")
    switches.enable(db, ["gone"], NOW)
    number = runs.start(db, "zc-370102", NOW)
    runs.finish(db, number, outcome=runs.Outcome.QUIET, tally=runs.Tally(), now=NOW)
    number = runs.start(db, "zc-370102", NOW)
    runs.finish(db, number, outcome=runs.Outcome.BROKEN, reason="404", tally=runs.Tally(), now=NOW)
    switches.schedule(db, "zc-370112", datetime(2020, 1, 1, tzinfo=UTC))
    db.close()
    look = run("health", "--json")
    assert look.exit_code == 1
    assert [(row["source"], row["problem"]) for row in rows(look)] == [  # the worst first
        ("gone", "missing"),
        ("zc-370102", "broken"),
        ("zc-370112", "late"),
    ]


def test_a_manifest_gives_a_line_for_every_page(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(listpages.trs())
    lines = [{"file": "a.html", "url": URL}, {"file": "gone.html", "url": None}]
    (tmp_path / "m.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    shown = rows(run("try", "--manifest", str(tmp_path / "m.jsonl")))
    assert [row["file"] for row in shown] == ["a.html", "gone.html"]
    assert [row["date"] for row in shown[0]["rows"]] == list(listpages.DAYS)
    assert shown[0]["error"] is None
    assert "cannot be read" in shown[1]["error"]
    (tmp_path / "m.jsonl").write_text("{}", encoding="utf-8")
    assert run("try", "--manifest", str(tmp_path / "m.jsonl")).exit_code == 2


def test_real_list_pages_are_read_as_their_own_scrapers_read_them() -> None:
    corpus = Path(os.environ.get("POLICYWATCH_CORPORA", Path(__file__).parents[3] / "shared" / "corpora")) / "zh_lists"
    if not corpus.is_dir():
        pytest.skip("needs the real list pages of ../shared/corpora/zh_lists")
    shown = rows(run("try", "--manifest", str(corpus / "manifest.jsonl")))
    expected = [json.loads(line) for line in (corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
    for found, wanted in zip(shown, expected, strict=True):
        assert [row["title"] for row in found["rows"][:1]] == [wanted["expected_items"][0]["title"]]
        assert len(found["rows"]) == len(wanted["expected_items"])


def test_a_list_that_a_script_fetches_can_be_added_and_tried(bureau: site.Site) -> None:
    unit = "/api-gateway/jpaas-publish-server/front/page/build/unit"
    script = f"""<script parseType="buildstatic" url="{unit}" querydata="{{'webId':'w','tagId':'list'}}"></script>"""
    bureau.replies["/gg/"] = site.Reply(body=listpages.page(script))
    html = "".join(f'<li><a href="/art/{n}.html">{t}</a> {day}</li>' for n, (t, day) in enumerate(listpages.ROWS))
    answer = json.dumps({"success": True, "data": {"html": f"<ul>{html}</ul>"}}).encode()
    bureau.replies[f"{unit}?webId=w&tagId=list"] = site.Reply(body=answer, kind="application/json")
    added = rows(run("add", f"{bureau.url}/gg/", "--name", "gg", "--json"))[0]
    assert [row["title"] for row in added["rows"]] == list(listpages.TITLES)
    assert catalogue.load(Path(os.environ["POLICYWATCH_SOURCES"])).find("gg").lists[0].item is None


def test_a_list_in_a_data_file_beside_its_page_can_be_added(bureau: site.Site) -> None:
    name = "0123456789abcdef0123456789abcdef"
    shell = listpages.page(f'<ul id="showData0" class="list" data="datasource:{name}"></ul>')
    bureau.replies["/kjs/index.htm"] = site.Reply(body=shell)
    entries = [
        {"title": t, "publishUrl": f"../2026/c_{n}.htm", "publishTime": f"{day} 09:30:00"}
        for n, (t, day) in enumerate(listpages.ROWS)
    ]
    data = json.dumps({"datasource": entries}).encode()
    bureau.replies[f"/kjs/ds_{name}.json"] = site.Reply(body=data, kind="application/json")
    added = rows(run("add", f"{bureau.url}/kjs/index.htm", "--name", "kjs", "--json"))[0]
    assert [(row["title"], row["date"]) for row in added["rows"]] == list(listpages.ROWS)
    assert added["rows"][0]["url"] == f"{bureau.url}/2026/c_0.htm"


def test_a_source_that_was_added_has_a_test_of_its_own(bureau: site.Site, tmp_path: Path) -> None:
    assert run("add", f"{bureau.url}/tzgg/", "--name", "qinghe").exit_code == 0
    folder = tmp_path / "sources"
    added = catalogue.load(folder).find("qinghe")
    assert captures.difference(added, folder) is None
    other = replace(added, lists=(replace(added.lists[0], exclude="_0.html"),))
    assert "now gives 5 rows: 1 of its 6 are missing" in (captures.difference(other, folder) or "")
    bureau.replies["/tzgg/"] = site.Reply(body=listpages.ucap())
    assert "selector" in run("try", "qinghe").stderr
    bureau.replies["/tzgg/"] = site.Reply(body=listpages.trs())
    assert run("try", "qinghe", "--save").exit_code == 0
    assert run("try", "--save", "--page", "x.html").exit_code == 2


def test_a_shell_that_a_script_fills_is_told_with_a_way_in(bureau: site.Site) -> None:
    shell = (
        '<html><head><title>政策库</title></head><body><div id="app"></div><script src="/a.js"></script></body></html>'
    )
    bureau.replies["/app/"] = site.Reply(body=shell.encode())
    told = run("add", f"{bureau.url}/app/", "--name", "app")
    assert told.exit_code == 2
    assert "give the address that the page's script loads it from" in told.stderr
    assert len(told.stderr.splitlines()) == 1
