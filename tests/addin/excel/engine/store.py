"""Books in memory that take values as Excel does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from addin.hosts.excel_cells import ERRORS

Spot = tuple[int, int]
GENERAL, TEXT = "General", "@"
USUAL_POINTS = 11.0
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
CODE_BY_ERROR = {text: code for code, text in ERRORS.items()}
_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d+)?(e[+-]?\d+)?\s*", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}")
_PRODUCT = re.compile(r"=B(\d+)\*C\1")


@dataclass(frozen=True)
class Style:
    """How a cell looks, in Excel's own numbers: colours have blue first, white and black are none."""

    fill: int = 0xFFFFFF
    ink: int = 0
    bold: bool = False
    points: float = USUAL_POINTS
    wrap: bool = False
    across: int = 1
    upright: int = -4107


PLAIN = Style()


@dataclass(frozen=True)
class Stored:
    """A cell: its value as Value2 tells it, its formula, its number format, its style."""

    value: Any = None
    formula: str = ""
    number_format: str = GENERAL
    style: Style = PLAIN

    @property
    def is_blank(self) -> bool:
        return self.value is None and not self.formula


@dataclass
class Table:
    """A table by its corners."""

    name: str
    first: Spot
    last: Spot


@dataclass
class Grid:
    """A sheet. `writes` keeps the rows of every block written, `asked` counts questions about looks."""

    name: str
    cells: dict[Spot, Stored] = field(default_factory=dict)
    notes: dict[Spot, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    tables: list[Table] = field(default_factory=list)
    visible: bool = True
    writes: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    widths: dict[int, float] = field(default_factory=dict)
    validations: dict[Spot, dict[str, Any]] = field(default_factory=dict)
    paper: dict[str, Any] = field(default_factory=dict)
    asked: int = 0

    def at(self, spot: Spot) -> Stored:
        return self.cells.get(spot, Stored())

    def used(self) -> Spot:
        spots = [*self.cells]
        return max((row for row, _ in spots), default=1), max((column for _, column in spots), default=1)

    def enter(self, spot: Spot, value: Any) -> None:
        """Take a value as Excel does."""
        old = self.at(spot)
        new = taken(value, old)
        if new.is_blank and new.number_format == GENERAL and new.style == PLAIN:
            self.cells.pop(spot, None)
        else:
            self.cells[spot] = new

    def calculate(self) -> None:
        """Give formulas of the kind =B2*C2 their results; others have none."""
        for spot, cell in self.cells.items():
            product = _PRODUCT.fullmatch(cell.formula)
            if product:
                factors = [self.at((int(product[1]), column)).value or 0 for column in (2, 3)]
                self.cells[spot] = replace(cell, value=float(factors[0] * factors[1]))


@dataclass
class Sheets:
    """A book: sheets in order, which one is in front, what is selected, names, the date system."""

    name: str
    grids: list[Grid]
    front: str = ""
    selected: tuple[str, Spot, Spot] | None = None
    names: dict[str, str] = field(default_factory=dict)
    is_1904: bool = False

    def grid(self, name: str) -> Grid:
        return next(grid for grid in self.grids if grid.name.lower() == name.lower())


def taken(value: Any, old: Stored) -> Stored:
    """Return what a cell holds after a program wrote a value into it."""
    plain = replace(old, formula="", value=None)
    if value is None or value == "":
        return plain
    if not isinstance(value, str):
        number = value if isinstance(value, bool) else float(value)
        return replace(plain, value=str(value) if old.number_format == TEXT else number)
    if value.startswith("'"):
        return replace(plain, value=value[1:])
    if old.number_format == TEXT:
        return replace(plain, value=value)
    return _read(value, plain)


def _read(text: str, plain: Stored) -> Stored:  # noqa: PLR0911 - one for each thing text may be read as
    if text.startswith("=") and len(text) > 1:
        return replace(plain, formula=text)
    if text[0] in "+-@" and len(text) > 1 and not _NUMBER.fullmatch(text):
        return replace(plain, formula="=" + text.lstrip("@+"))
    if _NUMBER.fullmatch(text):
        return replace(plain, value=float(text))
    if text.upper() in {"TRUE", "FALSE"}:
        return replace(plain, value=text.upper() == "TRUE")
    if text in CODE_BY_ERROR:
        return replace(plain, value=CODE_BY_ERROR[text])
    if _DAY.fullmatch(text):
        return replace(plain, value=45_000.0, number_format="yyyy/m/d")
    return replace(plain, value=text)
