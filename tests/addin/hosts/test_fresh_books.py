"""A fresh order book keeps its looks, its page and its texts when the file host writes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from sync.fields.orders import ORDERS
from tests.workbooks.packages import defined_names, opened
from workbooks.books.order_entry import write_order_entry
from workbooks.layout import FIRST_ROW, HEADER_ROW, layout

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "订单录入"
PLAN = layout(ORDERS)
VALUES: list[m.Cell] = [
    "已建单",
    "待审核",
    "SO26110001",
    "甲",
    "PO-1",
    "13800000001",
    "XD-24",
    1200,
    38.5,
    "2026-11-30",
]
DATE_COLUMN = PLAN.column("requested_on").index


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write an order book with one row; the row below it has no cells yet."""
    write_order_entry(tmp_path / "orders.xlsx", lists={"products": ["A｜灯"]}, rows=[{"customer": "甲"}])
    return tmp_path / "orders.xlsx"


def _apply(path: Path, *operations: m.Operation) -> None:
    host = FileHost(path)
    for operation in (*operations, m.Save()):
        host.apply(operation)


def _look(path: Path, row: int) -> list[tuple[object, ...]]:
    cells = opened(path)[SHEET].iter_rows(row, row, 1, len(VALUES) - 1)
    return [
        (c.fill.fgColor.rgb, c.border.left.style, c.alignment.horizontal, c.font.name) for c in next(cells)
    ]


def test_cells_that_were_not_there_look_like_their_column(path: Path) -> None:
    area = m.Range(SHEET, FIRST_ROW + 1, 1, FIRST_ROW + 1, len(VALUES))
    _apply(path, m.Put(area, [VALUES], dates=[(FIRST_ROW + 1, DATE_COLUMN)]))
    assert _look(path, FIRST_ROW + 1) == _look(path, FIRST_ROW)
    date = opened(path)[SHEET].cell(FIRST_ROW + 1, DATE_COLUMN)
    assert (date.number_format, date.alignment.horizontal) == ("yyyy-mm-dd", "center")


def test_rows_added_to_an_empty_sheet_do_not_look_like_its_header(path: Path, tmp_path: Path) -> None:
    write_order_entry(tmp_path / "empty.xlsx", lists={})
    _apply(tmp_path / "empty.xlsx", m.AddRows(SHEET, HEADER_ROW, [VALUES]))
    assert _look(tmp_path / "empty.xlsx", FIRST_ROW) == _look(path, FIRST_ROW)


def test_the_page_and_the_dropdowns_survive(path: Path) -> None:
    before = defined_names(path)
    _apply(path, m.Choices("products", ["A｜灯", "B｜灯", "C｜灯"]))
    after = {key: text.replace("'", "") for key, text in defined_names(path).items()}
    assert after["_xlnm.Print_Area", "0"] == before["_xlnm.Print_Area", "0"]
    assert after["_xlnm.Print_Titles", "0"] == before["_xlnm.Print_Titles", "0"]
    assert after["list_products", None] == "_lists!$B$2:$B$4"


@pytest.mark.parametrize("text", ["\r=1+1", "\t@x", "\r\t甲", "a_x0041_b"])
def test_a_text_that_xml_cannot_hold_plainly_is_read_as_it_was_written(text: str, tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    column = PLAN.column("remark").index
    area = m.Range(SHEET, FIRST_ROW, column, FIRST_ROW + 1, column)
    write_order_entry(path, lists={}, rows=[{"remark": text}])
    _apply(path, m.Put(m.Range(SHEET, FIRST_ROW + 1, column, FIRST_ROW + 1, column), [[text]]))
    (block,) = FileHost(path).snapshot([m.Need(area)]).blocks
    assert block.rows == [[text], [text]]
