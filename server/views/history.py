"""The history of rows: reading what merges and undo stand on, writing what a submission changed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from msgspec import Struct

from server.audit.service import Entry, record
from server.db.base import table
from server.db.bulk import Tuples, among, insert_rows, listed, one_of
from server.views.contract import Delta
from server.views.decide import First
from server.views.footprints import Past
from server.views.merge import Record
from server.views.models import Revision, Submission
from server.views.prints import text_print

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.contract import Context, Touched

REVISIONS = table(Revision)
SUBMISSIONS = table(Submission)
ROW = ("key", "rev", "delta", "command_at", "beside", "sent", "sent_print")
CHUNK = 4_000
_encode = msgspec.json.Encoder().encode
read_delta = msgspec.json.Decoder(dict[str, tuple[str | None, str | None]]).decode
"""From the kept text of a revision to what changed from what to what, by field."""
_values = msgspec.json.Decoder(dict[str, str | None]).decode


_FIRSTS = (
    sa.select(REVISIONS.c.key, REVISIONS.c.sent, REVISIONS.c.command_at)
    .where(REVISIONS.c.view == sa.bindparam("view"), REVISIONS.c.rev == 1, one_of(REVISIONS.c.key, "keys"))
    .order_by(REVISIONS.c.key)
    .with_for_update()
)
_MADE = (
    sa.select(REVISIONS.c.key, REVISIONS.c.sent_print, REVISIONS.c.submission)
    .join(SUBMISSIONS, SUBMISSIONS.c.id == REVISIONS.c.submission)
    .where(
        REVISIONS.c.book == sa.bindparam("book"),
        REVISIONS.c.view == sa.bindparam("view"),
        one_of(REVISIONS.c.sent_print, "prints"),
        SUBMISSIONS.c.undone_at.is_(None),
    )
    .order_by(SUBMISSIONS.c.received, REVISIONS.c.key)
)
_MADE_SINCE = _MADE.where(SUBMISSIONS.c.received > sa.bindparam("after"))
_MADE_BEHIND = _MADE.where(SUBMISSIONS.c.id > sa.bindparam("after"))


class NewRevision(Struct, frozen=True, gc=False):
    """A revision to be kept; `sent` holds what a new row came with, as `values_text` writes it."""

    key: str
    rev: int
    delta: Delta
    command_at: int | None = None
    beside: bool = False
    sent: bytes | None = None


def lock_rows(conn: Connection, view: str, keys: Sequence[str]) -> dict[str, First]:
    """Make other pushes of these rows wait until this transaction ends; return how the rows began.

    The first revision of a row stands for the row, whatever tables its view keeps it in.
    """
    found = conn.execute(_FIRSTS, {"view": view, "keys": listed(keys)}).all()
    return {row.key: First(_values(row.sent or b"{}"), row.command_at) for row in found}


def records_after(conn: Connection, view: str, bases: Mapping[str, int]) -> dict[str, list[Record]]:
    """Return the revisions of rows after the base of each (by key), in any order."""
    if not bases:
        return {}
    chosen = sa.select(REVISIONS).where(
        REVISIONS.c.view == view, among(REVISIONS.c.key, bases.keys()), REVISIONS.c.rev > min(bases.values())
    )
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for row in conn.execute(chosen):
        if row.rev > bases[row.key]:
            found[row.key].append(Record(row.rev, row.actor, row.at, read_delta(row.delta), row.command_at))
    return found


def revisions_before(conn: Connection, view: str, keys: Sequence[str], *, stamp: int) -> dict[str, int]:
    """Return the newest revision of rows from before a stamp; of rows that had none, nothing."""
    chosen = (
        sa.select(REVISIONS.c.key, sa.func.max(REVISIONS.c.rev).label("rev"))
        .where(REVISIONS.c.view == view, among(REVISIONS.c.key, keys), REVISIONS.c.stamp < stamp)
        .group_by(REVISIONS.c.key)
    )
    return {row.key: row.rev for row in conn.execute(chosen)}


def rows_made(
    conn: Connection, view: str, *, book: str, prints: Iterable[str], after: int | str
) -> list[tuple[str, str, str]]:
    """Return (key, print, submission) of rows the book created with the sent values of one of the prints.

    `after` is the place of the last submission whose answers were saved: its stamp, or, of one that never
    arrived here, its id (ids are ordered by time). Rows of an undone submission are not among them. Oldest
    first.
    """
    chosen = _MADE_SINCE if isinstance(after, int) else _MADE_BEHIND
    asked = {"book": book, "view": view, "prints": listed(set(prints)), "after": after}
    return [(row.key, row.sent_print, row.submission) for row in conn.execute(chosen, asked)]


def rows_sent(conn: Connection, submission: str) -> dict[str, list[str]]:
    """Return by view the keys of rows that were sent in a submission and written, in their order."""
    chosen = (
        sa.select(REVISIONS.c.view, REVISIONS.c.key)
        .where(REVISIONS.c.submission == submission, ~REVISIONS.c.beside)
        .distinct()
        .order_by(REVISIONS.c.view, REVISIONS.c.key)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in conn.execute(chosen):
        found[row.view].append(row.key)
    return found


def of_submission(conn: Connection, submission: str, view: str, *, first: str, last: str) -> list[Past]:
    """Return what a submission wrote in rows from one key to another, in the order of keys and revisions."""
    # A range, no list: PostgreSQL would look through the list for each revision of the submission.
    within = REVISIONS.c.key.between(first, last)
    chosen = sa.select(REVISIONS).where(
        REVISIONS.c.submission == submission, REVISIONS.c.view == view, within
    )
    return _past(conn, chosen)


def later_than(conn: Connection, view: str, firsts: Mapping[str, int], *, submission: str) -> list[Past]:
    """Return the revisions of rows after the given one of each that other submissions made."""
    chosen = sa.select(REVISIONS).where(
        REVISIONS.c.view == view,
        among(REVISIONS.c.key, firsts.keys()),
        REVISIONS.c.submission != submission,
        REVISIONS.c.rev > min(firsts.values(), default=0),
    )
    return [past for past in _past(conn, chosen) if past.rev > firsts[past.key]]


def _past(conn: Connection, chosen: sa.Select[Any]) -> list[Past]:
    ordered = chosen.order_by(REVISIONS.c.view, REVISIONS.c.key, REVISIONS.c.rev)
    return [
        Past(row.view, row.key, row.rev, read_delta(row.delta), row.beside) for row in conn.execute(ordered)
    ]


def keep(conn: Connection, view: str, revisions: Sequence[NewRevision], *, context: Context) -> None:
    """Write revisions and their audit rows, in one statement each a chunk: no rows hold longer texts."""
    for start in range(0, len(revisions), CHUNK):
        _keep(conn, view, revisions[start : start + CHUNK], context=context)


def _keep(conn: Connection, view: str, revisions: Sequence[NewRevision], *, context: Context) -> None:
    deltas = [_encode(revision.delta) for revision in revisions]
    shared = {
        "view": view,
        "submission": context.submission,
        "book": context.book,
        "actor": context.actor.name,
        "at": context.now,
        "stamp": context.stamp,
    }
    rows = [_row(*pair) for pair in zip(revisions, deltas, strict=True)]
    insert_rows(conn, REVISIONS, Tuples(ROW, rows, shared))
    record(
        conn,
        [
            Entry(
                action=f"{view}.{_verb(revision, context)}",
                view=view,
                subject=revision.key,
                submission=context.submission,
                detail=msgspec.Raw(b'{"rev":%d,"delta":%b}' % (revision.rev, delta)),
            )
            for revision, delta in zip(revisions, deltas, strict=True)
        ],
        actor=context.actor.name,
        at=context.now,
        stamp=context.stamp,
    )


def keep_touched(conn: Connection, view: str, touched: Iterable[Touched], *, context: Context) -> None:
    """Write the history of rows changed without being sent: by a sibling, by another view, by a job.

    `view` is that of rows which name none.
    """
    by_view: defaultdict[str, list[NewRevision]] = defaultdict(list)
    for row in touched:
        by_view[row.view or view].append(NewRevision(row.key, row.rev, row.delta, beside=True))
    for name, revisions in by_view.items():
        keep(conn, name, revisions, context=context)


def _row(revision: NewRevision, delta: bytes) -> tuple[Any, ...]:
    sent = revision.sent
    kept = (None, None) if sent is None else (sent.decode(), text_print(sent))
    return (revision.key, revision.rev, delta.decode(), revision.command_at, revision.beside, *kept)


def _verb(revision: NewRevision, context: Context) -> str:
    if context.undoing:
        return "undone"
    if revision.beside:
        return "followed"
    return "created" if revision.rev == 1 else "updated"
