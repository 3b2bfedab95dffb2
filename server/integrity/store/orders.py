"""Orders in chunks of keys, whole: lines, holds, histories, and what the lines hold of stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from server.db.bulk import among
from server.integrity.rules.records import Derived, Held, LineKept, Whole
from server.integrity.store.history import load_histories
from server.orders import store
from server.orders.models import ORDERS
from server.stock.models import COMMITMENTS, RESERVATIONS, STOCK

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection

    from server.orders.store import Full

CHUNK_ORDERS = 1_000
VIEW = "orders"


def load_wholes(conn: Connection) -> Iterator[list[Whole]]:
    """Yield all orders that have lines, in chunks."""
    after = ""
    while True:
        chosen = sa.select(ORDERS.c.key, ORDERS.c.phone_mask, ORDERS.c.bundle).where(ORDERS.c.key > after)
        rows = conn.execute(chosen.order_by(ORDERS.c.key).limit(CHUNK_ORDERS)).all()
        if not rows:
            return
        yield _wholes(conn, {row.key: Derived(row.phone_mask, row.bundle) for row in rows})
        after = rows[-1].key


def _wholes(conn: Connection, derived: dict[str, Derived]) -> list[Whole]:
    fulls = store.load_orders(conn, derived)
    keys = [full.line.key for full in fulls]
    histories = load_histories(conn, VIEW, keys)
    reserved, committed = _load_reserved(conn, keys), _load_committed(conn, keys)
    by_order: dict[str, list[Full]] = {}
    for full in fulls:
        by_order.setdefault(full.order.key, []).append(full)
    return [
        Whole(
            lines[0].order,
            derived[key],
            [
                LineKept(
                    line=full.line,
                    names=full.names,
                    stamp=full.stamp,
                    revisions=histories.get(full.line.key, []),
                    reserved=reserved.get(full.line.key),
                    committed=committed.get(full.line.key),
                )
                for full in lines
            ],
        )
        for key, lines in by_order.items()
    ]


def _load_reserved(conn: Connection, lines: Collection[str]) -> dict[str, Held]:
    chosen = (
        sa.select(RESERVATIONS.c.line, STOCK.c.product, STOCK.c.warehouse, RESERVATIONS.c.quantity)
        .join(STOCK, STOCK.c.key == RESERVATIONS.c.stock)
        .where(among(RESERVATIONS.c.line, lines))
    )
    return {row.line: Held(row.product, row.warehouse, row.quantity) for row in conn.execute(chosen)}


def _load_committed(conn: Connection, lines: Collection[str]) -> dict[str, Held]:
    table = COMMITMENTS
    chosen = sa.select(table.c.line, table.c.product, table.c.warehouse, table.c.quantity)
    found = conn.execute(chosen.where(among(table.c.line, lines)))
    return {row.line: Held(row.product, row.warehouse, row.quantity) for row in found}
