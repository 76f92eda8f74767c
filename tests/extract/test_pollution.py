"""A title loses what was hung on it, and the cuts say so."""

from __future__ import annotations

import pytest

from extract import pollution, reading
from extract.page import Page


@pytest.mark.parametrize(
    ("title", "clean"),
    [
        ("代开发票公司 | 关于印发工作方案的通知", "关于印发工作方案的通知"),
        ("[彩票投注平台]关于印发工作方案的通知", "关于印发工作方案的通知"),
        ("关于印发工作方案的通知_时时彩平台注册", "关于印发工作方案的通知"),
        ("关于印发工作方案的通知 澳门葡京赌场", "关于印发工作方案的通知"),
        ("自然人代开发票指南 - 税务局", "自然人代开发票指南 - 税务局"),
        ("关于整治网络赌博的通告", "关于整治网络赌博的通告"),
        ("防范风险 - 网络赌博", "防范风险 - 网络赌博"),
        ("全市—县对口帮扶方案", "全市—县对口帮扶方案"),
    ],
)
def test_a_title_loses_only_what_was_hung_on_it(title: str, clean: str) -> None:
    assert pollution.without(title) == clean


def test_what_hung_on_a_title_is_among_the_cuts() -> None:
    title = "关于印发科技服务业工作方案的通知"
    page = f"""<html><head><title>{title}_时时彩平台注册</title></head><body><h1>时时彩平台注册 | {title}</h1>
    <div class="TRS_Editor"><p>现将工作方案印发给你们，请结合实际，认真贯彻落实，按期完成各项任务。</p></div>
    </body></html>"""
    found = reading.read(Page(body=page.encode(), url="http://www.qinglan.example/a.html"))
    assert found.title == title
    assert [(cut.text, cut.place) for cut in found.cuts if cut.place == "title"] == [("时时彩平台注册", "title")]
