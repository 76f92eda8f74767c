"""`extract`: pages in, JSON Lines out, whatever is in them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.extract import files
from tests.spiders import site as sites
from tests.spiders.crawling import Ended, House
from tests.spiders.site import Reply

CONTRACT = """file url title text published signed effective expires deadline stale issuer number index_number category
    region city issuing_region language mirror_of attachments cuts error"""
URL = "http://kjj.jinan.gov.cn/art/2026/9/24/art_1_1.html"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("pages")
    for n in range(30):
        (made / f"{n}.html").write_bytes(sites.release(n).body)
    (made / "packed.html.gz").write_bytes(gzip.compress(sites.release(99).body))
    (made / "empty.html").write_bytes(b"")
    lines = [{"file": f"{n}.html", "url": f"http://kjj.jinan.gov.cn/art/{n}.html"} for n in range(30)]
    lines += [{"file": "packed.html.gz", "url": URL}, {"file": "missing.html", "url": URL}, {"file": "empty.html"}]
    (made / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Ended:
    return House(folder / "house").run("extract", "--manifest", str(folder / "manifest.jsonl"))


def test_a_manifest_gives_a_line_for_every_page_in_its_order(manifest: Ended) -> None:
    assert manifest.code == 0, manifest.err
    expected = [*(f"{n}.html" for n in range(30)), "packed.html.gz", "missing.html", "empty.html"]
    assert [row["file"] for row in manifest.rows] == expected
    assert [row["title"] for row in manifest.rows[:30]] == [f"关于创新券第{n}号工作的通知" for n in range(30)]


def test_every_line_has_the_names_of_the_contract(manifest: Ended) -> None:
    assert all(set(CONTRACT.split()) <= set(row) for row in manifest.rows)


def test_a_packed_page_is_read(manifest: Ended) -> None:
    packed = manifest.rows[30]
    assert (packed["title"], packed["published"], packed["error"]) == ("关于创新券第99号工作的通知", "2026-09-24", None)


def test_a_page_that_cannot_be_read_is_a_line_of_nulls_with_its_reason(manifest: Ended) -> None:
    missing, empty = manifest.rows[31:]
    assert missing["error"]
    assert empty["error"]
    assert missing["url"] == URL
    assert {name for name, value in missing.items() if value is not None} == {"file", "url", "error"}


def test_one_page_comes_from_a_file_from_stdin_or_from_a_url(tmp_path: Path) -> None:
    house = House(tmp_path)
    page = tmp_path / "page.html"
    page.write_bytes(sites.release(5).body)
    with sites.serve() as site:
        site.replies["/art/5.html"] = sites.release(5)
        wrong = f"{site.url}/art/6.html"
        ended = house.run("extract", str(page), f"{site.url}/art/5.html", wrong, "--json")
    there, asked, missing = ended.rows
    assert there["title"] == asked["title"] == "关于创新券第5号工作的通知"
    assert asked["url"].endswith("/art/5.html")
    assert "HTTP 404" in missing["error"]
    piped = house.run("extract", "-", "--url", URL, "--json", stdin=page.read_bytes())
    assert (piped.rows[0]["file"], piped.rows[0]["url"], piped.rows[0]["title"]) == ("-", URL, there["title"])


WORDS = (
    "关于申报2026年度科技创新券的通知",
    "济科发〔2026〕12号",
    "申报材料于2026年10月31日前报送。",
    "济南市科学技术局",
    "2026年9月24日",
)
MADE: dict[str, Callable[[], bytes]] = {
    "P020260924123.pdf": lambda: files.pdf(WORDS),
    "附件1.docx": lambda: files.word(*WORDS),
    "a.ofd": lambda: files.ofd([(20 + 10 * n, line) for n, line in enumerate(WORDS)]),
    "通知.txt": lambda: "\n".join(WORDS).encode("gb18030"),
}


def test_a_file_that_is_a_release_by_itself_is_read_as_a_round_reads_it(tmp_path: Path) -> None:
    house = House(tmp_path)
    for name, made in MADE.items():
        (tmp_path / name).write_bytes(made())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "page.pdf").write_bytes(sites.release(5).body)
    with sites.serve() as site:
        site.replies["/f/1.pdf"] = Reply(body=MADE["P020260924123.pdf"](), kind="application/pdf")
        named = [*(str(tmp_path / name) for name in MADE), f"{site.url}/f/1.pdf"]
        read = house.run("extract", *named, "--json").rows
    for row in read:
        (attachment,) = row["attachments"]
        assert (row["title"], row["text"], row["error"]) == (WORDS[0], "", None), row["file"]
        assert (row["number"], row["signed"], row["deadline"]) == (WORDS[1], "2026-09-24", "2026-10-31"), row["file"]
        assert (row["city"], attachment["text"].split("\n")) == ("济南市", list(WORDS)), row["file"]
    broken, page = house.run("extract", str(tmp_path / "broken.pdf"), str(tmp_path / "page.pdf"), "--json").rows
    assert (broken["title"], broken["attachments"][0]["note"][:7]) == ("broken", "damaged")
    assert page["title"] == "关于创新券第5号工作的通知"
    assert WORDS[2] in house.run("extract", named[0]).out


@pytest.mark.parametrize(
    "words",
    [(), ("page.html", "--manifest", "m.jsonl"), ("a.html", "b.html", "--url", URL), ("--manifest", "no-such.jsonl")],
)
def test_wrong_use_is_one_line_and_exit_code_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    ended = House(tmp_path).run("extract", *words)
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)


def test_a_manifest_that_is_not_json_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text('{"file": "a.html"}\nnonsense\n', encoding="utf-8")
    ended = House(tmp_path).run("extract", "--manifest", str(tmp_path / "m.jsonl"))
    assert ended.code == 2
    assert "m.jsonl:2" in ended.err
