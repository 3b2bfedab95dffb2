"""The classes of an engine, on xlwings' own base classes."""

# mypy: disable-error-code="override, misc, no-untyped-call"
# Only what the host asks for is here, with the types it has here; the base classes hold all of Excel.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings import base_classes as base

from tests.addin.excel.engine.native import NativeBook, NativeSheet
from tests.addin.excel.engine.ranges import EngineRange
from tests.addin.excel.engine.store import Grid, Sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.addin.excel.engine.store import Spot, Table


class EngineApp(base.App):
    """Excel with some books open. `alerts` keeps what was shown, `answers` is what a person will press."""

    screen_updating = enable_events = display_alerts = True
    calculation = "automatic"
    cut_copy_mode: Any = False
    pid = 4_711
    status_bar: Any = False

    def __init__(self) -> None:
        self._open: list[EngineBook] = []
        self.in_front: EngineBook | None = None
        self.clipboard: tuple[Grid, Spot, Spot] | None = None
        self.statuses: list[Any] = []
        self.alerts: list[tuple[str, str]] = []
        self.answers: list[str] = []

    def __setattr__(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)
        if name == "calculation" and value == "automatic":
            self.calculate()
        if name == "status_bar" and hasattr(self, "statuses"):
            self.statuses.append(value)

    def calculate(self) -> None:
        for book in self._open:
            for grid in book.store.grids:
                grid.calculate()

    def recalculated(self) -> None:
        if self.calculation == "automatic":
            self.calculate()

    def open(self, store: Sheets) -> xw.Book:
        """Open a book and bring it to the front."""
        book = EngineBook(self, store)
        self._open.append(book)
        self.in_front = book
        return xw.Book(impl=book)

    @property
    def selection(self) -> EngineRange | None:
        chosen = self.in_front.store.selected if self.in_front else None
        if chosen is None or self.in_front is None:
            return None
        sheet = EngineSheet(self.in_front, self.in_front.store.grid(chosen[0]))
        return EngineRange(sheet, chosen[1], chosen[2])

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: object) -> str:
        self.alerts.append((prompt, buttons))
        return self.answers.pop(0) if self.answers else "ok"


class EngineBook(base.Book):
    """A book."""

    def __init__(self, app: EngineApp, store: Sheets) -> None:
        self._app, self.store = app, store

    @property
    def api(self) -> NativeBook:
        return NativeBook(self.store, self.come_to_front)

    @property
    def name(self) -> str:
        return self.store.name

    @property
    def fullname(self) -> str:
        return f"C:\\订单\\{self.store.name}"

    @property
    def app(self) -> EngineApp:
        return self._app

    @property
    def sheets(self) -> EngineSheets:
        return EngineSheets(self)

    @property
    def names(self) -> EngineNames:
        return EngineNames(self.store)

    def come_to_front(self) -> None:
        self._app.in_front = self


class EngineNames(base.Names):
    """Defined names."""

    def __init__(self, store: Sheets) -> None:
        self._store = store

    def __len__(self) -> int:
        return len(self._store.names)

    def __call__(self, place: int) -> EngineName:
        return EngineName(self._store, list(self._store.names)[place - 1])

    def add(self, name: str, refers_to: str) -> EngineName:
        assert name not in self._store.names
        self._store.names[name] = refers_to
        return EngineName(self._store, name)


class EngineName(base.Name):
    """A defined name."""

    def __init__(self, store: Sheets, name: str) -> None:
        self._store, self.key = store, name

    @property
    def name(self) -> str:
        return self.key

    @property
    def refers_to(self) -> str:
        return self._store.names[self.key]

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._store.names[self.key] = value


class EngineSheets(base.Sheets):
    """The sheets of a book."""

    def __init__(self, book: EngineBook) -> None:
        self.book = book

    @property
    def active(self) -> EngineSheet:
        store = self.book.store
        return EngineSheet(self.book, store.grid(store.front) if store.front else store.grids[0])

    def __call__(self, key: int | str) -> EngineSheet:
        store = self.book.store
        return EngineSheet(self.book, store.grids[key - 1] if isinstance(key, int) else store.grid(key))

    def __len__(self) -> int:
        return len(self.book.store.grids)

    def __iter__(self) -> Iterator[EngineSheet]:
        return (EngineSheet(self.book, grid) for grid in self.book.store.grids)

    def add(self, before: EngineSheet | None, after: EngineSheet, name: str) -> EngineSheet:
        grids = self.book.store.grids
        made = Grid(name)
        grids.insert(grids.index(after.grid) + 1, made)
        self.book.store.front = name
        return EngineSheet(self.book, made)


class EngineSheet(base.Sheet):
    """A sheet."""

    def __init__(self, book: EngineBook, grid: Grid) -> None:
        self._book, self.grid = book, grid

    @property
    def name(self) -> str:
        return self.grid.name

    @property
    def book(self) -> EngineBook:
        return self._book

    @property
    def visible(self) -> bool:
        return self.grid.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        self.grid.visible = value

    @property
    def used_range(self) -> EngineRange:
        return EngineRange(self, (1, 1), self.grid.used())

    @property
    def tables(self) -> EngineTables:
        return EngineTables(self)

    def range(self, first: Spot, last: Spot | None = None) -> EngineRange:
        return EngineRange(self, first, last or first)

    @property
    def api(self) -> NativeSheet:
        return NativeSheet(self._book.store, self.grid)


class EngineTables(base.Tables):
    """The tables of a sheet."""

    def __init__(self, sheet: EngineSheet) -> None:
        self._sheet = sheet

    def __iter__(self) -> Iterator[EngineTable]:
        return (EngineTable(self._sheet, table) for table in self._sheet.grid.tables)


class EngineTable(base.Table):
    """A table."""

    def __init__(self, sheet: EngineSheet, table: Table) -> None:
        self._sheet, self._table = sheet, table

    @property
    def range(self) -> EngineRange:
        return EngineRange(self._sheet, self._table.first, self._table.last)

    def resize(self, area: xw.Range) -> None:
        self._table.last = (area.last_cell.row, area.last_cell.column)
