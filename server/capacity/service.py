"""Use cases of capacity: what to tell of order lines, and what is open on each production unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.capacity import store
from server.capacity.rules.judging import judge, names_of
from server.capacity.rules.records import Asked, Evidence, Grounds, ProductionUnit, Reason, Source, Work
from server.capacity.rules.working import ONE_DAY, plan_of
from server.masterdata import service as masterdata
from server.masterdata.calendar import is_free_day
from server.masterdata.rules.folding import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

__all__ = [
    "Asked",
    "Evidence",
    "Reason",
    "Source",
    "Work",
    "evidence",
    "grounds",
    "load_by_day",
    "open_hours",
]
ZERO = Decimal(0)


def grounds(conn: Connection, *, today: dt.date) -> Grounds:
    """Return what plans stand on."""
    return Grounds(
        today=today,
        units=store.load_units(conn),
        special=store.load_special_days(conn, today),
        places=store.load_places(conn),
        default_days=int(masterdata.rules(conn).default_transit_days),
        is_free=is_free_day,
    )


def evidence(
    conn: Connection, asked: Sequence[Asked], open_work: Iterable[Work], *, today: dt.date
) -> dict[str, Evidence]:
    """Return what to tell of the asked lines, by line; `open_work` is all that is open, asked or not."""
    return judge(asked, open_work, grounds(conn, today=today)) if asked else {}


def open_hours(units: Iterable[ProductionUnit], open_work: Iterable[Work]) -> dict[str, Decimal]:
    """Return by unit (key) the hours that are open on it."""
    every = list(units)
    by_name = names_of(every)
    hours = dict.fromkeys((unit.key for unit in every), ZERO)
    for work in open_work:
        unit = by_name.get(fold(work.unit or ""))
        if unit is not None:
            hours[unit.key] += work.hours or ZERO
    return hours


def load_by_day(
    conn: Connection, open_work: Iterable[Work], *, today: dt.date
) -> dict[str, dict[dt.date, Decimal]]:
    """Return by unit (code) the hours of open work on each day, loaded forward from tomorrow on."""
    known = grounds(conn, today=today)
    hours = open_hours(known.units, open_work)
    return {
        unit.code: plan_of(unit, known.special, start=today + ONE_DAY, is_free=known.is_free).by_day(
            hours[unit.key]
        )
        for unit in known.units
    }
