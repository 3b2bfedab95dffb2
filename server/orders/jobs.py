"""Periodic work of orders: those that credit holds no more go on, whatever made room for them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from server.db.commits import stamp
from server.db.jobs import Job
from server.db.keys import new_key
from server.orders.service.crediting import customers_held, recheck
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


def recheck_all(conn: Connection, now: dt.datetime, *, follower: Follower = NOBODY) -> list[str]:
    """Judge every order that credit holds again; name the lines that go on.

    A cancelled order, a rejection or an invoice makes room that nobody is told of.
    """
    customers = customers_held(conn)
    if not customers:
        return []
    today = now.astimezone(SHANGHAI).date()
    context = Context(actor=WORKER, now=now, today=today, stamp=stamp(conn), submission=new_key())
    touched = recheck(conn, customers, context, follower=follower)
    if touched:
        receive(conn, context)
        keep_touched(conn, "orders", touched, context=context)
    return [row.key for row in touched]


def jobs(follower: Follower = NOBODY) -> tuple[Job, ...]:
    """Return the jobs; `follower` is told of orders that go on."""
    return (Job("credit.recheck", "*/10 * * * *", partial(recheck_all, follower=follower)),)
