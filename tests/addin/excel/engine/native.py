"""What hides behind `.api`: as much of Excel's own objects as the host touches."""

# ruff: noqa: N802 - the names are Excel's

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.addin.excel.engine.store import USUAL_POINTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.addin.excel.engine.store import Grid, Sheets, Spot


NONE, AUTOMATIC = -4142, -4105
_STYLES = {"WrapText": "wrap", "HorizontalAlignment": "across", "VerticalAlignment": "upright"}


def _is_in(spot: Spot, area: tuple[int, int, int, int]) -> bool:
    return area[0] <= spot[0] <= area[2] and area[1] <= spot[1] <= area[3]


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
    def Interior(self) -> NativeInterior:
        return NativeInterior(self)

    @property
    def Font(self) -> NativeFont:
        return NativeFont(self)

    @property
    def Validation(self) -> NativeValidation:
        return NativeValidation(self)

    @property
    def MergeCells(self) -> Any:
        return self.style_shared(lambda spot: any(_is_in(spot, area) for area in self.grid.merged))

    @property
    def EntireColumn(self) -> NativeColumns:
        return NativeColumns(self)

    def style_shared(self, read: Callable[[Spot], Any]) -> Any:
        self.grid.asked += 1
        return same([read(spot) for spot in self.flat()])

    def restyle(self, **looks: Any) -> None:
        for spot in self.flat():
            cell = self.grid.at(spot)
            self.grid.cells[spot] = replace(cell, style=replace(cell.style, **looks))

    def __setattr__(self, name: str, value: Any) -> None:
        """Take alignment and wrapping as looks of all cells."""
        if name in _STYLES:
            self.restyle(**{_STYLES[name]: value})
        else:
            object.__setattr__(self, name, value)

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
class NativeInterior:
    """The fill of a range: one without is white."""

    area: NativeRange

    @property
    def Color(self) -> Any:
        found = self.area.style_shared(lambda spot: self.area.grid.at(spot).style.fill)
        return None if found is None else float(found)

    @Color.setter
    def Color(self, value: int) -> None:
        self.area.restyle(fill=value)

    @property
    def Pattern(self) -> int:
        raise NotImplementedError

    @Pattern.setter
    def Pattern(self, value: int) -> None:
        assert value == NONE
        self.area.restyle(fill=0xFFFFFF)


@dataclass
class NativeFont:
    """The font of a range: an automatic colour is black."""

    area: NativeRange

    @property
    def Color(self) -> Any:
        found = self.area.style_shared(lambda spot: self.area.grid.at(spot).style.ink)
        return None if found is None else float(found)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "area":
            object.__setattr__(self, name, value)
        elif name == "ColorIndex":
            assert value == AUTOMATIC
            self.area.restyle(ink=0)
        else:
            self.area.restyle(**{{"Color": "ink", "Bold": "bold", "Size": "points"}[name]: value})


@dataclass
class NativeValidation:
    """The validation of a range, made by `Add`, then told what to show."""

    area: NativeRange

    def Delete(self) -> None:
        for spot in self.area.flat():
            self.area.grid.validations.pop(spot, None)

    def Add(self, **said: Any) -> None:
        assert not any(spot in self.area.grid.validations for spot in self.area.flat()), "delete it first"
        for spot in self.area.flat():
            self.area.grid.validations[spot] = {"ShowError": True, "ShowInput": True, **said}

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "area":
            object.__setattr__(self, name, value)
            return
        for spot in self.area.flat():
            self.area.grid.validations[spot][name] = value


@dataclass
class NativeColumns:
    """The columns of a range."""

    area: NativeRange

    @property
    def Hidden(self) -> Any:
        raise NotImplementedError

    @Hidden.setter
    def Hidden(self, value: bool) -> None:
        assert value is True
        columns = range(self.area.first[1], self.area.last[1] + 1)
        self.area.grid.hidden_columns.update(columns)


class NormalStyle:
    """The style of cells that nobody gave one."""

    Size = USUAL_POINTS

    @property
    def Font(self) -> NormalStyle:
        return self


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

    def Styles(self, name: str) -> NormalStyle:
        assert name == "Normal"
        return NormalStyle()


@dataclass
class NativePaper:
    """How a sheet is printed."""

    grid: Grid

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "grid":
            object.__setattr__(self, name, value)
        else:
            self.grid.paper[name] = value


@dataclass
class NativeSheet:
    """A worksheet as COM shows it."""

    store: Sheets
    grid: Grid

    @property
    def PageSetup(self) -> NativePaper:
        return NativePaper(self.grid)

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
