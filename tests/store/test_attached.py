from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlite_utils import Database

from extract.document import Attachment
from store import attached, documents, query, search
from store.documents import Telling, Verdict, record
from tests.store.arrivals import NOW, OTHER, TEXT, arrival

URL = "https://kjj.jinan.gov.cn/art/2026/9/23/art_1_2.html"
FORM = Attachment(name="申领表.docx", url="https://kjj.jinan.gov.cn/files/1.docx", kind="docx")
LIST = Attachment(name="名单.pdf", url="https://kjj.jinan.gov.cn/files/2.pdf", kind="pdf")
READ = Attachment(name=FORM.name, url=FORM.url, kind="docx", text="填写量子密钥项目", note="cut short")
LATER = NOW + timedelta(days=3)


def hits(db: Database, words: str) -> list[str]:
    return [hit.title for hit in search.search(db, query.parse(words))]


def test_words_of_a_file_find_its_document(db: Database) -> None:
    record(db, arrival(said={"attachments": (READ,)}))
    assert hits(db, "量子密钥") == ["关于申领科技创新券的通知"]


def test_what_is_known_of_a_pages_files_need_not_be_asked_for(db: Database) -> None:
    page = arrival(URL, said={"attachments": (FORM, LIST)}).document
    assert attached.known(db, URL, page) == page
    record(db, arrival(URL, said={"attachments": (READ, LIST)}))
    assert attached.known(db, URL, page) == replace(page, attachments=(READ, LIST))
    record(db, arrival("https://news.example.cn/1.html", source="news"))
    assert attached.known(db, "https://news.example.cn/1.html", page) is None


def test_what_a_file_says_outlives_looks_that_did_not_read_it(db: Database) -> None:
    id = record(db, arrival(URL, said={"attachments": (READ,)})).document_id
    for text, telling, verdict in (
        (TEXT, Telling.EACH, Verdict.UNCHANGED),
        (TEXT, Telling.SILENT, Verdict.UNCHANGED),
        (OTHER, Telling.EACH, Verdict.REVISED),
    ):
        again = arrival(URL, text=text, said={"attachments": (FORM,)}, seen_at=LATER, telling=telling)
        assert record(db, again).verdict is verdict
        archived = documents.get(db, id)
        assert archived is not None
        assert archived.document.attachments == (READ,)
    assert hits(db, "量子密钥") == ["关于申领科技创新券的通知"]


def test_why_a_file_could_not_be_had_is_kept_too(db: Database) -> None:
    tried = Attachment(name=FORM.name, url=FORM.url, kind="docx", note="not fetched: HTTP 500")
    id = record(db, arrival(URL, said={"attachments": (tried,)})).document_id
    record(db, arrival(URL, text=OTHER, said={"attachments": (FORM,)}, seen_at=LATER))
    archived = documents.get(db, id)
    assert archived is not None
    assert archived.document.attachments == (tried,)


def test_a_file_read_at_a_later_look_can_be_found_from_then_on(db: Database) -> None:
    record(db, arrival(URL, said={"attachments": (FORM,)}))
    assert hits(db, "量子密钥") == []
    assert record(db, arrival(URL, said={"attachments": (READ,)}, seen_at=LATER)).verdict is Verdict.UNCHANGED
    assert hits(db, "量子密钥") == ["关于申领科技创新券的通知"]
