"""Operations on one openpyxl sheet: read a block, put values, notes, choices, rows below, the cursor."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import msgspec
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries

from addin.bridge import messages as m
from addin.hosts.cells import shown_result, travelling, write
from addin.hosts.looks import column_looks, ready_cell
from addin.hosts.port import NOTE_MARK
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from addin.hosts.formulas import Results
    from addin.hosts.staleness import Spot

_AUTHOR = "表上单"
_NOTE_WIDTH = 280
_NOTE_LINE_HEIGHT = 20
_NOTE_LINE_LETTERS = 20


def selection(sheet: Worksheet) -> m.Range | None:
    """Return the selected range of a sheet; None when several are selected, or what is none."""
    chosen = sheet.sheet_view.selection
    if not chosen or not chosen[-1].sqref:
        return None
    parts = str(chosen[-1].sqref).split()
    if len(parts) != 1:
        return None
    try:
        first_column, first_row, last_column, last_row = range_boundaries(parts[0])
        found = m.Range(sheet.title, first_row or 1, first_column or 1, last_row or 0, last_column or 0)
        return msgspec.convert(msgspec.to_builtins(found), m.Range)  # rows and columns that sheets have
    except ValueError:
        return None


def block(sheet: Worksheet, area: m.Range, *, results: Results) -> m.CellBlock:
    """Return the values of a range."""
    last_row = area.last_row or last_filled(sheet)
    last_column = area.last_column or sheet.max_column
    exact = m.Range(area.sheet, area.first_row, area.first_column, last_row, last_column)
    found = m.CellBlock(exact, [])
    rows = sheet.iter_rows(area.first_row, last_row, area.first_column, last_column)
    for number, cells in enumerate(rows, start=area.first_row):
        row: list[m.Cell] = []
        for column, cell in enumerate(cells, start=area.first_column):
            value, is_date = travelling(cell.value)
            if cell.data_type == "f":
                found.formulas.append((number, column))
                result = results.get(cell.coordinate)
                if result is None:
                    found.uncalculated.append((number, column))
                value, is_date = shown_result(result.value, cell=cell) if result else (None, False)
            if is_date:
                found.dates.append((number, column))
            row.append(value)
        found.rows.append(row)
    found.hidden_rows = _hidden_rows(sheet, area.first_row, last_row)
    return found if area.last_row else _trimmed(found)


def last_filled(sheet: Worksheet) -> int:
    """Return the last row that holds a value; rows that only look like something count for nothing."""
    cells = sheet._cells.items()  # noqa: SLF001 - asking for a cell makes one, a million rows down too
    return max((row for (row, _), cell in cells if cell.value is not None), default=1)


def _hidden_rows(sheet: Worksheet, first: int, last: int) -> list[int]:
    return [row for row, looks in sheet.row_dimensions.items() if looks.hidden and first <= row <= last]


def _trimmed(found: m.CellBlock) -> m.CellBlock:
    """Leave out blank rows at the end: they hold looks only."""
    while found.rows and all(value is None for value in found.rows[-1]):
        found.rows.pop()
    area = found.range
    last_row = area.first_row + len(found.rows) - 1
    found.range = m.Range(area.sheet, area.first_row, area.first_column, last_row, area.last_column)
    return found


def put(sheet: Worksheet, operation: m.Put) -> Iterator[Spot]:
    """Write a block of values; yields the cells that held something else before."""
    dates, looks = set(operation.dates), column_looks(sheet)
    for row, values in enumerate(operation.rows, start=operation.range.first_row):
        for column, value in enumerate(values, start=operation.range.first_column):
            cell = ready_cell(sheet, row, column, looks=looks)
            if not (operation.keep_formulas and cell.data_type == "f"):
                before = cell.value
                write(cell, value=value, is_date=(row, column) in dates)
                if cell.value != before:
                    yield sheet.title, row, column


def note(sheet: Worksheet, operation: m.Note) -> None:
    """Set or remove our note of a cell; a person's own note stays."""
    cell = sheet.cell(operation.row, operation.column)
    if isinstance(cell, MergedCell) or (cell.comment and not cell.comment.text.startswith(NOTE_MARK)):
        return
    if not operation.text:
        cell.comment = None
        return
    text = f"{NOTE_MARK}\n{operation.text}"
    lines = sum(1 + len(line) // _NOTE_LINE_LETTERS for line in text.split("\n"))
    cell.comment = Comment(text, _AUTHOR, width=_NOTE_WIDTH, height=(lines + 1) * _NOTE_LINE_HEIGHT)


def refill(book: Workbook, operation: m.Choices) -> Iterator[Spot]:
    """Write a dropdown list into its column of the lists sheet, and let names of the column cover it."""
    if LISTS_SHEET not in book.sheetnames:
        book.create_sheet(LISTS_SHEET).sheet_state = "hidden"
    sheet: Worksheet = book[LISTS_SHEET]
    titles = [cell.value for cell in sheet[1]]
    free = next((at for at, title in enumerate(titles, start=1) if title is None), len(titles) + 1)
    column = titles.index(operation.name) + 1 if operation.name in titles else free
    write(sheet.cell(1, column), value=operation.name, is_date=False)
    blank: list[str] = [""] * max(0, sheet.max_row - 1 - len(operation.values))
    for row, value in enumerate([*operation.values, *blank], start=2):
        write(sheet.cell(row, column), value=value, is_date=False)
        yield LISTS_SHEET, row, column
    _resize_names(book, column, max(2, len(operation.values) + 1))


def _resize_names(book: Workbook, column: int, last_row: int) -> None:
    letter = get_column_letter(column)
    start = f"{quote_sheetname(LISTS_SHEET)}!${letter}$2"
    plain = f"{LISTS_SHEET}!${letter}$2"
    for defined in book.defined_names.values():
        if (defined.value or "").partition(":")[0] in {start, plain}:
            defined.value = f"{start}:${letter}${last_row}"


def add_rows(sheet: Worksheet, operation: m.AddRows) -> Iterator[Spot]:
    """Write rows below the table, looking like column or last row; stretch filter and tables over them."""
    dates, looks = set(operation.dates), column_looks(sheet)
    for row, values in enumerate(operation.rows, start=operation.after_row + 1):
        for column in range(1, max(sheet.max_column, len(values)) + 1):
            cell = ready_cell(sheet, row, column, looks=looks)
            if column not in looks:
                _look_like(cell, above=sheet.cell(operation.after_row, column))
            if column <= len(values):
                write(cell, value=values[column - 1], is_date=(row, column) in dates)
                yield sheet.title, row, column
        if not looks:
            sheet.row_dimensions[row].height = sheet.row_dimensions[operation.after_row].height
    last = operation.after_row + len(operation.rows)
    for table in (sheet.auto_filter, *sheet.tables.values()):
        _stretch(table, operation.after_row, last)


def _look_like(cell: Any, *, above: Any) -> None:
    cell._style = copy(above._style)  # noqa: SLF001 - all looks at once; one by one takes ten times longer


def _stretch(table: Any, after_row: int, last_row: int) -> None:
    start, _, end = (table.ref or "").partition(":")
    letters = end.rstrip("0123456789")
    if end and int(end[len(letters) :]) == after_row:
        table.ref = f"{start}:{letters}{last_row}"


def select(sheet: Worksheet, area: m.Range) -> None:
    """Put the cursor on a range."""
    first = f"{get_column_letter(area.first_column)}{area.first_row}"
    last = f"{get_column_letter(area.last_column or area.first_column)}{area.last_row or area.first_row}"
    spot = sheet.sheet_view.selection[-1]
    spot.activeCell = first
    spot.sqref = first if first == last else f"{first}:{last}"
