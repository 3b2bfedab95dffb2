"""From cells to rows: canonical values, hidden cells, and which rows count at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sync.fields.numbers import count_of
from sync.fields.values import Guess, from_cell
from sync.rows.checks import check, owned, parse_checks
from sync.rows.columns import NOTE, RESULT, columns_of
from sync.rows.marks import parse_marks
from sync.rows.sheet import Fate, Hidden, Reading, Row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sync.fields.kinds import Field
    from sync.fields.values import Cell
    from sync.rows.columns import Columns
    from sync.rows.sheet import Table, Values

_NOTHING = Hidden()


def read(table: Table, *, book: str, today: dt.date) -> Reading:
    """Return the sheet as understood: keys, fates and checks as the hidden cells say, not yet compared.

    Rows that hold neither content nor hidden cells are left out; a key this book did not write is dropped.
    """
    columns = columns_of(table.spec, table.columns)
    return Reading(columns, book, tuple(_rows(table, columns, book, today)))


class _Column:
    """A column of a field. Cells that are equal say the same: of ten thousand rows most are read once."""

    __slots__ = ("_field", "_guessing", "_known", "_today", "key", "position")

    def __init__(self, position: int, field: Field, today: dt.date, guessing: set[str]) -> None:
        self.position = position
        self.key = field.key
        self._field = field
        self._today = today
        self._guessing = guessing
        self._known: dict[object, str | None] = {None: None}

    def read(self, cell: Cell) -> str | None:
        """Return what a cell says."""
        same = cell if cell is None or cell.__class__ is str else (cell.__class__, cell)  # 1 is not True
        try:
            return self._known[same]
        except KeyError:
            found = self._known[same] = from_cell(self._field, cell, today=self._today)
            if isinstance(found, Guess):
                self._guessing.add(self.key)
            return found


def _rows(table: Table, columns: Columns, book: str, today: dt.date) -> Iterator[Row]:
    guessing: set[str] = set()
    places = [
        _Column(position, columns.by_key[key], today, guessing)
        for position, key in enumerate(table.columns)
        if key in columns.by_key and key not in {RESULT, NOTE}
    ]
    result, note = (_place(table.columns, key) for key in (RESULT, NOTE))
    for line in table.lines:
        cells = line.cells
        values = {place.key: place.read(cells[place.position]) for place in places}
        if line.hidden == _NOTHING and not any(map(values.get, columns.people)):
            continue
        seen: dict[str, Any] = {
            "number": line.number,
            "formulas": line.formulas,
            "result": _text(cells, result),
            "note": _text(cells, note),
            "hidden": line.hidden,
        }
        fate = _fate(line.hidden, values, columns, book)
        if fate is Fate.KEPT or (fate is Fate.BLANKED and _is_ours(line.hidden, book)):
            yield _row_of(seen, values, fate, columns, guessing=guessing)
        else:
            yield Row(**seen, values=values, fate=fate)


def _place(columns: Sequence[str], key: str) -> int | None:
    return columns.index(key) if key in columns else None


def _text(cells: Sequence[Cell], position: int | None) -> str:
    cell = None if position is None else cells[position]
    return "" if cell is None else str(cell)


def _fate(hidden: Hidden, values: Values, columns: Columns, book: str) -> Fate:
    """Return what the hidden cells alone say of a row."""
    if hidden != _NOTHING and not any(map(values.get, columns.in_sight)):
        return Fate.BLANKED
    if not hidden.key:
        return Fate.FRESH
    return Fate.KEPT if _is_ours(hidden, book) else Fate.PASTED


def _is_ours(hidden: Hidden, book: str) -> bool:
    return bool(hidden.key) and owned(hidden.sum, book=book, key=hidden.key)


def _row_of(
    seen: dict[str, Any], values: Values, fate: Fate, columns: Columns, *, guessing: Collection[str]
) -> Row:
    """Return a row that was synced in this book."""
    hidden = seen["hidden"]
    known = parse_checks(hidden.sum, columns.signs)
    return Row(
        **seen,
        values=_settled(values, known.sheet, guessing) if guessing else values,
        key=hidden.key,
        rev=count_of(hidden.rev),
        known=known,
        marks=parse_marks(hidden.marks, columns.keys_by_label),
        fate=fate,
    )


def _settled(values: Values, known: Mapping[str, str], guessing: Collection[str]) -> Values:
    """Return the values where a guess that could be what was last synced is that: its cell did not change.

    `guessing` are the fields that have guesses at all.
    """
    guesses = {key: value for key in guessing if isinstance(value := values[key], Guess)}
    kept = {
        key: other
        for key, guess in guesses.items()
        for other in guess.others
        if check(other) == known.get(key)
    }
    return {**values, **kept} if kept else values
