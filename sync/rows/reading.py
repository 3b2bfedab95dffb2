"""From cells to rows: canonical values, hidden cells, and which rows count at all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sync.fields.numbers import count_of
from sync.fields.values import Guess, from_cell
from sync.rows.checks import check, owned, parse_checks
from sync.rows.columns import NOTE, RESULT, columns_of
from sync.rows.marks import parse_marks
from sync.rows.sheet import Fate, Hidden, Reading, Row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sync.fields.kinds import Field
    from sync.fields.values import Cell
    from sync.rows.columns import Columns
    from sync.rows.sheet import Line, Table, Values

_NOTHING = Hidden()


def read(table: Table, *, book: str, today: dt.date) -> Reading:
    """Return the sheet as understood: keys, fates and checks as the hidden cells say, not yet compared.

    Rows that hold neither content nor hidden cells are left out; a key this book did not write is dropped.
    """
    columns = columns_of(table.spec, table.columns)
    return Reading(columns, book, tuple(_rows(table, columns, book, today)))


class _Column:
    """A column of a field. Cells that are equal say the same: of ten thousand rows most are read once."""

    __slots__ = ("_field", "_known", "_today", "key", "position")

    def __init__(self, position: int, field: Field, today: dt.date) -> None:
        self.position = position
        self.key = field.key
        self._field = field
        self._today = today
        self._known: dict[object, str | None] = {None: None}

    def read(self, cell: Cell) -> str | None:
        """Return what a cell says."""
        same = cell if cell is None or cell.__class__ is str else (cell.__class__, cell)  # 1 is not True
        try:
            return self._known[same]
        except KeyError:
            found = self._known[same] = from_cell(self._field, cell, today=self._today)
            return found


def _rows(table: Table, columns: Columns, book: str, today: dt.date) -> Iterator[Row]:
    places = [
        _Column(position, columns.by_key[key], today)
        for position, key in enumerate(table.columns)
        if key in columns.by_key and key not in {RESULT, NOTE}
    ]
    result, note = (_place(table.columns, key) for key in (RESULT, NOTE))
    for line in table.lines:
        cells = line.cells
        values = {place.key: place.read(cells[place.position]) for place in places}
        if line.hidden == _NOTHING and not any(map(values.get, columns.people)):
            continue
        row = Row(
            number=line.number,
            values=values,
            formulas=line.formulas,
            result=_text(line.cells, result),
            note=_text(line.cells, note),
            hidden=line.hidden,
        )
        yield _identified(row, line, columns, book)


def _place(columns: Sequence[str], key: str) -> int | None:
    return columns.index(key) if key in columns else None


def _text(cells: Sequence[Cell], position: int | None) -> str:
    cell = None if position is None else cells[position]
    return "" if cell is None else str(cell)


def _identified(row: Row, line: Line, columns: Columns, book: str) -> Row:
    hidden = line.hidden
    if hidden != _NOTHING and not any(map(row.values.get, columns.in_sight)):
        row = replace(row, fate=Fate.BLANKED)
    if not hidden.key:
        return row if row.fate is Fate.BLANKED else replace(row, fate=Fate.FRESH)
    if not owned(hidden.sum, book=book, key=hidden.key):
        return row if row.fate is Fate.BLANKED else replace(row, fate=Fate.PASTED)
    known = parse_checks(hidden.sum, columns.signs)
    return replace(
        row,
        values=_settled(row.values, known.sheet),
        key=hidden.key,
        rev=count_of(hidden.rev),
        known=known,
        marks=parse_marks(hidden.marks, columns.keys_by_label),
    )


def _settled(values: Values, known: Mapping[str, str]) -> Values:
    """Return the values where a guess that could be what was last synced is that: its cell did not change."""
    guesses = {key: value for key, value in values.items() if isinstance(value, Guess)}
    kept = {
        key: other
        for key, guess in guesses.items()
        for other in guess.others
        if check(other) == known.get(key)
    }
    return {**values, **kept} if kept else values
