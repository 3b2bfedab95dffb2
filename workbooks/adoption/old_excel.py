"""`.xls` as grids by python-calamine: values and merges, no looks and no formulas."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from sync.adoption.grid import BookGrid, GridRow, Merge, SheetGrid
from workbooks.adoption.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, TooMuchError
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sync.fields.values import Cell

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BARE = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How sheets begin that were written before Excel 5, without a container around them."""


def read_old_grids(path: Path) -> BookGrid:
    """Return the sheets in sight of an old workbook. Raises RefusedBookError when it cannot be read."""
    _require_old(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            return BookGrid(path.name, tuple(_sheets(book)))
    except TooMuchError as error:
        raise RefusedBookError("too_large", name=path.name, what=error.what) from error
    except PasswordError as error:
        raise RefusedBookError("encrypted", name=path.name) from error
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the parser is no Exception
        raise RefusedBookError("damaged", name=path.name) from error


def _require_old(path: Path) -> None:
    if not path.is_file():
        raise RefusedBookError("missing", path=str(path))
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except PermissionError as error:
        raise RefusedBookError("locked", name=path.name) from error
    if not start.startswith((_OLE, *_BARE)):
        raise RefusedBookError("renamed", name=path.name, what="文本、网页或别的格式")


def _sheets(book: CalamineWorkbook) -> Iterator[SheetGrid]:
    cells = 0
    for known in book.sheets_metadata:
        if known.visible is not SheetVisibleEnum.Visible or known.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(known.name)
        cells += sheet.total_height * sheet.total_width
        if cells > MOST_CELLS * 2 or sheet.total_height > MOST_ROWS:
            raise TooMuchError(f"{sheet.total_height} 行 {sheet.total_width} 列")
        yield SheetGrid(known.name, tuple(_rows(sheet)), tuple(_merges(sheet)))


def _rows(sheet: Any) -> Iterator[GridRow]:
    skipped, indent = sheet.start or (0, 0)
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), skipped + 1):
        cells = tuple(_travelling(cell) for cell in row[:MOST_COLUMNS])
        if any(cell is not None for cell in cells):
            yield GridRow(number, (None,) * indent + cells)


def _merges(sheet: Any) -> Iterator[Merge]:
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        yield Merge(first_row + 1, first_column + 1, last_row + 1, min(last_column + 1, MOST_COLUMNS))


def _travelling(value: object) -> Cell:
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value == int(value) and abs(value) < 1e15:  # noqa: PLR2004  exact so far
        return int(value)
    if value == "" or value is None:
        return None
    return value if isinstance(value, str | int | float | bool) else str(value)
