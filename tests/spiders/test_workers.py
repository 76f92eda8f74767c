"""Readers that hang or crash take down nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, wait

import pytest

from extract.document import Document
from extract.page import Hints, Page, Unreadable
from spiders import workers
from spiders.workers import Workers
from tests.extract import files
from tests.spiders import site


@pytest.fixture(scope="module")
def readers() -> Iterator[Workers]:
    pool = Workers(2, seconds=1.5)
    pool.start()
    yield pool
    pool.close()


def hang() -> Document:
    while True:
        time.sleep(1)


def crash() -> Document:
    os._exit(7)


def page(number: int) -> Page:
    return Page(body=site.release(number).body, url=f"http://kjj.example.gov.cn/art/{number}.html", charset="utf-8")


def reason(future: Future[Document]) -> str:
    wrong = future.exception(timeout=30)
    assert wrong is not None
    return workers.why(wrong)


def test_a_hanging_and_a_crashing_page_cost_only_themselves(readers: Workers) -> None:
    hanging = readers._schedule(hang)
    crashing = readers._schedule(crash)
    fine = [readers.submit(page(n)) for n in range(12)]
    wait(fine, timeout=40)
    assert [f.result().title for f in fine] == [f"关于创新券第{n}号工作的通知" for n in range(12)]
    assert "too long" in reason(hanging)
    assert "exit code 7" in reason(crashing)


def test_readers_give_way_to_who_brings_them_pages(readers: Workers) -> None:
    assert readers._schedule(os.nice, 0).result(timeout=30) > os.nice(0)


def test_an_unreadable_page_says_why(readers: Workers) -> None:
    wrong = readers.submit(Page(body=b"<html></html>", url="http://a.cn/")).exception(timeout=30)
    assert isinstance(wrong, Unreadable)
    assert workers.why(wrong) == wrong.why


def test_a_file_is_its_rows_title_and_an_attachment(readers: Workers) -> None:
    hints = Hints(title="济南市科学技术局关于印发《创新券管理办法》的通知", region="370100")
    row = Page(body=b"", url="http://kjj.example.gov.cn/files/2026.pdf", hints=hints)
    found = readers.submit_file(row, "pdf", "创新券管理办法.pdf").result(timeout=30)
    assert (found.title, found.text, found.city) == (hints.title, "", "济南市")
    assert [(a.name, a.kind, a.url) for a in found.attachments] == [("创新券管理办法.pdf", "pdf", row.url)]


def test_what_a_file_says_tells_its_fields_and_is_no_body(readers: Workers) -> None:
    data = files.word(
        "青禾市科学技术局文件", "青科〔2026〕9号", "现将创新券申领事项通知如下。", "青禾市科学技术局", "2026年9月24日"
    )
    said = readers.submit_attachment("通知.docx", "docx", data).result(timeout=30)
    assert "创新券申领" in said.text
    row = Page(body=b"", url="http://kjj.example.gov.cn/files/9.docx", hints=Hints(title="关于申领创新券的通知"))
    found = readers.submit_file(row, "docx", None, said).result(timeout=30)
    assert (found.text, found.number, found.issuer) == ("", "青科〔2026〕9号", "青禾市科学技术局")
    assert [a.text for a in found.attachments] == [said.text]


def test_a_pool_that_was_never_used_costs_nothing() -> None:
    Workers().close()


def test_readers_come_from_the_process_that_was_loaded_ahead_though_ctrl_c_reached_it() -> None:
    code = (
        "import os, signal\n"
        "from multiprocessing import forkserver\n"
        "from extract.page import Page\n"
        "from spiders import workers\n"
        "from tests.spiders import site\n"
        "workers.load()\n"
        "ahead = forkserver._forkserver._forkserver_pid\n"
        "os.kill(ahead, signal.SIGINT)\n"
        "pool = workers.Workers(1)\n"
        "said = pool.submit(Page(body=site.release(1).body, url='http://kjj.example.gov.cn/art/1.html')).result(60)\n"
        "print(bool(said.text), ahead == forkserver._forkserver._forkserver_pid)\n"
        "pool.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.strip(), done.stderr) == ("True True", "")


@pytest.mark.parametrize("ahead", ["", "workers.load()"])
def test_readers_that_cannot_be_started_are_said_once_and_closed_in_peace(ahead: str) -> None:
    code = (
        "import multiprocessing, sys\n"
        "from spiders import workers\n"
        "workers.PRELOAD = ['tests.spiders.no_reader']\n"
        f"{ahead}\n"
        "pool = workers.Workers(1)\n"
        "try:\n"
        "    pool.start()\n"
        "except workers.BrokenProcessPool as wrong:\n"
        "    print(workers.why(wrong))\n"
        "pool.close()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "all readers broke down; it will be read again")
