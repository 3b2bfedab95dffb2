"""One chunk of a press: read its rows again, send what differs, write the answers beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import structs

from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import row_operations
from addin.actions.books import book_state
from addin.actions.closing import Closing, end_sheet, pull_news
from addin.actions.counts import RowOutcome, counted, row_outcomes
from addin.actions.press import ending_needs, sheet_needs
from addin.bridge import messages as m
from sync.protocol.messages import SyncRequest
from sync.rows.changes import take_changes
from sync.rows.columns import columns_of
from sync.rows.missing import cancelling, remember
from sync.rows.plan import plan_press
from sync.rows.results import cell_notes, take_results

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from addin.actions.adoption.reading import Seen
    from addin.actions.press import Press
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.protocol.messages import RowIn, RowResult
    from sync.rows.sheet import CellNote, Reading
    from sync.rows.state import BookState

MOST_NOTES = 50
WRITTEN = frozenset({"created", "updated", "merged", "held"})
_MOST_RUNS = 250
"""Runs of rows that one call asks for: each costs a host some calls, each row between them bytes."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Rows of a chunk as seen and after the answers to them; notes and outcomes of those that were sent."""

    known: Seen
    after: Reading
    notes: list[m.Operation]
    rows: list[object]

    def written(self, after: Reading, place: Place) -> list[m.Operation]:
        """Return what is written when the rows are to be as in `after`."""
        return [*row_operations(self.known.reading, after, place, self.known), *self.notes]


def chunk_needs(press: Press, snapshot: m.Snapshot) -> list[m.Need]:
    """Return what the next chunk reads: its rows, in runs; and what an ending needs where it may be one."""
    place = press.where()
    rows = place.rows(_runs(sorted(press.chunks[0])))
    return [*rows, *(ending_needs(press, snapshot) if press.at_once else [])]


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of rows that cover the numbers: unbroken ones, the nearest joined while they are many."""
    gaps = [later - earlier - 1 for earlier, later in pairwise(numbers)]
    widest = sorted(gaps, reverse=True)
    bridged = widest[_MOST_RUNS - 1] if len(gaps) >= _MOST_RUNS else 0
    cuts = [index for index, gap in enumerate(gaps, start=1) if gap > bridged]
    edges = [0, *cuts, len(numbers)]
    return [(numbers[first], numbers[end - 1]) for first, end in pairwise(edges)]


def send_chunk(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    """Send the first chunk that is left."""
    state = book_state(snapshot)
    rows = _cancel_missing(state, press, session) if press.cancel else []
    answered = _send(snapshot, press, session) if press.chunks else None
    if answered is not None and press.at_once:
        closing = _closing(state, answered, press, session)
        if closing is not None:
            reply = end_sheet(snapshot, press, session, closing)
            told = [m.Progress(press.sent, press.total), *reply.operations]
            return structs.replace(reply, operations=told, rows=answered.rows)
    if session.answers.get("cancel"):
        press.chunks = []
    press.step = "send" if press.chunks else "close"
    needs = chunk_needs(press, snapshot) if press.chunks else sheet_needs(press, snapshot)
    written = answered.written(answered.after, press.where()) if answered else []
    return m.BridgeReply(
        [*written, m.Progress(press.sent, press.total)],
        more=m.More(needs, press, light=press.step == "send"),
        rows=[*rows, *(answered.rows if answered else [])],
    )


def _closing(state: BookState, answered: Answered, press: Press, session: Session) -> Closing | None:
    """Return how the sheet ends with these rows; None when others changed rows not among them."""
    place, after = press.where(), answered.after
    pulled = pull_news(state, press, session)
    here = {row.key for row in after.rows}
    news = [each for each in pulled.changes if each.key not in here]
    if pulled.removed or any(press.seen.get(each.key, 0) < each.rev for each in news):
        return None
    final = take_changes(after, pulled.changes)
    remembered = remember(final)
    ended = here - remembered.keys()
    kept = {**state.view(place.memory).kept, **remembered}
    kept = {key: one for key, one in kept.items() if key not in ended}
    return Closing(state, pulled, kept, answered.written(final, place))


def _send(snapshot: m.Snapshot, press: Press, session: Session) -> Answered:
    """Read the rows of the first chunk, send what differs, and return them with the answers."""
    numbers, place, state = press.chunks.pop(0), press.where(), book_state(snapshot)
    known = seen(snapshot, place, session, book=state.book, only=frozenset(numbers))
    reading = known.reading
    press.sent += len(numbers)
    outgoing = plan_press(reading, restore=press.restore).outgoing
    if not outgoing:
        return Answered(known, reading, [], [])
    results = push(session, request(state, press, [one.row for one in outgoing], session.request_id()), press)
    after = take_results(reading, outgoing, results)
    notes = cell_notes(reading, outgoing, results, limit=max(0, MOST_NOTES - press.noted))
    press.noted += sum(bool(note.text) for note in notes)
    outcomes = row_outcomes(after, outgoing, results)
    return Answered(known, after, note_operations(notes, place), list(outcomes))


def push(session: Session, asked: SyncRequest, press: Press) -> list[RowResult]:
    """Send rows, count the outcomes, and return them."""
    results = session.sync(press.where().spec.name, asked).results
    press.count(counted(results).items())
    press.rows += len(results)
    press.answered += len(results)
    press.wrote += sum(result.outcome in WRITTEN for result in results)
    return results


def request(state: BookState, press: Press, rows: list[RowIn], request_id: str) -> SyncRequest:
    """Return the request that sends rows of a press, without a pull."""
    return SyncRequest(
        request_id=request_id,
        submission=press.submission,
        book=state.book,
        last_submission=state.last_submission(press.where().memory),
        scope="book",
        restore=press.restore,
        epoch=press.since,
        rows=rows,
    )


def _cancel_missing(state: BookState, press: Press, session: Session) -> list[object]:
    """Cancel the orders whose rows are gone from the sheet, as the clerk answered."""
    place = press.where()
    kept = state.view(place.memory).kept
    gone = {key: kept[key] for key in press.cancel if key in kept}
    press.cancel = []
    rows = cancelling(gone, columns_of(place.spec, place.keys))
    results = push(session, request(state, press, rows, session.request_id(1)), press)
    return [RowOutcome(None, result.key, result.outcome, place.sheet) for result in results]


def note_operations(notes: Iterable[CellNote], place: Place) -> list[m.Operation]:
    """Return notes of cells as operations."""
    return [m.Note(place.sheet, note.number, place.columns[note.field], note.text) for note in notes]
