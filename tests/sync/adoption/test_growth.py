"""Long cells and many headers take time in proportion: no pattern goes back over a text again and again."""

from __future__ import annotations

import time

import pytest

from sync.adoption.days import without_notes
from sync.adoption.grid import BookGrid, GridRow, SheetGrid
from tests.fuzz.growth import require_linear
from tests.sync.adoption.judging import proposed

HEADER = ("客户", "型号", "数量", "单价", "金额", "交期", "电话", "单位", "付款方式", "备注", "收货地址")


def proposed_with(text: str) -> object:
    """Return the proposal for a table that holds the text in the title and in a row of every column."""
    line = ("宏远", "A-1", 100, 2, 200, "2026-11-20", "13800000001", "只", "月结30天", None, "永康")
    rows = [(text,), HEADER, line, (text,) * len(HEADER), line, (text, None, text)]
    sheet = SheetGrid("订单", tuple(GridRow(number, row) for number, row in enumerate(rows, 1)))
    return proposed(BookGrid("订单.xlsx", (sheet,)))


@pytest.mark.parametrize(
    "pump", ["1", " ", "交", "2026 ", "1,", "前(", "计", "合 ", "A-", '"', "3箱", "客户", "：", "\n", "."]
)
def test_long_cells_take_time_in_proportion(pump: str) -> None:
    require_linear(proposed_with, pump=pump)
    require_linear(proposed_with, pump=pump, before="3箱(", after="x")


def test_notes_behind_a_day_that_could_be_parted_in_many_ways_are_read_at_once() -> None:
    begun = time.process_time()
    assert without_notes("前交" * 19 + "x") == "前交" * 19 + "x"
    assert time.process_time() - begun < 0.1
    assert without_notes("11月3日 " + "前交" * 16) == "11月3日"
