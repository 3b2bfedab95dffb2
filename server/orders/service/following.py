"""What orders do when stock takes something away from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from msgspec.structs import replace

from server.db.bulk import among
from server.orders import store
from server.orders.models import LINES, ORDERS
from server.orders.rules.lines import UNCOVERED
from server.orders.rules.records import Hold
from server.orders.service.answering import touched_of
from server.orders.service.finishing import write
from server.orders.service.followers import NOBODY
from server.orders.service.gathering import gather, units_of_lines
from server.stock.views import Released

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from server.orders.service.followers import Follower
    from server.views.contract import Context


def hold_released(
    conn: Connection, lines: Sequence[str], context: Context, *, follower: Follower = NOBODY
) -> Released:
    """Hold the orders of lines (keys) whose reservation was given back for want of stock."""
    store.lock_orders_of(conn, lines)
    units = units_of_lines(conn, lines)
    facts = gather(conn, [], units.values(), context=context)
    for unit in units.values():
        for key in unit.lines.keys() & set(lines):
            line = unit.after[key]
            unit.after[key] = replace(line, **{**UNCOVERED, "mode": line.mode})
            unit.order = replace(unit.order, holds=unit.order.holds | {Hold("stock", key)})
    held = list(units.values())
    followed = follower.follow(conn, held, facts, context)
    changed = write(conn, held, facts=facts, context=context)
    touched = [*touched_of(changed, view="orders"), *followed.touched]
    return Released(touched, numbers_of(conn, lines))


def numbers_of(conn: Connection, lines: Collection[str]) -> dict[str, str]:
    """Return by line (key) the number of its order, of those that have one."""
    chosen = sa.select(LINES.c.key, ORDERS.c.order_no).join(ORDERS, ORDERS.c.key == LINES.c.order)
    found = conn.execute(chosen.where(among(LINES.c.key, lines), ORDERS.c.order_no.is_not(None)))
    return {row.key: row.order_no for row in found}
