"""What was received and answered: submissions, requests, rows of a book."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.base import table
from server.db.bulk import Tuples, insert_rows, upsert_rows
from server.views.models import BookRow, Request, Submission

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection

    from server.views.contract import Context

SUBMISSIONS = table(Submission)
REQUESTS = table(Request)
BOOK_ROWS = table(BookRow)
_FAST = 1  # of zlib's levels: answers are read again once in a thousand times


_IS_WANTED = sa.and_(
    REQUESTS.c.actor == sa.bindparam("by"),
    REQUESTS.c.view == sa.bindparam("of"),
    REQUESTS.c.id == sa.bindparam("wanted"),
)
_ANSWERED = sa.select(REQUESTS.c.print, REQUESTS.c.answer).where(_IS_WANTED)
_ANSWER = sa.update(REQUESTS).where(_IS_WANTED).values(answer=sa.bindparam("packed"))
_SUBMISSION = sa.select(SUBMISSIONS).where(SUBMISSIONS.c.id == sa.bindparam("wanted"))
_SUBMISSION_LOCKED = _SUBMISSION.with_for_update()


@dataclass(frozen=True, slots=True)
class RequestId:
    """What makes a request the same one again."""

    actor: str
    view: str
    id: str


@dataclass(frozen=True, slots=True)
class Received:
    """A submission as it was received first. `undo_answer` is what its undo was answered with."""

    author: str
    book: str | None
    stamp: int
    undo_answer: bytes | None

    @property
    def undone(self) -> bool:
        """Tell whether it was taken back."""
        return self.undo_answer is not None


def stored_request(conn: Connection, wanted: RequestId) -> tuple[str, bytes] | None:
    """Return the print of a request that was answered before, and the answer byte for byte."""
    row = conn.execute(_ANSWERED, _named(wanted)).first()
    return None if row is None else (row.print, zlib.decompress(row.answer))


def claim_request(conn: Connection, made: RequestId, *, print_: str, at: dt.datetime) -> None:
    """Write down that this transaction answers the request; the same request elsewhere waits for its end."""
    row = {"actor": made.actor, "view": made.view, "id": made.id, "print": print_, "at": at, "answer": None}
    insert_rows(conn, REQUESTS, [row])


def answer_request(conn: Connection, made: RequestId, answer: bytes) -> None:
    """Keep the answer of a request that this transaction claimed."""
    packed = zlib.compress(answer, _FAST)
    conn.execute(_ANSWER, {**_named(made), "packed": packed})


def forget_requests(conn: Connection, *, before: dt.datetime) -> int:
    """Delete requests answered before a moment and return how many."""
    return conn.execute(sa.delete(REQUESTS).where(REQUESTS.c.at < before)).rowcount


def submission(conn: Connection, submission_id: str, *, lock: bool) -> Received | None:
    """Return a submission; with `lock` nobody else undoes it until this transaction ends."""
    row = conn.execute(_SUBMISSION_LOCKED if lock else _SUBMISSION, {"wanted": submission_id}).first()
    if row is None:
        return None
    packed = row.undo_answer
    return Received(row.author, row.book, row.received, zlib.decompress(packed) if packed else None)


def receive(conn: Connection, context: Context) -> None:
    """Write down a submission at its first request."""
    row = {
        "id": context.submission,
        "author": context.actor.name,
        "book": context.book,
        "received": context.stamp,
        "at": context.now,
        "undone_at": None,
        "undo_answer": None,
    }
    insert_rows(conn, SUBMISSIONS, [row])


def mark_undone(conn: Connection, submission_id: str, *, at: dt.datetime, answer: bytes) -> None:
    """Mark a submission as taken back, and keep what its undo was answered with."""
    values = {"undone_at": at, "undo_answer": zlib.compress(answer, _FAST)}
    conn.execute(sa.update(SUBMISSIONS).where(SUBMISSIONS.c.id == submission_id).values(values))


def add_book_rows(conn: Connection, view: str, *, book: str, keys: Sequence[str]) -> None:
    """Write down that rows are on a book; those that are already stay so."""
    rows = Tuples(("key",), [(key,) for key in dict.fromkeys(keys)], {"view": view, "book": book})
    upsert_rows(conn, BOOK_ROWS, rows, key=("view", "book", "key"), replace=False)


def on_book(view: str, book: ColumnElement[str], key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a row, named by its key column, is on a book: for `View.load`."""
    return key.in_(sa.select(BOOK_ROWS.c.key).where(BOOK_ROWS.c.view == view, BOOK_ROWS.c.book == book))


def _named(wanted: RequestId) -> dict[str, str]:
    return {"by": wanted.actor, "of": wanted.view, "wanted": wanted.id}
