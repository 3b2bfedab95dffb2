"""The row a person stands on, read with its header alone: no action on one row reads the whole sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from addin.actions import words
from addin.actions.adoption.layouts import layouts_of
from addin.actions.adoption.places import adopted_place
from addin.actions.books import book_state, refused, spec_of
from addin.actions.tables import place_of, table_of
from addin.bridge import messages as m
from sync.rows.reading import read
from workbooks.layout import SEARCHED_ROWS

if TYPE_CHECKING:
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.rows.sheet import Row

OWN_SEARCHED_ROWS = 200
_MOST_DIGITS = len(str(m.LAST_ROW))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A row of a sheet, by number; `column` is where the cursor stands in it."""

    sheet: str
    row: int
    column: int


def chosen(snapshot: m.Snapshot, session: Session) -> Chosen | None:
    """Return the row that was named on the command line, or the one with the cursor."""
    here = snapshot.selection
    sheet = session.options.get("sheet") or (here.sheet if here else snapshot.active_sheet)
    named = session.options.get("row", "")
    if named.isascii() and named.isdigit() and len(named) <= _MOST_DIGITS and 0 < int(named) <= m.LAST_ROW:
        return Chosen(sheet, int(named), 1)
    if here is None or here.sheet != sheet:
        return None
    return Chosen(sheet, here.first_row, here.first_column)


def head_of(snapshot: m.Snapshot, sheet: str) -> m.Need:
    """Return the need for the rows that a header may be in; a person's own may stand further down."""
    adopted = sheet in layouts_of(snapshot)
    return m.Need(m.Range(sheet, 1, 1, OWN_SEARCHED_ROWS if adopted else SEARCHED_ROWS, 0), looks=adopted)


def needs_of(snapshot: m.Snapshot, spot: Chosen) -> list[m.Need]:
    """Return the needs for the header's rows and the row itself."""
    return [head_of(snapshot, spot.sheet), m.Need(m.Range(spot.sheet, spot.row, 1, spot.row, 0))]


def place_by_header(snapshot: m.Snapshot, sheet: str) -> Place | m.BridgeReply:
    """Return where the view of a sheet stands, by the rows its header may be in; or why it is unknown."""
    head = next((block for block in snapshot.blocks if block.range.sheet == sheet), None)
    layout = layouts_of(snapshot).get(sheet)
    place = None
    if head and head.rows:
        place = adopted_place(head, layout) if layout else place_of(head, spec_of(sheet))
    return place or refused(words.NO_HEADER(sheet=sheet), code="no_header")


def row_at(snapshot: m.Snapshot, place: Place, spot: Chosen, session: Session) -> Row | None:
    """Return the row as understood; None for a header, a blank row, or one that holds nothing of ours."""
    blocks = [
        block
        for block in snapshot.blocks
        if block.range.sheet == spot.sheet and block.range.first_row == spot.row
    ]
    table = table_of(blocks[-1:], place, only=frozenset({spot.row}))
    rows = read(table, book=book_state(snapshot).book, today=session.today).rows
    return rows[0] if rows else None
