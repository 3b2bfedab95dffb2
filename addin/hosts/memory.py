"""A workbook in memory as a host, for tests and as the plainest statement of what a host does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.bridge import messages as m
from addin.hosts.memory_looks import MemoryLooks
from addin.hosts.port import NOTE_MARK
from workbooks.layout import LISTS_SHEET

if TYPE_CHECKING:
    from collections.abc import Sequence

Spot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell holds: its value (the result where there is a formula), and whether it shows a date."""

    value: m.Cell
    is_date: bool = False
    formula: str = ""


@dataclass(slots=True)
class MemorySheet:
    """Cells by (row, column) from 1, notes, rows a filter hides, and how it looks."""

    cells: dict[Spot, Content] = field(default_factory=dict)
    notes: dict[Spot, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    looks: MemoryLooks = field(default_factory=MemoryLooks)

    def put(self, spot: Spot, content: Content) -> None:
        """Set or clear one cell."""
        if not content.formula and (content.value is None or content.value == ""):
            self.cells.pop(spot, None)
        else:
            self.cells[spot] = content

    def used(self, axis: int) -> int:
        """Return the last used row (axis 0) or column (axis 1); 1 when the sheet is empty."""
        return max((spot[axis] for spot in self.cells), default=1)


@dataclass(slots=True)
class MemoryHost:
    """Sheets by name. `saves` counts how often the book was saved."""

    name: str = "book.xlsx"
    sheets: dict[str, MemorySheet] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    active: str = ""
    selection: m.Range | None = None
    saves: int = 0

    def snapshot(self, needs: Sequence[m.Need]) -> m.Snapshot:
        """Return the book as it stands."""
        return m.Snapshot(
            book_name=self.name,
            host="memory",
            sheets=[m.SheetInfo(name, sheet.used(0), sheet.used(1)) for name, sheet in self.sheets.items()],
            active_sheet=self.active or next(iter(self.sheets), ""),
            selection=self.selection,
            state=dict(self.state),
            blocks=[_seen(self.sheets[need.range.sheet], need) for need in needs],
        )

    def apply(self, operation: m.Operation) -> None:
        """Do one operation."""
        match operation:
            case m.PutState():
                self._put_state(operation)
            case m.Save():
                self.saves += 1
            case m.Choices():
                self._refill(operation)
            case m.Put():
                _put(self._sheet(operation.range.sheet), operation)
            case m.Note():
                _note(self.sheets[operation.sheet], operation)
            case m.AddRows():
                _add_rows(self.sheets[operation.sheet], operation)
            case m.Select():
                self.active, self.selection = operation.range.sheet, operation.range
            case m.Hide():
                self._sheet(operation.sheet).looks.hide(operation)
            case m.Dropdown() | m.Dress() | m.Paint():
                self._look(operation)
            case _:
                raise TypeError(operation)

    def _sheet(self, name: str) -> MemorySheet:
        return self.sheets.setdefault(name, MemorySheet())

    def _look(self, operation: m.Dropdown | m.Dress | m.Paint) -> None:
        sheet, area = self._sheet(operation.range.sheet), operation.range
        exact = _ending(
            area,
            last_row=area.last_row or max(sheet.used(0), area.first_row),
            last_column=area.last_column or max(sheet.used(1), area.first_column),
        )
        match operation:
            case m.Dropdown():
                if self._list_column(operation.list):
                    sheet.looks.offer(exact, operation.list)
            case m.Dress():
                sheet.looks.dress(exact, operation)
            case m.Paint():
                sheet.looks.paint(exact, operation)

    def _list_column(self, name: str) -> int | None:
        """Return the column of a dropdown list."""
        cells = self.sheets.get(LISTS_SHEET, MemorySheet()).cells
        return next((at for (row, at), each in cells.items() if row == 1 and each.value == name), None)

    def _put_state(self, operation: m.PutState) -> None:
        for name, value in operation.values.items():
            if value is None:
                self.state.pop(name, None)
            else:
                self.state[name] = value

    def _refill(self, operation: m.Choices) -> None:
        sheet = self._sheet(LISTS_SHEET)
        taken = (column for row, column in sheet.cells if row == 1)
        column = self._list_column(operation.name) or max(taken, default=0) + 1
        for spot in [spot for spot in sheet.cells if spot[1] == column]:
            del sheet.cells[spot]
        for row, value in enumerate([operation.name, *operation.values], start=1):
            sheet.put((row, column), Content(value))


def _seen(sheet: MemorySheet, need: m.Need) -> m.CellBlock:
    found = _block(sheet, need.range)
    if need.looks:
        sheet.looks.see(found)
    return found


def _block(sheet: MemorySheet, area: m.Range) -> m.CellBlock:
    last_row = area.last_row or max(sheet.used(0), area.first_row)
    last_column = area.last_column or sheet.used(1)
    rows = range(area.first_row, last_row + 1)
    columns = range(area.first_column, last_column + 1)
    blank = Content(None)
    found = {(row, column): sheet.cells.get((row, column), blank) for row in rows for column in columns}
    block = m.CellBlock(
        _ending(area, last_row=last_row, last_column=last_column),
        [[found[row, column].value for column in columns] for row in rows],
        formulas=[spot for spot, content in found.items() if content.formula],
        dates=[spot for spot, content in found.items() if content.is_date],
        hidden_rows=sorted(sheet.hidden_rows.intersection(rows)),
        uncalculated=[spot for spot, each in found.items() if each.formula and each.value is None],
    )
    while not area.last_row and block.rows and all(value is None for value in block.rows[-1]):
        block.rows.pop()
    end = area.first_row + len(block.rows) - 1
    block.range = _ending(area, last_row=end, last_column=last_column)
    return block


def _ending(area: m.Range, *, last_row: int, last_column: int) -> m.Range:
    """Return the range with another end."""
    return m.Range(area.sheet, area.first_row, area.first_column, last_row, last_column)


def _put(sheet: MemorySheet, operation: m.Put) -> None:
    dates = set(operation.dates)
    for row, values in enumerate(operation.rows, start=operation.range.first_row):
        for column, value in enumerate(values, start=operation.range.first_column):
            held = sheet.cells.get((row, column))
            if not (operation.keep_formulas and held and held.formula):
                sheet.put((row, column), Content(value, (row, column) in dates))


def _note(sheet: MemorySheet, operation: m.Note) -> None:
    spot = (operation.row, operation.column)
    if not sheet.notes.get(spot, NOTE_MARK).startswith(NOTE_MARK):
        return
    if operation.text:
        sheet.notes[spot] = f"{NOTE_MARK}\n{operation.text}"
    else:
        sheet.notes.pop(spot, None)


def _add_rows(sheet: MemorySheet, operation: m.AddRows) -> None:
    first = operation.after_row + 1
    last_column = max((len(row) for row in operation.rows), default=1)
    area = m.Range(operation.sheet, first, 1, first + len(operation.rows) - 1, last_column)
    _put(sheet, m.Put(area, operation.rows, dates=operation.dates))
