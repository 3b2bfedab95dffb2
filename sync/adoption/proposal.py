"""What adopting a workbook would do: its tables, the meaning of their columns, colours, first values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sync.adoption.lines import read_lines
from sync.adoption.painting import Colour, colours
from sync.adoption.tables import find_tables
from sync.rows.letters import column_letters

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sync.adoption.grid import BookGrid
    from sync.adoption.lines import Line
    from sync.adoption.mapping import Meaning
    from sync.adoption.tables import FoundTable


@dataclass(frozen=True, slots=True)
class TableProposal:
    """A table of orders and the lines that were read of it."""

    found: FoundTable
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """The tables of a book, and the colours of its lines."""

    book: str
    tables: tuple[TableProposal, ...]
    colours: tuple[Colour, ...]


def propose(book: BookGrid, *, today: dt.date, values: int = 0) -> Proposal:
    """Return the proposal; `values` says of how many first lines a table the cells shall be read."""
    found = [table for sheet in book.sheets for table in find_tables(sheet)]
    tables = tuple(
        TableProposal(table, tuple(read_lines(table, table.orders[:values], book=book.name, today=today)))
        for table in found
    )
    return Proposal(book.name, tables, colours(found))


def as_json(proposal: Proposal, *, values: bool) -> dict[str, Any]:
    """Return the proposal as the JSON of `addin adopt --dry-run`."""
    return {
        "tables": [_table(table, values=values) for table in proposal.tables],
        "colours": colours_json(proposal.colours),
    }


def table_json(found: FoundTable, columns: Iterable[tuple[int, str, Meaning]]) -> dict[str, Any]:
    """Return a table as JSON; of each column its number, its header and what it is taken for."""
    return {
        "sheet": found.sheet.title,
        "header_rows": list(found.band.rows),
        "first_row": found.orders[0],
        "last_row": found.orders[-1],
        "order_lines": len(found.orders),
        "columns": {
            column_letters(column): {
                "header": header,
                "field": meaning.field,
                "confidence": meaning.confidence,
                "applied": meaning.is_applied,
            }
            for column, header, meaning in columns
        },
    }


def colours_json(found: Iterable[Colour]) -> list[dict[str, Any]]:
    """Return colours as JSON."""
    return [
        {"sheet": each.sheet, "kind": each.paint.kind, "rgb": each.paint.rgb, "rows": list(each.rows)}
        for each in found
    ]


def _table(table: TableProposal, *, values: bool) -> dict[str, Any]:
    found = table.found
    columns = ((column, header, found.meanings[column]) for column, header in sorted(found.headers.items()))
    return table_json(found, columns) | ({"values": _values(table)} if values else {})


def _values(table: TableProposal) -> Mapping[str, Any]:
    return {
        f"{column_letters(column)}{line.number}": {"value": parsed.value, "doubtful": parsed.doubtful}
        for line in table.lines
        for column, parsed in sorted(line.cells.items())
    }
