"""How long reservations last: those of approved orders for good, others until their time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import among
from server.masterdata import service as masterdata
from server.masterdata.calendar import add_working_hours
from server.stock.models import RESERVATIONS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import Connection


def keep_for_good(conn: Connection, lines: Collection[str]) -> None:
    """Let the reservations of order lines (keys) never be over."""
    if lines:
        _set_end(conn, lines, None)


def keep_for_now(conn: Connection, lines: Collection[str], *, now: dt.datetime) -> None:
    """Let the reservations of order lines (keys) last as long as new ones."""
    if lines:
        rules = masterdata.rules(conn)
        hours, day = rules.reservation_hours, rules.working_day
        _set_end(conn, lines, add_working_hours(now, hours=hours, working_day=day))


def without(conn: Connection, lines: Collection[str]) -> list[str]:
    """Return which of these order lines (keys) have no reservation, in their order."""
    chosen = sa.select(RESERVATIONS.c.line).where(among(RESERVATIONS.c.line, lines))
    held = set(conn.execute(chosen).scalars()) if lines else set()
    return [line for line in lines if line not in held]


def _set_end(conn: Connection, lines: Collection[str], ends: dt.datetime | None) -> None:
    conn.execute(sa.update(RESERVATIONS).where(among(RESERVATIONS.c.line, lines)).values(expires_at=ends))
