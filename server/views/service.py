"""The use cases of sync: a push with its pull, done once however often it is sent; a rehearsal; a pull."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from server.db.commits import stamp
from server.db.epochs import break_after
from server.db.sites import server_identity
from server.errors import ConflictError
from server.views import answer, store
from server.views.contract import Context
from server.views.intake import read_row
from server.views.prints import request_print
from server.views.pull import pull, take_place
from server.views.push import Press, push
from server.views.requests import scope_of
from server.views.store import RequestId
from sync.fields.dates import SHANGHAI
from sync.protocol.messages import SyncResponse

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.views.access import Access
    from server.views.answer import Answer
    from server.views.contract import Actor
    from server.views.pull import Place
    from sync.protocol.messages import SyncRequest

encode = msgspec.json.Encoder().encode


class ReusedRequestError(ConflictError):
    """The request id was used before, with another body."""

    title = "这个请求编号已经用过，内容不一样"


class ForeignSubmissionError(ConflictError):
    """The submission id is another person's."""

    title = "这个提交编号是别人的"


class UndoneSubmissionError(ConflictError):
    """The submission was taken back: nothing more can be written in it."""

    title = "这次提交已经撤销，请重新按同步"


@dataclass(frozen=True, slots=True)
class Asked:
    """A checked request, the view as its sender may use it, and the moment it arrived."""

    request: SyncRequest
    access: Access
    now: dt.datetime

    @property
    def id(self) -> RequestId:
        """Return what makes this request the same one again."""
        return RequestId(self.access.actor.name, self.access.name, self.request.request_id or "")

    def context(self, *, stamp: int) -> Context:
        """Return the circumstances its rows are written under."""
        request = self.request
        submission = request.submission or request.request_id or ""
        context = context_of(self.access.actor, self.now, stamp=stamp, submission=submission)
        return replace(
            context, book=request.book, from_sheet=request.book is not None, dry_run=request.dry_run
        )


def context_of(actor: Actor, now: dt.datetime, *, stamp: int, submission: str) -> Context:
    """Return the circumstances of writing outside any book; today is that of Shanghai."""
    return Context(
        actor=actor, now=now, today=now.astimezone(SHANGHAI).date(), stamp=stamp, submission=submission
    )


def sync(conn: Connection, asked: Asked) -> bytes:
    """Write the rows of a request, pull, and return the answer; the same request again gets the same bytes.

    Raises NoWritingError, ReusedRequestError, ForeignSubmissionError, UndoneSubmissionError.
    """
    asked.access.demand_writing()
    sent_print = request_print(asked.request, secrets=asked.access.columns.secrets)
    earlier = store.stored_request(conn, asked.id)
    if earlier is not None:
        return _same_answer(earlier, sent_print)
    place = take_place(conn)
    store.claim_request(conn, asked.id, print_=sent_print, at=asked.now)
    context = asked.context(stamp=stamp(conn))
    _receive(conn, context)
    made = _write(conn, asked, context, epoch=place.epoch)
    response = encode(_respond(conn, asked, made, place=place))
    store.answer_request(conn, asked.id, response)
    return response


def rehearse(conn: Connection, asked: Asked) -> Answer:
    """Return what a push would answer now. Writes all the same: the caller rolls the transaction back."""
    asked.access.demand_writing()
    _, epoch = server_identity(conn)
    made = _write(conn, asked, asked.context(stamp=stamp(conn)), epoch=epoch)
    return answer.Answer(answer.foreseen(made.results), [])


def look(conn: Connection, asked: Asked, *, made: Answer | None = None) -> bytes:
    """Return the answer to a request that writes nothing: a pull, behind the results of a rehearsal."""
    return encode(_respond(conn, asked, made or answer.Answer([], []), place=take_place(conn)))


def _same_answer(earlier: tuple[str, bytes], sent_print: str) -> bytes:
    stored_print, response = earlier
    if stored_print != sent_print:
        raise ReusedRequestError
    return response


def _receive(conn: Connection, context: Context) -> None:
    """Write the submission down, or make sure that it may be added to."""
    found = store.submission(conn, context.submission, lock=True)
    if found is None:
        store.receive(conn, context)
    elif found.author != context.actor.name:
        raise ForeignSubmissionError
    elif found.undone:
        raise UndoneSubmissionError


def _write(conn: Connection, asked: Asked, context: Context, *, epoch: int) -> Answer:
    access, request = asked.access, asked.request
    sents = [read_row(row, access.columns) for row in request.rows]
    press = Press(
        context,
        saved=_saved(conn, request),
        restore=request.restore,
        broken=_broken(conn, request, running=epoch),
    )
    pushed = push(conn, access, sents, press=press)
    keys = answer.keys_to_show(pushed, view=access.name)
    shown = access.view.show(conn, keys, access.actor) if keys else {}
    return answer.answer(pushed, shown, access=access)


def _broken(conn: Connection, request: SyncRequest, *, running: int) -> int | None:
    """Return the first stamp that the sheet's revisions cannot be from: history broke there (ADR 0008)."""
    if request.epoch == running or (request.epoch is None and not request.restore):
        return None
    return break_after(conn, request.epoch)


def _saved(conn: Connection, request: SyncRequest) -> int | str:
    """Return the place of the last submission whose answers the book kept; before all others without one."""
    if request.last_submission is None:
        return -1
    found = store.submission(conn, request.last_submission, lock=False)
    return found.stamp if found else request.last_submission


def _respond(conn: Connection, asked: Asked, made: Answer, *, place: Place) -> SyncResponse:
    request = asked.request
    response = SyncResponse(
        submission=request.submission or (request.request_id if request.rows else None),
        cursor=None,
        has_more=False,
        complete=False,
        server=place.server,
        epoch=place.epoch,
        results=made.results,
        changes=made.changes,
    )
    if request.cursor is msgspec.UNSET:
        return response
    pulled = pull(conn, asked.access, scope_of(request), cursor=request.cursor, place=place)
    return msgspec.structs.replace(
        response,
        cursor=pulled.cursor,
        has_more=pulled.has_more,
        complete=pulled.complete,
        changes=[*made.changes, *pulled.changes],
        removed=pulled.removed,
        choices=pulled.choices,
    )
