"""Who may order more: exposure against the limit, days overdue, the payment that lets an order go."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from server.credit.rules.records import ZERO, Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from server.credit.rules.records import Ask, Debt, OpenOrder, Position, Terms

CENT = Decimal("0.01")
NOTHING = Decimal(-1)
_NEWEST = dt.datetime.max.replace(tzinfo=dt.UTC)


def uninvoiced(amount: Decimal, *, quantity: Decimal, invoiced: Decimal) -> Decimal:
    """Return what is left of a line's amount after `invoiced` of its quantity, half-up to the cent."""
    if invoiced <= 0:
        return amount
    return max(amount - (amount * invoiced / quantity).quantize(CENT, ROUND_HALF_UP), ZERO)


def unpaid(debts: Iterable[Debt], paid: Decimal) -> list[Debt]:
    """Return the debts that payments do not cover; payments settle what was due first."""
    left = []
    for debt in sorted(debts, key=lambda each: each.due_on):
        covered = min(debt.amount, paid)
        paid -= covered
        if debt.amount > covered:
            left.append(debt.less(covered))
    return left


def judge(asks: Sequence[Ask], positions: Mapping[str, Position], terms: Terms) -> dict[str, Standing]:
    """Return how asked orders stand, by order, one after the other: each counts for those behind it.

    Beside them count what a customer owes, the open orders that credit does not hold, and those it holds that
    were entered before.
    """
    told: dict[str, Standing] = {}
    asked = {ask.order for ask in asks}
    before: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for ask in sorted(asks, key=lambda each: each.entered_at or _NEWEST):
        position = positions[ask.customer]
        others = _others(position, ask, without=asked)
        before[ask.customer] += ask.amount
        told[ask.order] = standing(ask, position, orders=others + before[ask.customer], terms=terms)
    return told


def judge_each(asks: Sequence[Ask], positions: Mapping[str, Position], terms: Terms) -> dict[str, Standing]:
    """Return how stored orders stand, by order, each as if it alone were asked."""
    return {
        ask.order: standing(
            ask,
            positions[ask.customer],
            orders=_others(positions[ask.customer], ask, without={ask.order}) + ask.amount,
            terms=terms,
        )
        for ask in asks
    }


def _others(position: Position, ask: Ask, *, without: Collection[str]) -> Decimal:
    others = (
        order.amount for order in position.orders if order.order not in without and _goes_before(order, ask)
    )
    return sum(others, start=ZERO)


def standing(ask: Ask, position: Position, *, orders: Decimal, terms: Terms) -> Standing:
    """Return how an order stands when `orders` are open, it among them."""
    left = unpaid(position.debts, position.paid)
    receivable = sum((debt.amount for debt in position.debts), start=ZERO) - position.paid
    days = max(((terms.today - debt.due_on).days for debt in left), default=0)
    late = [debt.amount for debt in left if (terms.today - debt.due_on).days > terms.overdue_days]
    overdue = sum(late, start=ZERO)
    exposure = receivable + orders
    excess = exposure - ask.limit if ask.limit is not None else ZERO
    waived = ask.limit is None or ask.amount <= position.waived.get(ask.order, NOTHING)
    return Standing(
        customer=ask.customer,
        limit=ask.limit,
        receivable=receivable,
        exposure=exposure,
        overdue_days=max(days, 0),
        excess=ZERO if waived else max(excess, ZERO),
        overdue=ZERO if waived else overdue,
        bad_report=position.bad_report and terms.bad_report_holds and not waived,
    )


def _goes_before(order: OpenOrder, ask: Ask) -> bool:
    if not order.held or ask.entered_at is None:
        return True
    return order.entered_at is None or order.entered_at < ask.entered_at
