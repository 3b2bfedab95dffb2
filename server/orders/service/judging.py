"""The credit of customers while their orders are written: judged under a lock, two statements a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.credit import service as credit
from server.orders import exposures
from server.orders.rules import crediting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.credit.service import Standing
    from server.orders.rules.records import Facts, Unit


def judge_credit(conn: Connection, units: Sequence[Unit], *, facts: Facts, stamp: int) -> None:
    """Hold the orders whose customers owe too much, free those that pass now; the orders are locked.

    Where no customer has a limit nothing is asked of the database.
    """
    held = {unit.key for unit in units if crediting.is_held(unit.order)}
    standings = _standings(conn, units, facts=facts, stamp=stamp)
    for unit in units:
        if unit.key in standings or unit.key in held:
            crediting.settle(unit, standings.get(unit.key))


def _standings(conn: Connection, units: Sequence[Unit], *, facts: Facts, stamp: int) -> dict[str, Standing]:
    asks = crediting.asks(units, facts)
    if not asks:
        return {}
    customers = {ask.customer for ask in asks}
    credit.lock(conn, customers, stamp=stamp)
    stored = any(ask.entered_at for ask in asks)
    open_orders = exposures.select_orders(customers) if stored else exposures.select_sums(customers)
    return credit.judge(conn, asks, open_orders, credit.terms_of(facts.rules, facts.today))
