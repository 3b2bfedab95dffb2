"""Colours a person painted are found with their rows, whatever way the file names them; no others are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, GradientFill, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle

from tests.sync.adoption.judging import proposed
from workbooks.adoption.colours import theme_colours
from workbooks.adoption.opening import read_book
from workbooks.adoption.tints import tinted

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

YELLOW = "FFFF00"


def sheet_of_orders() -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["客户", "型号", "数量", "交期", "备注"])
    for number in range(6):
        sheet.append(["宏远", f"A-{number}", 100 + number, "2026-11-20", None])
    return book, sheet


def solid(colour: str | Color) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def colours(book: openpyxl.Workbook, path: Path) -> list[tuple[str, str, list[int]]]:
    book.save(path / "订单.xlsx")
    found = proposed(read_book(path / "订单.xlsx"), 0)["colours"]
    return [(colour["kind"], colour["rgb"], colour["rows"]) for colour in found]


def paint_row(sheet: Worksheet, row: int, fill: PatternFill | GradientFill) -> None:
    for column in range(1, 6):
        sheet.cell(row, column).fill = fill


def test_a_painted_row_and_a_painted_cell_are_rows_of_their_colours(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    paint_row(sheet, 3, solid(YELLOW))
    sheet["E5"].fill = solid(YELLOW)
    sheet["B4"].font = Font(color="FF0000")
    assert colours(book, tmp_path) == [("fill", YELLOW, [3, 5]), ("font", "FF0000", [4])]


def test_white_black_and_automatic_are_no_colours(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    paint_row(sheet, 3, solid("FFFFFF"))
    paint_row(sheet, 4, solid(Color(theme=0)))
    sheet["A2"].font = Font(color="000000")
    sheet["A3"].font = Font(color=Color(theme=1))
    sheet["A4"].font = Font(color=Color(indexed=64))
    assert colours(book, tmp_path) == []


def test_colours_of_header_total_and_other_cells_are_left_out(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    sheet.append(["合计", None, 615])
    paint_row(sheet, 1, solid("D9D9D9"))
    paint_row(sheet, 8, solid("FFC000"))
    sheet["J3"].fill = solid("00B050")
    assert colours(book, tmp_path) == []


def test_a_font_colour_counts_only_where_something_is_written(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    sheet["E3"].font = Font(color="FF0000")
    assert colours(book, tmp_path) == []


def test_conditional_formats_paint_nothing(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    rule = Rule(
        type="cellIs", operator="greaterThan", formula=["102"], dxf=DifferentialStyle(fill=solid(YELLOW))
    )
    sheet.conditional_formatting.add("C2:C7", rule)
    assert colours(book, tmp_path) == []


def test_colours_of_theme_index_pattern_and_gradient_are_resolved(tmp_path: Path) -> None:
    book, sheet = sheet_of_orders()
    paint_row(sheet, 2, solid(Color(theme=4)))
    paint_row(sheet, 3, solid(Color(theme=9, tint=0.5999938962981048)))
    paint_row(sheet, 4, solid(Color(indexed=10)))
    paint_row(sheet, 5, PatternFill("lightUp", fgColor="FF0000", bgColor="00FF00"))
    paint_row(sheet, 6, GradientFill(stop=("0000FF", "FFFFFF")))
    assert [rgb for _, rgb, _ in colours(book, tmp_path)] == [
        "4F81BD",
        "FCD5B4",
        "FF0000",
        "00FF00",
        "0000FF",
    ]


TINTS = (0.7999816888943144, 0.5999938962981048, 0.3999755851924192, -0.249977111117893, -0.499984740745262)
SHADES = {
    "4F81BD": "DCE6F1 B8CCE4 95B3D7 366092 244062",
    "C0504D": "F2DCDB E6B8B7 DA9694 963634 632523",
    "9BBB59": "EBF1DE D8E4BC C4D79B 76933C 4F6228",
    "8064A2": "E4DFEC CCC0DA B1A0C7 60497A 403151",
    "4BACC6": "DAEEF3 B7DEE8 92CDDC 31869B 215967",
    "F79646": "FDE9D9 FCD5B4 FABF8F E26B0A 974706",
    "1F497D": "C5D9F1 8DB4E2 538DD5 16365C 0F243E",
}
"""The palette of Office 2010 as Excel shows it, each colour with its five shades."""


@pytest.mark.parametrize("rgb", SHADES)
def test_tints_are_what_excel_shows(rgb: str) -> None:
    assert " ".join(tinted(rgb, tint) for tint in TINTS) == SHADES[rgb]


def test_greys_are_tinted_and_no_tint_changes_nothing() -> None:
    assert tinted("FFFFFF", -0.1499984740745262) == "D9D9D9"
    assert tinted("000000", 0.499984740745262) in {"7F7F7F", "808080"}
    assert tinted("4472C4", 0.0) == "4472C4"


def test_a_theme_that_lacks_colours_takes_those_of_office() -> None:
    part = b'<a:accent1><a:srgbClr val="112233"/></a:accent1><a:dk1><a:sysClr lastClr="0A0B0C"/></a:dk1>'
    assert theme_colours(part)[:5] == ("FFFFFF", "0A0B0C", "E7E6E6", "44546A", "112233")
    assert len(theme_colours(b"")) == 12
