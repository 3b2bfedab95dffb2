"""Columns of a sheet follow the catalogue, and are found again by the words of a header row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.fields.catalogue import SPECS
from sync.fields.orders import ORDERS
from sync.rows.letters import column_letters
from workbooks.layout import HIDDEN_KEYS, find_header, layout, read_layout

if TYPE_CHECKING:
    from sync.fields.kinds import ViewSpec

IN_SIGHT = (
    *("同步结果", "状态", "订单号", "客户名称", "客户单号", "联系电话", "产品型号", "数量", "单价（含税）"),
    *("期望交期", "付款方式", "备注", "操作", "同步说明"),
)


def test_an_order_sheet_shows_what_clerks_need_in_their_order() -> None:
    assert tuple(column.header for column in layout(ORDERS).visible) == IN_SIGHT


def test_the_rest_of_the_fields_sits_in_the_closed_group() -> None:
    plan = layout(ORDERS)
    keys = {column.key for column in (*plan.visible, *plan.grouped)}
    assert keys == set(ORDERS.by_key())
    assert {"ship_to", "ordered_at", "amount"} <= {column.key for column in plan.grouped}


def test_result_status_and_order_number_stay_in_sight() -> None:
    assert layout(ORDERS).frozen == 3


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_sheet_ends_with_the_hidden_columns(spec: ViewSpec) -> None:
    assert tuple(column.key for column in layout(spec).columns[-4:]) == HIDDEN_KEYS


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_sheet_begins_with_the_result_and_has_a_note(spec: ViewSpec) -> None:
    visible = [column.key for column in layout(spec).visible]
    assert (visible[0], visible[-1]) == ("sync_result", "sync_note")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_headers_of_a_fresh_sheet_lead_back_to_its_columns(spec: ViewSpec) -> None:
    plan = layout(spec)
    headers = [f"{column.header} *" for column in plan.columns]
    assert read_layout(headers, spec) == {column.key: column.index for column in plan.columns}


def test_words_of_the_persons_own_book_are_understood() -> None:
    header = ["序号", "购货单位", "型号", " 单价(含税) ", "qty", "交 期", None, "我的备忘"]
    found = read_layout(header, ORDERS)
    assert found == {"customer": 2, "product": 3, "unit_price": 4, "quantity": 5, "requested_on": 6}


def test_a_label_beats_an_alias_and_a_column_is_one_field() -> None:
    assert read_layout(["客户", "客户名称"], ORDERS) == {"customer": 2}
    assert read_layout(["订单号", "单号"], ORDERS) == {"order_no": 1}


def test_the_header_row_is_the_one_with_most_fields() -> None:
    rows: list[list[str | int | None]] = [
        ["六月订单", None],
        ["客户", None],
        ["客户名称", "数量", "交期"],
        ["甲", 3, "6.1"],
    ]
    assert find_header(rows, ORDERS) == (3, {"customer": 1, "quantity": 2, "requested_on": 3})


def test_a_sheet_without_two_known_words_has_no_header() -> None:
    assert find_header([["客户", "甲"], ["乙"]], ORDERS) is None


def test_an_unknown_column_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        layout(ORDERS).column("nothing")


@pytest.mark.parametrize(("index", "text"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (16384, "XFD")])
def test_columns_are_lettered_as_on_a_sheet(index: int, text: str) -> None:
    assert column_letters(index) == text
