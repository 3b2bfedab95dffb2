"""Workbooks as people keep them, drawn as text in `corpus`, with what is true of their tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sync.adoption.grid import BookGrid, GridRow, Merge, SheetGrid
from workbooks.adoption.sheet_xml import area_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.fields.values import Cell

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is true of one table."""

    sheet: str
    header_rows: list[int]
    first_row: int
    last_row: int
    order_lines: int
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A workbook: its sheets as rows of cells from A1 on, merges by sheet, the truth, some values."""

    name: str
    sheets: dict[str, list[list[Cell]]] = field(default_factory=dict)
    merges: dict[str, list[str]] = field(default_factory=dict)
    tables: list[Expected] = field(default_factory=list)
    values: dict[str, tuple[str | None, bool]] = field(default_factory=dict)

    @property
    def has_formulas(self) -> bool:
        """Tell whether a cell is a formula."""
        return any(
            isinstance(cell, str) and cell.startswith("=")
            for rows in self.sheets.values()
            for row in rows
            for cell in row
        )


def drawings() -> list[Drawing]:
    """Return all workbooks of the corpus."""
    texts = (path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt")))
    return [_drawing(block) for text in texts for block in text.split("==== ")[1:]]


def _drawing(block: str) -> Drawing:
    """Read one drawing: `= sheet`, rows parted by bars, `merge`, `table` and `value` lines."""
    name, *lines = block.rstrip("\n").split("\n")
    made = Drawing(name.strip())
    title = ""
    for line in lines:
        word, _, rest = line.partition(" ")
        if word == "=":
            title = rest
            made.sheets[title] = []
        elif word == "merge":
            made.merges.setdefault(title, []).extend(rest.split())
        elif word == "table":
            made.tables.append(_expected(title, rest))
        elif word == "value":
            spot, _, value = rest.removesuffix(" ?").partition(" ")
            made.values[spot] = (None if value == "-" else value, rest.endswith(" ?"))
        else:
            made.sheets[title].append([_cell(cell) for cell in line.split("|")])
    return made


def _expected(sheet: str, text: str) -> Expected:
    header, span, lines, *fields = text.split()
    first, _, last = span.partition("-")
    pairs = dict(pair.split("=") for pair in fields)
    return Expected(sheet, [int(row) for row in header.split(",")], int(first), int(last), int(lines), pairs)


def _cell(text: str) -> Cell:
    plain = text.strip()
    if not plain.isascii() or plain.startswith("'"):
        return plain.replace("\\n", "\n").removeprefix("'") or None
    for kind in (int, float):
        try:
            return kind(plain)
        except ValueError:
            continue
    return plain or None


def grid_of(drawing: Drawing, name: str = "订单.xlsx") -> BookGrid:
    """Return a drawing as a reader would hand it over, a formula without its result."""
    return BookGrid(name, tuple(_sheet(drawing, title) for title in drawing.sheets))


def _sheet(drawing: Drawing, title: str) -> SheetGrid:
    rows = tuple(_row(number, cells) for number, cells in enumerate(drawing.sheets[title], 1))
    merges = (area_of(area) for area in drawing.merges.get(title, []))
    return SheetGrid(title, rows, tuple(merge for merge in merges if isinstance(merge, Merge)))


def _row(number: int, cells: list[Cell]) -> GridRow:
    formulas = {
        column: cell[1:]
        for column, cell in enumerate(cells, 1)
        if isinstance(cell, str) and cell.startswith("=")
    }
    return GridRow(
        number, tuple(None if at in formulas else cell for at, cell in enumerate(cells, 1)), formulas
    )
