"""Lines whose hidden columns were taken out find their orders again by what they say, not entered twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from addin.actions.adoption.reading import seen
from addin.actions.adoption.writing import row_operations
from addin.actions.books import book_state, found_place
from addin.actions.pulls import pull
from addin.bridge import messages as m
from sync.protocol.messages import SyncRequest
from sync.rows.working import as_read, fill_served, working

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from addin.bridge.session import Session
    from sync.protocol.messages import Change
    from sync.rows.columns import Columns
    from sync.rows.sheet import Reading, Row

COMPARED = ("quantity", "requested_on", "unit_price", "customer_po", "remark")
"""What a line and its order say in the same words; customers and products may be called by other names."""
NAMED = ("customer", "product", "phone", "ship_to")


def rejoined(snapshot: m.Snapshot, sheet: str, session: Session) -> tuple[list[m.Operation], int]:
    """Return what gives lines of a sheet their orders back, and how many were found."""
    place = found_place(snapshot, sheet)
    if isinstance(place, m.BridgeReply):
        return [], 0
    state = book_state(snapshot)
    kept = state.view(place.memory).kept
    known = seen(snapshot, place, session, book=state.book)
    pulled = pull(session, place.spec.name, SyncRequest(book=state.book, scope="book", cursor=None))
    newest = {change.key: change for change in sorted(pulled.changes, key=lambda each: each.rev)}
    orders = [change for key, change in newest.items() if key in kept]
    pairs = dict(_pairs(known.reading, orders))
    rows = (
        _joined(row, pairs[row.number], known.reading.columns) if row.number in pairs else row
        for row in known.reading.rows
    )
    after = replace(known.reading, rows=tuple(rows))
    return row_operations(known.reading, after, place, known), len(pairs)


def _pairs(reading: Reading, orders: Iterable[Change]) -> Iterator[tuple[int, Change]]:
    """Yield lines with the order that says the same, those first that agree in names too."""
    free = {change.key: change for change in orders}
    stored = {key: _as_read(change, reading.columns) for key, change in free.items()}
    alike = defaultdict(list)
    for key, values in stored.items():
        alike[values.get("quantity")].append(key)
    open_rows = {row.number: row for row in reading.rows if not row.key}
    for least in (len(NAMED), 2, 1, 0):
        for row in list(open_rows.values()):
            quantity = row.values.get("quantity")
            keys = stored if quantity is None else alike[quantity]
            found = next((key for key in keys if key in free and _agrees(row, stored[key], least)), None)
            if found is not None:
                del open_rows[row.number]
                yield row.number, free.pop(found)


def _as_read(change: Change, columns: Columns) -> dict[str, str | None]:
    return {key: as_read(change.values.get(key), key, columns) for key in columns.people}


def _agrees(row: Row, stored: Mapping[str, str | None], least: int) -> bool:
    if any(_differs(row.values, stored, key) for key in COMPARED):
        return False
    here = [key for key in NAMED if key in row.values]
    return sum(not _differs(row.values, stored, key) for key in here) >= min(least, len(here))


def _differs(values: Mapping[str, str | None], stored: Mapping[str, str | None], key: str) -> bool:
    return values.get(key) is not None and values[key] != stored.get(key)


def _joined(row: Row, change: Change, columns: Columns) -> Row:
    """Return a line under the key of its order, its cells taken for what was last synced."""
    work = working(replace(row, key=change.key, rev=change.rev))
    for key in columns.people:
        work.synced(key, as_read(change.values.get(key), key, columns))
    fill_served(work, change.values, columns)
    return work.done(key=change.key, rev=change.rev)
