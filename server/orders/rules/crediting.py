"""Which orders ask for credit, what its answers mean for their holds and rows, and what is told of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from server.credit.rules.judging import uninvoiced
from server.credit.rules.records import Ask
from server.orders.rules.lines import UNCOVERED
from server.orders.rules.records import Hold
from sync.protocol.problems import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.credit.rules.records import Standing
    from server.orders.rules.records import Facts, Line, Order, Unit
    from sync.protocol.messages import Problem

CREDIT = Hold("credit")
FIELD = "customer"
ZERO = Decimal("0.00")
UNLIVE = frozenset({"draft", "rejected", "cancelled"})


def open_amount(lines: Iterable[Line]) -> Decimal:
    """Return what of the lines is not invoiced yet, tax included."""
    left = (
        uninvoiced(line.amount or ZERO, quantity=line.quantity or Decimal(1), invoiced=line.invoiced)
        for line in lines
        if not line.cancelled
    )
    return sum(left, start=ZERO)


def is_asking(unit: Unit) -> bool:
    """Tell whether an order asks for credit: it comes into review, takes more than before, or is held."""
    if not unit.live:
        return False
    if unit.before is None or unit.before.stage in UNLIVE or CREDIT in unit.order.holds:
        return True
    return open_amount(unit.after.values()) > open_amount(unit.lines.values())


def asks(units: Iterable[Unit], facts: Facts) -> list[Ask]:
    """Return what orders ask of their customers' credit, in the order given; where none is kept, nothing."""
    if not facts.rules.credit_check:
        return []
    asking = [
        (unit, customer)
        for unit in units
        if (customer := facts.customers.get(unit.order.customer or ""))
        and customer.credit_limit is not None
        and is_asking(unit)
    ]
    return [
        Ask(
            order=unit.key,
            customer=customer.key,
            amount=open_amount(unit.after.values()),
            limit=customer.credit_limit,
            entered_at=None if unit.before is None else unit.before.created_at,
        )
        for unit, customer in asking
    ]


def settle(unit: Unit, standing: Standing | None) -> None:
    """Hold an order that does not pass, and free one that does or that nobody judges any more."""
    if standing is None or standing.passes:
        free(unit)
        return
    hold(unit)
    problems = problems_of(standing)
    for row in unit.rows:
        if not unit.after[row.key].cancelled:
            row.problems += problems


def free(unit: Unit) -> None:
    """Take the hold off an order; its lines ask for stock again."""
    unit.order = replace(unit.order, holds=unit.order.holds - {CREDIT})


def hold(unit: Unit) -> None:
    """Hold an order for its customer's credit: it keeps no stock."""
    others = frozenset(hold for hold in unit.order.holds if hold.kind != "stock")
    unit.order = replace(unit.order, holds=others | {CREDIT})
    for line in unit.live_lines():
        unit.after[line.key] = replace(line, **{**UNCOVERED, "mode": line.mode})


def problems_of(standing: Standing) -> list[Problem]:
    """Return what is told of an order that does not pass; each sentence names the payment that is enough."""
    release = money_text(standing.release)
    told = []
    if standing.excess > 0:
        told.append(problem("credit_limit", FIELD, release=release))
    if standing.overdue > 0:
        told.append(problem("overdue", FIELD, days=str(standing.overdue_days), release=release))
    if standing.bad_report:
        told.append(problem("credit_report", FIELD))
    return told


def money_text(amount: Decimal) -> str:
    """Return an amount as people read it: `38,200.00`."""
    return f"{amount:,.2f}"


def is_held(order: Order) -> bool:
    """Tell whether credit holds the order."""
    return CREDIT in order.holds
