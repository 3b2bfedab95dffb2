"""Undo: a submission is taken back row by row, and what someone changed since is left alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace as replace_fields

from server.db.commits import stamp
from server.errors import ForbiddenError, NotFoundError
from server.views import history, store
from server.views.answer import changes_of, told
from server.views.contract import Applied
from server.views.footprints import footprints, refusal, reversal
from server.views.history import NewRevision
from server.views.own_undo import only_own, take_back_own, without_own
from server.views.pull import take_place
from server.views.push import is_rejected
from server.views.service import context_of, encode
from sync.protocol.messages import RowResult, SyncResponse

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from server.views.access import Access, Registry
    from server.views.contract import Actor, Context, Reversal, Stored, Written
    from server.views.footprints import Footprint, Past
    from server.views.store import Received
    from sync.fields.kinds import Field
    from sync.protocol.messages import Change, Problem

ADMINISTRATOR = "admin"
CHUNK_ROWS = 5_000
"""Rows taken back at a time: of years of old orders, all in one submission, memory would hold too much."""
_decode = msgspec.json.Decoder(SyncResponse).decode


class UnknownSubmissionError(NotFoundError):
    """Nothing was received under this id."""

    title = "没有这次提交"


class ForeignUndoError(ForbiddenError):
    """Only the author and administrators undo a submission."""

    title = "只能撤销自己的提交"


def undo(conn: Connection, registry: Registry, submission: str, *, actor: Actor, now: dt.datetime) -> bytes:
    """Take a submission back and return the answer; asked again, the first answer.

    Raises UnknownSubmissionError, ForeignUndoError, NoReadingError, NoWritingError.
    """
    found = _demand(store.submission(conn, submission, lock=True), actor)
    if found.undo_answer is not None:
        return _as_told(conn, registry, found, submission=submission, actor=actor)
    place = take_place(conn)
    context = replace(
        context_of(actor, now, stamp=stamp(conn), submission=submission), book=found.book, undoing=True
    )
    response = SyncResponse(
        submission=submission,
        cursor=None,
        has_more=False,
        complete=False,
        server=place.server,
        epoch=place.epoch,
    )
    # Of views that only followed, whoever asks may know nothing: nothing of theirs was sent.
    for name, keys in history.rows_sent(conn, submission).items():
        access = registry.open(name, actor)
        for start in range(0, len(keys), CHUNK_ROWS):
            part = keys[start : start + CHUNK_ROWS]
            own = history.of_submission(conn, submission, name, first=part[0], last=part[-1])
            results, changes = _undo_view(conn, access, own, context=context)
            response.results += results
            response.changes += changes
    told_of = {result.key for result in response.results}
    response.changes = [change for change in response.changes if change.key not in told_of]
    response.results = take_back_own(conn, registry, response, actor=actor)
    answer = encode(response)
    store.mark_undone(conn, submission, at=now, answer=answer)
    return answer if actor.name == found.author else encode(without_own(response))


def _demand(found: Received | None, actor: Actor) -> Received:
    if found is None or (actor.outside and actor.name != found.author):
        raise UnknownSubmissionError
    if actor.name != found.author and actor.role != ADMINISTRATOR:
        raise ForeignUndoError
    return found


def _as_told(
    conn: Connection, registry: Registry, found: Received, *, submission: str, actor: Actor
) -> bytes:
    """Return the first answer; a dealer, for whom an administrator may have asked, reads less.

    It is kept with the author's own columns: nobody else reads them.
    """
    kept = found.undo_answer or b""
    if not actor.outside:
        return kept if actor.name == found.author else encode(without_own(_decode(kept)))
    first = _decode(kept)
    results, changes = first.results, first.changes
    for name in history.rows_sent(conn, submission):
        access = registry.open(name, actor)
        stored = access.view.find(conn, [row.key for row in changes], actor)
        results = [
            replace_fields(
                row,
                values=access.columns.seen(row.values) | only_own(row.values),
                problems=told(row.problems, access),
            )
            for row in results
        ]
        changes = [
            replace_fields(row, values=access.columns.seen(row.values))
            for row in changes
            if row.key in stored and stored[row.key].visible
        ]
    return encode(replace_fields(first, results=results, changes=changes))


def _undo_view(
    conn: Connection, access: Access, own: Sequence[Past], *, context: Context
) -> tuple[list[RowResult], list[Change]]:
    """Take back the rows of one view; return a result for each row sent, and the rows changed beside them."""
    access.demand_writing()
    firsts = {past.key: past.rev for past in reversed(own) if not past.beside}
    if not firsts:
        return [], []
    history.lock_rows(conn, access.name, list(firsts))
    stored = access.view.find(conn, list(firsts), access.actor)
    later = history.later_than(conn, access.name, firsts, submission=context.submission)
    marks, fields = footprints(own, later), _written_by_people(access)
    refusals = {mark.key: refusal(mark, stored.get(mark.key), fields=fields) for mark in marks}
    reversals = [
        reversal(mark, stored[mark.key], fields=fields) for mark in marks if refusals[mark.key] is None
    ]
    applied = access.view.undo(conn, reversals, context) if reversals else Applied(())
    _keep(conn, access, applied, stored=stored, context=context)
    done = {row.key: row for row in applied.written}
    restored = {row.stored.key: row for row in reversals}
    results = [
        _refused(mark, found, stored.get(mark.key))
        if (found := refusals[mark.key])
        else _result(done[mark.key], restored[mark.key], access)
        for mark in marks
    ]
    return results, _changes(conn, access, applied)


def _written_by_people(access: Access) -> Mapping[str, Field]:
    return {
        name: field for name, field in access.columns.writable.items() if name not in access.columns.secrets
    }


def _keep(
    conn: Connection, access: Access, applied: Applied, *, stored: Mapping[str, Stored], context: Context
) -> None:
    revisions = [
        NewRevision(row.key, row.rev, row.delta)
        for row in applied.written
        if row.rev is not None and not is_rejected(row) and row.rev != stored[row.key].rev
    ]
    history.keep(conn, access.name, revisions, context=context)
    history.keep_touched(conn, access.name, applied.touched, context=context)


def _refused(mark: Footprint, found: Problem, stored: Stored | None) -> RowResult:
    rev = stored.rev if stored and stored.visible else None
    return RowResult(key=mark.key, outcome="rejected", rev=rev, problems=[found])


def _result(written: Written, restored: Reversal, access: Access) -> RowResult:
    """Return what became of a row the view was asked to take back."""
    rejected = is_rejected(written)
    values = {} if rejected else {**restored.restore, **written.values}
    return RowResult(
        key=written.key,
        outcome="rejected" if rejected else "updated",
        rev=written.rev,
        values=access.columns.seen(values),
        problems=told(written.problems, access),
    )


def _changes(conn: Connection, access: Access, applied: Applied) -> list[Change]:
    beside = [row for row in applied.touched if row.view in {None, access.name}]
    shown = access.view.show(conn, [row.key for row in beside], access.actor) if beside else {}
    return list(changes_of(beside, shown, access=access))
