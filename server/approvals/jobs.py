"""Periodic work of approvals: orders that wait for nobody although they should are taken up."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from server.approvals.service.waiting import take_up
from server.db.commits import stamp
from server.db.jobs import Job
from server.db.keys import new_key
from server.orders.service.followers import NOBODY
from server.views.contract import Actor, Context
from server.views.history import keep_touched
from server.views.store import receive
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection

    from server.orders.service.followers import Follower

WORKER = Actor("worker", "admin")


def take_up_all(conn: Connection, now: dt.datetime, *, follower: Follower = NOBODY) -> int:
    """Let forgotten orders go on, and return how many rows changed with them."""
    today = now.astimezone(SHANGHAI).date()
    context = Context(actor=WORKER, now=now, today=today, stamp=stamp(conn), submission=new_key())
    touched = take_up(conn, context=context, follower=follower)
    if touched:
        receive(conn, context)
        keep_touched(conn, "orders", touched, context=context)
    return len(touched)


def jobs(follower: Follower = NOBODY) -> tuple[Job, ...]:
    """Return the jobs; `follower` opens steps."""
    return (Job("approvals.take_up", "*/5 * * * *", partial(take_up_all, follower=follower)),)
