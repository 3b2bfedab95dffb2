"""A person at a workbook: looks at cells and types into them, while no press runs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from addin.actions.tables import place_of
from addin.bridge import messages as m
from addin.hosts.cells import iso
from addin.hosts.file import FileHost
from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from addin.actions.tables import Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """The order sheet of a book as it stands on disk: rows of cells by number, then by field."""

    rows: Mapping[int, Mapping[str, Any]]
    last_row: int

    def row_of(self, **wanted: Any) -> int:
        """Return the number of the first row with these values. Raises KeyError when there is none."""
        for number, cells in self.rows.items():
            if all(cells.get(key) == value for key, value in wanted.items()):
                return number
        raise KeyError(wanted)


def look(book: Path) -> Sheet:
    """Read the order sheet of a book."""
    host = FileHost(book)
    return _sheet(host, _place(host))


def type_in(book: Path, edits: Mapping[int, Mapping[str, Any]]) -> None:
    """Type values into rows of the order sheet and save the book."""
    host = FileHost(book)
    place = _place(host)
    for number, values in edits.items():
        for key, value in values.items():
            spot = (number, place.columns[key])
            dated = isinstance(value, dt.date)
            cell = iso(value) if dated else value
            host.apply(m.Put(m.Range(place.sheet, *spot, *spot), [[cell]], dates=[spot] if dated else []))
    host.apply(m.Save())


def _place(host: FileHost) -> Place:
    block = host.snapshot([m.Need(m.Range(ORDERS.title, 1, 1, 0, 0))]).blocks[0]
    place = place_of(block, ORDERS)
    if place is None:
        raise KeyError(ORDERS.title)
    return place


def _sheet(host: FileHost, place: Place) -> Sheet:
    block = host.snapshot([m.Need(m.Range(place.sheet, 1, 1, 0, 0))]).blocks[0]
    rows = {
        number: {key: cells[column - 1] for key, column in place.columns.items() if column <= len(cells)}
        for number, cells in enumerate(block.rows, start=1)
        if number > place.header_row and any(cell is not None for cell in cells)
    }
    return Sheet(rows, len(block.rows))
