"""Tables of orders on a sheet: headers and the rows below, columns and what they mean, lines of orders."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from sync.adoption.bands import Band, find_bands
from sync.adoption.columns import ColumnFacts
from sync.adoption.ditto import is_ditto, is_error
from sync.adoption.mapping import Meaning, map_columns
from sync.adoption.profiles import profile
from sync.adoption.rows import Columns, is_header_again, is_total, order_rows, speaks_of_fields
from sync.fields.texts import MARKED_ROWS, OUR_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.adoption.grid import SheetGrid
    from sync.fields.values import Cell

_SAMPLED_FIRST, _SAMPLED_LATER = 120, 60
_GAP_LOOKED_AT = 60
_GAP_FILLED = 0.2
_SPACER_FILLED = 0.3
_NAMES = frozenset({"product", "product_name", "spec"})


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of orders: its header, its columns with their words and meanings, the rows that are lines."""

    sheet: SheetGrid
    band: Band
    headers: Mapping[int, str]
    meanings: Mapping[int, Meaning]
    orders: tuple[int, ...]

    @property
    def by_field(self) -> dict[str, int]:
        """Return the column of each field."""
        return {meaning.field: column for column, meaning in self.meanings.items() if meaning.field}


def find_tables(sheet: SheetGrid) -> list[FoundTable]:
    """Return the tables of orders on a sheet, top down; tables of other things are left out."""
    if _is_ours(sheet):
        return []
    bands = _joined(sheet, find_bands(sheet))
    found = []
    for band in bands:
        numbers = _below(sheet, band, bands)
        for part in _parts(sheet, band, numbers):
            table = _table(sheet, part, numbers)
            if table is not None:
                found.append(table)
    return found


def _is_ours(sheet: SheetGrid) -> bool:
    """Tell whether the product writes the sheet afresh at each press: what it lists is entered already."""
    head = (row.at(1) for row in sheet.rows if row.number <= MARKED_ROWS)
    return any(isinstance(cell, str) and cell.startswith(OUR_MARK) for cell in head)


def rows_below(sheet: SheetGrid, band: Band) -> tuple[int, ...]:
    """Return the rows of a table whose header is known: down to the next header of another table."""
    return _below(sheet, band, _joined(sheet, find_bands(sheet)))


def _joined(sheet: SheetGrid, bands: Sequence[Band]) -> list[Band]:
    """Leave out headers that only repeat one above, as printed pages do: the table goes on below them."""
    kept: list[Band] = []
    latest: dict[tuple[tuple[int, tuple[str, ...]], ...], Band] = {}
    for band in bands:
        words = tuple(sorted(band.words.items()))
        before = latest.get(words)
        if before is None or not _goes_on(sheet, before, band):
            kept.append(band)
            latest[words] = band
    return kept


