"""The described book of the contract of hosts, open in the engine."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from addin.hosts.excel import ExcelHost
from addin.hosts.excel_cells import serial
from addin.hosts.roles import ROLES
from tests.addin.excel.engine.classes import EngineApp
from tests.addin.excel.engine.files import opened_file
from tests.addin.excel.engine.store import USUAL_POINTS, Grid, Sheets, Stored, Style
from tests.contracts.hosts.books import HEADERS, OWN_NOTE, ROWS
from tests.contracts.hosts.coloured import Look, write_coloured
from workbooks.layout import LISTS_SHEET
from workbooks.parts.sheet import area_of

if TYPE_CHECKING:
    from addin.hosts.port import Host


def described(*, is_1904: bool = False) -> Sheets:
    """Return the described book."""
    grid = Grid("订单", notes={(2, 1): OWN_NOTE}, hidden={3})
    for column, header in enumerate(HEADERS, start=1):
        grid.cells[1, column] = Stored(header)
    for row, (product, quantity, price, requested) in enumerate(ROWS, start=2):
        day = serial(requested, is_1904=is_1904)
        values = (product, float(quantity), price)
        for column, value in enumerate(values, start=1):
            grid.cells[row, column] = Stored(value)
        grid.cells[row, 4] = Stored(quantity * price, f"=B{row}*C{row}")
        grid.cells[row, 5] = Stored(day, number_format='m"月"d"日";@')
    return Sheets("订单.xlsx", [grid, Grid("别的", {(1, 1): Stored("不动")})], is_1904=is_1904)


@dataclass
class ExcelMaker:
    """Books in an Excel of their own."""

    app: EngineApp = field(default_factory=EngineApp)
    is_1904: bool = False

    def make(self) -> ExcelHost:
        return ExcelHost(self.app.open(described(is_1904=self.is_1904)))

    def opened(self, store: Sheets) -> ExcelHost:
        return ExcelHost(self.app.open(store))

    def again(self, host: Host) -> ExcelHost:
        """Return a host over the book as it is open: saving is left to the person."""
        assert isinstance(host, ExcelHost)
        host.rest()
        return ExcelHost(host.book)

    def coloured(self) -> ExcelHost:
        with tempfile.TemporaryDirectory() as folder:
            return self.opened(opened_file(write_coloured(Path(folder) / "订单.xlsx")))

    def look(self, host: Host, sheet: str, spot: tuple[int, int]) -> Look:
        assert isinstance(host, ExcelHost)
        store: Sheets = host.book.impl.store
        grid = store.grid(sheet)
        cell = grid.at(spot)
        return Look(
            _role(cell.style),
            cell.number_format,
            grid.widths.get(spot[1], 0),
            spot[1] in grid.hidden_columns,
            _offered(store, grid.validations.get(spot)),
            grid.paper == {"Orientation": 2, "Zoom": False, "FitToPagesWide": 1, "FitToPagesTall": False},
        )

    def formula(self, host: Host, row: int, column: int) -> str:
        return self._grid(host).at((row, column)).formula

    def note(self, host: Host, row: int, column: int) -> str:
        return self._grid(host).notes.get((row, column), "")

    def kept(self, text: str) -> str:
        return text

    @staticmethod
    def _grid(host: Host) -> Grid:
        assert isinstance(host, ExcelHost)
        store: Sheets = host.book.impl.store
        return store.grid("订单")


def _role(style: Style) -> str:
    """Return the role whose looks a style has, colours aside."""
    looks = (style.bold, 0 if style.points == USUAL_POINTS else style.points, style.wrap)
    roles = {name: (role.bold, role.points, role.wrap) for name, role in ROLES.items()}
    return next((name for name, wanted in roles.items() if wanted == looks), "")


def _offered(store: Sheets, validation: dict[str, Any] | None) -> list[str]:
    if validation is None:
        return []
    assert (validation["Type"], validation["ShowError"], validation["InCellDropdown"]) == (3, False, True)
    area = store.names[validation["Formula1"].removeprefix("=")].rpartition("!")[2]
    top, column, bottom, _ = area_of(area) or (0, 0, 0, 0)
    lists = store.grid(LISTS_SHEET)
    return [str(lists.at((row, column)).value) for row in range(top, bottom + 1)]
