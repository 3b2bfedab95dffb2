"""Periodic work of stock: reservations that are over, and the nightly recount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.db.jobs import Job
from server.stock import service

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def expire(conn: Connection, now: dt.datetime) -> list[str]:
    """Give back reservations that are over; name their order lines."""
    return service.expire(conn, now=now)


def recount(conn: Connection, _now: dt.datetime) -> list[str]:
    """Name the stock rows whose counter differs from their reservations."""
    return [f"{row.stock}: {row.counter} != {row.counted}" for row in service.recount(conn)]


JOBS = (Job("stock.expire", "*/5 * * * *", expire), Job("stock.recount", "30 2 * * *", recount))
