"""The end of a press on one sheet: what others changed meanwhile, dropdowns, the log, the cursor last."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from addin.actions.adding import add_operations
from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import row_operations
from addin.actions.books import block_of, book_state, state_operation
from addin.actions.counts import log_line
from addin.actions.lists import fresh_lists
from addin.actions.press import ended, next_sheet
from addin.actions.pulls import pull
from addin.bridge import messages as m
from sync.protocol.messages import SyncRequest
from sync.rows.changes import added_rows, take_changes
from sync.rows.missing import remember
from sync.rows.words import Result

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from addin.actions.press import Press
    from addin.actions.pulls import Pulled
    from addin.bridge.session import Session
    from sync.rows.missing import Kept
    from sync.rows.sheet import Reading
    from sync.rows.state import BookState

JUST_ANSWERED = frozenset(
    {
        *(Result.UPDATED, Result.MERGED, Result.UNCHANGED, Result.HELD, Result.ADDED),
        *(Result.CONFLICT, Result.REJECTED),
    }
)
"""Results of rows that this press was answered about: what it was told is not to be covered at once."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What is known when a sheet is done: the book, the last pull, the rows to remember, what is written."""

    state: BookState
    pulled: Pulled
    kept: Mapping[str, Kept]
    written: Sequence[m.Operation]


def close_sheet(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    """Read the whole sheet again, write back what is left, remember the rows, and end the sheet."""
    place, state = press.where(), book_state(snapshot)
    pulled = pull_news(state, press, session)
    block = block_of(snapshot, place.sheet)
    known = seen(snapshot, place, session, book=state.book)
    before = known.reading
    after = take_changes(before, pulled.changes, pulled.gone(before, but=JUST_ANSWERED))
    back = _put_back(after, press, state, session, first=len(block.rows) + 1)
    on_sheet = {row.key for row in after.rows}
    waiting = {change.key for change in pulled.changes} - on_sheet - set(press.put_back) - state.known_keys
    press.count([("waiting", len(waiting)), ("added", len(back.rows) if back else 0)])
    written = [
        *row_operations(before, after, place, known),
        *(add_operations(back, place, after_row=len(block.rows)) if back else []),
    ]
    kept = {**remember(after), **(remember(back) if back else {})}
    return end_sheet(snapshot, press, session, Closing(state, pulled, kept, written))


def pull_news(state: BookState, press: Press, session: Session) -> Pulled:
    """Return what the server has to tell since the sheet was opened."""
    request = SyncRequest(book=state.book, scope="book", cursor=press.cursor)
    return pull(session, press.where().spec.name, request)


def end_sheet(snapshot: m.Snapshot, press: Press, session: Session, closing: Closing) -> m.BridgeReply:
    """Return the last answer of a sheet; on the last sheet of the press, log it and save."""
    spec = press.where().spec
    lists, versions = fresh_lists(snapshot, session, spec=spec, versions=closing.pulled.choices)
    remembered = _remembered(closing, press)
    if press.answered:
        press.submissions.append(press.submission)
    written = [*closing.written, *lists, *state_operation(snapshot, remembered, versions)]
    more = next_sheet(press, snapshot)
    if more is not None:
        return m.BridgeReply(written, more=more)
    line = log_line(snapshot, session, label="同步", facts=press.facts(session))
    message, outcome = ended(press, session, action="sync")
    return m.BridgeReply([*written, *line, m.Save(), message], outcome=outcome)


def _put_back(
    reading: Reading, press: Press, state: BookState, session: Session, *, first: int
) -> Reading | None:
    """Return the missing rows the clerk wants back, from the server."""
    if not press.put_back:
        return None
    everything = SyncRequest(book=state.book, scope="book", cursor=None)
    pulled = pull(session, press.where().spec.name, everything)
    return added_rows(reading, pulled.changes, first=first, only=press.put_back)


def _remembered(closing: Closing, press: Press) -> BookState:
    state, name = closing.state, press.where().memory
    view = state.view(name)
    view = replace(
        view,
        cursor=closing.pulled.cursor,
        last_submission=press.submission if press.answered else view.last_submission,
        submission=None,
        written=press.submission if press.wrote else view.written,
        kept=closing.kept,
    )
    state = replace(state, views={**state.views, name: view})
    return state.now_with(press.server, press.epoch, view=name)
