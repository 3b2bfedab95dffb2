"""Periodic work of the audit trail: what has committed is sealed every minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.audit import service
from server.db.jobs import Job

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def seal(conn: Connection, now: dt.datetime) -> int:
    """Seal what has committed and return how many rows that are."""
    return service.seal(conn, now=now)


JOBS = (Job("audit.seal", "* * * * *", seal),)
