"""Which lines ask for stock or give it back, and what the answers mean for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from server.orders.rules.lines import UNCOVERED
from server.orders.rules.records import Hold
from server.stock.rules.records import Demand, Promised, Reserved, Short
from server.views.cells import decimal_text
from sync.protocol.problems import problem

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from server.orders.rules.records import Facts, Line, Order, Row, Unit
    from server.stock.rules.records import Answer
    from sync.protocol.messages import Problem

BEHIND = 2**31
RESERVED, PROMISED = "reserved", "promised"


def demands(units: Sequence[Unit], facts: Facts) -> list[Demand]:
    """Return what lines ask for, in the order of the sheet; lines that are not on it come last."""
    place = {row.key: row.ask.place for unit in units for row in unit.rows}
    able = (unit for unit in units if unit.live and not unit.order.frozen and not unit.order.closed)
    asking = [line for unit in able for line in _asking(unit)]
    asking.sort(key=lambda line: place.get(line.key, BEHIND))
    return [demand_of(line, facts) for line in asking]


def released(units: Iterable[Unit], asked: Iterable[Demand]) -> list[str]:
    """Return the lines (keys) that held something, hold it no more, and ask for nothing."""
    asking = {demand.line for demand in asked}
    return [
        line.key
        for unit in units
        for line in unit.lines.values()
        if line.cover and not unit.after[line.key].cover and line.key not in asking
    ]


def serve(unit: Unit, answers: Mapping[str, Answer], rows: Mapping[str, Row]) -> None:
    """Put the answers into the lines of a unit; a short line holds its order."""
    for key, line in unit.after.items():
        answer = answers.get(key)
        if answer is not None:
            unit.after[key] = _served(line, answer)
            _hold(unit, key, short=isinstance(answer, Short))
            if isinstance(answer, Short) and key in rows:
                rows[key].problems.append(short_problem(answer))
        elif line.cover == RESERVED and line.promised_on != line.requested_on:
            unit.after[key] = replace(line, promised_on=line.requested_on)


def short_problem(answer: Short) -> Problem:
    """Return what a clerk is told of a line that cannot be served."""
    day = answer.earliest
    return problem(
        "stock_short",
        "quantity",
        available=decimal_text(answer.available),
        short=decimal_text(answer.short),
        outlook=f"预计 {day.isoformat()} 可补足" if day else "暂无到货计划",
        outlook_english=f"expected in full on {day.isoformat()}" if day else "no supply is planned",
    )


def _asking(unit: Unit) -> Iterator[Line]:
    for line in unit.live_lines():
        if _is_asking(unit.order, line, unit.lines.get(line.key)):
            yield line


def _is_asking(order: Order, line: Line, stored: Line | None) -> bool:
    """Tell whether a line needs an answer: it has none yet, or asks for something else than it was given."""
    if stored is None or (line.cover is None and Hold("stock", line.key) not in order.holds):
        return True
    if (line.product, line.quantity, line.mode) != (stored.product, stored.quantity, stored.mode):
        return True
    return line.requested_on != stored.requested_on and line.cover != RESERVED


def demand_of(line: Line, facts: Facts) -> Demand:
    """Return what a line of an order in review asks for."""
    # Lines of an order in review have these: `checking` asked for them.
    product = facts.products[cast("str", line.product)]
    return Demand(
        line=line.key,
        product=product.key,
        quantity=cast("Decimal", line.quantity),
        requested_on=cast("dt.date", line.requested_on),
        warehouse=product.warehouse,
        may_commit=product.made_to_order or facts.rules.promise_without_hold,
        wait=line.mode == "wait",
        part=line.mode == "part",
        fresh=line.rev == 0,
    )


def _served(line: Line, answer: Answer) -> Line:
    if isinstance(answer, Reserved):
        return replace(
            line, warehouse=answer.warehouse, promised_on=line.requested_on, cover=RESERVED, mode=line.mode
        )
    if isinstance(answer, Promised):
        return replace(line, warehouse=answer.warehouse, promised_on=answer.on, cover=PROMISED)
    return replace(line, **{**UNCOVERED, "mode": line.mode})


def _hold(unit: Unit, key: str, *, short: bool) -> None:
    stock = {Hold("stock", key)}
    holds = unit.order.holds | stock if short else unit.order.holds - stock
    if holds != unit.order.holds:
        unit.order = replace(unit.order, holds=holds)
