"""Old orders of a person's workbook: each line with what it says, and an id made of what stands in it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from sync.adoption.adopted import Facts, as_adopted
from sync.adoption.layout import Layout, LayoutColumn, own_keys, same_words, shape_of
from sync.adoption.mapping import APPLY_AT
from sync.adoption.standing import header_row_of, our_columns, without_ours
from sync.adoption.tables import find_tables
from sync.fields.catalogue import SPECS
from sync.fields.kinds import Kind, Writer
from sync.fields.orders import ORDERS
from sync.fields.own import OWN, own_field
from sync.fields.values import from_cell

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

    from sync.adoption.adopted import AdoptedLine
    from sync.adoption.grid import BookGrid, SheetGrid
    from sync.adoption.tables import FoundTable
    from sync.fields.values import Cell

NAME = "product_name"
FROM_PRODUCT = frozenset({NAME, "spec", "unit", "amount"})
"""What master data says again; other columns that the server writes stay in the person's own words."""
NEEDED, ALIKE = ("customer", "product", "quantity"), {"product": (NAME,)}
DOUBTED = ("customer", "product", "quantity", "unit_price", "requested_on")
DOUBTFUL = "导入存疑"
"""The tag of a line of which a cell was read in a way that somebody should look at."""
_ENDED = re.compile(r"作废|取消|撤单|退单|cancel", re.IGNORECASE)
_PEOPLE = {
    known.key: known
    for known in ORDERS.fields
    if known.writer is Writer.PEOPLE and known.kind is not Kind.COMMAND
}
_TITLES = frozenset(spec.title for spec in SPECS)


@dataclass(frozen=True, slots=True)
class OldLine:
    """A line of a sheet: its row, its id, what it says by field; `group` is what lines of one order share."""

    sheet: str
    number: int
    id: str
    values: Mapping[str, str | None]
    group: tuple[str | None, ...]


@dataclass(frozen=True)
class OldTable:
    """A table of old orders. `skipped` counts rows that are not imported, by kind."""

    sheet: SheetGrid
    found: FoundTable
    layout: Layout
    keys: Mapping[int, bool]
    skipped: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)

    @cached_property
    def columns(self) -> dict[int, str]:
        """Return the key of each column that is read."""
        words = sorted(self.found.headers)
        return {at: column.key for at, column in zip(words, self.layout.columns, strict=True) if column.key}

    def lines(self, *, book: str, today: dt.date) -> Iterator[OldLine]:
        """Yield the lines, top down; `book` is the name of the file."""
        facts = Facts()
        table = as_adopted(self.found, self.layout)
        shape, seen = shape_of(self._words.values()), Counter[str]()
        for line in table.lines(facts, book=book, today=today):
            print_ = self._print(shape, line.number)
            seen[print_] += 1
            if not self._is_left_out(line.number):
                values = self._values(line, facts, today)
                group = (values.get("customer"), values.get("customer_po"))
                id_ = hashlib.sha256(f"{print_} {seen[print_]}".encode()).hexdigest()
                yield OldLine(self.sheet.title, line.number, id_, values, group)
        orders = set(table.found.orders)
        last = self.found.band.rows[-1]
        self.skipped["not_orders"] += sum(
            number > last and number not in orders for number in self.sheet.numbers
        )

    @property
    def asked(self) -> dict[int, str]:
        """Return the columns that may be fields people write, but that somebody should confirm."""
        return {
            at: meaning.field
            for at, meaning in sorted(self.found.meanings.items())
            if meaning.field in _PEOPLE and self.columns.get(at, OWN).startswith(OWN)
        }

    @property
    def lacking(self) -> list[str]:
        """Return the fields without which no line of the table can be imported."""
        return [key for key in NEEDED if not {key, *ALIKE.get(key, ())} & set(self.columns.values())]

    @property
    def _words(self) -> dict[int, str]:
        return dict(sorted(self.found.headers.items()))

    def _is_left_out(self, number: int) -> bool:
        """Tell whether a line was synced, or says itself that it was called off."""
        if self.keys.get(number):
            self.skipped["synced"] += 1
            return True
        status = next((at for at, one in self.found.meanings.items() if one.field == "status"), None)
        cell = self.sheet.by_number[number].at(status) if status else None
        if isinstance(cell, str) and _ENDED.search(cell):
            self.skipped["cancelled"] += 1
            return True
        return False

    def _print(self, shape: str, number: int) -> str:
        """Return what stands for the cells of a row, under this header on this sheet."""
        row = self.sheet.by_number[number]
        cells = [row.at(column) for column in self._words]
        return hashlib.sha256(msgspec.json.encode([shape, self.sheet.title, cells])).hexdigest()

    def _values(self, line: AdoptedLine, facts: Facts, today: dt.date) -> dict[str, str | None]:
        values: dict[str, str | None] = {
            key: text for key, cell in line.cells.items() if (text := _text(key, cell, today)) is not None
        }
        named = line.cells.get(NAME)
        if not values.get("product") and isinstance(named, str):
            values["product"] = named
        doubts = facts.doubts.pop(line.number, {})
        doubted = [key for key in DOUBTED if key in doubts]
        self.doubtful.update(doubted)
        if any(not doubts[key].carried for key in doubted):
            values["tags"] = "；".join(filter(None, (values.get("tags"), DOUBTFUL)))
        return values


def old_tables(
    book: BookGrid, remembered: Callable[[str], Layout | None], *, least: float = APPLY_AT
) -> Iterator[OldTable]:
    """Yield the tables of orders of a workbook; `remembered` knows layouts by the shape of a table.

    Of a shape nobody knows a column is what it is taken for with a confidence of at least `least`.
    """
    for sheet in book.sheets:
        header = header_row_of(sheet)
        if header is not None and sheet.title in _TITLES:
            continue  # a sheet of ours: its rows are synced
        ours = our_columns(sheet, header, Layout(())) if header is not None else {}
        key = ours.get("_key")
        keys = {row.number: bool(row.at(key)) for row in sheet.rows} if key else {}
        theirs = without_ours(sheet, ours.values()) if ours else sheet
        for found in find_tables(theirs):
            words = dict(sorted(found.headers.items()))
            layout = remembered(shape_of(words.values()))
            yield OldTable(theirs, found, _layout(found, words, layout, least=least), keys)


def _layout(
    found: FoundTable, words: Mapping[int, str], remembered: Layout | None, *, least: float
) -> Layout:
    """Return what each column is: as remembered, else what is sure; the rest is the person's own."""
    known = {same_words(one.words): one.key for one in remembered.columns} if remembered else {}
    keys: dict[int, str | None] = {}
    for column, text in words.items():
        key = known.get(same_words(text))
        if key is None:
            meaning = found.meanings[column]
            key = meaning.field if meaning.field and meaning.confidence >= least else OWN
        keys[column] = None if key == "" else key
    own = [column for column, key in keys.items() if key is not None and not _is_read(key)]
    named = dict(zip(own, own_keys(words[column] for column in own), strict=True))
    columns = tuple(LayoutColumn(words[at], named.get(at, key or "")) for at, key in keys.items())
    return Layout(columns, header_rows=len(found.band.rows))


def _is_read(key: str) -> bool:
    return key in _PEOPLE or key in FROM_PRODUCT


def _text(key: str, cell: Cell, today: dt.date) -> str | None:
    """Return what a cell says in a field that people write; what others write is left to them."""
    if key.startswith(OWN):
        return from_cell(own_field(key), cell, today=today)
    known = _PEOPLE.get(key)
    return None if known is None else from_cell(known, cell, today=today)
