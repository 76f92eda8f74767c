"""The last day on which a reader can still act on a document, with the sentence that says so."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from extract import dates, deadlines_abroad, workdays
from extract.fold import fold

_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"[^。；;！!\n]+")
_DAY = r"(?:(?P<ay>(?:19|20)\d\d)\s*[年./-]\s*)?(?P<am>\d{1,2})\s*[月./-]\s*(?P<ad>\d{1,2})\s*[日号]?"
_CLOCK = (
    r"\s*(?:[（(][^）)]{1,8}[）)])?\s*(?:(?:上午|下午|晚上?|中午|北京时间)?\s*"
    r"\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分?|整|半)?)(?:[:：]\d{2})?(?:\s*[（(]北京时间[）)])?)?\s*"
)
_ACT = (
    r"申报|申請|申请|报名|公示|征求意见|征集|征稿|意见|建议|反馈|报送|上报|提交|受理|填报|推荐|投标|递交|投稿|应聘|异议|寄|登记|注册|参评|"
    r"竞买|认领|预约|缴费|缴纳|确认|审核|填写|发送|送达|报至|报市|报省|报县|报区|回复|备案|响应|投诉|书面|电子版|材料|纸质|抽奖|领取|参与|参加|推送"
)
_ACTING = re.compile(_ACT)
_UNTIL = re.compile(
    r"(?:截止(?:时间|日期|日)?|截至(?:时间|日期)?|截稿(?:时间|日期)?|有效期至|即日起至|即日起到|期限至|(?:延长|延期|顺延|推迟|延迟)至|(?:申报|报名|受理|征集|公示|反馈|提交|征稿|投稿)(?:时间|期限|日期)?[^，,。]{0,4}(?:截至|截止|至|到|为止))"
    r"(?:(?:及|和|与|、|暨)开标(?:时间|日期)?)?\s*(?:为|是|至|到|于|：|:)?\s*"
    + _DAY
    + _CLOCK
    + r"(?P<stop>[日]?[前止]?)"
)
_STOPS = re.compile(_DAY + _CLOCK + r"(?:截止|为止|止|前截止)")
_BEFORE = re.compile(
    _DAY + _CLOCK + r"(?:当[天日])?(?:下班|中午|上午|下午)?(?:或?之前|或?以前|或?前)(?P<rest>[^。；;]{0,60})"
)
_SPAN = re.compile(
    _DAY + _CLOCK + r"(?:起)?\s*(?:至|到|—{1,2}|-{1,2}|–|－|~|～|一)\s*(?:(?P<by>(?:19|20)\d\d)\s*[年./-]\s*)?"
    r"(?:(?P<bm>\d{1,2})\s*[月./-]\s*)?(?P<bd>\d{1,2})\s*[日号]"
)
_DOTTED = re.compile(
    r"(?P<ay>(?:19|20)\d\d)[./-](?P<am>\d{1,2})[./-](?P<ad>\d{1,2})\s*(?:至|到|—{1,2}|–|－|~|～|-)\s*"
    r"(?P<by>(?:19|20)\d\d)?[./-]?(?P<bm>\d{1,2})[./-](?P<bd>\d{1,2})(?!\d)"
)
_COUNTED = re.compile(
    r"(?:自(?!治)|从)(?P<when>[^，,。；;]{2,24}?)(?:之日)?起[^，。；;]{0,12}?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个)?(?P<unit>工作日|自然日|日|天)"
    r"|(?:公示|征求意见|征集|反馈)(?:期|时间|期限)?(?:限)?(?:为|是|：|:)?\s*(?P<n2>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个)?(?P<unit2>工作日|自然日|日|天)"
)
_SHUT = r"(?:系统|平台|通道|端口)[^，。]{0,8}关闭"
_WINDOW = re.compile(
    r"公示|申报|报名|征求意见|征集|受理|反馈|网上|填报|缴费|投稿|征稿|申请|提交|竞价|登记|认定|推荐|领取"
    rf"|{_SHUT}"
)
_SETTLED = re.compile(
    r"作出|受理的|立案|颁布|注册|成立|出生|取得|毕业|登记成立|投产|建成|完工|竣工|登记注册|已|发生|缴纳社|入职|开工|批准|印发|发布|施行|实施"
)
_PAST = re.compile(r"(?:已经?|于)?[^，。]{0,8}(?:结束|完成了|圆满|落幕|闭幕|收官|共收到|共有|累计|达到|实现)")
_EVENT = re.compile(
    r"展会时间|销售时间|使用时间|营业时间|(?<!系统)(?<!平台)(?<!通道)(?<!端口)开放时间|演出时间|举办时间|活动时间|会议时间|考试时间|开标时间|笔试时间|面试时间|展览时间|比赛时间|打印准考证|培训时间|调研|召开|举行|举办|展出"
)
# 4月底 is a day where somebody must act by it or something ends; a plan's 6月底前完成 is nobody's deadline.
_MONTH_END = re.compile(
    r"(?P<must>(?:(?:须|应|需|务必)|请[^，。；、\d]{0,16}?)[于在]\s*)?(?:(?P<year>(?:19|20)\d\d)\s*年\s*)?(?<!\d)(?P<month>1[0-2]|[1-9])\s*月\s*[底末]"
    r"(?=\s*(?:(?P<before>之前|以前|前)|截止|为止|止))"
)
_ASKED = re.compile(r"公示|征求意见|异议|征集意见|反馈|报名")
# 评审结果在官网公示5个工作日 tells how an application will go on; 现将名单公示5个工作日 is the publicity itself.
_TO_BE_SHOWN = re.compile(
    r"无异议|(?:结果|名单|通过|评审|审核|确定|[经后])[^。；;]{0,24}公示(?:期|时间|期限)?(?:限)?(?:为|是|：|:)?\s*[\d一二三四五六七八九十]"
)
_SHOWN_NOW = re.compile(r"现[将予对就把在面]|特此|予以公示|如[有对]|(?:有|持|提出)异议(?!的)")
_HANDED_IN = re.compile(r"申报|申请|提交|递交|报送|填报|登记|投标|应聘|申领|提出")
_NOT_THEIRS = re.compile(r"复议|诉讼|起诉|制定|出台|细则|签订|施行|实施|生效|审核|审查|审批|答复|作出|办结|整改")
_SELF = re.compile(r"发布|公布|公告|公示|印发|本公告|即日|今日")
_SPELT = re.compile(r"[〇○零][一二三四五六七八九十]{1,2}年")
_RANK = {"last day named": 0, "window": 1, "to be done before": 2, "counted from publication": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day to act, how it was found and the sentence that proves it."""

    day: date
    basis: str
    text: str


