"""Rows of header words on a sheet, found by what the words mean, with the rows that belong to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from sync.adoption.grid import BLANK
from sync.adoption.lexicon import LONGEST_WORD, OTHER, is_known_word
from sync.adoption.profiles import profile
from sync.adoption.words import word_meanings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.adoption.grid import GridRow, SheetGrid
    from sync.fields.values import Cell

_LOOKED_AT = 60
"""Rows of a sheet whose words are weighed in full; further down a header must be spelt as known."""
_FEWEST = 3
_MOST_ROWS = 4
_MOST_BANDS = 3_000
_KNOWN, _SURE = 0.6, 0.9
_LINE_FIELDS = frozenset({"product", "quantity", "product_name", "spec", "unit_price", "amount"})
_UNIT_ROW = re.compile(r"[(（\[].{1,8}[)）\]]|pcs|个|只|元|¥|kg|mm|%|rmb|套|台|天", re.IGNORECASE)
_TITLE = re.compile(r"(表|明细|汇总|台账|公司|制品厂)$|\d{4}")
_COLON = re.compile(r"[:：]")


@dataclass(frozen=True, slots=True)
class Band:
    """A header: its rows, and the words of each column from top to bottom (none for a column without)."""

    rows: tuple[int, ...]
    words: Mapping[int, tuple[str, ...]]

    @property
    def first_column(self) -> int:
        """Return the first column with a word."""
        return min(self.words)

    @property
    def last_column(self) -> int:
        """Return the last column with a word."""
        return max(self.words)


def find_bands(sheet: SheetGrid) -> list[Band]:
    """Return the headers of a sheet, top down, those side by side from the left."""
    found: list[Band] = []
    covered: dict[int, int] = {}
    for place, number in enumerate(sheet.numbers):
        if len(found) >= _MOST_BANDS:
            break
        row = sheet.by_number[number]
        for columns in _header_runs(row, weigh=place < _LOOKED_AT):
            if max(covered.get(column, 0) for column in columns) < number:
                band = _band(sheet, number, columns)
                found.append(band)
                covered.update(dict.fromkeys(range(band.first_column, band.last_column + 1), band.rows[-1]))
    return found


def is_word(cell: Cell) -> TypeGuard[str]:
    """Tell whether a cell may be a header word: a text of modest length that is no value."""
    if not isinstance(cell, str) or len(cell) > LONGEST_WORD or not cell.strip():
        return False
    one = profile([cell])
    return not (one.number or one.date or one.maybe_day or one.phone)


def _header_runs(row: GridRow, *, weigh: bool) -> Iterator[Sequence[int]]:
    filled = list(row.filled())
    texts = sum(1 for column in filled if isinstance(row.at(column), str))
    if texts < _FEWEST or not (weigh or _spelt_as_known(row, filled)):
        return
    runs = list(_runs(filled))
    headers = [run for run in runs if _is_header(row, run)]
    beside = [column for run in runs if run not in headers for column in run]
    if len(runs) > 1 and headers and not all(is_word(row.at(column)) for column in beside):
        yield from headers  # a table begins here beside rows of another
    elif _is_header(row, filled):
        yield filled
    else:
        yield from headers


def _spelt_as_known(row: GridRow, filled: Sequence[int]) -> bool:
    known = 0
    for column in filled:
        cell = row.at(column)
        if isinstance(cell, str) and is_known_word(cell):
            known += 1
            if known >= _FEWEST:
                return True
    return False


def _runs(columns: Sequence[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for column in columns:
        if run and column > run[-1] + 1:
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _is_header(row: GridRow, columns: Sequence[int]) -> bool:
    cells = [row.at(column) for column in columns]
    words = [cell for cell in cells if is_word(cell)]
    if len(words) < _FEWEST or len(words) < 0.3 * len(cells):
        return False
    if len(words) < 0.8 * len(cells) and not _names_many(words):  # days of a schedule may head columns too
        return False
    if sum(1 for word in words if _COLON.search(word)) > len(words) / 3:
        return False
    return _names_fields(words)


def _names_fields(words: Sequence[str]) -> bool:
    """Tell whether words name several fields of an order, one of its lines among them."""
    fields: set[str] = set()
    known = 0
    for word in words:
        found = {key: strength for key, strength in word_meanings(word).items() if strength >= _KNOWN}
        known += bool(found)
        fields.update(found.keys() - {OTHER})
    enough = len(fields) >= _FEWEST + 1 or known >= 0.5 * len(words)
    return len(fields) >= _FEWEST and bool(fields & _LINE_FIELDS) and enough


def _names_many(words: Sequence[str]) -> bool:
    sure = {key for word in words for key, strength in word_meanings(word).items() if strength >= _SURE}
    return len(sure - {OTHER}) > _FEWEST


def _band(sheet: SheetGrid, number: int, columns: Sequence[int]) -> Band:
    first, last = columns[0], columns[-1]
    upper = _above(sheet, number, (first, last))
    lower = _below(sheet, number, (first, last))
    rows = tuple(range(upper, lower + 1))
    first, last = _widened(sheet, rows, (first, last))
    words = {column: header_words(sheet, rows, column) for column in range(first, last + 1)}
    return Band(rows, {column: parts for column, parts in words.items() if parts})


def header_words(sheet: SheetGrid, rows: Sequence[int], column: int) -> tuple[str, ...]:
    """Return the words of a column in the rows of a header, from top to bottom, each once."""
    return tuple(dict.fromkeys(filter(None, (_shown(sheet, row, column) for row in rows))))


def _widened(sheet: SheetGrid, rows: Sequence[int], span: tuple[int, int]) -> tuple[int, int]:
    """Return the columns of a header, those included that only another of its rows names."""
    first, last = span
    named = {column for row in rows if row in sheet.by_number for column in sheet.by_number[row].filled()}
    named |= {
        column
        for merge in sheet.merges_from(rows[0], rows[-1])
        if first <= merge.first_column <= last
        for column in range(merge.first_column, merge.last_column + 1)
    }
    while first - 1 in named:
        first -= 1
    while last + 1 in named:
        last += 1
    return first, last


def _shown(sheet: SheetGrid, row: int, column: int) -> str:
    cell = sheet.shown(row, column)
    return "" if cell in BLANK else " ".join(str(cell).split())


def _above(sheet: SheetGrid, number: int, span: tuple[int, int]) -> int:
    """Return the first row of a header: that above joins when merges tie it on or group columns."""
    above = number - 1
    near = [merge for merge in sheet.merges_from(above, above) if span[0] <= merge.first_column <= span[1]]
    tied = [merge for merge in near if merge.last_row == number]
    groups = [merge for merge in near if merge.last_row == above and merge.last_column > merge.first_column]
    row = sheet.by_number.get(above)
    if row is None or not (tied or len(groups) > 1):
        return number
    cells = [row.at(column) for column in row.filled()]
    if not all(is_word(cell) and not _COLON.search(cell) for cell in cells):
        return number
    if len(cells) > 1 and (tied or not any(_TITLE.search(str(cell)) for cell in cells)):
        return above
    return number


def _below(sheet: SheetGrid, number: int, span: tuple[int, int]) -> int:
    """Return the last row of a header: merges that begin in it reach down, or words stand under words."""
    tied = [
        merge.last_row
        for merge in sheet.merges_from(number - _MOST_ROWS + 1, number)
        if number < merge.last_row < number + _MOST_ROWS and span[0] <= merge.first_column <= span[1]
    ]
    last = max(tied, default=number)
    while last < number + _MOST_ROWS - 1 and _continues(
        sheet, last + 1, span, wide=_has_groups(sheet, last, span)
    ):
        last += 1
    return last


def _has_groups(sheet: SheetGrid, number: int, span: tuple[int, int]) -> bool:
    return any(
        number <= merge.last_row
        and merge.last_column > merge.first_column
        and span[0] <= merge.first_column <= span[1]
        for merge in sheet.merges_from(number - _MOST_ROWS + 1, number)
    )


def _continues(sheet: SheetGrid, number: int, span: tuple[int, int], *, wide: bool) -> bool:
    row = sheet.by_number.get(number)
    if row is None:
        return False
    cells = [row.at(column) for column in row.filled() if span[0] <= column <= span[1] + 1]
    if not cells or not all(is_word(cell) or _is_unit(cell) for cell in cells):
        return False
    known = sum(1 for cell in cells if _is_unit(cell) or _means_something(str(cell)))
    return known >= len(cells) * (0.4 if wide else 0.6)


def _is_unit(cell: Cell) -> bool:
    return isinstance(cell, str) and _UNIT_ROW.fullmatch(cell.strip()) is not None


def _means_something(word: str) -> bool:
    return max(word_meanings(word).values(), default=0.0) >= _KNOWN
