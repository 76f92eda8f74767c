"""What a file is called that is a release by itself."""

from __future__ import annotations

import pytest

from extract import filetitles

CASES = [
    (
        "P020260924.pdf",
        "青岚市科学技术局文件\n青科发〔2026〕12号\n关于印发创新券管理办法\n的通知\n各区：",
        "关于印发创新券管理办法的通知",
    ),
    (
        "1.pdf",
        "青岚市人民政府办公室\n关于加快数字经济发展的若干措施（试行）\n第一条 本措施",
        "青岚市人民政府办公室关于加快数字经济发展的若干措施（试行）",
    ),
    ("a.docx", "附件1\n科技创新券申报指南\n一、条件", "科技创新券申报指南"),
    ("2026年度科技计划拟立项.pdf", "序号\t单位\n1\t甲公司", "2026年度科技计划拟立项"),
    ("附件2.pdf", "我市组织了评审。\n企业名册\n甲公司", "我市组织了评审。"),
    ("%E9%80%9A%E7%9F%A5%E5%85%AC%E5%91%8A.pdf", "", "通知公告"),
    ("scan.pdf", None, "scan"),
]


@pytest.mark.parametrize(("name", "text", "title"), CASES)
def test_the_title_is_the_heading_else_the_telling_name_else_the_first_line(
    name: str, text: str | None, title: str
) -> None:
    assert filetitles.of(name, text) == title
