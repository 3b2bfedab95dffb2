"""Sets of production units, special days and transit times, read into records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.capacity.models import CALENDAR, TRANSIT, UNITS
from server.capacity.rules.records import ProductionUnit, SpecialDay
from sync.fields.planning import ALL_UNITS

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy import Connection


def load_units(conn: Connection) -> list[ProductionUnit]:
    """Return the active production units, in the order of codes."""
    columns = (UNITS.c.key, UNITS.c.code, UNITS.c.name, UNITS.c.hours_a_day, UNITS.c.stations)
    chosen = sa.select(*columns).where(UNITS.c.active, ~UNITS.c.ended).order_by(UNITS.c.natural)
    return [ProductionUnit(*row) for row in conn.execute(chosen)]


def load_special_days(conn: Connection, since: dt.date) -> list[SpecialDay]:
    """Return the special days from a day on."""
    table = CALENDAR
    chosen = sa.select(table.c.date, table.c.hours, table.c.unit).where(~table.c.ended, table.c.date >= since)
    return [
        SpecialDay(row.date, row.hours, None if row.unit == ALL_UNITS else row.unit)
        for row in conn.execute(chosen)
    ]


def load_places(conn: Connection) -> dict[str, int]:
    """Return the days on the road by place."""
    chosen = sa.select(TRANSIT.c.place, TRANSIT.c.days).where(~TRANSIT.c.ended)
    return {row.place: row.days for row in conn.execute(chosen)}
