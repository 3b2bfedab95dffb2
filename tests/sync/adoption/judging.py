"""Holds a proposal against what is true of a drawing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sync.adoption.proposal import as_json, propose

if TYPE_CHECKING:
    from sync.adoption.grid import BookGrid
    from tests.sync.adoption.drawings import Drawing

TODAY = dt.date(2026, 11, 25)


def proposed(book: BookGrid, values: int = 100) -> dict[str, Any]:
    """Return the proposal for a book as JSON."""
    return as_json(propose(book, today=TODAY, values=values), values=values > 0)


def mistakes(drawing: Drawing, proposal: dict[str, Any]) -> list[str]:
    """Return where a proposal differs from the truth: tables, fields, values."""
    places = [
        [table[word] for word in ("sheet", "header_rows", "first_row", "last_row", "order_lines")]
        for table in proposal["tables"]
    ]
    wanted = [
        [true.sheet, true.header_rows, true.first_row, true.last_row, true.order_lines]
        for true in drawing.tables
    ]
    if wanted and places != wanted:
        return [f"tables {places} are not {wanted}"]
    found = [*_wrong_fields(drawing, proposal), *_wrong_values(drawing, proposal)]
    return [*found, "tables where there are none"] if places and not wanted and not drawing.values else found


def _wrong_fields(drawing: Drawing, proposal: dict[str, Any]) -> list[str]:
    return [
        f"{letter} is {table['columns'].get(letter)}, not {field}"
        for true, table in zip(drawing.tables, proposal["tables"], strict=False)
        for letter, field in true.fields.items()
        if (table["columns"].get(letter, {}).get("field") or "-") != field
    ]


def _wrong_values(drawing: Drawing, proposal: dict[str, Any]) -> list[str]:
    values = {spot: cell for table in proposal["tables"] for spot, cell in table.get("values", {}).items()}
    return [
        f"{spot} is {values.get(spot)}, not {value} {doubtful}"
        for spot, (value, doubtful) in drawing.values.items()
        if values.get(spot) != {"value": value, "doubtful": doubtful}
    ]
