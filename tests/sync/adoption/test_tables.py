"""Tables of orders are found where they stand, and their cells say what people mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.adoption.grid import BookGrid, GridRow, Merge, SheetGrid
from tests.sync.adoption.drawings import Drawing, drawings, grid_of
from tests.sync.adoption.header_sets import HeaderSet, header_sets
from tests.sync.adoption.judging import mistakes, proposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.fields.values import Cell

DRAWINGS = drawings()
SETS = [*header_sets("tuning"), *header_sets("held_out")]
MOVED = [drawing for drawing in DRAWINGS if not drawing.has_formulas]


@pytest.mark.parametrize("drawing", DRAWINGS, ids=[drawing.name for drawing in DRAWINGS])
def test_tables_and_values_are_those_a_person_sees(drawing: Drawing) -> None:
    assert mistakes(drawing, proposed(grid_of(drawing))) == []


@given(drawing=st.sampled_from(MOVED), down=st.integers(0, 30), right=st.integers(0, 8))
@settings(max_examples=40, deadline=None)
def test_a_table_that_moves_takes_its_proposal_along(drawing: Drawing, down: int, right: int) -> None:
    here = proposed(grid_of(drawing))
    sheets = (_moved(sheet, down, right) for sheet in grid_of(drawing).sheets)
    there = proposed(BookGrid("订单.xlsx", tuple(sheets)))
    for table, moved in zip(here["tables"], there["tables"], strict=True):
        assert moved["header_rows"] == [row + down for row in table["header_rows"]]
        assert (moved["first_row"], moved["last_row"]) == (
            table["first_row"] + down,
            table["last_row"] + down,
        )
        assert moved["order_lines"] == table["order_lines"]
        assert [*moved["columns"].values()] == [*table["columns"].values()]
        assert [*moved["values"].values()] == [*table["values"].values()]


@given(data=st.data(), found=st.sampled_from(SETS))
@settings(max_examples=60, deadline=None)
def test_columns_in_another_order_mean_the_same(data: st.DataObject, found: HeaderSet) -> None:
    order = data.draw(st.permutations(range(len(found.header))))
    plain = _columns(found.header, found.rows)
    turned = _columns(
        [found.header[at] for at in order], [tuple(row[at] for at in order) for row in found.rows]
    )
    assert [turned[place] for place in range(len(order))] == [plain[at] for at in order]


def _columns(header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> list[object]:
    cells = [tuple(header), *map(tuple, rows)]
    grid = SheetGrid("订单", tuple(GridRow(number, row) for number, row in enumerate(cells, 1)))
    tables = proposed(BookGrid("订单.xlsx", (grid,)), 0)["tables"]
    return [*tables[0]["columns"].values()] if tables else [None] * len(header)


def _moved(sheet: SheetGrid, down: int, right: int) -> SheetGrid:
    rows = tuple(
        replace(row, number=row.number + down, cells=(None,) * right + row.cells) for row in sheet.rows
    )
    merges = tuple(_moved_merge(merge, down, right) for merge in sheet.merges)
    return SheetGrid(sheet.title, rows, merges)


def _moved_merge(merge: Merge, down: int, right: int) -> Merge:
    return Merge(
        merge.first_row + down, merge.first_column + right, merge.last_row + down, merge.last_column + right
    )


def test_rows_whose_formulas_show_nothing_are_no_orders() -> None:
    header = ("客户", "型号", "数量", "单价", "金额", "交期")
    full = GridRow(2, ("宏远", "A-1", 100, 2, 200, "2026-11-20"), {3: "F2", 5: "C2*D2"})
    blank = [
        GridRow(row, ("", "", "", "", "", ""), dict.fromkeys(range(1, 7), "IF(A1,1,2)"))
        for row in range(3, 30)
    ]
    sheet = SheetGrid("订单", (GridRow(1, header), full, *blank))
    (table,) = proposed(BookGrid("订单.xlsx", (sheet,)))["tables"]
    assert (table["first_row"], table["last_row"], table["order_lines"]) == (2, 2, 1)


WORDS = (
    "客户",
    "型号",
    "数量",
    "单价",
    "金额",
    "交期",
    "合计",
    '"',
    "同上",
    "11/3",
    "3箱(每箱200)",
    "2026年11月",
    "：",
)
CELLS = st.one_of(
    st.none(), st.sampled_from(WORDS), st.text(max_size=9), st.booleans(), st.integers(), st.floats()
)
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=14)
MERGES = st.lists(st.builds(Merge, *[st.integers(0, 12)] * 4), max_size=6)


@given(header=st.permutations(WORDS[:6]), rows=ROWS, above=ROWS, merges=MERGES)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_cells_is_understood_or_left_alone(
    header: list[str], rows: list[list[Cell]], above: list[list[Cell]], merges: list[Merge]
) -> None:
    words: list[Cell] = [*header]
    numbered = enumerate((*above, words, *rows), 1)
    grid = SheetGrid(
        "2026年11月", tuple(GridRow(number, tuple(row)) for number, row in numbered), tuple(merges)
    )
    for table in proposed(BookGrid("a.xlsx", (grid,)))["tables"]:
        assert table["first_row"] <= table["last_row"]
        assert len({column["field"] for column in table["columns"].values()} - {None}) == sum(
            column["field"] is not None for column in table["columns"].values()
        )
        assert all(0 <= column["confidence"] <= 1 for column in table["columns"].values())
