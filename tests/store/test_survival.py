"""Several processes at once, and processes that are killed."""

from __future__ import annotations

import multiprocessing
import random
from datetime import date, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from store import care, documents, frontier, mending, outbox, raw
from store.connection import Archive, connect
from store.documents import Verdict
from store.frontier import Row, Validators
from tests.store.arrivals import DAY, NOW, arrival

SPAWN = multiprocessing.get_context("spawn")
LIST = "https://a.gov.cn/list"


def text(number: int) -> str:
    return f"第{number}号：现将有关事项通知如下，请各单位认真组织实施并按时报送材料。" * 5


def record_all(path: Path, host: str, count: int, together: Barrier) -> None:
    db = connect(path)
    together.wait(20)
    order = list(range(count))
    random.Random(host).shuffle(order)  # the same order would let the first always win
    for number in order:
        documents.record(db, arrival(f"https://{host}/{number}", source=host, text=text(number)))
        documents.record(db, arrival(f"https://both.cn/{number}", source=host, text=text(number)))
    db.close()


def test_processes_that_record_the_same_words_and_urls_at_once_make_one_document_of_each(path: Path) -> None:
    connect(path).close()
    count, hosts = 40, ("a.gov.cn", "b.cn")
    together = SPAWN.Barrier(2)
    processes = [SPAWN.Process(target=record_all, args=(path, host, count, together)) for host in hosts]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]

    db = connect(path)
    kept = list(documents.each(db))
    assert len(kept) == count
    assert {archived.sightings for archived in kept} == {3}
    assert all(archived.document.url and archived.document.url.startswith("https://a.gov.cn/") for archived in kept)
    told = [change.kind for change in outbox.unmatched(db, 1000)]
    assert told.count("new") == count
    consistent(db)
    db.close()


def crawl_forever(path: Path, seed: int) -> None:
    """What a crawl does, over and over; prints nothing, keeps everything."""
    db = connect(path)
    number = seed * 100_000
    while True:
        urls = [f"https://a.gov.cn/{number + step}" for step in range(4)]
        frontier.discover(
            db,
            source="a",
            list_url=LIST,
            rows=[Row(url=url, published=DAY) for url in urls],
            validators=Validators(etag=str(number)),
            tell_since=None,
            now=NOW,
        )
        for page in frontier.waiting(db, "a", NOW, 4):
            digest = raw.keep(db, page.url.encode() * 50)
            documents.record(db, arrival(page.url, text=text(number), title=f"第{number}号", raw=digest))
            number += 1


def test_a_crawl_killed_anywhere_leaves_a_whole_archive_and_loses_no_page(path: Path) -> None:
    connect(path).close()
    luck = random.Random(7)
    for seed in range(4):
        process = SPAWN.Process(target=crawl_forever, args=(path, seed))
        process.start()
        before = recorded(path)
        while recorded(path) < before + luck.randint(1, 25):  # killed while it works, not while it starts
            process.join(0.01)
        process.kill()
        process.join(20)

        db = connect(path)
        consistent(db)
        # Whatever the list named is either recorded or still waits, though the list would now answer "not modified".
        found = {url for (url,) in db.execute("select url from pages")}
        kept = {sighting.url for sighting in documents.each_sighting(db)}
        assert found - kept == {page.url for page in frontier.waiting(db, "a", NOW, 1000)}
        assert kept <= found
        for sighting in documents.each_sighting(db):
            assert raw.fetch(db, sighting.raw or "") == sighting.url.encode() * 50
        db.close()


def recorded(path: Path) -> int:
    db = connect(path)
    (count,) = db.execute("select count(*) from documents").fetchone()
    db.close()
    return int(count)


def consistent(db: Archive) -> None:
    """Everything the archive says must hold together, after whatever happened to it."""
    assert [finding for finding in care.examine(db) if not finding.ok] == []
    assert db.execute("pragma integrity_check").fetchone() == ("ok",)
    db.conn.execute("insert into search (search) values ('integrity-check')")
    for broken, question in PROMISES.items():
        assert db.execute(question).fetchall() == [], broken


