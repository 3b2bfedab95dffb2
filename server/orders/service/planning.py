"""What approvers are told of order lines: hours of the production unit, and the day to promise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.capacity import service as capacity
from server.capacity.service import Asked, Work
from server.orders import workload
from server.stock import foreseeing
from sync.fields.dates import SHANGHAI

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.capacity.rules.records import Evidence
    from server.orders.workload import ToMake

FIRM = frozenset({"approved", "production", "part_shipped"})


def evidence(conn: Connection, lines: Collection[str], *, now: dt.datetime) -> dict[str, Evidence]:
    """Return the evidence of order lines (keys), by key; lines that do not exist are missing.

    Only reads, in a fixed number of statements however many lines are asked and open. What a line is told
    does not depend on which others are asked with it.
    """
    found = workload.load_lines(conn, lines)
    if not found:
        return {}
    today = now.astimezone(SHANGHAI).date()
    wants = [(line.product, line.open_quantity) for line in found if line.product and not line.covered]
    days = dict(zip(wants, foreseeing.earliest(conn, wants, today=today), strict=True))
    asked = [_asked(line, days=days, today=today) for line in found]
    return capacity.evidence(conn, asked, open_work(conn), today=today)


def open_work(conn: Connection) -> list[Work]:
    """Return the hours that open order lines ask of production units."""
    return [_work(line) for line in workload.load_open(conn)]


def open_load(conn: Connection, *, now: dt.datetime) -> dict[str, dict[dt.date, Decimal]]:
    """Return by production unit (code) the hours of open work on each day, from tomorrow on."""
    return capacity.load_by_day(conn, open_work(conn), today=now.astimezone(SHANGHAI).date())


def _work(line: ToMake) -> Work:
    hours = None if line.hours_per_unit is None else line.to_make * line.hours_per_unit
    return Work(line.key, line.unit, hours, line.requested_on, line.stage in FIRM)


def _asked(line: ToMake, *, days: dict[tuple[str, Decimal], dt.date | None], today: dt.date) -> Asked:
    """Return what is asked of capacity; `days` says when stock has what a line still lacks."""
    stocked_on = line.promised_on
    if line.reserved_whole:
        stocked_on = today
    elif not line.covered and line.product:
        stocked_on = days[line.product, line.open_quantity]
    return Asked(
        work=_work(line),
        stocked_on=stocked_on,
        in_stock=stocked_on is not None and stocked_on <= today,
        ship_to=line.ship_to,
        region=line.region,
    )
