from __future__ import annotations

import itertools
from datetime import date

from store import documents, lifeline
from store.connection import Archive
from tests.store.arrivals import arrival

FILLING = "请各区县科技局、各有关单位结合实际认真组织落实，并将执行中的问题及时反馈。"
HOST = "https://kjj.jinan.gov.cn"
SAID = {"issuing_region": "370100", "issuer": "济南市科学技术局"}


def put(db: Archive, path: str, title: str, day: date, text: str = "", **said: object) -> int:
    words = f"{title}。{text}{FILLING * 3}{path * 30}"
    made = arrival(f"{HOST}/{path}", title=title, text=words, published=day, said={**SAID, **said})
    return documents.record(db, made).document_id


DRAFT = ("draft", "关于公开征求《济南市创新券管理办法（征求意见稿）》意见的公告", date(2025, 11, 3))
ISSUED = ("issued", "关于印发《济南市创新券管理办法》的通知", date(2026, 1, 10))
TOLD = ("told", "《济南市创新券管理办法》政策解读", date(2026, 1, 12))


def test_draft_text_and_interpretation_find_each_other_in_whatever_order_they_came(db: Archive) -> None:
    for number, order in enumerate(itertools.permutations((DRAFT, ISSUED, TOLD))):
        city = f"{number}号城"  # another subject each time
        ids = {path: put(db, f"{path}{number}", title.replace("济南市", city), day) for path, title, day in order}
        for id in ids.values():
            steps = lifeline.of(db, id).steps
            assert [(step.id, step.stage) for step in steps] == [
                (ids["draft"], "draft"),
                (ids["issued"], "issued"),
                (ids["told"], "interpretation"),
            ]


def test_the_same_title_of_another_city_is_another_life(db: Archive) -> None:
    mine = put(db, "a", "关于印发《科技创新券管理办法》的通知", date(2026, 1, 1))
    put(db, "b", "《科技创新券管理办法》解读", date(2026, 1, 2), issuing_region="330700", issuer="金华市科技局")
    assert lifeline.of(db, mine).steps == ()


def test_a_call_and_its_result_are_one_life_where_one_body_speaks(db: Archive) -> None:
    call = put(db, "call", "关于组织申报2026年度科技创新券的通知", date(2026, 2, 1))
    result = put(db, "result", "关于2026年度科技创新券拟兑付名单的公示", date(2026, 6, 1))
    put(db, "other", "关于组织申报2026年度科技创新券的通知", date(2026, 2, 1), issuer="济南市财政局", number="x")
    documents.record(
        db,
        arrival(
            "https://czj.example.gov.cn/1",
            source="czj",
            title="关于组织申报2026年度科技创新券的通知",
            text="财政局另行通知" * 30,
            said={**SAID, "issuer": "济南市财政局"},
        ),
    )
    steps = lifeline.of(db, result).steps
    assert {call, result} <= {step.id for step in steps}
    assert all("财政" not in step.title for step in steps)


def test_what_a_document_cites_and_what_cites_it(db: Archive) -> None:
    old = put(db, "old", "关于印发《济南市创新券管理办法》的通知", date(2020, 1, 10), number="济科发〔2020〕3号")
    new = put(
        db,
        "new",
        "关于印发《济南市科技创新券实施细则》的通知",
        date(2026, 1, 10),
        text="根据《中华人民共和国科学技术进步法》，制定本细则。《济南市创新券管理办法》（济科发〔2020〕3号）同时废止。",
        number="济科发〔2026〕5号",
    )
    cites = lifeline.of(db, new).cites
    assert [(one.relation, one.number, one.document.id if one.document else None) for one in cites] == [
        ("repeals", "济科发〔2020〕3号", old),
        ("basis", None, None),
    ]
    assert [(one.relation, one.document.id) for one in lifeline.of(db, old).cited_by] == [("repeals", new)]


def test_the_number_in_the_head_of_a_text_is_no_citation(db: Archive) -> None:
    day, text = date(2026, 1, 10), "济科发〔2026〕12号\n各区县科技局："
    mine = put(db, "mine", "关于组织申报创新券的通知", day, text, number="济科发〔2026〕12号")
    assert lifeline.of(db, mine).cites == ()
    assert lifeline.of(db, mine).cited_by == ()


def test_a_citation_by_name_means_the_paper_issued_before_not_its_draft(db: Archive) -> None:
    put(db, *DRAFT)
    issued = put(db, *ISSUED)
    later = put(
        db, "later", "关于组织开展创新券兑付工作的通知", date(2026, 3, 1), text="依据《济南市创新券管理办法》，"
    )
    cited = lifeline.of(db, later).cites[0]
    assert cited.document is not None
    assert cited.document.id == issued


def test_a_series_of_numbers_shows_its_gaps(db: Archive) -> None:
    for serial in (1, 2, 5):
        last = put(
            db,
            f"n{serial}",
            f"关于第{serial}件事情的安排意见",
            date(2026, 1, serial),
            number=f"济科发〔2026〕{serial}号",
        )
    series = lifeline.of(db, last).series
    assert series is not None
    assert (series.mark, series.year, series.known, series.missing) == ("济科发", 2026, (1, 2, 5), (3, 4))
    assert lifeline.marks(db, "济科") == [series]
    assert lifeline.marks(db, "济科", year=2025) == []


def test_a_document_that_is_forgotten_leaves_the_life_lines(db: Archive) -> None:
    draft, issued = put(db, *DRAFT), put(db, *ISSUED)
    documents.forget(db, draft)
    assert lifeline.of(db, issued).steps == ()
    assert db.execute("select count(*) from citations where document_id = ?", (draft,)).fetchone() == (0,)


def test_a_revision_is_read_anew(db: Archive) -> None:
    id = put(db, *ISSUED)
    again = arrival(
        f"{HOST}/issued",
        title="关于印发《济南市科技成果转化办法》的通知",
        text="依据《中华人民共和国促进科技成果转化法》制定。" + FILLING * 4,
        published=ISSUED[2],
        said=SAID,
    )
    assert documents.record(db, again).document_id == id
    assert [one.title for one in lifeline.of(db, id).cites] == ["中华人民共和国促进科技成果转化法"]
