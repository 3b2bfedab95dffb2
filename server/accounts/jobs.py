"""Periodic work of accounts: tokens and tries that can matter no more are forgotten."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from server.accounts.store import forget_past
from server.db.jobs import Job

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEPT = dt.timedelta(days=30)


def purge(conn: Connection, now: dt.datetime) -> int:
    """Delete tokens that ended a month ago, and tries and places that no longer count; return how many."""
    return forget_past(conn, tokens_before=now - KEPT, now=now)


JOBS = (Job("accounts.purge", "27 3 * * *", purge),)