def _goes_on(sheet: SheetGrid, before: Band, again: Band) -> bool:
    """Tell whether the rows above a repeated header are lines of the table, or the title it has itself."""
    title = _texts(sheet, before.rows[0] - 1, before)
    above = again.rows[0] - 1
    if title and title == _texts(sheet, above, before):
        return True
    row = sheet.by_number.get(above)
    if row is None or not any(True for _ in row.filled()):
        return False
    inside = [column for column in row.filled() if before.first_column <= column <= before.last_column]
    return len(inside) >= max(2, len(before.words) // 3) or is_total(row, inside)


def _texts(sheet: SheetGrid, number: int, band: Band) -> tuple[object, ...]:
    row = sheet.by_number.get(number)
    if row is None:
        return ()
    return tuple(row.at(column) for column in row.filled() if column <= band.last_column)


def _below(sheet: SheetGrid, band: Band, bands: Sequence[Band]) -> tuple[int, ...]:
    """Return the rows between a header and the next one that stands below it."""
    last = band.rows[-1]
    ends = [
        other.rows[0]
        for other in bands
        if other.rows[0] > last
        and other.first_column <= band.last_column
        and band.first_column <= other.last_column
    ]
    numbers = sheet.numbers
    return numbers[bisect_right(numbers, last) : bisect_left(numbers, min(ends, default=1 << 30))]


def _parts(sheet: SheetGrid, band: Band, numbers: Sequence[int]) -> Iterator[Band]:
    """Yield a header cut where blank columns part tables that stand side by side."""
    looked = numbers[:_GAP_LOOKED_AT]
    filled = {
        column: sum(1 for number in looked if sheet.by_number[number].is_filled(column))
        for column in range(max(1, band.first_column - 1), band.last_column + 2)
    }
    most = max(filled.values(), default=0)
    columns = [
        column
        for column, count in sorted(filled.items())
        if column in band.words or (count and count >= most * _GAP_FILLED and _touches(column, band))
    ]
    runs = _split(columns)
    own = [run for run in runs if _is_order_header(band, run)]
    if len(own) < 2:  # noqa: PLR2004  one table, whatever its spacers
        yield _cut(band, [column for run in _near(band, runs, own=own, filled=filled) for column in run])
        return
    yield from (_without_title(sheet, _cut(band, run)) for run in own)


def _touches(column: int, band: Band) -> bool:
    return (
        band.first_column < column < band.last_column or column - 1 in band.words or column + 1 in band.words
    )


def _split(columns: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for column in columns:
        if not runs or column > runs[-1][-1] + 1:
            runs.append([])
        runs[-1].append(column)
    return runs


def _near(
    band: Band, runs: Sequence[list[int]], *, own: Sequence[list[int]], filled: Mapping[int, int]
) -> Iterator[list[int]]:
    """Yield the table's run and those beside it that go on with it: a spacer column parts nothing.

    What is filled far less, or names again what the table has, is a legend or a summary.
    """
    if not own:
        yield from runs
        return
    typical = median(filled[column] for column in own[0])
    fields = _sure_fields(band, own[0])
    for run in runs:
        goes_on = max(filled[column] for column in run) >= typical * _SPACER_FILLED
        if run is own[0] or (goes_on and not fields & _sure_fields(band, run)):
            yield run


def _sure_fields(band: Band, run: Sequence[int]) -> set[str]:
    return {meaning.field for meaning in _meant(band, run).values() if meaning.field and meaning.is_applied}


def _is_order_header(band: Band, run: Sequence[int]) -> bool:
    fields = {meaning.field for meaning in _meant(band, run).values()}
    return "quantity" in fields and bool(fields & _NAMES)


def _meant(band: Band, run: Sequence[int]) -> dict[int, Meaning]:
    """Return what the words of a run mean, whatever stands below."""
    return map_columns([ColumnFacts(column, band.words.get(column, ()), profile([])) for column in run])


def _cut(band: Band, columns: Sequence[int]) -> Band:
    return Band(band.rows, {column: band.words.get(column, ()) for column in columns})


def _without_title(sheet: SheetGrid, band: Band) -> Band:
    """Return a header without a first row that says one thing of the whole table."""
    top, *below = band.rows
    said = {sheet.shown(top, column) for column in band.words}
    if not below or len(said) > 1 or len(band.words) < 2:  # noqa: PLR2004  one column is no table
        return band
    title = " ".join(str(said.pop()).split())
    words = {column: tuple(part for part in parts if part != title) for column, parts in band.words.items()}
    return Band(tuple(below), words)


def _table(sheet: SheetGrid, band: Band, numbers: Sequence[int]) -> FoundTable | None:
    if not band.words:
        return None
    sample = _sample(sheet, band, numbers)
    facts = [
        ColumnFacts(column, words, profile(_cells(sheet, sample, column)))
        for column, words in sorted(band.words.items())
    ]
    meanings = map_columns(facts)
    by_field = {meaning.field: column for column, meaning in meanings.items() if meaning.field}
    if "quantity" not in by_field or not _NAMES & by_field.keys():
        return None
    columns = Columns(by_field, tuple(sorted(band.words)))
    orders = order_rows(sheet, numbers, band=band, columns=columns)
    headers = {column: " ".join(words) for column, words in band.words.items()}
    return FoundTable(sheet, band, headers, meanings, orders) if orders else None


def _cells(sheet: SheetGrid, numbers: Sequence[int], column: int) -> list[Cell]:
    cells = (sheet.by_number[number].at(column) for number in numbers)
    return [None if is_ditto(cell) or is_error(cell) else cell for cell in cells]


def _sample(sheet: SheetGrid, band: Band, numbers: Sequence[int]) -> list[int]:
    """Return rows that look like lines (filled as most are, no sums, no headers), some from all over."""
    step = max(1, (len(numbers) - _SAMPLED_FIRST) // _SAMPLED_LATER)
    chosen = [*numbers[:_SAMPLED_FIRST], *numbers[_SAMPLED_FIRST::step]]
    columns = tuple(band.words)
    counts = {
        number: sum(1 for column in columns if sheet.by_number[number].is_filled(column)) for number in chosen
    }
    usual = median(counts.values()) if counts else 0
    return [
        number
        for number, count in counts.items()
        if count >= max(2, usual * 0.5)
        and not is_total(sheet.by_number[number], columns)
        and not is_header_again(sheet.by_number[number], band)
        and not speaks_of_fields(sheet.by_number[number])
    ]
