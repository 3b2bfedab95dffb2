"""接管工作簿 on books in memory: what is proposed, corrected, refused, and what adopting does to a sheet."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from addin.actions.adoption.layouts import layouts_in
from addin.hosts.memory import Content, MemoryHost, MemorySheet
from tests.addin.actions.adoption.sheets import (
    FILL,
    FIRST,
    HEADER,
    SHEET,
    adopted,
    ask,
    at,
    own_book,
    own_sheet,
    place,
    put,
)
from tests.addin.presses import memory_book, order, press

if TYPE_CHECKING:
    from tests.addin.fake_api import FakeApi

TASK = "字段对应"
OURS = [
    "同步结果",
    "订单号",
    "状态",
    "同步说明",
    "行号",
    "标签",
    "_painted",
    "_key",
    "_rev",
    "_sum",
    "_marks",
]


def rows_of(host: MemoryHost, name: str) -> list[list[Any]]:
    sheet = host.sheets[name]
    blank = Content(None)
    return [
        [sheet.cells.get((row, column), blank).value for column in range(1, sheet.used(1) + 1)]
        for row in range(1, sheet.used(0) + 1)
    ]


def correct(host: MemoryHost, word: str, text: str | None, column: int = 4) -> None:
    """Write beside the row of 字段对应 that holds a word."""
    sheet = host.sheets[TASK]
    row = next(row for (row, _), content in sorted(sheet.cells.items()) if row > 4 and content.value == word)
    sheet.put((row, column), Content(text))


def keys(host: MemoryHost, sheet: str = SHEET) -> dict[str, str]:
    return {column.words: column.key for column in layouts_in(host.state)[sheet].columns}


def test_the_first_press_writes_a_sheet_of_its_own_and_touches_no_other(api: FakeApi) -> None:
    host = own_book()
    before = deepcopy(host.sheets[SHEET])
    ended = press(host, api, "adopt")
    assert (ended.exit, ended.outcome["adopted"], host.saves) == (0, False, 1)
    assert host.sheets[SHEET] == before
    assert not layouts_in(host.state)
    page = rows_of(host, TASK)
    assert [row[3] for row in page[4:13]] == [
        *(None, "客户名称", "产品型号", "数量", "单价（含税）", "期望交期", "联系电话", None, "备注")
    ]
    assert page[5][4:9] == ["97%", "√ 直接对应", "宏远机械", '"', '"']
    assert host.active == TASK


def test_fields_and_meanings_are_offered_and_colours_shown(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].looks.paints["fill", (FIRST, 2)] = FILL
    press(host, api, "adopt")
    looks = host.sheets[TASK].looks
    assert {looks.dropdowns[row, 4] for row in range(5, 14)} == {"adopt_fields"}
    swatch = next(spot for spot, content in host.sheets[TASK].cells.items() if content.value == f"#{FILL}")
    assert looks.paints["fill", swatch] == FILL
    assert looks.dropdowns[swatch[0], 4] == "adopt_tags"


def test_what_a_person_corrects_is_what_is_adopted(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt")
    correct(host, "区域", "收货地址")
    correct(host, "备注", None)
    correct(host, "序号", "不登记")
    correct(host, "单价", "unit_price")
    assert press(host, api, "adopt").outcome["adopted"]
    assert keys(host)["区域"] == "ship_to"
    assert keys(host)["备注"] == "own:备注"
    assert keys(host)["序号"] == ""
    assert keys(host)["单价"] == "unit_price"


def test_adopting_adds_columns_at_the_right_edge_and_changes_no_cell(api: FakeApi) -> None:
    host = own_book()
    before = rows_of(host, SHEET)
    press(host, api, "adopt", yes="1")
    width = len(HEADER)
    assert [row[:width] for row in rows_of(host, SHEET)] == before
    assert rows_of(host, SHEET)[1][width:] == OURS
    assert host.sheets[SHEET].looks.hidden_columns == set(range(width + 5, width + 12))
    assert host.state["book"]


def test_our_columns_stand_right_of_everything_else_on_the_sheet(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].put((40, 14), Content("图例：黄色加急"))
    press(host, api, "adopt", yes="1")
    assert place(host, "同步结果") == 15


def test_a_header_of_two_rows_takes_our_words_in_its_lower_one(api: FakeApi) -> None:
    sheet = own_sheet()
    lower = {(row + (row > 1), column): content for (row, column), content in sheet.cells.items()}
    sheet.cells = lower
    for column, word in ((2, "客户资料"), (3, "产品信息"), (8, "其他")):
        sheet.put((2, column), Content(word))
    sheet.looks.merged |= {(2, 3, 2, 5), (2, 8, 2, 9), (2, 1, 3, 1)}
    sheet.put((2, 1), sheet.cells.pop((3, 1)))
    host = MemoryHost("我的表.xlsx", {SHEET: sheet})
    ended = press(host, api, "adopt", yes="1")
    assert ended.outcome["tables"][0]["header_rows"] == [2, 3]
    assert host.sheets[SHEET].cells[3, place(host, "_key")].value == "_key"
    press(host, api, yes="1")
    assert at(host, 4, "同步结果") == "已建单"


@pytest.mark.parametrize(
    ("word", "text", "said"),
    [
        ("区域", "什么字段", "什么字段"),
        ("区域", "数量", "写了两次"),
        ("货号", None, "产品型号"),
        ("数量", "不登记", "数量"),
    ],
)
def test_what_is_no_answer_is_refused_by_its_place(
    api: FakeApi, word: str, text: str | None, said: str
) -> None:
    host = own_book()
    press(host, api, "adopt")
    before = deepcopy(host.sheets[SHEET])
    correct(host, word, text)
    ended = press(host, api, "adopt")
    assert (ended.exit, ended.outcome["refused"]) == (2, "correction")
    assert said in ended.outcome["message"]
    assert host.sheets[SHEET] == before


def test_a_meaning_that_is_no_tag_is_refused(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].looks.paints["fill", (FIRST, 2)] = FILL
    press(host, api, "adopt")
    correct(host, f"#{FILL}", "加急；客户催")
    assert press(host, api, "adopt").outcome["refused"] == "correction"


def test_which_old_lines_are_orders_is_asked_and_may_be_all(api: FakeApi) -> None:
    host = own_book()
    press(host, api, "adopt")
    ended, clerk = ask(host, api, "adopt", lines="全部当作新订单")
    assert "1 行" in clerk.asked[0]
    assert ended.outcome["tables"][0]["history"] == []
    press(host, api, yes="1")
    assert api.orders == 4


def test_old_lines_are_left_alone_as_history(api: FakeApi) -> None:
    host = adopted(api)
    assert api.orders == 3
    assert at(host, 6, "同步结果") == "历史"
    assert at(host, 6, "_key") is None


def test_a_history_line_with_a_new_day_is_an_order(api: FakeApi) -> None:
    host = adopted(api)
    host.sheets[SHEET].put((6, place(host, "交期")), Content("2026-12-24"))
    press(host, api, yes="1")
    assert (api.orders, at(host, 6, "同步结果")) == (4, "已建单")


def test_lines_without_any_day_are_history_too_unless_typed_later(api: FakeApi) -> None:
    host = own_book()
    for row in range(FIRST, FIRST + 4):
        host.sheets[SHEET].cells.pop((row, 6))
    press(host, api, "adopt", yes="1")
    assert at(host, 4, "同步结果") == "历史"
    put(host, 8, 客户="金泰五金", 货号="HX-09", 数量=9, 单价=1)
    press(host, api, yes="1")
    assert api.orders == 1


def test_adopting_twice_opens_the_page_again_and_changes_nothing(api: FakeApi) -> None:
    host = adopted(api)
    before = deepcopy(host.sheets[SHEET])
    again = press(host, api, "adopt")
    assert (again.exit, again.outcome["adopted"]) == (0, False)
    assert rows_of(host, TASK)[4][5] == "· 自己的列"
    state = dict(host.state)
    assert press(host, api, "adopt").exit == 0
    assert (host.sheets[SHEET], host.state) == (before, state)


def test_a_column_may_be_given_another_field_later(api: FakeApi) -> None:
    host = adopted(api)
    press(host, api, "adopt")
    correct(host, "区域", "收货地址")
    press(host, api, "adopt")
    press(host, api, yes="1")
    assert {row.values.get("ship_to") for row in api.rows.values()} == {"华东", "华南"}
    assert api.orders == 3


def test_a_book_that_is_ours_needs_no_adopting(api: FakeApi) -> None:
    host = memory_book([order()])
    ended = press(host, api, "adopt")
    assert (ended.exit, ended.outcome["refused"]) == (2, "ours")


def test_a_book_without_orders_is_told_so(api: FakeApi) -> None:
    host = MemoryHost("空.xlsx", {"表": MemorySheet()})
    assert press(host, api, "adopt").outcome["refused"] == "no_table"


def test_a_sheet_of_that_name_that_is_the_persons_own_is_not_written_over(api: FakeApi) -> None:
    host = own_book()
    host.sheets[TASK] = MemorySheet()
    host.sheets[TASK].put((1, 1), Content("我自己的"))
    press(host, api, "adopt")
    assert host.sheets[TASK].cells[1, 1].value == "我自己的"


def test_the_next_book_of_that_shape_is_adopted_at_once_with_its_colours(api: FakeApi) -> None:
    host = own_book()
    host.sheets[SHEET].looks.paints["fill", (FIRST, 2)] = FILL
    press(host, api, "adopt")
    correct(host, f"#{FILL}", "加急")
    correct(host, "区域", "收货地址")
    press(host, api, "adopt")
    other = own_book("十二月")
    other.sheets["十二月"].looks.paints["fill", (FIRST, 2)] = FILL
    ended = press(other, api, "adopt")
    assert ended.outcome["adopted"] is True
    assert keys(other, "十二月")["区域"] == "ship_to"
    press(other, api, yes="1")
    assert at(other, FIRST, "标签", "十二月") == "加急"


def test_of_several_tables_on_a_sheet_the_largest_is_adopted_and_that_is_said(api: FakeApi) -> None:
    host = own_book()
    for column, word in enumerate(("日期", "产品型号", "数量", "金额"), 1):
        host.sheets[SHEET].put((20, column), Content(word))
    line: tuple[Any, ...] = ("2026-12-03", "HX-09", 9, 1)
    for column, value in enumerate(line, 1):
        host.sheets[SHEET].put((21, column), Content(value))
    ended, clerk = ask(host, api, "adopt")
    assert len(ended.outcome["tables"]) == 1
    assert ended.outcome["tables"][0]["order_lines"] == 4
    assert "1 个较小的表" in clerk.messages[0]["text"]


def test_sheets_that_are_written_afresh_are_no_tables_of_the_person(api: FakeApi) -> None:
    host = own_book(SHEET, "周报")
    host.sheets["周报"].put((1, 1), Content("周报 wangfang 2026-11-23 至 2026-11-29"))
    report = deepcopy(host.sheets["周报"])
    for row, column in [spot for spot in report.cells if spot[0] > 1]:
        host.sheets["周报"].put((row + 1, column), report.cells[row, column])
    host.sheets["周报"].put((2, 1), Content("〔表上单〕2026-11-25 12:00:00 取自服务器"))
    done = press(host, api, "adopt", yes="1")
    assert [table["sheet"] for table in done.outcome["tables"]] == [SHEET]
    assert list(layouts_in(host.state)) == [SHEET]
    alone = MemoryHost("周报.xlsx", {"周报": host.sheets["周报"]})
    assert press(alone, api, "adopt").outcome["refused"] == "no_table"
