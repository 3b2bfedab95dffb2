"""A person at any sheet of a workbook file: what its rows show, and typing into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.actions.tables import place_of
from addin.bridge import messages as m
from addin.hosts.file import FileHost

if TYPE_CHECKING:
    from pathlib import Path

    from addin.actions.tables import Place
    from sync.fields.kinds import ViewSpec

Rows = dict[int, dict[str, Any]]


def look(book: Path, spec: ViewSpec) -> Rows:
    """Return the rows of a sheet that hold anything, by number."""
    host = FileHost(book)
    place, block = _place(host, spec)
    return {
        number: {key: cells[column - 1] for key, column in place.columns.items() if column <= len(cells)}
        for number, cells in enumerate(block.rows, start=1)
        if number > place.header_row and any(cell is not None for cell in cells)
    }


def type_in(book: Path, spec: ViewSpec, edits: Rows) -> None:
    """Type values into rows of a sheet and save the book."""
    host = FileHost(book)
    place, _ = _place(host, spec)
    for number, values in edits.items():
        for key, value in values.items():
            spot = (number, place.columns[key])
            host.apply(m.Put(m.Range(place.sheet, *spot, *spot), [[value]]))
    host.apply(m.Save())


def _place(host: FileHost, spec: ViewSpec) -> tuple[Place, m.CellBlock]:
    block = host.snapshot([m.Need(m.Range(spec.title, 1, 1, 0, 0))]).blocks[0]
    place = place_of(block, spec)
    assert place is not None
    return place, block
