"""Operations on one sheet of a file: read a block, put values, notes, choices, rows below, the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from addin.bridge import messages as m
from addin.hosts.cells import travelling, written
from addin.hosts.port import NOTE_MARK
from sync.rows.letters import column_letters
from workbooks.layout import LISTS_SHEET
from workbooks.parts import cursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.hosts.staleness import Spot
    from workbooks.parts.book import Book
    from workbooks.parts.sheet import Sheet

_AUTHOR = "表上单"


def selection(sheet: Sheet) -> m.Range | None:
    """Return the selected range of a sheet; None when several are selected, or what is none."""
    area = cursor.selected(sheet)
    if area is None:
        return None
    try:
        found = m.Range(sheet.name, *area)
        return msgspec.convert(msgspec.to_builtins(found), m.Range)  # rows and columns that sheets have
    except ValueError:
        return None


def block(book: Book, sheet: Sheet, area: m.Range) -> m.CellBlock:
    """Return the values of a range."""
    last_row = area.last_row or sheet.last_filled()
    last_column = area.last_column or sheet.size()[1]
    exact = m.Range(area.sheet, area.first_row, area.first_column, last_row, last_column)
    found = m.CellBlock(exact, [])
    width = max(0, last_column - area.first_column + 1)
    for number in range(area.first_row, last_row + 1):
        row: list[m.Cell] = [None] * width
        for column, cell in sheet.rows.cells(number).items():
            if not area.first_column <= column <= last_column:
                continue
            value, is_date = travelling(cell, book)
            if cell.formula:
                found.formulas.append((number, column))
                if cell.value is None:
                    found.uncalculated.append((number, column))
            if is_date:
                found.dates.append((number, column))
            row[column - area.first_column] = value
        found.rows.append(row)
    found.hidden_rows = sheet.hidden_rows(area.first_row, last_row)
    return found if area.last_row else _trimmed(found)


def _trimmed(found: m.CellBlock) -> m.CellBlock:
    """Leave out blank rows at the end: they hold looks only."""
    while found.rows and all(value is None for value in found.rows[-1]):
        found.rows.pop()
    area = found.range
    last_row = area.first_row + len(found.rows) - 1
    found.range = m.Range(area.sheet, area.first_row, area.first_column, last_row, area.last_column)
    return found


def put(book: Book, sheet: Sheet, operation: m.Put) -> Iterator[Spot]:
    """Write a block of values; yields the cells that held something else before."""
    dates = set(operation.dates)
    for row, values in enumerate(operation.rows, start=operation.range.first_row):
        for column, value in enumerate(values, start=operation.range.first_column):
            cell = sheet.cell(row, column)
            if cell is not None and cell.formula and operation.keep_formulas:
                continue
            if _write(book, sheet, (row, column), value, is_date=(row, column) in dates):
                yield sheet.name, row, column


def _write(book: Book, sheet: Sheet, spot: tuple[int, int], value: m.Cell, *, is_date: bool) -> bool:
    """Put a value into a cell; tell whether it held another one. What is merged away stays as it is."""
    if sheet.is_covered(*spot):
        return False
    before = sheet.cell(*spot)
    kept, look = written(value, is_date=is_date, look=sheet.look_for(*spot), book=book)
    kept = None if kept == "" else kept
    if before is None and kept is None and not look:
        return False
    if before is None or before.formula or before.look != look or not _is_same(before.value, kept):
        sheet.put(*spot, kept, look=look)
    return before is None or bool(before.formula) or not _is_same(before.value, kept)


def _is_same(one: object, other: object) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def note(book: Book, sheet: Sheet, operation: m.Note) -> None:
    """Set or remove our note of a cell; a person's own note stays."""
    notes, spot = book.notes(sheet.name), (operation.row, operation.column)
    there = notes.text(*spot)
    if sheet.is_covered(*spot) or (there is not None and not there.startswith(NOTE_MARK)):
        return
    text = f"{NOTE_MARK}\n{operation.text}"
    if not operation.text:
        notes.remove(*spot)
    elif there != text:
        notes.put(*spot, text, author=_AUTHOR)


def refill(book: Book, operation: m.Choices) -> Iterator[Spot]:
    """Write a dropdown list into its column of the lists sheet, and let names of the column cover it."""
    sheet = book.sheet(LISTS_SHEET) if LISTS_SHEET in book.names else book.add_sheet(LISTS_SHEET, hidden=True)
    titles = {cell.value: column for column, cell in sheet.rows.cells(1).items() if cell.value is not None}
    free = max(titles.values(), default=0) + 1
    column = titles.get(operation.name, free)
    _write(book, sheet, (1, column), operation.name, is_date=False)
    blank: list[str] = [""] * max(0, sheet.size()[0] - 1 - len(operation.values))
    for row, value in enumerate([*operation.values, *blank], start=2):
        if _write(book, sheet, (row, column), value, is_date=False):
            yield LISTS_SHEET, row, column
    _resize_names(book, column, max(2, len(operation.values) + 1))


def _resize_names(book: Book, column: int, last_row: int) -> None:
    letter = column_letters(column)
    start = f"'{LISTS_SHEET}'!${letter}$2"
    starts = {start, start.replace("'", "")}
    book.rename_ranges(
        lambda text: f"{start}:${letter}${last_row}" if text.partition(":")[0] in starts else text
    )


def add_rows(book: Book, sheet: Sheet, operation: m.AddRows) -> Iterator[Spot]:
    """Write rows below the table, looking like column or last row; stretch filter and tables over them."""
    dates, above = set(operation.dates), sheet.rows.cells(operation.after_row)
    for row, values in enumerate(operation.rows, start=operation.after_row + 1):
        for column in range(1, max(sheet.size()[1], len(values)) + 1):
            look = sheet.look_for(row, column)
            if column not in sheet.column_looks and column in above:
                look = above[column].look
            value, is_date = values[column - 1] if column <= len(values) else None, (row, column) in dates
            kept, look = written(value, is_date=is_date, look=look, book=book)
            if kept is not None or look:
                sheet.put(row, column, kept, look=look)
            if column <= len(values):
                yield sheet.name, row, column
        sheet.rows.say_like(row, operation.after_row)
    sheet.stretch(operation.after_row, operation.after_row + len(operation.rows))


def select(book: Book, area: m.Range) -> None:
    """Put the cursor on a range, its sheet in front."""
    book.bring_to_front(area.sheet)
    last = (area.last_row or area.first_row, area.last_column or area.first_column)
    cursor.select(book.sheet(area.sheet), (area.first_row, area.first_column, *last))
