"""Injected passages go, genuine words about the same trades stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import decoding, rendering, spam
from extract.rendering import Line

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
    "有意者请联系李女士13905480000，简历发送至邮箱hr@qinglan.example。",
    "报名请加QQ群：123456789，群名“青岚市科技创新券申报”。",
    "如需咨询，请添加工作人员微信qlkj2026。",
    "青岚银行推出车贷、信用贷产品，门槛低、额度高、利率低至3.2%，咨询电话0635-8288321。",
    "市卫生健康委开展医疗美容专项整治，重点检查双眼皮、隆鼻、玻尿酸注射等项目，机构须亮证经营。",
    "警方捣毁一个以“南宫28”“PC蛋蛋”为名的网络赌博团伙，抓获嫌疑人12名。",
    "寻物启事：本人于9月24日丢失钱包一个，拾到者请拨打13905480000，必有重谢。",
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
    "爱博体育、KOK体育官方入口bet815.net，首存送188元。",
    "USDT承兑、泰达币换汇，搬砖项目日赚三千，TG联系@kk1979237。",
    "哈灵麻将有没有挂?真的有挂,加群726167513下载透视辅助软件。",
    "欧美日韩在线一区_黑料不打烊爆料_同城吃瓜网大全",
    "玻尿酸隆鼻、双眼皮修复现在只需999元,预约顾问15000001111。",
    "烟·酒·批·发·一·手·货·源·微·信·同·号",
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


def test_an_account_in_a_sentence_punctuated_as_nothing_else_on_the_page_gives_a_stranger_away() -> None:
    page = ["为贯彻落实省委、省政府决策部署，现将有关事项通知如下，请认真执行，确保各项任务落到实处，取得实效。"] * 4
    stranger = "本店新到一批山野货,想尝鲜的朋友加zz38271。"
    assert spam.cut([*page, stranger])[0] == page
    assert spam.cut([stranger.replace(",", "，")])[0]


def test_a_link_that_is_all_of_its_line_and_leads_to_a_made_up_host_is_a_farm() -> None:
    def line(href: str, text: str) -> Line:
        tree = decoding.parse(f'<div id="a"><a href="{href}">{text}</a></div>')
        return rendering.lines(tree)[0]

    assert spam.is_farm(line("http://bet815.net/x", "星空入口"), "www.qinglan.example")
    assert not spam.is_farm(line("http://www.12306.cn/x", "车票查询"), "www.qinglan.example")
    assert not spam.is_farm(line("http://bet815.net/x", "关于印发办法的通知"), "www.qinglan.example")


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


def test_an_offer_that_somebody_put_into_brackets_goes_and_the_sentence_stays() -> None:
    left, cuts = spam.cut(
        ["现将有关事项通知如下(办证刻章联系QQ1234567890)，请遵照执行。", "一、补贴标准为每人每月200元。"]
    )
    assert left == ["现将有关事项通知如下，请遵照执行。", "一、补贴标准为每人每月200元。"]
    assert [cut.text for cut in cuts] == ["(办证刻章联系QQ1234567890)"]


@pytest.mark.parametrize(
    "said",
    [
        "重点检查私服、外挂、棋牌类游戏，严查“房卡”“上下分”。",
        "各运营单位于3月底前自查，发现色情、赌博内容立即下架。",
        "参会银行推出“科创贷”，额度最高1000万元，年化利率3.2%起，最快当天放款。",
    ],
)
def test_what_inspectors_look_for_and_banks_bring_to_a_meeting_stays_on_a_page_of_little_else(said: str) -> None:
    assert spam.cut([said]) == ([said], [])
