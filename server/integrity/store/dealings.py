"""Rows of ledger, waivers and working calendar that say what cannot be, in one statement each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.capacity.models import CALENDAR, UNITS
from server.credit.models import LEDGER, WAIVERS
from server.orders.models import ORDERS
from sync.fields.planning import ALL_UNITS, LEDGER_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection


def load_missigned(conn: Connection) -> Sequence[Any]:
    """Return (key, kind, amount, owed) of ledger entries that do not owe what their kind and amount say."""
    table = LEDGER
    raising = [kind for kind, sign in LEDGER_KINDS.items() if sign > 0]
    signed = sa.case((table.c.kind.in_(raising), table.c.amount), else_=-table.c.amount)
    wrong = (table.c.owed != signed) | table.c.kind.not_in(LEDGER_KINDS)
    chosen = sa.select(table.c.key, table.c.kind, table.c.amount, table.c.owed).where(wrong)
    return conn.execute(chosen.order_by(table.c.key)).all()


def load_waiver_strays(conn: Connection) -> Sequence[Any]:
    """Return (order, customer) of waivers of orders that do not exist, or are another customer's."""
    theirs = sa.exists().where(ORDERS.c.key == WAIVERS.c.order, ORDERS.c.customer == WAIVERS.c.customer)
    chosen = sa.select(WAIVERS.c.order, WAIVERS.c.customer).where(~theirs)
    return conn.execute(chosen.order_by(WAIVERS.c.order)).all()


def load_unknown_units(conn: Connection) -> Sequence[Any]:
    """Return (key, unit) of special days of units that do not exist."""
    known = sa.select(UNITS.c.code).where(~UNITS.c.ended)
    stray = ~CALENDAR.c.ended & (CALENDAR.c.unit != ALL_UNITS) & CALENDAR.c.unit.not_in(known)
    return conn.execute(
        sa.select(CALENDAR.c.key, CALENDAR.c.unit).where(stray).order_by(CALENDAR.c.key)
    ).all()
