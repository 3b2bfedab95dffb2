"""Between blocks of cells and tables of rows: where fields stand on a sheet, and writes as operations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import structs

from addin.bridge import messages as m
from sync.fields.own import OWN, is_own_day, own_cell
from sync.fields.values import is_dated, to_cell
from sync.rows.sheet import HIDDEN_COLUMNS, Hidden, Line, Table, hidden_of
from workbooks.layout import find_header, sheet_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sync.adoption.layout import Layout
    from sync.fields.kinds import ViewSpec
    from sync.rows.sheet import RowWrite

Spot = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """Where a view stands on a sheet: its header row, the column (from 1) of each field and hidden cell.

    `spec` has the two result columns among its fields, also where the view itself does not list them. The
    sheet of a person's own comes with its `layout`; `painted` is then the column that remembers its colours,
    `missing` are header words that are on the sheet no more.
    """

    sheet: str
    spec: ViewSpec
    header_row: int
    columns: Mapping[str, int]
    last_row: int
    layout: Layout | None = None
    painted: int = 0
    missing: tuple[str, ...] = ()

    @cached_property
    def width(self) -> int:
        """Return the last column that is ours."""
        return max(self.columns.values())

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return field keys by position; empty text where a column is none of the view's."""
        found = {column: key for key, column in self.columns.items() if key not in HIDDEN_COLUMNS}
        return tuple(found.get(column, "") for column in range(1, self.width + 1))

    @property
    def memory(self) -> str:
        """Return the name under which the book remembers the rows of this sheet."""
        return self.layout.memory if self.layout else self.spec.name

    def rows(self, runs: Iterable[tuple[int, int]]) -> list[m.Need]:
        """Return the needs for runs of rows, all columns that are ours.

        What a line of a person's own sheet says may stand above it: there the whole sheet is read.
        """
        if self.layout is not None:
            return [m.Need(m.Range(self.sheet, 1, 1, 0, 0), looks=True)]
        return [m.Need(m.Range(self.sheet, first, 1, last, self.width)) for first, last in runs]


def place_of(block: m.CellBlock, spec: ViewSpec) -> Place | None:
    """Return where a view stands in a block that begins at A1; None when there is no header of it.

    Hidden columns a person's own sheet does not have yet follow behind the last used column.
    """
    found = find_header(block.rows, spec)
    if found is None:
        return None
    header_row, columns = found
    used = max(len(block.rows[0]), *columns.values())
    absent = [key for key in HIDDEN_COLUMNS if key not in columns]
    columns = columns | {key: used + number for number, key in enumerate(absent, start=1)}
    return Place(block.range.sheet, sheet_spec(spec), header_row, columns, len(block.rows))


def sheet_spec(spec: ViewSpec) -> ViewSpec:
    """Return the view as it stands on a sheet, 同步结果 and 同步说明 among its fields."""
    return replace(spec, fields=sheet_fields(spec))


def header_operations(block: m.CellBlock, place: Place) -> list[m.Operation]:
    """Return what names the hidden columns that were not on the sheet."""
    width = len(block.rows[place.header_row - 1])
    absent = {(place.header_row, place.columns[key]): key for key in HIDDEN_COLUMNS}
    words: dict[Spot, m.Cell] = {spot: key for spot, key in absent.items() if spot[1] > width}
    return [*puts(place.sheet, words, dates=frozenset())]


def table_of(blocks: Iterable[m.CellBlock], place: Place, *, only: frozenset[int] | None = None) -> Table:
    """Return the rows below the header, those in `only` if given."""
    lines = (line for block in blocks for line in _lines(block, place))
    chosen = (line for line in lines if only is None or line.number in only)
    return Table(place.spec, place.keys, tuple(chosen))


def _lines(block: m.CellBlock, place: Place) -> Iterator[Line]:
    formulas = defaultdict(set)
    for row, column in block.formulas:
        if column <= place.width:
            formulas[row].add(place.keys[column - 1])
    hidden = [place.columns[key] - 1 for key in HIDDEN_COLUMNS]
    for number, cells in enumerate(block.rows, start=block.range.first_row):
        if number <= place.header_row or all(cell is None for cell in cells):
            continue
        whole = (*cells, *([None] * (place.width - len(cells))))
        yield Line(
            number,
            whole[: place.width],
            hidden_of([whole[position] for position in hidden]),
            frozenset(formulas[number] - {""}) if number in formulas else frozenset(),
        )


def operations(writes: Sequence[RowWrite], place: Place) -> list[m.Operation]:
    """Return the writes as puts, as few as the shape of what changes allows.

    A formula in a cell of a field stays; in a hidden cell it would keep the row from ever being known again.
    """
    fields = place.spec.by_key()
    cells: dict[Spot, m.Cell] = {}
    hidden: dict[Spot, m.Cell] = {}
    dates: set[Spot] = set()
    for write in writes:
        for key, text in write.values.items():
            spot = (write.number, place.columns[key])
            is_own = key.startswith(OWN)
            cells[spot] = own_cell(text) if is_own else to_cell(fields[key], text)
            if is_own_day(text) if is_own else is_dated(fields[key]):
                dates.add(spot)
        if write.hidden is not None:
            hidden |= _hidden(write.number, write.hidden, place)
    ours = [structs.replace(put, keep_formulas=False) for put in puts(place.sheet, hidden, dates=frozenset())]
    return [*puts(place.sheet, cells, dates=frozenset(dates)), *ours]


def _hidden(number: int, hidden: Hidden, place: Place) -> dict[Spot, m.Cell]:
    texts = (hidden.key, hidden.rev, hidden.sum, hidden.marks)
    return {
        (number, place.columns[key]): text or None for key, text in zip(HIDDEN_COLUMNS, texts, strict=True)
    }


def puts(sheet: str, cells: Mapping[Spot, m.Cell], *, dates: frozenset[Spot]) -> list[m.Put]:
    """Return puts of rectangles that cover exactly these cells: runs of rows, joined over columns."""
    blocks: list[tuple[int, int, int, int]] = []
    open_at: dict[tuple[int, int], int] = {}
    for column, first, last in _runs(cells):
        index = open_at.get((first, last))
        if index is not None and blocks[index][3] == column - 1:
            blocks[index] = (first, last, blocks[index][2], column)
        else:
            open_at[first, last] = len(blocks)
            blocks.append((first, last, column, column))
    return [_rectangle(sheet, block, cells, dates) for block in blocks]


def _runs(cells: Iterable[Spot]) -> Iterator[tuple[int, int, int]]:
    """Yield (column, first row, last row) of unbroken runs, column by column."""
    by_column: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(cells):
        by_column[column].append(row)
    for column, rows in sorted(by_column.items()):
        first = last = rows[0]
        for row in rows[1:]:
            if row != last + 1:
                yield column, first, last
                first = row
            last = row
        yield column, first, last


def _rectangle(
    sheet: str, block: tuple[int, int, int, int], cells: Mapping[Spot, m.Cell], dates: frozenset[Spot]
) -> m.Put:
    first, last, left, right = block
    rows = [[cells[row, column] for column in range(left, right + 1)] for row in range(first, last + 1)]
    dated = [
        (row, column)
        for row in range(first, last + 1)
        for column in range(left, right + 1)
        if (row, column) in dates
    ]
    return m.Put(m.Range(sheet, first, left, last, right), rows, dates=dated)
