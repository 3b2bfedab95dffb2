"""Which price holds: the customer's agreed one, then the one of the level, then the list price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.masterdata.rules.records import Agreement, Want


def price_of(want: Want, agreements: Iterable[Agreement]) -> Decimal | None:
    """Return the price of `want`; None when nothing is agreed and the product has no list price.

    An agreement with the customer comes before one with the level; then the highest quantity reached decides,
    then the latest start, then the lower price.
    """
    fitting = [agreement for agreement in agreements if _fits(agreement, want)]
    best = min(fitting, key=_order, default=None)
    return want.product.list_price if best is None else best.price


def _fits(agreement: Agreement, want: Want) -> bool:
    ours = agreement.customer == want.customer.key or (
        agreement.customer is None and agreement.level is not None and agreement.level == want.customer.level
    )
    return (
        ours
        and agreement.product == want.product.key
        and (agreement.from_quantity or 0) <= want.quantity
        and (agreement.from_on or dt.date.min) <= want.on <= (agreement.to_on or dt.date.max)
    )


def _order(agreement: Agreement) -> tuple[bool, Decimal, int, Decimal]:
    starts = (agreement.from_on or dt.date.min).toordinal()
    return agreement.customer is None, -(agreement.from_quantity or Decimal(0)), -starts, agreement.price
