"""The process that reads one `.xls` by python-calamine and prints its sheets as JSON: `python -m ... FILE`.

A broken file makes that parser panic or ask for more memory than there is, which ends the process it runs in.
"""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec
from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from workbooks.adoption.limits import MOST_CELLS, MOST_COLUMNS, MOST_MERGED_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.fields.values import Cell

_MOST_MEMORY = 3 << 30


class ReadRow(msgspec.Struct):
    """One row that holds anything: its number and its cells from column 1 on."""

    number: int
    cells: list[str | int | float | bool | None]


class ReadSheet(msgspec.Struct):
    """One sheet in sight; `merges` are first row, first column, last row, last column from 1."""

    title: str
    rows: list[ReadRow] = []
    merges: list[tuple[int, int, int, int]] = []


class Answer(msgspec.Struct):
    """What the process prints: sheets, or the code of a refusal and what it is about."""

    sheets: list[ReadSheet] = []
    refused: str = ""
    what: str = ""


class _TooMuchError(Exception):
    """There is more in the file than is read."""


def answer(path: str) -> Answer:
    """Return the sheets of a file, or why it is refused."""
    try:
        with CalamineWorkbook.from_path(path) as book:
            return Answer(list(_sheets(book)))
    except _TooMuchError as error:
        return Answer(refused="too_large", what=str(error))
    except PasswordError:
        return Answer(refused="encrypted")


def limit_memory() -> None:
    """Let the process have no more memory than an order book needs, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))


def _sheets(book: CalamineWorkbook) -> Iterator[ReadSheet]:
    cells = 0
    for known in book.sheets_metadata:
        if known.visible is not SheetVisibleEnum.Visible or known.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        cells += sheet.total_height * sheet.total_width
        if cells > MOST_CELLS or sheet.total_height > MOST_ROWS:
            raise _TooMuchError(f"{sheet.total_height} 行 {sheet.total_width} 列")
        yield ReadSheet(known.name, list(_rows(sheet)), list(_merges(sheet)))


def _rows(sheet: Any) -> Iterator[ReadRow]:
    skipped, indent = sheet.start or (0, 0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), skipped + 1):
        cells = [_travelling(cell) for cell in row[:MOST_COLUMNS]]
        if any(cell is not None for cell in cells):
            yield ReadRow(number, [None] * indent + cells)


def _merges(sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    merged = 0
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        merged += 1 + abs(last_column - first_column)
        if merged > MOST_MERGED_COLUMNS:
            raise _TooMuchError("合并单元格")
        yield first_row + 1, first_column + 1, last_row + 1, min(last_column + 1, MOST_COLUMNS)


def _travelling(value: object) -> Cell:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:  # noqa: PLR2004  exact so far
        return int(value)
    if value == "" or value is None:
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)


if __name__ == "__main__":
    limit_memory()
    sys.stdout.buffer.write(msgspec.json.encode(answer(sys.argv[1])))
