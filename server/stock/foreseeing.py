"""When stock and planned supply will have a quantity: looked up, nothing taken."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeAlias

from server.stock.rules.promising import Outlook
from server.stock.shelves import shelves_there

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from decimal import Decimal

    from sqlalchemy import Connection

Wanted: TypeAlias = "tuple[str, Decimal]"
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
    found: defaultdict[str, list[Outlook]] = defaultdict(list)
    for shelf in shelves_there(conn, products):
        found[shelf.product].append(Outlook(shelf, today=today))
    return found
