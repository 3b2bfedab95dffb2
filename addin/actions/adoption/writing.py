"""What is written to a sheet: on an adopted one cells that lean on a cell above keep what they said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from addin.actions.adoption.colours import remembered, repainted
from addin.actions.tables import operations, puts
from sync.rows.columns import NOTE, RESULT
from sync.rows.sheet import RowWrite
from sync.rows.words import HISTORY, HISTORY_ROW
from sync.rows.writes import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from addin.actions.adoption.reading import Seen
    from addin.actions.tables import Place
    from addin.bridge import messages as m
    from sync.rows.sheet import Reading


def row_operations(before: Reading, after: Reading, place: Place, known: Seen) -> list[m.Operation]:
    """Return the difference between two readings of a sheet as operations."""
    writes = write_rows(before, after)
    if place.layout is None:
        return [*operations(writes, place)]
    told = [*operations(_with_leaning(writes, before, after, known.facts.chains), place)]
    return [
        *told,
        *remembered(after.rows, known.painted, place),
        *repainted(before, after, place, known.painted),
    ]


def _with_leaning(
    writes: Sequence[RowWrite], before: Reading, after: Reading, chains: Mapping[str, Sequence[Sequence[int]]]
) -> list[RowWrite]:
    """Return the writes, and those that spell out cells which mean the one above, where that one changes."""
    by_number = {write.number: write for write in writes}
    for key, of_field in chains.items():
        touched = {number for number, write in by_number.items() if key in write.values}
        for chain in of_field if touched else ():
            if touched.intersection(chain):
                for number, text in _spelt_out(chain, key, by_number, (before, after)):
                    write = by_number.get(number, RowWrite(number))
                    by_number[number] = replace(write, values={**write.values, key: text})
    return [by_number[number] for number in sorted(by_number)]


def _spelt_out(
    chain: Sequence[int], key: str, writes: Mapping[int, RowWrite], readings: tuple[Reading, Reading]
) -> Iterator[tuple[int, str | None]]:
    """Yield the rows of a chain whose cell would say something else than it is to say, with what that is."""
    old, new = ({row.number: row.values.get(key) for row in reading.rows} for reading in readings)
    said = next((old[number] for number in chain if number in old), None)
    current = said
    for number in chain:
        meant = new.get(number, said)
        if number in writes and key in writes[number].values:
            current = writes[number].values[key]
        elif meant != current:
            current = meant
            yield number, meant


def history_marks(place: Place, known: Seen, block: m.CellBlock) -> list[m.Put]:
    """Return what says of lines that are left alone as history that they are, where nothing says so yet."""
    column = place.columns.get(RESULT, 0)
    blank = [row for row in known.history if column and not _at(block, row, column)]
    cells: dict[tuple[int, int], m.Cell] = {(row, column): HISTORY for row in blank}
    since = place.layout.since if place.layout else ""
    if NOTE in place.columns:
        note = HISTORY_ROW(since=since)
        cells |= {(row, place.columns[NOTE]): note for row in blank if row in known.facts.days}
    return puts(place.sheet, cells, dates=frozenset())


def _at(block: m.CellBlock, row: int, column: int) -> m.Cell:
    cells = block.rows[row - block.range.first_row]
    return cells[column - 1] if column <= len(cells) else None


def into_blank_rows(added: Reading, block: m.CellBlock, place: Place) -> tuple[Reading, Reading]:
    """Return rows for the blank lines below the header of an adopted sheet, and the others below all.

    Lines that merged cells reach over are left out.
    """
    blank = list(_blank_rows(block, place)) if place.layout else []
    first = place.last_row + 1
    within = (replace(row, number=number) for row, number in zip(added.rows, blank, strict=False))
    below = (replace(row, number=number) for number, row in enumerate(added.rows[len(blank) :], first))
    return replace(added, rows=tuple(within)), replace(added, rows=tuple(below))


def _blank_rows(block: m.CellBlock, place: Place) -> Iterator[int]:
    formulas = set(block.formulas)
    merged = {row for top, _, bottom, _ in block.merged if bottom > top for row in range(top, bottom + 1)}
    for number, cells in enumerate(block.rows, 1):
        if number <= place.header_row:
            continue
        filled = (at for at, cell in enumerate(cells, 1) if cell is not None and (number, at) not in formulas)
        if next(filled, None) is not None:
            return
        if number not in merged:
            yield number
