"""A workbook as a reader hands it over: rows of cells with their numbers, merges, painted cells, formulas."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sync.fields.values import Cell

PaintKind = Literal["fill", "font"]
NO_FORMULAS: Mapping[int, str] = MappingProxyType({})
BLANK = (None, "")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged rectangle, from 1, ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour a person gave: `kind` is `fill` or `font`, `rgb` six hexadecimal digits."""

    kind: PaintKind
    rgb: str


@dataclass(frozen=True, slots=True)
class Painted:
    """Neighbouring cells of a row in one look; the columns count from 1, ends included."""

    first_column: int
    last_column: int
    paints: tuple[Paint, ...]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row that holds anything: its number and its cells from column 1 on; dates are ISO text.

    `formulas` names columns with a formula (its text, empty where a file keeps it elsewhere); their cell is
    the result, None where nobody has calculated it.
    """

    number: int
    cells: tuple[Cell, ...]
    formulas: Mapping[int, str] = field(default_factory=lambda: NO_FORMULAS)
    painted: tuple[Painted, ...] = ()

    def at(self, column: int) -> Cell:
        """Return the cell of a column, None beyond the last."""
        return self.cells[column - 1] if column <= len(self.cells) else None

    def is_filled(self, column: int) -> bool:
        """Tell whether a cell holds a value, or a formula that is not known to show nothing."""
        cell = self.at(column)
        return cell not in BLANK or (cell is None and column in self.formulas)

    def filled(self) -> Iterator[int]:
        """Yield the columns that hold a value or a formula."""
        width = max(len(self.cells), max(self.formulas, default=0))
        return (column for column in range(1, width + 1) if self.is_filled(column))


@dataclass(frozen=True)
class SheetGrid:
    """One sheet: the rows that hold anything, top down, and its merged rectangles."""

    title: str
    rows: tuple[GridRow, ...]
    merges: tuple[Merge, ...] = ()

    @cached_property
    def by_number(self) -> dict[int, GridRow]:
        """Return the rows by their numbers."""
        return {row.number: row for row in self.rows}

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Return the numbers of rows that hold a value or a formula, ascending."""
        numbers = (row.number for row in self.rows if any(True for _ in row.filled()))
        return tuple(dict.fromkeys(numbers))

    @cached_property
    def _merges_by_column(self) -> dict[int, list[tuple[int, int, int]]]:
        """Return (first row, last row, column that holds the value) of merges, by column, ascending."""
        found: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for merge in self.merges:
            for column in range(merge.first_column, merge.last_column + 1):
                found[column].append((merge.first_row, merge.last_row, merge.first_column))
        return {column: sorted(spans) for column, spans in found.items()}

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Merge]]:
        found: dict[int, list[Merge]] = defaultdict(list)
        for merge in self.merges:
            found[merge.first_row].append(merge)
        return found

    def merges_from(self, first: int, last: int) -> list[Merge]:
        """Return the merged rectangles that begin in these rows."""
        return [merge for row in range(first, last + 1) for merge in self._merges_by_row.get(row, ())]

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Return the cell that holds the value shown here: the first of its merged rectangle, or itself."""
        spans = self._merges_by_column.get(column)
        if spans:
            at = bisect_right(spans, (row, 1 << 30, 0)) - 1
            if at >= 0 and spans[at][1] >= row:
                return spans[at][0], spans[at][2]
        return row, column

    def shown(self, row: int, column: int) -> Cell:
        """Return what a person sees in a cell, that of its merged rectangle included."""
        held = self.by_number.get(row)
        cell = held.at(column) if held else None
        if cell in BLANK and column in self._merges_by_column:
            anchor_row, anchor_column = self.anchor(row, column)
            anchored = self.by_number.get(anchor_row)
            return anchored.at(anchor_column) if anchored else None
        return cell

    def carried(self, row: int, column: int) -> Cell:
        """Return the cell, or where it is blank that of a merge which comes down to it in its own column."""
        held = self.by_number.get(row)
        cell = held.at(column) if held else None
        if cell in BLANK and column in self._merges_by_column:
            above, beside = self.anchor(row, column)
            anchored = self.by_number.get(above) if beside == column and above < row else None
            return anchored.at(column) if anchored else None
        return cell


@dataclass(frozen=True, slots=True)
class BookGrid:
    """A workbook: its file name and the sheets in sight."""

    name: str
    sheets: tuple[SheetGrid, ...]
