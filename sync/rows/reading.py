"""From cells to rows: canonical values, hidden cells, and which rows count at all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any

from sync.fields.numbers import count_of
from sync.fields.values import Guess, from_cell
from sync.rows.checks import Checks, check, field_sign, owned, parse_checks, split_checks
from sync.rows.columns import NOTE, RESULT, columns_of
from sync.rows.marks import parse_marks
from sync.rows.sheet import Fate, Hidden, Reading, Row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sync.fields.kinds import Field
    from sync.fields.values import Cell
    from sync.rows.columns import Columns
    from sync.rows.sheet import Table, Values

_NOTHING = Hidden()
_NONE = type(None)


def read(table: Table, *, book: str, today: dt.date) -> Reading:
    """Return the sheet as understood: keys, fates and checks as the hidden cells say, not yet compared.

    Rows that hold neither content nor hidden cells are left out; a key this book did not write is dropped.
    """
    columns = columns_of(table.spec, table.columns)
    return Reading(columns, book, tuple(_rows(table, columns, book, today)))


class _Column:
    """A column of a field. Cells that are equal say the same: of ten thousand rows most are read once."""

    __slots__ = ("_field", "_guessing", "_today", "key", "position")

    def __init__(self, position: int, field: Field, today: dt.date, guessing: set[str]) -> None:
        self.position = position
        self.key = field.key
        self._field = field
        self._today = today
        self._guessing = guessing

    def texts(self, cells: Sequence[Cell]) -> list[str | None]:
        """Return what the cells say."""
        kinds = {cell.__class__ for cell in cells} - {str, _NONE}
        if len(kinds) > 1:  # 1 is not True
            told = {(cell.__class__, cell): self._read(cell) for cell in cells}
            return [told[cell.__class__, cell] for cell in cells]
        known = {cell: self._read(cell) for cell in set(cells)}
        return [known[cell] for cell in cells]

    def _read(self, cell: Cell) -> str | None:
        found = from_cell(self._field, cell, today=self._today)
        if isinstance(found, Guess):
            self._guessing.add(self.key)
        return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What rows say: values, checks of those that are kept in `_sum`, and these as they stand in it."""

    values: Sequence[dict[str, str | None]]
    checks: Sequence[dict[str, str]]
    sums: Sequence[str]
    guessing: Collection[str]

    def row(self, index: int, text: str, columns: Columns) -> tuple[Values, Checks, bool]:
        """Return the values of a row and the checks in its `_sum`; whether they are those of these values.

        Of most rows they are: no check is read one by one then. Behind them may stand those of fields that
        are no longer on the sheet.
        """
        values, signs = self.values[index], columns.signs
        of_sheet, of_server = split_checks(text)
        if of_sheet.startswith(self.sums[index]):
            server = {signs[sign]: other for sign, other in of_server if sign in signs}
            return values, Checks(self.checks[index], server), True
        known = parse_checks(text, signs)
        return _settled(values, known.sheet, self.guessing) if self.guessing else values, known, False


def _said(table: Table, columns: Columns, today: dt.date) -> _Said:
    """Read all cells, column by column: the work on a cell is nearly nothing then."""
    guessing: set[str] = set()
    places = [
        _Column(position, columns.by_key[key], today, guessing)
        for position, key in enumerate(table.columns)
        if key in columns.by_key and key not in {RESULT, NOTE}
    ]
    count = len(table.lines)
    cells = list(zip(*(line.cells for line in table.lines), strict=True))
    texts = {place.key: place.texts(cells[place.position]) for place in places} if cells else {}
    kept = {key: list(map(check, texts[key])) for key in columns.signs.values() if key in texts}
    entries = [[field_sign(key) + text for text in of_column] for key, of_column in kept.items()]
    return _Said(
        [dict(zip(texts, row, strict=True)) for row in _by_row(texts.values(), count)],
        [dict(zip(kept, row, strict=True)) for row in _by_row(kept.values(), count)],
        list(map("".join, _by_row(entries, count))),
        guessing,
    )


def _by_row(columns: Collection[list[Any]], count: int) -> Iterable[tuple[Any, ...]]:
    """Return columns row by row, `count` rows also where there is no column."""
    return zip(*columns, strict=True) if columns else repeat((), count)


def _rows(table: Table, columns: Columns, book: str, today: dt.date) -> Iterator[Row]:
    said = _said(table, columns, today)
    result, note = (_place(table.columns, key) for key in (RESULT, NOTE))
    for index, line in enumerate(table.lines):
        values = said.values[index]
        if line.hidden == _NOTHING and not any(map(values.get, columns.people)):
            continue
        seen: dict[str, Any] = {
            "number": line.number,
            "formulas": line.formulas,
            "result": _text(line.cells, result),
            "note": _text(line.cells, note),
            "hidden": line.hidden,
        }
        fate = _fate(line.hidden, values, columns, book)
        if fate is Fate.KEPT or (fate is Fate.BLANKED and _is_ours(line.hidden, book)):
            yield _synced_row(seen, said.row(index, line.hidden.sum, columns), fate, columns)
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


def _synced_row(seen: dict[str, Any], said: tuple[Values, Checks, bool], fate: Fate, columns: Columns) -> Row:
    """Return a row that was synced in this book."""
    hidden = seen["hidden"]
    values, known, is_as_synced = said
    return Row(
        **seen,
        values=values,
        key=hidden.key,
        rev=count_of(hidden.rev),
        known=known,
        marks=parse_marks(hidden.marks, columns.keys_by_label),
        fate=fate,
        synced=(values, known) if is_as_synced else None,
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
