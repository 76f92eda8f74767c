"""Until when can a reader act?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import deadlines

PUBLISHED = date(2026, 8, 20)

WINDOWS = [
    ("8月23日-8月29日", "公示时间：8月23日-8月29日。", date(2026, 8, 29)),
    ("the end without its month", "公示期：2026年8月21日至27日。", date(2026, 8, 27)),
    ("over New Year, both years written", "申报时间为2026年12月20日至2027年1月10日。", date(2027, 1, 10)),
    ("over New Year, only the first year written", "网上申报时间：2026年12月20日至1月10日。", date(2027, 1, 10)),
    ("full-width dash and clock", "报名时间：2026年9月1日9:00—9月10日17:00。", date(2026, 9, 10)),
    ("dotted numbers", "征求意见时间：2026.08.21—2026.09.20", date(2026, 9, 20)),
    ("ISO dates", "受理时间：2026-08-25至2026-09-25", date(2026, 9, 25)),
    ("the purpose stands in the heading above", "报名时间\n2026年9月1日至9月7日\n", date(2026, 9, 7)),
    ("weekday in brackets", "现予公示，公示时间为2026年8月24日（星期一）至8月28日（星期五）。", date(2026, 8, 28)),
    ("with 起", "公示期自2026年8月24日起至2026年8月30日止，如有异议请书面反馈。", date(2026, 8, 30)),
    ("a system is open", "申报系统开放时间为8月25日至9月25日24时。", date(2026, 9, 25)),
    ("what is open closes by itself", "开放时间为9月15日—10月20日，系统届时自动关闭", date(2026, 10, 20)),
    ("spaces between the parts", "公示时间： 2026 年 8 月 24 日 至 2026 年 8 月 28 日", date(2026, 8, 28)),
]

LAST_DAYS = [
    ("截至…前", "申报截至2026年10月31日前，逾期不予受理。", date(2026, 10, 31)),
    ("截止时间 with a clock", "投标文件递交截止时间：2026年9月15日09时30分（北京时间）。", date(2026, 9, 15)),
    ("…截止", "报名于2026年9月5日17:30截止。", date(2026, 9, 5)),
    ("即日起至", "即日起至2026年9月30日，面向社会征集意见。", date(2026, 9, 30)),
    ("请于…前报送", "请各单位于9月10日前将申报材料报送市科技局。", date(2026, 9, 10)),
    ("before a clock time", "请于2026年9月10日17时前提交电子版。", date(2026, 9, 10)),
    ("…之前…反馈", "有关意见建议请在2026年9月19日之前反馈至我局。", date(2026, 9, 19)),
    ("…前 with a weekday", "请于8月28日（周五）前将推荐表发送至指定邮箱。", date(2026, 8, 28)),
    ("before the offices close", "各单位务必于9月1日下班前报送材料。", date(2026, 9, 1)),
    ("January is next year's", "请于1月15日前将年度备案材料报送我局。", date(2027, 1, 15)),
    ("截止日期 as a label", "报名截止日期：2026-09-12", date(2026, 9, 12)),
    ("意见反馈截止日期 with 为", "意见反馈截止日期为2026年9月20日。", date(2026, 9, 20)),
    ("with the opening of tenders", "投标截止时间及开标时间：2026-09-22 09:30", date(2026, 9, 22)),
    ("前 behind the time zone", "应于2026年9月29日09点30分（北京时间）前递交投标文件。", date(2026, 9, 29)),
    ("the end of a month", "申报材料须在9月底前报送市科技局。", date(2026, 9, 30)),
    ("until the end of a month", "受理时间：即日起至2026年11月底止", date(2026, 11, 30)),
    ("the end of a month, who should act named before", "请符合条件的企业于9月底前完成网上申报。", date(2026, 9, 30)),
    ("written in characters", "市民可於二〇二六年九月二十日或之前提交意見。", date(2026, 9, 20)),
    ("put off", "现将创新券申领期限延长至2026年10月31日，请抓紧申报。", date(2026, 10, 31)),
    ("Traditional characters", "報名截止日期：2026年9月12日", date(2026, 9, 12)),
]

COUNTED = [
    ("7 days from publication", "公示期7天，自公布之日起计算。", date(2026, 8, 27)),
    ("30 days from a day that is named", "征求意见期限自2026年8月25日起30日。", date(2026, 9, 24)),
    ("working days away from holidays", "公示期为5个工作日。", date(2026, 8, 27)),
    ("working days over two holidays and two weekends that are worked", "公示期为40个工作日。", date(2026, 10, 21)),
    ("handed in within days of this notice", "自本通知发布之日起30日内，向我局提交申报材料。", date(2026, 9, 19)),
    (
        "handed in within working days of this notice",
        "自公告发布之日起15个工作日内提出申请，逾期不予受理。",
        date(2026, 9, 10),
    ),
    ("in words", "公示期限为七日，如有异议请实名反映。", date(2026, 8, 27)),
    ("the publicity itself", "现将2026年度拟立项项目名单公示5个工作日。", date(2026, 8, 27)),
    ("objections to it", "评审结果公示7天，如有异议请书面反映。", date(2026, 8, 27)),
]

SILENT = [
    ("a condition on founding", "申报企业须在2026年12月31日前注册成立，并具有独立法人资格。"),
    ("statistics up to a day", "截至2026年9月30日，全市共有高新技术企业3000家。"),
    ("an event is not a deadline", "会议于2026年9月10日至12日在济南召开，近百名代表参加。"),
    ("an exhibition is not a deadline", "展会时间：2026年9月10日至2026年9月12日"),
    ("a window that was over when it was published", "公示时间：2026年7月1日至7月7日。"),
    ("a past event told afterwards", "5月10日至12日，全市组织了申报培训，共有200人参加。"),
    ("the year's plan", "到2027年底，培育创新型企业100家。"),
    ("a cited document's date", "根据市政府2026年9月1日前印发的文件，结合实际，制定本办法。"),
    ("a rule about decisions", "决定于2026年9月1日前作出，当事人申请复议的，由上一级机关受理。"),
    ("coming into force", "本办法自2026年10月1日起施行，有效期至2031年9月30日。"),
    ("a phone number with dashes", "报名咨询电话：0531-8-9123。"),
    ("what others than the reader do in so many days", "自本办法印发之日起30日内，各区制定细则并报送市局。"),
    ("an appeal against a decision", "申请人可自公告之日起60日内申请行政复议。"),
    ("a plan's month", "各县区于2026年10月底前完成申报平台建设。"),
    ("a plan's month without a year", "9月底前完成企业材料审核。"),
    ("how an application goes on", "专业组由5名以上专家组成，结果在官网公示5个工作日。"),
    ("what comes after publicity", "拟立项项目经公示7天无异议后，下达年度计划。"),
    ("自治区 is not 自", "各省、自治区要在意见印发之日起30日内制定实施办法。"),
]


@pytest.mark.parametrize(
    ("why", "text", "day"), WINDOWS + LAST_DAYS + COUNTED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_the_last_day_to_act_is_read(why: str, text: str, day: date) -> None:
    found = deadlines.read(text, published=PUBLISHED)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(("why", "text"), SILENT, ids=lambda v: v[:40])
def test_other_dates_are_no_deadline(why: str, text: str) -> None:
    assert deadlines.read(text, published=PUBLISHED) is None


def test_the_sentence_that_names_the_day_is_kept() -> None:
    found = deadlines.read("一、总体要求。\n请于9月10日前将材料报送我局。\n特此通知。", published=PUBLISHED)
    assert found is not None
    assert found.text == "请于9月10日前将材料报送我局"


def test_a_named_last_day_outranks_a_window() -> None:
    text = "网上填报时间：9月1日至9月20日。\n申报截止日期：2026年9月25日。"
    found = deadlines.read(text, published=PUBLISHED)
    assert found is not None
    assert found.day == date(2026, 9, 25)


def test_without_any_date_a_day_needs_its_year() -> None:
    assert deadlines.read("请于9月10日前报送材料。", published=None) is None
    found = deadlines.read("请于2026年9月10日前报送材料。", published=None)
    assert found is not None
    assert found.day == date(2026, 9, 10)


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(0, 200))
def test_a_written_last_day_is_found_whatever_the_calendar(start: date, days: int) -> None:
    last = start + timedelta(days=days)
    found = deadlines.read(f"申报截止日期为{last.year}年{last.month}月{last.day}日。", published=start)
    assert found is not None
    assert found.day == last


@given(st.text(alphabet="申报请于前自至年月日工作截止公示期0123456789-—:：，。（）\n", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = deadlines.read(text, published=PUBLISHED)
    assert found is None or found.day >= PUBLISHED


def test_working_days_are_not_counted_over_holidays_that_nobody_has_settled_yet() -> None:
    assert deadlines.read("公示期为10个工作日。", published=date(2089, 9, 26), language="zh") is None
