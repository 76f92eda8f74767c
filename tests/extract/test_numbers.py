"""The number a document bears, never one that it cites."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import numbers
from extract.publication import Around

BRACKETS = [
    "济政发〔2018〕14号",
    "济政发[2018]14号",
    "济政发【2018】14号",
    "济政发（2018）14号",
    "济政发(2018)14号",
    "济政发［2018］14号",
    "济政发〔2018〕第14号",
    "济政发 〔 2018 〕 14 号",
    "济政发〔2018〕014号",
    "济政发〔2018〕14號",
]
TABLE = (("索引号", "JN00-2018-00014"), ("发文字号", "济政发[2018]14号"))
SALUTATION = "各区县人民政府，市政府各部门："
TEXT = "现将《某市促进科技成果转化行动计划》印发给你们，请结合实际认真组织实施，确保各项任务按期完成，取得实效。"


def read(
    *, title: str = "关于开展认定工作的通知", lines: tuple[str, ...] = (), near: str = "", table: object = ()
) -> str | None:
    around = (Around(before=(), after=(near,)),) if near else ()
    found = numbers.read(table if isinstance(table, tuple) else (), title=title, lines=lines, around=around)
    return found.text if found else None


@pytest.mark.parametrize("written", BRACKETS)
def test_every_form_of_brackets_becomes_one(written: str) -> None:
    assert numbers.canonical(written) == "济政发〔2018〕14号"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("教思政厅函〔2024〕10号", "教思政厅函〔2024〕10号"),
        ("工信部联科〔2021〕207号", "工信部联科〔2021〕207号"),
        ("国发明电〔2020〕1号", "国发明电〔2020〕1号"),
        ("鲁科字〔2023〕5号文件", "鲁科字〔2023〕5号"),
        ("浙金罚决字〔2024〕52号", "浙金罚决字〔2024〕52号"),
        ("没有文号", None),
        ("2018年14号", None),
        ("〔2018〕14号", None),
    ],
)
def test_a_number_is_letters_year_and_serial(text: str, number: str | None) -> None:
    assert numbers.canonical(text) == number


@given(st.integers(1949, 2099), st.integers(1, 99999), st.sampled_from(["国发", "鲁政办发", "济工信函字", "甬政发"]))
def test_the_canonical_form_is_its_own_canonical_form(year: int, serial: int, mark: str) -> None:
    number = f"{mark}〔{year}〕{serial}号"
    assert numbers.canonical(number) == number


def test_the_property_table_comes_first() -> None:
    assert read(table=TABLE, title="济政办发〔2019〕3号 关于认定工作的通知") == "济政发〔2018〕14号"


def test_a_table_without_a_number_does_not_stop_the_search() -> None:
    assert read(table=(("文号", "无"),), lines=("济科发〔2026〕3号", SALUTATION, TEXT)) == "济科发〔2026〕3号"


def test_an_order_in_the_table_is_kept_as_published() -> None:
    assert read(table=(("发文字号", "国令第707号"),)) == "国令第707号"


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("济政发〔2018〕14号《某市人民政府关于印发行动计划的通知》", "济政发〔2018〕14号"),
        ("某市人民政府关于印发行动计划的通知（济政发〔2018〕14号）", "济政发〔2018〕14号"),
        ("某市人民政府关于印发行动计划的通知 济政发〔2018〕14号", "济政发〔2018〕14号"),
        ("某市人民政府关于印发行动计划的通知济政发〔2018〕14号", "济政发〔2018〕14号"),
        ("关于废止济政发〔2018〕14号文件的通知", None),
        ("关于贯彻国发〔2014〕49号文件的实施意见", None),
        ("行政处罚信息公开表(金罚决字〔2024〕36号)", "金罚决字〔2024〕36号"),
    ],
)
def test_a_number_at_an_end_of_the_title_is_its_own(title: str, number: str | None) -> None:
    assert read(title=title) == number


def test_the_line_below_the_heading_is_its_own() -> None:
    lines = ("某市人民政府", "关于印发行动计划的通知", "（济政发〔2018〕14号）", SALUTATION, TEXT)
    assert read(lines=lines) == "济政发〔2018〕14号"


@pytest.mark.parametrize(
    "line",
    [
        "根据《国务院关于促进科技成果转化的若干意见》（国发〔2015〕1号）精神，结合我市实际，制定本办法，请认真贯彻执行。",
        "依据国发〔2015〕1号",
        "现将鲁政发〔2020〕3号文件转发给你们，请遵照执行，并将执行中遇到的问题及时报告我局，以便协调解决，确保落实。",
    ],
)
def test_a_citation_is_not_its_own(line: str) -> None:
    assert read(lines=(SALUTATION, line)) is None


def test_a_labelled_number_near_the_title_counts() -> None:
    assert read(near="文 号：济政发〔2018〕14号 发布时间：2018-06-05") == "济政发〔2018〕14号"


@pytest.mark.parametrize(
    ("title", "lines", "number"),
    [
        ("某市城市更新管理办法", ("某市人民政府令", "第275号", TEXT), "某市人民政府令第275号"),
        ("中华人民共和国国务院令（第707号）", (), "中华人民共和国国务院令第707号"),
        ("国家税务总局公告2024年第12号", (), "国家税务总局公告2024年第12号"),
        ("关于修改第12号令的说明", (), None),
    ],
)
def test_orders_and_announcements_are_numbered_without_brackets(
    title: str, lines: tuple[str, ...], number: str | None
) -> None:
    assert read(title=title, lines=lines) == number


@pytest.mark.parametrize("written", [*BRACKETS, "济政发〔２０１８〕１４号"])
def test_the_number_that_stands_by_itself_beside_the_title_is_the_document_s(written: str) -> None:
    assert read(near=written, lines=(SALUTATION, TEXT)) == "济政发〔2018〕14号"


def test_a_number_among_other_words_beside_the_title_is_not() -> None:
    assert read(near="相关文件：济政发〔2018〕14号的解读", lines=(SALUTATION, TEXT)) is None
    assert read(near="根据济政发〔2018〕14号", lines=(SALUTATION, TEXT)) is None


def test_an_order_that_is_applied_is_not_the_document_s_own() -> None:
    assert read(lines=(SALUTATION, "代理记账机构备案按照财政部令第98号办理。")) is None


def test_an_order_s_number_on_a_line_of_its_own_is_read_though_a_title_in_brackets_follows() -> None:
    lines = ("某省人民政府令", "第178号", "《某省数据条例实施细则》已经省人民政府常务会议通过，现予公布。")
    assert read(title="某省数据条例实施细则", lines=lines) == "某省人民政府令第178号"


def test_the_lines_above_an_order_are_no_part_of_its_name() -> None:
    assert read(title="某办法", lines=("某某部", "财政部令", "第98号")) == "财政部令第98号"
