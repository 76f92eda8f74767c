from __future__ import annotations

import pytest
from hypothesis import given, settings

from store.alignment import align
from store.facts import Identity
from store.verdicts import Verdict
from store.weighing import Finding, evidence_of, weigh
from store.wording import Wording
from tests.store.reprints import BODY, COMMENTARY, FOOTER, HEADER, NOTICE, OTHERS, SIGNED, TITLE, WHOLE, slipped
from tests.store.texts import TEXTS


def says(text: str, title: str = TITLE, number: str | None = None) -> Identity:
    return Identity(title=title, text=text, number=number)


def weighed(text: str, title: str = TITLE, *, against: str = NOTICE) -> Finding:
    """What the text is to the notice; the other way round it is the same."""
    ours, theirs = says(text, title), says(against)
    found = weigh(ours, theirs)
    assert weigh(theirs, ours).verdict is found.verdict
    return found


@pytest.mark.parametrize("form", WHOLE)
def test_a_reprint_among_a_sites_own_words_is_the_release(form: str) -> None:
    assert weighed(WHOLE[form]).verdict in (Verdict.NOISY, Verdict.COPY)


@pytest.mark.parametrize(("one", "other"), [("site's words", "slips"), ("related articles", "traditional")])
def test_two_reprints_are_one_release_without_the_original(one: str, other: str) -> None:
    assert weighed(WHOLE[one], against=WHOLE[other]).verdict is Verdict.NOISY


@pytest.mark.parametrize(
    ("other", "fact"), [("next year", "year"), ("sister city", "place"), ("draft", "stage"), ("second batch", "batch")]
)
def test_what_is_as_alike_as_a_reprint_is_another_release_when_a_fact_says_so(other: str, fact: str) -> None:
    title, text = OTHERS[other]
    if other == "second batch":
        assert (
            weigh(says(text, title), says(NOTICE, TITLE.replace("的通知", "（第一批）的通知"))).verdict
            is Verdict.SERIES
        )
        return
    found = weighed(text, title)
    assert found.verdict is Verdict.SERIES
    assert fact in {conflict.fact for conflict in found.conflicts}


@pytest.mark.parametrize("other", ["next year", "sister city"])
def test_a_template_filled_in_again_is_seen_without_a_title(other: str) -> None:
    text = OTHERS[other][1].partition("号\n")[2].replace("9月2日", "9月23日")
    bare = f"{TITLE.replace('济南市', '').replace('2026年', '')}"
    assert weigh(says(f"{text}\n{FOOTER}", bare), says(BODY + "\n" + SIGNED, bare)).verdict is Verdict.SERIES


def test_another_amount_or_a_lost_clause_makes_a_reprint_altered() -> None:
    raised = weighed(f"{HEADER}\n{NOTICE.replace('不超过十万元', '不超过二十万元')}")
    assert raised.verdict is Verdict.ALTERED
    (passage,) = evidence_of(raised, says(NOTICE.replace("十万元", "二十万元")), says(NOTICE))["passages"]
    assert passage["kind"] == "figure"
    clause = next(line for line in BODY.splitlines() if line.startswith("四"))
    cut = NOTICE.replace(f"{clause}\n", "")
    lost = weighed(cut)
    assert lost.verdict is Verdict.ALTERED
    assert evidence_of(lost, says(cut), says(NOTICE))["passages"] == [
        {"kind": "cut", "original": clause, "reprint": ""}
    ]


@pytest.mark.parametrize(
    "stray",
    [
        NOTICE.replace("66600000", "66600001"),
        NOTICE + "\n责任编辑：小王",
        NOTICE.replace("提交申请材料", "提交申请材枓"),
        NOTICE.replace("，", " "),
        f"{HEADER}\n{NOTICE}\n服务热线：12345 工作时间：9:00-17:00",
    ],
)
def test_a_slip_or_the_sites_own_line_alters_nothing(stray: str) -> None:
    assert weighed(stray).verdict in (Verdict.NOISY, Verdict.COPY)


def test_a_lost_not_is_no_slip() -> None:
    assert weighed(NOTICE.replace("逾期不予受理", "逾期予受理")).verdict is Verdict.ALTERED


