"""Rows of views read from a workbook by the words of sheets and headers, for the administrator's import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.fields.kinds import Writer
from sync.fields.masterdata import MASTER_DATA
from sync.fields.values import from_cell
from workbooks.grids import grids
from workbooks.layout import KEY, find_header, header_word
from workbooks.refusals import RefusedBookError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sync.fields.kinds import ViewSpec
    from sync.fields.values import Cell
    from workbooks.grids import Grid

IMPORT_ORDER = (
    *("warehouses", "payment_terms", "rules", "customers", "products"),
    *("prices", "stock", "supplies", "production_units", "calendar", "transit", "ledger", "users"),
)
"""Views in an order in which what a row names was read before it."""
MOST_ROWS = 200_000


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number on the sheet, its hidden key (if any), canonical text by field people write.

    Only columns of the sheet are among the values, None where the cell is blank; a cell that cannot be read
    comes as `Unparsed`.
    """

    number: int
    key: str | None
    values: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The rows of one view, blank ones left out, and the sheet they stand on."""

    spec: ViewSpec
    sheet: str
    rows: tuple[ReadRow, ...]


def read_sheets(path: Path, *, today: dt.date, specs: Sequence[ViewSpec] = MASTER_DATA) -> list[ReadSheet]:
    """Return the sheets of the views found in a .xlsx, .xlsm or .csv file, in import order.

    A sheet belongs to a view when it is called like it (of a CSV file, the file's name). Raises
    RefusedBookError with the reason when the file must not be parsed, has no such sheet, a sheet no header.
    """
    wanted = {header_word(name): spec for spec in specs for name in (spec.title, spec.english, spec.name)}
    source = _Source(path.name, today)
    found = [
        _read_sheet(wanted[header_word(title)], title, grid, source=source)
        for title, grid in grids(path)
        if header_word(title) in wanted
    ]
    if not found:
        raise RefusedBookError("no_sheets", name=path.name, what="、".join(spec.title for spec in specs))
    return sorted(found, key=lambda sheet: _rank(sheet.spec.name))


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    today: dt.date


def _rank(name: str) -> int:
    return IMPORT_ORDER.index(name) if name in IMPORT_ORDER else len(IMPORT_ORDER)


def _read_sheet(spec: ViewSpec, title: str, grid: Grid, *, source: _Source) -> ReadSheet:
    rows = list(_filled(grid, source.name))
    header = find_header((cells for _, cells in rows), spec)
    if header is None:
        raise RefusedBookError("no_header", name=source.name, what=title)
    at, columns = header
    read = (_read_row(spec, row, columns=columns, today=source.today) for row in rows[at:])
    return ReadSheet(spec, title, tuple(row for row in read if any(row.values.values())))


def _filled(grid: Grid, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows that hold anything, with their numbers."""
    count = 0
    for number, cells in enumerate(grid, 1):
        if any(cell not in {None, ""} for cell in cells):
            count += 1
            if count > MOST_ROWS:
                raise RefusedBookError("too_large", name=name, what=f"超过 {MOST_ROWS} 行")
            yield number, cells


def _read_row(
    spec: ViewSpec, row: tuple[int, Sequence[Cell]], *, columns: Mapping[str, int], today: dt.date
) -> ReadRow:
    number, cells = row
    by_key = {key: cells[column - 1] if column <= len(cells) else None for key, column in columns.items()}
    values = {
        field.key: from_cell(field, by_key[field.key], today=today)
        for field in spec.fields
        if field.key in by_key and field.writer is Writer.PEOPLE
    }
    key = str(by_key.get(KEY) or "").strip().lower()
    return ReadRow(number, key or None, values)
