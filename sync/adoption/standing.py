"""Where an adopted table stands now: its header, each column by its words, wherever it was moved to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sync.adoption.bands import header_words
from sync.adoption.grid import NO_FORMULAS, GridRow, SheetGrid
from sync.adoption.layout import own_keys, same_words
from sync.fields.orders import ORDERS, SYNC_NOTE, SYNC_RESULT
from sync.rows.sheet import HIDDEN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sync.adoption.layout import Layout

PAINTED = "_painted"
SHOWN_OURS = (SYNC_RESULT.key, "order_no", "status", SYNC_NOTE.key)
"""Columns of ours that a person sees, at the right edge of an adopted table."""
HIDDEN_OURS = ("line_no", "tags", PAINTED, *HIDDEN_COLUMNS)
_ANCHORS = ("_key", "_sum")


@dataclass(frozen=True, slots=True)
class Standing:
    """A table as found: header rows, the column of each field, of each of ours; header words that are gone.

    `words` are those of the person's own columns, row by row of the header.
    """

    header_rows: tuple[int, ...]
    columns: Mapping[str, int]
    ours: Mapping[str, int]
    words: Mapping[int, tuple[str, ...]]
    missing: tuple[str, ...] = ()


def our_word(key: str) -> str:
    """Return the header of a column of ours."""
    if key.startswith("_"):
        return key
    return next(field.label for field in (SYNC_RESULT, *ORDERS.fields, SYNC_NOTE) if field.key == key)


def header_row_of(sheet: SheetGrid) -> int | None:
    """Return the row that names our hidden columns; None where nobody has adopted the sheet."""
    for row in sheet.rows:
        texts = {cell for cell in row.cells if isinstance(cell, str) and cell.startswith("_")}
        if texts.issuperset(_ANCHORS):
            return row.number
    return None


def standing_of(sheet: SheetGrid, layout: Layout) -> Standing | None:
    """Return where a table stands; None where our hidden columns are gone."""
    last = header_row_of(sheet)
    if last is None:
        return None
    rows = tuple(range(max(1, last - layout.header_rows + 1), last + 1))
    ours = our_columns(sheet, last, layout)
    if not set(HIDDEN_COLUMNS) <= ours.keys():
        return None
    words = {
        column: parts
        for column in range(1, max(ours.values()) + 1)
        if column not in ours.values() and (parts := header_words(sheet, rows, column))
    }
    found, missing = _matched(words, layout)
    return Standing(rows, found | _added(words, layout), ours, words, missing)


def our_columns(sheet: SheetGrid, header_row: int, layout: Layout) -> dict[str, int]:
    """Return the columns that are ours: the last of each word, where the layout has no such field itself."""
    row = sheet.by_number[header_row]
    last = {cell: at for at, cell in enumerate(row.cells, 1) if isinstance(cell, str)}
    wanted = (key for key in (*SHOWN_OURS, *HIDDEN_OURS) if key not in layout.by_key)
    first = min((last[key] for key in HIDDEN_COLUMNS if key in last), default=0)
    near = first - len(SHOWN_OURS) - len(HIDDEN_OURS) - 2  # a word further left is the person's own
    return {key: last[word] for key in wanted if last.get(word := our_word(key), 0) > near}


def _matched(words: Mapping[int, Sequence[str]], layout: Layout) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the column of each field, and the words that are on the sheet no more."""
    places: dict[str, list[int]] = defaultdict(list)
    for column, parts in sorted(words.items(), reverse=True):
        places[same_words(" ".join(parts))].append(column)
    found: dict[str, int] = {}
    missing: list[str] = []
    for known in layout.columns:
        left = places.get(same_words(known.words))
        if left:
            found[known.key] = left.pop()
        elif known.key and known.words:
            missing.append(known.words)
    found.pop("", None)
    return found, tuple(missing)


def _added(words: Mapping[int, Sequence[str]], layout: Layout) -> dict[str, int]:
    """Return columns that were put in since, as own ones: between the table's, or right behind them."""
    known = {same_words(column.words) for column in layout.columns}
    ends = [column for column in words if same_words(" ".join(words[column])) in known]
    if not ends:
        return {}
    last = max(ends)
    while last + 1 in words:
        last += 1
    fresh = [
        column
        for column, parts in sorted(words.items())
        if min(ends) < column <= last and same_words(" ".join(parts)) not in known
    ]
    keys = own_keys((" ".join(words[column]) for column in fresh), taken=[*layout.by_key])
    return {key: column for key, column in zip(keys, fresh, strict=True) if key}


def without_ours(sheet: SheetGrid, columns: Collection[int]) -> SheetGrid:
    """Return the sheet as its owner made it: without the columns of ours."""
    return replace(sheet, rows=tuple(_without(sheet, set(columns))))


def _without(sheet: SheetGrid, columns: set[int]) -> Iterator[GridRow]:
    for row in sheet.rows:
        cells = tuple(None if at in columns else cell for at, cell in enumerate(row.cells, 1))
        formulas = {at: text for at, text in row.formulas.items() if at not in columns}
        yield replace(row, cells=cells, formulas=formulas or NO_FORMULAS)
