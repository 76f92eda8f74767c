from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.document import Attachment, Document
from store import dedup
from store.dedup import Claim, Facts, KnownUrl, KnownWording, Verdict, judge, judge_reread
from tests.store.arrivals import OTHER, TEXT
from tests.store.texts import TEXTS

NOTICE = Document(url=None, title="关于申领科技创新券的通知", text=TEXT)
FACTS = dedup.facts(NOTICE)
ELSEWHERE = dedup.facts(Document(url=None, title="关于农村公路养护的通知", text=OTHER))
TWIN = KnownWording(document_id=7, title=NOTICE.title)


def known(facts: Facts = FACTS, *, elected: bool = True) -> KnownUrl:
    return KnownUrl(document_id=3, elected=elected, facts=facts)


def facts(title: str = NOTICE.title, text: str = TEXT, **said: object) -> Facts:
    return dedup.facts(Document(url=None, title=title, text=text, **said))  # type: ignore[arg-type]


def test_the_fingerprint_ignores_script_width_case_spacing_and_punctuation() -> None:
    one = "关于开展“创新券”申领工作的通知（第3号）：请各区县科技局于7月1日前，通过 policywatch 系统组织企业完成申报。"
    other = "關於開展「創新券」申領工作的通知(第３号):\n請各區縣科技局於７月１日前通過PolicyWatch系統組織企業完成申報"
    assert dedup.fingerprint(one) == dedup.fingerprint(other)
    assert dedup.fingerprint(one) is not None


def test_the_fingerprint_tells_amounts_apart() -> None:
    assert dedup.fingerprint(TEXT) != dedup.fingerprint(TEXT.replace("十万元", "二十万元"))


def test_under_forty_characters_nothing_tells_documents_apart() -> None:
    assert dedup.fingerprint("详见附件。" * 9) is None  # 36 characters without the punctuation
    assert dedup.fingerprint("详见附件。" * 10) is not None
    assert facts(text="详见附件。").wording == facts(text="详见附件").wording


@given(st.lists(TEXTS, min_size=2, max_size=4), st.sampled_from(["，", " ", "\n", "。", "（", "\u200b"]))
def test_punctuation_anywhere_changes_no_wording(parts: list[str], mark: str) -> None:
    assert facts(text=mark.join(parts)).wording == facts(text="".join(parts)).wording


def test_an_unknown_url_with_unknown_words_is_new() -> None:
    judged = judge(FACTS, known_url=None, same_wording=[])
    assert (judged.verdict, judged.document_id) == (Verdict.NEW, None)


def test_an_unknown_url_with_known_words_is_a_copy() -> None:
    judged = judge(FACTS, known_url=None, same_wording=[TWIN])
    assert (judged.verdict, judged.document_id) == (Verdict.COPY, 7)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("2026年创新券申领通知", "2025年创新券申领通知"),
        ("创新券申领通知（第二批）", "创新券申领通知(第三批)"),
        ("２０２６年度公示", "2025年度公示"),
        ("2026年8月重点项目公示", "2026年9月重点项目公示"),
        ("2026年一季度抽检结果", "2026年二季度抽检结果"),
        ("2026年上半年抽检结果", "2026年下半年抽检结果"),
        ("关于注销3家企业资质的公告", "关于注销12家企业资质的公告"),
        ("补充通知（一）", "补充通知（二）"),
    ],
)
def test_the_same_form_letter_for_another_year_or_batch_is_no_copy(ours: str, theirs: str) -> None:
    judged = judge(facts(ours), known_url=None, same_wording=[KnownWording(document_id=7, title=theirs)])
    assert judged.verdict is Verdict.NEW


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("创新券申领通知（第二批）", "转发：创新券申领通知(第2批)"),
        ("第二十一批名单公示", "第21批名单公示"),
        ("关于印发“十四五”规划的通知", "【重磅】关于印发十四五规划的通知"),
        ("9月23日要闻：2026年申领通知", "2026年申领通知"),
    ],
)
def test_a_reprint_that_writes_its_title_another_way_is_a_copy(ours: str, theirs: str) -> None:
    judged = judge(facts(ours), known_url=None, same_wording=[KnownWording(document_id=7, title=theirs)])
    assert judged.verdict is Verdict.COPY


def test_the_same_words_with_other_files_of_the_same_server_are_no_copy() -> None:
    def file(url: str) -> tuple[Attachment, ...]:
        return (Attachment(name="名单.pdf", url=url, kind="pdf"),)

    known = KnownWording(document_id=7, title=NOTICE.title, attachments=file("https://a.gov.cn/8/P0826.pdf"))
    for url, verdict in (
        ("https://a.gov.cn/9/P0925.pdf", Verdict.NEW),
        ("https://a.gov.cn/9/P0826.pdf", Verdict.COPY),
        ("https://news.cn/files/1.pdf", Verdict.COPY),
    ):
        assert judge(facts(attachments=file(url)), known_url=None, same_wording=[known]).verdict is verdict
    assert judge(FACTS, known_url=None, same_wording=[known]).verdict is Verdict.COPY


def test_the_same_words_under_another_document_number_are_no_copy() -> None:
    sent_again = KnownWording(document_id=7, title=NOTICE.title, number="济科字〔2025〕14号")
    assert judge(facts(number="济科字〔2026〕3号"), known_url=None, same_wording=[sent_again]).verdict is Verdict.NEW
    assert judge(facts(number="济科字[2025]14号"), known_url=None, same_wording=[sent_again]).verdict is Verdict.COPY


def test_a_title_shortened_by_a_reprint_is_still_a_copy() -> None:
    full = KnownWording(document_id=7, title="关于申领2026年科技创新券（第二批）的通知")
    assert judge(facts("申领科技创新券…"), known_url=None, same_wording=[full]).verdict is Verdict.COPY


