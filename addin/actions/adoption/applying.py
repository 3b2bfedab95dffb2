"""What makes a sheet an adopted one: columns of ours at its right edge, the layout in the book's state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.actions.adoption.layouts import put_layout
from addin.actions.tables import puts
from addin.bridge import messages as m
from sync.adoption.standing import HIDDEN_OURS, SHOWN_OURS, our_word
from sync.fields.orders import ORDERS, SYNC_NOTE, SYNC_RESULT
from sync.rows.columns import RESULT
from sync.rows.words import HISTORY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.actions.adoption.proposing import Candidate
    from sync.adoption.layout import Layout

LAST_COLUMN = 16_384
_WIDTHS = {each.key: float(each.width) for each in (SYNC_RESULT, *ORDERS.fields, SYNC_NOTE)}


@dataclass(frozen=True, slots=True)
class Adopting:
    """A table about to be adopted: its layout, its lines with their days, those that are history."""

    candidate: Candidate
    layout: Layout
    days: Mapping[int, str | None]

    @property
    def history(self) -> list[int]:
        """Return the lines that are left alone."""
        since = self.layout.since
        return [number for number, day in self.days.items() if since and (day is None or day < since)]


def free_column(candidate: Candidate) -> int:
    """Return the first column right of everything on the sheet; beyond the last one there is none."""
    rows = candidate.theirs.rows
    values = (max(row.filled(), default=0) for row in rows)
    merged = (merge.last_column for merge in candidate.theirs.merges if merge.last_column < LAST_COLUMN)
    found = max((*values, *candidate.words, *merged), default=0) + 1
    return found if found <= LAST_COLUMN - len(SHOWN_OURS) - len(HIDDEN_OURS) else LAST_COLUMN + 1


def is_too_wide(candidate: Candidate) -> bool:
    """Tell whether a sheet has no room for our columns."""
    return not candidate.ours and free_column(candidate) > LAST_COLUMN


def adopting_operations(adopting: Adopting) -> list[m.Operation]:
    """Return what adopts a table; nothing else of the sheet is touched."""
    candidate, layout = adopting.candidate, adopting.layout
    done: list[m.Operation] = []
    columns = dict(candidate.ours)
    if not columns:
        done += _new_columns(adopting, columns)
    elif not candidate.is_adopted:
        done += _emptied(candidate, columns)  # a copy of an adopted sheet: its rows are other orders
    if not candidate.is_adopted and RESULT in columns:
        marks: dict[tuple[int, int], m.Cell] = {(row, columns[RESULT]): HISTORY for row in adopting.history}
        done += puts(candidate.sheet, marks, dates=frozenset())
    state: dict[str, str | None] = put_layout(candidate.sheet, layout)
    return [*done, m.PutState(state)]


def _new_columns(adopting: Adopting, columns: dict[str, int]) -> list[m.Operation]:
    sheet, taken = adopting.candidate.sheet, adopting.layout.by_key
    first = free_column(adopting.candidate)
    shown = [key for key in SHOWN_OURS if key not in taken]
    hidden = [key for key in HIDDEN_OURS if key not in taken]
    columns.update({key: first + at for at, key in enumerate([*shown, *hidden])})
    row = adopting.candidate.found.band.rows[-1]
    head: list[m.Cell] = [our_word(key) for key in (*shown, *hidden)]
    in_sight = m.Range(sheet, row, first, row, first + len(shown) - 1)
    return [
        m.Put(m.Range(sheet, row, first, row, first + len(head) - 1), [head]),
        m.Dress(in_sight, "head", [_WIDTHS[key] for key in shown], beside=True),
        m.Hide(sheet, first + len(shown), first + len(head) - 1),
    ]


def _emptied(candidate: Candidate, columns: Mapping[str, int]) -> Sequence[m.Operation]:
    """Return what empties our columns below the header."""
    first, last = candidate.found.band.rows[-1] + 1, len(candidate.block.rows)
    cells: dict[tuple[int, int], m.Cell] = {
        (row, column): None for row in range(first, last + 1) for column in columns.values()
    }
    return puts(candidate.sheet, cells, dates=frozenset())
