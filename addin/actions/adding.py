"""Rows of the server appended below a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.actions.tables import operations
from addin.bridge import messages as m
from sync.rows.writes import write_rows

if TYPE_CHECKING:
    from addin.actions.tables import Place
    from sync.rows.sheet import Reading


def add_operations(added: Reading, place: Place, *, after_row: int) -> list[m.Operation]:
    """Return what appends rows: first their looks from the row above, then what they hold."""
    if not added.rows:
        return []
    blank: list[list[m.Cell]] = [[] for _ in added.rows]
    nothing = type(added)(added.columns, added.book, ())
    return [m.AddRows(place.sheet, after_row, blank), *operations(write_rows(nothing, added), place)]
