"""Records of a sheet's rows: as a host saw them, as they are understood, and what shall be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from sync.rows.checks import NO_CHECKS, Checks
from sync.rows.marks import NO_MARKS, Marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.fields.kinds import ViewSpec
    from sync.fields.values import Cell
    from sync.rows.columns import Columns

Values: TypeAlias = "Mapping[str, str | None]"
HIDDEN_COLUMNS = ("_key", "_rev", "_sum", "_marks")


@dataclass(frozen=True, slots=True)
class Hidden:
    """The four hidden cells of a row as text; empty text is an empty cell."""

    key: str = ""
    rev: str = ""
    sum: str = ""
    marks: str = ""


def hidden_of(cells: Sequence[Cell]) -> Hidden:
    """Return the hidden cells read from the columns `_key _rev _sum _marks`, in this order."""
    key, rev, checks, marks = ("" if cell is None else str(cell).strip() for cell in cells)
    return Hidden(key.lower(), rev.removesuffix(".0"), checks, marks)


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a host saw it: its number, a cell for each column of the table, the hidden cells.

    `formulas` names the fields whose cell holds a formula: the value is sent, the cell is never overwritten.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: Hidden = Hidden()
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet's rows; `columns` are field keys by position, empty text where a column is not the view's."""

    spec: ViewSpec
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


class Fate(StrEnum):
    """What a row turned out to be when keys, checks and content were compared."""

    KEPT = "kept"
    MOVED = "moved"
    FRESH = "fresh"
    COPY = "copy"
    PASTED = "pasted"
    REUSED = "reused"
    DOUBT = "doubt"
    BLANKED = "blanked"
    UNFINISHED = "unfinished"


NEW = frozenset({Fate.FRESH, Fate.COPY, Fate.PASTED, Fate.REUSED})
"""Rows that get a new key."""
OUT = frozenset({Fate.BLANKED, Fate.UNFINISHED, Fate.DOUBT})
"""Rows that are not sent."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as understood.

    `values` holds canonical text by field for all columns of the view on this sheet but the two result
    columns (`result` and `note`); `known` the checks of what was last synced; `hidden` the cells as seen.
    `synced` are values and checks that were seen to agree in every field; see `is_as_synced`.
    """

    number: int
    values: Values
    key: str = ""
    rev: int | None = None
    known: Checks = NO_CHECKS
    marks: Marks = NO_MARKS
    formulas: frozenset[str] = frozenset()
    fate: Fate = Fate.KEPT
    result: str = ""
    note: str = ""
    hidden: Hidden = Hidden()
    synced: tuple[Values, Checks] | None = field(default=None, compare=False, repr=False)

    @property
    def is_as_synced(self) -> bool:
        """Tell whether the row is known to be as last synced; not once values or checks were replaced."""
        agreed = self.synced
        return agreed is not None and agreed[0] is self.values and agreed[1] is self.known


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet as understood: its columns, the book it belongs to, its rows that hold anything, top down."""

    columns: Columns
    book: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RowWrite:
    """What changes on one row: canonical text by field (results included), and all hidden cells or None.

    Cells with formulas are never among the values.
    """

    number: int
    values: Values = field(default_factory=dict)
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class CellNote:
    """The note a cell shall have; empty text takes the product's note away."""

    number: int
    field: str
    text: str
