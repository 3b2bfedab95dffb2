"""Lines of an adopted sheet, read as its owner means them: what is carried on, doubtful, of which day."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sync.adoption.bands import Band
from sync.adoption.lines import read_lines
from sync.adoption.mapping import Meaning
from sync.adoption.reading import Source
from sync.adoption.rows import Columns, is_header_again, is_total, order_rows
from sync.adoption.standing import Standing
from sync.adoption.tables import FoundTable, rows_below
from sync.fields.orders import ORDERS
from sync.fields.own import LONGEST_OWN, OWN
from sync.fields.values import Guess, from_cell, is_dated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from sync.adoption.grid import GridRow, SheetGrid
    from sync.adoption.layout import Layout
    from sync.adoption.lines import Line
    from sync.adoption.reading import Parsed
    from sync.fields.values import Cell

FILLED_IF_BLANK = frozenset({"product_name", "spec", "unit"})
"""What the server knows of a product, in the person's own words where there are any: these stay."""
DAYS = ("requested_on", "ordered_at")
_FIELDS = ORDERS.by_key()
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A cell that was read in a way somebody should look at: as it stands, as it is read."""

    typed: str
    value: str
    carried: bool


@dataclass(frozen=True, slots=True)
class AdoptedLine:
    """A line: its cells by field, and the fields of which no cell may be written over."""

    number: int
    cells: Mapping[str, Cell]
    blocked: frozenset[str]


@dataclass(slots=True)
class Facts:
    """What is known of lines beside their cells.

    `chains` are rows, by field, whose cells below the first say what the first says; `others` other readings
    of a day by row and field; `undated` rows that have no day.
    """

    doubts: dict[int, dict[str, Doubt]] = field(default_factory=lambda: defaultdict(dict))
    chains: dict[str, list[list[int]]] = field(default_factory=lambda: defaultdict(list))
    others: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    days: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AdoptedTable:
    """A table as its owner made it (`sheet` is without our columns), and where it stands."""

    sheet: SheetGrid
    standing: Standing
    layout: Layout

    @cached_property
    def band(self) -> Band:
        """Return the header."""
        words = {
            column: parts for column, parts in self.standing.words.items() if column in self._table_columns
        }
        return Band(self.standing.header_rows, words)

    @cached_property
    def _table_columns(self) -> range:
        used = self.standing.columns.values()
        return range(min(used, default=1), max(used, default=0) + 1)

    @cached_property
    def found(self) -> FoundTable:
        """Return the table as the proposal knows one, with the meanings of the layout."""
        by_field = self._fields
        meanings = {column: Meaning(key, 1.0) for key, column in by_field.items()}
        headers = {column: " ".join(parts) for column, parts in self.band.words.items()}
        columns = Columns(by_field, tuple(sorted(self.band.words)))
        orders: tuple[int, ...] = ()
        if "quantity" in by_field and columns.names:
            numbers = rows_below(self.sheet, self.band)
            orders = order_rows(self.sheet, numbers, band=self.band, columns=columns)
        return FoundTable(self.sheet, self.band, headers, meanings, orders)

    @cached_property
    def _fields(self) -> dict[str, int]:
        return {key: column for key, column in self.standing.columns.items() if key in _FIELDS}

    @cached_property
    def _own(self) -> dict[str, int]:
        return {key: at for key, at in self.standing.columns.items() if key.startswith(OWN)}

    @cached_property
    def _covered(self) -> frozenset[tuple[int, int]]:
        """Return the cells of merges that stand for more than one row, and those a merge hides."""
        found: set[tuple[int, int]] = set()
        orders = frozenset(self.found.orders)
        for merge in self.sheet.merges:
            rows = [
                row for row in range(merge.first_row, min(merge.last_row, self._last) + 1) if row in orders
            ]
            columns = range(merge.first_column, min(merge.last_column, self._table_columns.stop) + 1)
            found.update((row, column) for row in rows for column in columns)
            if merge.first_row == merge.last_row:
                found.discard((merge.first_row, merge.first_column))
        return frozenset(found)

    @property
    def _last(self) -> int:
        return self.sheet.rows[-1].number if self.sheet.rows else 0

    def lines(self, facts: Facts, *, book: str, today: dt.date) -> Iterator[AdoptedLine]:
        """Yield the lines of orders, and put what is to be known of them into `facts`."""
        keys = {column: key for key, column in self._fields.items()}
        chains = _Chains(facts)
        for line in read_lines(self.found, self.found.orders, book=book, today=today):
            row = self.sheet.by_number[line.number]
            said = {keys[column]: parsed for column, parsed in line.cells.items()}
            cells: dict[str, Cell] = {
                key: _cell_of(parsed, row.at(self._fields[key])) for key, parsed in said.items()
            }
            self._note(facts, line, row, today)
            chains.add(line.number, said)
            yield AdoptedLine(line.number, cells | dict(self._own_cells(row)), self._blocked(row, cells))

    def others(self, numbers: Sequence[int]) -> Iterator[AdoptedLine]:
        """Yield rows that are no lines as they stand: they were, and their hidden cells still say so."""
        for number in numbers:
            row = self.sheet.by_number.get(number)
            if row is None:
                yield AdoptedLine(number, {}, frozenset())
            elif not (is_total(row, tuple(self.band.words)) or is_header_again(row, self.band)):
                cells = {key: row.at(column) for key, column in self._fields.items()}
                yield AdoptedLine(number, cells | dict(self._own_cells(row)), self._blocked(row, cells))

    def _own_cells(self, row: GridRow) -> Iterator[tuple[str, Cell]]:
        """Yield own columns; what a formula works out on the sheet is no text of the person's."""
        for key, column in self._own.items():
            yield key, None if column in row.formulas else _own_text(self.sheet.carried(row.number, column))

    def _blocked(self, row: GridRow, cells: Mapping[str, Cell]) -> frozenset[str]:
        columns = self.standing.columns
        return frozenset(
            key
            for key, column in columns.items()
            if column in row.formulas
            or (row.number, column) in self._covered
            or (key in FILLED_IF_BLANK and cells.get(key) not in {None, ""})
        )

    def _note(self, facts: Facts, line: Line, row: GridRow, today: dt.date) -> None:
        for key, column in self._fields.items():
            parsed, cell = line.cells[column], row.at(column)
            if parsed.doubtful and parsed.value is not None and key != "amount":
                carried = parsed.source is not Source.ITSELF
                typed = "" if cell is None else str(cell)
                facts.doubts[line.number][key] = Doubt(typed, parsed.value, carried)
            if isinstance(cell, str) and parsed.value is not None and is_dated(_FIELDS[key]):
                other = from_cell(_FIELDS[key], cell, today=today)
                if isinstance(other, Guess):
                    facts.others[line.number, key] = (str(other), *other.others)
            if key in DAYS and parsed.value is not None and (key == DAYS[0] or line.number not in facts.days):
                facts.days[line.number] = parsed.value[:10]


