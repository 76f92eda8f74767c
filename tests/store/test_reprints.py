from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from extract.document import Document
from store import connection, documents, links, mending, outbox, sketches, subscriptions, wordings
from store.documents import Arrival, Verdict, record
from store.outbox import NewAlert
from tests.store.arrivals import NOW, OTHER
from tests.store.reprints import BODY, COMMENTARY, FOOTER, HEADER, NOTICE, OTHERS, TITLE, WHOLE

ORIGINAL = "https://kjj.jinan.gov.cn/2026/14.html"
DAILY = "https://daily.example.cn/9/24.html"
LATER = NOW + timedelta(days=2)
RAISED = NOTICE.replace("不超过十万元", "不超过二十万元")


def arrival(url: str = ORIGINAL, text: str = NOTICE, title: str = TITLE, source: str | None = None) -> Arrival:
    document = Document(url=url, title=title, text=text, published=date(2026, 9, 23))
    return Arrival(document=document, url=url, source=source or url.split("/")[2], seen_at=NOW)


def verdicts(db: Database, id: int) -> dict[str, str]:
    return {sighting.url: str(sighting.verdict) for sighting in documents.sightings(db, id)}


def kinds(db: Database) -> list[str]:
    return [change.kind for change in outbox.unmatched(db, 100)]


def text_of(db: Database, id: int) -> str:
    found = documents.get(db, id)
    assert found is not None
    return found.document.text


def test_a_reprint_with_the_sites_words_around_it_is_a_sighting_whose_own_words_are_kept(db: Database) -> None:
    id = record(db, arrival()).document_id
    noisy = record(db, arrival(DAILY, WHOLE["slips"]))
    assert (noisy.verdict, noisy.document_id) == (Verdict.NOISY, id)
    assert kinds(db) == ["new", "copy"]
    (kept,) = wordings.of(db, id)
    assert (kept.url, kept.document.text) == (DAILY, WHOLE["slips"])
    assert kept.evidence["shared"] > 0.9
    assert text_of(db, id) == NOTICE


def test_the_original_is_shown_whichever_page_came_first(db: Database) -> None:
    id = record(db, arrival(DAILY, WHOLE["site's words"])).document_id
    original = record(db, arrival())
    assert original.document_id == id
    assert text_of(db, id) == NOTICE
    assert kinds(db) == ["new", "original"]
    assert [(kept.url, kept.document.text) for kept in wordings.of(db, id)] == [(DAILY, WHOLE["site's words"])]
    assert verdicts(db, id) == {DAILY: "noisy", ORIGINAL: "new"}


def test_of_two_sites_of_the_same_standing_the_earlier_page_is_the_original(db: Database) -> None:
    late = arrival(DAILY, WHOLE["site's words"])
    early = arrival("https://other.example.cn/1", WHOLE["related articles"])
    early = replace(early, document=replace(early.document, published=date(2026, 9, 22)))
    for pages in ((late, early), (early, late)):
        id = 0
        for page in pages:
            id = record(db, page).document_id
        assert text_of(db, id) == WHOLE["related articles"]
        documents.forget(db, id)


@pytest.mark.parametrize("original_first", [True, False])
def test_an_altered_reprint_is_told_with_the_passages_side_by_side(db: Database, original_first: bool) -> None:
    pair = [arrival(), arrival(DAILY, RAISED)]
    for one in pair if original_first else reversed(pair):
        id = record(db, one).document_id
    assert verdicts(db, id) == {ORIGINAL: "new", DAILY: "altered"}
    change = next(change for change in outbox.unmatched(db, 9) if change.kind == "altered")
    (kept,) = wordings.of(db, id)
    assert kept.evidence["passages"] == [
        {
            "kind": "figure",
            "original": next(line for line in BODY.splitlines() if "十万元" in line),
            "reprint": next(line for line in RAISED.splitlines() if "二十万元" in line),
        }
    ]
    assert change.detail["passages"] == kept.evidence["passages"]


