from __future__ import annotations

import pytest

from extract import stages

LIFE = [
    ("济南市科学技术局关于公开征求《济南市科技创新券管理办法（征求意见稿）》意见的公告", "公告", "draft"),
    ("济南市科学技术局关于印发《济南市科技创新券管理办法》的通知", "通知", "issued"),
    ("济南市科技创新券管理办法", "办法", "issued"),
    ("《济南市科技创新券管理办法》政策解读", "解读", "interpretation"),
    ("一图读懂《济南市科技创新券管理办法》", "解读", "interpretation"),
    ("济南市科技局关于修改《济南市科技创新券管理办法》的决定", "其他", "amendment"),
    ("关于废止《济南市科技创新券管理办法》的公告", "公告", "repeal"),
]


@pytest.mark.parametrize(("title", "category", "stage"), LIFE)
def test_every_stage_of_one_paper_is_about_the_same_subject(title: str, category: str, stage: str) -> None:
    assert stages.subject(title) == "济南市科技创新券管理办法"
    assert stages.stage(title, category) == stage


@pytest.mark.parametrize(
    ("title", "subject", "stage"),
    [
        ("关于组织申报2026年度济南市科技创新券的通知", "2026年度济南市科技创新券", "call"),
        ("关于2026年度济南市科技创新券拟兑付名单的公示", "2026年度济南市科技创新券", "result"),
        ("关于开展2026年度高新技术企业认定申报工作的通知", "2026年度高新技术企业", "call"),
        ("关于公布2026年度高新技术企业认定名单的通知", "2026年度高新技术企业", "result"),
        ("国务院关于印发〈中国制造2025〉的通知", "中国制造2025", "issued"),
        ("《关于加快推进数字经济发展的实施意见》解读", "加快推进数字经济发展的实施", "interpretation"),
        ("金华市人民政府办公室关于加快推进数字经济发展的实施意见", "加快推进数字经济发展的实施", None),
    ],
)
def test_a_call_and_its_result_and_a_paper_without_marks_have_a_subject(
    title: str, subject: str, stage: str | None
) -> None:
    assert stages.subject(title) == subject
    assert stages.stage(title, None) == stage


def test_what_carries_out_a_law_is_not_about_the_law_alone() -> None:
    assert stages.subject("关于贯彻实施《中华人民共和国科学技术进步法》的若干措施") != "中华人民共和国科学技术进步法"


@pytest.mark.parametrize("title", ["通知", "公示", "关于有关事项的通知", ""])
def test_a_title_that_says_nothing_has_no_subject(title: str) -> None:
    assert stages.subject(title) is None


@pytest.mark.parametrize("title", ["市领导调研重点企业", "我市举行新春招聘会"])
def test_news_has_no_stage(title: str) -> None:
    assert stages.stage(title, "新闻") is None
