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
    from sync.fields.kinds import ViewSpec


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a book as it stands on disk: rows of cells by number, then by field."""

    rows: Mapping[int, Mapping[str, Any]]
    last_row: int

    def row_of(self, **wanted: Any) -> int:
        """Return the number of the first row with these values. Raises KeyError when there is none."""
        for number, cells in self.rows.items():
            if all(cells.get(key) == value for key, value in wanted.items()):
                return number
        raise KeyError(wanted)


def look(book: Path, *, spec: ViewSpec = ORDERS) -> Sheet:
    """Read the sheet of a view in a book, the order sheet unless told otherwise."""
    host = FileHost(book)
    return _sheet(host, _place(host, spec))


def type_in(book: Path, edits: Mapping[int, Mapping[str, Any]], *, spec: ViewSpec = ORDERS) -> None:
    """Type values into rows of the sheet of a view and save the book."""
    host = FileHost(book)
    place = _place(host, spec)
    for number, values in edits.items():
        for key, value in values.items():
            spot = (number, place.columns[key])
            dated = isinstance(value, dt.date)
            cell = iso(value) if dated else value
            host.apply(m.Put(m.Range(place.sheet, *spot, *spot), [[cell]], dates=[spot] if dated else []))
    host.apply(m.Save())


def _place(host: FileHost, spec: ViewSpec) -> Place:
    block = host.snapshot([m.Need(m.Range(spec.title, 1, 1, 0, 0))]).blocks[0]
    place = place_of(block, spec)
    if place is None:
        raise KeyError(spec.title)
    return place


def _sheet(host: FileHost, place: Place) -> Sheet:
    block = host.snapshot([m.Need(m.Range(place.sheet, 1, 1, 0, 0))]).blocks[0]
    rows = {
        number: {key: cells[column - 1] for key, column in place.columns.items() if column <= len(cells)}
        for number, cells in enumerate(block.rows, start=1)
        if number > place.header_row and any(cell is not None for cell in cells)
    }
    return Sheet(rows, len(block.rows))
