from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

import cli
from extract.document import Cut, Document
from store import connection, documents, outbox, raw
from store.documents import Arrival
from tests.store.arrivals import OTHER

NOW = datetime(2026, 9, 24, 8, tzinfo=UTC)
TEXT = "各区县科技局：现将2026年度科技创新券申领的有关事项通知如下，请结合实际认真组织申报，逾期不再受理。"
HIT = ["id", "title", "url", "published", "city", "region", "source", "snippet", "sightings"]


@dataclass(frozen=True)
class Said:
    """How a command ended and what it printed."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stdout.splitlines()]


Run = Callable[..., Said]


@cache
def command() -> Any:
    return typer.main.get_command(cli.app)


@pytest.fixture
def run(path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.setenv("POLICYWATCH_DB", str(path))

    def run(*words: str, typed: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode())))
        with pytest.raises(SystemExit) as ended:
            command().main(list(words), prog_name="policywatch")
        assert isinstance(ended.value.code, int)
        out, err = capsysbinary.readouterr()
        return Said(ended.value.code, out.decode(), err.decode())

    return run


@pytest.fixture
def lines(tmp_path: Path) -> Callable[..., str]:
    def write(*rows: object) -> str:
        file = tmp_path / "in.jsonl"
        text = "\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def release(number: int = 1, **said: object) -> dict[str, object]:
    url = f"https://kjj.jinan.gov.cn/{number}.html"
    return {"url": url, "title": f"关于申领科技创新券的通知{number}", "text": f"{number}号：{TEXT}", **said}


# --- search ----------------------------------------------------------------------------------------------------------


def test_search_prints_the_fields_of_the_contract(run: Run, lines: Callable[..., str]) -> None:
    run("import", lines(release(1, published="2026-09-23", source="jinan", region="370102")))
    (hit,) = run("search", "创新券", "--city", "濟南", "--json").rows
    assert list(hit) == HIT
    assert hit["city"] == "济南市"
    assert hit["published"] == "2026-09-23"
    assert hit["sightings"] == 1
    assert "创新券" in hit["snippet"]


def test_search_prints_tabs_in_a_pipe_and_csv_and_markdown(run: Run, lines: Callable[..., str]) -> None:
    run("import", lines(release(1, title="A|B [科技]\t通知", published="2026-09-23", source="jinan")))
    (line,) = run("search", "科技").stdout.splitlines()
    assert line.split("\t")[:2] == ["1", "2026-09-23"]
    head, row = csv.reader(io.StringIO(run("search", "科技", "--csv").stdout))
    assert head == HIT
    assert row[1] == "A|B [科技]\t通知"
    assert r"[A\|B \[科技\] 通知](https://kjj.jinan.gov.cn/1.html) |" in run("search", "科技", "--md").stdout


def test_search_without_a_query_shows_the_newest_page_by_page(run: Run, lines: Callable[..., str]) -> None:
    run("import", lines(*(release(day, published=f"2026-09-0{day}") for day in (1, 2, 3))))
    assert [hit["id"] for hit in run("search", "--json", "--limit", "2").rows] == [3, 2]
    assert [hit["id"] for hit in run("search", "--json", "--limit", "2", "--page", "2").rows] == [1]
    assert [
        hit["id"] for hit in run("search", "", "--json", "--since", "2026-09-02", "--until", "2026-09-02").rows
    ] == [2]


def test_finding_nothing_is_no_error_and_is_said(run: Run) -> None:
    assert run("search", "科技") == Said(0, "", "nothing found: the archive is empty; policywatch crawl fills it\n")


@pytest.mark.parametrize(
    "words",
    [
        ("科技 OR",),
        ("，",),
        ("tilte:科技",),
        ("科技", "--city", "火星"),
        ("科技", "--since", "2026-13-01"),
        ("科技", "--until", "tomorrow"),
        ("科技", "--source", "nowhere"),
        ("科技", "--limit", "0"),
        ("科技", "--json", "--csv"),
    ],
)
def test_wrong_use_of_search_is_one_line_and_exit_2(run: Run, words: tuple[str, ...]) -> None:
    said = run("search", *words)
    assert (said.exit_code, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)
    assert said.stderr.startswith("policywatch: ")


def test_a_source_in_a_query_of_which_there_is_nothing_is_told(run: Run, lines: Callable[..., str]) -> None:
    run("import", lines({"title": "科技创新券", "url": "http://a.cn/1", "text": TEXT, "source": "jinan-kjj"}))
    assert run("search", "科技 source:jinan-kjj").stderr == ""
    assert "of a source jinan-kj: perhaps source:jinan-kjj\n" in run("search", "科技 source:jinan-kj").stderr
    assert "of a source nowhere\n" in run("export", "科技 NOT source:nowhere").stderr


def test_an_export_of_nothing_says_so(run: Run, lines: Callable[..., str]) -> None:
    run("import", lines({"title": "科技创新券", "url": "http://a.cn/1", "text": TEXT}))
    assert run("export", "渔业") == Said(0, "", "nothing found\n")
    assert run("export", "科技").stderr == ""


def test_a_source_that_is_switched_on_may_be_asked_before_it_showed_anything(run: Run, path: Path) -> None:
    from store import switches

    db = connection.connect(path)
    switches.enable(db, ["jinan"], NOW)
    db.close()
    assert run("search", "科技", "--source", "jinan").exit_code == 0


# --- show and forget -------------------------------------------------------------------------------------------------


@pytest.fixture
def shown(path: Path) -> int:
    """A document with a raw page, a cut, an earlier wording and a copy."""
    db = connection.connect(path)

    def see(url: str, source: str, text: str, page: str | None = None) -> int:
        cut = Cut(reason="promotion", text="扫一扫关注\n我们", place="after line 1")
        document = Document(url=url, title="科技创新券\x1b[31m通知", text=text, issuer="济南市科学技术局", cuts=(cut,))
        digest = raw.keep(db, page.encode()) if page else None
        arrival = Arrival(document=document, url=url, source=source, seen_at=NOW, raw=digest)
        return documents.record(db, arrival).document_id

    see("https://kjj.jinan.gov.cn/1.html", "jinan", f"第一段\n{TEXT}\n额度十万元", "<p>旧")
    id = see("https://kjj.jinan.gov.cn/1.html", "jinan", f"第一段\n{TEXT}\n额度二十万元", "<p>新")
    see("https://copy.example/1", "mirror", f"第一段\n{TEXT}\n额度二十万元")
    db.close()
    return id


def test_show_prints_title_fields_and_text_without_control_characters(run: Run, shown: int) -> None:
    text = run("show", str(shown)).stdout
    assert text.splitlines()[0] == "科技创新券 [31m通知"
    assert "issuer         济南市科学技术局" in text
    assert f"第一段\n{TEXT}\n额度二十万元\n" in text
    row = json.loads(run("show", str(shown), "--json").stdout)
    assert (row["id"], row["issuer"], row["sightings"]) == (shown, "济南市科学技术局", 2)


def test_show_finds_a_document_by_any_url_it_was_seen_at(run: Run, shown: int) -> None:
    assert run("show", "https://copy.example:443/1#top").stdout == run("show", str(shown)).stdout


def test_show_lists_sightings_cuts_and_what_the_last_revision_changed(run: Run, shown: int) -> None:
    seen = run("show", str(shown), "--sightings", "--json").rows
    assert [(s["url"], s["verdict"]) for s in seen] == [
        ("https://kjj.jinan.gov.cn/1.html", "new"),
        ("https://copy.example/1", "copy"),
    ]
    assert list(seen[0]) == ["url", "document_id", "source", "seen_at", "verdict", "reason", "evidence"]
    assert run("show", str(shown), "--cuts").stdout == "promotion\tafter line 1\t扫一扫关注 我们\n"
    cuts = [{"reason": "promotion", "text": "扫一扫关注\n我们", "place": "after line 1"}]
    assert run("show", str(shown), "--cuts", "--json").rows == cuts
    diff = run("show", str(shown), "--diff").stdout.splitlines()
    assert diff[1:] == [f"  {TEXT}", "- 额度十万元", "+ 额度二十万元"]
    (changed,) = run("show", str(shown), "--diff", "--json").rows
    assert {"sign": "+", "text": "额度二十万元"} in changed["changes"]


def test_show_gives_back_the_raw_page_byte_by_byte(run: Run, shown: int) -> None:
    assert run("show", str(shown), "--raw").stdout == "<p>新"


@pytest.mark.parametrize(
    "words", [("99",), ("abc",), ("https://nowhere.example/",), ("1", "--raw"), ("1", "--raw", "--diff")]
)
def test_what_cannot_be_shown_is_one_line_and_exit_2(
    run: Run, lines: Callable[..., str], words: tuple[str, ...]
) -> None:
    run("import", lines(release()))
    said = run("show", *words)
    assert (said.exit_code, said.stdout, len(said.stderr.splitlines())) == (2, "", 1)


def test_forget_asks_first_and_removes_for_good(run: Run, shown: int) -> None:
    assert run("forget", str(shown), typed="n\n").exit_code == 1
    assert run("show", str(shown)).exit_code == 0
    assert run("forget", "https://copy.example/1", typed="y\n").exit_code == 0
    assert run("show", str(shown)).exit_code == 2
    assert run("search", "科技").stdout == ""
    assert run("forget", str(shown), "--yes").exit_code == 2


# --- import and export -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [(), ("--csv",)])
def test_what_is_exported_can_be_imported_into_an_empty_archive(
    run: Run, lines: Callable[..., str], shown: int, tmp_path: Path, form: tuple[str, ...]
) -> None:
    other = release(7, text=OTHER, published="2026-09-01", attachments=[{"url": "https://a.example/f"}], region=None)
    reprint = other | {
        "url": "https://copy.example/7",
        "text": OTHER.replace("每季度", "每个月").replace("坑槽", "坑穴"),
    }
    run("import", lines(other, reprint))
    exported = run("export", *form).stdout
    file = tmp_path / f"out.{'csv' if form else 'jsonl'}"
    file.write_text(exported, encoding="utf-8")
    there = ("--db", str(tmp_path / "other.db"))
    assert json.loads(run("import", str(file), "--json", *there).stdout)["new"] == len(run("export").rows)
    for what in ((), ("--sightings",)):
        before, after = run("export", *what).rows, run("export", *what, *there).rows
        assert [row | {"id": 0, "document_id": 0} for row in after] == [
            row | {"id": 0, "document_id": 0} for row in before
        ]
    assert json.loads(run("import", str(file), "--json", *there).stdout)["new"] == 0


def test_a_line_that_is_no_document_is_named_and_the_rest_goes_on(run: Run, lines: Callable[..., str]) -> None:
    file = lines(
        release(1),
        "{",
        {"title": "没有网址"},
        {"url": "ftp://a.example/", "title": "x"},
        {"url": "https://a.example/"},
        release(2, published="soon"),
        "",
        release(2, region="火星"),
        release(2, attachments=["a"]),
        release(2, cuts="a"),
        release(2, attachments=[{"url": "https://a.example/f", "text": 5}]),
        json.dumps(release(2) | {"text": "半个\ud83d字"}),
        release(2, issuer=3),
        "[]",
        release(2),
    )
    said = run("import", file, "--json")
    assert said.exit_code == 1
    assert json.loads(said.stdout) == {"read": 14, "new": 2, "copies": 0, "revised": 0, "unchanged": 0, "skipped": 12}
    named = [line.split(":")[1] for line in said.stderr.splitlines() if line.startswith(file)]
    assert named == ["2", "3", "4", "5", "6", "8", "9", "10", "11", "12", "13", "14"]


def test_importing_again_counts_what_is_known(run: Run, lines: Callable[..., str]) -> None:
    file = lines(release(1), release(2), release(1) | {"url": "https://copy.example/1"})
    assert run("import", file).stdout == "3 read, 2 new, 1 copies, 0 revised, 0 unchanged, 0 skipped\n"
    assert run("import", file).stdout == "3 read, 0 new, 0 copies, 0 revised, 3 unchanged, 0 skipped\n"
    changed = lines(release(1, text=f"改：{TEXT}"))
    assert run("import", changed).stdout == "1 read, 0 new, 0 copies, 1 revised, 0 unchanged, 0 skipped\n"


def test_import_begins_where_it_is_told(run: Run, lines: Callable[..., str]) -> None:
    assert json.loads(run("import", lines("{", release(1), release(2)), "--start", "3", "--json").stdout)["read"] == 1


def test_a_region_is_taken_by_name_or_found_in_the_text_or_left_unknown(run: Run, lines: Callable[..., str]) -> None:
    text = "为支持科技型企业发展，济南市科学技术局现组织开展2026年度济南市科技创新券申领工作。" * 2
    run("import", lines(release(1, region="历下区"), release(2, text=text), release(3, text=text + "三", region=None)))
    rows = run("export").rows
    assert [(row["region"], row["city"]) for row in rows] == [("370102", "济南市"), ("370100", "济南市"), (None, None)]


def test_only_the_releases_of_the_last_week_are_told_one_by_one(
    run: Run, lines: Callable[..., str], path: Path
) -> None:
    today = datetime.now(UTC).date()
    days = [today, today - timedelta(days=5), today - timedelta(days=9)]
    run("import", lines(*(release(n, published=day.isoformat()) for n, day in enumerate(days)), release(9)))
    db = connection.connect(path)
    assert [change.held for change in outbox.unmatched(db, 10)] == [False, False, True, True]
    db.close()


def test_an_unreadable_file_is_one_line_and_exit_2(run: Run, tmp_path: Path) -> None:
    assert run("import", str(tmp_path / "none.jsonl")).exit_code == 2
    said = run("import", str(tmp_path))
    assert (said.exit_code, len(said.stderr.splitlines())) == (2, 1)


def test_an_interrupted_import_keeps_what_is_committed_and_says_where_to_go_on(path: Path, tmp_path: Path) -> None:
    script = tmp_path / "interrupted.py"
    script.write_text(
        """
