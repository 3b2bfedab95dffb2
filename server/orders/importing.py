"""Old files, some rows at a time: which of them are there, and new ones through the door of all pushes."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import among
from server.db.commits import stamp
from server.errors import ConflictError
from server.orders.models import LINES, ORDERS
from server.orders.rules.records import SETTLED
from server.views.intake import read_row
from server.views.push import Press, is_rejected, push
from server.views.service import context_of
from server.views.store import SUBMISSIONS, receive, submission
from sync.protocol.imports import HistoryResponse, HistoryResult
from sync.protocol.messages import RowIn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.access import Access
    from server.views.decide import Case
    from server.views.push import Pushed
    from sync.protocol.imports import HistoryRequest, HistoryRow

SPACE = uuid.UUID("2f9a52b6-6d0b-5b39-9f0c-7d3a1a5f7f10")
"""Of keys made of what is imported."""
MOST_TIMES = 50
"""So often a file may be imported and taken back again."""


class TakenBackTooOftenError(ConflictError):
    """The same file was imported and taken back again and again."""

    title = "这个文件导入又撤销的次数太多"


def import_rows(
    conn: Connection, request: HistoryRequest, *, access: Access, now: dt.datetime
) -> HistoryResponse:
    """Write the rows that are not there yet through a `HistoryView`, and say of each what became of it.

    The same rows may come again in any order, in other requests, from a file that has grown: what is there
    stays as it is. What was taken back by undo is brought in again. Raises TakenBackTooOftenError.
    """
    user = access.actor.name
    chosen = _submission(conn, user, request.print)
    keys, there = _keys(conn, user, [row.id for row in request.rows])
    context = context_of(access.actor, now, stamp=stamp(conn), submission=chosen)
    if not request.dry_run and submission(conn, chosen, lock=True) is None:
        receive(conn, context)
    fresh = [row for row in request.rows if row.id not in there]
    pushed = push(
        conn,
        access,
        [read_row(_sent(row, keys[row.id], access), access.columns) for row in fresh],
        press=Press(replace(context, dry_run=request.dry_run)),
    )
    results = {row: HistoryResult(row, "there") for row in there}
    results |= {row.id: _result(row.id, case, pushed) for row, case in zip(fresh, pushed.cases, strict=True)}
    return HistoryResponse(None if request.dry_run else chosen, [results[row.id] for row in request.rows])


def _sent(row: HistoryRow, key: str, access: Access) -> RowIn:
    """Return a row with what people write; what a file says of numbers and stages is not taken over."""
    known = access.columns.fields.keys() - access.columns.writable.keys()
    return RowIn(key, {name: text for name, text in row.values.items() if name not in known})


def _result(row: str, case: Case, pushed: Pushed) -> HistoryResult:
    written = pushed.written[case.edit.key] if case.edit else None
    problems = [*((case.refusal,) if case.refusal else ()), *case.warnings]
    if written is None or is_rejected(written):
        return HistoryResult(row, "rejected", problems=[*problems, *(written.problems if written else ())])
    closed = written.delta.get("stage") == (None, SETTLED)
    return HistoryResult(row, "imported", closed, [*problems, *written.problems])


def _submission(conn: Connection, user: str, file: str) -> str:
    """Return the submission of a file: the first one that was not taken back."""
    candidates = [_key(user, "file", file, str(time)) for time in range(MOST_TIMES)]
    undone = sa.select(SUBMISSIONS.c.id).where(
        among(SUBMISSIONS.c.id, candidates), SUBMISSIONS.c.undone_at.is_not(None)
    )
    gone = set(conn.execute(undone).scalars())
    left = [candidate for candidate in candidates if candidate not in gone]
    if not left:
        raise TakenBackTooOftenError
    return left[0]


def _keys(conn: Connection, user: str, rows: Iterable[str]) -> tuple[dict[str, str], set[str]]:
    """Return the key of each row, and which rows are there; what was taken back gets a key of its own."""
    keys: dict[str, str] = {}
    there: set[str] = set()
    asked = list(rows)
    for time in range(MOST_TIMES):
        keys |= {row: _key(user, "row", row, str(time)) for row in asked}
        stored = _stored(conn, [keys[row] for row in asked])
        there |= {row for row in asked if stored.get(keys[row]) is False}
        asked = [row for row in asked if stored.get(keys[row])]
        if not asked:
            return keys, there
    raise TakenBackTooOftenError


def _stored(conn: Connection, keys: Sequence[str]) -> Mapping[str, bool]:
    """Return the lines there are, each with whether an undo has taken it back."""
    chosen = (
        sa.select(LINES.c.key, LINES.c.cancelled, SUBMISSIONS.c.undone_at)
        .join(ORDERS, ORDERS.c.key == LINES.c.order)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == ORDERS.c.submission)
        .where(among(LINES.c.key, keys))
    )
    return {row.key: row.cancelled and row.undone_at is not None for row in conn.execute(chosen)}


def _key(*parts: str) -> str:
    return str(uuid.uuid5(SPACE, "\n".join(parts)))
