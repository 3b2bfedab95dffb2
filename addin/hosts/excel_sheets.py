"""Operations on one sheet of Excel through xlwings: values in blocks, looks in few questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addin.bridge import messages as m
from addin.hosts import excel_cells as cells
from addin.hosts.areas import Span, pieces, rectangles
from addin.hosts.port import NOTE_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import xlwings as xw

MOST_ROWS = 100_000
"""Rows of a sheet that a press reads; what lies further down is a slip of the hand."""
_FORMULAS, _BY_ROWS, _PREVIOUS = -4123, 1, 2
"""Of Excel's Find; in formulas it sees hidden rows too."""
Grid = list[list[Any]]


class TooTallError(ValueError):
    """A sheet holds something so far down that it cannot be meant."""

    def __init__(self, sheet: str, row: int) -> None:
        super().__init__(f"{sheet}: {row}")
        self.sheet, self.row = sheet, row


def is_1904(sheet: xw.Sheet) -> bool:
    """Tell whether the book counts days from 1904, as old books of Macs do."""
    return bool(sheet.book.api.Date1904)


def used(sheet: xw.Sheet) -> tuple[int, int]:
    """Return last row and column that Excel holds to be used."""
    last = sheet.used_range.last_cell
    return last.row, last.column


def last_filled(sheet: xw.Sheet) -> int:
    """Return the last row that holds anything; looks alone count for nothing here."""
    found = sheet.api.Cells.Find("*", LookIn=_FORMULAS, SearchOrder=_BY_ROWS, SearchDirection=_PREVIOUS)
    return int(found.Row) if found is not None else 1


def block(sheet: xw.Sheet, area: m.Range) -> m.CellBlock:
    """Return the values of a range; dates by the number format of their cells. Raises TooTallError."""
    last_row, last_column = used(sheet)
    if not area.last_row and last_row > MOST_ROWS:
        last_row = last_filled(sheet)
        if last_row > MOST_ROWS:
            raise TooTallError(sheet.name, last_row)
    exact = m.Range(
        area.sheet,
        area.first_row,
        area.first_column,
        area.last_row or last_row,
        area.last_column or last_column,
    )
    if exact.last_row < exact.first_row or exact.last_column < exact.first_column:
        return m.CellBlock(exact, [])
    values = [[cells.travelling(value) for value in row] for row in _values(_range(sheet, exact))]
    if not area.last_row:
        while values and all(value is None for value in values[-1]):
            values.pop()
        exact = _ending(exact, exact.first_row + len(values) - 1)
    found = m.CellBlock(exact, values)
    if values:
        found.formulas = sorted(_formulas(_range(sheet, exact), exact))
        found.hidden_rows = hidden_rows(sheet, (exact.first_row, exact.last_row))
        _turn_into_dates(found, sheet)
    return found


def put(sheet: xw.Sheet, operation: m.Put) -> None:
    """Write a block of values, formulas left out where they shall stay, hidden rows by themselves."""
    area = _covering(operation.range, operation.rows)
    if area is None:
        return
    kept = set(_formulas(_range(sheet, area), area)) if operation.keep_formulas else set()
    rows = list(enumerate(operation.rows, start=area.first_row))
    spared = [
        (row, [c for c, _ in enumerate(values, start=area.first_column) if (row, c) not in kept])
        for row, values in rows
    ]
    dates = set(operation.dates)
    epoch = is_1904(sheet)
    _show_dates(sheet, sorted(spot for spot in dates if spot not in kept), operation)
    for (top, bottom), (left, right) in rectangles(spared, _edges(sheet, (area.first_row, area.last_row))):
        content = [
            [
                _written(value, (row, column) in dates, epoch=epoch)
                for column, value in enumerate(values, start=area.first_column)
                if left <= column <= right
            ]
            for row, values in rows
            if top <= row <= bottom
        ]
        sheet.range((top, left), (bottom, right)).api.Value2 = content


def note(sheet: xw.Sheet, operation: m.Note) -> None:
    """Set or remove our note of a cell; a person's own note stays."""
    cell = sheet.range((operation.row, operation.column))
    held = cell.note
    if held and not held.text.startswith(NOTE_MARK):
        return
    if held:
        held.delete()
    if operation.text:
        cell.add_note(f"{NOTE_MARK}\n{operation.text}")


def add_rows(sheet: xw.Sheet, operation: m.AddRows) -> None:
    """Write rows below the table, looking like the row above; stretch tables that ended there."""
    if not operation.rows:
        return
    first, last = operation.after_row + 1, operation.after_row + len(operation.rows)
    wide = max(used(sheet)[1], *(len(row) for row in operation.rows))
    above = sheet.range((operation.after_row, 1), (operation.after_row, wide))
    above.copy()
    sheet.range((first, 1), (last, wide)).paste("formats")
    sheet.book.app.cut_copy_mode = False
    for table in sheet.tables:
        held = table.range
        if held.last_cell.row == operation.after_row:
            table.resize(sheet.range((held.row, held.column), (last, held.last_cell.column)))
    width = max(len(row) for row in operation.rows)
    area = m.Range(operation.sheet, first, 1, last, width)
    put(sheet, m.Put(area, operation.rows, dates=operation.dates, keep_formulas=False))


