"""How drawings become files: by openpyxl and by XlsxWriter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.sync.adoption.drawings import Drawing


def with_openpyxl(drawing: Drawing, path: Path) -> None:
    """Write a drawing by openpyxl; formulas stay without results."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for title, rows in drawing.sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row, 1):
                sheet.cell(number, column, cell)
        for area in drawing.merges.get(title, []):
            sheet.merge_cells(area)
    book.save(path)


def with_xlsxwriter(drawing: Drawing, path: Path) -> None:
    """Write a drawing by XlsxWriter; results of formulas are 0, as it writes them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as book:
        for title, rows in drawing.sheets.items():
            sheet = book.add_worksheet(title)
            for area in drawing.merges.get(title, []):
                sheet.merge_range(area, "")
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)


WRITERS: Mapping[str, Callable[[Drawing, Path], None]] = {
    "openpyxl": with_openpyxl,
    "xlsxwriter": with_xlsxwriter,
}
