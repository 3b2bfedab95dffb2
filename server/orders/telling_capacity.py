"""What capacity adds to the story of a line: hours needed and free, the day to promise, load by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.capacity.rules.records import REASONS, SOURCES
from server.orders.service import planning
from server.views.cells import decimal_text
from server.views.telling import Teller
from server.web.edge import system_clock
from sync.fields.kinds import Kind
from sync.protocol.stories import Section, SectionColumn

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.views.contract import Actor

MOST_DAYS = 15
EVIDENCE_COLUMNS = [
    SectionColumn("生产单元", "Production unit"),
    SectionColumn("需要工时", "Hours needed", Kind.NUMBER),
    SectionColumn("空余工时", "Hours free", Kind.NUMBER),
    SectionColumn("可发货日", "Can leave on", Kind.DATE),
    SectionColumn("运输天数", "Days in transit", Kind.WHOLE),
    SectionColumn("承诺交期", "Promise", Kind.DATE),
    SectionColumn("依据", "From"),
]
LOAD_COLUMNS = [
    SectionColumn("日期", "Date", Kind.DATE),
    SectionColumn("已排工时", "Hours taken", Kind.NUMBER),
]


def capacity(conn: Connection, key: str, _actor: Actor) -> list[Section]:
    """Return what an approver is told of a line, and how its unit is loaded in the next days."""
    now = system_clock()
    told = planning.evidence(conn, [key], now=now).get(key)
    if told is None:
        return []
    why = REASONS[told.reason][0] if told.reason else SOURCES[told.source][0] if told.source else None
    row = [
        told.unit_name,
        _hours(told.hours_needed),
        _hours(told.hours_free),
        told.ready_on.isoformat() if told.ready_on else None,
        str(told.transit_days),
        told.promised_on.isoformat() if told.promised_on else None,
        why,
    ]
    load = planning.open_load(conn, now=now).get(told.unit or "", {})
    days: list[list[str | None]] = [
        [day.isoformat(), _hours(hours)] for day, hours in sorted(load.items())[:MOST_DAYS]
    ]
    loaded = [Section("生产单元已排工时", "Load of the unit", LOAD_COLUMNS, days)] if days else []
    return [Section("产能", "Capacity", EVIDENCE_COLUMNS, [row]), *loaded]


def _hours(hours: Decimal | None) -> str | None:
    return None if hours is None else decimal_text(hours)


TELLERS = (Teller(capacity, needs=("production_units", "calendar", "transit")),)