import sys
import cli
from store import documents
kept, record = 0, documents.record
def interrupt_the_second_batch(db, arrival):
    global kept
    kept += 1
    if kept == 60:
        raise KeyboardInterrupt
    return record(db, arrival)
documents.record = interrupt_the_second_batch
cli.app(sys.argv[1:])
""",
        encoding="utf-8",
    )
    text = "\n".join(json.dumps(release(number)) for number in range(80))
    done = subprocess.run(
        [sys.executable, str(script), "import", "-", "--db", str(path)],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 130
    assert "--start 51" in done.stderr
    db = connection.connect(path)
    assert db["documents"].count == 50
    db.close()


def test_sightings_are_exported_with_the_fields_of_the_contract(run: Run, shown: int) -> None:
    rows = run("export", "--sightings").rows
    assert [list(row) for row in rows] == [["url", "document_id", "source", "seen_at", "verdict"]] * 2
    head, *rest = csv.reader(io.StringIO(run("export", "--sightings", "--csv").stdout))
    assert (head, len(rest)) == (["url", "document_id", "source", "seen_at", "verdict"], 2)


def test_documents_are_exported_as_csv_and_as_markdown_files(run: Run, shown: int, tmp_path: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(run("export", "--csv").stdout))
    assert row["issuer"] == "济南市科学技术局"
    assert json.loads(row["cuts"]) == [{"reason": "promotion", "text": "扫一扫关注\n我们", "place": "after line 1"}]
    assert run("export", "--md", str(tmp_path / "md")).exit_code == 0
    (file,) = (tmp_path / "md").iterdir()
    assert file.name == f"{shown}-科技创新券-31m通知.md"
    text = file.read_text(encoding="utf-8")
    assert text.startswith('---\ntitle: "科技创新券 [31m通知"\nid: 1\nurl: "https://kjj.jinan.gov.cn/1.html"\n')
    assert 'issuer: "济南市科学技术局"' in text
    assert f"\n\n{TEXT}\n\n" in text
    assert run("export", "--sightings", "--md", str(tmp_path)).exit_code == 2


# --- stats -----------------------------------------------------------------------------------------------------------


def test_stats_count_documents_by_month_city_and_source(run: Run, lines: Callable[..., str]) -> None:
    run(
        "import",
        lines(
            release(1, published="2026-09-01", region="370102", source="jinan"),
            release(2, published="2026-09-30", region="370100", source="jinan"),
            release(3, published="2026-08-01", region="110105", source="beijing"),
            release(4, published="2026-08-01", region="370000"),
        ),
    )
    (found,) = run("stats", "--json").rows
    assert (found["documents"], found["sightings"], found["sources"]) == (4, 4, 2)
    assert found["months"] == [{"name": "2026-09", "documents": 2}, {"name": "2026-08", "documents": 2}]
    assert found["cities"] == [{"name": "济南市", "documents": 2}, {"name": "北京市", "documents": 1}]
    assert found["by_source"] == [{"name": "jinan", "documents": 2}, {"name": "beijing", "documents": 1}]
    assert "city\t济南市\t2\n" in run("stats").stdout


def test_an_empty_archive_has_figures_too(run: Run) -> None:
    assert run("stats").stdout.splitlines()[0] == "documents\t0"


def test_the_commands_are_known_before_the_archive_is(path: Path) -> None:
    heavy = "{'sqlite_utils', 'lark', 'rich.table', 'scrapy', 'trafilatura', 'extract.places'} & set(sys.modules)"
    asked = f"import sys, store.commands; print({heavy})"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
