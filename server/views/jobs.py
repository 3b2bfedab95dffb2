"""Periodic work of the protocol: stored answers are forgotten after a week."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from server.db.jobs import Job
from server.views.store import forget_requests

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEPT = dt.timedelta(days=7)


def purge_requests(conn: Connection, now: dt.datetime) -> int:
    """Delete stored answers older than seven days and return how many."""
    return forget_requests(conn, before=now - KEPT)


JOBS = (Job("purge_requests", "17 3 * * *", purge_requests),)
