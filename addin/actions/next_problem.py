"""下一个问题: the cursor to the next cell that needs a person, and what to do there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.books import book_state, found_place, refused, view_sheets, whole
from addin.actions.tables import table_of
from addin.bridge import messages as m
from sync.fields.catalogue import SPECS
from sync.rows.columns import RESULT
from sync.rows.reading import read
from sync.rows.words import Result

if TYPE_CHECKING:
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.rows.sheet import Row

PROBLEMS = frozenset({Result.HELD, Result.CONFLICT, Result.REJECTED, Result.DOUBT, Result.WILL_HOLD})


class Search(msgspec.Struct):
    """Sheets still to be searched."""

    sheets: list[str]


def next_problem(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first names the sheets, each other searches one of them."""
    sheets = view_sheets(snapshot, session) if carry is None else msgspec.convert(carry, Search).sheets
    if not sheets:
        titles = "、".join(spec.title for spec in SPECS)
        return refused(words.NO_VIEW(titles=titles), code="no_view")
    if carry is None:
        return m.BridgeReply(more=m.More([whole(sheets[0])], Search(sheets)))
    place = found_place(snapshot, sheets[0])
    if isinstance(place, m.BridgeReply):
        return place
    row = _next(snapshot, place, session)
    if row:
        return _found(row, place)
    if sheets[1:]:
        return m.BridgeReply(more=m.More([whole(sheets[1])], Search(sheets[1:])))
    outcome: dict[str, Any] = {"action": "next_problem", "row": None}
    return m.BridgeReply([m.Message(words.NO_PROBLEM())], outcome=outcome)


def _next(snapshot: m.Snapshot, place: Place, session: Session) -> Row | None:
    """Return the next row with a problem below the cursor, else the first one."""
    book = book_state(snapshot).book
    reading = read(table_of(snapshot.blocks, place), book=book, today=session.today)
    rows = [row for row in reading.rows if row.result in PROBLEMS]
    here = snapshot.selection
    after = here.first_row if here and here.sheet == place.sheet else 0
    return next((row for row in rows if row.number > after), next(iter(rows), None))


def _found(row: Row, place: Place) -> m.BridgeReply:
    fields = [field for field in row.marks.fields if field in place.columns]
    column = place.columns[fields[0]] if fields else place.columns.get(RESULT, 1)
    spot = m.Range(place.sheet, row.number, column, row.number, column)
    text = words.PROBLEM_AT(row=row.number, note=row.note or row.result)
    outcome = {"action": "next_problem", "sheet": place.sheet, "row": row.number, "fields": fields}
    return m.BridgeReply([m.Select(spot), m.Save(), m.Message(text)], outcome=outcome | {"note": row.note})