def test_parts_quotations_and_renewals_are_documents_of_their_own_that_know_each_other(db: Database) -> None:
    id = record(db, arrival()).document_id
    part = record(db, arrival("https://a.example.cn/1", NOTICE[:300] + "……\n点击查看全文"))
    report = record(db, arrival("https://a.example.cn/2", f"{COMMENTARY}\n{NOTICE}\n{COMMENTARY}", "创新券来了"))
    title, text = OTHERS["next year"]
    renewal = record(db, arrival("https://kjj.jinan.gov.cn/2027/9.html", text, title))
    assert [one.verdict for one in (part, report, renewal)] == [Verdict.PART, Verdict.PART, Verdict.SERIES]
    assert len({id, part.document_id, report.document_id, renewal.document_id}) == 4
    near = {(one.document_id, one.kind) for one in links.of(db, id) if one.other_id == id}
    assert near == {(part.document_id, "part"), (report.document_id, "part"), (renewal.document_id, "series")}
    (series,) = (one for one in links.of(db, renewal.document_id) if one.other_id == id)
    assert {"fact": "year", "ours": "2027年", "theirs": "2026年"} in series.evidence["conflicts"]


def test_a_noisy_page_that_only_counts_its_visitors_stays_where_it_is(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(DAILY, f"{HEADER}\n{NOTICE}"))
    again = record(db, arrival(DAILY, f"{HEADER.replace('5321', '6001')}\n{NOTICE}\n{FOOTER}"))
    assert (again.verdict, again.document_id) == (Verdict.UNCHANGED, id)
    assert wordings.of(db, id)[0].document.text.endswith(FOOTER)


def test_a_page_that_was_split_off_stays_apart_and_merging_undoes_it(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(DAILY, WHOLE["slips"]))
    own = mending.split(db, id, DAILY, now=LATER)
    assert own != id
    assert text_of(db, own) == WHOLE["slips"]
    assert kinds(db)[-1] == "new"
    assert record(db, arrival(DAILY, WHOLE["slips"])).document_id == own
    assert mending.rejudge(db, own, now=LATER) == own
    assert mending.merge(db, own, id, now=LATER) == id
    assert verdicts(db, id) == {ORIGINAL: "new", DAILY: "noisy"}
    assert documents.get(db, own) is None
    assert record(db, arrival(DAILY, WHOLE["slips"] + "。")).document_id == id


def test_splitting_the_shown_page_off_leaves_the_best_of_the_others(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(DAILY, WHOLE["site's words"]))
    own = mending.split(db, id, ORIGINAL, now=LATER)
    assert (text_of(db, own), text_of(db, id)) == (NOTICE, WHOLE["site's words"])
    assert verdicts(db, id) == {DAILY: "new"}


def test_a_split_that_cannot_be_says_why(db: Database) -> None:
    id = record(db, arrival()).document_id
    with pytest.raises(mending.Unruly, match="nothing to split"):
        mending.split(db, id, ORIGINAL, now=LATER)
    with pytest.raises(mending.Unruly, match="was not seen at"):
        mending.split(db, id, DAILY, now=LATER)
    with pytest.raises(mending.Unruly, match="one document already"):
        mending.merge(db, id, id, now=LATER)


def test_merged_documents_keep_their_versions_and_give_them_back(db: Database) -> None:
    id = record(db, arrival()).document_id
    other = record(db, arrival(DAILY, OTHER, "养护通知")).document_id
    record(db, arrival(DAILY, OTHER + "四、另行通知。", "养护通知"))
    mending.merge(db, id, other, now=LATER)
    assert documents.revisions(db, id) == []
    own = mending.split(db, id, DAILY, now=LATER)
    assert [revision.text for revision in documents.revisions(db, own)] == [OTHER]
    assert text_of(db, own) == OTHER + "四、另行通知。"


def test_judging_anew_takes_out_what_no_longer_belongs_and_joins_what_does(db: Database) -> None:
    id = record(db, arrival()).document_id
    other = record(db, arrival(DAILY, OTHER, "养护通知")).document_id
    mending.absorb(db, id, other, now=LATER)  # as a worse judge would have
    assert mending.rejudge(db, id, now=LATER) == id
    assert verdicts(db, id) == {ORIGINAL: "new"}
    assert documents.find(db, DAILY) != id


def test_a_forgotten_document_attracts_nothing(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(DAILY, WHOLE["slips"]))
    documents.forget(db, id)
    assert record(db, arrival("https://c.example.cn/1", WHOLE["traditional"])).verdict is Verdict.NEW


