"""预检: ask what a press would answer now; only the two result columns are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.books import found_place, no_view, refused, view_sheets, whole
from addin.actions.counts import counted, row_outcomes
from addin.actions.opening import look
from addin.actions.press import Press, ended, next_sheet
from addin.actions.pulls import epoch_of
from addin.actions.tables import operations
from addin.bridge import messages as m
from sync.protocol.messages import MAX_ROWS, SyncRequest
from sync.rows.results import foresee

if TYPE_CHECKING:
    from addin.actions.opening import Opened
    from addin.bridge.session import Session


def precheck(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first names the sheets, each other checks one of them."""
    if carry is not None:
        return _check(snapshot, msgspec.convert(carry, Press), session)
    sheets = view_sheets(snapshot, session)
    if not sheets:
        return no_view(snapshot)
    press = Press("open", sheets, session.now().timestamp())
    return m.BridgeReply(more=m.More([whole(snapshot, sheets[0])], press))


def _check(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    sheet = press.sheets[0]
    place = found_place(snapshot, sheet)
    if isinstance(place, m.BridgeReply):
        return place
    opened = look(snapshot, place, session)
    if len(opened.plan.outgoing) > MAX_ROWS:
        return refused(words.TOO_MANY(most=MAX_ROWS), code="too_many")
    written, rows = _foreseen(opened, press, session) if opened.plan.outgoing else ([], [])
    more = next_sheet(press, snapshot)
    if more is not None:
        return m.BridgeReply(written, more=more, rows=rows)
    message, outcome = ended(press, session, action="precheck")
    return m.BridgeReply([*written, m.Save(), message], outcome=outcome, rows=rows)


def _foreseen(opened: Opened, press: Press, session: Session) -> tuple[list[m.Operation], list[object]]:
    memory, outgoing = opened.place.memory, opened.plan.outgoing
    asked = SyncRequest(
        request_id=session.request_id(),
        book=opened.state.book,
        last_submission=opened.state.last_submission(memory),
        scope="book",
        restore=opened.restore,
        epoch=epoch_of(opened.state, memory, opened.pulled),
        dry_run=True,
        rows=[one.row for one in outgoing],
    )
    results = session.sync(opened.place.spec.name, asked).results
    press.count(counted(results).items())
    left_alone = (("unfinished", opened.plan.unfinished), ("doubtful", opened.plan.doubtful))
    press.count((word, len(numbers)) for word, numbers in left_alone)
    press.rows += len(results)
    written = operations(foresee(opened.after, outgoing, results), opened.place)
    return written, list(row_outcomes(opened.after, outgoing, results))
