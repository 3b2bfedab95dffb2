"""A decision made elsewhere than on a sheet, done as there: a row of `todo`, pushed by its user."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from server.accounts.service import actor_of
from server.accounts.store import load_user
from server.db.keys import new_key
from server.notices.contract import Verdict
from server.views.service import Asked, sync
from sync.protocol.messages import RowIn, SyncRequest, SyncResponse

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.notices.contract import Decide, Ruling
    from server.views.access import Registry
    from sync.protocol.messages import RowResult

TODO = "todo"
COUNTS = frozenset({"updated", "merged"})
NOBODY = "没有这个用户"
DONE_ALREADY = "已经处理过了"
_response = msgspec.json.Decoder(SyncResponse).decode


def decider(registry: Registry) -> Decide:
    """Return what decides: rights, history, conflicts and what follows are those of the view `todo`."""

    def decide(conn: Connection, ruling: Ruling, now: dt.datetime) -> Verdict:
        user = load_user(conn, ruling.user)
        if user is None or not user.active:
            return Verdict(counts=False, sentence=NOBODY)
        access = registry.open(TODO, actor_of(user))
        values = {"decision": str(ruling.decision), "comment": ruling.comment}
        row = RowIn(
            key=ruling.key, rev=ruling.rev, values={key: text for key, text in values.items() if text}
        )
        asked = Asked(SyncRequest(request_id=ruling.request or new_key(), rows=[row]), access, now)
        (result,) = _response(sync(conn, asked)).results
        return verdict_of(result)

    return decide


def verdict_of(result: RowResult) -> Verdict:
    """Return whether the row's result means that the decision counts, and else what is wrong with it."""
    if result.outcome in COUNTS:
        return Verdict(counts=True)
    told = "；".join(problem.message for problem in result.problems)
    if result.outcome == "conflict":
        by = next(
            (f"{found.by} 已处理：{found.theirs}" for found in result.conflicts if found.theirs), DONE_ALREADY
        )
        return Verdict(counts=False, sentence=told or by)
    if result.outcome == "unchanged":
        return Verdict(counts=False, sentence=DONE_ALREADY)
    return Verdict(counts=False, sentence=told)
