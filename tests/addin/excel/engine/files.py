"""Workbook files opened in the engine, as Excel would open them."""

from __future__ import annotations

import datetime as dt
import warnings
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from tests.addin.excel.engine.store import Grid, Sheets, Stored

if TYPE_CHECKING:
    from pathlib import Path


def opened_file(path: Path) -> Sheets:
    """Return a workbook file as a book of the engine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # print areas of whole columns are no matter here
        book = openpyxl.load_workbook(path)
    names = {name: f"={defined.value}" for name, defined in book.defined_names.items()}
    return Sheets(path.name, [_grid(sheet) for sheet in book.worksheets], names=names)


def _grid(sheet: Any) -> Grid:
    grid = Grid(sheet.title, visible=sheet.sheet_state == "visible")
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None or cell.number_format != "General":
                grid.cells[cell.row, cell.column] = _stored(cell)
            if cell.comment:
                grid.notes[cell.row, cell.column] = cell.comment.text
    grid.hidden = {row for row, looks in sheet.row_dimensions.items() if looks.hidden}
    return grid


def _stored(cell: Any) -> Stored:
    value = cell.value
    if cell.data_type == "f":
        return Stored(None, str(value), cell.number_format)
    if isinstance(value, dt.date | dt.datetime):
        value = float(to_excel(value))  # type: ignore[no-untyped-call]  # openpyxl's is not typed
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return Stored(value, number_format=cell.number_format)
