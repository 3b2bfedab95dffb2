"""When stock and planned supply will have a quantity: looked up, nothing taken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from server.stock.rules.promising import Outlook
from server.stock.rules.risks import Claim, Foreseen, kept, line_up
from server.stock.shelves import shelves_there

if TYPE_CHECKING:
    from collections.abc import Collection
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.stock.rules.records import Demand

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


class Foresight(Struct, frozen=True):
    """What wants will find, in their order, and by line (key) the claim it has and when that can be met."""

    wants: Sequence[Foreseen]
    claims: Mapping[str, tuple[Claim, dt.date | None]]


def foresee(
    conn: Connection, demands: Sequence[Demand], claims: Sequence[Claim], *, today: dt.date
) -> Foresight:
    """Return which claims can be kept, and what demands without one will find behind them.

    `claims` are all of the products in question. Nothing is reserved.
    """
    products = {demand.product for demand in demands} | {claim.product for claim in claims}
    shelves = shelves_there(conn, products) if products else []
    days = kept(claims, shelves, today=today)
    return Foresight(
        line_up(demands, shelves, today=today),
        {claim.line: (claim, days.get(claim.line)) for claim in claims},
    )


def _outlooks(conn: Connection, products: Collection[str], *, today: dt.date) -> dict[str, list[Outlook]]:
    """Return the outlooks of products by warehouse."""
    found: defaultdict[str, list[Outlook]] = defaultdict(list)
    for shelf in shelves_there(conn, products):
        found[shelf.product].append(Outlook(shelf, today=today))
    return found
