"""What is wrong with a line: fields this push changes and those that depend on them, all problems at once."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from server.masterdata.calendar import is_free_day
from server.orders.rules.amounts import LARGEST, agrees, deviation_percent
from server.orders.rules.reading import LABELS
from server.views.cells import decimal_text
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.masterdata.rules.records import Product
    from server.orders.rules.records import Facts, Line, Row, Unit
    from sync.protocol.messages import Problem

REQUIRED = ("product", "quantity", "unit_price", "requested_on")
ONE_DECIMAL = Decimal("0.1")


def check(unit: Unit, row: Row, facts: Facts) -> None:
    """Add what is wrong with the line of a row to its problems."""
    line = unit.after[row.key]
    if line.cancelled:
        return
    changed = _changed(unit, row, line)
    product = facts.products.get(line.product or "")
    row.problems += _missing(unit, row, line)
    if "product" in changed and "product" not in row.values and product is not None and not product.active:
        row.problems.append(problem("inactive_product", "product", product=product.code))
    if changed & {"quantity", "product"}:
        row.problems += _quantity(line, product)
    if changed & {"unit_price", "product"}:
        row.problems += _price(line, product, facts)
    if "requested_on" in changed:
        row.problems += _date(line, facts)
    if row.ask.amount and line.amount is not None and not agrees(line.amount, row.ask.amount):
        amount = decimal_text(line.amount)
        row.problems.append(problem("amount_mismatch", "amount", amount=amount, text=row.ask.amount))


def reject_siblings(unit: Unit) -> None:
    """Let the other rows of an order with a bad row wait for it."""
    for row in unit.rows:
        if not row.rejected:
            row.problems.append(problem("order_rejected"))


def _changed(unit: Unit, row: Row, line: Line) -> set[str]:
    """Return the fields to check: those that differ, all of them in a line that goes into review."""
    stored = row.ask.line
    names = ("product", "quantity", "unit_price", "requested_on")
    if stored is None or unit.entering:
        return set(names)
    return {name for name in names if getattr(stored, name) != getattr(line, name)}


def _missing(unit: Unit, row: Row, line: Line) -> Iterator[Problem]:
    if unit.order.stage == "draft":
        return
    for name in REQUIRED:
        asked = row.fresh or unit.entering or name in row.values
        unknown_price = name == "unit_price" and None in (line.product, unit.order.customer)
        if getattr(line, name) is None and asked and not unknown_price and not row.blames(name):
            yield problem("required", name, label=LABELS[name])


def _quantity(line: Line, product: Product | None) -> Iterator[Problem]:
    quantity = line.quantity
    if quantity is None:
        return
    step = product.unit_step if product else None
    if quantity <= 0 or (line.amount is not None and line.amount > LARGEST):
        yield problem("bad_quantity", "quantity", text=decimal_text(quantity))
    elif step and quantity % step:
        nearest = max((quantity / step).quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)) * step
        unit = product.unit or "" if product else ""
        facts = {"step": decimal_text(step), "unit": unit, "nearest": decimal_text(nearest)}
        yield problem("quantity_step", "quantity", **facts)


def _price(line: Line, product: Product | None, facts: Facts) -> Iterator[Problem]:
    price = line.unit_price
    if price is None or product is None:
        return
    text = decimal_text(price)
    if product.floor_price is not None and price < product.floor_price:
        floor = decimal_text(product.floor_price)
        yield problem("price_below_floor", "unit_price", price=text, floor=floor)
    if product.list_price:
        percent = deviation_percent(price, list_price=product.list_price)
        if percent > facts.rules.price_deviation_percent:
            shown = percent.quantize(ONE_DECIMAL, ROUND_CEILING)
            yield problem(
                "price_deviation",
                "unit_price",
                list_price=decimal_text(product.list_price),
                percent=decimal_text(shown),
            )


def _date(line: Line, facts: Facts) -> Iterator[Problem]:
    date = line.requested_on
    if date is None:
        return
    if date < facts.today:
        yield problem("date_past", "requested_on", date=date.isoformat())
    elif is_free_day(date):
        yield problem("free_day", "requested_on", date=date.isoformat())
