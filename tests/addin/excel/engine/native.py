"""What hides behind `.api`: as much of Excel's own objects as the host touches."""

# ruff: noqa: N802 - the names are Excel's

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.addin.excel.engine.store import Grid, Sheets, Spot


def same(values: list[Any]) -> Any:
    """Return what all are; None where they differ."""
    return values[0] if all(value == values[0] for value in values) else None


@dataclass
class NativeRange:
    """A range as COM shows it."""

    grid: Grid
    first: Spot
    last: Spot
    recalculated: Callable[[], None]

    def spots(self) -> list[list[Spot]]:
        columns = range(self.first[1], self.last[1] + 1)
        return [[(row, column) for column in columns] for row in range(self.first[0], self.last[0] + 1)]

    def flat(self) -> Iterator[Spot]:
        return (spot for row in self.spots() for spot in row)

    @property
    def Value2(self) -> Any:
        return self._shown(lambda spot: self.grid.at(spot).value)

    @Value2.setter
    def Value2(self, content: Any) -> None:
        self.grid.writes.append((self.first[0], self.last[0]))
        rows = content if isinstance(content, list | tuple) else [[content]]
        for spots, values in zip(self.spots(), rows, strict=True):
            for spot, value in zip(spots, values, strict=True):
                self.grid.enter(spot, value)
        self.recalculated()

    @property
    def Formula(self) -> Any:
        return self._shown(lambda spot: self.grid.at(spot).formula or self.grid.at(spot).value or "")

    @property
    def HasFormula(self) -> Any:
        return same([bool(self.grid.at(spot).formula) for spot in self.flat()])

    @property
    def EntireRow(self) -> NativeRange:
        return self

    @property
    def Hidden(self) -> Any:
        return same([row in self.grid.hidden for row in range(self.first[0], self.last[0] + 1)])

    def _shown(self, read: Callable[[Spot], Any]) -> Any:
        if self.first == self.last:
            return read(self.first)
        return tuple(tuple(read(spot) for spot in row) for row in self.spots())


@dataclass
class NativeBook:
    """A workbook as COM shows it."""

    store: Sheets
    come_to_front: Callable[[], None]

    @property
    def Date1904(self) -> bool:
        return self.store.is_1904

    def Activate(self) -> None:
        self.come_to_front()


@dataclass
class NativeSheet:
    """A worksheet as COM shows it."""

    store: Sheets
    grid: Grid

    @property
    def Cells(self) -> NativeSheet:
        return self

    def Find(self, what: str, **_: int) -> NativeSheet | None:
        assert what == "*"
        return self if any(not cell.is_blank for cell in self.grid.cells.values()) else None

    @property
    def Row(self) -> int:
        return max(row for (row, _), cell in self.grid.cells.items() if not cell.is_blank)

    def Activate(self) -> None:
        assert self.grid.visible, "a hidden sheet cannot be brought to the front"
        self.store.front = self.grid.name
