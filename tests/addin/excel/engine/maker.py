"""The described book of the contract of hosts, open in the engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.hosts.excel import ExcelHost
from addin.hosts.excel_cells import serial
from tests.addin.excel.engine.classes import EngineApp
from tests.addin.excel.engine.store import Grid, Sheets, Stored
from tests.contracts.hosts.books import HEADERS, OWN_NOTE, ROWS

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