class _Chains:
    """Rows whose cells say what the first of them says, field by field, while lines come in."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._open: dict[str, list[int]] = {}

    def add(self, number: int, said: Mapping[str, Parsed]) -> None:
        for key, parsed in said.items():
            if parsed.source is Source.ABOVE and key in self._open:
                chain = self._open[key]
                if len(chain) == 1:
                    self._facts.chains[key].append(chain)
                chain.append(number)
            elif parsed.value is not None:
                self._open[key] = [number]


def _cell_of(parsed: Parsed, cell: Cell) -> Cell:
    """Return what was read, or where nothing could be the cell as typed: the server says what is wrong."""
    return cell if parsed.value is None and parsed.doubtful else parsed.value


def _own_text(cell: Cell) -> Cell:
    if isinstance(cell, str):
        day = _MIDNIGHT.fullmatch(cell)
        return day[1] if day else cell[:LONGEST_OWN]
    return cell


def as_adopted(found: FoundTable, layout: Layout) -> AdoptedTable:
    """Return a table that was found as a layout of its columns, from the left, means it."""
    columns = {
        known.key: at for at, known in zip(sorted(found.headers), layout.columns, strict=True) if known.key
    }
    return AdoptedTable(found.sheet, Standing(found.band.rows, columns, {}, found.band.words), layout)
