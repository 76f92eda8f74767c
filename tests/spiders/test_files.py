"""Rounds over notices that are little more than their files."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.extract import files
from tests.spiders import site as sites
from tests.spiders.crawling import Ended, House, wait_until
from tests.spiders.site import Reply, Site

FILE = "application/octet-stream"
WORDS = "量子密钥分发示范工程"
BOMB = files.bomb("word/document.xml", megabytes=1024)


def notice(title: str, *links: str) -> Reply:
    """A release whose text is only the links to its files."""
    anchors = "".join(f'<p><a href="{link}">附件{n}</a></p>' for n, link in enumerate(links, 1))
    body = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2026-09-24 09:00"></head><body>
<h1>{title}</h1><div class="TRS_Editor">{anchors}</div></body></html>"""
    return Reply(body=body.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """A round, and another one over pages that are written anew."""

    site: Site
    house: House
    first: Ended
    seconds: float
    again: Ended
    documents: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    house = House(tmp_path_factory.mktemp("files"))
    with sites.serve() as site:
        titles = {
            "docx": "关于申报专项的通知",
            "broken": "关于坏文件的通知",
            "many": "关于许多附件的通知",
            "dead": "关于附件在别处的通知",
            "long": "关于长附件的通知",
        }
        links = [(f"/{name}.html", title, "2026-09-24") for name, title in titles.items()]
        links += [("/row.pdf", "关于印发办法的公告", "2026-09-21"), ("/bomb.docx", "关于炸弹的公告", "2026-09-21")]
        site.replies["/list.html"] = sites.rows(links)
        site.replies["/docx.html"] = notice(titles["docx"], "/f/1.docx", "/f/scan.pdf")
        site.replies["/broken.html"] = notice(
            titles["broken"], "/f/bomb.docx", "/f/cut.pdf", "/f/gone.pdf", "/f/hangs.doc"
        )
        site.replies["/many.html"] = notice(titles["many"], "/f/1.docx", *(f"/f/{n}.txt" for n in range(2, 12)))
        site.replies["/dead.html"] = notice(
            titles["dead"],
            "http://www.no-such-host.gov.cn/1.pdf",
            "http://www.no-such-host.gov.cn/2.pdf",
            "http://x.invalid/3.pdf",
        )
        site.replies["/long.html"] = notice(titles["long"], *(f"/f/long{n}.txt" for n in range(4)))
        long = "".join(f"第{n}条 适用于第{n}类企业。\n" for n in range(20_000))
        site.replies |= {f"/f/long{n}.txt": Reply(body=long.encode(), kind="text/plain") for n in range(4)}
        site.replies["/f/1.docx"] = Reply(body=files.word("申报指南", f"支持{WORDS}。"), kind=FILE)
        site.replies["/f/scan.pdf"] = Reply(body=files.pdf([]), kind="application/pdf")
        site.replies["/f/bomb.docx"] = site.replies["/bomb.docx"] = Reply(body=BOMB, kind=FILE)
        site.replies["/f/cut.pdf"] = Reply(body=files.pdf(["通知"])[:90], kind="application/pdf")
        site.replies["/f/hangs.doc"] = Reply(hang=60)
        site.replies |= {f"/f/{n}.txt": Reply(body=f"第{n}份表格".encode(), kind="text/plain") for n in range(2, 12)}
        site.replies["/row.pdf"] = Reply(
            body=files.pdf(
                ["济南市科学技术局文件", "济科发〔2026〕9号", "创新券管理办法", "济南市科学技术局", "2026年9月20日"]
            ),
            kind="application/pdf",
        )
        house.source("files", f"{site.url}/list.html", "[fetching]", "timeout = 1")
        began = time.monotonic()
        first = house.run("crawl", "files", "--json")
        seconds = time.monotonic() - began
        for name in titles:
            page = site.replies[f"/{name}.html"]
            assert isinstance(page, Reply)
            site.replies[f"/{name}.html"] = Reply(body=page.body.replace(b"</body>", b"<!-- anew --></body>"))
        again = house.run("crawl", "files", "--recheck", "--json")
        exported = [json.loads(line) for line in house.run("export").out.splitlines()]
        yield Rounds(
            site=site,
            house=house,
            first=first,
            seconds=seconds,
            again=again,
            documents={row["title"]: row for row in exported},
        )


def attached(rounds: Rounds, title: str) -> list[tuple[str | None, str | None]]:
    return [(file["text"], file["note"]) for file in rounds.documents[title]["attachments"]]


def test_a_notice_that_is_only_its_docx_is_found_by_the_words_in_it(rounds: Rounds) -> None:
    found = rounds.house.run("search", WORDS, "--json").rows
    assert {hit["title"] for hit in found} == {"关于申报专项的通知", "关于许多附件的通知"}
    assert all(WORDS in hit["snippet"] for hit in found)
    assert attached(rounds, "关于申报专项的通知")[0] == (f"申报指南\n支持{WORDS}。", None)


def test_a_scan_is_marked(rounds: Rounds) -> None:
    assert attached(rounds, "关于申报专项的通知")[1] == ("", "needs_ocr")


def test_files_that_cannot_be_had_neither_fail_nor_hold_up_their_document(rounds: Rounds) -> None:
    assert rounds.first.by_source["files"]["new"] == 7
    assert rounds.first.code == 0
    bomb, cut, gone, hangs = attached(rounds, "关于坏文件的通知")
    assert bomb == ("", "too large: 1,073,741,824 bytes when unpacked")
    assert cut[1] is not None
    assert cut[1].startswith("damaged")
    assert gone == (None, "not fetched: HTTP 404")
    assert hangs[1] is not None
    assert "did not answer in time" in hangs[1]
    dead = attached(rounds, "关于附件在别处的通知")
    assert [note is not None and note.startswith("not fetched") for _, note in dead] == [True] * 3
    assert rounds.seconds < 40


def test_no_more_than_eight_files_of_a_document_are_asked_for_and_each_once(rounds: Rounds) -> None:
    many = attached(rounds, "关于许多附件的通知")
    assert [note for _, note in many] == [None] * 8 + ["not fetched: more than 8 files"] * 3
    asked = rounds.site.asked()
    assert asked["/f/1.docx"] == 2  # once a round, though two documents link to it
    assert asked["/f/scan.pdf"] == asked["/f/2.txt"] == 2
    assert asked["/f/10.txt"] == 0


def test_the_files_of_one_document_do_not_fill_the_archive(rounds: Rounds) -> None:
    long = attached(rounds, "关于长附件的通知")
    assert sum(len(text or "") for text, _ in long) <= 400_000
    assert [note for _, note in long][2:] == ["not fetched: the files before it say enough"] * 2


def test_looking_again_at_pages_says_nothing_new_about_their_files(rounds: Rounds) -> None:
    row = rounds.again.by_source["files"]
    assert (row["new"], row["revised"], row["outcome"]) == (0, 0, "quiet")


def test_a_row_that_is_a_file_has_its_text_and_the_fields_it_tells(rounds: Rounds) -> None:
    found = rounds.documents["关于印发办法的公告"]
    assert (found["text"], found["published"], found["signed"]) == ("", "2026-09-21", "2026-09-20")
    assert (found["number"], found["issuer"], found["region"]) == ("济科发〔2026〕9号", "济南市科学技术局", "370100")
    assert "创新券管理办法" in found["attachments"][0]["text"]
    assert attached(rounds, "关于炸弹的公告") == [("", "too large: 1,073,741,824 bytes when unpacked")]


def test_a_source_may_leave_its_files_where_they_are(tmp_path: Path) -> None:
    house = House(tmp_path)
    with sites.serve() as site:
        site.replies["/list.html"] = sites.rows([("/a.html", "关于申报的通知", "2026-09-24")])
        site.replies["/a.html"] = notice("关于申报的通知", "/f/1.docx")
        house.source("files", f"{site.url}/list.html", "[detail]", "attachments_text = false")
        assert house.run("crawl", "files", "--json").by_source["files"]["new"] == 1
        assert site.count("/f/1.docx") == 0


def test_a_round_told_to_stop_leaves_a_document_whose_files_are_not_all_there_for_the_next(tmp_path: Path) -> None:
    house = House(tmp_path)
    with sites.serve() as site:
        site.replies["/list.html"] = sites.rows([("/a.html", "关于申报的通知", "2026-09-24")])
        site.replies["/a.html"] = notice("关于申报的通知", "/f/slow.txt", "/f/1.docx")
        site.replies["/f/slow.txt"] = Reply(body="申报表".encode(), kind="text/plain", hang=2)
        site.replies["/f/1.docx"] = Reply(body=files.word(WORDS), kind=FILE)
        house.source("files", f"{site.url}/list.html")
        with house.begun("crawl", "files") as first:
            wait_until(lambda: site.arrived["/f/slow.txt"] >= 1)
            first.send_signal(signal.SIGTERM)
            first.communicate(timeout=40)
        assert (first.returncode, site.count("/f/1.docx"), house.titles()) == (0, 0, [])
        assert house.run("crawl", "files", "--json").by_source["files"]["new"] == 1
        assert len(house.run("search", WORDS, "--json").rows) == 1


def test_a_file_replaced_under_its_address_is_a_revision_though_its_page_is_as_it_was(tmp_path: Path) -> None:
    house = House(tmp_path)
    with sites.serve() as site:
        site.replies["/list.html"] = sites.rows([("/a.html", "关于申报专项的通知", "2026-09-24")])
        site.replies["/a.html"] = notice("关于申报专项的通知", "/f/1.docx", "/f/2.docx")
        site.replies["/f/1.docx"] = Reply(body=files.word("申报指南", "每家企业支持二十万元。"), kind=FILE)
        site.replies["/f/2.docx"] = Reply(body=files.word("申报书", "单位名称"), kind=FILE)
        house.source("files", f"{site.url}/list.html")
        assert house.run("crawl", "files", "--json").by_source["files"]["new"] == 1
        assert house.run("crawl", "files", "--recheck", "--json").by_source["files"]["revised"] == 0
        site.replies["/f/1.docx"] = Reply(body=files.word("申报指南", "每家企业支持三十万元。"), kind=FILE)
        again = house.run("crawl", "files", "--recheck", "--json")
        assert again.by_source["files"]["revised"] == 1, again.err
        found = house.run("search", "三十万元", "--json").rows
        assert [hit["title"] for hit in found] == ["关于申报专项的通知"]
        assert house.run("search", "二十万元", "--json").rows == []
        diff = house.run("show", str(found[0]["id"]), "--diff").out
        assert "- 每家企业支持二十万元。" in diff
        assert "+ 每家企业支持三十万元。" in diff
        assert house.run("crawl", "files", "--recheck", "--json").by_source["files"]["revised"] == 0
