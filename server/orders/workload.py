"""Order lines as production sees them: what is still to be made, of which unit, until when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from msgspec import Struct

from server.db.bulk import among, fixed
from server.masterdata.models import CUSTOMERS, PRODUCTS
from server.orders.models import HOLDS, LINES, ORDERS
from server.orders.rules.supply import PROMISED, RESERVED
from server.stock.models import RESERVATIONS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

OPEN = ("review", "approved", "production", "part_shipped")
FREEZING = ("duplicate", "credit")
ZERO = Decimal(0)


class ToMake(Struct, frozen=True, gc=False):
    """An order line; `product` is a key, `unit` what the product calls its production unit.

    `reserved` is what stock has set aside for it of `quantity`, `promised_on` the day of planned supply.
    """

    key: str
    stage: str
    product: str | None
    unit: str | None
    hours_per_unit: Decimal | None
    quantity: Decimal
    shipped: Decimal
    reserved: Decimal
    cover: str | None
    requested_on: dt.date | None
    promised_on: dt.date | None
    ship_to: str | None
    region: str | None

    @property
    def reserved_whole(self) -> bool:
        """Tell whether stock covers the line; a reservation that was over is renewed at approval."""
        return self.cover == RESERVED

    @property
    def covered(self) -> bool:
        """Tell whether the line has a day: it is reserved, or promised from planned supply."""
        return self.reserved_whole or (self.cover == PROMISED and self.promised_on is not None)

    @property
    def open_quantity(self) -> Decimal:
        """Return what stock would still have to give."""
        return max(self.quantity - self.shipped - self.reserved, ZERO)

    @property
    def to_make(self) -> Decimal:
        """Return what is still to be made: nothing of a line that stock covers."""
        return ZERO if self.reserved_whole else self.open_quantity


def load_lines(conn: Connection, keys: Collection[str]) -> list[ToMake]:
    """Return the lines of these keys that name a quantity."""
    return _load(conn, among(LINES.c.key, keys)) if keys else []


def load_open(conn: Connection) -> list[ToMake]:
    """Return the lines that production still has work with: open, and not covered by stock.

    Orders that are frozen, suspected or over their credit take no hours, as they take no stock.
    """
    frozen = sa.exists().where(HOLDS.c.order == ORDERS.c.key, HOLDS.c.kind.in_(fixed(FREEZING)))
    return _load(
        conn,
        ORDERS.c.stage.in_(fixed(OPEN))
        & ~LINES.c.cancelled
        & (sa.func.coalesce(LINES.c.cover, "") != RESERVED)
        & PRODUCTS.c.production_unit.is_not(None)
        & ~frozen,
    )


def _load(conn: Connection, condition: sa.ColumnElement[bool]) -> list[ToMake]:
    joined = (
        LINES.join(ORDERS, ORDERS.c.key == LINES.c.order)
        .outerjoin(PRODUCTS, PRODUCTS.c.key == LINES.c.product)
        .outerjoin(CUSTOMERS, CUSTOMERS.c.key == ORDERS.c.customer)
        .outerjoin(RESERVATIONS, RESERVATIONS.c.line == LINES.c.key)
    )
    columns: list[Any] = [
        LINES.c.key,
        ORDERS.c.stage,
        LINES.c.product,
        PRODUCTS.c.production_unit,
        PRODUCTS.c.hours_per_unit,
        LINES.c.quantity,
        LINES.c.shipped,
        sa.func.coalesce(RESERVATIONS.c.quantity, sa.literal(ZERO, RESERVATIONS.c.quantity.type)),
        LINES.c.cover,
        LINES.c.requested_on,
        LINES.c.promised_on,
        LINES.c.ship_to,
        CUSTOMERS.c.region,
    ]
    named = [column.label(f"c{place}") for place, column in enumerate(columns)]
    chosen = sa.select(*named).select_from(joined).where(condition, LINES.c.quantity.is_not(None))
    return [ToMake(*row) for row in conn.execute(chosen)]
