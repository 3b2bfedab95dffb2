"""A sheet in memory as a person handles it: cells by field and hidden ones, copied, sorted, deleted."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sync.fields.orders import ORDERS
from sync.fields.values import to_cell
from sync.rows.reading import read
from sync.rows.sheet import HIDDEN_COLUMNS, Line, Table, hidden_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sync.fields.kinds import ViewSpec
    from sync.fields.values import Cell
    from sync.rows.sheet import Reading, RowWrite

TODAY = dt.date(2026, 11, 24)
FIRST_ROW = 3
ORDER_FIELDS = tuple(field.key for field in ORDERS.fields)
IN_SIGHT = tuple(field.key for field in ORDERS.fields if field.shown)
TYPED = ("customer", "customer_po", "phone", "product", "quantity", "unit_price", "requested_on", "remark")
Cells = dict[str, "Cell"]


class Grid:
    """Rows from row 3 on; each is a dict of cells by field key and hidden column."""

    def __init__(
        self, book: str = "book-a", *, spec: ViewSpec = ORDERS, fields: Sequence[str] = ORDER_FIELDS
    ) -> None:
        self.book = book
        self.spec = spec
        self.fields = tuple(fields)
        self.rows: list[Cells] = []
        self.formulas: frozenset[str] = frozenset()

    def type(self, number: int, **cells: Cell) -> None:
        """Type into cells of a row, adding rows down to it."""
        while len(self.rows) <= number - FIRST_ROW:
            self.rows.append({})
        self.row(number).update(cells)

    def row(self, number: int) -> Cells:
        """Return the cells of a row."""
        return self.rows[number - FIRST_ROW]

    def clear(self, number: int, fields: Iterable[str] = IN_SIGHT) -> None:
        """Press Delete on cells of a row; hidden columns are never selected."""
        for field in fields:
            self.row(number).pop(field, None)

    def copy(self, number: int, to: int) -> None:
        """Copy a whole row over another, hidden cells included."""
        self.type(to)
        self.rows[to - FIRST_ROW] = dict(self.row(number))

    def copy_in_sight(self, number: int, to: int) -> None:
        """Copy only the cells in sight."""
        self.type(to)
        self.clear(to)
        self.row(to).update({f: v for f, v in self.row(number).items() if f in IN_SIGHT})

    def delete(self, number: int) -> None:
        """Delete a whole row."""
        del self.rows[number - FIRST_ROW]

    def sort(self, order: Sequence[int], columns: Iterable[str] | None = None) -> None:
        """Put old row `order[i]` (counted from 0) at place i: whole rows, or only some columns of them."""
        old = [dict(row) for row in self.rows]
        if columns is None:
            self.rows = [old[index] for index in order]
            return
        for place, index in enumerate(order):
            for column in columns:
                self.rows[place].pop(column, None)
                if column in old[index]:
                    self.rows[place][column] = old[index][column]

    def table(self) -> Table:
        """Return what a host would see."""
        lines = (
            Line(
                FIRST_ROW + index,
                tuple(row.get(field) for field in self.fields),
                hidden_of([row.get(column) for column in HIDDEN_COLUMNS]),
                self.formulas,
            )
            for index, row in enumerate(self.rows)
        )
        return Table(self.spec, self.fields, tuple(lines))

    def read(self, today: dt.date = TODAY) -> Reading:
        """Return the sheet as understood."""
        return read(self.table(), book=self.book, today=today)

    def write(self, writes: Iterable[RowWrite]) -> None:
        """Write back as a host does."""
        fields = {field.key: field for field in self.spec.fields}
        for write in writes:
            self.type(write.number)
            row = self.row(write.number)
            for key, text in write.values.items():
                row[key] = to_cell(fields[key], text)
            if write.hidden is not None:
                hidden = write.hidden
                cells = (hidden.key, hidden.rev, hidden.sum, hidden.marks)
                row.update(zip(HIDDEN_COLUMNS, (cell or None for cell in cells), strict=True))


def order(number: int = 1, **cells: Cell) -> Cells:
    """Return the cells of an order line; the number makes it one of its own."""
    made: Cells = {
        "customer": f"客户{number}",
        "customer_po": f"PO-{number}",
        "phone": f"1380000{number:04d}",
        "product": f"HX-{number}",
        "quantity": 100 + number,
        "unit_price": 12.5,
        "requested_on": "2026-12-30",
        "remark": f"备注{number}",
    }
    return made | cells