def read(
    text: str,
    *,
    published: date | None,
    signed: date | None = None,
    language: str | None = None,
    day_first: bool | None = None,
) -> Deadline | None:
    """The first deadline of the text that was not past when it was published; the surest kind of wording first.

    The rules are the Chinese ones where no other language is named that has its own. `day_first` tells how to read
    4/3/2026; None where nobody knows.
    """
    anchor = published or signed
    last = deadlines_abroad.read(text, language=language, anchor=anchor, day_first=day_first)
    if last is not None or language == "ja":  # whose characters the Chinese rules would read as Chinese
        return Deadline(day=last.day, basis=last.basis, text=last.text) if last else None
    found = [
        Deadline(day=day, basis=basis, text=sentence)
        for sentence in _sentences(text)
        for day, basis in _of(fold(sentence), anchor)
    ]
    open_ones = [d for d in found if anchor is None or anchor <= d.day <= anchor + timedelta(days=800)]
    return min(open_ones, key=lambda d: _RANK[d.basis], default=None)


def _sentences(text: str) -> Iterator[str]:
    heading = ""
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        if not sentence or len(sentence) > 600:
            continue
        # A bare "8月23日-8月29日" says what it is for in the heading above it.
        if heading and len(sentence) < 60 and not _WINDOW.search(sentence):
            yield f"{heading}：{sentence}"
        else:
            yield sentence
        heading = sentence if len(sentence) < 24 and _WINDOW.search(sentence) and not _DIGIT.search(sentence) else ""


def _in_figures(sentence: str) -> str:
    """二〇二七年一月二十日 in figures, as all rules here read days."""
    for found in reversed(list(dates.find(sentence))):
        if not sentence[found.start].isdigit():
            said = f"{found.day.year}年{found.day.month}月{found.day.day}日"
            sentence = sentence[: found.start] + said + sentence[found.end :]
    return sentence


def _last_of_month(match: re.Match[str]) -> str:
    if match["before"] and not match["must"]:
        return match[0]
    year, month = match["year"], int(match["month"])
    last = monthrange(int(year or 2001), month)[1]
    return f"{match['must'] or ''}{year + '年' if year else ''}{month}月{last}日"


