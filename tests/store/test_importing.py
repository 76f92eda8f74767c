"""Documents on their way in and out: cut off, malformed, filtered, in every form."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from store import care, connection, exporting, importing, query
from store.connection import Archive
from store.importing import Unusable
from tests.store.test_search import put

NOW = datetime(2026, 9, 24, 8, tzinfo=UTC)
IMPORT = "import sys, cli; cli.app(sys.argv[1:])"


def release(number: int) -> dict[str, object]:
    luck = random.Random(number)
    words = "".join(
        luck.choice("科技创新补贴申报企业项目资金农村公路养护教育卫生审计土地港口能源文化") for _ in range(300)
    )
    return {"url": f"https://a.gov.cn/{number}", "title": f"通知{words[:8]}", "text": words, "published": "2026-01-05"}


def kept(path: Path) -> int:
    try:
        db = connection.connect(path)
    except connection.ArchiveError:
        return 0
    (count,) = db.execute("select count(*) from documents").fetchone()
    db.close()
    return int(count)


def test_an_import_killed_anywhere_goes_on_where_it_was_and_counts_the_whole_file(path: Path, tmp_path: Path) -> None:
    connection.connect(path).close()
    file, count = tmp_path / "in.jsonl", 400  # two kills come before the last lines
    file.write_text("\n".join(json.dumps(release(number)) for number in range(count)) + "\nno JSON\n")
    command = [sys.executable, "-c", IMPORT, "import", str(file), "--db", str(path), "--json"]
    luck = random.Random(3)
    for _ in range(2):
        before = kept(path)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while kept(path) < min(count, before + luck.randint(1, 60)) and process.poll() is None:
            time.sleep(0.05)
        process.kill()
        process.wait(20)
        db = connection.connect(path)
        assert [finding for finding in care.examine(db) if not finding.ok] == []
        left = importing.begun(db, file, importing.mark(file))
        assert left is None or left.line == left.tally["read"] == kept(path)
        db.close()
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    tally = json.loads(done.stdout)
    assert (tally["read"], tally["new"], tally["unchanged"], tally["skipped"]) == (count + 1, count, 0, 1)
    assert "going on with line" in done.stderr
    assert kept(path) == count
    # The next import of the same file begins at its beginning.
    again = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120, check=False).stdout)
    assert (again["read"], again["unchanged"]) == (count + 1, count)


def test_a_file_that_was_written_to_is_another_file(db: Archive, tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text("a\n" * 100)
    mark = importing.mark(file)
    importing.reached(db, file, mark, importing.Progress(line=50, tally={"read": 50}), NOW)
    assert importing.begun(db, file, mark) == importing.Progress(line=50, tally={"read": 50})
    file.write_text("a\n" * 101)
    assert importing.begun(db, file, importing.mark(file)) is None
    importing.ended(db, file)
    assert importing.begun(db, file, mark) is None


def csv_rows(text: bytes) -> list[tuple[int, Any]]:
    return [(n, str(row) if isinstance(row, Unusable) else row) for n, row in importing.csv_rows(io.BytesIO(text))]


def test_csv_has_lines_in_cells_lists_in_json_and_rows_that_are_none() -> None:
    text = (
        '\ufeffurl,Title,text,cuts,stale,extra\nhttps://a.cn/1,一,"第一行\n第二行","[]",True,x\n\n'
        "https://a.cn/2,二\nhttps://a.cn/3,三,,[,,\n"
    ).encode()
    assert csv_rows(text + b"https://a.cn/4,\xff,,,,\nhttps://a.cn/5,\x00,,,,\n") == [
        (
            3,
            {"url": "https://a.cn/1", "title": "一", "text": "第一行\n第二行", "cuts": [], "stale": True, "extra": "x"},
        ),
        (5, "it has 2 cells, the first line has 6"),
        (6, "attachments, images, properties, evidence, cuts, seen are lists in JSON"),
        (7, "it is not UTF-8"),
        (8, "it is not UTF-8"),
    ]
    with pytest.raises(Unusable, match="does not name the columns"):
        csv_rows(b"a,b\n1,2\n")
    with pytest.raises(Unusable, match="does not name the columns"):
        csv_rows(b"")


@pytest.mark.parametrize(
    "seen",
    [
        {},
        "x",
        [{}],
        ["x"],
        [{"url": "https://a.cn", "seen_at": "2026-09-24", "verdict": "new"}],
        [{"url": "https://a.cn", "seen_at": "2026-09-24T08:00:00Z", "verdict": "maybe"}],
        [{"url": "https://a.cn", "seen_at": "2026-09-24T08:00:00Z", "verdict": "copy", "says": {"title": 5}}],
    ],
)
def test_sightings_that_cannot_be_understood_make_the_line_unusable(seen: object) -> None:
    row = {"url": "https://a.cn/1", "title": "通知", "seen": seen}
    with pytest.raises(Unusable, match="seen is not"):
        importing.incoming(row, now=NOW, tell_since=date(2026, 9, 17))


def test_an_export_takes_the_filters_of_search_and_gives_the_newest_first(db: Archive) -> None:
    ids = [put(db, f"科技{n}", release(n)["text"], published=date(2026, 1 + n % 12, 1)) for n in range(24)]  # type: ignore[arg-type]
    found = [document.id for document in exporting.documents(db, query.parse("科技 since:2026-06-01"))]
    assert found == [ids[n] for n in sorted(range(24), key=lambda n: (n % 12, n), reverse=True) if n % 12 >= 5]
    assert [document.id for document in exporting.documents(db, query.Query())] == ids


def test_an_export_keeps_little_in_memory_and_reads_page_by_page(db: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(7):
        put(db, f"科技{n}", str(release(n)["text"]), published=date(2026, 1, 1 + n))
    monkeypatch.setattr(exporting, "PAGE", 2)
    assert len(list(exporting.rows(db, exporting.documents(db, query.parse("科技"))))) == 7


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("关于印发《办法》的通知", "7-关于印发-办法-的通知.md"),
        ("../../etc/passwd\x00", "7-etc-passwd.md"),
        ("CON", "7-CON.md"),
        ("？", "7.md"),
        ("长" * 500, f"7-{'长' * 60}.md"),
        ("𠀀" * 500, f"7-{'𠀀' * 60}.md"),
    ],
)
def test_the_name_of_a_file_is_safe_whatever_the_title(db: Archive, title: str, name: str) -> None:
    for _ in range(6):
        put(db)
    put(db, title)
    (document,) = (one for one in exporting.documents(db, query.Query()) if one.id == 7)
    assert exporting.file_name(document) == name
    assert len(name.encode()) < 256


def test_a_parquet_file_has_typed_columns_and_appears_whole(db: Archive, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")
    from store import parquet

    put(db, "科技", str(release(1)["text"]), published=date(2026, 1, 1))
    found = list(exporting.rows(db, exporting.documents(db, query.Query())))
    parquet.write(exporting.COLUMNS, found, tmp_path / "a.parquet")
    (row,) = pyarrow.read_table(tmp_path / "a.parquet").to_pylist()
    assert (row["title"], row["published"]) == ("科技", date(2026, 1, 1))
    assert row["first_seen"] == NOW
    assert json.loads(row["seen"])[0]["verdict"] == "new"

    def failing() -> Iterable[dict[str, Any]]:
        yield found[0]
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        parquet.write(exporting.COLUMNS, failing(), tmp_path / "b.parquet")
    assert [file.name for file in tmp_path.glob("*.parquet*")] == ["a.parquet"]


def test_category_deadline_and_language_are_read_where_a_line_has_no_such_field() -> None:
    line: dict[str, object] = {
        "url": "https://a.gov.cn/1",
        "title": "关于组织申报2026年度创新券的通知",
        "text": "各有关单位：现组织申报2026年度创新券。\n申报截止时间为2026年10月31日，逾期不予受理。",
        "published": "2026-09-20",
    }
    found = importing.incoming(line, now=NOW, tell_since=date(2026, 9, 17)).arrival.document
    assert (found.category, found.deadline, found.language) == ("通知", date(2026, 10, 31), "zh")
    assert {"category", "deadline"} <= {each.field for each in found.evidence}
    line |= {"category": None, "deadline": None, "language": "en"}
    kept = importing.incoming(line, now=NOW, tell_since=date(2026, 9, 17)).arrival.document
    assert (kept.category, kept.deadline, kept.language) == (None, None, "en")
