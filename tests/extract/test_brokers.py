"""What agencies write into the notices they reprint goes; what offices write in nearly the same words stays."""

from __future__ import annotations

import pytest

from extract import brokers, reading
from extract.page import Page

WRITTEN_IN = [
    "以上就是关于2026年云栖市科技创新券的全部内容，想了解更多项目申报信息，请关注企服网。",
    "如需申报辅导，请拨打咨询热线：400-888-1234，免费评估！",
    "某某集团（www.example-qf.com）专注于高新技术企业认定、专精特新等领域，累计服务企业10000+。",
    "微信扫码添加顾问，免费领取申报资料",
    "小编整理了云栖市创新券申报条件，有疑问可以联系我们：15800000000（可加v）",
    "需要代办创新券、高企认定的企业，欢迎联系我们：13800000000（微信同号），专业团队为您服务！",
    "项目申报免费咨询：18700000000（微信同号）",
    "代理申报热线：0551-60000000，QQ：300000000，专业代理，不成功不收费。",
    "更多政策资讯，请点击关注“高企认定网”公众号，我们将第一时间为您推送。",
    "想知道您的企业能拿多少补贴？点击这里一键测算>>",
    "（某某企服十五年专业代理各类政府项目申报，涵盖高新技术企业、专利、商标等，咨询电话19800000000）",
]
SAID_BY_OFFICES = [
    "联系人：市科技局成果处 李四，电话：0571-88001234，13800000000（微信同号）。",
    "申报咨询：企业可加入QQ群：123456789，由市科技局工作人员解答。",
    "技术支持电话：400-161-0000（系统填报问题）。",
    "如需申报辅导，可联系各区县科技局，联系方式见附件2。",
    "各区县科技局要开展申报辅导，为企业提供免费咨询服务。",
    "严禁任何中介机构以“代理申报”“包过”等名义向企业收费，如遇此类情况请举报：0571-88001235。",
    "企业开办实行帮办代办，咨询热线：0571-88001236。",
    "招商热线：400-018-0000，联系人：招商一科 王先生 13900000000（微信同号），欢迎来电洽谈。",
    "培训采取线上方式，请各企业扫码加入腾讯会议，免费参加。",
    "点击“项目申报”进入系统，填写申请书并上传证明材料。",
    "市民可拨打法律援助热线免费咨询。",
]


@pytest.mark.parametrize("words", WRITTEN_IN)
def test_a_broker_s_words_go_with_their_reason_and_the_notice_stays(words: str) -> None:
    notice = (
        "现就组织申报2026年度科技创新券有关事项通知如下。",
        "一、支持对象。在本市注册、具有独立法人资格的科技型中小企业，上年度研发费用占比不低于百分之三。",
        "二、支持标准。每家企业每年最高可申领20万元，按照合同实际支付额的50%给予后补助支持。",
    )
    body = "".join(f"<p>{line}</p>" for line in (*notice, words))
    page = (
        f"<html><head><title>创新券申报通知</title></head><body><h1>创新券申报通知</h1><div>{body}</div></body></html>"
    )
    found = reading.read(Page(body=page.encode(), url="https://qifu.example/1.html"))
    assert found.text == "\n".join(notice)
    assert any(cut.reason in ("promotion", "spam") for cut in found.cuts)


@pytest.mark.parametrize("words", SAID_BY_OFFICES)
def test_what_an_office_says_stays(words: str) -> None:
    assert brokers.sift([words]) == ([(0, words)], [])


def test_a_broker_s_sentence_in_a_paragraph_goes_alone() -> None:
    left, taken = brokers.sift([f"申报截止时间为11月30日。{WRITTEN_IN[6]}。请抓紧申报。"])
    assert left == [(0, "申报截止时间为11月30日。请抓紧申报。")]
    assert [one.text for one in taken] == [f"{WRITTEN_IN[6]}。"]
