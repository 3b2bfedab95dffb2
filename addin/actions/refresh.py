"""刷新: the newest values of rows on the sheet, rows of the scope below them, dropdowns; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from addin.actions import words
from addin.actions.adding import add_operations
from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import into_blank_rows, row_operations
from addin.actions.books import (
    block_of,
    book_state,
    found_place,
    no_view,
    state_operation,
    view_sheets,
    whole,
)
from addin.actions.lists import fresh_lists
from addin.actions.press import Press, next_sheet
from addin.actions.pulls import is_other_server, pull
from addin.actions.tables import header_operations, operations
from addin.bridge import messages as m
from sync.protocol.messages import MAX_ROWS, Change, RowIn, SyncRequest
from sync.rows.changes import added_rows, take_changes
from sync.rows.keys import new_key
from sync.rows.missing import remember
from sync.rows.writes import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from addin.actions.pulls import Pulled
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.rows.sheet import Reading
    from sync.rows.state import BookState

ORDER_SCOPE = "mine"


def refresh(snapshot: m.Snapshot, carry: Any, session: Session) -> m.BridgeReply:
    """Answer one call: the first names the sheets, each other refreshes one of them."""
    if carry is not None:
        return _refresh(snapshot, msgspec.convert(carry, Press), session)
    sheets = view_sheets(snapshot, session)
    if not sheets:
        return no_view(snapshot)
    press = Press("open", sheets, session.now().timestamp())
    return m.BridgeReply(more=m.More([whole(snapshot, sheets[0])], press))


def _refresh(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    sheet = press.sheets[0]
    place = found_place(snapshot, sheet)
    if isinstance(place, m.BridgeReply):
        return place
    state = book_state(snapshot)
    state = state if state.book else replace(state, book=new_key())
    written = _written(snapshot, place, state, press, session)
    more = next_sheet(press, snapshot)
    if more is not None:
        return m.BridgeReply(written, more=more)
    rows, added = press.counts.get("rows", 0), press.counts.get("added", 0)
    outcome = {"action": "refresh", "counts": press.counts, "seconds": round(press.seconds(session), 3)}
    message = m.Message(words.REFRESHED(rows=rows, added=added))
    return m.BridgeReply([*written, m.Save(), message], outcome=outcome)


def _written(
    snapshot: m.Snapshot, place: Place, state: BookState, press: Press, session: Session
) -> list[m.Operation]:
    block = block_of(snapshot, place.sheet)
    known = seen(snapshot, place, session, book=state.book)
    before = known.reading
    scope = session.options.get("scope") or (ORDER_SCOPE if place.spec.name == "orders" else "all")
    asked = SyncRequest(book=state.book, scope=scope, since=session.options.get("since"), cursor=None)
    pulled = pull(session, place.spec.name, asked)
    # A server that was restored may have lost what stands here: the next press of 同步 asks, and tells it.
    is_same = not is_other_server(state, place.memory, pulled)
    changes = [*pulled.changes, *_computed(before, place, session)] if is_same else []
    after = take_changes(before, changes, pulled.gone(before) if is_same else pulled.removed)
    elsewhere = state.known_keys - state.view(place.memory).kept.keys()
    fresh = [change for change in pulled.changes if change.key not in elsewhere]
    added = added_rows(after, fresh, first=len(block.rows) + 1)
    filled, added = into_blank_rows(added, block, place)
    press.count([("rows", len(after.rows)), ("added", len(filled.rows) + len(added.rows))])
    lists, versions = fresh_lists(snapshot, session, spec=place.spec, versions=pulled.choices)
    return [
        *header_operations(block, place),
        *row_operations(before, after, place, known),
        *operations(write_rows(replace(filled, rows=()), filled), place),
        *add_operations(added, place, after_row=len(block.rows)),
        *lists,
        *state_operation(snapshot, _remembered(state, place, pulled, (filled, added)), versions),
    ]


def _remembered(
    state: BookState, place: Place, pulled: Pulled, readings: tuple[Reading, Reading]
) -> BookState:
    """Return the state with the rows added; the cursor of 同步 stays, it is of another scope."""
    view = state.view(place.memory)
    kept = {**view.kept, **remember(readings[0]), **remember(readings[1])}
    views = {**state.views, place.memory: replace(view, kept=kept)}
    first_time = state.server is None
    return replace(
        state,
        views=views,
        server=pulled.server if first_time else state.server,
        epoch=pulled.epoch if first_time else state.epoch,
    )


def _computed(reading: Reading, place: Place, session: Session) -> Iterator[Change]:
    """Yield what is computed at the moment of reading, for rows on the sheet; asked for without an edit."""
    if not any(field.computed for field in place.spec.fields):
        return
    known = {row.key: row.rev for row in reading.rows if row.key and row.rev is not None}
    keys = list(known)
    for start in range(0, len(keys), MAX_ROWS):
        rows = [RowIn(key, {}, known[key]) for key in keys[start : start + MAX_ROWS]]
        asked = SyncRequest(request_id=session.request_id(start), book=reading.book, dry_run=True, rows=rows)
        answer = session.sync(place.spec.name, asked)
        for result in answer.results:
            rev = known.get(result.key)
            if result.outcome == "unchanged" and rev is not None:
                yield Change(result.key, rev, result.values)
