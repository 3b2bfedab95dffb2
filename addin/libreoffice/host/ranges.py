"""Rectangles of a Calc sheet: bridge ranges count from 1, Calc from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import uno

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

CONTENT = 1 + 2 + 4 + 16
"""com.sun.star.sheet.CellFlags: values, dates, texts, formulas."""
FORMULA, NOTE = 16, 8


class Rectangle(NamedTuple):
    """Rows and columns of a sheet, from 1, ends included."""

    top: int
    bottom: int
    left: int
    right: int


def rectangles(addresses: Iterable[Any]) -> list[Rectangle]:
    """Return range addresses of Calc as rectangles."""
    return [
        Rectangle(each.StartRow + 1, each.EndRow + 1, each.StartColumn + 1, each.EndColumn + 1)
        for each in addresses
    ]


def in_rows(found: Iterable[Rectangle], top: int, bottom: int) -> list[Rectangle]:
    """Return what of the rectangles lies in some rows."""
    return [
        Rectangle(max(each.top, top), min(each.bottom, bottom), each.left, each.right)
        for each in found
        if each.top <= bottom and each.bottom >= top
    ]


def cells_of(sheet: Any, area: Mapping[str, Any]) -> Any:
    """Return the cells of a bridge range that has an end."""
    return sheet.getCellRangeByPosition(
        area["first_column"] - 1, area["first_row"] - 1, area["last_column"] - 1, area["last_row"] - 1
    )


def used_end(sheet: Any) -> tuple[int, int]:
    """Return the last row and column that hold something, from 1; (1, 1) on an empty sheet."""
    found = sheet.queryContentCells(CONTENT).getRangeAddresses()
    return (
        max((address.EndRow + 1 for address in found), default=1),
        max((address.EndColumn + 1 for address in found), default=1),
    )


def spots(addresses: Iterable[Any]) -> Iterator[tuple[int, int]]:
    """Yield (row, column), from 1, of all cells of range addresses, row by row within each."""
    for address in addresses:
        for row in range(address.StartRow + 1, address.EndRow + 2):
            for column in range(address.StartColumn + 1, address.EndColumn + 2):
                yield row, column


def ranges(document: Any, sheet: Any, found: Iterable[tuple[int, int]]) -> Any:
    """Return many single cells, (row, column) from 1, as one object; neighbours below each other joined."""
    index = sheet.RangeAddress.Sheet
    addresses = [_address(index, *run) for run in _runs(found)]
    gathered = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    gathered.addRangeAddresses(tuple(addresses), False)  # noqa: FBT003 - UNO knows no keywords
    return gathered


def _runs(found: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield (column, first row, last row) of unbroken runs."""
    column = first = last = 0
    for next_column, row in sorted((column, row) for row, column in found):
        if (next_column, row) != (column, last + 1):
            if column:
                yield column, first, last
            column, first = next_column, row
        last = row
    if column:
        yield column, first, last


def _address(sheet: int, column: int, first: int, last: int) -> Any:
    address = uno.createUnoStruct("com.sun.star.table.CellRangeAddress")
    address.Sheet, address.StartColumn, address.EndColumn = sheet, column - 1, column - 1
    address.StartRow, address.EndRow = first - 1, last - 1
    return address
