"""What order lines hold of stock: reserved on a shelf, promised of what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import among
from server.stock.models import COMMITMENTS, RESERVATIONS
from server.stock.rules.risks import Claim

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sqlalchemy import Connection


def reserved_of(conn: Connection, lines: Collection[str]) -> dict[str, Decimal]:
    """Return what order lines (keys) have reserved; lines that have nothing are missing."""
    chosen = sa.select(RESERVATIONS.c.line, RESERVATIONS.c.quantity)
    return {row.line: row.quantity for row in conn.execute(chosen.where(among(RESERVATIONS.c.line, lines)))}


def claims_of(conn: Connection, products: Collection[str]) -> list[Claim]:
    """Return what order lines were promised of products (keys), in the order of days and lines."""
    columns = (COMMITMENTS.c[name] for name in Claim.__struct_fields__)
    chosen = sa.select(*columns).where(among(COMMITMENTS.c.product, products))
    return [Claim(*row) for row in conn.execute(chosen.order_by(COMMITMENTS.c.due_on, COMMITMENTS.c.line))]
