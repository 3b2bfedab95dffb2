"""A file that is dressed and painted: only what was asked for changes, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.addin.hosts.packages import SHEET, parts_of
from tests.contracts.hosts.coloured import write_coloured

if TYPE_CHECKING:
    from pathlib import Path

STYLES, BOOK = "xl/styles.xml", "xl/workbook.xml"
CELLS = m.Range("订单", 2, 1, 3, 2)


@pytest.mark.parametrize(
    ("operation", "touched"),
    [
        (m.Paint(CELLS, "fill", "92D050"), {SHEET, STYLES}),
        (m.Paint(CELLS, "fill", "FFC000"), set()),
        (m.Paint(CELLS, "font", None), set()),
        (m.Hide("订单", 4, 6), {SHEET}),
        (m.Dropdown(CELLS, "fields"), {SHEET, BOOK}),
        (m.Dress(CELLS, "head"), {SHEET, STYLES}),
    ],
)
def test_only_the_parts_that_must_change_do(
    tmp_path: Path, operation: m.Operation, touched: set[str]
) -> None:
    path = write_coloured(tmp_path / "订单.xlsx")
    host = FileHost(path)
    host.apply(m.Choices("fields", ["数量"]))
    host.apply(m.Save())
    before = parts_of(path)
    host = FileHost(path)
    host.apply(operation)
    host.apply(m.Save())
    after = parts_of(path)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == touched
    again = FileHost(path)
    again.apply(operation)
    again.apply(m.Save())
    assert parts_of(path) == after


def test_a_formula_keeps_its_formula_its_result_and_its_neighbours_when_it_is_painted(tmp_path: Path) -> None:
    path = tmp_path / "订单.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "订单"
    sheet.append([2, "=A1*2", "文字"])
    book.save(path)
    host = FileHost(path)
    host.apply(m.Paint(m.Range("订单", 1, 1, 1, 3), "fill", "92D050"))
    host.apply(m.Save())
    found = openpyxl.load_workbook(path)["订单"]
    assert [cell.value for cell in found[1]] == [2, "=A1*2", "文字"]
    assert {cell.fill.fgColor.rgb for cell in found[1]} == {"FF92D050"}


def test_what_is_dressed_is_in_the_usual_font_of_the_book(tmp_path: Path) -> None:
    path = write_coloured(tmp_path / "订单.xlsx")
    host = FileHost(path)
    host.apply(m.Dress(m.Range("订单", 7, 4, 7, 4), "title"))
    host.apply(m.Save())
    cell = openpyxl.load_workbook(path)["订单"]["D7"]
    usual = openpyxl.load_workbook(path)["订单"]["A1"].font
    assert (cell.font.name, cell.font.color.theme) == (usual.name, usual.color.theme)
    assert cell.fill.patternType is None
