"""Ranges and notes of the engine, on xlwings' own base classes."""

# mypy: disable-error-code="override, misc, no-untyped-call"
# Only what the host asks for is here, with the types it has here; the base classes hold all of Excel.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import base_classes as base

from tests.addin.excel.engine.native import NativeRange, same
from tests.addin.excel.engine.store import GENERAL, MOST_COLUMNS, MOST_ROWS

if TYPE_CHECKING:
    from tests.addin.excel.engine.classes import EngineSheet
    from tests.addin.excel.engine.store import Grid, Spot


class EngineNote(base.Note):
    """A note."""

    def __init__(self, grid: Grid, spot: Spot) -> None:
        self._grid, self._spot = grid, spot

    @property
    def text(self) -> str:
        return self._grid.notes[self._spot]

    def delete(self) -> None:
        del self._grid.notes[self._spot]


class EngineRange(base.Range):
    """A range."""

    def __init__(self, sheet: EngineSheet, first: Spot, last: Spot) -> None:
        assert 1 <= first[0] <= last[0] <= MOST_ROWS
        assert 1 <= first[1] <= last[1] <= MOST_COLUMNS
        self._sheet, self._first, self._last = sheet, first, last
        self.options: dict[str, Any] = {}

    @property
    def api(self) -> NativeRange:
        return NativeRange(self._sheet.grid, self._first, self._last, self._sheet.book.app.recalculated)

    @property
    def sheet(self) -> EngineSheet:
        return self._sheet

    @property
    def row(self) -> int:
        return self._first[0]

    @property
    def column(self) -> int:
        return self._first[1]

    @property
    def shape(self) -> tuple[int, int]:
        return self._last[0] - self._first[0] + 1, self._last[1] - self._first[1] + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int) -> EngineRange:
        spot = (self._first[0] + row - 1, self._first[1] + column - 1)
        return EngineRange(self._sheet, spot, spot)

    @property
    def address(self) -> str:
        return self.get_address(True, True, False)  # noqa: FBT003 - as xlwings calls it

    def get_address(self, _row: bool, _column: bool, external: bool) -> str:  # noqa: FBT001
        first, last = (f"${xw.utils.col_name(column)}${row}" for row, column in (self._first, self._last))
        cells = first if self._first == self._last else f"{first}:{last}"
        return f"[{self._sheet.book.name}]{self._sheet.name}!{cells}" if external else cells

    @property
    def number_format(self) -> Any:
        return same([self._sheet.grid.at(spot).number_format for spot in self.api.flat()])

    @number_format.setter
    def number_format(self, value: str) -> None:
        cells = self._sheet.grid.cells
        for spot in self.api.flat():
            cells[spot] = replace(self._sheet.grid.at(spot), number_format=value)

    @property
    def merge_area(self) -> EngineRange:
        """The merged area of the first cell, as Excel's MergeArea; the cell itself where it is alone."""
        row, column = self._first
        for top, left, bottom, right in self._sheet.grid.merged:
            if top <= row <= bottom and left <= column <= right:
                return EngineRange(self._sheet, (top, left), (bottom, right))
        return EngineRange(self._sheet, self._first, self._first)

    @property
    def column_width(self) -> Any:
        return self._sheet.grid.widths.get(self._first[1])

    @column_width.setter
    def column_width(self, value: float) -> None:
        for column in range(self._first[1], self._last[1] + 1):
            self._sheet.grid.widths[column] = value

    @property
    def note(self) -> EngineNote | None:
        return EngineNote(self._sheet.grid, self._first) if self._first in self._sheet.grid.notes else None

    def add_note(self, text: str) -> EngineNote:
        self._sheet.grid.notes[self._first] = text
        return EngineNote(self._sheet.grid, self._first)

    def copy(self, destination: object = None) -> None:
        self._sheet.book.app.clipboard = (self._sheet.grid, self._first, self._last)
        self._sheet.book.app.cut_copy_mode = "copy"

    def paste(self, paste: str, **_: Any) -> None:
        assert paste == "formats"
        assert self._sheet.book.app.clipboard
        grid, first, _last = self._sheet.book.app.clipboard
        for row, column in self.api.flat():
            shown = grid.at((first[0], first[1] + column - self._first[1])).number_format
            if shown != GENERAL:
                old = self._sheet.grid.at((row, column))
                self._sheet.grid.cells[row, column] = replace(old, number_format=shown)

    def select(self) -> None:
        store = self._sheet.book.store
        assert self._sheet.book.app.in_front is self._sheet.book, "only the book in front can be selected in"
        assert store.front in {self._sheet.name, ""}
        store.selected = (self._sheet.name, self._first, self._last)
