"""A block of a snapshot as the grid that adoption judges: rows with numbers, merges, painted cells."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sync.adoption.grid import GridRow, Merge, Paint, Painted, SheetGrid

if TYPE_CHECKING:
    from addin.bridge import messages as m


def grid_of(block: m.CellBlock) -> SheetGrid:
    """Return a block that begins at A1 as a grid; of a formula its place is known, not its text."""
    formulas: dict[int, dict[int, str]] = defaultdict(dict)
    for row, column in block.formulas:
        formulas[row][column] = ""
    painted = _painted(block)
    rows = (
        GridRow(number, tuple(cells), formulas.get(number, {}), tuple(painted.get(number, ())))
        for number, cells in enumerate(block.rows, start=1)
        if number in formulas or number in painted or any(cell is not None and cell != "" for cell in cells)
    )
    return SheetGrid(block.range.sheet, tuple(rows), tuple(Merge(*area) for area in block.merged))


def _painted(block: m.CellBlock) -> dict[int, list[Painted]]:
    """Return the painted cells by row, in the order of their columns; rows without cells have none."""
    found: dict[int, list[Painted]] = defaultdict(list)
    for kind, rgb, first_row, first_column, last_row, last_column in block.paints:
        paint = Painted(first_column, last_column, (Paint(kind, rgb),))
        for row in range(first_row, min(last_row, len(block.rows)) + 1):
            found[row].append(paint)
    for paints in found.values():
        paints.sort(key=_place)
    return found


def _place(painted: Painted) -> tuple[int, int, str, str]:
    return (painted.first_column, painted.last_column, painted.paints[0].kind, painted.paints[0].rgb)
