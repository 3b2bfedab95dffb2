"""Before an order is approved: what it reserved and what is over meanwhile is reserved again, or holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.orders.rules.supply import PROMISED, RESERVED, demand_of, serve
from server.stock import lasting
from server.stock import service as stock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.orders.rules.records import Facts, Line, Unit


def secure(conn: Connection, units: Sequence[Unit], *, facts: Facts, now: dt.datetime) -> None:
    """Reserve again what is over; a line that gets nothing holds its order. Call with the orders locked."""
    lines = {line.key: line for unit in units for line in unit.live_lines() if _may_be_over(unit, line)}
    lapsed = lasting.without(conn, lines)
    asked = [demand_of(lines[key], facts) for key in lapsed]
    if not asked:
        return
    served = stock.reserve(conn, asked, now=now)
    answers = {demand.line: answer for demand, answer in zip(asked, served.answers, strict=True)}
    for unit in units:
        serve(unit, answers, {})


def _may_be_over(unit: Unit, line: Line) -> bool:
    """Tell whether a line was reserved something before this write."""
    if unit.lines.get(line.key) != line:
        return False
    return line.cover == RESERVED or (line.cover == PROMISED and line.mode == "part")
