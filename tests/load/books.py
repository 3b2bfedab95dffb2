"""An order book as a clerk works in it: type rows below, change some, take old ones off."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from addin.hosts.memory import Content, MemoryHost, MemorySheet
from sync.fields.orders import ORDERS
from tests.addin.presses import COLUMN, memory_book
from workbooks.layout import FIRST_ROW

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator

    from tests.load.orders import Typed

SHEET = ORDERS.title
ACCEPTED = "order_no"


@cache
def _empty() -> MemoryHost:
    return memory_book([])


@dataclass
class OrderBook:
    """A workbook in memory. `gone` are quantities, by remark, of accepted rows that were taken off."""

    host: MemoryHost = field(default_factory=lambda: copy.deepcopy(_empty()))
    gone: dict[str, int] = field(default_factory=dict)

    @property
    def sheet(self) -> MemorySheet:
        """The order sheet."""
        return self.host.sheets[SHEET]

    @property
    def last_row(self) -> int:
        """The last row with anything on it."""
        return max(self.sheet.used(0), FIRST_ROW - 1)

    def type_below(self, rows: Iterable[Typed]) -> None:
        """Type rows below the last."""
        for number, values in enumerate(rows, start=self.last_row + 1):
            for key, value in values.items():
                self.sheet.put((number, COLUMN[key]), Content(value))

    def change_some(self, count: int, *, chance: random.Random) -> None:
        """Type other quantities into accepted rows."""
        known = [number for number in self._numbers() if self.value(number, ACCEPTED)]
        for number in chance.sample(known, k=min(count, len(known))):
            spot = number, COLUMN["quantity"]
            self.sheet.put(spot, Content(int(self.value(number, "quantity")) % 40 + 1))

    def take_off(self, count: int) -> None:
        """Delete the first rows of the sheet; those below move up."""
        self.gone |= dict(self._accepted(range(FIRST_ROW, FIRST_ROW + count)))
        cells = self.sheet.cells
        kept = {(row, column): cell for (row, column), cell in cells.items() if row < FIRST_ROW}
        moved = {
            (row - count, column): cell for (row, column), cell in cells.items() if row >= FIRST_ROW + count
        }
        self.sheet.cells = kept | moved

    def accepted(self) -> dict[str, int]:
        """Return the quantities, by remark, of all rows that were ever accepted."""
        return self.gone | dict(self._accepted(self._numbers()))

    def value(self, number: int, key: str) -> Any:
        """Return what a cell holds."""
        found = self.sheet.cells.get((number, COLUMN[key]))
        return found.value if found else None

    def _accepted(self, numbers: Iterable[int]) -> Iterator[tuple[str, int]]:
        for number in numbers:
            if self.value(number, ACCEPTED):
                yield str(self.value(number, "remark")), int(self.value(number, "quantity"))

    def _numbers(self) -> range:
        return range(FIRST_ROW, self.last_row + 1)
