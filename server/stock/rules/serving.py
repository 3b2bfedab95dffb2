"""Who gets what: demands served one after the other, and reservations that must go."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from server.stock.rules.promising import Outlook
from server.stock.rules.records import Answer, Demand, Promised, Reserved, Served, Shelf, Short, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ZERO = Decimal(0)


def serve(
    demands: Sequence[Demand], shelves: Iterable[Shelf], *, today: dt.date, products: Iterable[str] = ()
) -> Served:
    """Serve the demands one by one; the shelves of a product stand in the order of warehouse codes.

    What is free then is told of `products`.
    """
    outlooks: dict[str, list[Outlook]] = {}
    for shelf in shelves:
        outlooks.setdefault(shelf.product, []).append(Outlook(shelf, today=today))
    answers = [_serve(demand, _preferred_first(demand, outlooks), today) for demand in demands]
    return Served(answers, {product: free(outlooks.get(product, ())) for product in products})


def free(outlooks: Iterable[Outlook]) -> Decimal:
    """Return what one line could reserve now of a product: that of its best warehouse, at least 0."""
    return max((outlook.at_once() for outlook in outlooks), default=ZERO).max(ZERO)


def taken_by(demand: Demand, answer: Answer, *, today: dt.date) -> Taken:
    """Return what the line of a demand holds by its answer."""
    line, product = demand.line, demand.product
    if isinstance(answer, Reserved):
        return Taken(line=line, product=product, warehouse=answer.warehouse, reserved=demand.quantity)
    if isinstance(answer, Short):
        return Taken(line=line, product=product, warehouse=None)
    return Taken(
        line=line,
        product=product,
        warehouse=answer.warehouse,
        reserved=answer.reserved,
        committed=demand.quantity - answer.reserved,
        due_on=answer.on or _waiting_day(demand, today),
    )


def newest_beyond(held: Iterable[tuple[str, Decimal]], *, excess: Decimal) -> list[str]:
    """Return the lines whose reservations go so that `excess` is freed; `held` lists the newest first."""
    lines = []
    for line, quantity in held:
        if excess <= 0:
            break
        lines.append(line)
        excess -= quantity
    return lines


def _preferred_first(demand: Demand, outlooks: Mapping[str, list[Outlook]]) -> list[Outlook]:
    known = outlooks.get(demand.product, [])
    if len(known) <= 1:
        return known
    return sorted(known, key=lambda outlook: outlook.shelf.warehouse != demand.warehouse)


def _serve(demand: Demand, outlooks: Sequence[Outlook], today: dt.date) -> Answer:
    for outlook in outlooks:
        if outlook.at_once() >= demand.quantity:
            outlook.reserve(demand.quantity)
            return Reserved(outlook.shelf.warehouse)
    if demand.part:
        return _part(demand, outlooks, today)
    if demand.wait:
        return _wait(demand, outlooks, today)
    return (_in_time(demand, outlooks) if demand.may_commit else None) or _short(demand, outlooks)


def _in_time(demand: Demand, outlooks: Sequence[Outlook]) -> Promised | None:
    for outlook in outlooks:
        if outlook.at(demand.requested_on) >= demand.quantity:
            return _commit(outlook, demand.quantity, otherwise=demand.requested_on)
    return None


def _wait(demand: Demand, outlooks: Sequence[Outlook], today: dt.date) -> Promised:
    if not outlooks:
        return Promised(demand.warehouse, None)
    never = dt.date.max
    first = min(outlooks, key=lambda outlook: outlook.earliest(demand.quantity) or never)
    return _commit(first, demand.quantity, otherwise=_waiting_day(demand, today))


def _part(demand: Demand, outlooks: Sequence[Outlook], today: dt.date) -> Promised:
    fullest = max(outlooks, key=Outlook.at_once, default=None)
    part = ZERO if fullest is None else _whole_steps(fullest.at_once(), fullest.shelf.step)
    if fullest is None or part <= 0:
        return _wait(demand, outlooks, today)
    fullest.reserve(part)
    rest = _commit(fullest, demand.quantity - part, otherwise=_waiting_day(demand, today))
    return Promised(rest.warehouse, rest.on, reserved=part)


def _commit(outlook: Outlook, quantity: Decimal, *, otherwise: dt.date) -> Promised:
    """Commit to the earliest supply, without one to the day `otherwise`: what comes is taken."""
    on = outlook.earliest(quantity)
    outlook.commit(quantity, on=on or otherwise)
    return Promised(outlook.shelf.warehouse, on)


def _waiting_day(demand: Demand, today: dt.date) -> dt.date:
    return max(demand.requested_on, today)


def _short(demand: Demand, outlooks: Sequence[Outlook]) -> Short:
    available = free(outlooks)
    days = [day for outlook in outlooks if (day := outlook.earliest(demand.quantity))]
    return Short(available, demand.quantity - available, min(days, default=None))


def _whole_steps(quantity: Decimal, step: Decimal | None) -> Decimal:
    return quantity if not step else quantity // step * step
