"""What a site writes into page after page is learnt and cut; what official documents share stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import recurrence, repeats
from extract.document import Cut
from extract.fold import fold
from extract.formulas import is_formula
from extract.recurrence import Recurring, Seen

FIRST = date(2026, 3, 2)
ADVERT = "金鹿牌豆浆机厂家直供，拨打左侧号码立减三十元"
STRAY = "青铜蜥蜴昨夜在月台上数完了全部风筝。"
WORDED = "高新技术企业项目申报专业代办，详情扫码添加顾问"
PARAGRAPHS = [
    "全市粮食生产座谈会在青岚召开，与会代表就良种繁育、节水灌溉和农机调度交换了看法。",
    "春季植树活动共栽种侧柏、国槐三千余株，成活率由林业站在秋后核验。",
    "城东水厂检修期间，文苑路以北用户水压偏低，供水车每日早晚各到两次。",
    "非遗剪纸展在群艺馆开幕，十二位传承人现场演示套色与熏样。",
    "环湖公交线改道后，首末班时间不变，沿线增设临时站牌四处。",
    "博物馆征集近代商号票据、账册和招牌照片，捐赠者可得收藏证书。",
    "山区通信基站抢修完成，受冰凌影响的六个村恢复信号。",
    "夜间文旅消费集聚区评出十佳店铺，评委由食客与摊主共同担任。",
    "中小学游泳课进入第三年，教练名录和水质月报同步上墙。",
    "河道清淤船队转场至柳溪段，沿岸垂钓点临时关闭二十天。",
    "古树名木复壮工程采用透气铺装，三株千年银杏已见新芽。",
    "残疾人辅具租借点增至九个，轮椅和助听器可凭身份证领用。",
    "老旧电梯更新听取业主代表发言，井道加固方案再作比选。",
    "盲道巡查发现占用一百零四处，已督促清理九十余处。",
    "冬季清雪作业车辆完成试运转，融雪剂改用环保配方。",
    "校园午餐盲测结果出炉，学生最爱的是豆角焖面。",
    "跨江大桥伸缩缝更换分四个夜间进行，左幅先行。",
    "图书馆流动车驶入工地，借阅最多的是测量手册和武侠小说。",
    "航空口岸新增两条货运航线，蓝莓当日可达。",
    "民间龙舟赛抽签完毕，女子组报名首次超过男子组。",
]
FORMULAS = [
    "各县（市、区）人民政府，市政府各部门、各直属机构：",
    "各有关单位：",
    "特此通知。",
    "（此件公开发布）",
    "附件：1.申报书",
    "联系人：李文",
    "联系电话：0635-8288321",
    "一、总体要求",
    "（一）指导思想",
    "公示时间为2026年3月2日至3月8日。",
    "公示期间如有异议，请以书面形式反映。",
    "青岚市科学技术局",
    "2026年3月2日",
    "青岚市人民政府办公室2026年3月2日印发",
    "本办法自印发之日起施行，有效期五年。",
    "抄送：市委各部门，市人大常委会办公室。",
    "总理　王明",
    "主办单位：青岚市科技局、青岚日报社",
    "牵头单位：市财政局",
    "政务服务热线：12345",
    "请点击下载附件",
    "现将有关事项通知如下：",
    "妥否，请批示。",
    "请遵照执行。",
]


def notices(*every: str, count: int = len(PARAGRAPHS), inside: str = "") -> list[str]:
    """Notices about different matters, each with the same lines around its text."""
    texts = []
    for number, about in enumerate(PARAGRAPHS[:count]):
        own = [about, *(f"{about[:12]}的{word}由第{number}组承接。" for word in ("台账", "日程"))]
        own[number % 3] += inside
        texts.append("\n".join([FORMULAS[0], *own, *every, "特此通知。", "青岚市科学技术局", "2026年3月2日"]))
    return texts


def seen(texts: Sequence[str], *, titles: Sequence[str] = PARAGRAPHS) -> list[Seen]:
    return [
        Seen(
            passages=frozenset(repeats.passages(text)),
            sketch=recurrence.sketch(text),
            title=titles[at % len(titles)],
            day=FIRST + timedelta(days=at),
        )
        for at, text in enumerate(texts)
    ]


def learnt(documents: Sequence[Seen]) -> frozenset[bytes]:
    return frozenset(recurring.passage for recurring in recurrence.learn(documents))


def cut(text: str, known: frozenset[bytes]) -> list[str]:
    left, cuts = repeats.sift(text.split("\n"), known)
    assert {cut.reason for cut in cuts} <= {"site repeat"}
    assert "".join(sorted("".join(line for _, line in left) + "".join(cut.text for cut in cuts))) == "".join(
        sorted(text.replace("\n", ""))
    )
    return [cut.text for cut in cuts]


def test_a_line_on_pages_about_different_matters_is_the_sites_own() -> None:
    *before, new = notices(ADVERT)
    assert cut(new, learnt(seen(before))) == [ADVERT]


def test_a_sentence_spliced_into_running_text_is_cut_out_of_its_line() -> None:
    *before, new = notices(inside=STRAY)
    known = learnt(seen(before))
    assert cut(new, known) == [STRAY]
    left, _ = repeats.sift(new.split("\n"), known)
    assert [line for _, line in left] == new.replace(STRAY, "").split("\n")


def test_running_text_needs_more_evidence_than_the_edge_of_a_page() -> None:
    assert cut(notices(ADVERT)[-1], learnt(seen(notices(ADVERT, count=7)))) == [ADVERT]
    assert learnt(seen(notices(inside=STRAY, count=9))) == frozenset()


def test_what_sounds_official_needs_more_evidence_still() -> None:
    texts = notices(WORDED)
    assert learnt(seen(texts[:9])) == frozenset()
    assert cut(texts[-1], learnt(seen(texts[:12]))) == [WORDED]


@pytest.mark.parametrize("formula", FORMULAS)
def test_what_official_documents_share_is_never_cut(formula: str) -> None:
    assert is_formula(fold(formula)) or not repeats.passages(formula)
    assert learnt(seen(notices(formula))) == frozenset()
    everything = frozenset(recurring for text in notices(formula) for recurring in repeats.passages(text))
    assert formula not in cut("\n".join([*PARAGRAPHS, formula]), everything)


def test_a_form_filled_in_every_year_teaches_nothing() -> None:
    form = [ADVERT, *PARAGRAPHS[:8]]
    texts = ["\n".join([*form, f"第{year}届展会设在{place}。"]) for year, place in enumerate(PARAGRAPHS)]
    assert learnt(seen(texts)) == frozenset()


def test_a_form_whose_lists_of_names_differ_teaches_nothing_official() -> None:
    names = [
        [sha256(f"{form}-{n}".encode()).hexdigest()[:12] + "公司入围本批" for n in range(30)] for form in range(18)
    ]
    texts = ["\n".join([*lines, WORDED]) for lines in names]
    titles = [f"青岚市科学技术局关于2026年第{n}批科技型企业入库情况的公告" for n in range(18)]
    assert learnt(seen(texts, titles=titles)) == frozenset()


def test_pages_of_one_day_must_prove_twice_as_much() -> None:
    same_day = [replace(one, day=FIRST) for one in seen(notices(ADVERT))]
    assert learnt(same_day[:11]) == frozenset()
    assert cut(notices(ADVERT)[-1], learnt(same_day[:12])) == [ADVERT]


def test_a_rare_line_is_no_repeat() -> None:
    texts = notices(count=20)
    quiet = [text.replace("的日程由", f"的{n}号日程由") for n in range(2) for text in texts]
    assert learnt(seen(quiet + notices(ADVERT, count=5))) == frozenset()


def test_numbers_make_no_difference_around_the_text_but_do_inside_it() -> None:
    texts = [text + f"\n已有{n * 37}位网友领取红包雨" for n, text in enumerate(notices())]
    assert cut(texts[-1], learnt(seen(texts[:-1]))) == ["已有703位网友领取红包雨"]
    counted = [text.replace("由第", f"共计{n * 37}株月季在园中盛开着呢！由第") for n, text in enumerate(notices())]
    assert learnt(seen(counted)) == frozenset()


def test_a_short_notice_keeps_at_least_half_of_its_text() -> None:
    known = learnt(seen(notices(ADVERT)))
    assert cut(f"名单见网页。\n{ADVERT}", known) == []
    assert cut(f"{PARAGRAPHS[3]}\n{ADVERT}", known) == [ADVERT]


def test_what_is_cut_is_still_counted() -> None:
    bare, cuts = notices()[0], [Cut(reason="site repeat", text=ADVERT), Cut(reason="spam", text=STRAY)]
    again = set(repeats.passages(bare, cuts)) - set(repeats.passages(bare))
    assert again
    assert again <= set(repeats.passages(notices(ADVERT)[0]))


def test_a_table_is_never_the_sites_own() -> None:
    assert learnt(seen(notices("甲等\t红木家具\t三套"))) == frozenset()


def test_what_was_learnt_says_how_often_and_since_when() -> None:
    texts = notices(ADVERT)
    named = {digest: words for text in texts for digest, words in repeats.named(text).items()}
    found = [one for one in recurrence.learn(seen(texts)) if named[one.passage] == ADVERT]
    assert found
    assert found[0] == Recurring(
        passage=found[0].passage, documents=20, different=20, since=FIRST, until=FIRST + timedelta(days=19)
    )


@given(st.lists(st.sampled_from([ADVERT, STRAY, PARAGRAPHS[0] + STRAY, *PARAGRAPHS[:6], *FORMULAS]), max_size=24))
@settings(max_examples=60, deadline=None)
def test_cutting_twice_cuts_nothing_more(lines: list[str]) -> None:
    known = KNOWN
    once = [text for _, text in repeats.sift(lines, known)[0]]
    again, cuts = repeats.sift(once, known)
    assert cuts == []
    assert [text for _, text in again] == once


KNOWN = learnt(seen(notices(ADVERT, inside=STRAY)))
