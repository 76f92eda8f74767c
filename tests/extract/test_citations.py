from __future__ import annotations

import pytest

from extract import citations
from extract.citations import Citation


def cited(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(one.title, one.number, one.relation) for one in citations.read(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("根据《中华人民共和国中小企业促进法》，制定本办法。", ("中华人民共和国中小企业促进法", None, "basis")),
        ("按照《创新券管理办法》（鲁科字〔2020〕12号）执行。", ("创新券管理办法", "鲁科字〔2020〕12号", "basis")),
        ("自施行之日起，《旧办法》（济科发〔2019〕3号）同时废止。", ("旧办法", "济科发〔2019〕3号", "repeals")),
        ("废止《旧办法》。", ("旧办法", None, "repeals")),
        ("对《绿化条例》作如下修改：", ("绿化条例", None, "amends")),
        ("详见《申报指南》。", ("申报指南", None, "mentions")),
        ("按照国办发〔2017〕47号要求办理。", (None, "国办发〔2017〕47号", "basis")),
        ("现将鲁政办字[2021]8号转发给你们。", (None, "鲁政办字〔2021〕8号", "mentions")),
        ("见《关于印发〈甲管理办法〉的通知》。", ("关于印发〈甲管理办法〉的通知", None, "mentions")),
    ],
)
def test_a_citation_has_its_title_its_number_and_what_is_done_with_it(
    text: str, expected: tuple[str | None, str | None, str]
) -> None:
    assert cited(text) == [expected]


def test_each_is_read_once_and_a_weightier_relation_wins() -> None:
    assert cited("参见《旧办法》。\n《旧办法》自本办法施行之日起废止。") == [("旧办法", None, "repeals")]


def test_a_sentence_that_ends_keeps_its_meaning_to_itself() -> None:
    assert cited("旧规定废止。详见《申报指南》。") == [("申报指南", None, "mentions")]


def test_a_title_that_never_ends_is_none() -> None:
    assert citations.read("《" + "字" * 500) == ()
    assert citations.read("《未完\n》《指南手册》") == (Citation(title="指南手册", number=None, relation="mentions"),)


def test_a_list_of_hundreds_is_bounded() -> None:
    text = "".join(f"《第{number}号管理办法》同时废止。" for number in range(500))
    assert len(citations.read(text)) == citations.MOST
