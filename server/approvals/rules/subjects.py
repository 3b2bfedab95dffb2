"""From orders to what the rules of approvals look at: facts of an order, and what a write changed in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.approvals.rules.records import Subject
from server.orders.rules.amounts import deviation_percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.masterdata.rules.records import Customer, Product
    from server.orders.rules.records import Line, Unit

ZERO = Decimal(0)
OF_LINES = ("product", "quantity", "requested_on", "unit_price")


def subject_of(unit: Unit, customer: Customer | None, products: Mapping[str, Product]) -> Subject:
    """Return what is known of an order from itself and its customer."""
    live = unit.live_lines()
    return Subject(
        amount=sum((line.amount for line in live if line.amount), start=ZERO),
        level=customer.level if customer else None,
        terms=unit.order.payment_terms,
        channel=unit.order.channel,
        in_stock=all(line.cover == "reserved" for line in live),
        deviation=_deviation(live, products),
        within_credit=_within_credit(unit, customer),
    )


def _within_credit(unit: Unit, customer: Customer | None) -> bool | None:
    """Tell whether credit lets the order pass; without a limit that is not known. It was judged before."""
    if customer is None or customer.credit_limit is None:
        return None
    return not any(hold.kind == "credit" for hold in unit.order.holds)


def changed_fields(unit: Unit) -> frozenset[str]:
    """Return the fields that a write changed in a stored order; a line more or less is a quantity."""
    if unit.before is None:
        return frozenset()
    changed = {"payment_terms"} if unit.before.payment_terms != unit.order.payment_terms else set()
    for key, line in unit.after.items():
        stored = unit.lines.get(key)
        if stored is line or (line.cancelled and stored and stored.cancelled):
            continue
        if stored is None or stored.cancelled != line.cancelled:
            changed.add("quantity")
        else:
            changed |= {name for name in OF_LINES if getattr(stored, name) != getattr(line, name)}
    return frozenset(changed)


def is_again(unit: Unit) -> bool:
    """Tell whether an order goes into review anew: entered, or mended after it was rejected."""
    return unit.order.stage == "review" and (
        unit.before is None or unit.before.stage in {"draft", "rejected"}
    )


def _deviation(lines: Iterable[Line], products: Mapping[str, Product]) -> Decimal | None:
    """Return by how many percent prices lie off the list at most; None where one has no list price."""
    largest = ZERO
    for line in lines:
        product = products.get(line.product or "")
        if product is None or not product.list_price or line.unit_price is None:
            return None
        if line.unit_price != product.list_price:
            largest = max(largest, deviation_percent(line.unit_price, list_price=product.list_price))
    return largest
