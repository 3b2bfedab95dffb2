"""The sheets 生产单元, 工作日历 and 运输天数."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from server.capacity import service, store
from server.capacity.models import CALENDAR, TRANSIT, UNITS
from server.capacity.rules.judging import names_of
from server.capacity.rules.records import ProductionUnit, Work
from server.masterdata.rules.folding import fold
from server.views.cells import decimal_text
from server.views.table import TableView
from sync.fields import planning as fields
from sync.fields.planning import ALL_UNITS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.views.contract import Context, View
    from server.views.drafts import Draft

OpenWork = Callable[["Connection"], Iterable[Work]]
"""Given by wiring: the hours that open orders ask of production units."""
HOURS_OF_A_DAY = 24
MOST_DAYS = 365
TENTH = Decimal("0.1")


def _none(_conn: Connection) -> Iterable[Work]:
    return ()


@dataclass(frozen=True, kw_only=True)
class UnitsView(TableView):
    """Production units with what is open on them."""

    open_work: OpenWork = _none

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse more hours than a day has."""
        for draft in drafts:
            _check_hours(draft, "hours_a_day")

    def computed(self, conn: Connection, keys: Sequence[str]) -> dict[str, dict[str, str | None]]:
        """Return the open hours of each unit, and how many of its days they fill."""
        if not keys:
            return {}
        units = [unit for unit in store.load_units(conn) if unit.key in set(keys)]
        hours = service.open_hours(units, self.open_work(conn))
        return {unit.key: _told(unit, hours[unit.key]) for unit in units}


@dataclass(frozen=True, kw_only=True)
class CalendarView(TableView):
    """Days on which a unit, or all, works other hours than usual."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse more hours than a day has, and units nobody knows; their names become codes."""
        known = names_of(store.load_units(conn))
        for draft in drafts:
            _check_hours(draft, "hours")
            if not draft.rejected and not draft.row["ended"]:
                _name_unit(draft, {name: unit.code for name, unit in known.items()})


@dataclass(frozen=True, kw_only=True)
class TransitView(TableView):
    """Days on the road by place."""

    def prepare(self, conn: Connection, drafts: Sequence[Draft], context: Context) -> None:
        """Refuse a journey of more than a year."""
        for draft in drafts:
            days = draft.row["days"]
            if days is not None and days > MOST_DAYS:
                draft.refuse("bad_value", "days", text=str(days), expected=f"0 到 {MOST_DAYS} 的整数")


def _check_hours(draft: Draft, name: str) -> None:
    hours = draft.row[name]
    if hours is not None and hours > HOURS_OF_A_DAY:
        expected = f"0 到 {HOURS_OF_A_DAY} 的数字"
        draft.refuse("bad_value", name, text=str(hours), expected=expected)


def _name_unit(draft: Draft, codes: Mapping[str, str]) -> None:
    text = draft.row["unit"]
    code = ALL_UNITS if text in {None, ALL_UNITS} else codes.get(fold(text))
    if code is None:
        expected = "、".join((ALL_UNITS, *dict.fromkeys(codes.values())))
        draft.refuse("bad_value", "unit", text=text, expected=expected)
    else:
        draft.put(fields.CALENDAR.field("unit"), code)


def _told(unit: ProductionUnit, hours: Decimal) -> dict[str, str | None]:
    a_day = unit.hours_a_day * unit.stations
    days = (hours / a_day).quantize(TENTH, ROUND_HALF_UP) if a_day else None
    return {
        "open_hours": decimal_text(hours),
        "open_days": None if days is None else decimal_text(days),
    }


def views(*, open_work: OpenWork = _none) -> tuple[View, ...]:
    """Return the views of capacity; `open_work` tells what open orders ask of production units."""
    return (
        UnitsView(
            spec=fields.PRODUCTION_UNITS,
            table=UNITS,
            defaults={"stations": "1", "active": "true"},
            natural=("code",),
            fold=fold,
            open_work=open_work,
        ),
        CalendarView(
            spec=fields.CALENDAR,
            table=CALENDAR,
            defaults={"unit": ALL_UNITS},
            natural=("date", "unit"),
            fold=fold,
        ),
        TransitView(spec=fields.TRANSIT, table=TRANSIT, natural=("place",), fold=fold),
    )
