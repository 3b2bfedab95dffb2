"""Adopted sheets after their owner changed them: columns, rows, headers, sheets moved, renamed, copied."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from addin.actions.adoption.layouts import layouts_in
from addin.hosts.memory import Content, MemoryHost
from tests.addin.actions.adoption.sheets import (
    HEADER,
    SHEET,
    adopted,
    ask,
    at,
    insert_column,
    insert_row,
    own_sheet,
    place,
    put,
    stored,
)
from tests.addin.presses import press

if TYPE_CHECKING:
    from tests.addin.fake_api import FakeApi


def theirs(host: MemoryHost) -> dict[tuple[int, int], Content]:
    cells = host.sheets[SHEET].cells
    return {spot: content for spot, content in cells.items() if spot[1] <= len(HEADER)}


def test_columns_may_be_moved_in_and_rows_put_in_between(api: FakeApi) -> None:
    host = adopted(api)
    insert_column(host.sheets[SHEET], 4, [(2, "颜色"), (3, "红")])
    insert_row(host.sheets[SHEET], 4)
    put(host, 4, 客户="金泰五金", 货号="HX-09", 数量=8, 单价=1, 交期="2026-12-09", 颜色="蓝")
    press(host, api, yes="1")
    assert api.orders == 4
    assert stored(api, host, 3)["own:颜色"] == "红"
    assert stored(api, host, 4)["own:颜色"] == "蓝"
    assert stored(api, host, 5)["customer"] == "金泰五金"  # its ditto mark now stands below another customer


def test_a_header_that_is_renamed_is_told_and_its_field_left_alone(api: FakeApi) -> None:
    host = adopted(api)
    host.sheets[SHEET].put((2, place(host, "备注")), Content("跟单记录"))
    _, clerk = ask(host, api)
    assert "备注" in clerk.messages[0]["text"]
    assert stored(api, host, 3)["remark"] == "急"


def test_without_the_column_of_products_nothing_is_sent(api: FakeApi) -> None:
    host = adopted(api)
    host.sheets[SHEET].put((2, place(host, "货号")), Content("老货号"))
    ended = press(host, api)
    assert (ended.exit, ended.outcome["refused"]) == (2, "column_gone")
    assert "产品型号" in ended.outcome["message"]


def test_columns_taken_out_by_hand_are_missed_kindly_and_adopting_again_doubles_nothing(api: FakeApi) -> None:
    host = adopted(api)
    sheet = host.sheets[SHEET]
    sheet.cells = theirs(host)
    ended = press(host, api)
    assert (ended.exit, ended.outcome["refused"]) == (2, "not_adopted")
    assert "接管工作簿" in ended.outcome["message"]
    press(host, api, "adopt", yes="1")
    assert place(host, "_key")
    assert [at(host, row, "_key") for row in (3, 4, 5)] == [*api.rows]
    api.asked.clear()
    press(host, api)
    assert (api.asked, api.orders) == ([], 3)


def test_a_renamed_sheet_is_still_known(api: FakeApi) -> None:
    host = adopted(api)
    host.sheets["11月"] = host.sheets.pop(SHEET)
    api.asked.clear()
    ended = press(host, api)
    assert (ended.exit, api.asked) == (0, [])


def test_two_sheets_remember_their_rows_apart(api: FakeApi) -> None:
    host = MemoryHost("我的表.xlsx", {SHEET: own_sheet(), "十二月": own_sheet()})
    host.state["x"] = "y"
    press(host, api, "adopt", yes="1", scope="all")
    assert {layout.memory for layout in layouts_in(host.state).values()} == {"orders@1", "orders@2"}
    for name in (SHEET, "十二月"):
        ended = press(host, api, yes="1", sheet=name)
        assert ended.outcome["counts"] == {"created": 4}
    ended, clerk = ask(host, api)
    assert (ended.outcome["counts"], clerk.asked) == ({}, [])


def test_a_copied_sheet_is_adopted_with_orders_of_its_own(api: FakeApi) -> None:
    host = adopted(api)
    host.sheets["十二月"] = deepcopy(host.sheets[SHEET])
    put(host, 3, "十二月", 数量=77)
    press(host, api, "adopt", yes="1")
    assert at(host, 3, "_key", "十二月") is None
    press(host, api, yes="1", sheet="十二月")
    assert api.orders == 6
    assert stored(api, host, 3, "十二月")["quantity"] == "77"
    assert stored(api, host, 3)["quantity"] == "1200"
