"""When stock and planned supply will have a quantity: looked up, nothing taken."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from server.db.bulk import among
from server.stock import store
from server.stock.models import STOCK
from server.stock.rules.promising import Outlook
from server.stock.rules.records import Shelf

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from server.stock.store import Move

ZERO = Decimal(0)
Wanted = tuple[str, Decimal]
"""A product (key) and how much of it."""


def earliest(conn: Connection, wants: Sequence[Wanted], *, today: dt.date) -> list[dt.date | None]:
    """Return for each want, on its own, the first day some warehouse can promise it all; None for never.

    `today` where it is there now. Nothing is reserved: what one want is told takes nothing from the next.
    """
    if not wants:
        return []
    outlooks = _outlooks(conn, {product for product, _ in wants}, today=today)
    return [
        min((day for outlook in outlooks[product] if (day := outlook.earliest(quantity))), default=None)
        for product, quantity in wants
    ]


def _outlooks(conn: Connection, products: Collection[str], *, today: dt.date) -> dict[str, list[Outlook]]:
    """Return the outlooks of products by warehouse."""
    counters = {
        (counter.product, counter.warehouse): counter
        for counter in store.load_counters(conn, among(STOCK.c.product, products))
    }
    keepings = store.load_keepings(conn, products)
    supplies = _by_place(store.load_supplies(conn, products))
    commitments = _by_place(store.load_commitments(conn, products))
    found: defaultdict[str, list[Outlook]] = defaultdict(list)
    for product, warehouse in counters.keys() | supplies.keys() | commitments.keys():
        counter, keeping = counters.get((product, warehouse)), keepings.get(product)
        shelf = Shelf(
            product=product,
            warehouse=warehouse,
            on_hand=counter.on_hand if counter else ZERO,
            reserved=counter.reserved if counter else ZERO,
            safety=(keeping.safety if keeping else None) or ZERO,
            supplies=tuple(supplies.get((product, warehouse), ())),
            commitments=tuple(commitments.get((product, warehouse), ())),
        )
        found[product].append(Outlook(shelf, today=today))
    return found


def _by_place(moves: Iterable[Move]) -> dict[tuple[str, str], list[tuple[dt.date, Decimal]]]:
    found: defaultdict[tuple[str, str], list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for move in moves:
        found[move.product, move.warehouse].append((move.on, move.quantity))
    return found
