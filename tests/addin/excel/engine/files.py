"""Workbook files opened in the engine, as Excel would open them."""

from __future__ import annotations

import datetime as dt
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.utils.datetime import to_excel

from tests.addin.excel.engine.store import PLAIN, Grid, Sheets, Stored, Style
from workbooks.adoption.colours import Palette, palette_of

if TYPE_CHECKING:
    from pathlib import Path


def opened_file(path: Path) -> Sheets:
    """Return a workbook file as a book of the engine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # print areas of whole columns are no matter here
        book = openpyxl.load_workbook(path)
    names = {name: f"={defined.value}" for name, defined in book.defined_names.items()}
    return Sheets(path.name, [_grid(sheet, palette_of(book)) for sheet in book.worksheets], names=names)


def _grid(sheet: Any, palette: Palette) -> Grid:
    grid = Grid(sheet.title, visible=sheet.sheet_state == "visible")
    for row in sheet.iter_rows():
        for cell in row:
            style = _style(cell, palette)
            if cell.value is not None or cell.number_format != "General" or style != PLAIN:
                grid.cells[cell.row, cell.column] = replace(_stored(cell), style=style)
            if cell.comment:
                grid.notes[cell.row, cell.column] = cell.comment.text
    grid.merged = [
        (each.min_row, each.min_col, each.max_row, each.max_col) for each in sheet.merged_cells.ranges
    ]
    grid.hidden = {row for row, looks in sheet.row_dimensions.items() if looks.hidden}
    return grid


def _style(cell: Any, palette: Palette) -> Style:
    """Return the colours of a cell as Excel numbers them."""
    looks = {
        paint.kind: int(paint.rgb[4:] + paint.rgb[2:4] + paint.rgb[:2], 16)
        for paint in palette.paints(cell.fill, cell.font)
    }
    return Style(fill=looks.get("fill", PLAIN.fill), ink=looks.get("font", PLAIN.ink))


def _stored(cell: Any) -> Stored:
    value = cell.value
    if cell.data_type == "f":
        return Stored(None, str(value), cell.number_format)
    if isinstance(value, dt.date | dt.datetime):
        value = float(to_excel(value))  # type: ignore[no-untyped-call]  # openpyxl's is not typed
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return Stored(value, number_format=cell.number_format)