def test_in_a_text_full_of_slips_one_more_in_a_number_proves_nothing() -> None:
    assert weighed(slipped(NOTICE.replace("〔2026〕14号", "〔2026〕4号"))).verdict is Verdict.NOISY
    assert weighed(NOTICE.replace("〔2026〕14号", "〔2026〕4号")).verdict is Verdict.SERIES


def test_what_was_cut_off_or_put_into_a_report_is_a_part() -> None:
    assert weighed(NOTICE[:300] + "……\n点击查看全文").verdict is Verdict.PART
    report = f"{COMMENTARY}\n{NOTICE}\n{COMMENTARY}"
    assert weighed(report).verdict is Verdict.PART
    assert not weigh(says(report), says(NOTICE)).whole
    assert weigh(says(NOTICE), says(NOTICE[:300])).whole


def test_a_passage_among_other_words_is_a_quotation() -> None:
    passages = "\n".join(BODY.splitlines()[2:5])
    assert weighed(f"{COMMENTARY}\n{passages}\n{COMMENTARY}", "创新券观察").verdict is Verdict.QUOTE
    assert weighed(COMMENTARY, "创新券观察").verdict is None


@settings(max_examples=40)
@given(TEXTS, TEXTS, TEXTS)
def test_blocks_are_the_same_letters_in_the_same_order_whichever_text_comes_first(a: str, b: str, c: str) -> None:
    one, other = Wording(a + NOTICE[:150] + b), Wording(c + NOTICE[100:220] + b)
    blocks = align(one, other)
    at = (0, 0)
    for block in blocks:
        assert (block.a, block.b) >= at
        assert one.letters[block.a : block.a + block.size] == other.letters[block.b : block.b + block.size]
        at = (block.a + block.size, block.b + block.size)
    assert [(block.b, block.a, block.size) for block in align(other, one)] == [(x.a, x.b, x.size) for x in blocks]


@settings(max_examples=60)
@given(TEXTS)
def test_the_letters_of_a_wording_lead_back_to_its_text(text: str) -> None:
    wording = Wording(text)
    assert [wording.folded[wording.origin(at)] for at in range(len(wording.letters))] == list(wording.letters)
    if wording.letters:
        assert wording.passage(0, len(wording.letters)) in text


def test_rare_letters_are_aligned_like_all_others() -> None:
    said = "𠮷野家镇人民政府关于印发农村公路养护办法的通知各村民委员会"
    assert [block.size for block in align(Wording(f"甲{said}乙"), Wording(f"丙丁{said}"))] == [len(said)]


CALL = (
    "为推动{0}产业发展，现就2026年度{0}领域高新技术企业认定补贴申报工作通知如下。\n"
    "申报单位应当在本市注册，上年度研发费用占销售收入的比例不低于5%，近三年无严重失信记录。\n"
    "申报材料包括申请表、营业执照复印件、上年度审计报告以及与{0}有关的检测报告，一式3份胶装成册。\n"
    "各区县科技主管部门负责初审，重点核验{0}类项目的合同、发票和付款凭证，材料不齐的一次性告知。\n"
    "对符合条件的企业按实际支出给予补助，由市、区两级财政按比例分担，单个企业最高不超过{1}万元。\n"
)


def test_a_call_issued_anew_for_another_field_is_another_release() -> None:
    title = "关于组织{}领域高新技术企业认定补贴申报的通知"
    ours, theirs = (
        says(CALL.format(field, most), title.format(field)) for field, most in (("高端装备", 60), ("量子科技", 41))
    )
    found = weigh(ours, theirs)
    assert found.verdict is weigh(theirs, ours).verdict is Verdict.SERIES
    assert [(one.fact, one.ours, one.theirs) for one in found.conflicts] == [("title", "高端装备", "量子科技")]
    near = [says(CALL.format(field, 60), title.format(field)) for field in ("新材料", "新能源")]
    assert weigh(*near).verdict is Verdict.SERIES


def test_a_reprint_may_reword_the_title_of_a_call() -> None:
    text = CALL.format("高端装备", 60)
    ours = says(text, "关于组织高端装备领域高新技术企业认定补贴申报的通知")
    reworded = says(text.replace("一次性告知", "一次告知"), "关于组织高端制造领域高新技术企业认定补贴申报的通知")
    assert weigh(reworded, ours).attaches