def hidden_rows(sheet: xw.Sheet, rows: Span) -> list[int]:
    """Return the rows that a filter or a person hides."""

    def read(span: Span) -> Any:
        return sheet.range((span[0], 1), (span[1], 1)).api.EntireRow.Hidden

    return [row for (first, last), hidden in pieces(rows, read) if hidden for row in range(first, last + 1)]


def _range(sheet: xw.Sheet, area: m.Range) -> xw.Range:
    return sheet.range((area.first_row, area.first_column), (area.last_row, area.last_column))


def _ending(area: m.Range, last_row: int) -> m.Range:
    return m.Range(area.sheet, area.first_row, area.first_column, last_row, area.last_column)


def _covering(area: m.Range, rows: Sequence[Sequence[m.Cell]]) -> m.Range | None:
    """Return the range that values fill; None when there are none."""
    wide = max(map(len, rows), default=0)
    if not wide:
        return None
    last_row, last_column = area.first_row + len(rows) - 1, area.first_column + wide - 1
    return m.Range(area.sheet, area.first_row, area.first_column, last_row, last_column)


def _grid(content: Any) -> Grid:
    """Return what COM gave as rows: of one cell it gives the value alone."""
    return [list(row) for row in content] if isinstance(content, tuple | list) else [[content]]


def _values(area: xw.Range) -> Grid:
    return _grid(area.api.Value2)


def _formulas(area: xw.Range, at: m.Range) -> Iterator[tuple[int, int]]:
    """Yield the cells that hold formulas (Excel tells text that looks like one from it by its value)."""
    if area.api.HasFormula is False:
        return
    texts, values = _grid(area.api.Formula), _values(area)
    for row, (line, results) in enumerate(zip(texts, values, strict=True), start=at.first_row):
        for column, (text, result) in enumerate(zip(line, results, strict=True), start=at.first_column):
            if isinstance(text, str) and text.startswith("=") and text != result:
                yield row, column


def _turn_into_dates(found: m.CellBlock, sheet: xw.Sheet) -> None:
    """Turn numbers that show as dates into ISO text, and note where they are."""
    epoch = is_1904(sheet)
    for column in range(found.range.first_column, found.range.last_column + 1):
        place = column - found.range.first_column
        numbers = [
            row
            for row, values in enumerate(found.rows, start=found.range.first_row)
            if isinstance(values[place], int | float) and not isinstance(values[place], bool)
        ]
        if not numbers:
            continue
        for (first, last), shown in _formats(sheet, column, (numbers[0], numbers[-1])):
            if not cells.is_date_format(shown):
                continue
            for row in (row for row in numbers if first <= row <= last):
                values = found.rows[row - found.range.first_row]
                values[place], is_date = cells.iso(values[place], is_1904=epoch)  # type: ignore[arg-type]
                if is_date:
                    found.dates.append((row, column))
    found.dates.sort()


def _formats(sheet: xw.Sheet, column: int, rows: Span) -> Iterator[tuple[Span, str]]:
    def read(span: Span) -> Any:
        return sheet.range((span[0], column), (span[1], column)).number_format

    return ((span, str(shown or "General")) for span, shown in pieces(rows, read))


def _written(value: m.Cell, is_date: bool, *, epoch: bool) -> Any:  # noqa: FBT001
    if is_date and isinstance(value, str) and value:
        return cells.serial(value, is_1904=epoch)
    return cells.written(value)


def _show_dates(sheet: xw.Sheet, dates: Sequence[tuple[int, int]], operation: m.Put) -> None:
    """Give cells that get a date the format of one, before it comes: in a cell of text it would be text."""
    for column in sorted({column for _, column in dates}):
        for first, last, fitting in _runs(dates, column, operation):
            for (top, bottom), shown in _formats(sheet, column, (first, last)):
                if not cells.is_date_format(shown):
                    sheet.range((top, column), (bottom, column)).number_format = fitting


def _runs(dates: Iterable[tuple[int, int]], column: int, operation: m.Put) -> Iterator[tuple[int, int, str]]:
    """Yield (first row, last row, format) of dates that stand together and need the same format."""
    held: tuple[int, int, str] | None = None
    for row in (row for row, at in dates if at == column):
        value = operation.rows[row - operation.range.first_row][column - operation.range.first_column]
        if not value:
            continue
        midnight = cells.serial(str(value), is_1904=False).is_integer()
        fitting = cells.DATE_FORMAT if midnight else cells.TIME_FORMAT
        if held and held[1] == row - 1 and held[2] == fitting:
            held = (held[0], row, fitting)
            continue
        if held:
            yield held
        held = (row, row, fitting)
    if held:
        yield held


def _edges(sheet: xw.Sheet, rows: Span) -> frozenset[int]:
    """Return rows at which hidden begins or ends: blocks are never written across a filter's edge."""
    hidden = set(hidden_rows(sheet, rows))
    return frozenset(row for row in range(rows[0], rows[1] + 1) if (row in hidden) != (row - 1 in hidden))
