"""撤销本次提交: take back the newest submission of a sheet, all its rows at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import row_operations
from addin.actions.books import (
    book_state,
    found_place,
    memory_of,
    refused,
    state_operation,
    view_sheets,
    whole,
)
from addin.actions.counts import RowOutcome, counted, log_line, log_needs
from addin.actions.press import Press, ended
from addin.bridge import messages as m
from sync.rows.missing import remember
from sync.rows.results import take_undone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.protocol.messages import RowResult
    from sync.rows.sheet import Reading
    from sync.rows.state import BookState


def undo(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first finds the newest submission that wrote anything, the second undoes it."""
    if carry is not None:
        return _undo(snapshot, msgspec.convert(carry, Press), session)
    state = book_state(snapshot)
    sheets = view_sheets(snapshot, session)
    found = {sheet: _newest(state, memory_of(snapshot, sheet), session) for sheet in sheets}
    sheet = max(found, key=lambda name: found[name] or "", default="")
    if not sheet or not found[sheet]:
        return refused(words.NOTHING_TO_UNDO(), code="nothing_to_undo")
    press = Press("open", [sheet], session.now().timestamp(), submission=found[sheet] or "")
    return m.BridgeReply(more=m.More([whole(snapshot, sheet), *log_needs(snapshot)], press))


def _newest(state: BookState, memory: str, session: Session) -> str | None:
    view = state.view(memory)
    return session.options.get("submission") or view.submission or view.written


def _undo(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    sheet = press.sheets[0]
    place = found_place(snapshot, sheet)
    if isinstance(place, m.BridgeReply):
        return place
    state = book_state(snapshot)
    results = session.undo(press.submission).results
    known = seen(snapshot, place, session, book=state.book)
    before = known.reading
    after = take_undone(before, results)
    press.rows = len(results)
    press.submissions = [press.submission]
    press.count(counted(results).items())
    view = replace(state.view(place.memory), submission=None, kept=remember(after))
    state = replace(state, views={**state.views, place.memory: view})
    message, outcome = ended(press, session, action="undo")
    written = [
        *row_operations(before, after, place, known),
        *_without_notes(before, results, place),
        *log_line(snapshot, session, label="撤销", facts=press.facts(session)),
        *state_operation(snapshot, state, {}),
        m.Save(),
        message,
    ]
    return m.BridgeReply(written, outcome=outcome, rows=_outcomes(before, results, sheet))


def _without_notes(before: Reading, results: Sequence[RowResult], place: Place) -> list[m.Operation]:
    """Return what takes our notes off rows that were undone."""
    undone = {result.key for result in results if result.outcome != "rejected"}
    return [
        m.Note(place.sheet, row.number, place.columns[field], "")
        for row in before.rows
        if row.key in undone
        for field in row.marks.fields
    ]


def _outcomes(before: Reading, results: Sequence[RowResult], sheet: str) -> list[object]:
    rows = {row.key: row for row in before.rows if row.key}
    return [
        RowOutcome(
            row=rows[result.key].number if result.key in rows else None,
            key=result.key,
            outcome=result.outcome,
            sheet=sheet,
            order_no=rows[result.key].values.get("order_no") if result.key in rows else None,
            problems=[msgspec.to_builtins(problem) for problem in result.problems],
        )
        for result in results
    ]
