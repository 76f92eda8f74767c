"""Injected passages go, genuine words about the same trades stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import spam

GENUINE = [
    "市政府召开会议，研究部署下半年重点工作，要求各部门压实责任、加强协同、按期完成任务。",
    "严厉打击网络赌博、代开发票、制作传播淫秽色情信息等违法犯罪活动，举报电话：110。",
    "社会上流传的“代开增值税专用发票、点数优惠”等均为违法广告，请勿相信。",
    "对“时时彩”“真人娱乐城”“注册送彩金”等赌博广告一律关停下架。",
    "2023年全市销售体育彩票2.1亿元，筹集公益金五千万元，用于全民健身设施建设。",
    "招商热线：400-018-0199，联系人：投资促进科 李文 13905480000（微信同号），欢迎来电来函洽谈。",
    "联系电话：0635-8288321，传真：0635-8288377，电子邮箱：kjj@qinglan.example。",
    "自然人需要代开发票的，可以凭有效证明向经营地税务机关申请代开。",
    "支持产业招商和以商招商，对租赁标准厂房的项目前两年免收租金。",
    "更多政策信息请关注微信公众号“青岚科技”，扫描办事大厅二维码可查询进度。",
    "处方药（俗称“伟哥”等）须凭处方购买，不得以“壮阳药”名义销售保健食品。",
    "银行应当规范小额贷款业务，不得以无抵押贷款名义收取砍头息。",
    "Lottery funds paid for 12 community centres; see www.qinglan.example for the full report.",
]
INJECTED = [
    "时时彩平台注册_真人娱乐城开户_幸运飞艇计划群_葡京娱乐官网",
    "97人妻免费视频播放_日韩少妇无码专区_精品一区二区",
    "想看亚洲av无码请收藏本站www.zzqq55443.com,高清av全部免费。",
    "推荐一个靠谱的彩票投注平台,注册送彩金返水高,加QQ:950111222领取彩金。",
    "需要代开发票的朋友请联系微信:kp000111,点数优惠,全国均可邮寄。",
    "专业办理毕业证,与真证一致,可网上查询,QQ:429000111。",
    "资金周转困难找我,空放私人放款,无抵押贷款,电话13900001111(微信同号)。",
    "新开传奇网站今日火爆开区,传奇私服天天有,进www.abcd12345.net领元宝。",
    "关键词快速排名、整站优化咨询热线:电话13900001111(微信同号)",
    "代写论文、职称论文发表,硕博团队一对一,微信:hs000111。",
    "厂房土地租售、税收优惠洼地,免费带看,拎包入驻,薇芯:zs000111。",
    "時時彩平臺注冊,真人娛樂城開戶,幸運飛艇計劃群",
    "想 看 亚 洲 a v 无 码 请 收 藏 本 站 w w w . a b c d 1 2 3 4 5 . c o m",
    "玩\u200b真\u200b人\u200b荷官\u200b在线就上w\u200bww.abcd12345.cc",
    "玩皇冠体育ａｐｐ就上ｗｗｗ．ａｂｃｄ１２３４５．ｃｃ",
    "代ア开发さ票_开增ビ值税专用の发票_正规デ机打发票",
    "🔥整站优化 关键词快速排🔥名 SEO外包🔥公司 🔥百度首页包年👉",
]


@pytest.mark.parametrize("text", GENUINE)
def test_genuine_words_stay_whole(text: str) -> None:
    assert spam.cut([text]) == ([text], [])


@pytest.mark.parametrize("text", INJECTED)
def test_an_injected_line_goes_and_is_told(text: str) -> None:
    left, cuts = spam.cut([GENUINE[0], text, GENUINE[1]])
    assert left == [GENUINE[0], GENUINE[1]]
    assert [cut.text for cut in cuts] == [text]
    assert {cut.reason for cut in cuts} == {"spam"}


def test_a_sentence_spliced_into_a_paragraph_goes_alone() -> None:
    before, after = "规划明确了五个重点领域。", "市科技局将会同有关部门抓好落实。"
    left, cuts = spam.cut([f"{before}{INJECTED[2]}{after}"])
    assert left == [before + after]
    assert [cut.text for cut in cuts] == [INJECTED[2]]


def test_an_offer_hung_on_a_sentence_with_a_comma_goes_without_the_sentence() -> None:
    before = "市科技局组织专家对申报材料进行了评审，共有十二个项目通过，其中重点项目三个，一般项目九个，"
    offer = "职称论文发表,不过全额退款,微信:wx910000。"
    left, cuts = spam.cut([f"{before}{offer}下一步将签订任务书，并按进度拨付经费。"])
    assert left == [f"{before}下一步将签订任务书，并按进度拨付经费。"]
    assert [cut.text for cut in cuts] == [offer]


def test_exclamation_marks_do_not_save_the_other_half() -> None:
    said = "玩真人娱乐城开户就上www.abcd12345.com!皇冠体育每周送豪礼。"
    left, _ = spam.cut([GENUINE[0] + said + GENUINE[0]])
    assert left == [GENUINE[0] * 2]


def test_the_second_line_of_an_offer_goes_with_the_first() -> None:
    left, _ = spam.cut([GENUINE[0], "办理毕业证:QQ:602000111", "请说明您的需求,以便快速帮您对接"])
    assert left == [GENUINE[0]]


passages = st.lists(st.sampled_from(GENUINE + INJECTED) | st.text(max_size=40), max_size=6).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(passages, max_size=6))
def test_cutting_twice_cuts_nothing_more(texts: list[str]) -> None:
    left, _ = spam.cut(texts)
    assert spam.cut(left) == (left, [])


@settings(max_examples=50, deadline=None)
@given(st.permutations(GENUINE))
def test_the_order_of_genuine_paragraphs_condemns_none(texts: list[str]) -> None:
    assert spam.cut(list(texts))[1] == []
