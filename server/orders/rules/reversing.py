"""An order as it was before a submission: nothing is judged, but stock and suspicion follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from server.orders.rules.amounts import amount_of
from server.orders.rules.lines import UNCOVERED, end_line
from server.orders.rules.records import LINE_FIELDS, NO_HOLDS, ORDER_FIELDS
from sync.fields.orders import ORDERS as SPEC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.masterdata.rules.records import Customer, Product
    from server.orders.rules.records import Facts, Order, Row, Unit

    Delta = Mapping[str, tuple[str | None, str | None]]

REQUIRED = tuple(field.key for field in SPEC.fields if field.required)
SUPPLY_FIELDS = frozenset({"promised_on", "warehouse", "holds"})


def resolve(rows: Iterable[Row], facts: Facts) -> None:
    """Put keys in place of the names of products and customers that were right once, sold or not."""
    products = {text: found.match for text, found in facts.products_by_text.items() if found.match}
    customers = {text: found.match for text, found in facts.customers_by_text.items() if found.match}
    facts.products.update({product.key: product for product in products.values()})
    facts.customers.update({customer.key: customer for customer in customers.values()})
    for row in rows:
        _link(row, "product", products)
        _link(row, "customer", customers)


def _link(row: Row, name: str, known: Mapping[str, Customer] | Mapping[str, Product]) -> None:
    text = row.values.get(name)
    meant = known.get(text) if text else None
    if meant is not None:
        row.values[name] = meant.key
    elif text:
        del row.values[name]


def halved(order: Order, restore: Mapping[str, str | None], delta: Delta) -> list[str]:
    """Return the fields whose old values would leave an order incomplete that others have entered since."""
    if order.order_no is None or _entered_by(delta, order):  # a draft, or one again
        return []
    return [name for name in REQUIRED if name in restore and restore[name] is None]


def end(unit: Unit, row: Row) -> None:
    """End a line that the submission made."""
    end_line(unit, row.key)
    unit.judged = True


def put_back(unit: Unit, row: Row, delta: Delta) -> None:
    """Put back the old values of a line that the submission changed, and what its command did."""
    _put_back_order(unit, row)
    line = unit.after[row.key]
    line = replace(line, **{name: row.values[name] for name in LINE_FIELDS if name in row.values})
    if SUPPLY_FIELDS & delta.keys() and delta.get("promised_on", (None, None))[0] is None:
        line = replace(line, mode=None)
    before, after = delta.get("stage", (None, None))
    if after == "cancelled" and line.cancelled:
        line = replace(line, cancelled=False)
        if unit.order.stage == "cancelled" and before:
            unit.order = replace(unit.order, stage=before)
    unit.after[row.key] = replace(line, amount=amount_of(line.quantity, line.unit_price))
    if _entered_by(delta, unit.order):
        _make_draft(unit)
    unit.judged = True


def settle(unit: Unit) -> None:
    """End an order whose last line has ended."""
    if all(line.cancelled for line in unit.after.values()):
        unit.order = replace(unit.order, stage="cancelled", holds=NO_HOLDS)


def _put_back_order(unit: Unit, row: Row) -> None:
    values: dict[str, Any] = {name: row.values[name] for name in ORDER_FIELDS if name in row.values}
    if "ordered_at" in values:
        values["ordered_at"] = values["ordered_at"] or unit.order.created_at
        values["timed"] = values["ordered_at"] != unit.order.created_at
    if values.get("customer", unit.order.customer) is None:
        values |= {"department": None, "salesperson": None}
    unit.order = replace(unit.order, **values)


def _entered_by(delta: Delta, order: Order) -> bool:
    """Tell whether this made a draft the order in review that it still is."""
    return delta.get("stage") == ("draft", "review") and order.stage == "review"


def _make_draft(unit: Unit) -> None:
    """Let an order be the draft it was: its number is gone, as numbers are not used twice."""
    unit.order = replace(unit.order, stage="draft", order_no=None, holds=NO_HOLDS)
    for key, line in unit.after.items():
        unit.after[key] = replace(line, line_no=None, **UNCOVERED)
