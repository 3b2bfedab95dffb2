"""One chunk of a press: read its rows again, send what differs, write the answers beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.actions.books import book_state
from addin.actions.counts import RowOutcome, counted, row_outcomes
from addin.actions.press import closing_needs
from addin.actions.tables import operations, table_of
from addin.bridge import messages as m
from sync.protocol.messages import SyncRequest
from sync.rows.columns import columns_of
from sync.rows.missing import cancelling
from sync.rows.plan import plan_press
from sync.rows.reading import read
from sync.rows.results import cell_notes, take_results
from sync.rows.writes import write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from addin.actions.press import Press
    from addin.actions.tables import Place
    from addin.bridge.session import Session
    from sync.protocol.messages import RowIn, RowResult
    from sync.rows.sheet import CellNote, Reading
    from sync.rows.state import BookState

MOST_NOTES = 50
WRITTEN = frozenset({"created", "updated", "merged", "held"})
_MOST_RUNS = 40


def chunk_needs(press: Press) -> list[m.Need]:
    """Return what the next chunk reads: its rows, unbroken runs of them together."""
    place = press.where()
    runs = list(_runs(sorted(press.chunks[0])))
    if len(runs) > _MOST_RUNS:
        runs = [(runs[0][0], runs[-1][1])]
    return [place.rows(first, last) for first, last in runs]


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def send_chunk(snapshot: m.Snapshot, press: Press, session: Session) -> m.BridgeReply:
    """Send the first chunk that is left."""
    state = book_state(snapshot)
    rows = _cancel_missing(state, press, session) if press.cancel else []
    written: list[m.Operation] = []
    if press.chunks:
        numbers = press.chunks.pop(0)
        table = table_of(snapshot.blocks, press.where(), only=frozenset(numbers))
        reading = read(table, book=state.book, today=session.today)
        written, outcomes = _send(reading, state, press, session)
        rows = [*rows, *outcomes]
        press.sent += len(numbers)
    if session.answers.get("cancel"):
        press.chunks = []
    press.step = "send" if press.chunks else "close"
    needs = chunk_needs(press) if press.chunks else closing_needs(press, snapshot)
    operations_ = [*written, m.Progress(press.sent, press.total)]
    return m.BridgeReply(operations_, more=m.More(needs, press, light=press.step == "send"), rows=rows)


def _send(
    reading: Reading, state: BookState, press: Press, session: Session
) -> tuple[list[m.Operation], list[object]]:
    outgoing = plan_press(reading, restore=press.restore).outgoing
    if not outgoing:
        return [], []
    results = push(session, request(state, press, [one.row for one in outgoing], session.request_id()), press)
    after = take_results(reading, outgoing, results)
    notes = cell_notes(reading, outgoing, results, limit=max(0, MOST_NOTES - press.noted))
    press.noted += sum(bool(note.text) for note in notes)
    place = press.where()
    written = [*operations(write_rows(reading, after), place), *note_operations(notes, place)]
    return written, list(row_outcomes(after, outgoing, results))


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
        last_submission=state.view(press.where().spec.name).last_submission,
        scope="book",
        restore=press.restore,
        epoch=press.since,
        rows=rows,
    )


def _cancel_missing(state: BookState, press: Press, session: Session) -> list[object]:
    """Cancel the orders whose rows are gone from the sheet, as the clerk answered."""
    place = press.where()
    kept = state.view(place.spec.name).kept
    gone = {key: kept[key] for key in press.cancel if key in kept}
    press.cancel = []
    rows = cancelling(gone, columns_of(place.spec, place.keys))
    results = push(session, request(state, press, rows, session.request_id(1)), press)
    return [RowOutcome(None, result.key, result.outcome, place.sheet) for result in results]


def note_operations(notes: Iterable[CellNote], place: Place) -> list[m.Operation]:
    """Return notes of cells as operations."""
    return [m.Note(place.sheet, note.number, place.columns[note.field], note.text) for note in notes]