PROMISES = {
    "a document's original is one of its sightings": """
        select d.id from documents d
        left join sightings s on s.url = d.url and s.document_id = d.id
        where s.id is null or s.wording is null
    """,
    "a document says what its original's page says": """
        select d.id from documents d
        join sightings s on s.url = d.url
        where d.fingerprint is not null and d.fingerprint <> s.wording
    """,
    "every document was announced": """
        select id from documents
        where id not in (select document_id from changes where kind = 'new')
    """,
    "every recorded page is settled": """
        select p.url from pages p
        join sightings s on s.url = p.url
        where p.state = 'waiting'
    """,
    "a document's day is its place's": """
        select id from documents
        where place >> 20 <> cast(julianday(coalesce(published, substr(first_seen, 1, 10))) - 2440587.5 as integer)
    """,
}


HOSTS = ("https://a.gov.cn/1", "https://b.gov.cn/1", "https://news.cn/1", "https://daily.cn/1")
Look = tuple[str, int, date | None, str]
LOOKS = st.lists(
    st.tuples(
        st.sampled_from(HOSTS),
        st.sampled_from((1, 2, 3, 0)),  # which text; 0 is a short one
        st.sampled_from((DAY, None, DAY - timedelta(days=1))),
        st.sampled_from(("关于申报的通知", "关于申报的公告")),
    ),
    max_size=12,
)


def test_what_a_page_said_before_its_document_became_one_with_another_comes_back_with_a_split(path: Path) -> None:
    db = connect(path)
    looks: list[Look] = [
        ("https://a.gov.cn/1", 1, DAY, "关于申报的通知"),
        ("https://b.gov.cn/1", 2, DAY, "关于申报的通知"),
        ("https://b.gov.cn/1", 1, DAY, "关于申报的通知"),
        ("https://news.cn/1", 1, DAY, "关于申报的通知"),
    ]
    look_at(db, looks)
    (one,) = documents.each(db)
    own = mending.split(db, one.id, "https://b.gov.cn/1", now=NOW + timedelta(days=1))
    assert [revision.text for revision in documents.revisions(db, own)] == [text(2)]
    db.close()


@settings(max_examples=40, deadline=None)
@given(LOOKS)
@example(
    [
        ("https://a.gov.cn/1", 1, DAY, "关于申报的通知"),
        ("https://b.gov.cn/1", 2, DAY, "关于申报的通知"),
        ("https://b.gov.cn/1", 1, DAY, "关于申报的通知"),
        ("https://news.cn/1", 1, DAY, "关于申报的通知"),
    ]
)
def test_whatever_pages_show_the_archive_keeps_every_wording_and_every_url(
    looks: list[Look],
) -> None:
    with TemporaryDirectory() as folder:
        db = connect(Path(folder) / "archive.db")
        try:
            look_at(db, looks)
        finally:
            db.close()


def look_at(db: Archive, looks: list[Look]) -> None:
    said: set[str] = set()
    for step, (url, which, published, title) in enumerate(looks):
        words = text(which) if which else "详见附件。"
        now = NOW + timedelta(hours=step)
        arrived = arrival(url, source=url, text=words, title=title, published=published, seen_at=now)
        recorded = documents.record(db, arrived)
        said.add(words)
        assert documents.find(db, url) == recorded.document_id
        assert (recorded.change_id is None) == (recorded.verdict is Verdict.UNCHANGED)
        again = documents.record(db, arrived)
        assert (again.verdict, again.document_id, again.change_id) == (
            Verdict.UNCHANGED,
            recorded.document_id,
            None,
        )
    consistent(db)
    kept = {archived.document.text for archived in documents.each(db)}
    # Of a document that was found to be one with another, what it said before waits here for a split.
    kept |= {said_before for (said_before,) in db.conn.execute("select text from revisions")}
    assert kept == said
    assert {sighting.url for sighting in documents.each_sighting(db)} == {url for url, *_ in looks}