def _of(sentence: str, anchor: date | None) -> Iterator[tuple[date, str]]:
    if _SPELT.search(sentence):
        sentence = _in_figures(sentence)
    if not _DIGIT.search(sentence) and not _COUNTED.search(sentence):
        return
    if not _ACTING.search(sentence) and not _WINDOW.search(sentence):
        return
    if _PAST.search(sentence) and not re.search(r"截止|截至.{0,20}止", sentence):
        return
    sentence = _MONTH_END.sub(_last_of_month, sentence)
    for pattern in (_UNTIL, _STOPS):
        for match in pattern.finditer(sentence):
            if (
                pattern is _UNTIL
                and match[0].startswith("截至")
                and not (match["stop"] or _ACTING.search(sentence[: match.start()]))
            ):
                continue
            if _ACTING.search(sentence) and (day := _resolve(match, anchor)):
                yield day, "last day named"
    if _WINDOW.search(sentence) and (not _EVENT.search(sentence) or re.search(_SHUT, sentence)):
        for pattern in (_SPAN, _DOTTED):
            for match in pattern.finditer(sentence):
                if day := _span_end(match, anchor):
                    yield day, "window"
    for match in _BEFORE.finditer(sentence):
        if _SETTLED.match(match["rest"].lstrip("，, ")) or not _ACTING.search(match["rest"] or ""):
            continue
        if day := _resolve(match, anchor):
            yield day, "to be done before"
    yield from _counted(sentence, anchor)


def _resolve(match: re.Match[str], anchor: date | None) -> date | None:
    year, month, day = match["ay"], int(match["am"]), int(match["ad"])
    return dates.day(int(year), month, day) if year else _nearest(month, day, anchor)


def _nearest(month: int, day: int, anchor: date | None) -> date | None:
    return dates.next_such(month, day, anchor) if anchor else None


def _span_end(match: re.Match[str], anchor: date | None) -> date | None:
    begin_year = int(match["ay"]) if match["ay"] else None
    month, day = int(match["bm"] or match["am"]), int(match["bd"])
    if match["by"]:
        return dates.day(int(match["by"]), month, day)
    if begin_year is None:
        return _nearest(month, day, anchor)
    rolls = (month, day) < (int(match["am"]), int(match["ad"]))
    return dates.day(begin_year + rolls, month, day)


def _counted(sentence: str, anchor: date | None) -> Iterator[tuple[date, str]]:
    """公示七天: from the day the sentence names, else from publication; working days by China's calendar."""
    for match in _COUNTED.finditer(sentence):
        count = dates.numeral(match["n"] or match["n2"]) or 0
        unit, when = match["unit"] or match["unit2"], match["when"]
        start = anchor
        if when:
            start = dates.first(when) or (anchor if _SELF.search(when) else None)
        if not start or not 2 < count <= 90 or not (_ASKED.search(sentence) or _handed_in(match, sentence)):
            continue
        if (
            when is None
            and match[0].startswith("公示")
            and _TO_BE_SHOWN.search(sentence)
            and not _SHOWN_NOW.search(sentence)
        ):
            continue
        end = _working(start, count) if unit == "工作日" else start + timedelta(days=count)
        if end:
            yield end, "counted from publication"


def _handed_in(match: re.Match[str], sentence: str) -> bool:
    """自本通知发布之日起30日内，向我局提交申报材料: something is to be handed in within so many days."""
    return bool(
        match["when"]
        and sentence.startswith("内", match.end())
        and _HANDED_IN.search(sentence, match.end())
        and not _NOT_THEIRS.search(sentence)
    )


def _working(start: date, count: int) -> date | None:
    """The working day so many after the start; None where a holiday may lie between of which nobody knows yet."""
    day, left = start, count
    while left:
        day += timedelta(days=1)
        if _may_be_holiday(day):
            if not workdays.settled(day):
                return None
            left -= workdays.calendar(None).works(day)
        else:
            left -= day.weekday() < 5
    return day


def _may_be_holiday(day: date) -> bool:
    month_day = (day.month, day.day)
    spans = (
        ((1, 1), (3, 1)),
        ((4, 2), (4, 8)),
        ((4, 28), (5, 9)),
        ((5, 28), (6, 27)),
        ((9, 7), (10, 12)),
        ((12, 30), (12, 31)),
    )
    return any(first <= month_day <= last for first, last in spans)
