"""Orders that were rejected: they hold nothing any more, until the clerk mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.orders.rules.lines import UNCOVERED
from server.orders.rules.records import NO_HOLDS
from server.stock import service as stock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from server.orders.rules.records import Unit


def reject(conn: Connection, units: Iterable[Unit]) -> None:
    """Set orders to `rejected` and give back what their lines hold; the orders are yet to be written."""
    gone = []
    for unit in units:
        unit.order = replace(unit.order, stage="rejected", holds=NO_HOLDS)
        for line in unit.live_lines():
            unit.after[line.key] = replace(line, **UNCOVERED)
            gone += [line.key] if line.cover else []
    stock.release(conn, gone)