def test_the_sketches_can_be_built_anew(db: Database) -> None:
    id = record(db, arrival()).document_id
    record(db, arrival(DAILY, WHOLE["slips"]))
    with connection.transaction(db):
        assert sketches.rebuild(db) == 2
    assert record(db, arrival("https://c.example.cn/1", WHOLE["traditional"])).document_id == id


def test_recording_the_same_pages_in_any_order_makes_the_same_documents(tmp_path: Path) -> None:
    pages = [arrival()]
    pages += [arrival(f"https://w{n}.example.cn/", text) for n, text in enumerate(WHOLE.values())]
    pages.append(arrival("https://altered.example.cn/", RAISED))
    pages += [arrival(f"https://o{n}.gov.cn/", text, title) for n, (title, text) in enumerate(OTHERS.values())]
    title, text = OTHERS["next year"]
    pages.append(arrival("https://reprint.example.cn/", f"{HEADER}\n{text}", title))
    pages.append(arrival("https://part.example.cn/", NOTICE[:300] + "……"))
    partitions = set()
    for order in range(8):
        db = connection.connect(tmp_path / f"{order}.db")
        for page in random.Random(order).sample(pages, len(pages)):
            record(db, page)
        members: dict[int, set[str]] = {}
        for sighting in documents.each_sighting(db):
            members.setdefault(sighting.document_id, set()).add(sighting.url)
        partitions.add(frozenset(map(frozenset, members.values())))
        db.close()
    (only,) = partitions
    assert sorted(map(len, only)) == [1, 1, 1, 1, 2, 7]


def test_a_lost_decimal_point_makes_a_reprint_altered(db: Database) -> None:
    said = NOTICE.replace("不超过十万元", "不超过营业收入的3.5%")
    id = record(db, arrival(text=said)).document_id
    reprint = record(db, arrival(DAILY, said.replace("3.5%", "35%")))
    assert (reprint.verdict, reprint.document_id) == (Verdict.ALTERED, id)
    assert record(db, arrival(DAILY.replace("24", "25"), said.replace("3.5%", "３．５％"))).verdict is Verdict.COPY


def test_a_piece_of_a_release_is_told_only_to_who_has_not_heard_of_the_release(db: Database) -> None:
    heard, unheard = (
        subscriptions.add(db, name=name, query="", channels=[f"json://{name}"], now=NOW)
        for name in ("heard", "unheard")
    )
    told: dict[int, list[int]] = {}

    def match(*matching: subscriptions.Subscription) -> None:
        for change in outbox.unmatched(db, 10):
            alerts = [NewAlert(subscription_id=one.id, kind="release", due=NOW) for one in matching]
            outbox.decide(db, change.id, alerts, NOW)
            told[change.document_id] = [
                id
                for (id,) in db.execute(
                    "select subscription_id from alerts where change_id = ? order by 1", (change.id,)
                )
            ]

    whole = record(db, arrival()).document_id
    match(heard)
    piece = record(db, arrival("https://a.example.cn/1", NOTICE[:300] + "……\n点击查看全文")).document_id
    report = record(
        db, arrival("https://a.example.cn/2", f"{COMMENTARY}\n{NOTICE}\n{COMMENTARY}", "创新券来了")
    ).document_id
    match(heard, unheard)
    assert told == {whole: [heard.id], piece: [unheard.id], report: [heard.id, unheard.id]}
    assert outbox.piece_of(db, piece, heard.id) == whole
    assert outbox.piece_of(db, report, heard.id) is None
    with db.conn:  # what bears a number of its own is a release, and so is what says much that the other does not
        for number, (id, said) in enumerate(((whole, "济科发〔2026〕1号"), (piece, "济科发〔2026〕2号"))):
            db.execute("update documents set number = ? where id = ?", (said, id))
            assert outbox.piece_of(db, piece, heard.id) == (None if number else whole)
        db.execute("update documents set number = null where id = ?", (piece,))
        db.execute("update links set evidence = json_set(evidence, '$.ours', 0.68) where document_id = ?", (piece,))
    assert outbox.piece_of(db, piece, heard.id) is None
