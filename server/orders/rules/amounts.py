"""Money of a line: half-up to two decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

CENT = Decimal("0.01")
LARGEST = Decimal(10) ** 13
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Holds any quantity times any price."""


def amount_of(quantity: Decimal | None, unit_price: Decimal | None) -> Decimal | None:
    """Return quantity × price, half-up to cents; None while one of them is missing."""
    if quantity is None or unit_price is None:
        return None
    return EXACT.multiply(quantity, unit_price).quantize(CENT, context=EXACT)


def agrees(amount: Decimal, text: str) -> bool:
    """Tell whether a sheet's amount is the true one when it is rounded to cents."""
    try:
        return Decimal(text).quantize(CENT, context=EXACT) == amount
    except InvalidOperation:
        return False


def deviation_percent(price: Decimal, *, list_price: Decimal) -> Decimal:
    """Return by how many percent a price lies off a list price above 0, either way."""
    return abs(price - list_price) / list_price * 100
