"""Tables of capacity: production units, days with hours of their own, days on the road."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from server.db.base import Base, table
from server.db.types import Exact
from server.views.synced import SyncedRow

HOURS = Exact(6)


class ProductionUnitRow(SyncedRow, Base):
    """A workshop or line; products name it by code or name."""

    __tablename__ = "production_units"
    code: Mapped[str]
    name: Mapped[str]
    hours_a_day: Mapped[Decimal] = mapped_column(HOURS)
    stations: Mapped[Decimal] = mapped_column(HOURS)
    remark: Mapped[str | None]
    active: Mapped[bool]

    __table_args__ = (
        sa.CheckConstraint("hours_a_day >= 0 AND hours_a_day <= 24000000", name="hours_of_a_day"),
        sa.CheckConstraint("stations >= 0", name="stations_not_negative"),
    )


class CalendarRow(SyncedRow, Base):
    """A day on which a unit (code), or all (全部), works other hours than the calendar says."""

    __tablename__ = "calendar_days"
    date: Mapped[dt.date]
    unit: Mapped[str]
    hours: Mapped[Decimal] = mapped_column(HOURS)
    remark: Mapped[str | None]

    __table_args__ = (sa.CheckConstraint("hours >= 0 AND hours <= 24000000", name="hours_of_a_day"),)


class TransitRow(SyncedRow, Base):
    """Days on the road to addresses that begin with a place."""

    __tablename__ = "transit"
    place: Mapped[str]
    days: Mapped[int]
    remark: Mapped[str | None]

    __table_args__ = (sa.CheckConstraint("days >= 0", name="days_not_negative"),)


UNITS = table(ProductionUnitRow)
CALENDAR = table(CalendarRow)
TRANSIT = table(TransitRow)
