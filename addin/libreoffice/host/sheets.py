"""What stands on a sheet beside values: notes, dropdown lists, rows below the table, the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import uno

from addin.libreoffice.host.cells import written
from addin.libreoffice.host.ranges import CONTENT, NOTE, cells_of, used_end

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addin.libreoffice.host.facts import Facts
    from addin.libreoffice.host.writing import Writer

LOOKS = (
    "CellBackColor",
    "NumberFormat",
    "CharFontName",
    "CharWeight",
    "CharColor",
    "IsTextWrapped",
    "TableBorder2",
)
"""Properties of a cell by which a column that has looks of its own is told from one that has none."""


def note(document: Any, facts: Facts, operation: Mapping[str, Any]) -> None:
    """Set or remove our note of a cell; a person's own note stays."""
    sheet = document.Sheets.getByName(operation["sheet"])
    cell = sheet.getCellByPosition(operation["column"] - 1, operation["row"] - 1)
    held = cell.getAnnotation().getString()
    if held and not held.startswith(facts.note_mark):
        return
    if held:
        cell.clearContents(NOTE)
    if operation["text"]:
        text = f"{facts.note_mark}\n{operation['text']}"
        sheet.getAnnotations().insertNew(cell.getCellAddress(), text)


def refill(document: Any, facts: Facts, operation: Mapping[str, Any], writer: Writer) -> None:
    """Write a dropdown list into its column of the lists sheet, and let names of the column cover it."""
    sheets = document.Sheets
    if not sheets.hasByName(facts.lists_sheet):
        sheets.insertNewByName(facts.lists_sheet, sheets.getCount())
        sheets.getByName(facts.lists_sheet).IsVisible = False
    sheet = sheets.getByName(facts.lists_sheet)
    rows, columns = used_end(sheet)
    titles = [str(value) for value in sheet.getCellRangeByPosition(0, 0, columns, 0).getDataArray()[0]]
    column = titles.index(operation["name"] if operation["name"] in titles else "")
    values = [operation["name"], *operation["values"]]
    blank = [None] * (rows - len(values))
    cells = sheet.getCellRangeByPosition(column, 0, column, max(rows, len(values)) - 1)
    writer.write(cells, tuple((written(value),) for value in [*values, *blank]))
    _resize_names(document, sheet, column, max(2, len(values)))


def _resize_names(document: Any, sheet: Any, column: int, last_row: int) -> None:
    names = document.NamedRanges
    covered = sheet.getCellRangeByPosition(column, 1, column, last_row - 1)
    for name in (names.getByName(each) for each in names.getElementNames()):
        area = name.getReferredCells()
        if area is None:
            continue
        at = area.RangeAddress
        if (at.Sheet, at.StartColumn, at.EndColumn, at.StartRow) == (
            sheet.RangeAddress.Sheet,
            column,
            column,
            1,
        ):
            name.setContent(covered.AbsoluteName)


def add_rows(document: Any, writer: Writer, operation: Mapping[str, Any]) -> None:
    """Write rows below the table, looking like their column or the last row; filters reach over them."""
    count, after = len(operation["rows"]), operation["after_row"]
    if not count:
        return
    sheet = document.Sheets.getByName(operation["sheet"])
    width = max(used_end(sheet)[1], *(len(row) for row in operation["rows"]), 1)
    _look_like_above(sheet, width, after, count)
    rows = [[*row, *[None] * (width - len(row))] for row in operation["rows"]]
    area = {"sheet": operation["sheet"], "first_row": after + 1, "first_column": 1}
    if any(value is not None for row in rows for value in row):
        dates = operation.get("dates", ())
        writer.put({"range": area, "rows": rows, "dates": dates, "keep_formulas": False})
    _stretch(document, sheet, after, after + count)


def _look_like_above(sheet: Any, width: int, after: int, count: int) -> None:
    """Give new rows the looks of the row above, in columns that have none of their own."""
    bottom = sheet.Rows.Count - 1
    names = tuple(sorted(LOOKS))
    plain = uno.Enum("com.sun.star.beans.PropertyState", "DEFAULT_VALUE")
    for column in range(width):
        if all(state == plain for state in sheet.getCellByPosition(column, bottom).getPropertyStates(names)):
            filled = sheet.getCellRangeByPosition(column, after - 1, column, after + count - 1)
            filled.fillAuto(uno.Enum("com.sun.star.sheet.FillDirection", "TO_BOTTOM"), 1)
            sheet.getCellRangeByPosition(column, after, column, after + count - 1).clearContents(CONTENT)


def _stretch(document: Any, sheet: Any, after: int, last: int) -> None:
    """Let a filter or a table that ended with the last row end with the new one."""
    index = sheet.RangeAddress.Sheet
    unnamed = document.getPropertyValue("UnnamedDatabaseRanges")
    found = [document.DatabaseRanges.getByName(name) for name in document.DatabaseRanges.getElementNames()]
    found += [unnamed.getByTable(index)] if unnamed.hasByTable(index) else []
    for table in found:
        area = table.getDataArea()
        if area.Sheet == index and area.EndRow == after - 1:
            area.EndRow = last - 1
            table.setDataArea(area)


def select(document: Any, operation: Mapping[str, Any]) -> None:
    """Put the cursor on a range, in sight."""
    area = operation["range"]
    sheet = document.Sheets.getByName(area["sheet"])
    end = {
        "last_row": area["last_row"] or area["first_row"],
        "last_column": area["last_column"] or area["first_column"],
    }
    controller = document.getCurrentController()
    controller.setActiveSheet(sheet)
    controller.select(cells_of(sheet, {**area, **end}))


def selection(document: Any) -> dict[str, Any] | None:
    """Return the selected range; None when several are selected, or something else than cells."""
    chosen = document.getCurrentSelection()
    if chosen is None or not chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
        return None
    at = chosen.RangeAddress
    return {
        "sheet": chosen.Spreadsheet.Name,
        "first_row": at.StartRow + 1,
        "first_column": at.StartColumn + 1,
        "last_row": at.EndRow + 1,
        "last_column": at.EndColumn + 1,
    }
