"""Orders from before this system: what a row of an old file must say, and the orders its rows make."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from server.masterdata.rules.folding import fold
from server.masterdata.rules.lookup import customer_problem, product_problem
from server.masterdata.rules.records import Want
from server.orders.rules.amounts import LARGEST, amount_of
from server.orders.rules.reading import LABELS
from server.orders.rules.records import IMPORTED, LINE_FIELDS, SETTLED, Line, Order, Unit
from server.views.cells import decimal_text
from sync.fields.dates import SHANGHAI
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.orders.rules.records import Facts, Row

ZERO = Decimal(0)
UNRECORDED = "未记录"
"""The payment terms of a closed order of which nobody knows them any more."""
APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is over: all that was asked for before `open_from`; `may_open` tells whether the rest comes in."""

    open_from: dt.date
    may_open: bool


def history_series(day: dt.date) -> str:
    """Return the series of numbers for closed orders that are imported in the month of a day."""
    return f"history_{day:%y%m}"


def history_number(day: dt.date, place: int) -> str:
    """Return the number of a closed order at a place in the series of that day."""
    return f"HIS{day:%y%m}{place:04d}"


def resolve(row: Row, facts: Facts, bound: Bound) -> None:
    """Put keys in place of names that were right once; say which nobody knows.

    What is over may be of a customer who left, and any row of a product that is sold no more.
    """
    text = row.values.pop("customer", None)
    if text is not None:
        found = facts.customers_by_text[text]
        customer = found.match or (found.retired if is_over(row, bound) else None)
        if customer is None:
            row.problems += filter(None, [customer_problem("customer", text, found)])
        else:
            row.values["customer"] = customer.key
            facts.customers[customer.key] = customer
    text = row.values.pop("product", None)
    if text is not None:
        product = facts.products_by_text[text]
        if product.match is None:
            row.problems += filter(None, [product_problem("product", text, product)])
        else:
            row.values["product"] = product.match.key
            facts.products[product.match.key] = product.match


def is_over(row: Row, bound: Bound) -> bool:
    """Tell whether a row is closed history."""
    day = _day(row)
    return day is not None and day < bound.open_from


def judge(row: Row, facts: Facts, bound: Bound) -> None:
    """Add what keeps a row from being imported to its problems, all of it at once."""
    over = is_over(row, bound)
    names = ["customer", "product", "quantity"]
    names += [] if over else ["requested_on"]
    row.problems += [
        problem("required", name, label=LABELS[name])
        for name in names
        if row.values.get(name) is None and not row.blames(name)
    ]
    quantity = row.values.get("quantity")
    if quantity is not None and quantity <= 0:
        row.problems.append(problem("bad_quantity", "quantity", text=decimal_text(quantity)))
    if over or row.values.get("requested_on") is None:
        return
    if not bound.may_open:
        row.problems.append(problem("still_open", "requested_on", open_from=bound.open_from.isoformat()))
    _judge_terms(row, facts)


def want_of(row: Row, facts: Facts, bound: Bound) -> Want | None:
    """Return what asks for the price of an open line that has none; what is over keeps none."""
    if row.rejected or is_over(row, bound) or row.values.get("unit_price") is not None:
        return None
    values = row.values
    customer, product = facts.customers[values["customer"]], facts.products[values["product"]]
    return Want(customer, product, values["quantity"], _day(row) or facts.today)


def judge_price(row: Row, bound: Bound) -> None:
    """Refuse a line that is still open and has no price, and an amount beyond all measure."""
    unit_price = row.values.get("unit_price")
    if unit_price is None and not is_over(row, bound) and not row.blames("unit_price"):
        row.problems.append(problem("required", "unit_price", label=LABELS["unit_price"]))
    amount = amount_of(row.values.get("quantity"), unit_price)
    if amount is not None and amount > LARGEST:
        quantity = decimal_text(row.values["quantity"])
        row.problems.append(problem("bad_quantity", "quantity", text=quantity))


def units_of(rows: Iterable[Row], facts: Facts, bound: Bound) -> list[Unit]:
    """Return the orders of rows that are right: those of one customer, number and heading are one.

    Rows of one number that say different things of their order are orders of their own: nothing is lost and
    nothing is asked of somebody who knows no better.
    """
    together: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        together.setdefault(_heading(row, bound), []).append(row)
    return [_unit(group, facts, bound) for group in together.values()]


def _heading(row: Row, bound: Bound) -> tuple[Any, ...]:
    values = row.values
    number = fold(values.get("customer_po") or "") or f"\n{row.key}"
    said = (values.get(name) for name in ("phone", "payment_terms", "ordered_at"))
    return (values["customer"], number, is_over(row, bound), *said)


def _unit(rows: Sequence[Row], facts: Facts, bound: Bound) -> Unit:
    order = _order(rows[0], facts, bound)
    customer = facts.customers[order.customer or ""]
    unit = Unit(rows[0].key, list(rows), None, order)
    for number, row in enumerate(rows, start=1):
        values = {name: row.values[name] for name in LINE_FIELDS if name in row.values}
        if not order.closed and values.get("ship_to") is None:
            values["ship_to"] = customer.ship_to
        unit.after[row.key] = _line(row.key, order, facts, line_no=number, **values)
    return unit


def _line(key: str, order: Order, facts: Facts, **values: Any) -> Line:
    amount = amount_of(values.get("quantity"), values.get("unit_price"))
    return Line(
        key=key,
        order=order.key,
        shipped=ZERO,
        invoiced=ZERO,
        paid=ZERO,
        changed_by=facts.author,
        changed_at=facts.now,
        amount=amount,
        **values,
    )


def _order(row: Row, facts: Facts, bound: Bound) -> Order:
    values, over = row.values, is_over(row, bound)
    customer = facts.customers[values["customer"]]
    ordered_at = values.get("ordered_at")
    terms = values.get("payment_terms") or customer.payment_terms
    return Order(
        key=row.key,
        ordered_at=ordered_at or _midnight(_day(row) or facts.today),
        stage=SETTLED if over else APPROVED,
        submission=facts.submission,
        created_by=facts.author,
        created_at=facts.now,
        customer=customer.key,
        customer_po=values.get("customer_po"),
        phone=values.get("phone") or (None if over else customer.phone),
        payment_terms=terms or UNRECORDED,
        timed=ordered_at is not None,
        department=customer.department or facts.department,
        salesperson=customer.salesperson,
        channel=IMPORTED,
    )


def _judge_terms(row: Row, facts: Facts) -> None:
    """Hold an open order to the list of payment terms; what is over says what it said."""
    text = row.values.get("payment_terms")
    customer = facts.customers.get(row.values.get("customer") or "")
    if text is not None and (known := facts.terms_by_fold.get(fold(text))) is not None:
        row.values["payment_terms"] = known
    elif text is not None:
        choices = "、".join(facts.terms)
        row.problems.append(problem("bad_terms", "payment_terms", text=text, choices=choices))
    elif customer is not None and customer.payment_terms is None:
        row.problems.append(problem("required", "payment_terms", label=LABELS["payment_terms"]))


def _day(row: Row) -> dt.date | None:
    """Return the day a row was for: the one asked for, else the one it was ordered on."""
    requested_on: dt.date | None = row.values.get("requested_on")
    ordered_at: dt.datetime | None = row.values.get("ordered_at")
    return requested_on or (ordered_at.astimezone(SHANGHAI).date() if ordered_at else None)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, SHANGHAI).astimezone(dt.UTC)
