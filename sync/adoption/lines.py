"""Lines of orders, field by field: merges, ditto marks, blanks that mean the line above, open years."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.adoption.ditto import is_ditto
from sync.adoption.grid import BLANK
from sync.adoption.reading import NOTHING, UNREADABLE, Near, Parsed, Source, read
from sync.adoption.rows import is_total
from sync.adoption.sums import check_sums
from sync.fields.kinds import Level
from sync.fields.orders import ORDERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sync.adoption.grid import GridRow
    from sync.adoption.tables import FoundTable
    from sync.fields.kinds import Field
    from sync.fields.values import Cell

_COUNTED = frozenset({"quantity", "amount", "shipped", "invoiced", "paid", "available"})
"""Fields of which a merged cell over several lines may mean the sum of them."""
_MOMENT = re.compile(
    r"(?<!\d)(20\d{2})\s*[年./-]?\s*(?:(1[0-2]|0?[1-9])(?!\d)\s*[月./-]?\s*(?:([12]\d|3[01]|0?[1-9])(?!\d))?)?"
)
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])\s*月")
_SPAN = re.compile(r"(?<!\s)\s*(?:[月日]\s*)?[-~～—–至到]")
_TITLE_ROWS, _TITLE_LETTERS = 10, 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the number of its row and what its cells say, by column."""

    number: int
    cells: Mapping[int, Parsed]


def read_lines(table: FoundTable, numbers: Sequence[int], *, book: str, today: dt.date) -> Iterator[Line]:
    """Yield the lines of the rows, which must be the table's first; `book` is the file's name."""
    fields = {column: ORDERS.field(key) for key, column in table.by_field.items()}
    ordered = sorted(fields.items(), key=lambda item: (item[1].key != "ordered_at", item[0]))
    titled = _titled(table, book)
    before: dict[int, Parsed] = {}
    for number, between in _with_rows_between(table, numbers):
        if section := _section(table, between):
            before = _without_order(before, fields) | section
        place = _Place(table, table.sheet.by_number[number], before, titled or Near(today))
        cells: dict[int, Parsed] = {}
        for column, field in ordered:
            cells[column] = _cell(place, column, field)
            if field.key == "ordered_at":
                place = replace(place, near=_near_order(cells[column]) or place.near)
        checked = check_sums(cells, table.by_field, place.row)
        before = _carried_on(before, checked, fields)
        yield Line(number, checked)


def _carried_on(
    before: Mapping[int, Parsed], cells: Mapping[int, Parsed], fields: Mapping[int, Field]
) -> dict[int, Parsed]:
    """Return what stands above the next line: of another customer's order nothing is carried on."""
    customer = next((cells[column] for column, field in fields.items() if field.key == "customer"), NOTHING)
    begins = customer.value is not None and customer.source is Source.ITSELF
    kept = _without_order(before, fields) if begins else before
    return {**kept, **{column: parsed for column, parsed in cells.items() if parsed.value is not None}}


def _without_order(before: Mapping[int, Parsed], fields: Mapping[int, Field]) -> dict[int, Parsed]:
    return {column: parsed for column, parsed in before.items() if fields[column].level is not Level.ORDER}


def _with_rows_between(table: FoundTable, numbers: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Yield each line with the rows between it and the line above that are none."""
    above = table.band.rows[-1]
    for number in numbers:
        yield number, [row for row in range(above + 1, number) if row in table.sheet.by_number]
        above = number


def _section(table: FoundTable, rows: Sequence[int]) -> dict[int, Parsed]:
    """Return the customer named by a row of its own above the lines, as sections of a sheet begin."""
    customer = table.by_field.get("customer")
    if customer is None:
        return {}
    for number in reversed(rows):
        row = table.sheet.by_number[number]
        cell = row.at(customer)
        if isinstance(cell, str) and cell.strip() and not is_total(row, tuple(table.headers)):
            return {customer: Parsed(" ".join(cell.split()), doubtful=True, source=Source.ABOVE)}
    return {}


@dataclass(frozen=True, slots=True)
class _Place:
    """A row being read: the last value of each column above it, and the day its dates are near to."""

    table: FoundTable
    row: GridRow
    before: Mapping[int, Parsed]
    near: Near


def _cell(place: _Place, column: int, field: Field) -> Parsed:
    cell = place.row.at(column)
    if cell in BLANK:
        uncalculated = cell is None and column in place.row.formulas
        return UNREADABLE if uncalculated else _blank(place, column, field)
    return _typed(place, column, field, cell=cell)


def _typed(place: _Place, column: int, field: Field, *, cell: Cell) -> Parsed:
    if is_ditto(cell):
        return replace(place.before.get(column, UNREADABLE), source=Source.ABOVE)
    return read(field, cell, near=place.near)


def _blank(place: _Place, column: int, field: Field) -> Parsed:
    """Read a blank cell: covered by a merge, the line above of an order, or nothing."""
    sheet, number = place.table.sheet, place.row.number
    shown = sheet.carried(number, column)
    if shown not in BLANK:
        parsed = _typed(place, column, field, cell=shown)
        return Parsed(parsed.value, parsed.doubtful or field.key in _COUNTED, Source.MERGE)
    if column in place.before and (
        field.key in {"customer", "product"} or _goes_with_customer(place.table, place.row, field)
    ):
        return Parsed(place.before[column].value, doubtful=True, source=Source.ABOVE)
    return NOTHING


def _goes_with_customer(table: FoundTable, row: GridRow, field: Field) -> bool:
    """Tell whether a blank field of an order stands beside a blank customer: both may mean the line above."""
    customer = table.by_field.get("customer")
    blank = customer is not None and table.sheet.carried(row.number, customer) in BLANK
    return field.level is Level.ORDER and blank


def _near_order(parsed: Parsed) -> Near | None:
    if parsed.value is None or parsed.doubtful:
        return None
    return Near(dt.date.fromisoformat(parsed.value[:10]), sure=True)


def _titled(table: FoundTable, book: str) -> Near | None:
    """Return the day that title rows, the sheet's name or the file's name speak of; sure with a month."""
    for text in (*_titles(table), table.sheet.title, book):
        found = _MOMENT.search(text)
        if found:
            of_sheet = _MONTH.search(table.sheet.title)
            spans = _SPAN.match(text[found.end() :])
            month = None if spans else found[2] or (of_sheet and of_sheet[1])
            if month is None:
                return Near(dt.date(int(found[1]), 1, 1), whole_year=True)
            return Near(dt.date(int(found[1]), int(month), 1), sure=True, of_title=True)
    return None


def _titles(table: FoundTable) -> Iterator[str]:
    first = table.band.rows[0]
    for number in range(first - 1, max(0, first - 1 - _TITLE_ROWS), -1):
        row = table.sheet.by_number.get(number)
        if row is not None:
            yield from (cell[:_TITLE_LETTERS] for cell in row.cells if isinstance(cell, str))
