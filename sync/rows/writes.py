"""What a host has to write: the difference between two readings of one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.fields.values import Guess
from sync.rows.checks import checks_text
from sync.rows.columns import NOTE, RESULT
from sync.rows.marks import marks_text
from sync.rows.sheet import Hidden, RowWrite

if TYPE_CHECKING:
    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row, Values


def write_rows(before: Reading, after: Reading) -> tuple[RowWrite, ...]:
    """Return what changes on the sheet, row by row, top down; rows of `before` not in `after` stay.

    A guess that became plain text is written: the cell then says the whole date.
    """
    seen = {row.number: row for row in before.rows}
    writes = (
        _write(seen.get(row.number), row, after) for row in after.rows if seen.get(row.number) is not row
    )
    return tuple(write for write in writes if write.values or write.hidden is not None)


def hidden_cells(row: Row, columns: Columns, *, book: str) -> Hidden:
    """Return the hidden cells as the row should have them; all empty without a key."""
    if not row.key:
        return Hidden()
    return Hidden(
        row.key,
        "" if row.rev is None else str(row.rev),
        checks_text(row.known, book=book, key=row.key),
        marks_text(row.marks, columns.labels),
    )


def _write(before: Row | None, after: Row, reading: Reading) -> RowWrite:
    hidden = hidden_cells(after, reading.columns, book=reading.book)
    values = _changed(before, after, reading.columns)
    return RowWrite(after.number, values, None if before and hidden == before.hidden else hidden)


def _changed(before: Row | None, after: Row, columns: Columns) -> Values:
    old = before.values if before else {}
    values = {
        key: value
        for key, value in after.values.items()
        if key not in after.formulas and _differs(old.get(key), value)
    }
    for key, was, now in (
        (RESULT, before.result if before else "", after.result),
        (NOTE, before.note if before else "", after.note),
    ):
        if was != now and key in columns.by_key:
            values[key] = str(now) or None
    return values


def _differs(old: str | None, new: str | None) -> bool:
    return old != new or (isinstance(old, Guess) and not isinstance(new, Guess))
