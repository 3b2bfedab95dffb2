"""A veteran's own coloured workbook: a title, a header of two rows, merged customers, totals, old lines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Font, PatternFill

from addin.bridge import messages as m
from addin.hosts.file import FileHost
from tests.e2e.presses.conftest import TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "十一月"
YELLOW, RED = "FFFF00", "FF0000"
HEADER = ("序号", "客户", "货号", "规格说明", "数量", "单价", "金额", "交期", "联系电话", "区域", "备注")
COLUMN = {word: at for at, word in enumerate(HEADER, 1)}
FIRST = 4
DUE = TODAY + dt.timedelta(days=9)
LINES: tuple[tuple[Any, ...], ...] = (
    ("恒泰五金", "HY-4030", "亮面", 400, 1.9, DUE, None, "华东", "要快"),
    (None, "HY-4030", "哑面", "1.2千", 1.9, DUE, None, "华东", None),
    ("佳禾装饰", "DD-COB", None, 50, 12.8, DUE, None, "华南", None),
    ("恒泰五金", "HY-4030", None, 90, 1.9, dt.date(2025, 3, 1), None, "华东", "去年的"),
)


def veterans_book(path: Path) -> Path:
    """Write the workbook; the first customer stands for two lines, the last line is of last year."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = SHEET
    sheet["A1"] = "永昌五金 订单跟踪表"
    sheet.merge_cells("A1:K1")
    sheet["A1"].font = Font(size=18, bold=True)
    for word, column in COLUMN.items():
        sheet.cell(3, column, word).fill = PatternFill("solid", fgColor="D9E1F2")
    for number, line in enumerate(LINES):
        row = FIRST + number
        customer, product, spec, quantity, price, day, phone, region, remark = line
        cells = (
            number + 1,
            customer,
            product,
            spec,
            quantity,
            price,
            f"=E{row}*F{row}",
            day,
            phone,
            region,
            remark,
        )
        for column, value in enumerate(cells, 1):
            sheet.cell(row, column, value)
        sheet.cell(row, COLUMN["交期"]).number_format = "m月d日"
    sheet.merge_cells(f"B{FIRST}:B{FIRST + 1}")
    sheet.cell(FIRST + len(LINES), 1, "合计")
    sheet.cell(FIRST + len(LINES), 5, "=SUM(E4:E7)")
    paint(sheet, FIRST, YELLOW)
    sheet.cell(FIRST + 2, 5).font = Font(color=RED)
    sheet.freeze_panes = "D4"
    sheet.auto_filter.ref = f"A3:K{FIRST + len(LINES) - 1}"
    sheet.column_dimensions["B"].width = 24
    book.save(path)
    return path


def paint(sheet: Worksheet, row: int, rgb: str) -> None:
    """Paint a row as the veteran does."""
    for column in range(1, len(HEADER) + 1):
        sheet.cell(row, column).fill = PatternFill("solid", fgColor=rgb)


def edit(path: Path, **cells: Any) -> None:
    """Type into cells of the sheet (`D7=…`) without a spreadsheet program."""
    host = FileHost(path)
    for spot, value in cells.items():
        column, row = spot.rstrip("0123456789"), int(spot.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        at = openpyxl.utils.column_index_from_string(column)
        host.apply(m.Put(m.Range(SHEET, row, at, row, at), [[value]]))
    host.apply(m.Save())


def rows_of(path: Path, sheet: str = SHEET) -> list[list[Any]]:
    """Return what the sheet holds, from A1 on."""
    return FileHost(path).snapshot([m.Need(m.Range(sheet, 1, 1, 0, 0))]).blocks[0].rows


def column(path: Path, word: str, sheet: str = SHEET) -> dict[int, Any]:
    """Return the cells of a column by row, found by the word above it in the header."""
    rows = rows_of(path, sheet)
    header = next(row for row in rows if "货号" in row)
    at = header.index(word)
    return {number: row[at] for number, row in enumerate(rows, 1) if number > rows.index(header) + 1}
