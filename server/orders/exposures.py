"""What of customers' open orders is not invoiced yet: selects that credit gathers with what it knows."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from server.credit.service import OPEN, select_of
from server.db.bulk import among, fixed
from server.orders.models import HOLDS, LINES, ORDERS

if TYPE_CHECKING:
    from collections.abc import Collection

ZERO = Decimal(0)
CLOSED = ("draft", "rejected", "cancelled", "invoiced", "settled")


def select_sums(customers: Collection[str]) -> sa.Select[Any]:
    """Select one sum a customer, and lines that are invoiced in part each on its own."""
    part = sa.case((LINES.c.invoiced > ZERO, LINES.c.key))
    return _select(customers).group_by(ORDERS.c.customer, part)


def select_orders(customers: Collection[str]) -> sa.Select[Any]:
    """Select what is open of each order, with when it was entered and whether credit holds it."""
    part = sa.case((LINES.c.invoiced > ZERO, LINES.c.key))
    held = sa.exists().where(HOLDS.c.order == ORDERS.c.key, HOLDS.c.kind == "credit")
    each = {
        "order": ORDERS.c.key,
        "entered_at": ORDERS.c.created_at,
        "held": sa.case((held, 1), else_=0),
    }
    return _select(customers, **each).group_by(ORDERS.c.customer, ORDERS.c.key, ORDERS.c.created_at, part)


def _select(customers: Collection[str], **columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    chosen = select_of(
        OPEN,
        customer=ORDERS.c.customer,
        amount=sa.func.sum(LINES.c.amount),
        quantity=sa.func.max(LINES.c.quantity),
        invoiced=sa.func.max(LINES.c.invoiced),
        **columns,
    )
    return chosen.select_from(ORDERS.join(LINES, LINES.c.order == ORDERS.c.key)).where(
        among(ORDERS.c.customer, customers), ORDERS.c.stage.not_in(fixed(CLOSED)), ~LINES.c.cancelled
    )
