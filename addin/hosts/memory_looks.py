"""How a sheet in memory looks: colours, merged cells, hidden columns, dropdowns, roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from addin.hosts.paints import Gathered, reaching
from addin.hosts.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.bridge import messages as m
    from addin.hosts.areas import Area

Spot = tuple[int, int]
WHITE_AND_BLACK = {"fill": "FFFFFF", "font": "000000"}
"""What counts for no colour, by kind."""


@dataclass(slots=True)
class MemoryLooks:
    """Looks by (row, column) from 1; `merged` holds (first row, first column, last row, last column)."""

    paints: dict[tuple[m.PaintKind, Spot], str] = field(default_factory=dict)
    merged: set[Area] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    dropdowns: dict[Spot, str] = field(default_factory=dict)
    roles: dict[Spot, str] = field(default_factory=dict)
    formats: dict[Spot, str] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    fits_paper: bool = False

    def see(self, found: m.CellBlock) -> None:
        """Put the colours and merged cells of a block into it."""
        at, gathered = found.range, Gathered()
        for (kind, (row, column)), rgb in sorted(self.paints.items(), key=lambda each: each[0][1]):
            if at.first_row <= row <= at.last_row and at.first_column <= column <= at.last_column:
                gathered.add(kind, rgb, row=row, column=column)
        found.paints = gathered.rectangles()
        within = (at.first_row, at.first_column, at.last_row, at.last_column)
        found.merged = reaching(self.merged, within)

    def hide(self, operation: m.Hide) -> None:
        """Hide columns."""
        self.hidden_columns.update(range(operation.first_column, operation.last_column + 1))

    def offer(self, area: m.Range, name: str) -> None:
        """Offer a list in the cells of a range."""
        self.dropdowns.update(dict.fromkeys(_spots(area), name))

    def dress(self, area: m.Range, operation: m.Dress) -> None:
        """Let cells look as their role says."""
        role = ROLES[operation.role]
        self.fits_paper |= operation.role == "title" and area.first_row == 1
        for spot in _spots(area):
            self.roles[spot] = operation.role
            self._colour("fill", spot, role.fill)
            self._colour("font", spot, role.ink)
        for column, width in enumerate(operation.widths, start=area.first_column):
            if width:
                self.widths[column] = width
        formats = dict(enumerate(operation.formats, start=area.first_column))
        self.formats.update({spot: formats[spot[1]] for spot in _spots(area) if formats.get(spot[1])})

    def paint(self, area: m.Range, operation: m.Paint) -> None:
        """Give cells a colour, or take it away."""
        for spot in _spots(area):
            self._colour(operation.kind, spot, operation.rgb or "")

    def _colour(self, kind: m.PaintKind, spot: Spot, rgb: str) -> None:
        self.paints.pop((kind, spot), None)
        if rgb and rgb != WHITE_AND_BLACK[kind]:
            self.paints[kind, spot] = rgb


def _spots(area: m.Range) -> Iterator[Spot]:
    columns = range(area.first_column, area.last_column + 1)
    return ((row, column) for row in range(area.first_row, area.last_row + 1) for column in columns)