def test_the_same_page_again_is_unchanged() -> None:
    judged = judge(FACTS, known_url=known(), same_wording=[])
    assert (judged.verdict, judged.document_id) == (Verdict.UNCHANGED, 3)


def test_punctuation_and_spaces_are_no_revision() -> None:
    tidied = facts(title=" 关于申领《科技创新券》的通知 ", text=TEXT.replace("\n", " ").replace("，", ","))
    assert judge(tidied, known_url=known(), same_wording=[]).verdict is Verdict.UNCHANGED


A, B = (Attachment(name=name, url=f"https://a.gov.cn/{name}", kind="pdf") for name in ("申请表.pdf", "名单.pdf"))


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (facts(), facts(text=TEXT + "补充说明。"), ("text",)),
        (facts(text="详见附件"), facts(text="详见附件二"), ("text",)),
        (facts(), facts(title="关于延长申领期限的通知"), ("title",)),
        (facts(deadline=date(2026, 10, 1)), facts(deadline=date(2026, 11, 1)), ("deadline",)),
        (facts(number="1号"), facts(number="2号"), ("number",)),
        (facts(attachments=(A,)), facts(attachments=(A, B)), ("attachments",)),
        (facts(attachments=(A,)), facts(), ("attachments",)),
    ],
)
def test_new_wording_title_deadline_number_or_files_at_the_originals_url_are_a_revision(
    old: Facts, new: Facts, what: tuple[str, ...]
) -> None:
    judged = judge(new, known_url=known(old), same_wording=[])
    assert (judged.verdict, judged.document_id, judged.what) == (Verdict.REVISED, 3, what)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (facts(), facts(deadline=date(2026, 11, 1), number="2号")),
        (facts(deadline=date(2026, 11, 1), number="2号"), facts()),
        (facts(number="济科字〔2026〕3号"), facts(number="济科字[2026]3号")),
        (facts(attachments=(A,)), facts(attachments=(Attachment(name=A.name, url="https://b/x", kind="pdf"),))),
        (facts(attachments=(A,)), facts(attachments=(Attachment(name="表.pdf", url=A.url, kind="pdf"),))),
        (facts(attachments=(A, B)), facts(attachments=(B, A))),
    ],
)
def test_what_only_our_reader_or_the_server_changed_is_no_revision(old: Facts, new: Facts) -> None:
    assert judge(new, known_url=known(old), same_wording=[]).verdict is Verdict.UNCHANGED


def test_a_copy_that_changes_its_words_is_a_document_of_its_own() -> None:
    judged = judge(ELSEWHERE, known_url=known(elected=False), same_wording=[])
    assert (judged.verdict, judged.document_id) == (Verdict.NEW, None)


def test_a_copy_that_follows_its_original_still_belongs_to_it() -> None:
    followed = KnownWording(document_id=3, title=NOTICE.title)
    judged = judge(ELSEWHERE, known_url=known(elected=False), same_wording=[followed])
    assert (judged.verdict, judged.document_id) == (Verdict.UNCHANGED, 3)


def test_a_copy_that_now_shows_another_known_document_moves_there() -> None:
    judged = judge(ELSEWHERE, known_url=known(elected=False), same_wording=[TWIN])
    assert (judged.verdict, judged.document_id) == (Verdict.COPY, 7)


def test_what_only_our_reader_changed_never_moves_a_sighting() -> None:
    judged = judge_reread(ELSEWHERE, known_url=known(elected=False))
    assert (judged.verdict, judged.document_id) == (Verdict.UNCHANGED, 3)
    assert judge_reread(ELSEWHERE, known_url=known()).verdict is Verdict.REVISED


@pytest.mark.parametrize(
    "url",
    ["https://www.jinan.gov.cn/a", "http://gov.cn/", "https://www.gov.uk/x", "https://nasa.gov/", "https://x.go.jp/"],
)
def test_government_hosts_are_official(url: str) -> None:
    assert dedup.standing(url, mirror_of=None, own_site=False) == 0


@pytest.mark.parametrize(
    "url", ["https://news.cn/a", "https://jinan.gov.cn.evil.com/", "https://notgov.cn/", "x", "http://[gov.cn"]
)
def test_other_hosts_are_not(url: str) -> None:
    assert dedup.standing(url, mirror_of=None, own_site=False) > 0
    assert dedup.standing(url, mirror_of=None, own_site=True) == 0


def test_a_mirror_ranks_behind_its_kind() -> None:
    hosts = ("https://a.gov.cn/", "https://news.cn/")
    ranks = [dedup.standing(url, mirror_of=mirror, own_site=False) for url in hosts for mirror in (None, "b.gov.cn")]
    assert ranks == sorted(set(ranks))


def test_an_official_host_outranks_an_earlier_date_and_an_earlier_date_a_later_one() -> None:
    official = Claim(standing=0, published=date(2026, 9, 5))
    reprint = Claim(standing=2, published=date(2026, 9, 1))
    assert dedup.outranks(official, reprint)
    assert not dedup.outranks(reprint, official)
    assert dedup.outranks(Claim(standing=2, published=date(2026, 8, 31)), reprint)
    assert not dedup.outranks(Claim(standing=2, published=None), reprint)
    assert not dedup.outranks(reprint, reprint)


CLAIMS = st.builds(
    Claim, standing=st.integers(0, 3), published=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 5))
)


@given(CLAIMS, CLAIMS)
def test_two_originals_never_outrank_each_other(one: Claim, other: Claim) -> None:
    assert not (dedup.outranks(one, other) and dedup.outranks(other, one))
