"""Rows that reports are made of: entries of a ledger, lines of orders, what was shipped in a week."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.credit.models import LEDGER
from server.db.base import table
from server.db.bulk import among
from server.masterdata.models import CUSTOMERS
from server.orders.models import LINES, ORDERS
from server.orders.rules.records import IMPORTED
from server.orders.store import Full, load_full, select_full
from server.reports.rules.statement import Entry
from server.views.history import read_delta
from server.views.models import Revision

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from server.views.contract import Actor

ZERO = Decimal(0)
REVISIONS = table(Revision)
RESERVED = "reserved"
OPEN = ("review", "approved", "production", "part_shipped")
UNTOLD = ("draft", "rejected", "cancelled")


def load_opening(conn: Connection, customer: str, *, before: dt.date) -> Decimal:
    """Return what a customer (key) owed when a day began."""
    owed = sa.select(sa.func.sum(LEDGER.c.owed)).where(*_of(customer), LEDGER.c.on < before)
    found = conn.execute(owed).scalar_one()
    return Decimal("0.00") if found is None else found


def load_entries(conn: Connection, customer: str, *, first: dt.date, last: dt.date) -> list[Entry]:
    """Return the entries of a customer's ledger from one day to another, in the order of days."""
    columns = (LEDGER.c[name] for name in Entry.__struct_fields__)
    chosen = sa.select(*columns).where(*_of(customer), LEDGER.c.on.between(first, last))
    return [Entry(*row) for row in conn.execute(chosen.order_by(LEDGER.c.on, LEDGER.c.stamp, LEDGER.c.key))]


def _of(customer: str) -> tuple[ColumnElement[bool], ...]:
    return LEDGER.c.customer == customer, ~LEDGER.c.ended


def has_entered(conn: Connection, actor: Actor, customer: str) -> bool:
    """Tell whether a person entered an order of a customer (key), or looks after that customer."""
    entered = sa.exists().where(ORDERS.c.customer == customer, ORDERS.c.created_by == actor.name)
    after = sa.exists().where(CUSTOMERS.c.key == customer, CUSTOMERS.c.salesperson == actor.name)
    return bool(conn.execute(sa.select(entered | after)).scalar_one())


def load_ordered(conn: Connection, customer: str, *, since: dt.datetime, until: dt.datetime) -> list[Full]:
    """Return the lines of a customer's orders of a time that count: neither drafts nor ended."""
    chosen = select_full().where(
        ORDERS.c.customer == customer,
        ORDERS.c.ordered_at >= since,
        ORDERS.c.ordered_at < until,
        ORDERS.c.stage.not_in(UNTOLD),
        ~LINES.c.cancelled,
    )
    return load_full(conn, chosen.order_by(ORDERS.c.ordered_at, ORDERS.c.order_no, LINES.c.line_no))


def load_entered_by(conn: Connection, actor: Actor, *, since: dt.datetime) -> list[Full]:
    """Return the lines a person entered that are open, were entered since a moment, or changed since then."""
    recent = ORDERS.c.stage.in_(OPEN) | (ORDERS.c.created_at >= since) | (LINES.c.changed_at >= since)
    chosen = select_full().where(
        ORDERS.c.created_by == actor.name,
        recent,
        ORDERS.c.stage.not_in(UNTOLD),
        ~LINES.c.cancelled,
        sa.func.coalesce(ORDERS.c.channel, "") != IMPORTED,  # nobody entered what was taken from old files
        _seen(actor),
    )
    return load_full(conn, chosen.order_by(ORDERS.c.order_no, LINES.c.line_no))


def load_shipped(
    conn: Connection, lines: Collection[str], *, since: dt.datetime, until: dt.datetime
) -> dict[str, Decimal]:
    """Return how much of order lines (keys) was shipped in a time, by what their history says."""
    chosen = sa.select(REVISIONS.c.key, REVISIONS.c.delta).where(
        REVISIONS.c.view == "orders",
        among(REVISIONS.c.key, lines),
        REVISIONS.c.at >= since,
        REVISIONS.c.at < until,
        REVISIONS.c.delta.contains('"shipped"'),
    )
    found: dict[str, Decimal] = {}
    for row in conn.execute(chosen):
        before, after = read_delta(row.delta).get("shipped", (None, None))
        found[row.key] = found.get(row.key, ZERO) + Decimal(after or 0) - Decimal(before or 0)
    return found


def load_uncovered(conn: Connection) -> list[Full]:
    """Return the open lines that stock does not hold whole, those wanted first and entered first ahead."""
    chosen = select_full().where(
        ORDERS.c.stage.in_(OPEN),
        ~LINES.c.cancelled,
        LINES.c.product.is_not(None),
        LINES.c.requested_on.is_not(None),
        LINES.c.shipped < LINES.c.quantity,
        sa.func.coalesce(LINES.c.cover, "") != RESERVED,
    )
    return load_full(conn, chosen.order_by(LINES.c.requested_on, ORDERS.c.created_at, LINES.c.key))


def _seen(actor: Actor) -> ColumnElement[bool]:
    return CUSTOMERS.c.code == (actor.customer or "") if actor.outside else sa.true()
